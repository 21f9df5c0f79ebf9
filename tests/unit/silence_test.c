#include "insight/maths/chance.h"
#include "insight/asked/silence.h"

#include "support/near.h"
#include "support/work.h"

#include <gsl/gsl_randist.h>

#define WITH_CTX                                                                                   \
    (void)state;                                                                                   \
    struct work work;                                                                              \
    ctx *c = work_init(&work);                                                                     \
    struct silence_model model

// R 4.2.2: glm(a ~ x1 + x2, binomial) converged to 10⁻¹⁵; the indicators by their formulas there.
static void the_model_and_its_indicators_agree_with_r(void **state)
{
    WITH_CTX;
    f64 x[400 * 3], answered[400];
    for (i64 i = 0; i < 400; i++) {
        x[i * 3] = 1;
        x[i * 3 + 1] = (f64)(i * 37 % 100) / 50 - 1;
        x[i * 3 + 2] = i % 3 == 0;
        f64 chance = regress_logistic(-0.5 + x[i * 3 + 1] - 0.6 * x[i * 3 + 2]);
        answered[i] = (f64)(i * 7919 % 1000) / 1000 < chance;
    }
    struct silence_asked asked = {400, 3, x, answered};
    assert_true(silence_fit(c, asked, 0.95, &model));
    assert_int_equal(model.fit.status, REGRESS_FOUND);
    assert_near(model.fit.coefficients[0], -0.49653906112541, 1e-9);
    assert_near(model.fit.coefficients[1], 0.87639065055696, 1e-9);
    assert_near(model.fit.coefficients[2], -0.51309264489398, 1e-9);
    assert_near(model.rate, 0.3475, 1e-12);
    assert_near(model.r_raw, 0.75783128010816, 1e-9);
    assert_near(model.r, 0.77124188625141, 1e-9);
    assert_near(model.r_low, 0.69075673547929, 1e-6);
    assert_near(model.r_high, 0.90497814693347, 1e-6);
    assert_near(model.bias_share, 0.32914836510588, 1e-9);
    assert_near(model.chi_square, 26.306347665603, 1e-9);
    assert_near(model.p, 1.9393186987101e-6, 1e-12);
    assert_near(model.auc, 0.65513106755975, 1e-9);
    assert_false(model.ridged);
    work_release(&work);
}

struct world {
    i64 n;
    f64 *x, *answered, *satisfaction;
};

// Customers of two kinds, one more satisfied; `own` is how far satisfaction itself, beyond the
// kind, moves who answers.
static struct world world_of(ctx *c, gsl_rng *rng, i64 n, f64 own)
{
    struct world w = {n, NEW_ARRAY(c->arena, f64, n * 2), NEW_ARRAY(c->arena, f64, n),
                      NEW_ARRAY(c->arena, f64, n)};
    for (i64 i = 0; i < n; i++) {
        bool kind = chance_below(rng, 10) < 4;
        w.x[i * 2] = 1;
        w.x[i * 2 + 1] = kind;
        f64 luck = gsl_ran_gaussian(rng, 1);
        w.satisfaction[i] = 6 + 2 * (f64)kind + luck;
        f64 predictor = -1.5 + 1.5 * (f64)kind + own * luck;
        w.answered[i] = gsl_ran_flat(rng, 0, 1) < regress_logistic(predictor);
    }
    return w;
}

// Mean over classes: each class's answers stand for all that were asked in it.
static f64 adjusted(const struct silence_classes *s, const struct world *w)
{
    f64 sums[SILENCE_CLASSES] = {0}, mean = 0;
    for (i64 i = 0; i < w->n; i++)
        if (w->answered[i] > 0) sums[s->code[i]] += w->satisfaction[i];
    for (i64 j = 0; j < s->count; j++)
        mean += sums[j] / (f64)s->answered[j] * (f64)s->asked[j] / (f64)w->n;
    return mean;
}

static f64 plain(const struct world *w)
{
    f64 sum = 0, count = 0;
    for (i64 i = 0; i < w->n; i++) {
        sum += w->answered[i] * w->satisfaction[i];
        count += w->answered[i];
    }
    return sum / count;
}

// The truth is 6.8; answers as they come say about 7.2.
static void what_is_known_of_all_recovers_the_truth(void **state)
{
    WITH_CTX;
    struct world w = world_of(c, chance_new(c, 3), 40000, 0);
    struct silence_classes classes;
    assert_true(silence_fit(c, (struct silence_asked){w.n, 2, w.x, w.answered}, 0.95, &model));
    silence_classify(c, model.propensity, w.answered, w.n, &classes);
    assert_true(plain(&w) > 7.1);
    assert_near(adjusted(&classes, &w), 6.8, 0.04);
    // True: propensities .1824 and .5, so S² = .24 · .3176² and R = 1 − 2 · .1556.
    assert_near(model.r, 0.6888, 0.01);
    assert_true(model.r_low < 0.6888 && model.r_high > 0.6888);
    work_release(&work);
}

// Where satisfaction itself keeps customers silent nothing that is known can mend it.
static void silence_for_its_own_sake_is_not_recovered(void **state)
{
    WITH_CTX;
    struct world w = world_of(c, chance_new(c, 4), 40000, 1);
    struct silence_classes classes;
    assert_true(silence_fit(c, (struct silence_asked){w.n, 2, w.x, w.answered}, 0.95, &model));
    silence_classify(c, model.propensity, w.answered, w.n, &classes);
    assert_true(adjusted(&classes, &w) > 7.2);
    assert_true(adjusted(&classes, &w) < plain(&w));
    work_release(&work);
}

// Nothing known tells who answers: R is 1, as it is not before its correction.
static void the_correction_takes_the_noise_out(void **state)
{
    WITH_CTX;
    gsl_rng *rng = chance_new(c, 5);
    f64 sum = 0, raw = 0;
    for (i64 sample = 0; sample < 60; sample++) {
        f64 x[300 * 6], answered[300];
        for (i64 i = 0; i < 300; i++) {
            x[i * 6] = 1;
            for (i64 j = 1; j < 6; j++)
                x[i * 6 + j] = gsl_ran_gaussian(rng, 1);
            answered[i] = gsl_ran_flat(rng, 0, 1) < 0.4;
        }
        assert_true(silence_fit(c, (struct silence_asked){300, 6, x, answered}, 0.95, &model));
        sum += model.r;
        raw += model.r_raw;
    }
    assert_true(raw / 60 < 0.9);
    assert_true(sum / 60 > 0.95);
    work_release(&work);
}

static void who_never_answers_is_found_and_drawn_in(void **state)
{
    WITH_CTX;
    f64 x[200 * 2], answered[200];
    for (i64 i = 0; i < 200; i++) {
        x[i * 2] = 1;
        x[i * 2 + 1] = i % 5 == 0;
        answered[i] = i % 5 != 0 && i % 2 == 0;
    }
    assert_true(silence_fit(c, (struct silence_asked){200, 2, x, answered}, 0.95, &model));
    assert_true(model.ridged);
    assert_int_equal(model.separated, 1);
    assert_true(model.propensity[0] < 0.1);
    assert_near(model.propensity[1], 0.5, 0.02);
    struct silence_classes classes;
    silence_classify(c, model.propensity, answered, 200, &classes);
    assert_int_equal(classes.count, 1); // the silent are joined with the only other class
    assert_int_equal(classes.joined, 1);
    assert_int_equal(classes.asked[0], 200);
    work_release(&work);
}

static void fifths_hold_a_fifth_each_and_equals_stay_together(void **state)
{
    WITH_CTX;
    (void)model;
    f64 propensity[100], answered[100];
    for (i64 i = 0; i < 100; i++) {
        propensity[i] = (f64)(i * 37 % 100) / 100;
        answered[i] = 1;
    }
    struct silence_classes classes;
    silence_classify(c, propensity, answered, 100, &classes);
    assert_int_equal(classes.count, 5);
    for (i64 j = 0; j < 5; j++)
        assert_int_equal(classes.asked[j], 20);
    assert_near(classes.propensity[0], 0.095, 1e-12);
    for (i64 i = 0; i < 100; i++)
        propensity[i] = i < 70 ? 0.25 : 0.75;
    silence_classify(c, propensity, answered, 100, &classes);
    assert_int_equal(classes.count, 2);
    assert_int_equal(classes.asked[0], 70);
    work_release(&work);
}

static void nobody_or_everybody_answering_is_named(void **state)
{
    WITH_CTX;
    static const f64 x[] = {1, 0, 1, 1, 1, 2, 1, 3}, none[] = {0, 0, 0, 0}, all[] = {1, 1, 1, 1};
    assert_true(silence_fit(c, (struct silence_asked){4, 2, x, none}, 0.95, &model));
    assert_int_equal(model.fit.status, REGRESS_CONSTANT);
    assert_true(silence_fit(c, (struct silence_asked){4, 2, x, all}, 0.95, &model));
    assert_int_equal(model.fit.status, REGRESS_CONSTANT);
    assert_true(silence_fit(c, (struct silence_asked){0, 2, x, all}, 0.95, &model));
    assert_int_equal(model.fit.status, REGRESS_TOO_FEW);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_and_its_indicators_agree_with_r),
        cmocka_unit_test(what_is_known_of_all_recovers_the_truth),
        cmocka_unit_test(silence_for_its_own_sake_is_not_recovered),
        cmocka_unit_test(the_correction_takes_the_noise_out),
        cmocka_unit_test(who_never_answers_is_found_and_drawn_in),
        cmocka_unit_test(fifths_hold_a_fifth_each_and_equals_stay_together),
        cmocka_unit_test(nobody_or_everybody_answering_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
