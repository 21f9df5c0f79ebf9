// Interrupted time series against R 4.2.2: glm(family = quasipoisson) and lm. The numbers were made
// up by R's rpois and arima.sim.
#include "insight/series/interrupted.h"

#include "support/near.h"
#include "support/work.h"

enum { PLACES = 36, EVENT = 24 };

static const f64 counts[PLACES] = {147, 139, 150, 146, 170, 157, 147, 133, 147, 136, 145, 163,
                                   188, 216, 197, 197, 199, 199, 152, 180, 177, 178, 174, 215,
                                   184, 189, 198, 202, 212, 169, 161, 172, 185, 166, 174, 167};
static const f64 people[PLACES] = {1052, 1065, 1037, 1002, 1002, 1046, 1103, 1129, 1111,
                                   1073, 1060, 1093, 1151, 1190, 1183, 1146, 1122, 1142,
                                   1197, 1246, 1252, 1220, 1188, 1195, 1243, 1298, 1318,
                                   1294, 1257, 1251, 1290, 1348, 1380, 1366, 1329, 1310};
static const f64 means[PLACES] = {4.54, 4.72, 4.27, 4.2,  3.8,  3.11, 5.32, 5.72, 6.08,
                                  5.88, 5.69, 6.22, 8.44, 7.24, 7.01, 6.5,  5.76, 5.34,
                                  6.39, 6.95, 6.89, 5.62, 6.08, 5.63, 4.11, 5.5,  3.66,
                                  3.56, 5.37, 6.11, 6.11, 6.63, 5.7,  4.37, 4.73, 4.63};

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

static struct interrupted fit(struct interrupted_series series)
{
    struct interrupted out;
    assert_true(interrupted_fit(&work.c, &series, 0.95, &out));
    return out;
}

static void a_step_in_counts_is_as_in_r(void **state)
{
    (void)state;
    struct interrupted found = fit((struct interrupted_series){
        PLACES, counts, people, EVENT, .period = 12, .harmonics = 2, .counts = true});
    assert_int_equal(found.status, REGRESS_FOUND);
    assert_near(found.step.value, -0.254836925081, 1e-9);
    assert_near(found.step.error, 0.04789533794993, 1e-7);
    assert_near(found.trend.value, 0.010129292058, 1e-10);
    assert_near(found.dispersion, 0.88654465246, 1e-5);
    // Without a change of slope the whole effect is the step.
    assert_near(found.effect.value, exp(-0.254836925081), 1e-9);
    assert_near(found.effect.low, exp(-0.254836925081 - 1.959963984540 * 0.04789533794993), 1e-6);
}

static void a_change_of_slope_is_as_in_r(void **state)
{
    (void)state;
    struct interrupted found =
        fit((struct interrupted_series){PLACES, counts, people, EVENT, .period = 12, .harmonics = 2,
                                        .counts = true, .slope = true});
    assert_near(found.step.value, -0.1798000627217, 1e-8);
    assert_near(found.slope.value, -0.0128716075164, 1e-9);
    assert_near(found.slope.error, 0.00661833257034, 1e-7);
    assert_near(found.slope_f, 3.78519, 1e-4);
    assert_near(found.slope_p, 0.06181, 1e-5);
    assert_near(log(found.effect.value), -0.262215641311, 1e-8);
    assert_near(log(found.effect.high / found.effect.value), 1.95996398454 * 0.0460307793848, 1e-6);
    assert_near(found.total.value, -653.279026479, 1e-5);
    assert_near(found.total.high - found.total.value, 1.95996398454 * 127.693482492, 1e-3);
    assert_near(found.actual - found.expected, -653.279026479 / 12, 1e-6);
}

static void a_step_in_means_bears_autocorrelation(void **state)
{
    (void)state;
    struct interrupted found =
        fit((struct interrupted_series){PLACES, means, .event = EVENT, .period = 1});
    assert_near(found.effect.value, -2.4194315545244, 1e-9);
    assert_near(found.step.error, 0.6102090617246, 1e-9);
    assert_near(found.effect_p, 3.71642972657e-04, 1e-9);
    assert_near(found.trend.value, 0.0963573085847, 1e-10);
    f64 t = (found.effect.high - found.effect.value) / 0.6102090617246;
    assert_near((found.effect.high - found.effect.value) / t, 0.6102090617246, 1e-9);
    f64 r = (0.526331515355 + 3.0 / 36) / (1 - 3.0 / 36); // three terms, 36 values
    assert_near((found.robust.high - found.robust.value) / t,
                0.6102090617246 * sqrt((1 + r) / (1 - r)), 1e-8);
    assert_true(found.correlated);
    assert_near(found.correlation, 0.526331515355, 1e-9);
    assert_near(found.ljung_p, 0.044431873, 1e-8); // R: Box.test(lag = 7, type = "Ljung")
}

static void missing_places_are_left_out(void **state)
{
    (void)state;
    f64 longer[PLACES + 2];
    memcpy(longer, means, sizeof means);
    longer[PLACES] = longer[PLACES + 1] = NAN;
    struct interrupted found =
        fit((struct interrupted_series){PLACES + 2, longer, .event = EVENT, .period = 1});
    assert_int_equal(found.n, PLACES);
    assert_near(found.effect.value, -2.4194315545244, 1e-9);
    assert_true(isnan(found.residuals[PLACES]));
    assert_true(isfinite(found.without[PLACES]));
}

static void nothing_is_found_where_nothing_happened(void **state)
{
    (void)state;
    struct interrupted_series series = {EVENT, counts, people, 12, .period = 1, .counts = true};
    struct placebo placebo;
    series.event = EVENT;
    series.count = PLACES;
    assert_true(interrupted_placebo(&work.c, &series, 0.95, &placebo));
    assert_true(placebo.tries >= 10);
    assert_true(placebo.alarms <= placebo.tries);
    f64 flat[PLACES]; // a rhythm of its own without any change
    for (i64 i = 0; i < PLACES; i++)
        flat[i] = 10 + (f64)(i * 7 % 5);
    series = (struct interrupted_series){PLACES, flat, .event = EVENT, .period = 1};
    assert_true(interrupted_placebo(&work.c, &series, 0.95, &placebo));
    assert_int_equal(placebo.alarms, 0);
    assert_true(fit(series).effect_p > 0.05);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    f64 zero[PLACES] = {0}, same[PLACES];
    for (i64 i = 0; i < PLACES; i++)
        same[i] = 3;
    assert_int_equal(fit((struct interrupted_series){0, NULL, .period = 1}).status,
                     REGRESS_TOO_FEW);
    assert_int_equal(fit((struct interrupted_series){4, means, .event = 2, .period = 1}).status,
                     REGRESS_TOO_FEW);
    assert_int_equal(
        fit((struct interrupted_series){PLACES, means, .event = PLACES, .period = 1}).status,
        REGRESS_TOO_FEW);
    struct interrupted_series none = {PLACES, zero, .event = EVENT, .period = 1, .counts = true};
    assert_int_equal(fit(none).status, REGRESS_CONSTANT);
    assert_int_equal(
        fit((struct interrupted_series){PLACES, same, .event = EVENT, .period = 1}).status,
        REGRESS_CONSTANT);
    assert_true(isnan(ljung_box(NULL, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_step_in_counts_is_as_in_r, begin, end),
        cmocka_unit_test_setup_teardown(a_change_of_slope_is_as_in_r, begin, end),
        cmocka_unit_test_setup_teardown(a_step_in_means_bears_autocorrelation, begin, end),
        cmocka_unit_test_setup_teardown(missing_places_are_left_out, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_found_where_nothing_happened, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_said, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
