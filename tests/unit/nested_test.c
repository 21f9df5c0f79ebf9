// Groups inside units against R's lme4 1.1-31 (R 4.2.2): lmer(strength ~ 1 + (1 | batch/cask),
// Pastes); the data are of O. L. Davies & P. L. Goldsmith, Statistical Methods in Research and
// Production (4th ed. 1972), table 6.5.
#include "insight/units/nested.h"

#include "support/near.h"
#include "support/work.h"

// Ten batches, three casks each, two assays of a cask.
static const f64 pastes[] = {
    62.8, 62.6, 60.1, 62.3, 62.7, 63.1, 60,   61.4, 57.5, 56.9, 61.1, 58.9, 58.7, 57.5, 63.9,
    63.1, 65.4, 63.7, 57.1, 56.4, 56.9, 58.6, 64.7, 64.5, 55.1, 55.1, 54.7, 54.2, 58.8, 57.5,
    63.4, 64.9, 59.3, 58.1, 60.5, 60,   62.5, 62.6, 61,   58.7, 56.9, 57.7, 59.2, 59.4, 65.2,
    66,   64.8, 64.1, 54.8, 54.8, 64,   64,   57.7, 56.8, 58.3, 59.3, 59.2, 59.2, 58.9, 56.6,
};
#define CASKS 30
#define UNITS 10

static void casks(struct inside_group groups[CASKS])
{
    for (i64 g = 0; g < CASKS; g++) {
        groups[g] = (struct inside_group){.unit = g / 3};
        for (i64 i = 0; i < 2; i++)
            unit_sums_add(&groups[g].sums, pastes[2 * g + i]);
    }
}

static void pastes_is_as_lme4_finds_it(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct inside_group groups[CASKS];
    struct measured means[UNITS];
    struct nested fit;
    casks(groups);
    assert_true(nested_fit(c, groups, CASKS, UNITS, &fit, means));
    assert_int_equal(fit.status, COMPONENTS_FOUND);
    assert_near(fit.between, 1.6573109118, 1e-3);
    assert_near(fit.groups, 8.4336659313, 5e-3);
    assert_near(fit.within, 0.6779999497, 5e-4);
    assert_near(fit.mean, 60.0533333333, 1e-6);
    assert_near(fit.mean_error, 0.6768702151, 1e-4);
    assert_near(fit.criterion, 246.99074585349, 1e-6);
    // R: the same without batches has 247.64840178036.
    assert_near(fit.lr, 247.64840178036 - 246.99074585349, 1e-5);
    assert_near(fit.lr_p, 0.2086905, 1e-4); // R: pchisq(0.657656, 1, lower = FALSE) / 2
    assert_near(means[0].value, (62.7 + 61.2 + 62.9) / 3, 1e-9);
    assert_near(means[0].variance, (8.4336659313 + 0.6779999497 / 2) / 3, 5e-3);
    work_release(&work);
}

static void groups_that_do_not_differ_leave_two_levels(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct inside_group groups[8];
    struct unit_sums units[4];
    struct measured means[4];
    struct nested fit;
    for (i64 g = 0; g < 8; g++) { // groups of a unit have the same mean
        i64 unit = g / 2;
        f64 at = (f64)unit;
        groups[g] = (struct inside_group){
            unit, {10, at * at, 20}
        };
    }
    for (i64 u = 0; u < 4; u++)
        units[u] = unit_sums_join(groups[2 * u].sums, groups[2 * u + 1].sums);
    assert_true(nested_fit(c, groups, 8, 4, &fit, means));
    struct components two = components_fit(units, 4, COMPONENTS_REML);
    assert_near(fit.groups, 0, 1e-4);
    assert_near(fit.between, two.between, 1e-2);
    assert_near(fit.criterion, two.criterion, 1e-4);
    work_release(&work);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct inside_group groups[4] = {
        {0, {1, 2, 0}},
        {0, {1, 3, 0}},
        {1, {1, 4, 0}},
        {1, {1, 6, 0}}
    };
    struct measured means[2];
    struct nested fit;
    assert_true(nested_fit(c, groups, 4, 2, &fit, means)); // one value in each group
    assert_int_equal(fit.status, COMPONENTS_ONE_EACH);
    assert_true(nested_fit(c, groups, 2, 2, &fit, means));
    assert_int_equal(fit.status, COMPONENTS_ONE_UNIT);
    assert_true(nested_fit(c, groups, 0, 2, &fit, means));
    assert_int_equal(fit.status, COMPONENTS_ONE_UNIT);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pastes_is_as_lme4_finds_it),
        cmocka_unit_test(groups_that_do_not_differ_leave_two_levels),
        cmocka_unit_test(what_cannot_be_told_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
