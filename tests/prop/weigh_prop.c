// Laws of weights and of figures from them.
#include "insight/asked/calibrated.h"

#include "prop/prop.h"
#include "support/near.h"

enum { ANSWERS_MAX = 60, CATEGORIES_MAX = 4, MARGINS = 2 };

// Answers in two margins whose counts some weights do agree with.
struct case_of {
    i64 n;
    i32 code[MARGINS][2 * ANSWERS_MAX];
    i64 count[MARGINS];
    f64 known[MARGINS][CATEGORIES_MAX];
    f64 base[2 * ANSWERS_MAX], value[2 * ANSWERS_MAX];
};

static ctx *ctx_of(ctx *c, struct arena *arena)
{
    *c = (ctx){.arena = arena, .lang = "en"};
    return c;
}

static struct case_of draw(struct prop *p)
{
    struct case_of one = {.n = prop_i64(p, 8, ANSWERS_MAX)};
    for (i64 m = 0; m < MARGINS; m++)
        one.count[m] = prop_i64(p, 2, CATEGORIES_MAX);
    for (i64 i = 0; i < one.n; i++) {
        f64 hidden = 1 + (f64)(prop_bits(p) % 50);
        one.base[i] = 1 + (f64)(prop_bits(p) % 9);
        one.value[i] = (f64)(prop_bits(p) % 11);
        for (i64 m = 0; m < MARGINS; m++) {
            // The first answers see to it that no category is empty.
            u64 code = i < one.count[m] ? (u64)i : prop_bits(p) % (u64)one.count[m];
            one.code[m][i] = (i32)code;
            one.known[m][code] += hidden;
        }
    }
    buf_fmt(p->shown, "%lld answers, %lld x %lld categories", (long long)one.n,
            (long long)one.count[0], (long long)one.count[1]);
    return one;
}

static struct weigh_order order_of(const struct case_of *one, struct weigh_margin margins[MARGINS])
{
    for (i64 m = 0; m < MARGINS; m++)
        margins[m] = (struct weigh_margin){one->count[m], one->code[m], one->known[m]};
    return (struct weigh_order){
        .n = one->n, .base = one->base, .margin_count = MARGINS, .margins = margins};
}

static bool near_enough(f64 a, f64 b)
{
    return fabs(a - b) <= 1e-6 * (1 + fabs(b));
}

static bool estimate(ctx *c, const struct case_of *one, struct calibrated_figure *out)
{
    struct weigh_margin margins[MARGINS];
    struct weigh_order order = order_of(one, margins);
    struct weigh_weights weights;
    if (!weigh_rake(c, order, &weights) || weights.status != WEIGH_FOUND) return false;
    struct calibrated_answers answers = {.order = order, .weights = weights.weights};
    return calibrated_mean(c, &answers, one->value, out);
}

static bool margins_agree(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one = draw(p);
    struct weigh_margin margins[MARGINS];
    struct weigh_order order = order_of(&one, margins);
    struct weigh_weights weights;
    if (!weigh_rake(c, order, &weights) || weights.status != WEIGH_FOUND) return false;
    for (i64 m = 0; m < MARGINS; m++) {
        f64 sums[CATEGORIES_MAX] = {0};
        for (i64 i = 0; i < one.n; i++)
            sums[one.code[m][i]] += weights.weights[i];
        for (i64 j = 0; j < one.count[m]; j++)
            if (!near_enough(sums[j], one.known[m][j])) return false;
    }
    return true;
}

static bool base_weights_have_no_unit(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one = draw(p), times = one;
    for (i64 i = 0; i < one.n; i++)
        times.base[i] *= 1000;
    struct calibrated_figure a, b;
    return estimate(c, &one, &a) && estimate(c, &times, &b) && near_enough(a.value, b.value) &&
           near_enough(a.error, b.error);
}

static bool values_shift_and_scale(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one = draw(p), moved = one;
    for (i64 i = 0; i < one.n; i++)
        moved.value[i] = 5 - 3 * one.value[i];
    struct calibrated_figure a, b;
    return estimate(c, &one, &a) && estimate(c, &moved, &b) &&
           near_enough(b.value, 5 - 3 * a.value) && near_enough(b.error, 3 * a.error);
}

static bool order_says_nothing(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one = draw(p), turned = one;
    for (i64 i = 0; i < one.n; i++) {
        i64 from = one.n - 1 - i;
        turned.base[i] = one.base[from];
        turned.value[i] = one.value[from];
        for (i64 m = 0; m < MARGINS; m++)
            turned.code[m][i] = one.code[m][from];
    }
    struct calibrated_figure a, b;
    return estimate(c, &one, &a) && estimate(c, &turned, &b) && near_enough(a.value, b.value) &&
           near_enough(a.error, b.error);
}

// Twice the same answers: the same figure, with √½ of the error but for n / (n − 1).
static bool doubled_answers_are_surer(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one = draw(p), twice = one;
    twice.n = 2 * one.n;
    for (i64 i = 0; i < one.n; i++) {
        twice.base[one.n + i] = one.base[i];
        twice.value[one.n + i] = one.value[i];
        for (i64 m = 0; m < MARGINS; m++)
            twice.code[m][one.n + i] = one.code[m][i];
    }
    struct calibrated_figure a, b;
    f64 n = (f64)one.n;
    return estimate(c, &one, &a) && estimate(c, &twice, &b) && near_enough(a.value, b.value) &&
           near_enough(b.error, a.error * sqrt((n - 1) / (2 * n - 1)));
}

// What the margins explain whole has no error.
static bool what_is_known_has_no_error(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one = draw(p);
    f64 sum = 0, total = 0;
    for (i64 i = 0; i < one.n; i++)
        one.value[i] = 2 * (f64)one.code[0][i] - (f64)one.code[1][i];
    for (i64 m = 0; m < MARGINS; m++)
        for (i64 j = 0; j < one.count[m]; j++)
            total += (m ? -1.0 : 2.0) * (f64)j * one.known[m][j];
    for (i64 j = 0; j < one.count[0]; j++)
        sum += one.known[0][j];
    struct calibrated_figure a;
    return estimate(c, &one, &a) && near_enough(a.value, total / sum) && a.error < 1e-9;
}

LAW(margins_agree)
LAW(base_weights_have_no_unit)
LAW(values_shift_and_scale)
LAW(order_says_nothing)
LAW(doubled_answers_are_surer)
LAW(what_is_known_has_no_error)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_margins_agree),
        cmocka_unit_test(check_base_weights_have_no_unit),
        cmocka_unit_test(check_values_shift_and_scale),
        cmocka_unit_test(check_order_says_nothing),
        cmocka_unit_test(check_doubled_answers_are_surer),
        cmocka_unit_test(check_what_is_known_has_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
