#include "import/moment.h"
#include "support/test.h"
#include "support/work.h"

static void check(const char *zone, const char *const *formats, const char *text,
                  const char *expected)
{
    struct work work;
    ctx *c = work_init(&work);
    struct moment_rule rule = {.formats = formats, .zone = zone_find(c, str_of(zone))};
    struct moment_memory memory = {0};
    i64 ms = 0, again = 0;
    while (formats && formats[rule.count])
        rule.count++;
    bool found = moment_parse(str_of(text), &rule, &memory, &ms);
    assert_str(found ? ms_write(&work.arena, ms) : S("none"), expected);
    if (found) assert_true(moment_parse(str_of(text), &rule, &memory, &again));
    if (found) assert_int_equal(again, ms);
    work_release(&work);
}

static void without_a_format_only_iso_8601_is_read(void **state)
{
    (void)state;
    check("UTC", NULL, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z");
    check("UTC", NULL, "2026-11-21T10:00:00.123456+02:00", "2026-11-21T08:00:00.123Z");
    check("UTC", NULL, "2026-11-21 10:00-0130", "2026-11-21T11:30:00Z");
    check("Europe/Helsinki", NULL, "2026-11-21 10:00:00", "2026-11-21T08:00:00Z");
    check("Europe/Helsinki", NULL, "2026-07-21 10:00:00", "2026-07-21T07:00:00Z");
    static const char *const bad[] = {"2026-02-29",
                                      "2026-13-01",
                                      "21.11.2026",
                                      "2026-11-21T",
                                      "2026-11-21T25:00",
                                      "2026-11-21T10:00Q",
                                      ""};
    for (i64 i = 0; i < COUNT_OF(bad); i++)
        check("UTC", NULL, bad[i], "none");
}

static void a_date_without_time_stands_for_noon(void **state)
{
    (void)state;
    check("UTC", NULL, "2026-11-21", "2026-11-21T12:00:00Z");
    check("America/New_York", (const char *const[]){"%m/%d/%y", NULL}, "1/5/14",
          "2014-01-05T17:00:00Z");
}

static void formats_are_tried_in_order(void **state)
{
    (void)state;
    const char *const formats[] = {"%d/%m/%y", "%d/%m/%Y", "%d.%m.%Y %H:%M", NULL};
    check("UTC", formats, "1/9/21", "2021-09-01T12:00:00Z");
    check("UTC", formats, "25/12/2021", "2021-12-25T12:00:00Z");
    check("UTC", formats, "1.9.2021 0:30", "2021-09-01T00:30:00Z");
    check("UTC", formats, "2021-09-01", "none");
}

static void a_text_that_fits_no_format_is_explained(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const char *const formats[] = {"%d/%m/%y"}, *why, *hint;
    struct moment_rule rule = {formats, 1, zone_find(c, S("UTC"))};
    moment_explain(c, S("25/12/2021"), &rule, &why, &hint);
    assert_string_equal(why, "is not a date of the form %d/%m/%y");
    assert_string_equal(hint,
                        "It fits \"%d/%m/%Y\": \"format\" in the mapping may be a list of forms.");
    moment_explain(c, S("soon"), &rule, &why, &hint);
    assert_string_equal(hint,
                        "State its form as \"format\" in the mapping, such as \"%d.%m.%Y %H:%M\".");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_format_only_iso_8601_is_read),
        cmocka_unit_test(a_date_without_time_stands_for_noon),
        cmocka_unit_test(formats_are_tried_in_order),
        cmocka_unit_test(a_text_that_fits_no_format_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
