#include "insight/sure/interval.h"

#include "support/near.h"

#define assert_limits(found_interval, wanted_low, wanted_high, tolerance)                          \
    do {                                                                                           \
        struct interval limits = (found_interval);                                                 \
        assert_int_equal(limits.status, INTERVAL_KNOWN);                                           \
        assert_near(limits.low, wanted_low, tolerance);                                            \
        assert_near(limits.high, wanted_high, tolerance);                                          \
    } while (0)

// M. W. Fagerland, S. Lydersen, P. Laake, Statistics in Medicine 33 (2014) 2850-2875: airway
// reactivity before and after stem cell transplantation, pairs 1, 1, 7, 12; Tango's interval.
static void score_limits_agree_with_fagerlands_example(void **state)
{
    (void)state;
    struct interval found = interval_nps((struct nps_counts){7, 13, 1}, 0.95);
    assert_near(found.value, -0.286, 5e-4);
    assert_limits(found, -0.517, -0.026, 5e-4);
}

// Closed forms: with promoters alone the fit has no passives, and 1 - δ² is its variance; with
// passives alone the limit solves n δ² = z² δ (1 - δ).
static void score_limits_of_uniform_answers_have_their_closed_form(void **state)
{
    (void)state;
    f64 square = 1.959963984540054 * 1.959963984540054;
    for (i64 n = 1; n <= 1000000000; n = n * 3 + 1) {
        f64 count = (f64)n;
        assert_limits(interval_nps((struct nps_counts){0, 0, n}, 0.95),
                      (count - square) / (count + square), 1, 1e-9);
        assert_limits(interval_nps((struct nps_counts){n, 0, 0}, 0.95), -1,
                      (square - count) / (count + square), 1e-9);
        assert_limits(interval_nps((struct nps_counts){0, n, 0}, 0.95), -square / (count + square),
                      square / (count + square), 1e-9);
    }
}

static void score_limits_become_the_plain_ones_for_a_billion_answers(void **state)
{
    (void)state;
    struct interval found =
        interval_nps((struct nps_counts){200000000, 300000000, 500000000}, 0.95);
    f64 reach = 1.959963984540054 * sqrt(0.61 / 1e9);
    assert_limits(found, 0.3 - reach, 0.3 + reach, 1e-8 * 2);
    assert_near(interval_half_width(found) / reach, 1, 1e-6);
}

static void the_score_statistic_is_z_at_the_limits(void **state)
{
    (void)state;
    struct nps_counts counts = {3, 9, 14};
    struct interval found = interval_nps(counts, 0.9);
    assert_near(interval_nps_z(counts, found.low), 1.6448536269514722, 1e-9);
    assert_near(interval_nps_z(counts, found.high), -1.6448536269514722, 1e-9);
    assert_near(interval_nps_z(counts, found.value), 0, 1e-9);
    assert_true(isinf(interval_nps_z(counts, 1)));
    // At zero it is McNemar's statistic: (c - b) / √(b + c).
    assert_near(interval_nps_z(counts, 0), 11 / sqrt(17), 1e-12);
}

// Values of the method as published: 20 detractors, 30 passives, 50 promoters.
static void weights_of_one_give_the_adjusted_wald_limits(void **state)
{
    (void)state;
    struct interval found = interval_nps_weighted((struct nps_weights){20, 30, 50, 100}, 0.95);
    assert_near(found.value, 0.3, 1e-12);
    assert_limits(found, 0.14051130178761606, 0.4420129700570441, 1e-9);
    assert_near(interval_nps_weighted((struct nps_weights){0, 0, 5, 5}, 0.95).high, 1, 0);
}

static void uneven_weights_widen_the_limits(void **state)
{
    (void)state;
    struct interval even = interval_nps_weighted((struct nps_weights){20, 30, 50, 100}, 0.95);
    struct interval uneven = interval_nps_weighted((struct nps_weights){20, 30, 50, 300}, 0.95);
    assert_near(uneven.value, even.value, 1e-12);
    assert_true(interval_half_width(uneven) > interval_half_width(even));
}

// R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
static void wilsons_limits_agree_with_newcombes_examples(void **state)
{
    (void)state;
    assert_limits(interval_rate((struct rate_counts){81, 263}, 0.95), 0.2553, 0.3662, 5e-5);
    assert_limits(interval_rate((struct rate_counts){15, 148}, 0.95), 0.0624, 0.1605, 5e-5);
    assert_limits(interval_rate((struct rate_counts){0, 20}, 0.95), 0, 0.1611, 5e-5);
    assert_limits(interval_rate((struct rate_counts){1, 29}, 0.95), 0.0061, 0.1718, 5e-5);
}

// "Student"'s own sleep data as R prints them: t.test(extra ~ group, paired): mean -1.58,
// -2.4598858 to -0.7001142.
static void students_limits_agree_with_students_sleep_data(void **state)
{
    (void)state;
    const long double differences[] = {-1.2L, -2.4L, -1.3L, -1.3L, 0,
                                       -1,    -1.8L, -0.8L, -4.6L, -1.4L};
    long double sum = 0, squares = 0;
    for (i64 i = 0; i < COUNT_OF(differences); i++) {
        sum += differences[i];
        squares += differences[i] * differences[i];
    }
    struct moments moments = moments_of_sums(COUNT_OF(differences), sum, squares);
    assert_near(moments.mean, -1.58, 1e-12);
    assert_limits(interval_mean(moments, 0.95), -2.4598858, -0.7001142, 5e-8);
}

static void one_value_has_a_mean_but_no_limits(void **state)
{
    (void)state;
    struct interval found = interval_mean(moments_of_sums(1, 7, 49), 0.95);
    assert_near(found.value, 7, 0);
    assert_int_equal(found.status, INTERVAL_UNKNOWN);
    assert_true(isinf(found.low) && isinf(found.high));
    assert_true(isinf(interval_half_width(found)));
}

static void moments_keep_their_digits_far_from_zero(void **state)
{
    (void)state;
    // 1,000,000 values, half of them 100000.1 and half 99999.9: the sum of squares has 16 digits
    // before the variance.
    long double high = 100000.1L, low = 99999.9L;
    struct moments found =
        moments_of_sums(1000000, 500000 * (high + low), 500000 * (high * high + low * low));
    assert_near(found.mean, 100000, 1e-9);
    assert_near(found.variance, 0.01 * 1000000 / 999999, 1e-6);
}

// Garwood's table as reprinted in every handbook (K. Ulm, American J. Epidemiology 131, 1990).
static void poisson_limits_agree_with_garwoods_table(void **state)
{
    (void)state;
    assert_limits(interval_count(0, 0.95), 0, 3.689, 5e-4);
    assert_limits(interval_count(1, 0.95), 0.0253, 5.572, 5e-4);
    assert_limits(interval_count(5, 0.95), 1.623, 11.668, 5e-4);
    assert_limits(interval_count(10, 0.95), 4.795, 18.390, 5e-4);
    assert_limits(interval_count(100, 0.95), 81.364, 121.627, 5e-4);
    // R: poisson.test(137, 24.19893), per unit of time.
    struct interval found = interval_count(137, 0.95);
    assert_near(found.low / 24.19893, 4.753125, 5e-7);
    assert_near(found.high / 24.19893, 6.692709, 5e-7);
}

static void large_counts_have_limits_without_a_jump(void **state)
{
    (void)state;
    struct interval below = interval_count(99999, 0.95), above = interval_count(100001, 0.95);
    assert_near(above.low - below.low, 2, 0.01);
    assert_near(above.high - below.high, 2, 0.01);
    struct interval vast = interval_count(4000000000000, 0.95);
    assert_near(interval_half_width(vast) / 2e6, 1.959963984540054, 1e-3);
}

static void a_total_of_equal_values_is_a_scaled_count(void **state)
{
    (void)state;
    struct interval ten = interval_count(10, 0.95);
    struct interval total = interval_total((struct total){10, 250, 6250}, 0.95);
    assert_near(total.value, 250, 0);
    assert_limits(total, 25 * ten.low, 25 * ten.high, 1e-9);
}

static void a_large_total_has_the_limits_of_a_normal_variable(void **state)
{
    (void)state;
    struct total total = {1000000, 5e7, 4e9};
    struct interval skewed = interval_total(total, 0.95),
                    plain = interval_total_signed(total, 0.95);
    assert_near(plain.high - plain.value, 1.959963984540054 * sqrt(4e9), 1e-6);
    assert_near(interval_half_width(skewed) / interval_half_width(plain), 1, 1e-3);
}

static void a_ratio_has_limits_even_on_the_logarithm(void **state)
{
    (void)state;
    // 50 and 200 counts: SE of the logarithm is √(1/50 + 1/200) = 0.158114.
    struct interval found = interval_ratio((struct ratio_parts){50, 50, 200, 200, 0}, 0.95);
    assert_near(found.value, 0.25, 0);
    assert_limits(found, 0.25 * exp(-1.959963985 * 0.158113883),
                  0.25 * exp(1.959963985 * 0.158113883), 1e-9);
}

static void a_ratio_of_the_same_facts_has_the_variance_of_a_mean(void **state)
{
    (void)state;
    // n = 400 values, sum 1000, sum of squares 3000: variance of the mean, divisor n, is (7.5
    // - 6.25) / 400.
    struct ratio_parts parts = {1000, 3000, 400, 400, .covariance = 1000};
    assert_near(ratio_log_variance(parts), 1.25 / 400 / 6.25, 1e-12);
}

// R: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)): 1.971488, 0.8584264 to 4.2772659.
static void a_ratio_of_counts_agrees_with_r(void **state)
{
    (void)state;
    f64 scale = (1083.0 + 1050 + 878) / 800;
    struct interval found = interval_count_ratio((struct count_pair){11, 21}, 0.95);
    assert_near(found.value * scale, 1.971488, 5e-7);
    assert_limits(found, 0.8584264 / scale, 4.2772659 / scale, 5e-8);
}

static void a_ratio_of_counts_stands_zeros_and_turns_round(void **state)
{
    (void)state;
    struct interval none = interval_count_ratio((struct count_pair){0, 40}, 0.95);
    struct interval all = interval_count_ratio((struct count_pair){40, 0}, 0.95);
    assert_near(none.low, 0, 0);
    assert_true(none.high > 0 && none.high < 0.1);
    assert_near(all.low, 1 / none.high, 1e-12);
    assert_true(isinf(all.value) && isinf(all.high));
    struct interval exact = interval_count_ratio((struct count_pair){100000, 300000}, 0.95);
    struct interval normal = interval_count_ratio((struct count_pair){100001, 300003}, 0.95);
    assert_near(interval_half_width(normal) / interval_half_width(exact), 1, 0.01);
}

// Not what interval_total is for, but a caller may not know: it must answer all the same.
static void a_total_of_values_that_cancel_has_limits_around_it(void **state)
{
    (void)state;
    for (f64 sum = 100; sum > 1e-9; sum /= 10) {
        struct interval found = interval_total((struct total){2, sum, 2e6}, 0.95);
        assert_true(found.low >= 0 && found.low <= sum && found.high > sum);
    }
}

static void nothing_counted_is_said_and_not_computed(void **state)
{
    (void)state;
    assert_int_equal(interval_nps((struct nps_counts){0, 0, 0}, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(interval_rate((struct rate_counts){0, 0}, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(interval_mean(moments_of_sums(0, 0, 0), 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(interval_count_ratio((struct count_pair){0, 0}, 0.95).status,
                     INTERVAL_NO_DATA);
    assert_int_equal(interval_ratio((struct ratio_parts){5, 5, 0, 0, 0}, 0.95).status,
                     INTERVAL_NO_DATA);
    assert_int_equal(interval_ratio((struct ratio_parts){0, 0, 5, 5, 0}, 0.95).status,
                     INTERVAL_UNKNOWN);
    assert_int_equal(interval_total((struct total){0, 0, 0}, 0.95).status, INTERVAL_UNKNOWN);
    assert_int_equal(interval_total((struct total){3, -9, 27}, 0.95).status, INTERVAL_UNKNOWN);
    assert_near(interval_exact(12.5, 0.95).low, 12.5, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score_limits_agree_with_fagerlands_example),
        cmocka_unit_test(score_limits_of_uniform_answers_have_their_closed_form),
        cmocka_unit_test(score_limits_become_the_plain_ones_for_a_billion_answers),
        cmocka_unit_test(the_score_statistic_is_z_at_the_limits),
        cmocka_unit_test(weights_of_one_give_the_adjusted_wald_limits),
        cmocka_unit_test(uneven_weights_widen_the_limits),
        cmocka_unit_test(wilsons_limits_agree_with_newcombes_examples),
        cmocka_unit_test(students_limits_agree_with_students_sleep_data),
        cmocka_unit_test(one_value_has_a_mean_but_no_limits),
        cmocka_unit_test(moments_keep_their_digits_far_from_zero),
        cmocka_unit_test(poisson_limits_agree_with_garwoods_table),
        cmocka_unit_test(large_counts_have_limits_without_a_jump),
        cmocka_unit_test(a_total_of_equal_values_is_a_scaled_count),
        cmocka_unit_test(a_large_total_has_the_limits_of_a_normal_variable),
        cmocka_unit_test(a_ratio_has_limits_even_on_the_logarithm),
        cmocka_unit_test(a_ratio_of_the_same_facts_has_the_variance_of_a_mean),
        cmocka_unit_test(a_ratio_of_counts_agrees_with_r),
        cmocka_unit_test(a_ratio_of_counts_stands_zeros_and_turns_round),
        cmocka_unit_test(a_total_of_values_that_cancel_has_limits_around_it),
        cmocka_unit_test(nothing_counted_is_said_and_not_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
