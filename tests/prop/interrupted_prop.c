// Laws of an event's effect: moving and scaling means does the same to it, a population that is the
// same everywhere means nothing to counts, gaps at the ends mean nothing, and limits hold the
// value.
#include "insight/series/interrupted.h"

#include "prop/prop.h"
#include "support/work.h"

#include <math.h>

enum { PLACES_MAX = 60 };

static struct interrupted_series series_any(struct prop *p, f64 values[PLACES_MAX + 4])
{
    struct interrupted_series series = {.period = 1};
    series.count = 10 + prop_i64(p, 0, PLACES_MAX - 10);
    series.event = 4 + (i64)(prop_bits(p) % (u64)(series.count - 6));
    if (prop_bits(p) % 2 && series.count > 30) series.period = 4, series.harmonics = 2;
    series.slope = prop_bits(p) % 2;
    for (i64 i = 0; i < series.count; i++) {
        values[i] = (f64)prop_i64(p, 1, 300) + (i >= series.event ? 20 : 0);
        buf_fmt(p->shown, "%s%g", i == series.event ? " | " : " ", values[i]);
    }
    series.value = values;
    return series;
}

static struct interrupted fit(struct arena *arena, struct interrupted_series series)
{
    ctx c = {.arena = arena, .lang = "en"};
    struct interrupted out;
    if (!interrupted_fit(&c, &series, 0.9, &out)) abort();
    return out;
}

static bool near(f64 a, f64 b, f64 scale)
{
    return fabs(a - b) <= 1e-6 * (scale + fabs(b));
}

static bool moving_and_scaling_means(struct prop *p, struct arena *arena)
{
    f64 values[PLACES_MAX + 4], other[PLACES_MAX + 4];
    struct interrupted_series series = series_any(p, values);
    f64 times = (f64)prop_i64(p, 1, 1000) / 16, by = (f64)prop_i64(p, -10000, 10000);
    for (i64 i = 0; i < series.count; i++)
        other[i] = times * values[i] + by;
    struct interrupted a = fit(arena, series);
    series.value = other;
    struct interrupted b = fit(arena, series);
    if (a.status != b.status || a.status != REGRESS_FOUND) return a.status == b.status;
    f64 scale = times * (fabs(a.effect.high) + fabs(a.effect.low) + 1);
    return near(b.effect.value, times * a.effect.value, scale) &&
           near(b.effect.low, times * a.effect.low, scale) &&
           near(b.robust.high, times * a.robust.high, scale) && near(b.effect_p, a.effect_p, 1);
}

static bool equal_population_and_gaps(struct prop *p, struct arena *arena)
{
    f64 values[PLACES_MAX + 4], people[PLACES_MAX + 4];
    struct interrupted_series series = series_any(p, values);
    f64 all = (f64)prop_i64(p, 1, 100000);
    series.counts = true;
    for (i64 i = 0; i < series.count + 4; i++)
        people[i] = all;
    struct interrupted a = fit(arena, series);
    for (i64 i = series.count; i < series.count + 4; i++)
        values[i] = NAN;
    series.count += 4;
    series.population = people;
    struct interrupted b = fit(arena, series);
    if (a.status != b.status || a.status != REGRESS_FOUND) return a.status == b.status;
    return near(b.effect.value, a.effect.value, 1) && near(b.effect.low, a.effect.low, 1) &&
           near(b.total.value, a.total.value, 100) && near(b.effect_p, a.effect_p, 1);
}

static bool limits_hold_the_effect(struct prop *p, struct arena *arena)
{
    f64 values[PLACES_MAX + 4];
    struct interrupted_series series = series_any(p, values);
    series.counts = prop_bits(p) % 2;
    struct interrupted a = fit(arena, series);
    if (a.status != REGRESS_FOUND) return true;
    bool shown = a.effect_p < 0.1, none = series.counts; // a ratio of 1, a difference of 0
    bool outside = a.effect.low > none || a.effect.high < none;
    return a.effect.low <= a.effect.value && a.effect.value <= a.effect.high &&
           a.robust.low <= a.effect.low && a.effect.high <= a.robust.high &&
           a.total.low <= a.total.value && shown == outside;
}

LAW(moving_and_scaling_means)
LAW(equal_population_and_gaps)
LAW(limits_hold_the_effect)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_moving_and_scaling_means),
        cmocka_unit_test(check_equal_population_and_gaps),
        cmocka_unit_test(check_limits_hold_the_effect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
