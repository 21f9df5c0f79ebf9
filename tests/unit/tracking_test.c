#include "insight/customers/tracking.h"

#include "support/near.h"
#include "support/work.h"

static const struct lifetime_fit fit = {
    .model = LIFETIME_BG_NBD, .parameter_count = 4, .parameters = {0.243, 4.414, 0.793, 2.426}
};

static void curves_add_up_customers_by_their_first_day(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 customers[] = {10, 0, 5};
    const i32 ends[] = {0, 6, 700};
    const struct tracking_births births = {3, customers, 1.0 / 7};
    const struct history new = {0, 0, 0};
    f64 found[3];
    tracking_expected(c, &fit, &births, ends, 3, found);
    assert_near(found[0], 0, 0);
    for (int i = 1; i < 3; i++) {
        f64 all = 10 * lifetime_expected(fit.model, fit.parameters, new, ends[i] / 7.0) +
                  5 * lifetime_expected(fit.model, fit.parameters, new, (ends[i] - 2) / 7.0);
        assert_near(found[i], all, 1e-9 * all);
    }
    work_release(&work);
}

static void misses_are_measured(void **state)
{
    (void)state;
    const f64 expected[] = {1, 2, 0.5, 0}, actual[] = {1, 0, 1, 1};
    struct tracking_score score = tracking_score(expected, actual, 4);
    assert_near(score.total, 3.5, 1e-15);
    assert_near(score.mean_absolute_error, 3.5 / 4, 1e-15);
    assert_near(score.root_mean_square_error, sqrt(5.25 / 4), 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_add_up_customers_by_their_first_day),
        cmocka_unit_test(misses_are_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
