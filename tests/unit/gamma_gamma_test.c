#include "insight/customers/gamma_gamma.h"

#include <gsl/gsl_randist.h>

#include "insight/maths/chance.h"

#include "support/near.h"
#include "support/work.h"

static struct work work;

static int setup(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

// R's BTYD at p = 6.25, q = 3.74, v = 15.44, as in ../shared/reference/clv.json.
static void examples_of_btyd_are_reproduced_without_the_folder(void **state)
{
    (void)state;
    struct gamma_gamma fit = {.p = 6.25, .q = 3.74, .v = 15.44};
    assert_near(gamma_gamma_expected(fit, (struct spending){2, 22.35}), 24.66371391, 1e-6);
    assert_near(gamma_gamma_expected(fit, (struct spending){1, 35}), 35.06674082, 1e-6);
    assert_near(gamma_gamma_expected(fit, (struct spending){6, 100}), 95.5889662, 1e-6);
    assert_near(gamma_gamma_expected(fit, (struct spending){0}), 6.25 * 15.44 / 2.74, 1e-9);
    fit.q = 0.9;
    assert_true(isnan(gamma_gamma_expected(fit, (struct spending){0})));
}

static struct spending *drawn(const f64 truth[3], i64 count, u64 seed)
{
    gsl_rng *rng = chance_new(&work.c, seed);
    struct spending *customers = NEW_ARRAY(work.c.arena, struct spending, count);
    for (i64 i = 0; i < count; i++) {
        f64 scale = gsl_ran_gamma(rng, truth[1], 1 / truth[2]), x = (f64)(1 + i % 9);
        customers[i] = (struct spending){x, gsl_ran_gamma(rng, truth[0] * x, 1 / (x * scale))};
    }
    return customers;
}

static struct gamma_gamma fitted(const struct spending customers[], i64 count)
{
    struct gamma_gamma fit;
    assert_true(gamma_gamma_fit(&work.c, customers, count, &fit));
    return fit;
}

static void parameters_are_recovered(void **state)
{
    (void)state;
    const f64 truths[][3] = {
        {6.25, 3.74, 15.44},
        {1.5,  2,    1000 },
        {0.7,  6,    0.3  }
    };
    for (i64 i = 0; i < COUNT_OF(truths); i++) {
        for (i64 count = 1500; count <= 12000; count *= 8) { // all at once, by a sample
            const struct spending *customers = drawn(truths[i], count, 4);
            struct gamma_gamma fit = fitted(customers, count);
            assert_int_equal(fit.status, GAMMA_GAMMA_FITTED);
            assert_near(fit.p, truths[i][0], 3.5 * fit.errors[0]);
            assert_near(fit.q, truths[i][1], 3.5 * fit.errors[1]);
            assert_near(fit.v, truths[i][2], 3.5 * fit.errors[2]);
            f64 at_truth = gamma_gamma_log_likelihood(&work.c, customers, count, truths[i]);
            assert_true(fit.log_likelihood >= at_truth && fit.log_likelihood < at_truth + 9);
        }
    }
}

static void the_currency_changes_v_alone(void **state)
{
    (void)state;
    const f64 truth[] = {6.25, 3.74, 15.44};
    struct spending *customers = drawn(truth, 600, 2);
    struct gamma_gamma before = fitted(customers, 600);
    for (i64 i = 0; i < 600; i++)
        customers[i].mean *= 1e6;
    struct gamma_gamma after = fitted(customers, 600);
    assert_near(after.p, before.p, 1e-4 * before.p);
    assert_near(after.q, before.q, 1e-4 * before.q);
    assert_near(after.v, before.v * 1e6, 1e2 * before.v);
    assert_near(after.log_likelihood, before.log_likelihood - 600 * log(1e6), 1e-4);
}

static void what_cannot_be_told_is_named(void **state)
{
    (void)state;
    struct spending alike[40];
    for (i64 i = 0; i < 40; i++)
        alike[i] = (struct spending){3, 10};
    assert_int_not_equal(fitted(alike, 40).status, GAMMA_GAMMA_FITTED);
    assert_int_equal(fitted(alike, GAMMA_GAMMA_LEAST - 1).status, GAMMA_GAMMA_TOO_FEW);
    assert_int_equal(fitted(alike, 0).status, GAMMA_GAMMA_TOO_FEW);
    const f64 wild[] = {2, 0.6, 1};
    assert_int_equal(fitted(drawn(wild, 3000, 1), 3000).status, GAMMA_GAMMA_NO_MEAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(examples_of_btyd_are_reproduced_without_the_folder, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(parameters_are_recovered, setup, teardown),
        cmocka_unit_test_setup_teardown(the_currency_changes_v_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_named, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
