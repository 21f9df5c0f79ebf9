#include "base/locale.h"

#include <math.h>

#include "support/test.h"

#define HARD "\u00a0" // a blank that does not break

static struct arena arena;

static ctx speaking(const char *lang)
{
    return (ctx){.arena = &arena, .lang = lang};
}

static void expect_number(const char *lang, f64 value, i32 decimals, const char *expected)
{
    ctx c = speaking(lang);
    assert_string_equal(locale_number(&c, value, decimals).s, expected);
}

static void numbers_are_written_as_each_language_writes_them(void **state)
{
    (void)state;
    expect_number("en", 1234567.5, 1, "1,234,567.5");
    expect_number("fi", 1234567.5, 1, "1" HARD "234" HARD "567,5");
    expect_number("sv", 1234567.5, 1, "1" HARD "234" HARD "567,5");
    expect_number("en", 1234, 0, "1,234");
    expect_number("fi", 1234, 0, "1" HARD "234");
    expect_number("fi", 123, 0, "123");
    expect_number("fi", -7.45, 1, "−7,5");
    expect_number("sv", -0.04, 1, "0,0");
    expect_number("en", (f64)NAN, 1, "–");
    expect_number("fi", (f64)INFINITY, 0, "–");
    expect_number(NULL, 1234.5, 1, "1,234.5");
}

static void shares_are_per_cent_with_the_languages_blank(void **state)
{
    (void)state;
    ctx en = speaking("en"), fi = speaking("fi"), sv = speaking("sv");
    assert_string_equal(locale_percent(&en, 0.831, 1).s, "83.1%");
    assert_string_equal(locale_percent(&fi, 0.831, 1).s, "83,1" HARD "%");
    assert_string_equal(locale_percent(&sv, 1, 0).s, "100" HARD "%");
}

static void days_and_moments_are_written_as_each_language_writes_them(void **state)
{
    (void)state;
    ctx en = speaking("en"), fi = speaking("fi"), sv = speaking("sv");
    i32 day = day_from_civil(2026, 11, 1);
    assert_string_equal(locale_day(&en, day).s, "1 November 2026");
    assert_string_equal(locale_day(&fi, day).s, "1.11.2026");
    assert_string_equal(locale_day(&sv, day).s, "1 november 2026");
    assert_string_equal(locale_month(&fi, day).s, "marraskuu 2026");
    i64 ms = ms_from_civil((struct civil){2026, 11, 1, 9, 5, 59, 0});
    assert_string_equal(locale_moment(&en, ms).s, "1 November 2026 09:05 UTC");
    assert_string_equal(locale_moment(&fi, ms).s, "1.11.2026 klo 9.05 UTC");
    assert_string_equal(locale_moment(&sv, ms).s, "1 november 2026 kl. 09:05 UTC");
}

static void a_period_is_named_and_spoken_of_in_each_language(void **state)
{
    (void)state;
    static const struct {
        enum period period;
        const char *lang, *name, *within;
    } cases[] = {
        {PERIOD_DAY,     "en", "1 July 2025",    "on 1 July 2025"          },
        {PERIOD_DAY,     "fi", "1.7.2025",       "1.7.2025"                },
        {PERIOD_DAY,     "sv", "1 juli 2025",    "den 1 juli 2025"         },
        {PERIOD_WEEK,    "en", "week 27, 2025",  "in week 27, 2025"        },
        {PERIOD_WEEK,    "fi", "viikko 27/2025", "viikolla 27/2025"        },
        {PERIOD_WEEK,    "sv", "vecka 27, 2025", "vecka 27, 2025"          },
        {PERIOD_MONTH,   "en", "July 2025",      "in July 2025"            },
        {PERIOD_MONTH,   "fi", "heinäkuu 2025", "heinäkuussa 2025"       },
        {PERIOD_MONTH,   "sv", "juli 2025",      "i juli 2025"             },
        {PERIOD_QUARTER, "en", "Q3 2025",        "in Q3 2025"              },
        {PERIOD_QUARTER, "fi", "Q3/2025",        "3. neljänneksellä 2025"},
        {PERIOD_QUARTER, "sv", "kv. 3 2025",     "under kvartal 3 2025"    },
        {PERIOD_YEAR,    "en", "2025",           "in 2025"                 },
        {PERIOD_YEAR,    "fi", "2025",           "vuonna 2025"             },
        {PERIOD_YEAR,    "sv", "2025",           "år 2025"                },
    };
    i32 day = day_from_civil(2025, 7, 1);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        ctx c = speaking(cases[i].lang);
        assert_string_equal(locale_period(&c, cases[i].period, day).s, cases[i].name);
        assert_string_equal(locale_in_period(&c, cases[i].period, day).s, cases[i].within);
    }
}

static void the_first_days_of_a_year_may_be_in_the_last_week_of_the_one_before(void **state)
{
    (void)state;
    i32 year = 0;
    assert_int_equal(day_iso_week(day_from_civil(2027, 1, 3), &year), 53);
    assert_int_equal(year, 2026);
    assert_int_equal(day_iso_week(day_from_civil(2024, 12, 30), &year), 1);
    assert_int_equal(year, 2025);
    assert_int_equal(day_iso_week(day_from_civil(2026, 1, 1), &year), 1);
    assert_int_equal(year, 2026);
}

static int arena_open(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int arena_close(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_each_language_writes_them),
        cmocka_unit_test(shares_are_per_cent_with_the_languages_blank),
        cmocka_unit_test(days_and_moments_are_written_as_each_language_writes_them),
        cmocka_unit_test(a_period_is_named_and_spoken_of_in_each_language),
        cmocka_unit_test(the_first_days_of_a_year_may_be_in_the_last_week_of_the_one_before),
    };
    return cmocka_run_group_tests(tests, arena_open, arena_close);
}
