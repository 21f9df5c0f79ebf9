#include "base/time.h"
#include "support/test.h"
#include "support/work.h"

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day_from_civil(1970, 1, 1), 0);
    assert_int_equal(day_from_civil(1969, 12, 31), -1);
    assert_int_equal(day_from_civil(2000, 3, 1), 11017);
    assert_int_equal(day_from_civil(2026, 11, 21), 20778);
    assert_int_equal(day_from_civil(0, 1, 1), -719528);
}

static void every_day_of_eight_thousand_years_follows_the_day_before(void **state)
{
    (void)state;
    static const i32 lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct civil expected = {.year = -2000, .month = 1, .day = 1};
    for (i32 day = day_from_civil(-2000, 1, 1); expected.year < 6000; day++) {
        struct civil civil = civil_from_day(day);
        bool same = civil.year == expected.year && civil.month == expected.month &&
                    civil.day == expected.day &&
                    day_from_civil(civil.year, civil.month, civil.day) == day;
        if (!same) print_error("day %d is %d-%d-%d\n", day, civil.year, civil.month, civil.day);
        assert_true(same);
        i32 year = expected.year;
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (++expected.day <= lengths[expected.month - 1] + (leap && expected.month == 2)) continue;
        expected.day = 1;
        expected.month = expected.month % 12 + 1;
        expected.year += expected.month == 1;
    }
}

static void periods_start_where_calendars_say(void **state)
{
    (void)state;
    i32 day = day_from_civil(2026, 11, 21); // a Saturday
    assert_int_equal(day_start_of_week(day), day_from_civil(2026, 11, 16));
    assert_int_equal(day_start_of_week(day_from_civil(2026, 11, 16)), day_from_civil(2026, 11, 16));
    assert_int_equal(day_start_of_week(-1), -3);
    assert_int_equal(day_start_of_month(day), day_from_civil(2026, 11, 1));
    assert_int_equal(day_start_of_quarter(day), day_from_civil(2026, 10, 1));
    assert_int_equal(day_start_of_year(day), day_from_civil(2026, 1, 1));
}

static void months_are_added_and_days_clipped(void **state)
{
    (void)state;
    assert_int_equal(day_add_months(day_from_civil(2024, 1, 31), 1), day_from_civil(2024, 2, 29));
    assert_int_equal(day_add_months(day_from_civil(2023, 1, 31), 1), day_from_civil(2023, 2, 28));
    assert_int_equal(day_add_months(day_from_civil(2024, 2, 29), 12), day_from_civil(2025, 2, 28));
    assert_int_equal(day_add_months(day_from_civil(2024, 3, 31), -1), day_from_civil(2024, 2, 29));
    assert_int_equal(day_add_months(day_from_civil(2024, 1, 15), -1), day_from_civil(2023, 12, 15));
    assert_int_equal(day_add_months(day_from_civil(2024, 6, 30), -30),
                     day_from_civil(2021, 12, 30));
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    const char *bad[] = {"2026-02-29", "2026-13-01",  "2026-00-10", "2026-1-1",
                         "26-01-01",   "2026-01-01 ", "2026/01/01", "",
                         "2026-01-32", "1900-02-29",  "-026-01-01"};
    i32 day = 7;
    for (i64 i = 0; i < COUNT_OF(bad); i++)
        assert_false(day_parse(str_of(bad[i]), &day));
    assert_int_equal(day, 7);
    assert_true(day_parse(S("2000-02-29"), &day));
    assert_int_equal(day, 11016);
}

static void moments_of_rfc_3339_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        i64 ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z",           0              },
        {"1970-01-01T00:00Z",              0              },
        {"1970-01-01 02:00:00+02:00",      0              },
        {"1969-12-31t19:30:00.5-04:30",    500            },
        {"1970-01-01T00:00:00.123456789z", 123            },
        {"1969-12-31T23:59:59.999Z",       -1             },
        {"2016-12-31T23:59:60Z",           1483228800000  },
        {"2026-11-21T10:00:00Z",           WORK_NOW_MS    },
        {"0000-01-01T00:00:00Z",           -62167219200000},
        {"9999-12-31T23:59:59Z",           253402300799000},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        i64 ms = 77;
        assert_true(ms_parse_rfc3339(str_of(cases[i].text), &ms));
        assert_int_equal(ms, cases[i].ms);
    }
    const char *bad[] = {"1970-01-01",
                         "1970-01-01T00:00:00",
                         "1970-01-01T24:00:00Z",
                         "1970-01-01T00:60Z",
                         "1970-01-01T00:00:00.Z",
                         "1970-01-01T00:00:00+0200",
                         "1970-01-01T00:00:00+02",
                         "1970-01-01T00:00:00Zx",
                         "1970-01-01T0:00:00Z",
                         "1970-01-01X00:00:00Z",
                         "1970-02-30T00:00:00Z",
                         "1970-01-01T00:00:61Z",
                         "1970-01-01T00:00.5Z",
                         "",
                         "1970-01-01T00:00:00+24:00",
                         "1970-01-01T"};
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        i64 ms = 77;
        assert_false(ms_parse_rfc3339(str_of(bad[i]), &ms));
        assert_int_equal(ms, 77);
    }
}

static void moments_are_written_without_needless_parts(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    assert_str(ms_write(&work.arena, WORK_NOW_MS), "2026-11-21T10:00:00Z");
    assert_str(ms_write(&work.arena, WORK_NOW_MS + 20), "2026-11-21T10:00:00.020Z");
    assert_str(ms_write(&work.arena, -1), "1969-12-31T23:59:59.999Z");
    assert_str(day_write(&work.arena, 20778), "2026-11-21");
    assert_str(day_write(&work.arena, day_from_civil(-44, 3, 15)), "-0044-03-15");
    work_release(&work);
}

static void a_mappings_formats_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *format, *moment;
        bool has_offset;
    } cases[] = {
        {"1/2/14",                 "%m/%d/%y",       "2014-01-02T00:00:00Z",     false},
        {"12/31/69",               "%D",             "1969-12-31T00:00:00Z",     false},
        {"12/31/68",               "%D",             "2068-12-31T00:00:00Z",     false},
        {"2014-03-04",             "%F",             "2014-03-04T00:00:00Z",     false},
        {"20140304",               "%Y%m%d",         "2014-03-04T00:00:00Z",     false},
        {"4.3.2014 9.05",          "%d.%m.%Y %H.%M", "2014-03-04T09:05:00Z",     false},
        {" 4 Mar 2014",            "%e %b %Y",       "2014-03-04T00:00:00Z",     false},
        {"SEPTEMBER 4, 2014",      "%b %d, %Y",      "2014-09-04T00:00:00Z",     false},
        {"may 4 2014",             "%B %d %Y",       "2014-05-04T00:00:00Z",     false},
        {"2014-03-04T12:01:02.5",  "%FT%T.%f",       "2014-03-04T12:01:02.500Z", false},
        {"2014-03-04  12:30 AM",   "%F %I:%M %p",    "2014-03-04T00:30:00Z",     false},
        {"2014-03-04 12:30pm",     "%F %I:%M%p",     "2014-03-04T12:30:00Z",     false},
        {"2014-03-04 01:30 pm",    "%F %I:%M %p",    "2014-03-04T13:30:00Z",     false},
        {"2014 060",               "%Y %j",          "2014-03-01T00:00:00Z",     false},
        {"2016 366",               "%Y %j",          "2016-12-31T00:00:00Z",     false},
        {"2014-03-04 01:00 +0200", "%F %H:%M %z",    "2014-03-03T23:00:00Z",     true },
        {"2014-03-04 01:00-05:30", "%F %H:%M%z",     "2014-03-04T06:30:00Z",     true },
        {"2014-03-04 01:00 Z",     "%F %H:%M %z",    "2014-03-04T01:00:00Z",     true },
        {"2014-03-04 01:00 EET",   "%F %H:%M %Z",    "2014-03-04T01:00:00Z",     false},
        {"1393891200",             "%s",             "2014-03-04T00:00:00Z",     true },
        {"-1",                     "%s",             "1969-12-31T23:59:59Z",     true },
        {"1393891200.25",          "%s.%f",          "2014-03-04T00:00:00.250Z", true },
        {"1393891200123",          "%Q",             "2014-03-04T00:00:00.123Z", true },
        {"100% 2014",              "100%% %Y",       "2014-01-01T00:00:00Z",     false},
    };
    struct work work;
    work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct civil civil;
        bool has_offset = !cases[i].has_offset;
        assert_true(civil_parse(str_of(cases[i].text), cases[i].format, &civil, &has_offset));
        assert_str(ms_write(&work.arena, ms_from_civil(civil)), cases[i].moment);
        assert_int_equal(has_offset, cases[i].has_offset);
    }
    work_release(&work);
}

static void text_that_a_format_does_not_cover_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *format;
    } cases[] = {
        {"1/2/1998",             "%m/%d/%y"   },
        {"1/2/98",               "%m/%d/%Y"   },
        {"2/30/2014",            "%m/%d/%Y"   },
        {"13/1/2014",            "%m/%d/%Y"   },
        {"2014-03-04x",          "%F"         },
        {"2014-03-0",            "%F"         },
        {"",                     "%F"         },
        {"2014 366",             "%Y %j"      },
        {"2014-03-04 0:30 AM",   "%F %I:%M %p"},
        {"2014-03-04 24:00",     "%F %H:%M"   },
        {"99999999999999999999", "%s"         },
        {"253402300800",         "%s"         },
        {"Foo 4 2014",           "%b %d %Y"   },
        {"Ma 4 2014",            "%b %d %Y"   },
        {"2014",                 "%Y%"        },
        {"2014",                 "%Y%K"       },
        {"2014-03-04 01:00 +2",  "%F %H:%M %z"},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct civil civil = {.year = 1};
        bool has_offset = false;
        assert_false(civil_parse(str_of(cases[i].text), cases[i].format, &civil, &has_offset));
        assert_int_equal(civil.year, 1);
    }
}

static void a_format_is_checked_before_it_is_used(void **state)
{
    (void)state;
    char bad = 'x';
    assert_true(civil_format_is_valid("%Y%y%m%d%H%M%S%f%b%B%p%I%j%z%Z%s%Q%T%D%F%e%% text", &bad));
    assert_false(civil_format_is_valid("%Y-%K", &bad));
    assert_int_equal(bad, 'K');
    assert_false(civil_format_is_valid("%Y%", &bad));
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(every_day_of_eight_thousand_years_follows_the_day_before),
        cmocka_unit_test(periods_start_where_calendars_say),
        cmocka_unit_test(months_are_added_and_days_clipped),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(moments_of_rfc_3339_are_read),
        cmocka_unit_test(moments_are_written_without_needless_parts),
        cmocka_unit_test(a_mappings_formats_are_read),
        cmocka_unit_test(text_that_a_format_does_not_cover_is_refused),
        cmocka_unit_test(a_format_is_checked_before_it_is_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
