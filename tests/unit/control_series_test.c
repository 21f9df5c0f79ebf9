// Control series with a known truth: made-up worlds in which the event changed a known amount, or
// nothing.
#include "insight/series/control_series.h"

#include <gsl/gsl_randist.h>

#include "insight/maths/chance.h"
#include "support/near.h"
#include "support/work.h"

enum { PLACES = 80, EVENT = 60, CONTROLS = 6 };

static struct work work;
static f64 value[PLACES], columns[CONTROLS][PLACES];
static f64 *controls[CONTROLS];

static int begin(void **state)
{
    (void)state;
    work_init(&work);
    for (i64 k = 0; k < CONTROLS; k++)
        controls[k] = columns[k];
    return 0;
}

static int end(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

// Two controls explain the values, the others nothing; from the event on `effect` is added.
static void world(gsl_rng *rng, f64 effect)
{
    for (i64 t = 0; t < PLACES; t++) {
        for (i64 k = 0; k < CONTROLS; k++)
            columns[k][t] = 50 + 5 * gsl_ran_gaussian(rng, 1);
        value[t] = 100 + 2 * columns[0][t] - columns[1][t] + 3 * gsl_ran_gaussian(rng, 1) +
                   (t >= EVENT ? effect : 0);
    }
}

static struct control_found fit(i64 width, i64 draws)
{
    struct control_found out;
    struct control_series series = {PLACES, width, value, controls, EVENT, 0.01, draws};
    assert_true(control_series_fit(&work.c, &series, chance_new(&work.c, 5), 0.95, &out));
    return out;
}

static void a_known_effect_is_found(void **state)
{
    (void)state;
    world(chance_new(&work.c, 1), 10);
    struct control_found found = fit(CONTROLS, 1000);
    assert_int_equal(found.status, CONTROL_FOUND);
    assert_int_equal(found.before, EVENT);
    assert_int_equal(found.after, PLACES - EVENT);
    assert_true(found.effect.low < 10 && 10 < found.effect.high);
    assert_true(found.effect.low > 0);
    assert_true(found.p < 0.01);
    assert_near(found.total.value, found.effect.value * (PLACES - EVENT), 1e-9);
    assert_near(found.plain_mean.mean, found.expected.value, 3);
    assert_near(found.actual - found.expected.value, found.effect.value, 1e-9);
    // The two that tell something are at work, in this direction, and the others seldom.
    assert_true(found.inclusion[0] > 0.95 && found.inclusion[1] > 0.95);
    assert_true(found.weights[0] > 0 && found.weights[1] < 0);
    for (i64 k = 2; k < CONTROLS; k++)
        assert_true(found.inclusion[k] < 0.7);
    for (i64 t = EVENT; t < PLACES; t++)
        assert_true(found.low[t] < found.middle[t] && found.middle[t] < found.high[t]);
}

static void limits_hold_the_truth_at_their_level(void **state)
{
    (void)state;
    gsl_rng *rng = chance_new(&work.c, 2);
    i64 held = 0, runs = 60;
    for (i64 i = 0; i < runs; i++) {
        struct arena_mark mark = arena_mark(work.c.arena);
        world(rng, 4);
        struct control_found found = fit(2, 200);
        held += found.effect.low <= 4 && 4 <= found.effect.high;
        arena_rewind(work.c.arena, mark);
    }
    assert_in_range(held, 52, 60); // 57 are expected
}

static void the_same_seed_gives_the_same_answer(void **state)
{
    (void)state;
    world(chance_new(&work.c, 3), 0);
    f64 first = fit(3, 100).effect.value;
    assert_near(fit(3, 100).effect.value, first, 0);
}

static void shifting_and_scaling_do_the_same_to_the_effect(void **state)
{
    (void)state;
    world(chance_new(&work.c, 4), 10);
    struct control_found before = fit(3, 100);
    for (i64 t = 0; t < PLACES; t++) {
        value[t] = 7 * value[t] + 1000;
        columns[2][t] = 3 + columns[2][t] / 100;
    }
    struct control_found after = fit(3, 100);
    assert_near(after.effect.value, 7 * before.effect.value, 1e-3);
    assert_near(after.effect.high, 7 * before.effect.high, 1e-3);
    assert_near(after.p, before.p, 1e-12);
}

static void gaps_are_left_out(void **state)
{
    (void)state;
    world(chance_new(&work.c, 5), 10);
    value[7] = value[61] = NAN;
    columns[1][9] = columns[1][70] = NAN;
    struct control_found found = fit(2, 300);
    assert_int_equal(found.before, EVENT - 2);
    assert_int_equal(found.after, PLACES - EVENT - 2);
    assert_true(isnan(found.middle[9]) && isnan(found.low[70]));
    assert_true(isfinite(found.middle[61]));
    assert_true(found.effect.low < 10 && 10 < found.effect.high);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    world(chance_new(&work.c, 6), 0);
    for (i64 t = 0; t < PLACES; t++)
        columns[2][t] = 2 * columns[0][t] + 1;
    assert_int_equal(fit(3, 100).status, CONTROL_ALIASED);
    assert_int_equal(fit(3, 100).column, 2);
    for (i64 t = 0; t < EVENT; t++)
        columns[2][t] = 5;
    struct control_found found = fit(3, 100);
    assert_int_equal(found.status, CONTROL_FLAT);
    assert_int_equal(found.column, 2);
    memcpy(columns[2], value, sizeof value);
    assert_int_equal(fit(3, 100).status, CONTROL_EXACT);
    for (i64 t = 0; t < EVENT; t++)
        value[t] = 1;
    assert_int_equal(fit(2, 100).status, CONTROL_CONSTANT);
    for (i64 t = 5; t < EVENT; t++)
        value[t] = NAN;
    assert_int_equal(fit(2, 100).status, CONTROL_TOO_FEW);
}

static void too_many_draws_are_too_large(void **state)
{
    (void)state;
    world(chance_new(&work.c, 7), 0);
    struct control_found out;
    struct control_series series = {PLACES, 2, value, controls, EVENT, 0.01, 10000000};
    assert_false(control_series_fit(&work.c, &series, chance_new(&work.c, 5), 0.95, &out));
    assert_int_equal(work.c.err.code, ERR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_known_effect_is_found, begin, end),
        cmocka_unit_test_setup_teardown(limits_hold_the_truth_at_their_level, begin, end),
        cmocka_unit_test_setup_teardown(the_same_seed_gives_the_same_answer, begin, end),
        cmocka_unit_test_setup_teardown(shifting_and_scaling_do_the_same_to_the_effect, begin, end),
        cmocka_unit_test_setup_teardown(gaps_are_left_out, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_said, begin, end),
        cmocka_unit_test_setup_teardown(too_many_draws_are_too_large, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
