#include "stat/series/series_step.h"

#include "base/time.h"

#include "support/test.h"
#include "support/work.h"

static i64 noon(i32 year, i32 month, i32 day)
{
    return 86400000LL * day_from_civil(year, month, day) + 43200000;
}

// Also before 1970, where numbers are below 0.
static void a_step_ends_where_the_next_begins(void **state)
{
    (void)state;
    for (i64 s = SERIES_HOUR; s <= SERIES_YEAR; s++) {
        enum series_step step = (enum series_step)s;
        for (i64 k = -500; k <= 500; k++) {
            i64 number = step_of_ms(step, noon(1970, 1, 1)) + k;
            i64 start = step_start_ms(step, number), end = step_start_ms(step, number + 1);
            assert_true(start < end);
            assert_int_equal(step_of_ms(step, start), number);
            assert_int_equal(step_of_ms(step, end - 1), number);
        }
    }
}

static void steps_are_called_as_people_call_them(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    i64 ms = noon(2024, 5, 8); // a Wednesday
    assert_str(step_text(c, SERIES_HOUR, step_of_ms(SERIES_HOUR, ms)), "2024-05-08T12:00");
    assert_str(step_text(c, SERIES_DAY, step_of_ms(SERIES_DAY, ms)), "2024-05-08");
    assert_str(step_text(c, SERIES_WEEK, step_of_ms(SERIES_WEEK, ms)), "2024-05-06");
    assert_str(step_text(c, SERIES_MONTH, step_of_ms(SERIES_MONTH, ms)), "2024-05");
    assert_str(step_text(c, SERIES_QUARTER, step_of_ms(SERIES_QUARTER, ms)), "2024-Q2");
    assert_str(step_text(c, SERIES_YEAR, step_of_ms(SERIES_YEAR, ms)), "2024");
    work_release(&work);
}

static void a_place_inside_a_step_is_the_same_for_even_rows(void **state)
{
    (void)state;
    assert_int_equal(step_place_inside(SERIES_WEEK, noon(2024, 5, 8)),
                     step_place_inside(SERIES_WEEK, noon(2024, 5, 15)));
    assert_int_equal(step_place_inside(SERIES_MONTH, noon(2024, 5, 8)),
                     step_place_inside(SERIES_MONTH, noon(2023, 11, 8)));
    assert_int_not_equal(step_place_inside(SERIES_MONTH, noon(2024, 5, 8)),
                         step_place_inside(SERIES_MONTH, noon(2024, 5, 9)));
    assert_int_not_equal(step_place_inside(SERIES_QUARTER, noon(2024, 5, 8)),
                         step_place_inside(SERIES_QUARTER, noon(2024, 6, 8)));
    assert_true(step_is_month_end(noon(2024, 2, 29)));
    assert_false(step_is_month_end(noon(2024, 2, 28)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_ends_where_the_next_begins),
        cmocka_unit_test(steps_are_called_as_people_call_them),
        cmocka_unit_test(a_place_inside_a_step_is_the_same_for_even_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
