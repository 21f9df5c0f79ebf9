#include "insight/maths/minimise.h"

#include "support/near.h"
#include "support/work.h"

// Rosenbrock's valley, least (0) at (1, 1).
static f64 valley(const f64 x[], void *data, f64 slope[])
{
    (void)data;
    f64 a = 1 - x[0], b = x[1] - x[0] * x[0];
    if (slope) slope[0] = -2 * a - 400 * x[0] * b;
    if (slope) slope[1] = 200 * b;
    return a * a + 100 * b * b;
}

// A bowl around data[0], data[1]; nothing is known below 0.
static f64 bowl(const f64 x[], void *data, f64 slope[])
{
    const f64 *middle = data;
    f64 a = x[0] - middle[0], b = x[1] - middle[1];
    if (slope) slope[0] = 2 * a + b;
    if (slope) slope[1] = 4 * b + a;
    return x[0] < 0 ? (f64)NAN : a * a + a * b + 2 * b * b;
}

// Two dents, the deeper one near 2.
static f64 dents(const f64 x[], void *data, f64 slope[])
{
    (void)data;
    if (slope) slope[0] = 4 * x[0] * (x[0] * x[0] - 4) - 1;
    return pow(x[0] * x[0] - 4, 2) - x[0];
}

static f64 slide(const f64 x[], void *data, f64 slope[])
{
    (void)data;
    if (slope) slope[0] = 1;
    return x[0];
}

static f64 nothing(const f64 x[], void *data, f64 slope[])
{
    (void)x, (void)data;
    if (slope) slope[0] = (f64)NAN;
    return (f64)NAN;
}

static struct minimise_found least(struct minimise_search search, f64 x[])
{
    struct work work;
    ctx *c = work_init(&work);
    struct minimise_found found;
    if (search.start_count == 0) search.start_count = 1;
    assert_true(minimise(c, &search, x, &found));
    work_release(&work);
    return found;
}

static void a_minimum_is_found_with_and_without_slopes(void **state)
{
    (void)state;
    const f64 starts[] = {-1.2, 1, 5, 5};
    for (int slopes = 0; slopes <= 1; slopes++) {
        f64 x[2];
        struct minimise_found found = least(
            (struct minimise_search){
                .size = 2, .at = valley, .has_slope = slopes, .start_count = 2, .starts = starts},
            x);
        assert_int_equal(found.status, MINIMISE_FOUND);
        assert_int_equal(found.agreeing, 2);
        assert_near(x[0], 1, 1e-4);
        assert_near(x[1], 1, 1e-4);
    }
}

static void a_minimum_beyond_a_bound_is_told(void **state)
{
    (void)state;
    f64 middle[] = {-3, 0.5};
    const f64 low[] = {0, -INFINITY}, high[] = {10, INFINITY}, starts[] = {4, 4};
    for (int slopes = 0; slopes <= 1; slopes++) {
        f64 x[2];
        struct minimise_found found = least((struct minimise_search){.size = 2,
                                                                     .at = bowl,
                                                                     .data = middle,
                                                                     .has_slope = slopes,
                                                                     .low = low,
                                                                     .high = high,
                                                                     .starts = starts},
                                            x);
        assert_int_equal(found.status, MINIMISE_AT_BOUND);
        assert_int_equal(found.bound, 0);
        assert_near(x[0], 0, 1e-3);
        assert_near(x[1], 0.5 - 3.0 / 4, 1e-3); // least of 2 b² + 3 b
    }
}

static void bounds_of_every_kind_hold_a_minimum_between_them(void **state)
{
    (void)state;
    f64 middle[] = {2.5, -7};
    const f64 lows[][2] =
        {
            {1e-6, -10      },
            {0.5,  -INFINITY},
            {0,    -10      }
    },
              highs[][2] = {{1e6, INFINITY}, {INFINITY, -1}, {1e3, 10}}, starts[] = {100, 100};
    for (i64 k = 0; k < COUNT_OF(lows); k++) {
        f64 x[2];
        struct minimise_found found = least((struct minimise_search){.size = 2,
                                                                     .at = bowl,
                                                                     .data = middle,
                                                                     .has_slope = true,
                                                                     .low = lows[k],
                                                                     .high = highs[k],
                                                                     .starts = starts},
                                            x);
        assert_int_equal(found.status, MINIMISE_FOUND);
        assert_near(x[0], 2.5, 1e-4);
        assert_near(x[1], -7, 1e-4);
    }
}

static void the_deepest_of_several_is_taken(void **state)
{
    (void)state;
    const f64 starts[] = {-3, -1, 3};
    f64 x;
    struct minimise_found found = least(
        (struct minimise_search){
            .size = 1, .at = dents, .has_slope = true, .start_count = 3, .starts = starts},
        &x);
    assert_int_equal(found.status, MINIMISE_FOUND);
    assert_near(x, 2.0308, 1e-3);
    assert_in_range(found.agreeing, 1, 2);
}

static void a_slide_without_an_end_is_not_a_minimum(void **state)
{
    (void)state;
    const f64 start = 0;
    f64 x;
    for (int slopes = 0; slopes <= 1; slopes++) {
        struct minimise_found found = least(
            (struct minimise_search){.size = 1, .at = slide, .has_slope = slopes, .starts = &start},
            &x);
        assert_int_equal(found.status, MINIMISE_NOT_FOUND);
    }
    struct minimise_found found = least(
        (struct minimise_search){.size = 1, .at = nothing, .has_slope = true, .starts = &start},
        &x);
    assert_int_equal(found.status, MINIMISE_NOT_FOUND);
}

static void curvature_and_its_inverse_are_those_of_a_bowl(void **state)
{
    (void)state;
    f64 middle[] = {2.5, -7};
    for (int slopes = 0; slopes <= 1; slopes++) {
        struct minimise_search search = {
            .size = 2, .at = bowl, .data = middle, .has_slope = slopes};
        f64 curvature[4], inverse[4];
        minimise_curvature(&search, middle, curvature);
        assert_near(curvature[0], 2, 1e-6);
        assert_near(curvature[1], 1, 1e-6);
        assert_near(curvature[2], 1, 1e-6);
        assert_near(curvature[3], 4, 1e-6);
        assert_true(minimise_invert(2, curvature, inverse));
        assert_near(inverse[0], 4.0 / 7, 1e-6);
        assert_near(inverse[1], -1.0 / 7, 1e-6);
        assert_near(inverse[3], 2.0 / 7, 1e-6);
    }
}

static void what_is_flat_has_no_inverse(void **state)
{
    (void)state;
    const f64 flat[][4] = {
        {1, 1, 1, 1       },
        {1, 2, 2, 1       },
        {0, 0, 0, 1       },
        {1, 0, 0, (f64)NAN}
    };
    for (i64 k = 0; k < COUNT_OF(flat); k++) {
        f64 inverse[4];
        assert_false(minimise_invert(2, flat[k], inverse));
        assert_true(isnan(inverse[0]) && isnan(inverse[3]));
    }
}

static void who_stops_is_obeyed(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const atomic_bool stop = true;
    c->stop = &stop;
    const f64 starts[] = {-1.2, 1};
    f64 x[2];
    struct minimise_found found;
    struct minimise_search search = {.size = 2, .at = valley, .start_count = 1, .starts = starts};
    assert_false(minimise(c, &search, x, &found));
    assert_int_equal(c->err.code, ERR_STOPPED);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minimum_is_found_with_and_without_slopes),
        cmocka_unit_test(a_minimum_beyond_a_bound_is_told),
        cmocka_unit_test(bounds_of_every_kind_hold_a_minimum_between_them),
        cmocka_unit_test(the_deepest_of_several_is_taken),
        cmocka_unit_test(a_slide_without_an_end_is_not_a_minimum),
        cmocka_unit_test(curvature_and_its_inverse_are_those_of_a_bowl),
        cmocka_unit_test(what_is_flat_has_no_inverse),
        cmocka_unit_test(who_stops_is_obeyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
