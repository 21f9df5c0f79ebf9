#include "insight/series/trend.h"

#include "insight/series/lags.h"
#include "insight/series/season.h"
#include "support/timeseries.h"
#include "support/work.h"

enum { ROOM = 400 };

static struct trend find(ctx *c, const f64 at[], const f64 values[], i64 n)
{
    struct trend out;
    struct trend_points points = {n, at, values, NULL, 1};
    assert_true(trend_find(c, points, &out));
    assert_true(trend_widen(c, points, (struct trend_width){0.95, 1}, &out));
    return out;
}

static void count_up(f64 at[], i64 n)
{
    for (i64 i = 0; i < n; i++)
        at[i] = (f64)i;
}

// R 4.2.2: all slopes listed and ranked; cor.test(method = "kendall", continuity = TRUE).
static void the_nile_falls_as_r_says(void **state)
{
    (void)state;
    shared_or_skip("data/timeseries/Nile.csv");
    struct work work;
    ctx *c = work_init(&work);
    f64 at[ROOM], values[ROOM];
    i64 n = timeseries_values("Nile", values, ROOM);
    count_up(at, n);
    struct trend found = find(c, at, values, n);
    assert_near(found.s, -1387, 0);
    assert_near(found.variance, 112728.333333333, 1e-6);
    assert_near(found.slope, -2.6, 1e-12);
    assert_near(found.low, -3.62790697674419, 1e-12);
    assert_near(found.high, -1.42857142857143, 1e-12);
    assert_near(found.p_value, 3.65826292166434e-05, 1e-12);
    assert_near(found.tau, -0.280741334724613, 1e-12);
    work_release(&work);
}

// The same from R, with ties in time and in value.
static void ties_count_as_kendall_says(void **state)
{
    (void)state;
    static const f64 at[] = {1, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10, 11};
    static const f64 values[] = {3, 4, 4, 5, 5, 5, 6, 7, 6, 9, 8, 8, 10, 9, 12};
    struct work work;
    struct trend found = find(work_init(&work), at, values, COUNT_OF(at));
    assert_near(found.s, 87, 0);
    assert_int_equal(found.pairs, 101);
    assert_near(found.slope, 0.75, 1e-12);
    assert_near(found.z, 4.31657872212391, 1e-9);
    assert_near(found.p_value, 1.58466182430981e-05, 1e-12);
    assert_near(found.tau, 0.874471234164791, 1e-12);
    work_release(&work);
}

// cor.test(1:8, c(2, 1, 4, 3, 6, 8, 5, 7), method = "kendall", exact = TRUE).
static void few_values_have_an_exact_chance(void **state)
{
    (void)state;
    static const f64 values[] = {2, 1, 4, 3, 6, 8, 5, 7};
    f64 at[8];
    count_up(at, 8);
    struct work work;
    assert_near(find(work_init(&work), at, values, 8).p_value, 0.0311507936507935, 1e-12);
    work_release(&work);
}

// R: S, its variance and the slopes of each month of nottem, added up.
static void months_are_compared_with_the_same_month(void **state)
{
    (void)state;
    shared_or_skip("data/timeseries/nottem.csv");
    struct work work;
    ctx *c = work_init(&work);
    f64 at[ROOM], values[ROOM];
    i64 phases[ROOM];
    i64 n = timeseries_values("nottem", values, ROOM);
    for (i64 i = 0; i < n; i++) {
        at[i] = (f64)(i / 12);
        phases[i] = i % 12;
    }
    struct trend found;
    assert_true(trend_find(c, (struct trend_points){n, at, values, phases, 12}, &found));
    assert_near(found.s, 224, 0);
    assert_near(found.variance, 11364, 1e-9);
    assert_near(found.slope, 0.05, 1e-12);
    assert_near(found.p_value, 0.0364481815726198, 1e-12);
    assert_int_equal(found.pairs, 2280);
    work_release(&work);
}

// Beyond two million pairs slopes are counted, not listed.
static void many_values_agree_with_few(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    enum { MANY = 2300 };
    static f64 at[MANY], values[MANY], slopes[MANY * (MANY - 1) / 2];
    i64 count = 0;
    for (i64 i = 0; i < MANY; i++) {
        at[i] = (f64)(i / 2 * 3); // pairs of one time
        values[i] = 0.001 * at[i] + (f64)(work_random(c) % 997) / 100;
    }
    struct trend found = find(c, at, values, MANY);
    for (i64 i = 0; i < MANY; i++)
        for (i64 j = i + 1; j < MANY; j++)
            if (at[j] > at[i]) slopes[count++] = (values[j] - values[i]) / (at[j] - at[i]);
    assert_int_equal(found.pairs, count);
    f64 reach = 1.959963984540054 * sqrt(found.variance);
    const f64 told[] = {found.slope, found.low, found.high}, ranks[] = {0, -reach, reach};
    for (i64 k = 0; k < 3; k++) {
        i64 below = 0, up_to = 0; // many slopes are equal
        for (i64 i = 0; i < count; i++) {
            below += slopes[i] < told[k] - 1e-6;
            up_to += slopes[i] <= told[k] + 1e-6;
        }
        f64 rank = ((f64)count + ranks[k]) / 2;
        assert_true((f64)below <= rank + 1 && (f64)up_to >= rank - 1);
        assert_near((f64)below, rank, 1000);
    }
    work_release(&work);
}

// Answers on a scale: most slopes are 0, and so must the median be.
static void many_equal_values_have_slope_zero(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    enum { MANY = 3000 };
    static f64 at[MANY], values[MANY];
    count_up(at, MANY);
    for (i64 i = 0; i < MANY; i++)
        values[i] = work_random(c) % 10 == 0 ? 9 : 10;
    struct trend found = find(c, at, values, MANY);
    assert_near(found.slope, 0, 0);
    assert_near(found.low, 0, 0);
    assert_near(found.high, 0, 0);
    work_release(&work);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    static const f64 at[] = {0, 1, 2, 3, 4}, same[] = {7, 7, 7, 7, 7}, once[] = {2, 2, 2, 2, 2};
    static const f64 values[] = {1, 3, 2, 5, 4}, huge[] = {-1e300, 1e300, 2e299, 1e300, -1e300};
    struct work work;
    ctx *c = work_init(&work);
    assert_int_equal(find(c, at, values, 0).status, TREND_TOO_FEW);
    assert_int_equal(find(c, at, values, 3).status, TREND_TOO_FEW);
    assert_true(isnan(find(c, at, values, 3).slope));
    assert_int_equal(find(c, once, values, 5).status, TREND_TOO_FEW);
    assert_int_equal(find(c, at, same, 5).status, TREND_CONSTANT);
    assert_near(find(c, at, same, 5).slope, 0, 0);
    assert_int_equal(find(c, at, huge, 5).status, TREND_FOUND);
    work_release(&work);
}

// An AR(1) series with ρ = 0.6 has an S whose variance is about (1 + ρ) / (1 − ρ) = 4 times that of
// independent values.
static void neighbours_that_agree_widen_the_variance(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    enum { MANY = 4000 };
    static f64 values[MANY], alone[MANY], jumped[MANY];
    f64 held = 0;
    for (i64 i = 0; i < MANY; i++) {
        f64 shock = 0;
        for (i64 k = 0; k < 12; k++)
            shock += (f64)(work_random(c) >> 11) * 0x1p-53 - 0.5;
        alone[i] = shock;
        values[i] = held = 0.6 * held + shock;
        jumped[i] = held + (i > MANY / 3 ? 20 : 0);
    }
    assert_near(lags_correlation(values, MANY, 1), 0.6, 0.05);
    assert_near(lags_correlation(values, MANY, 2), 0.36, 0.06);
    assert_near(lags_inflation(c, values, MANY), 4, 0.7);
    assert_near(lags_inflation(c, alone, MANY), 1, 0.1);
    assert_near(lags_first_robust(c, jumped, MANY), 0.6, 0.08);
    assert_near(lags_first_robust(c, alone, MANY), 0, 0.08);
    assert_true(isnan(lags_correlation(values, 1, 1)));
    assert_true(isnan(lags_first_robust(c, values, 7)));
    work_release(&work);
}

static void a_season_is_found_where_there_is_one(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 values[84], plain[84];
    for (i64 i = 0; i < 84; i++) {
        plain[i] = (f64)(work_random(c) % 1000) / 1000 + 0.01 * (f64)i;
        values[i] = plain[i] + (f64)(i % 7 == 5) * 3;
    }
    struct season season;
    assert_true(season_find(c, values, 84, 7, &season));
    assert_true(season.tested && season.found);
    assert_near(season.effects[5], 3.0 * 6 / 7, 0.3);
    f64 sum = 0;
    for (i64 k = 0; k < 7; k++)
        sum += season.effects[k];
    assert_near(sum, 0, 1e-12);
    assert_true(season_find(c, plain, 84, 7, &season));
    assert_true(season.tested && !season.found);
    assert_true(season_find(c, values, 13, 7, &season));
    assert_false(season.tested);
    for (i64 i = 5; i < 84; i += 7)
        values[i] = (f64)NAN;
    assert_true(season_find(c, values, 84, 7, &season));
    assert_false(season.tested);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nile_falls_as_r_says),
        cmocka_unit_test(ties_count_as_kendall_says),
        cmocka_unit_test(few_values_have_an_exact_chance),
        cmocka_unit_test(months_are_compared_with_the_same_month),
        cmocka_unit_test(many_values_agree_with_few),
        cmocka_unit_test(many_equal_values_have_slope_zero),
        cmocka_unit_test(what_cannot_be_told_is_said),
        cmocka_unit_test(neighbours_that_agree_widen_the_variance),
        cmocka_unit_test(a_season_is_found_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
