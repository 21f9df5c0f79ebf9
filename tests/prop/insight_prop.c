// Laws that every interval and every correction must keep, tried on all small samples and on large
// multiples of them: the space is small enough to be walked whole, so nothing is left to a
// generator.
#include "insight/sure/difference.h"
#include "insight/sure/interval.h"

#include "support/near.h"

#define ANSWERS_MAX 16

static const f64 levels[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999};
static const i64 multiples[] = {1, 7, 1000, 60000000};

// Calls law(counts) for every sample of 1 to ANSWERS_MAX answers and its multiples.
static void for_all_samples(void (*law)(struct nps_counts counts))
{
    for (i64 m = 0; m < COUNT_OF(multiples); m++) {
        for (i64 d = 0; d <= ANSWERS_MAX; d++) {
            for (i64 p = 0; d + p <= ANSWERS_MAX; p++) {
                for (i64 o = d + p == 0; d + p + o <= ANSWERS_MAX; o++) {
                    i64 times = multiples[m];
                    law((struct nps_counts){d * times, p * times, o * times});
                }
            }
        }
    }
}

// The limits lie around the value, inside the bounds, and farther out the higher the level.
static void widens_with_level(const struct interval at_level[], f64 bound)
{
    for (i64 i = 0; i < COUNT_OF(levels); i++) {
        assert_int_equal(at_level[i].status, INTERVAL_KNOWN);
        assert_true(at_level[i].low <= at_level[i].value);
        assert_true(at_level[i].value <= at_level[i].high);
        assert_true(at_level[i].low >= bound);
        assert_true(at_level[i].high <= 1);
        if (i == 0) continue;
        assert_true(at_level[i].low <= at_level[i - 1].low);
        assert_true(at_level[i].high >= at_level[i - 1].high);
    }
}

static void score_widens_with_level(struct nps_counts counts)
{
    struct interval found[COUNT_OF(levels)], weighted[COUNT_OF(levels)];
    f64 n = (f64)(counts.detractors + counts.passives + counts.promoters);
    struct nps_weights weights = {(f64)counts.detractors, (f64)counts.passives,
                                  (f64)counts.promoters, n};
    for (i64 i = 0; i < COUNT_OF(levels); i++) {
        found[i] = interval_nps(counts, levels[i]);
        weighted[i] = interval_nps_weighted(weights, levels[i]);
    }
    widens_with_level(found, -1);
    widens_with_level(weighted, -1);
}

static void score_limits_hold_the_value_and_widen_with_the_level(void **state)
{
    (void)state;
    for_all_samples(score_widens_with_level);
}

static void score_turns_round(struct nps_counts counts)
{
    struct interval found = interval_nps(counts, 0.95);
    struct interval swapped = interval_nps(
        (struct nps_counts){counts.promoters, counts.passives, counts.detractors}, 0.95);
    assert_near(swapped.low, -found.high, 0);
    assert_near(swapped.value, -found.value, 0);
    assert_near(swapped.high, -found.low, 0);
}

static void score_limits_turn_round_with_promoters_and_detractors(void **state)
{
    (void)state;
    for_all_samples(score_turns_round);
}

static void score_shrinks(struct nps_counts counts)
{
    struct nps_counts more = {counts.detractors * 4, counts.passives * 4, counts.promoters * 4};
    f64 half = interval_half_width(interval_nps(counts, 0.95));
    f64 half_of_more = interval_half_width(interval_nps(more, 0.95));
    assert_true(half_of_more < 0.75 * half);
}

static void score_limits_shrink_with_more_of_the_same(void **state)
{
    (void)state;
    for_all_samples(score_shrinks);
}

// The limits are where the test turns: no score outside is compatible with the sample, every score
// inside is.
static void score_limits_are_those_of_the_test(struct nps_counts counts)
{
    struct interval found = interval_nps(counts, 0.95);
    f64 z = 1.959963984540054;
    for (f64 score = -0.995; score < 1; score += 0.01) {
        f64 distance = fmin(fabs(score - found.low), fabs(score - found.high));
        if (distance < 1e-9) continue;
        bool inside = found.low <= score && score <= found.high;
        assert_int_equal(inside, fabs(interval_nps_z(counts, score)) < z);
    }
}

static void score_limits_part_the_scores_that_fit_from_those_that_do_not(void **state)
{
    (void)state;
    for_all_samples(score_limits_are_those_of_the_test);
}

static void rate_limits_keep_the_same_laws(void **state)
{
    (void)state;
    for (i64 m = 0; m < COUNT_OF(multiples); m++) {
        for (i64 n = 1; n <= 40; n++) {
            for (i64 k = 0; k <= n; k++) {
                struct rate_counts counts = {k * multiples[m], n * multiples[m]};
                struct interval found[COUNT_OF(levels)];
                for (i64 i = 0; i < COUNT_OF(levels); i++)
                    found[i] = interval_rate(counts, levels[i]);
                widens_with_level(found, 0);
                struct interval failures =
                    interval_rate((struct rate_counts){counts.n - counts.successes, counts.n}, 0.5);
                assert_near(failures.low, 1 - found[0].high, 1e-12);
                struct interval more =
                    interval_rate((struct rate_counts){4 * counts.successes, 4 * counts.n}, 0.5);
                assert_true(interval_half_width(more) < interval_half_width(found[0]));
            }
        }
    }
}

static void count_limits_grow_with_the_count_and_the_level(void **state)
{
    (void)state;
    for (i64 count = 0; count < 3000000000; count += 1 + count / 7) {
        struct interval at_count = interval_count(count, 0.95),
                        at_next = interval_count(count + 1, 0.95);
        assert_true(at_count.low <= at_count.value && at_count.value < at_count.high);
        assert_true(at_count.low < at_next.low && at_count.high < at_next.high);
        assert_true(interval_count(count, 0.99).high > at_count.high);
        assert_true(interval_count(count, 0.99).low <= at_count.low);
    }
}

static void ratios_of_counts_turn_round_and_hold_the_value(void **state)
{
    (void)state;
    for (i64 over = 0; over < 2000000000; over = over * 3 + 1) {
        for (i64 under = 1; under < 2000000000; under = under * 4 + 1) {
            struct interval found = interval_count_ratio((struct count_pair){over, under}, 0.95);
            struct interval turned = interval_count_ratio((struct count_pair){under, over}, 0.95);
            assert_true(found.low <= found.value && found.value < found.high);
            if (over > 0) assert_near(found.low * turned.high, 1, 1e-9);
            if (over > 0) assert_near(found.high * turned.low, 1, 1e-9);
            f64 p = difference_count((struct exposed_count){over, 3},
                                     (struct exposed_count){under, 2}, 0.95)
                        .p;
            assert_true(p >= 0 && p <= 1);
        }
    }
}

static void differences_change_their_sign_with_their_sides(struct nps_counts counts)
{
    struct nps_counts other = {5, 4, 7};
    struct difference found = difference_nps(counts, other, 0.95),
                      turned = difference_nps(other, counts, 0.95);
    assert_true(found.low <= found.value && found.value <= found.high);
    assert_near(turned.low, -found.high, 1e-12);
    assert_near(turned.p, found.p, 1e-12);
    assert_true(found.p >= 0 && found.p <= 1);
}

static void differences_of_scores_turn_round(void **state)
{
    (void)state;
    for_all_samples(differences_change_their_sign_with_their_sides);
}

// Numbers that look random, always the same (the generator of S. K. Park & K. W. Miller, 1988).
static f64 next_chance(u64 *seed)
{
    *seed = *seed * 48271 % 2147483647;
    return (f64)*seed / 2147483647;
}

static void corrections_raise_every_chance_and_keep_their_order(void **state)
{
    (void)state;
    f64 p[40], holm[40], discovery[40];
    size_t order[40];
    u64 seed = 1;
    for (i64 n = 1; n <= COUNT_OF(p); n++) {
        for (i64 i = 0; i < n; i++)
            p[i] = pow(next_chance(&seed), 3);
        difference_adjust_holm(p, n, holm, order);
        difference_adjust_false_discovery(p, n, discovery, order);
        for (i64 i = 0; i < n; i++) {
            assert_true(p[i] <= discovery[i] && discovery[i] <= holm[i] && holm[i] <= 1);
            for (i64 k = 0; k < n; k++) {
                if (p[i] > p[k]) continue;
                assert_true(holm[i] <= holm[k]);
                assert_true(discovery[i] <= discovery[k]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score_limits_hold_the_value_and_widen_with_the_level),
        cmocka_unit_test(score_limits_turn_round_with_promoters_and_detractors),
        cmocka_unit_test(score_limits_shrink_with_more_of_the_same),
        cmocka_unit_test(score_limits_part_the_scores_that_fit_from_those_that_do_not),
        cmocka_unit_test(rate_limits_keep_the_same_laws),
        cmocka_unit_test(count_limits_grow_with_the_count_and_the_level),
        cmocka_unit_test(ratios_of_counts_turn_round_and_hold_the_value),
        cmocka_unit_test(differences_of_scores_turn_round),
        cmocka_unit_test(corrections_raise_every_chance_and_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
