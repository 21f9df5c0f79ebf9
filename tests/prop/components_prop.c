// Laws of variance components: moving all values moves the mean only, scaling them scales the
// deviations, the order of units and empty units mean nothing, and limits hold the estimate.
#include "insight/units/inside.h"
#include "insight/units/shrink.h"

#include "prop/prop.h"

#include <math.h>

enum { UNITS_MAX = 12 };

static i64 units_any(struct prop *p, struct unit_sums units[UNITS_MAX])
{
    i64 count = 2 + prop_i64(p, 0, UNITS_MAX - 2);
    for (i64 u = 0; u < count; u++) {
        units[u] = (struct unit_sums){0};
        i64 rows = 1 + prop_i64(p, 0, 30);
        for (i64 i = 0; i < rows; i++)
            unit_sums_add(&units[u], (f64)prop_i64(p, -500, 500) / 10 + (f64)(u % 3));
        buf_fmt(p->shown, "(%lld, %.9g, %.9g) ", (long long)units[u].n, units[u].mean,
                units[u].squares);
    }
    return count;
}

static bool near(f64 a, f64 b, f64 scale)
{
    return fabs(a - b) <= 2e-6 * scale || (isnan(a) && isnan(b));
}

static bool same(struct components a, struct components b, f64 times)
{
    if (a.status != b.status) return false;
    if (a.status != COMPONENTS_FOUND) return true;
    f64 scale = (a.within + a.between) * times * times;
    return near(a.between * times * times, b.between, 20 * scale) &&
           near(a.within * times * times, b.within, scale) && near(a.f, b.f, a.f + 1) &&
           near(a.lr, b.lr, 1 + a.lr);
}

static bool moving_and_scaling(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct unit_sums units[UNITS_MAX], other[UNITS_MAX];
    i64 count = units_any(p, units);
    f64 by = (f64)prop_i64(p, -100000, 100000), times = (f64)prop_i64(p, 1, 1000) / 8;
    for (i64 u = 0; u < count; u++)
        other[u] = (struct unit_sums){units[u].n, units[u].mean * times + by,
                                      units[u].squares * times * times};
    return same(components_fit(units, count, COMPONENTS_REML),
                components_fit(other, count, COMPONENTS_REML), times);
}

static bool order_and_empty_units(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct unit_sums units[UNITS_MAX], other[UNITS_MAX + 1] = {{0}};
    i64 count = units_any(p, units);
    for (i64 u = 0; u < count; u++)
        other[count - u] = units[u]; // other[0] is empty
    return same(components_fit(units, count, COMPONENTS_ML),
                components_fit(other, count + 1, COMPONENTS_ML), 1);
}

static bool limits_hold_the_estimate(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct unit_sums units[UNITS_MAX];
    i64 count = units_any(p, units);
    struct components fit = components_fit(units, count, COMPONENTS_REML);
    if (fit.status != COMPONENTS_FOUND) return true;
    struct interval narrow = components_between(units, count, COMPONENTS_REML, 0.8);
    struct interval wide = components_between(units, count, COMPONENTS_REML, 0.99);
    struct interval icc = components_icc1(units, count, &fit, 0.95);
    return wide.low <= narrow.low && narrow.low <= fit.between && fit.between <= narrow.high &&
           narrow.high <= wide.high && isfinite(wide.high) && icc.low >= 0 && icc.high < 1 &&
           icc.low <= icc.value && icc.value <= icc.high;
}

static bool drawing_in_keeps_order_of_equal_units(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct measured units[UNITS_MAX] = {{0}};
    struct shrunken out[UNITS_MAX];
    i64 count = 4 + prop_i64(p, 0, UNITS_MAX - 4);
    for (i64 u = 0; u < count; u++)
        units[u] = (struct measured){(f64)prop_i64(p, -1000, 1000), 2500};
    struct known_components fit = components_fit_known(units, count);
    shrink_units(units, count, &fit, (struct shrink_limits){0.95, INFINITY}, out);
    for (i64 u = 0; u < count; u++) {
        bool towards = fabs(out[u].value - fit.mean) <= fabs(units[u].value - fit.mean) + 1e-9;
        if (!towards || !(out[u].low <= out[u].value && out[u].value <= out[u].high)) return false;
        for (i64 k = 0; k < u; k++)
            if ((units[k].value < units[u].value) != (out[k].value < out[u].value)) return false;
    }
    return true;
}

LAW(moving_and_scaling)
LAW(order_and_empty_units)
LAW(limits_hold_the_estimate)
LAW(drawing_in_keeps_order_of_equal_units)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_moving_and_scaling),
        cmocka_unit_test(check_order_and_empty_units),
        cmocka_unit_test(check_limits_hold_the_estimate),
        cmocka_unit_test(check_drawing_in_keeps_order_of_equal_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
