#include "insight/units/funnel.h"

#include "support/near.h"

static void limits_of_means_are_normal(void **state)
{
    (void)state;
    const struct funnel funnel = {FUNNEL_MEAN, 10, 4};
    struct funnel_limits limits = funnel_at(&funnel, 25, 0.95);
    assert_near(limits.low, 10 - 1.959963984540054 * 0.4, 1e-9);
    assert_near(limits.high, 10 + 1.959963984540054 * 0.4, 1e-9);
}

static void limits_of_rates_lie_between_steps_of_the_binomial(void **state)
{
    (void)state;
    // R: r <- qbinom(p, 50, .1); a <- (pbinom(r, 50, .1) - p) / dbinom(r, 50, .1); (r - a) / 50
    const struct funnel funnel = {FUNNEL_RATE, 0.1, 0};
    struct funnel_limits limits = funnel_at(&funnel, 50, 0.95);
    assert_near(limits.low, 0.0138629269573437, 1e-9);
    assert_near(limits.high, 0.1797227276233644, 1e-9);
    limits = funnel_at(&funnel, 50, 0.998);
    assert_near(limits.low, 0, 1e-9);
    assert_near(limits.high, 0.2401284187523889, 1e-9);
}

static void whole_counts_are_judged_by_their_exact_chance(void **state)
{
    (void)state;
    const struct funnel funnel = {FUNNEL_RATE, 2.0 / 3, 0};
    // Four of four come 20 times in 100, though the limit, between steps, lies below 1.
    assert_true(funnel_at(&funnel, 4, 0.998).high < 1);
    assert_true(funnel_holds(&funnel, 4, 1, 0.998));
    assert_false(funnel_holds(&funnel, 40, 1, 0.998));
    assert_true(funnel_holds(&funnel, 1, 0, 0.95));
    assert_false(funnel_holds(&funnel, 10, 0.2, 0.95)); // R: pbinom(2, 10, 2/3) is 0.0034
    const struct funnel mean = {FUNNEL_MEAN, 10, 4};
    assert_true(funnel_holds(&mean, 4, 11.9, 0.95));
    assert_false(funnel_holds(&mean, 4, 12, 0.95));
}

static void limits_close_in_with_size(void **state)
{
    (void)state;
    const struct funnel rate = {FUNNEL_RATE, 0.3, 0};
    f64 before = 1;
    for (i64 n = 1; n < 10000000; n = n * 3 + 1) {
        struct funnel_limits limits = funnel_at(&rate, n, 0.95);
        assert_true(limits.low >= 0 && limits.low <= 0.3);
        assert_true(limits.high >= 0.3 && limits.high <= 1);
        assert_true(limits.high - limits.low < before + 1e-12);
        before = limits.high - limits.low + 0.05 / (f64)n; // steps
    }
}

static void none_or_all_leaves_no_room(void **state)
{
    (void)state;
    const struct funnel none = {FUNNEL_RATE, 0, 0}, all = {FUNNEL_RATE, 1, 0};
    assert_near(funnel_at(&none, 40, 0.95).high, 0, 0);
    assert_near(funnel_at(&all, 40, 0.95).low, 1, 0);
}

static void dispersion_draws_in_the_outer_tenths(void **state)
{
    (void)state;
    f64 z[] = {100, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
    assert_near(funnel_dispersion(z, 11), 1, 1e-12); // not 910
    assert_true(isnan(funnel_dispersion(z, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_of_means_are_normal),
        cmocka_unit_test(limits_of_rates_lie_between_steps_of_the_binomial),
        cmocka_unit_test(whole_counts_are_judged_by_their_exact_chance),
        cmocka_unit_test(limits_close_in_with_size),
        cmocka_unit_test(none_or_all_leaves_no_room),
        cmocka_unit_test(dispersion_draws_in_the_outer_tenths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
