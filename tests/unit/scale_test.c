#include "insight/asked/scale.h"

#include "support/near.h"
#include "support/work.h"

#define N 30
#define K 7

// `attitude` of R 4.2's datasets (S. Chatterjee & B. Price, 1977): 30 departments, 7 questions.
// Values below were worked out in base R from cov(), cor() and qf().
static const f64 attitude[N * K] = {
    43, 51, 30, 39, 61, 92, 45, 63, 64, 51, 54, 63, 73, 47, 71, 70, 68, 69, 76, 86, 48, 61, 63, 45,
    47, 54, 84, 35, 81, 78, 56, 66, 71, 83, 47, 43, 55, 49, 44, 54, 49, 34, 58, 67, 42, 56, 66, 68,
    35, 71, 75, 50, 55, 70, 66, 41, 72, 82, 72, 67, 71, 83, 31, 67, 61, 45, 47, 62, 80, 41, 64, 53,
    53, 58, 58, 67, 34, 67, 60, 47, 39, 59, 74, 41, 69, 62, 57, 42, 55, 63, 25, 68, 83, 83, 45, 59,
    77, 35, 77, 77, 54, 72, 79, 77, 46, 81, 90, 50, 72, 60, 54, 36, 74, 85, 64, 69, 79, 79, 63, 65,
    60, 65, 75, 55, 80, 60, 65, 70, 46, 57, 75, 85, 46, 50, 58, 68, 54, 64, 78, 52, 50, 40, 33, 34,
    43, 64, 33, 64, 61, 52, 62, 66, 80, 41, 53, 66, 52, 50, 63, 80, 37, 40, 37, 42, 58, 50, 57, 49,
    63, 54, 42, 48, 66, 75, 33, 66, 77, 66, 63, 88, 76, 72, 78, 75, 58, 74, 80, 78, 49, 48, 57, 44,
    45, 51, 83, 38, 85, 85, 71, 71, 77, 74, 55, 82, 82, 39, 59, 64, 78, 39,
};

static struct scale_alpha found(ctx *c, const f64 values[], i64 n, i64 items)
{
    struct scale_alpha alpha;
    assert_true(scale_alpha_of(c, (struct scale_answers){n, items, values}, 0.95, &alpha));
    return alpha;
}

static void alpha_of_attitude_is_that_of_r(void **state)
{
    (void)state;
    static const f64 expected[K][3] = {
        {0.67126205722366, 0.80976020630892, 0.8081915178392 },
        {0.74210971022224, 0.79691745727414, 0.79564676062858},
        {0.56071111148026, 0.82784776593866, 0.82308791522905},
        {0.71444549813368, 0.80303097502257, 0.79836647397114},
        {0.7862755938344,  0.79538657419821, 0.78471960004236},
        {0.26503433919668, 0.86387231144644, 0.86347156446512},
        {0.4608105494685,  0.84046486826546, 0.83462649325566},
    };
    struct work work;
    ctx *c = work_init(&work);
    struct scale_alpha alpha = found(c, attitude, N, K);
    assert_near(alpha.raw, 0.84314276956476, 1e-12);
    assert_near(alpha.standardised, 0.83908380302951, 1e-12);
    assert_near(alpha.mean_correlation, 0.42690664264972, 1e-12);
    assert_near(alpha.raw_low, 0.73937568564311, 1e-9);
    assert_near(alpha.raw_high, 0.91577307215998, 1e-9);
    for (i64 j = 0; j < K; j++) {
        assert_near(alpha.list[j].rest, expected[j][0], 1e-12);
        assert_near(alpha.list[j].alpha_without, expected[j][1], 1e-12);
        assert_near(alpha.list[j].standardised_without, expected[j][2], 1e-12);
        assert_false(alpha.list[j].turned);
    }
    work_release(&work);
}

static void an_item_that_is_turned_is_found(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 values[N * K];
    memcpy(values, attitude, sizeof values);
    for (i64 i = 0; i < N; i++)
        values[i * K + 2] = 100 - values[i * K + 2];
    struct scale_alpha alpha = found(c, values, N, K);
    assert_near(alpha.raw, 0.61703802075648, 1e-12);
    assert_near(alpha.standardised, 0.63202809295325, 1e-12);
    for (i64 j = 0; j < K; j++)
        assert_int_equal(alpha.list[j].turned, j == 2);
    work_release(&work);
}

// M. T. Flanagan's Java library prints, for 7 questions to 23 persons, a mean correlation of
// 0.268849 and a standardised alpha of 0.720197 (www.ee.ucl.ac.uk/~mflanaga,
// CronbachDataTwoAnalysis).
static void alpha_follows_from_the_mean_correlation(void **state)
{
    (void)state;
    assert_near(scale_lengthened(0.268849, 7), 0.720197, 1e-6);
    assert_near(scale_lengthened(0.5, 1), 0.5, 0);
    assert_near(scale_lengthened(0.5, 2), 2.0 / 3, 1e-12);
}

static void questions_all_alike_have_alpha_one(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 values[] = {1, 1, 1, 2, 2, 2, 5, 5, 5, 4, 4, 4};
    struct scale_alpha alpha = found(c, values, 4, 3);
    assert_near(alpha.raw, 1, 1e-12);
    assert_near(alpha.standardised, 1, 1e-12);
    work_release(&work);
}

static void a_constant_question_is_borne(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 values[] = {1, 0.1, 2, 2, 0.1, 3, 5, 0.1, 4, 4, 0.1, 5, 3, 0.1, 1};
    struct scale_alpha alpha = found(c, values, 5, 3);
    assert_true(isnan(alpha.list[1].rest));
    assert_near(alpha.list[1].deviation, 0, 0);
    assert_true(isfinite(alpha.raw) && isfinite(alpha.standardised));
    assert_near(alpha.list[1].alpha_without, alpha.standardised, 1e-12); // equal spread
    work_release(&work);
}

static void what_cannot_be_told_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 opposite[] = {1, 5, 2, 4, 3, 3, 4, 2}, equal[] = {2, 2, 2, 2, 2, 2, 2, 2};
    struct scale_alpha alpha;
    assert_false(scale_alpha_of(c, (struct scale_answers){4, 2, opposite}, 0.95, &alpha));
    assert_string_equal(c->err.msg, "the sum of the questions does not differ between rows");
    err_clear(c);
    assert_false(scale_alpha_of(c, (struct scale_answers){4, 2, equal}, 0.95, &alpha));
    err_clear(c);
    assert_false(scale_alpha_of(c, (struct scale_answers){8, 1, equal}, 0.95, &alpha));
    assert_string_equal(c->err.msg, "one question cannot agree with itself");
    err_clear(c);
    assert_false(scale_alpha_of(c, (struct scale_answers){2, 2, opposite}, 0.95, &alpha));
    assert_string_equal(c->err.msg, "2 rows with all answers are too few");
    err_clear(c);
    assert_false(scale_alpha_of(c, (struct scale_answers){0, 2, opposite}, 0.95, &alpha));
    err_clear(c);
    const f64 beyond[] = {1e308, 1, -1e308, 2, 5, 3};
    assert_false(scale_alpha_of(c, (struct scale_answers){3, 2, beyond}, 0.95, &alpha));
    assert_string_equal(c->err.msg, "values are too large to be worked with");
    work_release(&work);
}

// James, Demaree & Wolf 1984: variance of even answers on 5 points is 2; by hand.
static void agreement_is_as_by_hand(void **state)
{
    (void)state;
    const f64 one[] = {4, 4, 5, 4, 5}; // variance .3
    struct scale_agreement found = scale_agreement_of((struct scale_answers){5, 1, one}, 5);
    assert_near(found.rwg_mean, 0.85, 1e-12);
    assert_near(found.rwg_j, 0.85, 1e-12);

    const f64 three[] = {4, 4, 5, 4, 3, 3, 5, 3, 4, 4, 4, 5, 5, 4, 4}; // .3, .3, .7
    found = scale_agreement_of((struct scale_answers){5, 3, three}, 5);
    f64 agreed = 1 - (0.3 + 0.3 + 0.7) / 3 / 2;
    assert_near(found.variance, 1.3 / 3, 1e-12);
    assert_near(found.rwg_j, 3 * agreed / (3 * agreed + 1 - agreed), 1e-12);

    const f64 split[] = {1, 1, 5, 5};
    found = scale_agreement_of((struct scale_answers){4, 1, split}, 5);
    assert_true(found.beyond);
    assert_near(found.rwg_j, 0, 0);
    assert_true(isnan(scale_agreement_of((struct scale_answers){1, 1, split}, 5).rwg_j));
    const f64 same[] = {2, 2, 2, 2};
    assert_near(scale_agreement_of((struct scale_answers){2, 2, same}, 2).rwg_j, 1, 0);
}

static void large_samples_have_narrow_limits(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    i64 n = 200000;
    f64 *values = NEW_ARRAY(c->arena, f64, n * 3);
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j < 3; j++)
            values[i * 3 + j] = (f64)(i % 7) + (f64)((i * (j + 3)) % 5);
    struct scale_alpha alpha = found(c, values, n, 3);
    assert_true(alpha.raw_low < alpha.raw && alpha.raw < alpha.raw_high);
    assert_true(alpha.raw_high - alpha.raw_low < 0.01);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alpha_of_attitude_is_that_of_r),
        cmocka_unit_test(an_item_that_is_turned_is_found),
        cmocka_unit_test(alpha_follows_from_the_mean_correlation),
        cmocka_unit_test(questions_all_alike_have_alpha_one),
        cmocka_unit_test(a_constant_question_is_borne),
        cmocka_unit_test(what_cannot_be_told_is_refused),
        cmocka_unit_test(agreement_is_as_by_hand),
        cmocka_unit_test(large_samples_have_narrow_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
