// The analysis forecast on files: every value of ../shared/reference/timeseries.json that smoothing
// gives.
#include "support/near.h"
#include "support/stat_case.h"
#include "support/timeseries.h"

static struct work work;

static int begin(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int end(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static void assert_share(const json_t *found, const char *field, json_t *reference,
                         const char *name, f64 share)
{
    f64 wanted = timeseries_number(reference, name);
    assert_near(stat_number(found, field), wanted, share * fabs(wanted));
}

static void the_nile_is_followed_as_published(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/timeseries/Nile.csv", room);
    json_t *whole, *ses = timeseries_reference("ses_nile", &whole);
    json_t *found =
        stat_case(&work, "forecast", path, "value=value position=time method=level ahead=3");
    assert_share(found, "result.alpha", ses, "alpha", 0.01);
    assert_share(found, "result.level_at_start", ses, "l", 0.01);
    assert_near(stat_number(found, "result.log_likelihood"), timeseries_number(ses, "loglik"),
                0.05);
    json_decref(whole);
}

static void holt_and_winters_air_passengers_are_rs(void **state)
{
    (void)state;
    char room[4096], field[64];
    const char *path = shared_path_or_skip("data/timeseries/AirPassengers.csv", room);
    json_t *whole, *air = timeseries_reference("holtwinters_air_mult", &whole);
    json_t *found =
        stat_case(&work, "forecast", path, "value=value position=time method=holt-winters");
    assert_share(found, "result.alpha", air, "alpha", 0.01);
    assert_share(found, "result.beta", air, "beta", 0.01);
    assert_share(found, "result.gamma", air, "gamma", 0.01);
    assert_share(found, "result.sum_of_squares", air, "SSE", 1e-6);
    json_t *next = json_object_get(air, "next12");
    for (size_t h = 0; h < 12; h++) {
        f64 wanted = json_number_value(json_array_get(next, h));
        snprintf(field, sizeof field, "result.forecast[%zu].expected", h);
        assert_near(stat_number(found, field), wanted, 1e-3 * wanted);
    }
    // R's ets stops before the maximum (see smoothing_test.c): ours is no lower, so its AICc is no
    // higher.
    air = json_object_get(whole, "ets_air_MAM");
    found = stat_case(&work, "forecast", path, "value=value position=time method=ets-mam");
    assert_true(stat_number(found, "result.log_likelihood") >
                timeseries_number(air, "loglik") - 0.05);
    assert_true(stat_number(found, "result.aicc") < timeseries_number(air, "aicc") + 0.1);
    json_decref(whole);
}

static void the_air_passengers_goal_has_a_chance(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/timeseries/AirPassengers.csv", room);
    json_t *found = stat_case(&work, "forecast", path,
                              "value=value position=time goal=600 by=1961.5 paths=2000");
    f64 chance = stat_number(found, "result.chance"), low = stat_number(found, "result.low");
    assert_true(chance > 0.3 && chance < 0.8);
    assert_true(stat_number(found, "result.chance_once") >= chance);
    assert_string_equal(stat_string(found, "result.by"), "1961.5");
    assert_true(stat_number(found, "result.mase") < stat_number(found, "result.mase_naive"));
    json_t *below = stat_case(&work, "forecast", path,
                              "value=value position=time goal=600 by=1961.5 paths=2000 side=below");
    assert_near(stat_number(below, "result.chance") + chance, 1, 1e-9);
    assert_near(stat_number(below, "result.low"), low, 0);
    stat_case_fails(&work, "forecast", path, "value=value position=time goal=600 by=1950");
    assert_int_equal(work.c.err.code, ERR_USAGE);
    err_clear(&work.c);
}

static void the_niles_floor_is_hard_to_beat(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/timeseries/Nile.csv", room);
    json_t *found = stat_case(&work, "forecast", path, "value=value position=time ahead=1");
    bool better = stat_number(found, "result.mase") < stat_number(found, "result.mase_naive");
    assert_true(stat_has_warning(found, "floor_is_better") == !better);
    stat_case_fails(&work, "forecast", path, "value=value position=time method=holt-winters");
    assert_int_equal(work.c.err.code, ERR_REFUSED);
    err_clear(&work.c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_nile_is_followed_as_published, begin, end),
        cmocka_unit_test_setup_teardown(holt_and_winters_air_passengers_are_rs, begin, end),
        cmocka_unit_test_setup_teardown(the_air_passengers_goal_has_a_chance, begin, end),
        cmocka_unit_test_setup_teardown(the_niles_floor_is_hard_to_beat, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
