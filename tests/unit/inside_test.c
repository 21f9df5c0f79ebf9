#include "insight/units/inside.h"

#include <gsl/gsl_randist.h>

#include "insight/maths/chance.h"
#include "support/near.h"
#include "support/work.h"

static void powers_are_those_of_the_whole_list(void **state)
{
    (void)state; // R: set.seed(4); x <- round(rgamma(12, 2), 2); sum((x - mean(x))^3) …
    const f64 values[] = {1.78, 0.91, 0.82, 4.17, 2.46, 0.34, 1.37, 4.47, 2.27, 1.52, 2.01, 1.45};
    struct unit_powers powers = {0};
    for (i64 i = 0; i < COUNT_OF(values); i++)
        unit_powers_add(&powers, values[i]);
    assert_near(powers.second, 17.3932916666667, 1e-10);
    assert_near(powers.third, 19.2248679861111, 1e-10);
    assert_near(powers.fourth, 73.3145061187327, 1e-10);
}

enum { UNITS = 8 };

// Units of 60 values; the last one's spread is as told.
static void units_draw(gsl_rng *rng, f64 last, struct unit_powers units[UNITS])
{
    for (i64 u = 0; u < UNITS; u++) {
        units[u] = (struct unit_powers){0};
        for (i64 i = 0; i < 60; i++)
            unit_powers_add(&units[u],
                            (f64)u + gsl_ran_exponential(rng, u == UNITS - 1 ? last : 1));
    }
}

static void equal_spreads_are_seldom_called_unequal(void **state)
{
    (void)state;
    struct work work;
    gsl_rng *rng = chance_new(work_init(&work), 7);
    i64 false_alarms = 0, held = 0, runs = 1000;
    for (i64 i = 0; i < runs; i++) {
        struct unit_powers units[UNITS];
        struct unit_spread out[UNITS];
        units_draw(rng, 1, units);
        struct spreads spreads = spread_judge(units, UNITS, 0.95, out);
        false_alarms += spreads.p < 0.05;
        held += out[0].deviation.low <= 1 && 1 <= out[0].deviation.high;
    }
    // Exponential values, of which the plain test of variances (Bartlett) calls 70 % unequal.
    assert_in_range(false_alarms, 20, 130);
    assert_in_range(held, 880, 990);
    work_release(&work);
}

static void a_unit_of_twice_the_spread_is_found(void **state)
{
    (void)state;
    struct work work;
    gsl_rng *rng = chance_new(work_init(&work), 8);
    struct unit_powers units[UNITS];
    struct unit_spread out[UNITS];
    units_draw(rng, 2.5, units);
    struct spreads spreads = spread_judge(units, UNITS, 0.95, out);
    assert_true(spreads.p < 0.01);
    assert_true(out[UNITS - 1].p < 0.001);
    assert_true(out[UNITS - 1].ratio > 1.5);
    assert_true(out[0].p > 0.01);
    work_release(&work);
}

static void small_and_even_units_are_not_judged(void **state)
{
    (void)state;
    const struct unit_powers units[] = {
        {0   },
        { 3,  1, 2,  0, 4},
        {   50, 1, 0,  0, 0},
        {   50, 1, 40, 0, 120}
    };
    struct unit_spread out[4];
    struct spreads spreads = spread_judge(units, 4, 0.95, out);
    assert_int_equal(spreads.judged, 1);
    assert_true(isnan(spreads.p));
    assert_int_equal(out[0].deviation.status, INTERVAL_NO_DATA);
    assert_int_equal(out[1].deviation.status, INTERVAL_UNKNOWN);
    assert_near(out[1].deviation.value, 1, 1e-12);
    assert_int_equal(out[3].deviation.status, INTERVAL_KNOWN);
    assert_true(isnan(out[3].p));
}

enum { GROUPS = 24, ROWS = 15 };

// Groups inside units whose means spread by `others`, of the last unit by `last`.
static void groups_draw(gsl_rng *rng, const f64 spreads[2], struct inside_group groups[])
{
    for (i64 g = 0; g < UNITS * GROUPS; g++) {
        groups[g] = (struct inside_group){.unit = g / GROUPS};
        f64 spread = spreads[groups[g].unit == UNITS - 1], mean = gsl_ran_gaussian(rng, spread);
        for (i64 i = 0; i < ROWS; i++)
            unit_sums_add(&groups[g].sums, mean + gsl_ran_gaussian(rng, 1));
    }
}

static void a_unit_that_is_uneven_inside_is_told_from_the_others(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    gsl_rng *rng = chance_new(c, 9);
    struct inside_group groups[UNITS * GROUPS];
    struct unit_inside out[UNITS];
    groups_draw(rng, (const f64[]){0.1, 0.6}, groups);
    assert_true(inside_judge(c, groups, COUNT_OF(groups), UNITS, 0.95, out));
    assert_true(out[UNITS - 1].p < 1e-6);
    assert_true(out[UNITS - 1].p_others < 1e-4);
    assert_true(out[UNITS - 1].between.low <= 0.36 && 0.36 <= out[UNITS - 1].between.high);
    for (i64 u = 0; u < UNITS - 1; u++)
        assert_true(out[u].p_others > 0.001 || out[u].between.value < out[u].others);
    work_release(&work);
}

static void equal_units_are_seldom_called_uneven_inside(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    gsl_rng *rng = chance_new(c, 10);
    struct inside_group groups[UNITS * GROUPS];
    i64 alarms = 0;
    for (i64 run = 0; run < 30; run++) {
        struct unit_inside out[UNITS];
        groups_draw(rng, (const f64[]){0.3, 0.3}, groups);
        assert_true(inside_judge(c, groups, COUNT_OF(groups), UNITS, 0.95, out));
        for (i64 u = 0; u < UNITS; u++)
            alarms += out[u].p_others < 0.05;
    }
    assert_in_range(alarms, 0, 24); // 12 of 240 are expected
    work_release(&work);
}

static void units_without_groups_are_not_judged(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const struct inside_group groups[] = {
        {1, {4, 1, 3}},
        {2, {4, 1, 3}},
        {2, {4, 2, 3}}
    };
    struct unit_inside out[3];
    assert_true(inside_judge(c, groups, 3, 3, 0.95, out));
    assert_int_equal(out[0].groups, 0);
    assert_true(isnan(out[0].p) && isnan(out[1].p));
    assert_near(out[2].p, 0.20703125, 1e-9); // R: pf; F = 4 · 0.5 / 1 on 1 and 6 degrees
    assert_true(isnan(out[2].p_others));
    assert_true(inside_judge(c, NULL, 0, 0, 0.95, NULL));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_are_those_of_the_whole_list),
        cmocka_unit_test(equal_spreads_are_seldom_called_unequal),
        cmocka_unit_test(a_unit_of_twice_the_spread_is_found),
        cmocka_unit_test(small_and_even_units_are_not_judged),
        cmocka_unit_test(a_unit_that_is_uneven_inside_is_told_from_the_others),
        cmocka_unit_test(equal_units_are_seldom_called_uneven_inside),
        cmocka_unit_test(units_without_groups_are_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
