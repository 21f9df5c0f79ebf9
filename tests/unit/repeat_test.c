// Repeats beyond preferences: every order of a few purchases by hand.
#include "insight/customers/repeat.h"

#include "support/near.h"
#include "support/test.h"

// All 10 orders of 3 purchases with us among 5.
static void expectation_and_variance_are_those_of_all_orders(void **state)
{
    (void)state;
    f64 orders = 0, sum = 0, squares = 0;
    for (unsigned bits = 0; bits < 32; bits++) {
        if (__builtin_popcount(bits) != 3) continue;
        f64 again = __builtin_popcount(bits & (bits >> 1));
        orders++;
        sum += again;
        squares += again * again;
    }
    struct repeat repeat = {0};
    repeat_add(&repeat, (struct repeat_customer){5, 3, 2, 1});
    repeat_finish(&repeat);
    assert_near(repeat.expected, sum / orders, 1e-12);
    assert_near(repeat.variance, squares / orders - sum / orders * sum / orders, 1e-12);
    assert_near(repeat.z, (2 - 1.2) / sqrt(repeat.variance), 1e-12);
    assert_near(repeat.excess, 2 / 1.2 - 1, 1e-12);
}

static void what_could_not_be_otherwise_says_nothing(void **state)
{
    (void)state;
    struct repeat repeat = {0};
    repeat_add(&repeat, (struct repeat_customer){1, 1, 0, 1});
    repeat_add(&repeat, (struct repeat_customer){4, 4, 3, 1});
    repeat_finish(&repeat);
    assert_near(repeat.expected, 3, 1e-12);
    assert_true(isnan(repeat.z));
    assert_near(repeat.excess, 0, 1e-12);
}

static void impossible_counts_are_known(void **state)
{
    (void)state;
    assert_true(repeat_possible((struct repeat_customer){5, 3, 0, 1}));
    assert_false(repeat_possible((struct repeat_customer){5, 3, 3, 1}));
    assert_false(repeat_possible((struct repeat_customer){5, 6, 1, 1}));
    assert_false(repeat_possible((struct repeat_customer){5, 4, 1, 1})); // two at least
    assert_true(repeat_possible((struct repeat_customer){5, 0, 0, 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectation_and_variance_are_those_of_all_orders),
        cmocka_unit_test(what_could_not_be_otherwise_says_nothing),
        cmocka_unit_test(impossible_counts_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
