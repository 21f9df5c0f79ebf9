#include "insight/customers/cox.h"
#include "insight/maths/symmetric.h"

#include "support/near.h"
#include "support/work.h"

#define N 23

// `aml` of R's survival 3.5.3 with an invented column z; coxph, concordance and cox.zph gave the
// numbers below.
static const f64 times[N] = {9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5,
                             5, 8,  8,  12, 16, 23, 27, 30, 33, 43, 45};
static const bool left[N] = {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
static const f64 z[N] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6};

static const i32 terms[] = {0, 1};

// Group and z.
static struct cox_data two_columns(ctx *c)
{
    f64 *x = NEW_ARRAY(c->arena, f64, 2 * N);
    for (i64 i = 0; i < N; i++) {
        x[2 * i] = i >= 11;
        x[2 * i + 1] = z[i];
    }
    return (struct cox_data){
        {N, times, left},
        2, x, terms, 2
    };
}

static void coefficients_and_tests_are_those_of_r(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct cox_data data = two_columns(c);
    struct cox_fit fit;
    assert_true(cox_fit(c, &data, &fit));
    assert_int_equal(fit.left, 18);
    assert_near(fit.coefficients[0].value, 0.89758389494866, 1e-9);
    assert_near(fit.coefficients[1].value, 0.04496610436783, 1e-9);
    assert_near(fit.coefficients[0].error, 0.5141793706390, 1e-9);
    assert_near(fit.coefficients[1].error, 0.1179152440554, 1e-9);
    assert_near(fit.log_likelihood_null, -42.72483926276, 1e-9);
    assert_near(fit.log_likelihood, -40.96002565361, 1e-9);
    assert_near(fit.likelihood_ratio.chi_square, 2 * (42.72483926276 - 40.96002565361), 1e-9);
    assert_near(fit.wald.chi_square, 3.34, 0.005);
    assert_near(fit.wald.p, 0.18787797545, 5e-4);
    assert_near(fit.score.chi_square, 3.5640474199029, 1e-9);
    assert_near(fit.score.p, 0.1682972176594, 1e-9);
    assert_near(fit.concordance.value, 0.63809523809524, 1e-12);
    assert_near(fit.concordance.error, 0.09043284613525, 1e-12);
    work_release(&work);
}

static void hazards_are_tested_as_cox_zph_does(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct cox_data data = two_columns(c);
    struct cox_fit fit;
    assert_true(cox_fit(c, &data, &fit));
    const f64 expected[][3] = {
        {0.01209772715865,  3.13647905775104,  3.29610402638717 },
        {0.001775972567859, 3.215920639802335, 3.320889790315839},
        {0.2184552371286,   2.4093436711595,   2.9435034249262  },
    };
    for (enum cox_clock clock = CLOCK_KM; clock <= CLOCK_IDENTITY; clock++) {
        struct cox_hazards found;
        assert_true(cox_hazards_test(c, &data, &fit, clock, &found));
        assert_near(found.terms[0].chi_square, expected[clock][0], 1e-8);
        assert_near(found.terms[1].chi_square, expected[clock][1], 1e-8);
        assert_near(found.all.chi_square, expected[clock][2], 1e-8);
        assert_int_equal(found.all.degrees, 2);
    }
    work_release(&work);
}

static void a_factor_is_tested_as_a_whole(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 x[3 * N];
    for (i64 i = 0; i < N; i++) {
        x[3 * i] = z[i];
        x[3 * i + 1] = i % 3 == 1;
        x[3 * i + 2] = i % 3 == 2;
    }
    const i32 of_column[] = {0, 1, 1};
    struct cox_data data = {
        {N, times, left},
        3, x, of_column, 2
    };
    struct cox_fit fit;
    assert_true(cox_fit(c, &data, &fit));
    assert_near(fit.coefficients[2].value, -0.7380930523583, 1e-9);
    assert_near(fit.coefficients[2].error, 0.6841797532768, 1e-9);
    struct cox_hazards found;
    assert_true(cox_hazards_test(c, &data, &fit, CLOCK_KM, &found));
    assert_near(found.terms[0].chi_square, 2.0685831388104, 1e-8);
    assert_near(found.terms[1].chi_square, 0.4441424866626, 1e-8);
    assert_int_equal(found.terms[1].degrees, 2);
    assert_near(found.terms[1].p, 0.8008583064885, 1e-8);
    assert_near(found.all.chi_square, 2.9281892835096, 1e-8);
    work_release(&work);
}

// Columns: z, a constant, z twice over, who left at the first two times only (within the data it
// separates), and one that differs only in a row watched for less time than anybody took to leave.
static void what_cannot_be_told_is_named(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 time[N + 1], x[5 * (N + 1)];
    bool gone[N + 1];
    for (i64 i = 0; i <= N; i++) {
        time[i] = i < N ? times[i] : 1;
        gone[i] = i < N && left[i];
        f64 row[] = {i < N ? z[i] : 4, 7, 0, (f64)(i == N), (f64)(i == 10)};
        row[2] = 3 - 2 * row[0];
        memcpy(x + 5 * i, row, sizeof row);
    }
    const i32 of_column[] = {0, 1, 2, 3, 4};
    struct cox_data data = {
        {N + 1, time, gone},
        5, x, of_column, 5
    };
    struct cox_fit fit;
    assert_true(cox_fit(c, &data, &fit));
    assert_int_equal(fit.coefficients[0].status, COX_KNOWN);
    assert_int_equal(fit.coefficients[1].status, COX_CONSTANT);
    assert_int_equal(fit.coefficients[2].status, COX_REPEATED);
    assert_int_equal(fit.coefficients[3].status, COX_UNSEEN);
    assert_int_equal(fit.coefficients[4].status, COX_UNBOUNDED); // the one who never left
    assert_true(isnan(fit.coefficients[1].value) && isnan(fit.coefficients[2].error));
    assert_true(fit.coefficients[4].value == -(f64)INFINITY);
    assert_true(isnan(fit.wald.chi_square));
    assert_true(fit.likelihood_ratio.chi_square > 0);
    struct cox_hazards hazards;
    assert_true(cox_hazards_test(c, &data, &fit, CLOCK_KM, &hazards));
    assert_true(isnan(hazards.all.p));
    work_release(&work);
}

static void a_repeated_column_changes_nothing_for_the_others(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct cox_data data = two_columns(c);
    f64 x[3 * N];
    for (i64 i = 0; i < N; i++) {
        x[3 * i] = data.x[2 * i];
        x[3 * i + 1] = data.x[2 * i + 1];
        x[3 * i + 2] = data.x[2 * i] + data.x[2 * i + 1];
    }
    const i32 of_column[] = {0, 1, 2};
    struct cox_data wide = {data.stays, 3, x, of_column, 3};
    struct cox_fit fit;
    assert_true(cox_fit(c, &wide, &fit));
    assert_int_equal(fit.coefficients[2].status, COX_REPEATED);
    assert_near(fit.coefficients[0].value, 0.89758389494866, 1e-9);
    assert_int_equal(fit.wald.degrees, 2);
    struct cox_hazards found;
    assert_true(cox_hazards_test(c, &wide, &fit, CLOCK_KM, &found));
    assert_near(found.all.chi_square, 3.29610402638717, 1e-8);
    assert_true(isnan(found.terms[2].p));
    work_release(&work);
}

static void without_leavers_or_differences_it_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 time[] = {1, 2, 3}, x[] = {1, 1, 1}, y[] = {1, 2, 3};
    const bool nobody[] = {false, false, false}, one[] = {false, true, false};
    const i32 of_column[] = {0};
    struct cox_fit fit;
    struct cox_data data = {
        {3, time, nobody},
        1, y, of_column, 1
    };
    assert_false(cox_fit(c, &data, &fit));
    assert_string_equal(c->err.msg, "nobody left, so that nothing can be said of why");
    err_clear(c);
    data = (struct cox_data){
        {3, time, one},
        1, x, of_column, 1
    };
    assert_false(cox_fit(c, &data, &fit));
    assert_string_equal(c->err.msg,
                        "no column varies among those who could still leave when anybody left");
    err_clear(c);
    data = (struct cox_data){{0}, 1, x, of_column, 1};
    assert_false(cox_fit(c, &data, &fit));
    work_release(&work);
}

static void huge_and_tiny_columns_fit_alike(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct cox_data data = two_columns(c);
    f64 *x = NEW_ARRAY(c->arena, f64, 2 * N);
    for (i64 i = 0; i < N; i++) {
        x[2 * i] = data.x[2 * i] * 1e12 + 1e13;
        x[2 * i + 1] = data.x[2 * i + 1] * 1e-12;
    }
    data.x = x;
    struct cox_fit fit;
    assert_true(cox_fit(c, &data, &fit));
    assert_near(fit.coefficients[0].value * 1e12, 0.89758389494866, 1e-7);
    assert_near(fit.coefficients[1].value * 1e-12, 0.04496610436783, 1e-7);
    assert_near(fit.log_likelihood, -40.96002565361, 1e-7);
    work_release(&work);
}

static void values_beyond_all_bounds_are_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 time[] = {1, 2, 3}, x[] = {1e308, -1e308, 1e300};
    const bool all[] = {true, true, true};
    const i32 of_column[] = {0};
    struct cox_data data = {
        {3, time, all},
        1, x, of_column, 1
    };
    struct cox_fit fit;
    assert_false(cox_fit(c, &data, &fit));
    assert_string_equal(c->err.msg, "values are too large to be worked with");
    work_release(&work);
}

static void concordance_knows_no_pairs_without_leavers(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct concordance found;
    const f64 time[] = {1, 2, 3}, risk[] = {3, 2, 1};
    const bool nobody[] = {false, false, false}, all[] = {true, true, true};
    assert_true(concordance_of(c, (struct stays){3, time, nobody}, risk, &found));
    assert_true(isnan(found.value) && found.pairs == 0);
    assert_true(concordance_of(c, (struct stays){3, time, all}, risk, &found));
    assert_near(found.value, 1, 0);
    assert_near(found.pairs, 3, 0);
    work_release(&work);
}

static void a_symmetric_factor_solves_and_drops_what_depends(void **state)
{
    (void)state;
    f64 matrix[] = {4, 0, 0, 2, 5, 0, 6, 7, 13}; // the third column is the sum of the others
    assert_int_equal(symmetric_factor(matrix, 3, SYMMETRIC_TOLERANCE), 2);
    assert_false(symmetric_has(matrix, 3, 2));
    f64 b[] = {8, 12, 0};
    assert_near(symmetric_square(matrix, 3, b), 8 * 1 + 12 * 2, 1e-12);
    symmetric_solve(matrix, 3, b);
    assert_near(b[0], 1, 1e-12);
    assert_near(b[1], 2, 1e-12);
    assert_near(b[2], 0, 0);
    f64 inverse[9];
    symmetric_inverse(matrix, 3, inverse);
    assert_near(inverse[0], 5.0 / 16, 1e-12);
    assert_near(inverse[1], -2.0 / 16, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coefficients_and_tests_are_those_of_r),
        cmocka_unit_test(hazards_are_tested_as_cox_zph_does),
        cmocka_unit_test(a_factor_is_tested_as_a_whole),
        cmocka_unit_test(what_cannot_be_told_is_named),
        cmocka_unit_test(a_repeated_column_changes_nothing_for_the_others),
        cmocka_unit_test(without_leavers_or_differences_it_is_refused),
        cmocka_unit_test(huge_and_tiny_columns_fit_alike),
        cmocka_unit_test(values_beyond_all_bounds_are_refused),
        cmocka_unit_test(concordance_knows_no_pairs_without_leavers),
        cmocka_unit_test(a_symmetric_factor_solves_and_drops_what_depends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
