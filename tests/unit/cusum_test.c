// The detector of a changed cadence: run lengths of others, run lengths by simulation, alarms by
// hand.
#include "base/json.h"
#include "insight/maths/chance.h"
#include "insight/series/cusum.h"

#include "support/near.h"
#include "support/shared.h"
#include "support/test.h"
#include "support/work.h"

#include <gsl/gsl_randist.h>

static struct work work;
static ctx *c;

static int setup(void **state)
{
    (void)state;
    c = work_init(&work);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static f64 rise_length(f64 mean, f64 reference, f64 threshold)
{
    f64 length = 0;
    assert_true(
        cusum_run_length(c, (struct cusum_chart){CUSUM_RISE, reference, threshold}, mean, &length));
    return length;
}

static void run_lengths_agree_with_the_reference(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("reference/timeseries.json", room);
    json_t *reference = json_load_file(path, 0, NULL);
    assert_non_null(reference);
    const json_t *lengths = json_object_get(reference, "cusum_arl");
    f64 a = json_number_value(json_object_get(lengths, "mu2_k3_h5"));
    f64 b = json_number_value(json_object_get(lengths, "mu4_k3_h6"));
    f64 d = json_number_value(json_object_get(lengths, "mu2.4_k0.5_h10"));
    json_decref(reference);
    assert_near(rise_length(2, 3, 5), a, 1e-6 * a);
    assert_near(rise_length(4, 3, 6), b, 1e-6 * b);
    assert_near(rise_length(2.4, 0.5, 10), d, 1e-6 * d);
}

// The same three, as surveillance::arlCusum 1.20 gives them: so they are kept without the file too.
static void run_lengths_are_those_of_surveillance(void **state)
{
    (void)state;
    assert_near(rise_length(2, 3, 5), 188.4913855145, 1e-8);
    assert_near(rise_length(4, 3, 6), 6.1904060996, 1e-8);
    assert_near(rise_length(2.4, 0.5, 10), 5.9105373878, 1e-8);
}

// k = 1, h = 1, fall: alarm as soon as a period is empty, so the run length is geometric.
static void a_fall_to_nothing_is_geometric(void **state)
{
    (void)state;
    f64 length = 0;
    assert_true(cusum_run_length(c, (struct cusum_chart){CUSUM_FALL, 1, 1}, 3, &length));
    assert_near(length, exp(3), 1e-9);
}

static f64 simulated_length(gsl_rng *rng, struct cusum_chart chart, f64 mean, i64 runs)
{
    f64 periods = 0;
    for (i64 run = 0; run < runs; run++) {
        f64 sum = 0, sign = chart.side == CUSUM_RISE ? 1 : -1;
        while (sum < chart.threshold - 1e-9) {
            sum = fmax(0, sum + sign * ((f64)gsl_ran_poisson(rng, mean) - chart.reference));
            periods++;
        }
    }
    return periods / (f64)runs;
}

static void planned_run_lengths_hold_in_simulation(void **state)
{
    (void)state;
    static const struct cusum_aim aims[] = {
        {4,    0.5,  100},
        {0.3,  0.4,  200},
        {5,    1.5,  150},
        {0.05, 3,    300},
        {900,  1.03, 100},
        {60,   0.9,  100}
    };
    gsl_rng *rng = chance_new(c, 5);
    enum { RUNS = 4000 };
    for (i64 i = 0; i < COUNT_OF(aims); i++) {
        struct cusum_design design;
        assert_true(cusum_plan(c, aims[i], &design));
        assert_true(design.run_length >= aims[i].run_length);
        assert_true(design.run_length < aims[i].run_length * 2);
        f64 expected = aims[i].expected, changed = expected * aims[i].factor;
        // The run length's own spread is about its mean: 4 standard errors, and 1 % for the grid.
        f64 within = (4 / sqrt((f64)RUNS) + (design.exact ? 0 : 0.01));
        f64 calm = simulated_length(rng, design.chart, expected, RUNS);
        assert_near(calm, design.run_length, within * design.run_length);
        f64 found = simulated_length(rng, design.chart, changed, RUNS);
        assert_near(found, design.run_length_changed, within * design.run_length_changed);
        assert_true(design.run_length_changed < design.run_length / 2);
    }
}

static void large_counts_are_put_on_a_grid(void **state)
{
    (void)state;
    struct cusum_design design;
    assert_true(cusum_plan(c, (struct cusum_aim){200000, 1.003, 100}, &design));
    assert_false(design.exact);
    assert_true(cusum_plan(c, (struct cusum_aim){900, 1.03, 100}, &design));
    assert_true(design.exact);
}

static void alarms_come_when_worked_out_by_hand(void **state)
{
    (void)state;
    static const f64 counts[] = {4, 4, 2, 1, 5, 1, 0, 1, 4, 4, 0, 0, 0};
    f64 sums[COUNT_OF(counts)];
    struct cusum_alarm alarms[2];
    struct cusum_chart chart = {CUSUM_FALL, 3, 5};
    i64 found = cusum_watch(chart, counts, COUNT_OF(counts), sums, alarms, 2);
    static const f64 by_hand[] = {0, 0, 1, 3, 1, 3, 6, 2, 1, 0, 3, 6, 3};
    for (i64 i = 0; i < COUNT_OF(counts); i++)
        assert_near(sums[i], by_hand[i], 1e-12);
    assert_int_equal(found, 2);
    assert_int_equal(alarms[0].at, 6);
    assert_int_equal(alarms[0].since, 2);
    assert_near(alarms[0].sum, 6, 1e-12);
    assert_int_equal(alarms[1].at, 11);
    assert_int_equal(alarms[1].since, 10);
}

static void alarms_beyond_the_room_are_counted(void **state)
{
    (void)state;
    static const f64 none[20] = {0};
    struct cusum_alarm alarm;
    i64 found = cusum_watch((struct cusum_chart){CUSUM_FALL, 1, 2}, none, 20, NULL, &alarm, 1);
    assert_int_equal(found, 10);
    assert_int_equal(alarm.at, 1);
    assert_int_equal(cusum_watch((struct cusum_chart){CUSUM_FALL, 1, 2}, none, 0, NULL, NULL, 0),
                     0);
}

static void too_slow_and_too_fast_cadences_are_refused(void **state)
{
    (void)state;
    struct cusum_design design;
    assert_false(cusum_plan(c, (struct cusum_aim){0.001, 0.5, 100}, &design));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_str(str_of(c->err.hint), "Count in longer periods.");
    err_clear(c);
    assert_false(cusum_plan(c, (struct cusum_aim){1e9, 0.5, 100}, &design));
    assert_str(str_of(c->err.hint), "Count in shorter periods.");
    err_clear(c);
}

static void an_alarm_that_cannot_come_takes_for_ever(void **state)
{
    (void)state;
    f64 length = 0; // one event a year against a reference of 50
    assert_true(cusum_run_length(c, (struct cusum_chart){CUSUM_RISE, 50, 300}, 0.001, &length));
    assert_true(isinf(length));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_lengths_agree_with_the_reference),
        cmocka_unit_test(run_lengths_are_those_of_surveillance),
        cmocka_unit_test(a_fall_to_nothing_is_geometric),
        cmocka_unit_test(planned_run_lengths_hold_in_simulation),
        cmocka_unit_test(large_counts_are_put_on_a_grid),
        cmocka_unit_test(alarms_come_when_worked_out_by_hand),
        cmocka_unit_test(alarms_beyond_the_room_are_counted),
        cmocka_unit_test(too_slow_and_too_fast_cadences_are_refused),
        cmocka_unit_test(an_alarm_that_cannot_come_takes_for_ever),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
