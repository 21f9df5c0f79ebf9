// Laws of agreement: who is asked first, what categories are called and in which unit they are
// measured says nothing.
#include "insight/asked/agree.h"
#include "insight/asked/raters.h"

#include "prop/prop.h"

#include <math.h>

enum { ITEMS_MAX = 25, RATERS_MAX = 5, VALUES = 6 };

static const f64 values[VALUES] = {1, 2, 3, 4, 5, 6};

struct case_of {
    struct ratings ratings;
    i32 code[ITEMS_MAX * RATERS_MAX];
};

static ctx *ctx_of(ctx *c, struct arena *arena)
{
    *c = (ctx){.arena = arena, .lang = "en"};
    return c;
}

// Ratings that hang together a little, some missing.
static void draw(struct prop *p, struct case_of *one, bool gaps)
{
    i64 items = prop_i64(p, 4, ITEMS_MAX), raters = prop_i64(p, 2, RATERS_MAX);
    for (i64 i = 0; i < items; i++) {
        i32 item = (i32)(prop_bits(p) % VALUES);
        for (i64 j = 0; j < raters; j++) {
            bool knows = prop_bits(p) % 3 > 0, missing = gaps && prop_bits(p) % 6 == 0;
            i32 code = knows ? item : (i32)(prop_bits(p) % VALUES);
            one->code[i * raters + j] = missing ? -1 : code;
            buf_fmt(p->shown, "%d ", one->code[i * raters + j]);
        }
    }
    one->ratings = (struct ratings){items, raters, one->code, VALUES, values};
}

static bool near_enough(f64 a, f64 b)
{
    return fabs(a - b) <= 1e-9 || (isnan(a) && isnan(b));
}

static bool same(ctx *c, const struct ratings *a, const struct ratings *b, enum agree_metric metric)
{
    return near_enough(agree_alpha(c, a, metric, NULL), agree_alpha(c, b, metric, NULL));
}

static bool raters_and_items_have_no_order(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one, turned;
    draw(p, &one, true);
    i64 count = one.ratings.items * one.ratings.raters;
    for (i64 i = 0; i < count; i++)
        turned.code[i] = one.code[count - 1 - i];
    turned.ratings = one.ratings;
    turned.ratings.code = turned.code;
    bool held =
        near_enough(agree_fleiss(c, &one.ratings, NULL), agree_fleiss(c, &turned.ratings, NULL)) &&
        near_enough(agree_conger(c, &one.ratings, NULL), agree_conger(c, &turned.ratings, NULL));
    for (i64 metric = AGREE_NOMINAL; metric <= AGREE_RATIO; metric++)
        held &= same(c, &one.ratings, &turned.ratings, (enum agree_metric)metric);
    return held;
}

// Interval data may move and scale, ratio data scale, ordinal data be stretched, all be turned
// round.
static bool the_unit_says_nothing(struct prop *p, struct arena *arena)
{
    static const f64 moved[VALUES] = {13, 16, 19, 22, 25, 28},
                     scaled[VALUES] = {7, 14, 21, 28, 35, 42};
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one, turned;
    draw(p, &one, true);
    turned = one;
    turned.ratings.code = turned.code;
    one.ratings.code = one.code;
    turned.ratings.value = moved;
    bool held = same(c, &one.ratings, &turned.ratings, AGREE_INTERVAL) &&
                same(c, &one.ratings, &turned.ratings, AGREE_ORDINAL);
    turned.ratings.value = scaled;
    held &= same(c, &one.ratings, &turned.ratings, AGREE_RATIO);
    turned.ratings.value = values;
    for (i64 i = 0; i < one.ratings.items * one.ratings.raters; i++)
        if (one.code[i] >= 0) turned.code[i] = VALUES - 1 - one.code[i];
    return held && same(c, &one.ratings, &turned.ratings, AGREE_NOMINAL) &&
           same(c, &one.ratings, &turned.ratings, AGREE_ORDINAL) &&
           same(c, &one.ratings, &turned.ratings, AGREE_INTERVAL);
}

// Items that one rater saw, or nobody, say nothing about agreement.
static bool items_without_pairs_say_nothing(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one, less;
    draw(p, &one, true);
    less = one;
    i64 raters = one.ratings.raters, last = one.ratings.items - 1;
    for (i64 j = 1; j < raters; j++)
        one.code[last * raters + j] = -1;
    one.ratings.code = one.code;
    less.ratings.code = less.code;
    less.ratings.items = last;
    bool held = true;
    for (i64 metric = AGREE_NOMINAL; metric <= AGREE_RATIO; metric++)
        held &= same(c, &one.ratings, &less.ratings, (enum agree_metric)metric);
    return held;
}

// Of full tables ICC(3,1) is not below ICC(2,1) where it is above zero, and W lies from 0 to 1.
static bool correlations_keep_their_order(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one;
    draw(p, &one, false);
    f64 table[ITEMS_MAX * RATERS_MAX];
    for (i64 i = 0; i < one.ratings.items * one.ratings.raters; i++)
        table[i] = values[one.code[i]];
    struct rating_table full = {one.ratings.items, one.ratings.raters, table};
    struct raters_icc icc = raters_icc_of(c, full, 0.95);
    struct raters_w w = raters_kendall_w(c, full);
    if (icc.icc2.status == INTERVAL_NO_DATA) return true;
    bool fits = isnan(w.w) || (w.w >= -1e-12 && w.w <= 1 + 1e-12);
    bool within = icc.icc3.low <= icc.icc3.value && icc.icc3.value <= icc.icc3.high;
    if (icc.icc2.status == INTERVAL_KNOWN)
        within &= icc.icc2.low <= icc.icc2.value + 1e-9 && icc.icc2.value <= icc.icc2.high + 1e-9;
    bool ordered = !(icc.icc3.value > 0) || icc.raters_square < icc.error_square ||
                   icc.icc3.value >= icc.icc2.value - 1e-12;
    return fits && within && ordered;
}

LAW(raters_and_items_have_no_order)
LAW(the_unit_says_nothing)
LAW(items_without_pairs_say_nothing)
LAW(correlations_keep_their_order)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_raters_and_items_have_no_order),
        cmocka_unit_test(check_the_unit_says_nothing),
        cmocka_unit_test(check_items_without_pairs_say_nothing),
        cmocka_unit_test(check_correlations_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
