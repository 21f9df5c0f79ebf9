#include "insight/sure/difference.h"

#include "support/near.h"

struct wanted {
    f64 value, low, high, tolerance;
};

static void check(struct difference found, struct wanted wanted)
{
    assert_int_equal(found.status, INTERVAL_KNOWN);
    assert_near(found.value, wanted.value, wanted.tolerance);
    assert_near(found.low, wanted.low, wanted.tolerance);
    assert_near(found.high, wanted.high, wanted.tolerance);
}

// Worked by hand: A 20/30/50 of 100: 0.30, variance 0.61/100; B 30/30/40 of 200: 0.10, variance
// 0.69/200.
static void two_scores_differ_by_the_stated_standard_error(void **state)
{
    (void)state;
    struct difference found =
        difference_nps((struct nps_counts){20, 30, 50}, (struct nps_counts){60, 60, 80}, 0.95);
    f64 error = sqrt(0.0061 + 0.00345);
    check(found, (struct wanted){0.2, 0.2 - 1.959964 * error, 0.2 + 1.959964 * error, 1e-6});
    assert_near(found.p, 0.0407, 5e-4);
    assert_true(difference_beyond_chance(found.p, 0.95));
    assert_false(difference_beyond_chance(found.p, 0.99));
}

static void answers_all_alike_do_not_prove_a_difference(void **state)
{
    (void)state;
    struct nps_counts all_happy = {0, 0, 2}, mixed = {10, 10, 10};
    struct difference found = difference_nps(all_happy, mixed, 0.95);
    assert_near(found.value, 1, 0);
    assert_true(found.low < found.value && found.value <= found.high);
    assert_true(found.p > 0.01);
    struct difference opposite =
        difference_nps((struct nps_counts){0, 0, 5}, (struct nps_counts){5, 0, 0}, 0.95);
    assert_near(opposite.high, 2, 0);
    assert_true(opposite.p < 0.01);
}

// R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
static void rates_agree_with_newcombes_examples(void **state)
{
    (void)state;
    const struct {
        struct rate_counts a, b;
        f64 low, high;
    } published[] = {
        {{56, 70}, {48, 80}, 0.0524,  0.3339},
        {{9, 10},  {3, 10},  0.1705,  0.8090},
        {{6, 7},   {2, 7},   0.0582,  0.8062},
        {{5, 56},  {0, 29},  -0.0381, 0.1926},
        {{0, 10},  {0, 20},  -0.1611, 0.2775},
        {{0, 10},  {0, 10},  -0.2775, 0.2775},
        {{10, 10}, {0, 20},  0.6791,  1     },
        {{10, 10}, {0, 10},  0.6075,  1     },
    };
    for (i64 i = 0; i < COUNT_OF(published); i++) {
        struct difference found = difference_rate(published[i].a, published[i].b, 0.95);
        assert_near(found.low, published[i].low, 5e-5);
        assert_near(found.high, published[i].high, 5e-5);
    }
}

// R: prop.test(c(83,90,129,70)[1:2], ...) without correction is the pooled χ²; here 56/70 against
// 48/80 by hand: pooled 104/150, z = 0.2 / √(0.69333 · 0.30667 · (1/70 + 1/80)) = 2.6501.
static void the_chance_of_two_rates_is_that_of_the_pooled_z(void **state)
{
    (void)state;
    struct difference found =
        difference_rate((struct rate_counts){56, 70}, (struct rate_counts){48, 80}, 0.95);
    assert_near(found.p, 0.008047, 5e-6);
    assert_near(difference_rate((struct rate_counts){0, 9}, (struct rate_counts){0, 4}, 0.95).p, 1,
                0);
}

static struct moments moments_of(const long double values[], i64 n)
{
    long double sum = 0, squares = 0;
    for (i64 i = 0; i < n; i++) {
        sum += values[i];
        squares += values[i] * values[i];
    }
    return moments_of_sums(n, sum, squares);
}

// "Student"'s sleep data as R prints them: t.test(extra ~ group): t = -1.8608, df = 17.776, p =
// 0.07939.
static void means_agree_with_the_sleep_data(void **state)
{
    (void)state;
    const long double one[] = {0.7L, -1.6L, -0.2L, -1.2L, -0.1L, 3.4L, 3.7L, 0.8L, 0, 2};
    const long double two[] = {1.9L, 0.8L, 1.1L, 0.1L, -0.1L, 4.4L, 5.5L, 1.6L, 4.6L, 3.4L};
    struct difference found = difference_mean(moments_of(one, 10), moments_of(two, 10), 0.95);
    check(found, (struct wanted){-1.58, -3.3654832, 0.2054832, 5e-8});
    assert_near(found.p, 0.07939, 5e-6);
}

// R: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)): ratio 1.971488, 0.8584264 to 4.2772659.
static void counts_agree_with_r(void **state)
{
    (void)state;
    struct difference found =
        difference_count((struct exposed_count){11, 800}, (struct exposed_count){21, 3011}, 0.95);
    assert_near(found.value, 1.971488, 5e-7);
    assert_near(found.low, 0.8584264, 5e-8);
    assert_near(found.high, 4.2772659, 5e-8);
    // P(X ≥ 11), X binomial(32, 800/3811), doubled.
    f64 tail = 0, share = 800.0 / 3811;
    for (int k = 11; k <= 32; k++) {
        tail += exp(lgamma(33) - lgamma(k + 1.0) - lgamma(33.0 - k) + k * log(share) +
                    (32 - k) * log1p(-share));
    }
    assert_near(found.p, 2 * tail, 1e-9);
}

static void the_chance_of_two_counts_agrees_with_their_limits(void **state)
{
    (void)state;
    for (i64 a = 0; a <= 40; a++) {
        struct difference found =
            difference_count((struct exposed_count){a, 3}, (struct exposed_count){12, 2}, 0.95);
        bool outside = found.low > 1 || found.high < 1;
        assert_int_equal(outside, difference_beyond_chance(found.p, 0.95));
    }
    struct difference exact = difference_count((struct exposed_count){100000, 1},
                                               (struct exposed_count){100900, 1}, 0.95);
    struct difference normal = difference_count((struct exposed_count){100001, 1},
                                                (struct exposed_count){100901, 1}, 0.95);
    assert_near(normal.p, exact.p, 0.002);
}

static void ratios_differ_by_their_ratio(void **state)
{
    (void)state;
    struct ratio_parts a = {60, 60, 300, 0, 0}, b = {30, 30, 300, 0, 0};
    struct difference found = difference_ratio(a, b, 0.95);
    f64 factor = exp(1.959963985 * sqrt(1.0 / 60 + 1.0 / 30));
    check(found, (struct wanted){2, 2 / factor, 2 * factor, 1e-8});
    assert_near(found.none, 1, 0);
    assert_true(difference_beyond_chance(found.p, 0.95));
}

static void the_rest_is_what_is_left_when_the_group_goes(void **state)
{
    (void)state;
    struct nps_counts rest =
        nps_rest((struct nps_counts){20, 30, 50}, (struct nps_counts){5, 6, 7});
    assert_int_equal(rest.detractors, 15);
    assert_int_equal(rest.passives, 24);
    assert_int_equal(rest.promoters, 43);
    struct rate_counts left = rate_rest((struct rate_counts){20, 30}, (struct rate_counts){5, 6});
    assert_int_equal(left.successes, 15);
    assert_int_equal(left.n, 24);

    const long double values[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
    for (i64 n = 0; n < COUNT_OF(values); n++) {
        struct moments found =
            moments_rest(moments_of(values, COUNT_OF(values)), moments_of(values, n));
        struct moments wanted = moments_of(values + n, COUNT_OF(values) - n);
        assert_int_equal(found.n, wanted.n);
        assert_near(found.mean, wanted.mean, 1e-12);
        assert_near(found.variance, wanted.variance, 1e-12);
    }
    struct moments all = moments_of(values, COUNT_OF(values));
    assert_int_equal(moments_rest(all, all).n, 0);
}

static void a_target_is_beyond_chance_when_it_lies_outside_the_limits(void **state)
{
    (void)state;
    struct nps_counts counts = {20, 30, 50};
    struct rate_counts rate = {30, 100};
    struct moments moments = {25, 10, 4};
    for (f64 step = -0.99; step < 1; step += 0.01) {
        struct difference nps = difference_nps_target(counts, step, 0.95);
        assert_int_equal(nps.low > 0 || nps.high < 0, difference_beyond_chance(nps.p, 0.95));
        struct difference share = difference_rate_target(rate, fabs(step), 0.95);
        assert_int_equal(share.low > 0 || share.high < 0, difference_beyond_chance(share.p, 0.95));
        struct difference mean = difference_mean_target(moments, 10 + 2 * step, 0.95);
        assert_int_equal(mean.low > 0 || mean.high < 0, difference_beyond_chance(mean.p, 0.95));
        struct difference count =
            difference_count_target((struct exposed_count){17, 2}, 10 + 9 * step, 0.95);
        assert_int_equal(count.low > 1 || count.high < 1, difference_beyond_chance(count.p, 0.95));
        struct difference ratio =
            difference_ratio_target((struct ratio_parts){50, 50, 100, 0, 0}, 0.5 + step / 2, 0.95);
        assert_int_equal(ratio.low > 1 || ratio.high < 1, difference_beyond_chance(ratio.p, 0.95));
    }
    assert_near(difference_rate_target((struct rate_counts){1, 9}, 0, 0.95).p, 0, 0);
}

// Y. Benjamini & Y. Hochberg, JRSS B 57 (1995) 289-300, §3.2: fifteen tests; at 5 % their procedure
// rejects four, Bonferroni's and Hochberg's (and so Holm's) three.
static const f64 fifteen[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};

static i64 count_below(const f64 p[], i64 n, f64 limit)
{
    i64 count = 0;
    for (i64 i = 0; i < n; i++)
        count += p[i] <= limit;
    return count;
}

static void many_tests_agree_with_benjamini_and_hochbergs_example(void **state)
{
    (void)state;
    f64 adjusted[COUNT_OF(fifteen)];
    size_t order[COUNT_OF(fifteen)];
    difference_adjust_false_discovery(fifteen, COUNT_OF(fifteen), adjusted, order);
    assert_int_equal(count_below(adjusted, COUNT_OF(fifteen), 0.05), 4);
    assert_near(adjusted[3], 0.0095 * 15 / 4, 1e-12);
    difference_adjust_holm(fifteen, COUNT_OF(fifteen), adjusted, order);
    assert_int_equal(count_below(adjusted, COUNT_OF(fifteen), 0.05), 3);
    assert_near(adjusted[0], 0.0015, 1e-12);
    assert_near(adjusted[2], 0.0019 * 13, 1e-12);
}

// R: p.adjust(c(.05, .01, .04, .02, .03), "holm") and "BH".
static void adjustments_agree_with_r_in_any_order(void **state)
{
    (void)state;
    const f64 p[] = {0.05, 0.01, (f64)NAN, 0.04, 0.02, 0.03},
              holm[] = {0.09, 0.05, 0, 0.09, 0.08, 0.09};
    f64 adjusted[6];
    size_t order[6];
    difference_adjust_holm(p, 6, adjusted, order);
    for (i64 i = 0; i < 6; i++) {
        if (i != 2) assert_near(adjusted[i], holm[i], 1e-12);
    }
    assert_true(isnan(adjusted[2]));
    difference_adjust_false_discovery(p, 6, adjusted, order);
    for (i64 i = 0; i < 6; i++) {
        if (i != 2) assert_near(adjusted[i], 0.05, 1e-12);
    }
    difference_adjust_holm(p, 0, adjusted, order);
}

static void what_cannot_be_compared_is_said(void **state)
{
    (void)state;
    struct nps_counts none = {0, 0, 0}, some = {1, 2, 3};
    struct moments one = {1, 5, 0}, few = {3, 4, 1};
    assert_int_equal(difference_nps(none, some, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(difference_nps_target(none, 0.5, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(
        difference_rate((struct rate_counts){0, 0}, (struct rate_counts){1, 2}, 0.95).status,
        INTERVAL_NO_DATA);
    struct difference unknown = difference_mean(one, few, 0.95);
    assert_int_equal(unknown.status, INTERVAL_UNKNOWN);
    assert_near(unknown.value, 1, 0);
    assert_true(isnan(unknown.p));
    assert_false(difference_beyond_chance(unknown.p, 0.95));
    assert_int_equal(difference_mean_target(one, 3, 0.95).status, INTERVAL_UNKNOWN);
    assert_int_equal(difference_ratio((struct ratio_parts){0, 0, 9, 0, 0},
                                      (struct ratio_parts){1, 1, 9, 0, 0}, 0.95)
                         .status,
                     INTERVAL_UNKNOWN);
    assert_int_equal(
        difference_count((struct exposed_count){0, 1}, (struct exposed_count){0, 1}, 0.95).status,
        INTERVAL_NO_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_scores_differ_by_the_stated_standard_error),
        cmocka_unit_test(answers_all_alike_do_not_prove_a_difference),
        cmocka_unit_test(rates_agree_with_newcombes_examples),
        cmocka_unit_test(the_chance_of_two_rates_is_that_of_the_pooled_z),
        cmocka_unit_test(means_agree_with_the_sleep_data),
        cmocka_unit_test(counts_agree_with_r),
        cmocka_unit_test(the_chance_of_two_counts_agrees_with_their_limits),
        cmocka_unit_test(ratios_differ_by_their_ratio),
        cmocka_unit_test(the_rest_is_what_is_left_when_the_group_goes),
        cmocka_unit_test(a_target_is_beyond_chance_when_it_lies_outside_the_limits),
        cmocka_unit_test(many_tests_agree_with_benjamini_and_hochbergs_example),
        cmocka_unit_test(adjustments_agree_with_r_in_any_order),
        cmocka_unit_test(what_cannot_be_compared_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
