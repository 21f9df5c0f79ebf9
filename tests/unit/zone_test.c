#include "base/zone.h"
#include "support/test.h"
#include "support/work.h"

#include <pthread.h>

static i64 moment(const char *text)
{
    i64 ms = 0;
    assert_true(ms_parse_rfc3339(str_of(text), &ms));
    return ms;
}

static void assert_offsets(const char *name, const char *const *moments, const i32 *offsets_s,
                           i64 count)
{
    struct work work;
    ctx *c = work_init(&work);
    const struct zone *zone = zone_find(c, str_of(name));
    assert_non_null(zone);
    assert_string_equal(zone_name(zone), name);
    for (i64 i = 0; i < count; i++)
        assert_int_equal(zone_offset_s(zone, moment(moments[i])), offsets_s[i]);
    work_release(&work);
}

#define ASSERT_OFFSETS(name, moments, offsets_s)                                                   \
    static_assert(COUNT_OF(moments) == COUNT_OF(offsets_s), "one offset for each moment");         \
    assert_offsets(name, moments, offsets_s, COUNT_OF(moments))

static void helsinki_changes_in_march_and_october_and_in_2040_too(void **state)
{
    (void)state;
    static const char *const moments[] = {
        "1900-01-01T00:00:00Z", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00Z",
        "2026-10-25T00:59:59Z", "2026-10-25T01:00:00Z",     "2040-03-25T00:59:59Z",
        "2040-03-25T01:00:00Z", "2040-10-28T00:59:59Z",     "2040-10-28T01:00:00Z"};
    static const i32 offsets_s[] = {5989, 7200, 10800, 10800, 7200, 7200, 10800, 10800, 7200};
    ASSERT_OFFSETS("Europe/Helsinki", moments, offsets_s);
}

static void new_york_changes_in_march_and_november_and_in_2040_too(void **state)
{
    (void)state;
    static const char *const moments[] = {"2014-03-09T06:59:59Z", "2014-03-09T07:00:00Z",
                                          "2014-11-02T05:59:59Z", "2014-11-02T06:00:00Z",
                                          "2040-03-11T06:59:59Z", "2040-03-11T07:00:00Z",
                                          "2040-11-04T05:59:59Z", "2040-11-04T06:00:00Z"};
    static const i32 offsets_s[] = {-18000, -14400, -14400, -18000, -18000, -14400, -14400, -18000};
    ASSERT_OFFSETS("America/New_York", moments, offsets_s);
}

static void the_south_has_summer_over_new_year(void **state)
{
    (void)state;
    static const char *const moments[] = {"2040-01-01T00:00:00Z", "2040-07-01T00:00:00Z",
                                          "2040-12-31T23:00:00Z", "2040-10-06T15:59:59Z",
                                          "2040-10-06T16:00:00Z"};
    static const i32 offsets_s[] = {39600, 36000, 39600, 36000, 39600};
    ASSERT_OFFSETS("Australia/Sydney", moments, offsets_s);
}

static void utc_is_always_there_and_never_changes(void **state)
{
    (void)state;
    static const char *const moments[] = {"1900-01-01T00:00:00Z", "2026-07-01T00:00:00Z",
                                          "2400-07-01T00:00:00Z"};
    static const i32 offsets_s[] = {0, 0, 0};
    ASSERT_OFFSETS("UTC", moments, offsets_s);
}

static void a_local_time_in_a_gap_or_overlap_has_one_meaning(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *local, *utc;
    } cases[] = {
        {"Europe/Helsinki",  "2026-03-29T02:59:59Z", "2026-03-29T00:59:59Z"},
        {"Europe/Helsinki",  "2026-03-29T03:30:00Z", "2026-03-29T01:30:00Z"}, // gap: read as 04:30
        {"Europe/Helsinki",  "2026-03-29T04:00:00Z", "2026-03-29T01:00:00Z"},
        {"Europe/Helsinki",  "2026-10-25T03:30:00Z", "2026-10-25T00:30:00Z"}, // overlap: the first
        {"Europe/Helsinki",  "2026-10-25T04:00:00Z", "2026-10-25T02:00:00Z"},
        {"America/New_York", "2014-03-09T02:30:00Z", "2014-03-09T07:30:00Z"},
        {"America/New_York", "2014-11-02T01:30:00Z", "2014-11-02T05:30:00Z"},
        {"America/New_York", "2040-07-01T00:00:00Z", "2040-07-01T04:00:00Z"},
        {"UTC",              "2026-03-29T03:30:00Z", "2026-03-29T03:30:00Z"},
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        const struct zone *zone = zone_find(c, str_of(cases[i].zone));
        struct civil local = civil_from_ms(moment(cases[i].local));
        assert_non_null(zone);
        assert_str(ms_write(&work.arena, zone_to_utc(zone, local)), cases[i].utc);
    }
    work_release(&work);
}

static void a_moment_falls_on_its_local_day(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const struct zone *helsinki = zone_find(c, S("Europe/Helsinki"));
    const struct zone *new_york = zone_find(c, S("America/New_York"));
    i64 ms = moment("2026-11-20T22:30:00Z");
    assert_int_equal(zone_day(helsinki, ms), day_from_civil(2026, 11, 21));
    assert_int_equal(zone_day(new_york, ms), day_from_civil(2026, 11, 20));
    assert_int_equal(zone_day(new_york, moment("1970-01-01T00:00:00Z")), -1);
    assert_int_equal(zone_local(helsinki, ms).minute, 30);
    work_release(&work);
}

static void a_wrong_name_is_refused_and_the_near_one_named(void **state)
{
    (void)state;
    static const struct {
        const char *name, *hint;
    } cases[] = {
        {"Helsinki",                                                                           "Did you mean Europe/Helsinki?"                               },
        {"europe/helsinki",                                                                    "Did you mean Europe/Helsinki?"                               },
        {"America/NewYork",                                                                    "Did you mean America/New_York?"                              },
        {"../../../etc/passwd",                                                                "Names look like Europe/Helsinki or America/New_York, or UTC."},
        {"/usr/share/zoneinfo/UTC",                                                            "Names look like Europe/Helsinki or America/New_York, or UTC."},
        {"",                                                                                   "Names look like Europe/Helsinki or America/New_York, or UTC."},
        {"Europe",                                                                             NULL                                                          },
        {"zone.tab",                                                                           NULL                                                          },
        {"Europe/../UTC",                                                                      NULL                                                          },
        {"a name that is far longer than any name of a time zone has ever been in this world",
         NULL                                                                                                                                                },
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        assert_null(zone_find(c, str_of(cases[i].name)));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        if (cases[i].hint) assert_string_equal(c->err.hint, cases[i].hint);
        err_clear(c);
    }
    assert_null(zone_find(c, (str){"UTC\0x", 5}));
    work_release(&work);
}

static void bytes_that_are_no_zone_file_are_refused(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    char bytes[4096];
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Helsinki", "rb");
    assert_non_null(file);
    i64 size = (i64)fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(size > 100 && size < (i64)sizeof bytes);
    assert_non_null(zone_parse(&work.arena, (str){bytes, size}));
    for (i64 cut = 0; cut < size; cut++)
        assert_null(zone_parse(&work.arena, (str){bytes, cut}));
    bytes[4] = '1';
    assert_null(zone_parse(&work.arena, (str){bytes, size}));
    work_release(&work);
}

static void *find_many(void *data)
{
    static const char *const names[] = {"Europe/Paris", "Asia/Tokyo", "Europe/Oslo",
                                        "Africa/Cairo"};
    const struct zone **found = data;
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < 200; i++)
        found[i % 4] = zone_find(c, str_of(names[i % 4]));
    work_release(&work);
    return NULL;
}

static void threads_share_one_zone_of_a_name(void **state)
{
    (void)state;
    pthread_t threads[4];
    const struct zone *found[4][4];
    for (i64 i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, find_many, (void *)found[i]), 0);
    for (i64 i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (i64 i = 0; i < 4; i++) {
        assert_non_null(found[0][i]);
        for (i64 j = 1; j < 4; j++)
            assert_ptr_equal(found[j][i], found[0][i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(helsinki_changes_in_march_and_october_and_in_2040_too),
        cmocka_unit_test(new_york_changes_in_march_and_november_and_in_2040_too),
        cmocka_unit_test(the_south_has_summer_over_new_year),
        cmocka_unit_test(utc_is_always_there_and_never_changes),
        cmocka_unit_test(a_local_time_in_a_gap_or_overlap_has_one_meaning),
        cmocka_unit_test(a_moment_falls_on_its_local_day),
        cmocka_unit_test(a_wrong_name_is_refused_and_the_near_one_named),
        cmocka_unit_test(bytes_that_are_no_zone_file_are_refused),
        cmocka_unit_test(threads_share_one_zone_of_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
