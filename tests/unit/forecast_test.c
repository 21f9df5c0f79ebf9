#include "insight/series/forecast.h"

#include "support/timeseries.h"
#include "support/work.h"

enum { ROOM = 400 };

static struct forecast make(ctx *c, struct forecast_order order)
{
    struct forecast out;
    assert_true(forecast_make(c, chance_new(c, 1), order, &out));
    return out;
}

// R's forecast 8.20 on the Nile: thetaf 799.8 (517.1 to 1082.5); ets(AAdN) 801.8 (514.4 to 1089.3),
// but stopped before the maximum, which is at 833.6.
static void the_average_lies_between_rs_models(void **state)
{
    (void)state;
    shared_or_skip("data/timeseries/Nile.csv");
    f64 values[ROOM];
    i64 n = timeseries_values("Nile", values, ROOM);
    struct work work;
    ctx *c = work_init(&work);
    struct forecast_order order = {
        .n = n, .values = values, .period = 1, .ahead = 5, .paths = 20000, .level = 0.95};
    struct forecast found = make(c, order);
    assert_int_equal(found.status, FORECAST_FOUND);
    assert_near(found.expected[0], (799.811996216 + 833.6) / 2, 1);
    assert_near(found.expected[4], (794.383385355 + 829.6) / 2, 1);
    assert_near(found.low[0], 530, 35);
    assert_near(found.high[0], 1100, 45);
    assert_near(found.naive[0], values[n - 1], 0);
    assert_near(found.naive[4], values[n - 1], 0);
    struct forecast again = make(c, order);
    assert_near(again.low[4], found.low[4], 0); // the same seed
    work_release(&work);
}

static void goals_are_reached_as_often_as_paths_say(void **state)
{
    (void)state;
    f64 values[100];
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < 100; i++)
        values[i] = (f64)(work_random(c) % 1000) / 100;
    struct forecast found = make(
        c, (struct forecast_order){
               .n = 100, .values = values, .period = 1, .ahead = 10, .paths = 4000, .level = 0.9});
    struct forecast_chance never = forecast_chance(&found, (struct forecast_goal){1e9, true, 10});
    struct forecast_chance surely = forecast_chance(&found, (struct forecast_goal){-1e9, true, 10});
    assert_near(never.at, 0, 0);
    assert_near(surely.at, 1, 0);
    struct forecast_chance half =
        forecast_chance(&found, (struct forecast_goal){found.expected[9], true, 10});
    assert_near(half.at, 0.5, 0.1);
    assert_true(half.once > 0.95);
    struct forecast_chance below =
        forecast_chance(&found, (struct forecast_goal){found.expected[9], false, 10});
    assert_near(below.at + half.at, 1, 0.01);
    // Independent values from 0 to 10: about one in ten is above 9.
    struct forecast_chance nine = forecast_chance(&found, (struct forecast_goal){9, true, 1});
    assert_near(nine.at, 0.1, 0.08);
    work_release(&work);
}

static void the_floor_wins_where_nothing_is_to_be_known(void **state)
{
    (void)state;
    f64 walk[200], season[200];
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < 200; i++) {
        walk[i] = (i ? walk[i - 1] : 100) + (f64)(work_random(c) % 21) - 10;
        season[i] = (f64)(i % 12) * 5 + (f64)(work_random(c) % 21) / 2 + (f64)i / 5;
    }
    struct forecast_trial trial;
    struct forecast_order order = {.n = 200, .values = walk, .period = 1, .ahead = 6};
    assert_true(forecast_try(c, order, &trial));
    assert_int_equal(trial.origins, 12);
    assert_near(trial.method / trial.naive, 1, 0.25);
    order.values = season;
    order.period = 12;
    assert_true(forecast_try(c, order, &trial));
    assert_true(trial.method < trial.naive);
    assert_true(trial.smoothing > 0 && trial.theta > 0);
    order.n = 12;
    assert_true(forecast_try(c, order, &trial));
    assert_int_equal(trial.origins, 0);
    assert_true(isnan(trial.method));
    work_release(&work);
}

static void each_method_goes_on_or_says_why_not(void **state)
{
    (void)state;
    f64 values[60], line[60];
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < 60; i++) {
        line[i] = 2 * (f64)i;
        values[i] = (10 + (f64)i) * (1 + (f64)(i % 4) / 4) * (1 + (f64)(work_random(c) % 9) / 90);
    }
    for (i64 method = FORECAST_AVERAGE; method <= FORECAST_ETS_MAM; method++) {
        struct forecast found =
            make(c, (struct forecast_order){.n = 60,
                                            .values = values,
                                            .period = 4,
                                            .method = (enum forecast_method)method,
                                            .ahead = 8,
                                            .paths = 500,
                                            .level = 0.8});
        assert_int_equal(found.status, FORECAST_FOUND);
        for (i64 h = 0; h < 8; h++) {
            assert_true(found.low[h] < found.expected[h] && found.expected[h] < found.high[h]);
            assert_near(found.expected[h], values[52 + h], 35);
        }
    }
    struct forecast_order order = {
        .n = 60, .values = line, .period = 1, .ahead = 3, .paths = 100, .level = 0.95};
    order.method = FORECAST_ETS_MAM;
    assert_int_equal(make(c, order).status, FORECAST_TOO_FEW);
    order.period = 4;
    assert_int_equal(make(c, order).status, FORECAST_NOT_ABOVE);
    order.period = 1;
    order.method = FORECAST_AVERAGE;
    order.n = 3;
    assert_int_equal(make(c, order).status, FORECAST_TOO_FEW);
    order.n = 0;
    assert_int_equal(make(c, order).status, FORECAST_TOO_FEW);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_average_lies_between_rs_models),
        cmocka_unit_test(goals_are_reached_as_often_as_paths_say),
        cmocka_unit_test(the_floor_wins_where_nothing_is_to_be_known),
        cmocka_unit_test(each_method_goes_on_or_says_why_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
