// Laws of shares and of alpha: sums, scaling, order of columns, doubling of rows.
#include "insight/maths/chance.h"
#include "insight/drivers/drivers.h"
#include "insight/asked/scale.h"

#include "prop/prop.h"
#include "support/near.h"

#define DRIVERS 4

static const i32 own[DRIVERS] = {0, 1, 2, 3};

static void begin(ctx *c, struct arena *arena)
{
    *c = (ctx){.arena = arena, .lang = "en"};
}

static bool near(f64 a, f64 b, f64 tolerance)
{
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
    if (isinf(a) || isinf(b)) return a == b;
    return fabs(a - b) <= tolerance * fmax(1, fabs(a));
}

// Rows of four drivers and an outcome that has part of each.
static f64 *draw(struct prop *p, struct arena *arena, i64 *n)
{
    *n = 12 + prop_i64(p, 0, 40);
    f64 *rows = NEW_ARRAY(arena, f64, *n * (DRIVERS + 1));
    for (i64 i = 0; i < *n; i++) {
        f64 *row = rows + i * (DRIVERS + 1), sum = 0;
        for (i64 j = 0; j < DRIVERS; j++) {
            row[j] = (f64)(prop_bits(p) % 5 + 1) + (j ? row[j - 1] / 2 : 0);
            sum += row[j] * (f64)(j + 1);
        }
        row[DRIVERS] = sum + (f64)(prop_bits(p) % 20);
        buf_fmt(p->shown, "%g ", row[DRIVERS]);
    }
    return rows;
}

static bool measure(ctx *c, const f64 rows[], i64 n, struct drivers *out)
{
    struct row_sums sums;
    struct row_sums_order order = {n, DRIVERS + 1, rows, false, 100000};
    f64 *correlation = NEW_ARRAY(c->arena, f64, (DRIVERS + 1) * (DRIVERS + 1));
    if (!row_sums_make(c, order, &sums)) return false;
    row_sums_correlate(&sums, sums.total, correlation);
    struct drivers_input input = {DRIVERS, correlation, own, DRIVERS};
    return drivers_measure(c, &input, NULL, out);
}

static bool shares_add_up_and_stay_between_first_and_last(struct prop *p, struct arena *arena)
{
    ctx c;
    i64 n = 0;
    begin(&c, arena);
    const f64 *rows = draw(p, arena, &n);
    struct drivers found;
    if (!measure(&c, rows, n, &found)) return false;
    f64 lmg = 0, johnson = 0, pratt = 0;
    for (i64 j = 0; j < DRIVERS; j++) {
        const struct driver *d = &found.list[j];
        lmg += d->lmg;
        johnson += d->johnson;
        pratt += d->pratt;
        if (d->lmg < -1e-12 || d->first > found.r_squared + 1e-9 || d->last < -1e-9) return false;
    }
    return near(lmg, found.r_squared, 1e-9) && near(johnson, found.r_squared, 1e-9) &&
           near(pratt, found.r_squared, 1e-9) && found.r_squared <= 1 + 1e-12;
}

// Columns scaled, shifted, turned and put the other way round; rows doubled.
static bool shares_ask_neither_units_nor_order(struct prop *p, struct arena *arena)
{
    ctx c;
    i64 n = 0;
    begin(&c, arena);
    const f64 *rows = draw(p, arena, &n);
    f64 *other = NEW_ARRAY(arena, f64, 2 * n * (DRIVERS + 1));
    for (i64 i = 0; i < 2 * n; i++) {
        const f64 *row = rows + i % n * (DRIVERS + 1);
        for (i64 j = 0; j < DRIVERS; j++)
            other[i * (DRIVERS + 1) + j] = 1000 - 7 * row[DRIVERS - 1 - j];
        other[i * (DRIVERS + 1) + DRIVERS] = row[DRIVERS] * 0.01 + 3;
    }
    struct drivers a, b;
    if (!measure(&c, rows, n, &a) || !measure(&c, other, 2 * n, &b)) return false;
    for (i64 j = 0; j < DRIVERS; j++) {
        const struct driver *x = &a.list[j], *y = &b.list[DRIVERS - 1 - j];
        if (!near(x->lmg, y->lmg, 1e-9) || !near(x->first, y->first, 1e-9) ||
            !near(x->last, y->last, 1e-9) || !near(x->johnson, y->johnson, 1e-8) ||
            !near(x->pratt, y->pratt, 1e-8) || !near(x->vif, y->vif, 1e-7))
            return false;
    }
    return true;
}

// Shifting changes no alpha, scaling all questions alike changes none, scaling one leaves the
// standardised one alone.
static bool alpha_bears_shifting_and_scaling(struct prop *p, struct arena *arena)
{
    ctx c;
    i64 n = 0;
    begin(&c, arena);
    const f64 *rows = draw(p, arena, &n);
    f64 *alike = NEW_ARRAY(arena, f64, n * (DRIVERS + 1)),
        *one = NEW_ARRAY(arena, f64, n * (DRIVERS + 1));
    for (i64 i = 0; i < n * (DRIVERS + 1); i++) {
        alike[i] = rows[i] * 3 + 100;
        one[i] = i % (DRIVERS + 1) ? rows[i] : rows[i] * 50;
    }
    struct scale_alpha a, b, d;
    if (!scale_alpha_of(&c, (struct scale_answers){n, DRIVERS + 1, rows}, 0.95, &a)) return false;
    if (!scale_alpha_of(&c, (struct scale_answers){n, DRIVERS + 1, alike}, 0.95, &b)) return false;
    if (!scale_alpha_of(&c, (struct scale_answers){n, DRIVERS + 1, one}, 0.95, &d)) return false;
    return near(a.raw, b.raw, 1e-9) && near(a.standardised, b.standardised, 1e-9) &&
           near(a.standardised, d.standardised, 1e-9) && near(a.raw_low, b.raw_low, 1e-8) &&
           a.raw <= 1 + 1e-12 && a.raw_low <= a.raw && a.raw <= a.raw_high;
}

LAW(shares_add_up_and_stay_between_first_and_last)
LAW(shares_ask_neither_units_nor_order)
LAW(alpha_bears_shifting_and_scaling)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_shares_add_up_and_stay_between_first_and_last),
        cmocka_unit_test(check_shares_ask_neither_units_nor_order),
        cmocka_unit_test(check_alpha_bears_shifting_and_scaling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
