#include "insight/maths/root.h"

#include "support/near.h"

static int evaluations;

// x³ - *data, flat at 0.
static f64 cube_excess(f64 x, const void *data, f64 *slope)
{
    evaluations++;
    *slope = 3 * x * x;
    return x * x * x - *(const f64 *)data;
}

// A step that Newton's method alone jumps over, to and fro.
static f64 arc_excess(f64 x, const void *data, f64 *slope)
{
    evaluations++;
    f64 far = (x - *(const f64 *)data) * 1e6;
    *slope = 1e6 / (1 + far * far);
    return atan(far);
}

static f64 search(f64 (*at)(f64, const void *, f64 *), f64 root, f64 start)
{
    evaluations = 0;
    return root_find((struct root_search){at, &root, -10, 10, start, 1e-12});
}

static void a_fair_guess_needs_few_evaluations(void **state)
{
    (void)state;
    assert_near(search(cube_excess, 8, 2.1), 2, 1e-12);
    assert_in_range(evaluations, 2, 7);
}

static void every_start_leads_to_the_crossing(void **state)
{
    (void)state;
    for (f64 start = -12; start <= 12; start += 0.25) {
        assert_near(search(cube_excess, 2, start), cbrt(2), 1e-11);
        assert_in_range(evaluations, 1, 60);
        assert_near(search(arc_excess, 3.3, start), 3.3, 1e-11);
        assert_in_range(evaluations, 1, 60);
    }
}

static void a_flat_crossing_is_found_too(void **state)
{
    (void)state;
    assert_near(search(cube_excess, 0, 7), 0, 1e-9);
    assert_near(search(cube_excess, 0, (f64)NAN), 0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fair_guess_needs_few_evaluations),
        cmocka_unit_test(every_start_leads_to_the_crossing),
        cmocka_unit_test(a_flat_crossing_is_found_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
