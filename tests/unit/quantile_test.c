#include "insight/maths/quantile.h"

#include "support/near.h"

#include <gsl/gsl_cdf.h>

// Values as printed in every table of these distributions.
static void quantiles_agree_with_printed_tables(void **state)
{
    (void)state;
    assert_near(quantile_normal(0.95), 1.959963984540054, 1e-12);
    assert_near(quantile_normal(0.90), 1.6448536269514722, 1e-12);
    assert_near(quantile_normal(0.99), 2.5758293035489004, 1e-12);
    assert_near(quantile_student(0.95, 1), 12.706, 5e-4);
    assert_near(quantile_student(0.95, 4), 2.776, 5e-4);
    assert_near(quantile_student(0.95, 30), 2.042, 5e-4);
    assert_near(quantile_student(0.99, 10), 3.169, 5e-4);
    // Chi-square with k degrees of freedom is twice a gamma variable of shape k/2.
    assert_near(2 * quantile_gamma(0.95, 0.5), 3.841, 5e-4);
    assert_near(2 * quantile_gamma(0.975, 5), 20.483, 5e-4);
    assert_near(2 * quantile_gamma(0.025, 5), 3.247, 5e-4);
    assert_near(2 * quantile_gamma(0.95, 50), 124.342, 5e-4);
    // The median of a gamma variable of shape 1 is ln 2; a beta variable of shapes 1, 1 is uniform.
    assert_near(quantile_gamma(0.5, 1), 0.69314718055994531, 1e-12);
    assert_near(quantile_beta(0.3, (struct beta_shape){1, 1}), 0.3, 1e-12);
    assert_near(quantile_beta(0.5, (struct beta_shape){1, 3}), 1 - cbrt(0.5), 1e-12);
}

static void a_quantile_gives_back_its_chance_over_all_shapes_that_occur(void **state)
{
    (void)state;
    const f64 chances[] = {1e-6, 0.005, 0.025, 0.05, 0.5, 0.95, 0.975, 0.995, 1 - 1e-6};
    for (i64 i = 0; i < COUNT_OF(chances); i++) {
        f64 p = chances[i], smaller = fmin(p, 1 - p);
        for (f64 shape = 1; shape < 1e10; shape *= 1.9) {
            f64 x = quantile_gamma(p, shape);
            f64 tail = p < 0.5 ? chance_gamma_below(x, shape) : chance_gamma_above(x, shape);
            assert_near(tail, smaller, 1e-4 * smaller);
        }
        for (f64 b = 1; b < 1e10; b *= 7) {
            for (f64 a = 1; a <= b && a < 1e6; a *= 6) {
                f64 x = quantile_beta(p, (struct beta_shape){a, b});
                assert_near(gsl_cdf_beta_P(x, a, b), p, 1e-6 * smaller);
            }
        }
    }
}

static void tail_chances_agree_with_printed_tables(void **state)
{
    (void)state;
    assert_near(chance_normal(1.959963984540054), 0.05, 1e-12);
    assert_near(chance_normal(-1), 0.3173105, 1e-7);
    assert_near(chance_normal((f64)INFINITY), 0, 0);
    assert_near(chance_normal(0), 1, 0);
    assert_near(chance_student(2.776445105, 4), 0.05, 1e-9);
    assert_near(chance_student((f64)INFINITY, 4), 0, 0);
}

// Where the cube root takes over, both ways must tell the same.
static void gamma_chances_have_no_jump_at_large_shapes(void **state)
{
    (void)state;
    const f64 below = 90000, above = 100000;
    for (f64 z = -6; z <= 6; z += 0.5) {
        f64 exact = chance_gamma_below(below + z * sqrt(below), below);
        f64 normal = chance_gamma_below(above + z * sqrt(above), above);
        assert_near(normal, exact, 0.02 * exact);
    }
    assert_near(chance_gamma_above(1e6, 3), 0, 0);
    assert_near(chance_gamma_above(3, 1e6), 1, 0);
    assert_near(chance_gamma_below(2e12, 1e12), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_agree_with_printed_tables),
        cmocka_unit_test(a_quantile_gives_back_its_chance_over_all_shapes_that_occur),
        cmocka_unit_test(gamma_chances_have_no_jump_at_large_shapes),
        cmocka_unit_test(tail_chances_agree_with_printed_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
