#include "insight/sure/watch.h"

#include "insight/maths/chance.h"
#include "support/near.h"

#include <gsl/gsl_rng.h>

static struct watch_order asymptotic_order(void)
{
    return (struct watch_order){WATCH_ASYMPTOTIC, 0.95, 500, WATCH_START_MIN, 0, 0};
}

static struct watch_order bounded_order(enum watch_method method, f64 low, f64 high)
{
    return (struct watch_order){method, 0.95, 500, 0, low, high};
}

// Theorem 2.2 as printed, with ρ from t* as in its equation for the best ρ (first order): σ √(2(tρ²
// + 1) / (t²ρ²) · ln(√(tρ² + 1) / α)).
static void the_asymptotic_interval_is_that_of_the_theorem(void **state)
{
    (void)state;
    struct watch watch = watch_of(asymptotic_order());
    for (int i = 0; i < 1000; i++)
        watch_add(&watch, i % 4);
    f64 alpha = 0.05, t = 1000, square = (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / 500;
    f64 reach =
        sqrt(1.25 * 2 * (t * square + 1) / (t * t * square) * log(sqrt(t * square + 1) / alpha));
    struct interval found = watch_interval(&watch);
    assert_int_equal(found.status, INTERVAL_KNOWN);
    assert_near(found.value, 1.5, 1e-12);
    assert_near(found.low, 1.5 - reach, 1e-12);
    assert_near(found.high, 1.5 + reach, 1e-12);
}

static void bounds_of_values_bound_the_asymptotic_interval(void **state)
{
    (void)state;
    struct watch_order order = {WATCH_ASYMPTOTIC, 0.95, 1e12, 30, -1, 1};
    struct watch watch = watch_of(order);
    for (int i = 0; i < 100; i++)
        watch_add(&watch, i % 3 - 1);
    assert_near(watch_interval(&watch).low, -1, 0);
    assert_near(watch_interval(&watch).high, 1, 0);
    struct watch_side side = {50, 0.5, 0.7};
    assert_near(watch_difference(order, side, side).high, 2, 0);
    order.low = order.high = 0; // none
    assert_true(watch_difference(order, side, side).high > 1000);
}

static void it_says_nothing_before_there_are_thirty_values_that_differ(void **state)
{
    (void)state;
    struct watch watch = watch_of(asymptotic_order());
    assert_int_equal(watch_interval(&watch).status, INTERVAL_NO_DATA);
    assert_near(watch_p(&watch, 0), 1, 0);
    for (int i = 0; i < 29; i++)
        watch_add(&watch, i % 2);
    assert_int_equal(watch_interval(&watch).status, INTERVAL_UNKNOWN);
    assert_near(watch_p(&watch, 1e9), 1, 0);
    watch_add(&watch, 1);
    assert_int_equal(watch_interval(&watch).status, INTERVAL_KNOWN);

    struct watch equal = watch_of(asymptotic_order());
    for (int i = 0; i < 1000; i++)
        watch_add(&equal, 7);
    assert_int_equal(watch_interval(&equal).status, INTERVAL_UNKNOWN);
    assert_near(watch_p(&equal, 0), 1, 0);
}

// p below 1 − level and the target outside are one and the same, for every method.
static void the_chance_and_the_interval_agree(void **state)
{
    (void)state;
    const struct watch_order orders[] = {
        asymptotic_order(),
        bounded_order(WATCH_BERNSTEIN, -1, 1),
        bounded_order(WATCH_BERNOULLI, -1, 1),
    };
    for (i64 k = 0; k < COUNT_OF(orders); k++) {
        struct watch watch = watch_of(orders[k]);
        i64 outside = 0;
        for (int i = 0; i < 3000; i++) {
            watch_add(&watch, i % 10 < 6 ? 1 : i % 3 - 1);
            if (i % 50 != 49) continue;
            struct interval found = watch_interval(&watch);
            assert_int_equal(found.status, INTERVAL_KNOWN);
            assert_true(found.low <= found.value && found.value <= found.high);
            for (f64 target = -0.99; target < 1; target += 0.06) {
                f64 distance = fmin(fabs(target - found.low), fabs(target - found.high));
                if (distance < 1e-9) continue;
                bool out = target < found.low || target > found.high;
                assert_int_equal(out, watch_p(&watch, target) < 0.05);
                outside += out;
            }
        }
        assert_true(outside > 100);
    }
}

static void bounded_methods_speak_from_the_first_value_and_stay_within_bounds(void **state)
{
    (void)state;
    for (int method = WATCH_BERNSTEIN; method <= WATCH_BERNOULLI; method++) {
        struct watch watch = watch_of(bounded_order((enum watch_method)method, 0, 10));
        for (int i = 0; i < 200; i++) {
            watch_add(&watch, 10);
            struct interval found = watch_interval(&watch);
            assert_int_equal(found.status, INTERVAL_KNOWN);
            assert_true(found.low >= 0 && found.low <= 10);
            assert_near(found.high, 10, 0);
        }
        assert_true(watch_interval(&watch).low > 8); // 200 tens are not an average of 8
        assert_near(watch_p(&watch, 10.5), 0, 0);
        assert_true(watch_p(&watch, 5) < 1e-9);
    }
}

// Values in other units give the interval in other units.
static void shifting_and_scaling_moves_the_interval_along(void **state)
{
    (void)state;
    for (int method = WATCH_ASYMPTOTIC; method <= WATCH_BERNOULLI; method++) {
        struct watch_order order = bounded_order((enum watch_method)method, 0, 1), moved = order;
        moved.low = -300;
        moved.high = 700;
        struct watch watch = watch_of(order), far = watch_of(moved);
        for (int i = 0; i < 500; i++) {
            f64 value = (i * 7919 % 101) / 100.0;
            watch_add(&watch, value);
            watch_add(&far, value * 1000 - 300);
        }
        struct interval a = watch_interval(&watch), b = watch_interval(&far);
        assert_near(b.low, a.low * 1000 - 300, 1e-7);
        assert_near(b.high, a.high * 1000 - 300, 1e-7);
        assert_near(watch_p(&far, 200), watch_p(&watch, 0.5), 1e-9);
    }
}

// ../shared/reference/sequential_ab.json, peeking_false_alarm: answers of -1, 0 and 1 with chances
// .2, .3 and .5, a look after every one from the 30th to the 2000th: an ordinary interval leaves
// the truth out at some look in .4835 of 2000 runs, an asymptotic sequence in .0325. Here 500 runs;
// tests/bench/ coverage_watch.c does 20,000.
#define RUNS      500
#define LOOKS     2000
#define TOLERATED 0.06 // three standard errors of .48 in 500 runs

struct alarms {
    i64 ordinary, sequence;
};

static void run(gsl_rng *rng, struct watch_order order, struct alarms *alarms)
{
    struct watch watch = watch_of(order);
    bool ordinary = false, sequence = false;
    for (i64 i = 1; i <= LOOKS && !(ordinary && sequence); i++) {
        f64 at = gsl_rng_uniform(rng);
        watch_add(&watch, at < 0.2 ? -1 : at < 0.5 ? 0 : 1);
        if (i < 30) continue;
        ordinary |= fabs(watch.mean - 0.3) > 1.959964 * sqrt(watch.around) / (f64)i;
        sequence |= watch_p(&watch, 0.3) < 0.05;
    }
    alarms->ordinary += ordinary;
    alarms->sequence += sequence;
}

static void looking_every_time_fools_an_ordinary_interval_and_not_a_sequence(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    ctx c = {.arena = &arena};
    gsl_rng *rng = chance_new(&c, 7);
    struct alarms alarms = {0, 0};
    for (i64 i = 0; i < RUNS; i++)
        run(rng, asymptotic_order(), &alarms);
    assert_near((f64)alarms.ordinary / RUNS, 0.4835, TOLERATED);
    assert_near((f64)alarms.sequence / RUNS, 0.0325, 0.024); // three standard errors

    for (int method = WATCH_BERNSTEIN; method <= WATCH_BERNOULLI; method++) {
        struct alarms bounded = {0, 0};
        for (i64 i = 0; i < RUNS / 5; i++)
            run(rng, bounded_order((enum watch_method)method, -1, 1), &bounded);
        assert_true(bounded.sequence <= 10); // at most 5 of 100 are expected; these are cautious
    }
    arena_release(&arena);
}

static void a_difference_of_two_sides_is_symmetric_and_waits_for_both(void **state)
{
    (void)state;
    struct watch_side first = {400, 3, 4}, second = {600, 3.5, 9};
    struct interval there = watch_difference(asymptotic_order(), first, second);
    struct interval back = watch_difference(asymptotic_order(), second, first);
    assert_int_equal(there.status, INTERVAL_KNOWN);
    assert_near(there.value, 0.5, 1e-12);
    assert_near(back.low, -there.high, 1e-12);
    assert_near(back.high, -there.low, 1e-12);
    // As wide as the theorem says for 1000 values of variance 1000 (4/400 + 9/600) = 25.
    struct boundary line = boundary_of((struct boundary_order){BOUNDARY_NORMAL, 500, 0.05, 0});
    assert_near(interval_half_width(there), 5 * boundary_at(&line, 1000, 0.05) / 1000, 1e-12);
    bool out = there.low > 0 || there.high < 0;
    assert_int_equal(out, watch_difference_p(asymptotic_order(), first, second) < 0.05);

    first.n = 14;
    assert_int_equal(watch_difference(asymptotic_order(), first, second).status, INTERVAL_UNKNOWN);
    assert_near(watch_difference_p(asymptotic_order(), first, second), 1, 0);
    first.n = 0;
    assert_int_equal(watch_difference(asymptotic_order(), first, second).status, INTERVAL_NO_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_asymptotic_interval_is_that_of_the_theorem),
        cmocka_unit_test(bounds_of_values_bound_the_asymptotic_interval),
        cmocka_unit_test(it_says_nothing_before_there_are_thirty_values_that_differ),
        cmocka_unit_test(the_chance_and_the_interval_agree),
        cmocka_unit_test(bounded_methods_speak_from_the_first_value_and_stay_within_bounds),
        cmocka_unit_test(shifting_and_scaling_moves_the_interval_along),
        cmocka_unit_test(looking_every_time_fools_an_ordinary_interval_and_not_a_sequence),
        cmocka_unit_test(a_difference_of_two_sides_is_symmetric_and_waits_for_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
