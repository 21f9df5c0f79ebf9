#include "words/calibrate.h"

#include <gsl/gsl_randist.h>

#include "insight/maths/chance.h"
#include "support/near.h"
#include "support/work.h"

enum { CASES = 20000 };

static void platt_agrees_with_r(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const f64 scores[] = {-1.2, -0.7, -0.3, -0.1, 0.2, 0.4, 0.9, 1.5};
    static const bool has[] = {false, false, true, false, true, false, true, true};
    struct calibrate_cases cases = {8, scores, has, NULL};
    struct calibration k = calibrate(c, &cases, 1, true);
    // R 4.2: glm(t ~ x, family = quasibinomial) with Platt's targets (5/6 and 1/6).
    assert_near(k.slope[0], 1.1422560051457, 1e-5);
    assert_near(k.shift[0], -0.0908320881685, 1e-5);
    work_release(&work);
}

static void chances_come_out_as_they_went_in(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    gsl_rng *rng = chance_new(c, 7);
    f64 *scores = NEW_ARRAY(c->arena, f64, CASES * 3);
    bool *has = NEW_ARRAY(c->arena, bool, CASES * 3);
    for (i64 i = 0; i < CASES; i++) {
        f64 weights[3], all = 0;
        for (i64 j = 0; j < 3; j++) {
            scores[i * 3 + j] = gsl_ran_gaussian(rng, 1);
            all += weights[j] = exp(1.7 * scores[i * 3 + j]);
        }
        f64 at = gsl_rng_uniform(rng) * all;
        i64 label = at < weights[0] ? 0 : at < weights[0] + weights[1] ? 1 : 2;
        has[i * 3 + label] = true;
    }
    struct calibrate_cases cases = {CASES, scores, has, NULL};
    struct calibration k = calibrate(c, &cases, 3, false);
    assert_near(k.slope[0], 1.7, 0.06);
    f64 chances[3] = {0.4, -1, 2};
    bool said[3];
    calibration_apply(&k, chances);
    calibration_say(&k, chances, said);
    assert_near(chances[0] + chances[1] + chances[2], 1, 1e-12);
    assert_true(said[2] && !said[0] && !said[1]);
    work_release(&work);
}

static void a_few_cases_all_right_leave_doubt(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 scores[20];
    bool has[20];
    for (i64 i = 0; i < 20; i++) {
        has[i] = (i / 2 + i) % 2 == 0;
        scores[i] = has[i] ? 1 : -1;
    }
    struct calibrate_cases cases = {10, scores, has, NULL};
    struct calibration k = calibrate(c, &cases, 2, false);
    f64 chances[2] = {1, -1};
    calibration_apply(&k, chances);
    assert_near(chances[0], 11.0 / 12, 1e-4); // ten cases: one of twelve is left wrong
    work_release(&work);
}

static void the_threshold_has_the_best_f1(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    gsl_rng *rng = chance_new(c, 3);
    f64 *scores = NEW_ARRAY(c->arena, f64, 500);
    bool *has = NEW_ARRAY(c->arena, bool, 500);
    for (i64 i = 0; i < 500; i++) {
        scores[i] = gsl_ran_gaussian(rng, 1);
        has[i] = gsl_rng_uniform(rng) < 1 / (1 + exp(2 - 1.5 * scores[i]));
    }
    struct calibrate_cases cases = {500, scores, has, NULL};
    struct calibration k = calibrate(c, &cases, 1, true);
    f64 best = 0, ours = 0;
    for (i64 t = -1; t < 500; t++) {
        f64 least = t < 0 ? log(k.threshold[0] / (1 - k.threshold[0])) / k.slope[0] -
                                k.shift[0] / k.slope[0]
                          : scores[t];
        f64 hits = 0, all = 0;
        for (i64 i = 0; i < 500; i++) {
            hits += 2 * (f64)(scores[i] >= least && has[i]);
            all += (f64)(scores[i] >= least) + (f64)has[i];
        }
        if (t < 0) ours = hits / all;
        best = fmax(best, hits / all);
    }
    assert_near(ours, best, 1e-12);
    work_release(&work);
}

static void scores_without_sense_give_even_chances(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const f64 scores[] = {1, 1, 1, 1}, backwards[] = {-1, -2, 2, 3};
    static const bool has[] = {true, true, false, false};
    struct calibrate_cases cases = {4, scores, has, NULL};
    struct calibration k = calibrate(c, &cases, 1, true);
    f64 chance = 1;
    calibration_apply(&k, &chance);
    assert_near(chance, 0.5, 1e-6);
    cases.scores = backwards;
    k = calibrate(c, &cases, 1, true);
    assert_near(k.slope[0], 0, 0); // never turned round
    cases.count = 0;
    k = calibrate(c, &cases, 1, true);
    assert_true(isfinite(k.slope[0]) && isfinite(k.shift[0]) && isfinite(k.threshold[0]));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(platt_agrees_with_r),
        cmocka_unit_test(chances_come_out_as_they_went_in),
        cmocka_unit_test(a_few_cases_all_right_leave_doubt),
        cmocka_unit_test(the_threshold_has_the_best_f1),
        cmocka_unit_test(scores_without_sense_give_even_chances),
    };
    return cmocka_run_group_tests_name("calibrate", tests, NULL, NULL);
}
