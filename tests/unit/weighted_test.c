#include "insight/sure/weighted.h"

#include "support/near.h"

static struct weighted_moments moments_of(const f64 values[], const f64 weights[], i64 n)
{
    struct weighted_moments found = {0};
    for (i64 i = 0; i < n; i++)
        weighted_add(&found, values[i], weights ? weights[i] : 1);
    return found;
}

static void same_interval(struct interval a, struct interval b)
{
    assert_int_equal(a.status, b.status);
    if (isfinite(b.value)) assert_near(a.value, b.value, 1e-12);
    if (b.status != INTERVAL_KNOWN) return;
    assert_near(a.low, b.low, 1e-12);
    assert_near(a.high, b.high, 1e-12);
}

static void same_difference(struct difference a, struct difference b)
{
    assert_int_equal(a.status, b.status);
    if (b.status != INTERVAL_KNOWN) return;
    assert_near(a.value, b.value, 1e-12);
    assert_near(a.low, b.low, 1e-12);
    assert_near(a.high, b.high, 1e-12);
    assert_near(a.p, b.p, 1e-10);
}

static struct rate_weights ones_of(struct rate_counts counts, f64 weight)
{
    f64 k = (f64)counts.successes, n = (f64)counts.n;
    return (struct rate_weights){k * weight, (n - k) * weight, n * weight * weight};
}

static void weights_of_one_change_no_rate_nor_their_difference(void **state)
{
    (void)state;
    for (i64 n = 0; n < 50; n += 7) {
        for (i64 k = 0; k <= n; k++) {
            struct rate_counts a = {k, n}, b = {9, 31};
            for (f64 weight = 1; weight < 200; weight *= 11) { // nor do weights that are all alike
                struct rate_weights w = ones_of(a, weight), v = ones_of(b, 1);
                same_interval(weighted_rate(w, 0.9), interval_rate(a, 0.9));
                same_difference(weighted_rate_difference(w, v, 0.9), difference_rate(a, b, 0.9));
            }
        }
    }
}

static void weights_of_one_change_no_mean_nor_their_difference(void **state)
{
    (void)state;
    f64 values[40], others[25];
    for (int i = 0; i < 40; i++)
        values[i] = 1e6 + i * 37 % 11;
    for (int i = 0; i < 25; i++)
        others[i] = 1e6 + i * 53 % 17;
    struct weighted_moments b = moments_of(others, NULL, 25);
    struct moments plain_b = {25, b.mean, weighted_variance(b)};
    for (i64 n = 0; n <= 40; n += 4) {
        struct weighted_moments a = moments_of(values, NULL, n);
        struct moments plain = {n, n > 0 ? a.mean : (f64)NAN, n > 1 ? weighted_variance(a) : 0};
        same_interval(weighted_mean(a, 0.95), interval_mean(plain, 0.95));
        if (n > 1)
            same_difference(weighted_mean_difference(a, b, 0.95),
                            difference_mean(plain, plain_b, 0.95));
    }
}

static void weights_of_one_change_no_difference_of_scores(void **state)
{
    (void)state;
    const struct nps_counts samples[] = {
        {20, 30, 50},
        {0,  0,  5 },
        {3,  0,  0 },
        {1,  2,  7 },
        {60, 60, 80}
    };
    for (i64 i = 0; i < COUNT_OF(samples); i++) {
        for (i64 k = 0; k < COUNT_OF(samples); k++) {
            struct nps_counts a = samples[i], b = samples[k];
            f64 n_a = (f64)(a.detractors + a.passives + a.promoters);
            f64 n_b = (f64)(b.detractors + b.passives + b.promoters);
            struct nps_weights w = {(f64)a.detractors, (f64)a.passives, (f64)a.promoters, n_a};
            struct nps_weights v = {(f64)b.detractors, (f64)b.passives, (f64)b.promoters, n_b};
            same_difference(weighted_nps_difference(w, v, 0.95), difference_nps(a, b, 0.95));
        }
    }
}

static const f64 values[] = {3, 5, 8, 1, 9, 4, 7, 7, 2, 10};
static const f64 weights[] = {1, 2, 1, 0.5, 3, 1, 1, 2, 0.25, 1};

// R 4.2, from the formula: sum(w)^2/sum(w^2), sum(w*(x-m)^2)/sum(w)*n/(n-1), m ± qt(.975,
// n-1)·√(v/n).
static void a_weighted_mean_agrees_with_r(void **state)
{
    (void)state;
    struct weighted_moments found = moments_of(values, weights, COUNT_OF(values));
    assert_near(weighted_effective(found.sum, found.squares), 7.28571428571, 1e-10);
    assert_near(weighted_variance(found), 7.00802139037, 1e-10);
    struct interval limits = weighted_mean(found, 0.95);
    assert_near(limits.value, 6.58823529412, 1e-10);
    assert_near(limits.low, 4.21460376646, 1e-10);
    assert_near(limits.high, 8.96186682177, 1e-10);
}

static void what_is_left_without_a_part_is_the_others(void **state)
{
    (void)state;
    i64 n = COUNT_OF(values);
    struct weighted_moments all = moments_of(values, weights, n);
    for (i64 k = 0; k <= n; k++) {
        struct weighted_moments part = moments_of(values, weights, k);
        struct weighted_moments left = weighted_rest(all, part);
        struct weighted_moments wanted = moments_of(values + k, weights + k, n - k);
        assert_near(left.sum, wanted.sum, 1e-12);
        assert_near(left.mean, wanted.mean, 1e-9);
        assert_near(left.around, wanted.around, 1e-9);
    }
}

static void nothing_and_one_answer_are_said_and_not_computed(void **state)
{
    (void)state;
    struct weighted_moments none = {0}, one = {0};
    weighted_add(&one, 5, 3);
    weighted_add(&one, 1e300, 0);
    assert_int_equal(weighted_mean(none, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(weighted_mean(one, 0.95).status, INTERVAL_UNKNOWN);
    assert_near(weighted_mean(one, 0.95).value, 5, 0);
    assert_int_equal(weighted_rate((struct rate_weights){0, 0, 0}, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(weighted_mean_difference(one, one, 0.95).status, INTERVAL_UNKNOWN);
    assert_int_equal(weighted_mean_difference(none, one, 0.95).status, INTERVAL_NO_DATA);
    assert_int_equal(weighted_nps_difference((struct nps_weights){0, 0, 0, 0},
                                             (struct nps_weights){1, 1, 1, 3}, 0.95)
                         .status,
                     INTERVAL_NO_DATA);
    // One heavy answer among light ones counts for hardly more than one.
    struct weighted_moments heavy = {0};
    weighted_add(&heavy, 5, 1e9);
    weighted_add(&heavy, 6, 1e-3);
    assert_int_equal(weighted_mean(heavy, 0.95).status, INTERVAL_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_of_one_change_no_rate_nor_their_difference),
        cmocka_unit_test(weights_of_one_change_no_mean_nor_their_difference),
        cmocka_unit_test(weights_of_one_change_no_difference_of_scores),
        cmocka_unit_test(a_weighted_mean_agrees_with_r),
        cmocka_unit_test(what_is_left_without_a_part_is_the_others),
        cmocka_unit_test(nothing_and_one_answer_are_said_and_not_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
