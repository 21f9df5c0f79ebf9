#include "insight/customers/kaplan_meier.h"
#include "insight/customers/log_rank.h"

#include "support/near.h"
#include "support/work.h"

#define N 23

// Leukaemia remission (R. G. Miller, Survival Analysis, 1981; `aml` of R's survival 3.5.3, which
// gave the numbers below): 11 patients maintained, 12 not.
static const f64 times[N] = {9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5,
                             5, 8,  8,  12, 16, 23, 27, 30, 33, 43, 45};
static const bool left[N] = {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
static const i32 group[N] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static const struct stays maintained = {11, times, left};
static const struct stays other = {12, times + 11, left + 11};

static struct kaplan_meier fitted(ctx *c, struct stays stays, enum km_limits limits)
{
    struct kaplan_meier curve;
    assert_true(kaplan_meier_fit(c, stays, (struct km_order){0.95, limits}, &curve));
    return curve;
}

static void the_curve_and_its_limits_are_those_of_r(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct kaplan_meier curve = fitted(c, maintained, KM_LOG_LOG);
    struct km_point at = kaplan_meier_at(&curve, 23);
    assert_int_equal(at.at_risk, 7);
    assert_near(at.share, 0.6136363636364, 1e-12);
    assert_near(at.error, 0.15263233102731, 1e-12);
    assert_near(at.low, 0.26575204000129, 1e-12);
    assert_near(at.high, 0.8352992432502, 1e-12);
    assert_near(kaplan_meier_at(&curve, 30).share, at.share, 0); // level between

    curve = fitted(c, other, KM_LOG);
    at = kaplan_meier_at(&curve, 9);
    assert_int_equal(at.at_risk, 8);
    assert_near(at.low, 0.4468460811503, 1e-12);
    assert_near(at.high, 0.9946253602591, 1e-12);
    curve = fitted(c, maintained, KM_LOG);
    assert_near(kaplan_meier_at(&curve, 9).high, 1, 0); // cut
    work_release(&work);
}

static void quantiles_and_means_are_those_of_r(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct kaplan_meier curve = fitted(c, other, KM_LOG_LOG);
    struct km_value median = kaplan_meier_quantile(&curve, 0.5);
    assert_near(median.value, 23, 0);
    assert_near(median.low, 5, 0);
    assert_near(median.high, 33, 0);
    curve = fitted(c, maintained, KM_LOG_LOG);
    struct km_value quarter = kaplan_meier_quantile(&curve, 0.25);
    assert_near(quarter.value, 18, 0);
    assert_near(quarter.low, 9, 0);
    assert_near(quarter.high, 34, 0);
    assert_true(isnan(kaplan_meier_quantile(&curve, 0.5).high)); // not reached

    struct km_value mean = kaplan_meier_mean(&curve, 48, 0.95);
    assert_near(mean.value, 31.84318181818, 1e-10);
    assert_near(mean.error, 4.527884711750, 1e-10);
    assert_near(mean.high, 31.84318181818 + 1.959963984540 * 4.527884711750, 1e-9);
    curve = fitted(c, other, KM_LOG_LOG); // all had left by 45
    mean = kaplan_meier_mean(&curve, 48, 0.95);
    assert_near(mean.value, 22.70833333333, 1e-10);
    assert_near(mean.error, 4.180941981033, 1e-10);
    work_release(&work);
}

// R: survfit(Surv(c(1, 2, 3, 4), c(1, 1, 1, 1)) ~ 1): median 2.5.
static void a_level_stretch_at_the_half_is_met_in_its_middle(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 time[] = {1, 2, 3, 4};
    const bool all[] = {true, true, true, true};
    struct kaplan_meier curve = fitted(c, (struct stays){4, time, all}, KM_LOG_LOG);
    assert_near(kaplan_meier_quantile(&curve, 0.5).value, 2.5, 0);
    struct km_point last = kaplan_meier_at(&curve, 9);
    assert_near(last.share, 0, 0); // all had left: that much is known
    assert_true(isnan(last.low) && isnan(last.high));
    work_release(&work);
}

static void what_was_not_watched_is_not_told(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 time[] = {5, 5, 7};
    const bool nobody[] = {false, false, false};
    struct kaplan_meier curve = fitted(c, (struct stays){3, time, nobody}, KM_LOG_LOG);
    assert_int_equal(curve.left, 0);
    assert_int_equal(curve.count, 2);
    assert_near(kaplan_meier_at(&curve, 6).share, 1, 0);
    assert_int_equal(kaplan_meier_at(&curve, 6).at_risk, 1);
    assert_true(isnan(kaplan_meier_at(&curve, 8).share));
    assert_true(isnan(kaplan_meier_quantile(&curve, 0.5).value));
    struct km_value mean = kaplan_meier_mean(&curve, 7, 0.95);
    assert_near(mean.value, 7, 0);
    assert_true(isnan(mean.low) && isnan(mean.error));
    assert_true(isnan(kaplan_meier_mean(&curve, 7.5, 0.95).value));

    curve = fitted(c, (struct stays){0}, KM_LOG_LOG);
    assert_int_equal(curve.count, 0);
    assert_true(isnan(kaplan_meier_at(&curve, 1).share));
    assert_true(isnan(kaplan_meier_quantile(&curve, 0.5).value));
    assert_true(isnan(kaplan_meier_mean(&curve, 1, 0.95).value));
    work_release(&work);
}

static void the_log_rank_test_is_that_of_r(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct log_rank test;
    assert_true(log_rank_test(c, (struct stays){N, times, left}, group, 2, &test));
    assert_near(test.chi_square, 3.396388698978, 1e-10);
    assert_near(test.groups[0].expected, 10.689335992301, 1e-10);
    assert_int_equal(test.groups[1].left, 11);
    assert_int_equal(test.degrees, 1);

    i32 third[N];
    for (i32 i = 0; i < N; i++)
        third[i] = i % 3;
    // A fourth group without anybody takes no part.
    assert_true(log_rank_test(c, (struct stays){N, times, left}, third, 4, &test));
    assert_near(test.chi_square, 0.856465545236, 1e-10);
    assert_near(test.groups[1].expected, 7.264657446246, 1e-10);
    assert_int_equal(test.degrees, 2);
    work_release(&work);
}

static void groups_that_never_met_are_not_compared(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 time[] = {1, 2, 10, 11};
    const bool last[] = {false, false, true, true};
    const i32 two[] = {0, 0, 1, 1};
    struct log_rank test;
    assert_true(log_rank_test(c, (struct stays){4, time, last}, two, 2, &test));
    assert_true(isnan(test.chi_square) && isnan(test.p));
    assert_int_equal(test.degrees, 0);
    assert_true(log_rank_test(c, (struct stays){0}, NULL, 0, &test));
    assert_true(isnan(test.p));
    work_release(&work);
}

static void work_that_nobody_waits_for_ends(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    atomic_bool stop = true;
    i64 n = 200000;
    f64 *time = NEW_ARRAY(c->arena, f64, n);
    bool *gone = NEW_ARRAY(c->arena, bool, n);
    i32 *none = NEW_ARRAY(c->arena, i32, n);
    for (i64 i = 0; i < n; i++) {
        time[i] = (f64)i;
        gone[i] = true;
    }
    c->stop = &stop;
    struct kaplan_meier curve;
    assert_false(kaplan_meier_fit(c, (struct stays){n, time, gone}, (struct km_order){0.95, KM_LOG},
                                  &curve));
    assert_int_equal(c->err.code, ERR_STOPPED);
    err_clear(c);
    struct log_rank test;
    assert_false(log_rank_test(c, (struct stays){n, time, gone}, none, 1, &test));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_and_its_limits_are_those_of_r),
        cmocka_unit_test(quantiles_and_means_are_those_of_r),
        cmocka_unit_test(a_level_stretch_at_the_half_is_met_in_its_middle),
        cmocka_unit_test(what_was_not_watched_is_not_told),
        cmocka_unit_test(the_log_rank_test_is_that_of_r),
        cmocka_unit_test(groups_that_never_met_are_not_compared),
        cmocka_unit_test(work_that_nobody_waits_for_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
