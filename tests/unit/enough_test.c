#include "insight/sure/enough.h"

#include <jansson.h>
#include "support/near.h"
#include "support/shared.h"

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

static const struct enough_test usual = {0.95, 0.8};

// ../shared/reference/sequential_ab.json, two_prop_sample_size.
static void two_rates_need_as_many_as_the_reference_says(void **state)
{
    (void)state;
    assert_int_equal(enough_two_rates((struct rate_pair){0.1, 0.12}, usual), 3841);
    assert_int_equal(enough_two_rates((struct rate_pair){0.19, 0.2}, usual), 24641);
    assert_int_equal(enough_two_rates((struct rate_pair){0.44, 0.45}, usual), 38769);
    assert_int_equal(enough_two_rates((struct rate_pair){0.05, 0.04}, usual), 6745);
    assert_int_equal(enough_two_rates((struct rate_pair){0.3, 0.3}, usual), ENOUGH_UNKNOWN);

    char room[4096];
    const char *path = shared_path_or_skip("reference/sequential_ab.json", room);
    json_t *reference = json_load_file(path, 0, NULL);
    assert_non_null(reference);
    const char *name;
    json_t *cells = json_object_get(reference, "two_prop_sample_size"), *size;
    assert_true(json_object_size(cells) >= 4);
    json_object_foreach(cells, name, size)
    {
        struct rate_pair pair;
        assert_int_equal(sscanf(name, "%lf->%lf", &pair.from, &pair.to), 2);
        assert_near((f64)enough_two_rates(pair, usual), json_number_value(size), 0);
    }
    json_decref(reference);
}

// R 4.2: power.t.test(delta = d, sd = 1, power = .8)$n for d = .2, .5, 1, 2: 393.40666, 63.765764,
// 16.714768, 5.0900081; power = .9, sig.level = .01, delta = .5: 120.70549.
static void two_means_need_as_many_as_r_says(void **state)
{
    (void)state;
    assert_int_equal(enough_two_means(1, 0.2, usual), 394);
    assert_int_equal(enough_two_means(1, 0.5, usual), 64);
    assert_int_equal(enough_two_means(1, 1, usual), 17);
    assert_near((f64)enough_two_means(1, 2, usual), 6, 1);
    assert_near((f64)enough_two_means(1, 0.5, (struct enough_test){0.99, 0.9}), 121, 0);
    assert_int_equal(enough_two_means(0, 0.2, usual), 2);
    assert_int_equal(enough_two_means(1, 0, usual), ENOUGH_UNKNOWN);
}

static void scores_ratios_and_counts_need_what_their_formula_says(void **state)
{
    (void)state;
    f64 z = 1.959963984540054 + 0.8416212335729143;
    assert_int_equal(enough_two_scores(0.6, 0.05, usual), (i64)ceil(2 * z * z * 0.6 / 0.0025));
    assert_int_equal(enough_two_ratios(2, 1.1, usual),
                     (i64)ceil(8 * z * z / (log(1.1) * log(1.1))));
    f64 exposure = enough_two_counts(0.5, 1.2, usual);
    assert_near(exposure, z * z * (1 / 0.5 + 1 / 0.6) / (log(1.2) * log(1.2)), 1e-9);
    assert_true(isnan(enough_two_counts(0.5, 1, usual)));
    assert_true(isnan(enough_two_counts(0, 1.5, usual)));
}

// By the normal rule (z / share)² events; exact limits need hardly more.
static void events_are_enough_when_their_exact_limits_are(void **state)
{
    (void)state;
    for (f64 share = 0.02; share < 2; share *= 1.5) {
        i64 events = enough_events(share, 0.95);
        assert_near(sqrt((f64)events), 1.96 / share, 1.5);
        f64 count = (f64)events;
        assert_true(interval_half_width(interval_count(events, 0.95)) <= share * count);
        if (events > 1)
            assert_true(interval_half_width(interval_count(events - 1, 0.95)) >
                        share * (count - 1));
    }
}

// What so many answers can show is what so many are needed for.
static void what_is_seen_is_what_was_planned_for(void **state)
{
    (void)state;
    for (f64 n = 20; n < 1e6; n *= 3) {
        for (f64 from = 0.05; from < 1; from += 0.15) {
            for (int above = 0; above < 2; above++) {
                f64 to = enough_seen_rate(from, n, above, usual);
                if (isnan(to)) continue;
                assert_true(above ? to > from : to < from);
                i64 needed = enough_two_rates((struct rate_pair){from, to}, usual);
                assert_true((f64)needed <= n);
                f64 nearer = from + (to - from) * 0.98;
                assert_true((f64)enough_two_rates((struct rate_pair){from, nearer}, usual) > n);
            }
        }
        f64 seen = enough_seen_mean(2, n, usual);
        assert_near((f64)enough_two_scores(4, seen, usual), n, 1);
        f64 factor = enough_seen_factor(1.5, n, usual);
        assert_near((f64)enough_two_ratios(1.5, factor, usual), n, 1);
    }
    assert_true(isnan(enough_seen_rate(0.99, 5, true, usual))); // nothing above it could be seen
    assert_true(isnan(enough_seen_mean(1, 1, usual)));
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
        cmocka_unit_test(two_rates_need_as_many_as_the_reference_says),
        cmocka_unit_test(two_means_need_as_many_as_r_says),
        cmocka_unit_test(scores_ratios_and_counts_need_what_their_formula_says),
        cmocka_unit_test(events_are_enough_when_their_exact_limits_are),
        cmocka_unit_test(what_is_seen_is_what_was_planned_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
