// Numbers beside "R" are what R 4.2 prints for the same input.
#include "insight/maths/sample.h"

#include "support/near.h"
#include "support/work.h"

static void quantiles_are_those_of_r(void **state)
{
    (void)state;
    f64 values[] = {7, 1, 3.5, 12, 3.5, -2};
    sample_sort(values, COUNT_OF(values));
    assert_near(sample_quantile(values, 6, 0), -2, 0);
    assert_near(sample_quantile(values, 6, 0.1), -0.5, 1e-12); // R: quantile(x, .1)
    assert_near(sample_quantile(values, 6, 0.25), 1.625, 1e-12);
    assert_near(sample_quantile(values, 6, 0.9), 9.5, 1e-12);
    assert_near(sample_quantile(values, 6, 1), 12, 0);
    assert_near(sample_quantile(values, 1, 0.3), -2, 0);
    assert_true(isnan(sample_quantile(values, 0, 0.3)));
}

static void median_and_mad_are_those_of_r(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 values[] = {7, 1, 3.5, 12, 3.5, -2};
    assert_near(sample_median(c, values, 6), 3.5, 0);
    assert_near(sample_mad(c, values, 6), 4.44780665551680,
                1e-12); // R: mad(x) = 4.4478, 1.4826022 × 3
    work_release(&work);
}

static void equal_values_share_their_rank(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 values[] = {7, 1, 3.5, 12, 3.5, 3.5};
    const f64 expected[] = {5, 1, 3, 6, 3, 3};
    f64 ranks[6], ties = 0;
    i64 order[6];
    sample_ranks(c, values, 6, ranks, &ties);
    for (i64 i = 0; i < 6; i++)
        assert_near(ranks[i], expected[i], 0);
    assert_near(ties, 24, 0);
    sample_order(c, values, 6, order);
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 2);
    assert_int_equal(order[5], 3);
    work_release(&work);
}

static void moments_survive_a_large_offset(void **state)
{
    (void)state;
    const f64 values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    f64 mean, variance;
    sample_moments(values, 4, &mean, &variance);
    assert_near(mean, 1e9 + 10, 0);
    assert_near(variance, 30, 1e-9);
    sample_moments(values, 1, &mean, &variance);
    assert_near(variance, 0, 0);
    sample_moments(values, 0, &mean, &variance);
    assert_true(isnan(mean) && isnan(variance));
}

static void auc_is_the_share_of_pairs_in_order(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 a[] = {3, 5, 2}, b[] = {1, 2, 4, 0};
    // Pairs with a above b: 3: 1 2 0; 5: all four; 2: 1 0 and a tie = 9.5 of 12.
    assert_near(sample_auc(c, a, 3, b, 4), 9.5 / 12, 1e-12);
    assert_near(sample_auc(c, b, 4, a, 3), 2.5 / 12, 1e-12);
    assert_true(isnan(sample_auc(c, a, 0, b, 4)));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_those_of_r),
        cmocka_unit_test(median_and_mad_are_those_of_r),
        cmocka_unit_test(equal_values_share_their_rank),
        cmocka_unit_test(moments_survive_a_large_offset),
        cmocka_unit_test(auc_is_the_share_of_pairs_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
