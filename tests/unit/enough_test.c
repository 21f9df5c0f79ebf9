#include "insight/enough.h"

#include "support/near.h"

// The two numbers that every survey handbook prints for the worst case: ±5 points 385, ±3 points
// 1068.
static void rates_need_as_many_as_the_handbooks_say(void **state)
{
    (void)state;
    assert_int_equal(enough_rate(0.5, (struct precision){0.05, 0.95, 0}), 385);
    assert_int_equal(enough_rate(0.5, (struct precision){0.03, 0.95, 0}), 1068);
    assert_int_equal(enough_rate(0, (struct precision){0.03, 0.95, 0}), 0);
}

// R. V. Krejcie & D. W. Morgan, Educational and Psychological Measurement 30 (1970) 607-610, their
// table for ±5 points.
static void a_small_population_needs_as_many_as_krejcie_and_morgans_table(void **state)
{
    (void)state;
    const i64 table[][2] = {
        {100,    80 },
        {500,    217},
        {1000,   278},
        {10000,  370},
        {100000, 384}
    };
    for (i64 i = 0; i < COUNT_OF(table); i++) {
        struct precision wanted = {0.05, 0.95, table[i][0]};
        assert_near((f64)enough_rate(0.5, wanted), (f64)table[i][1],
                    1); // they round to the nearest
    }
    assert_int_equal(enough_mean(1, (struct precision){0.2, 0.95, 1}), 1);
}

static void scores_need_as_many_as_their_variance_says(void **state)
{
    (void)state;
    assert_int_equal(enough_nps(0.46, (struct precision){0.05, 0.95, 0}), 707);
    assert_int_equal(enough_nps(1, (struct precision){0.02, 0.95, 0}), 9604);
    assert_int_equal(enough_nps(1, (struct precision){1e-9, 0.95, 0}), ENOUGH_UNKNOWN);
}

static void a_mean_needs_the_smallest_sample_that_is_narrow_enough(void **state)
{
    (void)state;
    for (f64 half_width = 0.05; half_width < 2; half_width *= 1.3) {
        i64 n = enough_mean(1, (struct precision){half_width, 0.95, 0});
        assert_true(interval_half_width(interval_mean((struct moments){n, 0, 1}, 0.95)) <=
                    half_width);
        if (n == 2) continue;
        assert_true(interval_half_width(interval_mean((struct moments){n - 1, 0, 1}, 0.95)) >
                    half_width);
    }
}

static void more_answers_of_the_same_kind_bring_a_score_within_tolerance(void **state)
{
    (void)state;
    struct precision wanted = {0.05, 0.95, 0};
    for (i64 promoters = 0; promoters <= 10; promoters++) {
        for (i64 detractors = 0; detractors + promoters <= 10; detractors++) {
            i64 more = enough_more_nps(
                (struct nps_counts){detractors, 10 - detractors - promoters, promoters}, wanted);
            assert_true(more >= 20);
            f64 n = (f64)(10 + more);
            struct nps_shares shares = {n, (f64)detractors / 10, (f64)promoters / 10};
            assert_true(interval_half_width(interval_nps_shares(shares, 0.95)) <= 0.05);
            shares.n--;
            assert_true(interval_half_width(interval_nps_shares(shares, 0.95)) > 0.05 ||
                        more == 20);
        }
    }
    assert_int_equal(enough_more_nps((struct nps_counts){2000, 3000, 5000}, wanted), 0);
}

static void thirty_answers_are_the_least_however_alike_they_are(void **state)
{
    (void)state;
    assert_int_equal(
        enough_more_nps((struct nps_counts){0, 0, 10}, (struct precision){0.9, 0.95, 0}), 20);
    assert_int_equal(enough_more_rate((struct rate_counts){4, 4}, (struct precision){0.9, 0.95, 0}),
                     26);
    assert_int_equal(enough_more_mean((struct moments){12, 5, 0}, (struct precision){0.9, 0.95, 0}),
                     18);
    assert_int_equal(enough_more_ratio((struct ratio_parts){9, 0, 3, 0, 0}, 9,
                                       (struct precision){0.05, 0.95, 0}),
                     21);
}

static void without_answers_the_worst_case_is_planned_for(void **state)
{
    (void)state;
    struct precision wanted = {0.05, 0.95, 0};
    assert_near((f64)enough_more_nps((struct nps_counts){0, 0, 0}, wanted),
                (f64)enough_nps(1, wanted), 5);
    assert_near((f64)enough_more_rate((struct rate_counts){0, 0}, wanted),
                (f64)enough_rate(0.5, wanted), 5);
    assert_int_equal(enough_more_mean((struct moments){0, 0, 0}, wanted), ENOUGH_UNKNOWN);
    assert_int_equal(enough_more_mean((struct moments){1, 5, 0}, wanted), ENOUGH_UNKNOWN);
    assert_int_equal(enough_more_ratio((struct ratio_parts){0, 0, 9, 9, 0}, 9, wanted),
                     ENOUGH_UNKNOWN);
}

static void more_answers_bring_a_ratio_within_tolerance(void **state)
{
    (void)state;
    struct ratio_parts parts = {100, 250, 400, 400, 0};
    i64 more = enough_more_ratio(parts, 80, (struct precision){0.05, 0.95, 0});
    f64 grown = (f64)(80 + more) / 80; // totals and their variances grow alike
    struct ratio_parts later = {100 * grown, 250 * grown, 400 * grown, 400 * grown, 0};
    struct interval found = interval_ratio(later, 0.95);
    assert_near(interval_half_width(found) / found.value, 0.05, 1e-4);
    assert_true(interval_half_width(found) / found.value <= 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_need_as_many_as_the_handbooks_say),
        cmocka_unit_test(a_small_population_needs_as_many_as_krejcie_and_morgans_table),
        cmocka_unit_test(scores_need_as_many_as_their_variance_says),
        cmocka_unit_test(a_mean_needs_the_smallest_sample_that_is_narrow_enough),
        cmocka_unit_test(more_answers_of_the_same_kind_bring_a_score_within_tolerance),
        cmocka_unit_test(thirty_answers_are_the_least_however_alike_they_are),
        cmocka_unit_test(without_answers_the_worst_case_is_planned_for),
        cmocka_unit_test(more_answers_bring_a_ratio_within_tolerance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
