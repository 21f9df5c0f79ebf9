// Laws of regression: the unit and origin of a column, the order of rows and rows told as weights
// change the model as they must and nothing else.
#include "insight/maths/regress.h"

#include "prop/prop.h"

#include <math.h>

enum { ROWS_MAX = 80, COLUMNS = 3 };

struct case_of {
    i64 n;
    f64 x[2 * ROWS_MAX * COLUMNS], y[2 * ROWS_MAX], weights[ROWS_MAX];
};

static ctx *ctx_of(ctx *c, struct arena *arena)
{
    *c = (ctx){.arena = arena, .lang = "en"};
    return c;
}

static void draw(struct prop *p, struct case_of *one, bool counts)
{
    one->n = prop_i64(p, 12, ROWS_MAX);
    for (i64 i = 0; i < one->n; i++) {
        f64 *x = one->x + i * COLUMNS;
        x[0] = 1;
        x[1] = (f64)(prop_bits(p) % 2001) / 100 - 10;
        x[2] = (f64)(prop_bits(p) % 5);
        one->weights[i] = (f64)(prop_bits(p) % 4);
        one->y[i] = (f64)(prop_bits(p) % 9);
        if (!counts) one->y[i] = prop_bits(p) % 20 < 10 + (u64)(x[1] / 3 + 4) % 7;
    }
    buf_fmt(p->shown, "%lld rows", (long long)one->n);
}

static struct regress_rows rows_of(const struct case_of *one)
{
    return (struct regress_rows){.n = one->n, .k = COLUMNS, .x = one->x, .y = one->y};
}

static bool near_enough(f64 a, f64 b)
{
    return fabs(a - b) <= 1e-6 * (1 + fabs(b));
}

static bool fit(ctx *c, i64 kind, struct regress_rows rows, struct regress_fit *out)
{
    if (kind == 0) return regress_linear(c, rows, out);
    return regress_glm(c, kind == 1 ? REGRESS_LOGISTIC : REGRESS_QUASIPOISSON, rows, out);
}

// Whether two models say the same of the first column with a factor.
static bool same(const struct regress_fit *a, const struct regress_fit *b, f64 factor)
{
    if (a->status != b->status) return false;
    if (!regress_found(a)) return true;
    return near_enough(b->coefficients[1] * factor, a->coefficients[1]) &&
           near_enough(b->coefficients[2], a->coefficients[2]) &&
           near_enough(b->errors[1] * factor, a->errors[1]) &&
           near_enough(b->deviance, a->deviance) && near_enough(b->dispersion, a->dispersion);
}

static bool columns_may_move_and_scale(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one, moved;
    struct regress_fit a, b;
    i64 kind = (i64)(prop_bits(p) % 3);
    draw(p, &one, kind != 1);
    moved = one;
    for (i64 i = 0; i < one.n; i++)
        moved.x[i * COLUMNS + 1] = 40 + 8 * one.x[i * COLUMNS + 1];
    return fit(c, kind, rows_of(&one), &a) && fit(c, kind, rows_of(&moved), &b) && same(&a, &b, 8);
}

static bool rows_have_no_order(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one, turned;
    struct regress_fit a, b;
    i64 kind = (i64)(prop_bits(p) % 3);
    draw(p, &one, kind != 1);
    turned.n = one.n;
    for (i64 i = 0; i < one.n; i++) {
        memcpy(turned.x + i * COLUMNS, one.x + (one.n - 1 - i) * COLUMNS, COLUMNS * sizeof(f64));
        turned.y[i] = one.y[one.n - 1 - i];
    }
    return fit(c, kind, rows_of(&one), &a) && fit(c, kind, rows_of(&turned), &b) && same(&a, &b, 1);
}

// The coefficients of doubled rows stay; the covariance of logistic regression is halved.
static bool doubled_rows_are_weights_of_two(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one, twice;
    struct regress_fit a, b, w;
    draw(p, &one, false);
    twice = one;
    twice.n = 2 * one.n;
    memcpy(twice.x + one.n * COLUMNS, one.x, (size_t)(one.n * COLUMNS) * sizeof(f64));
    memcpy(twice.y + one.n, one.y, (size_t)one.n * sizeof(f64));
    struct regress_rows weighed = rows_of(&one);
    for (i64 i = 0; i < one.n; i++)
        one.weights[i] = 2;
    weighed.weights = one.weights;
    if (!fit(c, 1, rows_of(&one), &a) || !fit(c, 1, rows_of(&twice), &b) || !fit(c, 1, weighed, &w))
        return false;
    if (a.status != b.status || a.status != w.status) return false;
    if (!regress_found(&a)) return true;
    return near_enough(b.coefficients[1], a.coefficients[1]) &&
           near_enough(w.coefficients[1], a.coefficients[1]) &&
           near_enough(b.covariance[4], a.covariance[4] / 2) &&
           near_enough(w.covariance[4], b.covariance[4]);
}

// What is left over has nothing to do with any column.
static bool the_maximum_is_one(struct prop *p, struct arena *arena)
{
    ctx room, *c = ctx_of(&room, arena);
    struct case_of one;
    struct regress_fit a;
    i64 kind = (i64)(prop_bits(p) % 3);
    draw(p, &one, kind != 1);
    struct regress_rows rows = rows_of(&one);
    rows.weights = one.weights;
    if (!fit(c, kind, rows, &a)) return false;
    if (!regress_found(&a)) return true;
    for (i64 j = 0; j < COLUMNS; j++) {
        f64 slope = 0, size = 0;
        for (i64 i = 0; i < one.n; i++) {
            f64 mean = regress_predict(&a, one.x + i * COLUMNS);
            if (kind == 1) mean = regress_logistic(mean);
            if (kind == 2) mean = exp(mean);
            slope += one.weights[i] * one.x[i * COLUMNS + j] * (one.y[i] - mean);
            size += one.weights[i] * fabs(one.x[i * COLUMNS + j]);
        }
        if (!(fabs(slope) <= 1e-6 * (1 + size))) return false;
    }
    return true;
}

LAW(columns_may_move_and_scale)
LAW(rows_have_no_order)
LAW(doubled_rows_are_weights_of_two)
LAW(the_maximum_is_one)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_columns_may_move_and_scale),
        cmocka_unit_test(check_rows_have_no_order),
        cmocka_unit_test(check_doubled_rows_are_weights_of_two),
        cmocka_unit_test(check_the_maximum_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
