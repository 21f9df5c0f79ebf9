// Variance components against R's lme4 1.1-31 (R 4.2.2) and the published values of the Dyestuff
// data (O. L. Davies, Statistical Methods in Research and Production, 1947; Bates et al. 2015).
#include "insight/units/components.h"

#include "support/near.h"

// Yield of six batches, five samples each: Davies 1947, table 6.3.
static const f64 dyestuff[] = {1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495,
                               1595, 1550, 1605, 1510, 1560, 1445, 1440, 1595, 1465, 1545,
                               1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445};
// Made so that batches vary less than their samples let expect: G. E. P. Box & G. C. Tiao, Bayesian
// Inference in Statistical Analysis (1973), table 5.1.4.
static const f64 dyestuff2[] = {7.298,  3.846,  2.434, 9.566,  7.990,  5.220, 6.556, 0.608,
                                11.788, -0.892, 0.110, 10.386, 13.434, 5.510, 8.166, 2.212,
                                4.852,  7.092,  9.288, 4.980,  0.282,  9.014, 4.458, 9.446,
                                7.198,  1.722,  4.782, 8.106,  0.758,  3.758};

#define UNITS 6

static void batches(const f64 values[30], struct unit_sums units[UNITS])
{
    for (i64 i = 0; i < UNITS; i++)
        units[i] = (struct unit_sums){0};
    for (i64 i = 0; i < 30; i++)
        unit_sums_add(&units[i / 5], values[i]);
}

// Five units of 3, 2, 4, 1 and 6 values.
static void unbalanced(struct unit_sums units[UNITS])
{
    const struct {
        i64 unit;
        f64 value;
    } rows[] = {
        {0, 3.1},
        {0, 2.7},
        {0, 3.5},
        {1, 4.9},
        {1, 5.3},
        {2, 2.2},
        {2, 1.9},
        {2, 2.8},
        {2, 2.5},
        {3, 4.4},
        {4, 3.9},
        {4, 4.2},
        {4, 4.6},
        {4, 3.3},
        {4, 4.1},
        {4, 3.7},
    };
    for (i64 i = 0; i < UNITS; i++)
        units[i] = (struct unit_sums){0};
    for (i64 i = 0; i < COUNT_OF(rows); i++)
        unit_sums_add(&units[rows[i].unit], rows[i].value);
}

static void dyestuff_is_as_lme4_finds_it(void **state)
{
    (void)state;
    struct unit_sums units[UNITS];
    batches(dyestuff, units);
    struct components fit = components_fit(units, UNITS, COMPONENTS_REML);
    assert_int_equal(fit.status, COMPONENTS_FOUND);
    assert_near(fit.between, 1764.05, 1e-3);
    assert_near(fit.within, 2451.25, 1e-3);
    assert_near(fit.mean, 1527.5, 1e-9);
    assert_near(fit.criterion, 319.6542768423, 1e-8);
    assert_near(fit.square_between, 11271.5, 1e-6);
    assert_near(fit.square_within, 2451.25, 1e-6);
    assert_near(fit.effective_size, 5, 1e-12);
    assert_near(fit.f_p, 0.00439753126830609, 1e-9); // R: anova(lm(Yield ~ Batch))

    fit = components_fit(units, UNITS, COMPONENTS_ML);
    assert_near(fit.between, 1388.3333, 2e-3);
    assert_near(fit.within, 2451.25, 1e-3);
    // R: uniroot on the profile of the likelihood; lme4's own limits, 12.1985 and 84.0630, come
    // from a spline through a few points of it.
    struct interval between = components_between(units, UNITS, COMPONENTS_ML, 0.95);
    assert_near(sqrt(between.low), 12.19650528, 1e-5);
    assert_near(sqrt(between.high), 84.06341097, 1e-5);
}

static void no_variance_between_units_is_found_as_zero(void **state)
{
    (void)state;
    struct unit_sums units[UNITS];
    batches(dyestuff2, units);
    struct components fit = components_fit(units, UNITS, COMPONENTS_REML);
    assert_near(fit.between, 0, 0);
    assert_near(fit.within, 13.8063096276, 1e-8);
    assert_near(fit.criterion, 161.82827781229, 1e-8);
    assert_near(fit.lr_p, 1, 0);
    struct interval between = components_between(units, UNITS, COMPONENTS_REML, 0.95);
    assert_near(between.low, 0, 0);
    assert_true(between.high > 1 && between.high < 20);
    struct interval icc = components_icc1(units, UNITS, &fit, 0.95);
    assert_near(icc.value, 0, 0);
    assert_near(icc.low, 0, 0);
    assert_true(icc.high > 0.05 && icc.high < 0.6);
}

static void unbalanced_units_are_as_lme4_finds_them(void **state)
{
    (void)state;
    struct unit_sums units[UNITS];
    unbalanced(units);
    struct components fit = components_fit(units, UNITS, COMPONENTS_REML);
    assert_int_equal(fit.units, 5);
    assert_near(fit.between, 1.1047238768, 1e-5);
    assert_near(fit.within, 0.1672719580, 1e-6);
    assert_near(fit.mean, 3.7634649364, 1e-6);
    assert_near(fit.mean_error, 0.4853863529, 1e-6);
    assert_near(fit.criterion, 30.137376665053, 1e-8);
    assert_near(fit.f, 19.29134, 1e-5);
    assert_near(fit.f_p, 6.2084e-05, 1e-9);
    fit = components_fit(units, UNITS, COMPONENTS_ML);
    assert_near(fit.between, 0.8707340359, 1e-5);
    assert_near(fit.within, 0.1671592624, 1e-6);
    struct interval between = components_between(units, UNITS, COMPONENTS_ML, 0.95);
    assert_near(sqrt(between.low), 0.511760364, 1e-3);
    assert_near(sqrt(between.high), 2.095564213, 2e-3);
}

static void exact_limits_of_the_share_are_those_of_balanced_units(void **state)
{
    (void)state;
    struct unit_sums units[UNITS];
    batches(dyestuff, units);
    struct components fit = components_fit(units, UNITS, COMPONENTS_REML);
    struct interval icc = components_icc1(units, UNITS, &fit, 0.95);
    // McGraw & Wong, Psychological Methods 1 (1996), table 7: from F and its quantiles (R: qf).
    f64 low = fit.f / 3.15481634253311, high = fit.f * 6.27804014185109;
    assert_near(icc.value, 1764.05 / (1764.05 + 2451.25), 1e-6);
    assert_near(icc.low, (low - 1) / (low + 4), 1e-9);
    assert_near(icc.high, (high - 1) / (high + 4), 1e-9);
    struct interval icc2 = components_icc2(icc, 5);
    assert_near(icc2.value, 1 - 2451.25 / 11271.5, 1e-6); // (MSB - MSW) / MSB
    assert_near(icc2.low, 1 - 1 / low, 1e-8);
}

static void welch_is_as_in_r(void **state)
{
    (void)state;
    struct unit_sums units[UNITS];
    unbalanced(units);
    assert_true(isnan(components_welch_p(units, UNITS))); // one unit has one value
    units[3] = (struct unit_sums){0};
    assert_near(components_welch_p(units, UNITS), 0.003191863155, 1e-9); // R: oneway.test
}

static void chances_of_f_are_told_for_many_degrees(void **state)
{
    (void)state; // R: pf(lower = FALSE)
    assert_near(chance_f_above(1.1, (struct degrees){999, 999000}), 0.014697993820513, 1e-6);
    assert_near(chance_f_above(1.05, (struct degrees){7, 9832}), 0.393456334628538, 1e-9);
    assert_near(chance_f_above(1.01, (struct degrees){1e5, 1e6}), 0.016769291307160, 3e-3);
    assert_near(chance_f_above(3, (struct degrees){99999, 900000}), 0, 1e-12);
    assert_near(chance_f_above(0, (struct degrees){3, 3}), 1, 0);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    struct unit_sums units[3] = {{0}};
    assert_int_equal(components_fit(NULL, 0, COMPONENTS_REML).status, COMPONENTS_ONE_UNIT);
    assert_int_equal(components_fit(units, 3, COMPONENTS_REML).status, COMPONENTS_ONE_UNIT);
    units[0] = (struct unit_sums){5, 2, 1};
    assert_int_equal(components_fit(units, 3, COMPONENTS_REML).status, COMPONENTS_ONE_UNIT);
    units[0] = units[1] = (struct unit_sums){1, 2, 0};
    assert_int_equal(components_fit(units, 3, COMPONENTS_REML).status, COMPONENTS_ONE_EACH);
    units[0] = units[1] = (struct unit_sums){4, 2, 0};
    assert_int_equal(components_fit(units, 3, COMPONENTS_REML).status, COMPONENTS_ALL_EQUAL);
    units[1].mean = 3;
    assert_int_equal(components_fit(units, 3, COMPONENTS_REML).status, COMPONENTS_NO_INSIDE);
    struct interval between = components_between(units, 3, COMPONENTS_REML, 0.95);
    assert_int_equal(between.status, INTERVAL_NO_DATA);
}

static void huge_and_tiny_values_are_fitted(void **state)
{
    (void)state;
    for (f64 scale = 1e-120; scale < 1e130; scale *= 1e40) {
        struct unit_sums units[UNITS];
        batches(dyestuff, units);
        for (i64 i = 0; i < UNITS; i++) {
            units[i].mean *= scale;
            units[i].squares *= scale * scale;
        }
        struct components fit = components_fit(units, UNITS, COMPONENTS_REML);
        assert_near(fit.between / scale / scale, 1764.05, 1e-2);
        struct interval between = components_between(units, UNITS, COMPONENTS_REML, 0.95);
        assert_true(between.low < fit.between && between.high > fit.between);
    }
}

static void known_variances_give_back_what_is_between(void **state)
{
    (void)state;
    // Equal variances: between = Σ(y - mean)² / (k - 1) - variance, the moment estimate.
    const struct measured values[] = {
        {1, 0.5},
        {3, 0.5},
        {4, 0.5},
        {8, 0.5}
    };
    struct known_components fit = components_fit_known(values, 4);
    assert_near(fit.mean, 4, 1e-12);
    assert_near(fit.between, 26.0 / 3 - 0.5, 1e-5);
    assert_near(fit.mean_error, sqrt(26.0 / 3 / 4), 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dyestuff_is_as_lme4_finds_it),
        cmocka_unit_test(no_variance_between_units_is_found_as_zero),
        cmocka_unit_test(unbalanced_units_are_as_lme4_finds_them),
        cmocka_unit_test(exact_limits_of_the_share_are_those_of_balanced_units),
        cmocka_unit_test(welch_is_as_in_r),
        cmocka_unit_test(chances_of_f_are_told_for_many_degrees),
        cmocka_unit_test(what_cannot_be_told_is_said),
        cmocka_unit_test(huge_and_tiny_values_are_fitted),
        cmocka_unit_test(known_variances_give_back_what_is_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
