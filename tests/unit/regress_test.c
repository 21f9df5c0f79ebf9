#include "insight/maths/regress.h"
#include "insight/maths/triangle.h"

#include "support/near.h"
#include "support/work.h"

#define CARS 32

// R's mtcars (Motor Trend 1974): mpg, wt, hp, am, cyl.
static const f64 cars[CARS][5] = {
    {21,   2.62,  110, 1, 6},
    {21,   2.875, 110, 1, 6},
    {22.8, 2.32,  93,  1, 4},
    {21.4, 3.215, 110, 0, 6},
    {18.7, 3.44,  175, 0, 8},
    {18.1, 3.46,  105, 0, 6},
    {14.3, 3.57,  245, 0, 8},
    {24.4, 3.19,  62,  0, 4},
    {22.8, 3.15,  95,  0, 4},
    {19.2, 3.44,  123, 0, 6},
    {17.8, 3.44,  123, 0, 6},
    {16.4, 4.07,  180, 0, 8},
    {17.3, 3.73,  180, 0, 8},
    {15.2, 3.78,  180, 0, 8},
    {10.4, 5.25,  205, 0, 8},
    {10.4, 5.424, 215, 0, 8},
    {14.7, 5.345, 230, 0, 8},
    {32.4, 2.2,   66,  1, 4},
    {30.4, 1.615, 52,  1, 4},
    {33.9, 1.835, 65,  1, 4},
    {21.5, 2.465, 97,  0, 4},
    {15.5, 3.52,  150, 0, 8},
    {15.2, 3.435, 150, 0, 8},
    {13.3, 3.84,  245, 0, 8},
    {19.2, 3.845, 175, 0, 8},
    {27.3, 1.935, 66,  1, 4},
    {26,   2.14,  91,  1, 4},
    {30.4, 1.513, 113, 1, 4},
    {15.8, 3.17,  264, 1, 8},
    {19.7, 2.77,  175, 1, 6},
    {15,   3.57,  335, 1, 8},
    {21.4, 2.78,  109, 1, 4},
};

// The same as columns: one, weight, power.
static struct regress_rows cars_rows(ctx *c, i64 answer)
{
    f64 *x = NEW_ARRAY(c->arena, f64, CARS * 3), *y = NEW_ARRAY(c->arena, f64, CARS);
    for (i64 i = 0; i < CARS; i++) {
        x[i * 3] = 1;
        x[i * 3 + 1] = cars[i][1];
        x[i * 3 + 2] = cars[i][2];
        y[i] = cars[i][answer];
    }
    return (struct regress_rows){.n = CARS, .k = 3, .x = x, .y = y};
}

static void fit_linear(ctx *c, struct regress_rows rows, struct regress_fit *fit)
{
    assert_true(regress_linear(c, rows, fit));
}

static void fit_glm(ctx *c, enum regress_family family, struct regress_rows rows,
                    struct regress_fit *fit)
{
    assert_true(regress_glm(c, family, rows, fit));
}

#define WITH_CTX                                                                                   \
    (void)state;                                                                                   \
    struct work work;                                                                              \
    ctx *c = work_init(&work);                                                                     \
    struct regress_fit fit

// R 4.2.2: lm(mpg ~ wt + hp, mtcars, weights = cyl).
static void weighted_least_squares_agree_with_r(void **state)
{
    WITH_CTX;
    struct regress_rows rows = cars_rows(c, 0);
    f64 weights[CARS];
    for (i64 i = 0; i < CARS; i++)
        weights[i] = cars[i][4];
    rows.weights = weights;
    fit_linear(c, rows, &fit);
    assert_int_equal(fit.status, REGRESS_FOUND);
    assert_near(fit.coefficients[0], 35.9352916124199737, 1e-11);
    assert_near(fit.coefficients[1], -3.6040095890346748, 1e-12);
    assert_near(fit.coefficients[2], -0.0302139239979704, 1e-13);
    assert_near(fit.errors[0], 1.66154395573710656, 1e-12);
    assert_near(fit.errors[1], 0.58353355146746577, 1e-12);
    assert_near(fit.errors[2], 0.00814061747327458, 1e-14);
    assert_near(fit.dispersion, 38.0837612088509, 1e-11);
    assert_near(fit.r_squared, 0.811481039579445, 1e-13);
    work_release(&work);
}

// R 4.2.2: glm(am ~ wt + hp, binomial, mtcars).
static void logistic_regression_agrees_with_r(void **state)
{
    WITH_CTX;
    fit_glm(c, REGRESS_LOGISTIC, cars_rows(c, 3), &fit);
    assert_int_equal(fit.status, REGRESS_FOUND);
    assert_near(fit.coefficients[0], 18.8662987172040957, 1e-6);
    assert_near(fit.coefficients[1], -8.0834751824446283, 1e-6);
    assert_near(fit.coefficients[2], 0.0362555960822165, 1e-8);
    assert_near(fit.errors[0], 7.4435580602052740, 1e-6);
    assert_near(fit.covariance[1], -22.0370575808230917, 1e-5);
    assert_near(fit.deviance, 10.0591104722670, 1e-9);
    assert_near(fit.null_deviance, 43.2297332768578, 1e-10);
    assert_near(fit.dispersion, 0.516521112929192, 1e-8);
    work_release(&work);
}

// R 4.2.2: glm(breaks ~ wool + tension, quasipoisson, warpbreaks), converged to 10⁻¹⁵.
static void quasipoisson_regression_agrees_with_r(void **state)
{
    WITH_CTX;
    static const f64 breaks[54] = {26, 30, 54, 25, 70, 52, 51, 26, 67, 18, 21, 29, 17, 12,
                                   18, 35, 30, 36, 36, 21, 24, 18, 10, 43, 28, 15, 26, 27,
                                   14, 29, 19, 29, 31, 41, 20, 44, 42, 26, 19, 16, 39, 28,
                                   21, 39, 29, 20, 21, 24, 17, 13, 15, 15, 16, 28};
    f64 x[54 * 4];
    for (i64 i = 0; i < 54; i++) {
        x[i * 4] = 1;
        x[i * 4 + 1] = i >= 27;
        x[i * 4 + 2] = i / 9 % 3 == 1;
        x[i * 4 + 3] = i / 9 % 3 == 2;
    }
    struct regress_rows rows = {.n = 54, .k = 4, .x = x, .y = breaks};
    fit_glm(c, REGRESS_QUASIPOISSON, rows, &fit);
    assert_int_equal(fit.status, REGRESS_FOUND);
    assert_near(fit.coefficients[0], 3.691963144953793, 1e-9);
    assert_near(fit.coefficients[1], -0.205988442648863, 1e-9);
    assert_near(fit.coefficients[2], -0.321320431600191, 1e-9);
    assert_near(fit.coefficients[3], -0.518488496517343, 1e-9);
    assert_near(fit.errors[0], 0.0937435638999345, 1e-10);
    assert_near(fit.errors[3], 0.1320345389304321, 1e-10);
    assert_near(fit.dispersion, 4.2615218839989, 1e-8);
    assert_near(fit.deviance, 210.39188876245385, 1e-9);
    assert_near(fit.null_deviance, 297.37221180460534, 1e-9);
    f64 row[] = {1, 1, 0, 1};
    assert_near(regress_predict(&fit, row), 2.967486205787587, 1e-9);
    work_release(&work);
}

// R 4.2.2: glm(y ~ x + offset(log(t)), poisson).
static void poisson_regression_takes_an_offset_as_r_does(void **state)
{
    WITH_CTX;
    static const f64 y[] = {2, 3, 6, 7, 8, 9, 10, 12, 15, 0};
    static const f64 time[] = {10, 12, 15, 11, 9, 8, 12, 13, 14, 5};
    f64 x[20], offset[10];
    for (i64 i = 0; i < 10; i++) {
        x[i * 2] = 1;
        x[i * 2 + 1] = (f64)(i + 1);
        offset[i] = log(time[i]);
    }
    struct regress_rows rows = {.n = 10, .k = 2, .x = x, .y = y, .offset = offset};
    fit_glm(c, REGRESS_POISSON, rows, &fit);
    assert_near(fit.coefficients[0], -1.107219592156734, 1e-8);
    assert_near(fit.coefficients[1], 0.119743658903127, 1e-8);
    assert_near(fit.errors[0], 0.2962613824217135, 1e-7);
    assert_near(fit.errors[1], 0.0435868250203997, 1e-8);
    assert_near(fit.deviance, 16.5689133400903, 1e-9);
    assert_near(fit.null_deviance, 24.3732716672137, 1e-9);
    fit_glm(c, REGRESS_QUASIPOISSON, rows, &fit);
    assert_near(fit.errors[1], 0.0519368316332611, 1e-6);
    assert_near(fit.dispersion, 1.41984335933491, 1e-5);
    work_release(&work);
}

static void trials_count_as_rows_of_their_own(void **state)
{
    WITH_CTX;
    f64 x[2 * 12], y[12];
    for (i64 i = 0; i < 12; i++) {
        x[i * 2] = 1;
        x[i * 2 + 1] = (f64)(i / 4);
        y[i] = i % 4 <= i / 4;
    }
    struct regress_rows single = {.n = 12, .k = 2, .x = x, .y = y};
    fit_glm(c, REGRESS_LOGISTIC, single, &fit);
    static const f64 grouped_x[] = {1, 0, 1, 1, 1, 2}, shares[] = {0.25, 0.5, 0.75};
    static const f64 trials[] = {4, 4, 4};
    struct regress_rows grouped = {.n = 3, .k = 2, .x = grouped_x, .y = shares, .weights = trials};
    struct regress_fit other;
    fit_glm(c, REGRESS_LOGISTIC, grouped, &other);
    for (i64 j = 0; j < 2; j++) {
        assert_near(other.coefficients[j], fit.coefficients[j], 1e-9);
        assert_near(other.errors[j], fit.errors[j], 1e-9);
    }
    assert_near(fit.coefficients[0], -log(3), 1e-9); // the shares are on a line of logits
    work_release(&work);
}

static void a_column_that_says_nothing_new_is_marked(void **state)
{
    WITH_CTX;
    struct regress_rows rows = cars_rows(c, 0);
    struct regress_fit without;
    fit_linear(c, rows, &without);
    f64 x[CARS * 4];
    for (i64 i = 0; i < CARS; i++) {
        const f64 *row = rows.x + i * 3;
        x[i * 4] = 1;
        x[i * 4 + 1] = row[1];
        x[i * 4 + 2] = 7 - 3 * row[1];
        x[i * 4 + 3] = row[2];
    }
    rows.x = x;
    rows.k = 4;
    fit_linear(c, rows, &fit);
    assert_int_equal(fit.status, REGRESS_ALIASED);
    assert_int_equal(fit.column, 2);
    assert_int_equal(fit.rank, 3);
    assert_true(isnan(fit.errors[2]));
    assert_near(fit.coefficients[2], 0, 0);
    assert_near(fit.coefficients[0], without.coefficients[0], 1e-10);
    assert_near(fit.coefficients[1], without.coefficients[1], 1e-10);
    assert_near(fit.coefficients[3], without.coefficients[2], 1e-12);
    assert_near(fit.errors[3], without.errors[2], 1e-12);
    assert_near(fit.dispersion, without.dispersion, 1e-10);
    assert_true(regress_check(c, &fit, NULL));
    rows.y = cars_rows(c, 3).y;
    fit_glm(c, REGRESS_LOGISTIC, rows, &fit);
    assert_int_equal(fit.status, REGRESS_ALIASED);
    assert_near(fit.coefficients[3], 0.0362555960822165, 1e-8);
    work_release(&work);
}

static void a_column_that_separates_the_answers_is_named(void **state)
{
    WITH_CTX;
    struct regress_rows rows = cars_rows(c, 3);
    f64 x[CARS * 3];
    for (i64 i = 0; i < CARS; i++) {
        x[i * 3] = 1;
        x[i * 3 + 1] = cars[i][1];
        x[i * 3 + 2] = rows.y[i] == 1 && i % 2 == 0; // all of these answered 1
    }
    rows.x = x;
    fit_glm(c, REGRESS_LOGISTIC, rows, &fit);
    assert_int_equal(fit.status, REGRESS_SEPARATED);
    assert_int_equal(fit.column, 2);
    assert_false(regress_found(&fit));
    str names[] = {str_of("one"), str_of("weight"), str_of("kept")};
    assert_false(regress_check(c, &fit, names));
    assert_string_equal(c->err.msg, "column \"kept\" tells some answers without fail");
    err_clear(c);

    // All are told apart.
    static const f64 line[] = {1, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6}, steps[] = {0, 0, 0, 1, 1, 1};
    fit_glm(c, REGRESS_LOGISTIC, (struct regress_rows){.n = 6, .k = 2, .x = line, .y = steps},
            &fit);
    assert_int_equal(fit.status, REGRESS_SEPARATED);

    // Counts of zero in one group.
    static const f64 groups[] = {1, 0, 1, 0, 1, 1, 1, 1}, counts[] = {3, 4, 0, 0};
    fit_glm(c, REGRESS_POISSON, (struct regress_rows){.n = 4, .k = 2, .x = groups, .y = counts},
            &fit);
    assert_int_equal(fit.status, REGRESS_SEPARATED);
    assert_int_equal(fit.column, 1);
    work_release(&work);
}

// With a ridge of λ the slope solves Σ x(y − p) = λβ: checked by itself.
static void a_ridge_gives_separated_columns_an_estimate(void **state)
{
    WITH_CTX;
    static const f64 x[] = {1, -2, 1, -1, 1, -1, 1, 1, 1, 1, 1, 2}, y[] = {0, 0, 0, 1, 1, 1};
    static const f64 ridge[] = {0, 0.5};
    struct regress_rows rows = {.n = 6, .k = 2, .x = x, .y = y, .ridge = ridge};
    fit_glm(c, REGRESS_LOGISTIC, rows, &fit);
    assert_int_equal(fit.status, REGRESS_FOUND);
    f64 slope = 0, constant = 0;
    for (i64 i = 0; i < 6; i++) {
        f64 away = y[i] - regress_logistic(regress_predict(&fit, x + i * 2));
        constant += away;
        slope += x[i * 2 + 1] * away;
    }
    assert_near(constant, 0, 1e-9);
    assert_near(slope, 0.5 * fit.coefficients[1], 1e-8);
    assert_true(fit.coefficients[1] > 0.5);
    work_release(&work);
}

// Least squares with a ridge: (XᵀX + Λ)⁻¹Xᵀy; one column: Σxy / (Σx² + λ).
static void a_ridge_shrinks_least_squares(void **state)
{
    WITH_CTX;
    static const f64 x[] = {1, 2, 3}, y[] = {2, 3, 7}, ridge[] = {4};
    fit_linear(c, (struct regress_rows){.n = 3, .k = 1, .x = x, .y = y, .ridge = ridge}, &fit);
    assert_near(fit.coefficients[0], 29.0 / 18, 1e-12);
    f64 squares = 0;
    for (i64 i = 0; i < 3; i++)
        squares += (y[i] - x[i] * 29 / 18) * (y[i] - x[i] * 29 / 18);
    assert_near(fit.deviance, squares, 1e-12);
    work_release(&work);
}

static void rows_that_cannot_carry_a_model_are_named(void **state)
{
    WITH_CTX;
    static const f64 x[] = {1, 1, 1, 2, 1, 3}, y[] = {1, 2, 3}, same[] = {1, 1, 1},
                     none[] = {0, 0, 0};
    fit_linear(c, (struct regress_rows){.n = 0, .k = 2, .x = x, .y = y}, &fit);
    assert_int_equal(fit.status, REGRESS_TOO_FEW);
    fit_linear(c, (struct regress_rows){.n = 2, .k = 2, .x = x, .y = y}, &fit);
    assert_int_equal(fit.status, REGRESS_TOO_FEW);
    assert_true(isnan(fit.dispersion));
    assert_false(regress_check(c, &fit, NULL));
    err_clear(c);
    fit_glm(c, REGRESS_LOGISTIC, (struct regress_rows){.n = 0, .k = 2, .x = x, .y = y}, &fit);
    assert_int_equal(fit.status, REGRESS_TOO_FEW);
    struct regress_rows rows = {.n = 3, .k = 2, .x = x, .y = same};
    fit_glm(c, REGRESS_LOGISTIC, rows, &fit);
    assert_int_equal(fit.status, REGRESS_CONSTANT);
    rows.y = none;
    fit_glm(c, REGRESS_POISSON, rows, &fit);
    assert_int_equal(fit.status, REGRESS_CONSTANT);
    static const f64 huge[] = {1, 1e300, 1, -1e300, 1, 2e300};
    rows.x = huge;
    rows.y = y;
    fit_linear(c, rows, &fit);
    assert_false(regress_found(&fit) && !isfinite(fit.errors[1]));
    assert_int_equal(fit.status, REGRESS_HUGE);
    rows.weights = none;
    fit_linear(c, rows, &fit);
    assert_int_equal(fit.status, REGRESS_TOO_FEW);
    assert_int_equal(fit.n, 0);
    work_release(&work);
}

static void a_chance_far_out_in_the_tail_is_no_separation(void **state)
{
    WITH_CTX;
    f64 x[80], y[40];
    for (i64 i = 0; i < 40; i++) {
        x[i * 2] = 1;
        x[i * 2 + 1] = i == 39 ? 400 : (f64)i;
        y[i] = i == 39 || (i * 7) % 40 < i;
    }
    fit_glm(c, REGRESS_LOGISTIC, (struct regress_rows){.n = 40, .k = 2, .x = x, .y = y}, &fit);
    assert_int_equal(fit.status, REGRESS_FOUND);
    assert_true(regress_predict(&fit, x + 78) > 25);
    work_release(&work);
}

// Numbers around 10⁹ with a spread of 10: RᵀR = XᵀX formed directly would keep no digit of it.
static void a_far_off_column_keeps_its_digits(void **state)
{
    WITH_CTX;
    f64 x[400], y[200];
    for (i64 i = 0; i < 200; i++) {
        f64 wave = (f64)(i * 37 % 101) / 10;
        x[i * 2] = 1;
        x[i * 2 + 1] = 1e9 / 64 + wave;
        y[i] = 3 + 2 * wave + (i % 2 ? 1 : -1);
    }
    struct regress_rows rows = {.n = 200, .k = 2, .x = x, .y = y};
    fit_linear(c, rows, &fit);
    f64 slope = fit.coefficients[1], error = fit.errors[1];
    assert_int_equal(fit.status, REGRESS_FOUND);
    for (i64 i = 0; i < 200; i++)
        x[i * 2 + 1] -= 1e9 / 64;
    fit_linear(c, rows, &fit);
    assert_near(slope, fit.coefficients[1], 1e-7);
    assert_near(error, fit.errors[1], 1e-7);
    work_release(&work);
}

static void a_triangle_takes_more_rows_after_it_was_solved(void **state)
{
    WITH_CTX;
    struct regress_rows rows = cars_rows(c, 0);
    fit_linear(c, rows, &fit);
    struct triangle t;
    triangle_init(c, &t, 3);
    f64 coefficients[3];
    bool aliased[3];
    struct triangle_solution solved = {.coefficients = coefficients, .aliased = aliased};
    for (i64 i = 0; i < CARS; i++) {
        if (i % 5 == 0) triangle_solve(c, &t, &solved);
        triangle_add(&t, rows.x + i * 3, rows.y[i], 1);
    }
    triangle_solve(c, &t, &solved);
    for (i64 j = 0; j < 3; j++)
        assert_near(coefficients[j], fit.coefficients[j], 1e-11);
    assert_near(solved.sum_squares, fit.deviance, 1e-10);
    work_release(&work);
}

static void nobody_waits_any_longer(void **state)
{
    WITH_CTX;
    atomic_bool stop = true;
    c->stop = &stop;
    assert_false(regress_glm(c, REGRESS_LOGISTIC, cars_rows(c, 3), &fit));
    assert_int_equal(c->err.code, ERR_STOPPED);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weighted_least_squares_agree_with_r),
        cmocka_unit_test(logistic_regression_agrees_with_r),
        cmocka_unit_test(quasipoisson_regression_agrees_with_r),
        cmocka_unit_test(poisson_regression_takes_an_offset_as_r_does),
        cmocka_unit_test(trials_count_as_rows_of_their_own),
        cmocka_unit_test(a_column_that_says_nothing_new_is_marked),
        cmocka_unit_test(a_column_that_separates_the_answers_is_named),
        cmocka_unit_test(a_ridge_gives_separated_columns_an_estimate),
        cmocka_unit_test(a_ridge_shrinks_least_squares),
        cmocka_unit_test(rows_that_cannot_carry_a_model_are_named),
        cmocka_unit_test(a_chance_far_out_in_the_tail_is_no_separation),
        cmocka_unit_test(a_far_off_column_keeps_its_digits),
        cmocka_unit_test(a_triangle_takes_more_rows_after_it_was_solved),
        cmocka_unit_test(nobody_waits_any_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
