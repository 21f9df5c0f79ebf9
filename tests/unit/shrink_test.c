// Efron and Morris's baseball players (JASA 70 (1975), table 1), as published and as computed in
// ../shared/reference/sites_raters.json.
#include "insight/units/shrink.h"

#include "support/near.h"

// Hits in the first 45 times at bat of 1970.
static const i64 hits[] = {18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7};
#define PLAYERS COUNT_OF(hits)

// What they made in the rest of the season.
static const f64 rest[] = {0.346, 0.298, 0.276, 0.222, 0.273, 0.27,  0.263, 0.21,  0.269,
                           0.23,  0.264, 0.256, 0.303, 0.264, 0.226, 0.285, 0.316, 0.2};
// All values of the reference: transformed and shrunken by James and Stein; shares by Lindley.
static const f64 james_stein[] = {
    -2.9058327995, -2.9691660373, -3.0332273665, -3.1011578536, -3.1672423113, -3.1672423113,
    -3.234623773,  -3.3035475915, -3.3775694014, -3.3775694014, -3.450618794,  -3.450618794,
    -3.450618794,  -3.450618794,  -3.450618794,  -3.5263084794, -3.6051960706, -3.6880127169};
static const f64 lindley[] = {
    0.29397901516, 0.28930642333, 0.2846338315,  0.27974884913, 0.2750762573,  0.2750762573,
    0.27040366547, 0.26573107364, 0.26084609128, 0.26084609128, 0.25617349945, 0.25617349945,
    0.25617349945, 0.25617349945, 0.25617349945, 0.25150090762, 0.24682831579, 0.24215572396};

static const struct shrink_limits known = {0.95, INFINITY};

static void players(bool transformed, struct measured out[])
{
    f64 all = 0;
    for (i64 i = 0; i < PLAYERS; i++)
        all += (f64)hits[i] / 45 / (f64)PLAYERS;
    for (i64 i = 0; i < PLAYERS; i++) {
        // The reference has the shares as they were printed, to three digits.
        f64 share = round((f64)hits[i] / 45 * 1000) / 1000;
        out[i] = transformed ? (struct measured){sqrt(45) * asin(2 * share - 1), 1}
                             : (struct measured){share, all * (1 - all) / 45};
    }
}

static void baseball_is_as_efron_and_morris_have_it(void **state)
{
    (void)state;
    struct measured units[PLAYERS];
    struct shrunken out[PLAYERS];
    players(true, units);
    struct known_components fit = components_fit_known(units, PLAYERS);
    shrink_units(units, PLAYERS, &fit, known, out);
    assert_near(fit.mean, -3.3172105602, 1e-6);
    assert_near((PLAYERS - 1) * (fit.between + 1), 18.9680629205, 1e-3); // S: between hits 0.1158
    assert_near(out[0].kept, 0.20919705597, 1e-5);
    f64 plain = 0, shrunk = 0;
    for (i64 i = 0; i < PLAYERS; i++) {
        assert_near(out[i].value, james_stein[i], 1e-5);
        f64 truth = sqrt(45) * asin(2 * rest[i] - 1);
        plain += (units[i].value - truth) * (units[i].value - truth);
        shrunk += (out[i].value - truth) * (out[i].value - truth);
    }
    assert_near(plain, 17.5777696637, 1e-6);
    assert_near(shrunk, 5.0001231059, 1e-4); // a third of it, as published: 17.56 and 5.01
    for (i64 i = 0; i < PLAYERS; i++) {
        assert_true(out[i].low < out[i].value);
        assert_true(out[i].value < out[i].high);
        assert_true(out[i].high - out[i].low < 2 * 1.96); // shorter than without the others
    }
}

static void shares_are_drawn_in_as_lindley_would(void **state)
{
    (void)state;
    struct measured units[PLAYERS];
    struct shrunken out[PLAYERS];
    players(false, units);
    struct known_components fit = components_fit_known(units, PLAYERS);
    shrink_units(units, PLAYERS, &fit, known, out);
    assert_near(fit.mean, 0.26538888889, 1e-6);
    f64 plain = 0;
    for (i64 i = 0; i < PLAYERS; i++) {
        assert_near(out[i].value, lindley[i], 5e-5);
        plain += (units[i].value - rest[i]) * (units[i].value - rest[i]);
    }
    assert_near(plain, 0.075374, 1e-6);
}

static void predictions_of_dyestuff_are_those_of_lme4(void **state)
{
    (void)state;
    const f64 means[] = {1505, 1528, 1564, 1498, 1600, 1470};
    const f64 expected[] = {-17.6068513669, 0.39126336371, 28.5622255507,
                            -23.0845384588, 56.7331877377, -44.9952868265};
    const struct known_components fit = {1527.5, 19.3834, 1764.0500064271, 0};
    struct measured units[6];
    struct shrunken out[6];
    for (i64 i = 0; i < 6; i++)
        units[i] = (struct measured){means[i], 2451.2499986071 / 5};
    shrink_units(units, 6, &fit, known, out);
    for (i64 i = 0; i < 6; i++)
        assert_near(out[i].blup, expected[i], 1e-6);
    assert_near(out[0].kept, 1 - 0.6 * 490.25 / (490.25 + 1764.05), 1e-6); // (6 - 3) / (6 - 1)
}

static void fewer_than_four_units_are_not_corrected(void **state)
{
    (void)state;
    const struct measured units[] = {
        {1, 1},
        {2, 1},
        {6, 1}
    };
    const struct known_components fit = {3, 1, 3, 0};
    struct shrunken out[3];
    shrink_units(units, 3, &fit, known, out);
    assert_near(out[0].kept, 0.75, 1e-12);
    assert_near(out[2].value, 5.25, 1e-12);
    f64 width = out[0].high - out[0].low;
    shrink_units(units, 3, &fit, (struct shrink_limits){0.95, 2}, out);
    assert_near((out[0].high - out[0].low) / width, 4.30265272991 / 1.95996398454,
                1e-9); // qt(.975, 2)
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseball_is_as_efron_and_morris_have_it),
        cmocka_unit_test(shares_are_drawn_in_as_lindley_would),
        cmocka_unit_test(predictions_of_dyestuff_are_those_of_lme4),
        cmocka_unit_test(fewer_than_four_units_are_not_corrected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
