// A wandering level by maximum likelihood, against a plain Kalman filter in R 4.2.2 whose first
// variance is 10⁶ and whose first value is left out of the likelihood, maximised by optim.
#include "insight/series/local_level.h"

#include "support/near.h"
#include "support/work.h"

static const f64 values[] = {20.01, 20.7,  19.42, 21.37, 24.3,  19.73, 22.58, 19.23, 19.79, 19.95,
                             23.77, 18.83, 20.54, 21.97, 20.64, 20.96, 19.92, 17.3,  21.25, 20.74,
                             19.98, 23.6,  23.64, 22.29, 21.8,  20.92, 21.31, 19.54, 16.88, 18.49,
                             17.91, 21.56, 24.37, 20.43, 19.53, 20.81, 16,    16.6,  16.64, 18.54};
static const f64 control[] = {-0.84, 1.38, -1.26, 0.07,  1.71,  -0.6,  -0.47, -0.64, -0.29, 0.14,
                              1.23,  -0.8, -1.08, -0.16, -1.07, -0.14, -0.6,  -2.18, 0.24,  -0.26,
                              0.9,   0.94, 1.47,  0.71,  0.82,  -0.29, 1.42,  1.5,   -0.66, -0.85,
                              0.32,  1.11, 2.22,  1.22,  1.48,  0.95,  -1.01, -2,    -1.76, -0.14};
#define PLACES COUNT_OF(values)

static struct work work;

static int begin(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int end(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static struct local_level fit(struct local_level_data data)
{
    struct local_level out;
    local_level_fit(&work.c, &data, &out);
    return out;
}

static void a_level_alone_is_as_in_r(void **state)
{
    (void)state;
    struct local_level found = fit((struct local_level_data){PLACES, 0, values, NULL});
    assert_int_equal(found.status, LOCAL_LEVEL_FOUND);
    assert_near(found.noise, 3.17483308591, 1e-3 * 3.17483308591);
    assert_near(found.step, 0.327916880805, 1e-3 * 0.327916880805);
    assert_near(found.log_likelihood, -84.4809964354, 1e-4);
    assert_near(found.last, 18.1821795284, 1e-3);
}

static void a_control_and_a_gap_are_as_in_r(void **state)
{
    (void)state;
    struct local_level found = fit((struct local_level_data){PLACES, 1, values, control});
    assert_near(found.noise, 1.36214129656, 1e-3 * 1.36214129656);
    assert_near(found.step, 0.108569692572, 2e-3 * 0.108569692572);
    assert_near(found.beta[0], 1.4187889858, 1e-4);
    assert_near(found.log_likelihood, -67.2739050001, 1e-4);
    f64 holed[PLACES];
    memcpy(holed, values, sizeof holed);
    holed[4] = holed[9] = NAN;
    found = fit((struct local_level_data){PLACES, 1, holed, control});
    assert_near(found.log_likelihood, -64.0848634485, 1e-4);
    assert_near(found.beta[0], 1.38466959728, 1e-4);
    assert_true(isnan(found.surprises[0]) && isnan(found.surprises[4]));
    assert_true(isfinite(found.surprises[5]));
}

static void what_comes_next_grows_less_sure(void **state)
{
    (void)state;
    const struct local_level level = {
        .noise = 4, .step = 1, .last = 10, .last_variance = 2, .beta = (f64[]){3}};
    const f64 x[] = {1, 1};
    const i64 after[] = {1, 3};
    struct expectation one = local_level_expect(&level, 1, x, after, 1);
    assert_near(one.mean, 13, 1e-12);
    assert_near(one.error, sqrt(2 + 1 + 4), 1e-12);
    // Of two: variance (4·2 + 4·1 + 2·1 + 2·4) / 4; the second is two steps behind the first.
    struct expectation two = local_level_expect(&level, 1, x, after, 2);
    assert_near(two.error, sqrt(22.0 / 4), 1e-12);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    f64 same[PLACES], twice[2 * PLACES];
    for (i64 i = 0; i < PLACES; i++) {
        same[i] = 7;
        twice[2 * i] = twice[2 * i + 1] = control[i];
    }
    assert_int_equal(fit((struct local_level_data){0, 0, NULL, NULL}).status, LOCAL_LEVEL_TOO_FEW);
    assert_int_equal(fit((struct local_level_data){2, 0, values, NULL}).status,
                     LOCAL_LEVEL_TOO_FEW);
    assert_int_equal(fit((struct local_level_data){PLACES, 0, same, NULL}).status,
                     LOCAL_LEVEL_EXACT);
    assert_int_equal(fit((struct local_level_data){PLACES, 1, control, control}).status,
                     LOCAL_LEVEL_EXACT);
    struct local_level found = fit((struct local_level_data){PLACES, 2, values, twice});
    assert_int_equal(found.status, LOCAL_LEVEL_ALIASED);
    assert_int_equal(found.column, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_level_alone_is_as_in_r, begin, end),
        cmocka_unit_test_setup_teardown(a_control_and_a_gap_are_as_in_r, begin, end),
        cmocka_unit_test_setup_teardown(what_comes_next_grows_less_sure, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_said, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
