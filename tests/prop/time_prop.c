#include "base/zone.h"
#include "prop/prop.h"
#include "support/work.h"

#define DAY_MS     86400000LL
#define FAR_DAYS   (4000 * 366) // about 4,000 years either way
#define ZONE_COUNT 8

static const struct zone *zones[ZONE_COUNT];
static struct work work;

static bool a_day_becomes_a_date_and_the_same_day_again(struct prop *p, struct arena *arena)
{
    (void)arena;
    i32 day = (i32)prop_i64(p, -FAR_DAYS, FAR_DAYS);
    struct civil civil = civil_from_day(day), next = civil_from_day(day + 1);
    buf_fmt(p->shown, "day %d: %d-%d-%d", day, civil.year, civil.month, civil.day);
    bool follows = next.day == civil.day + 1 ? next.month == civil.month && next.year == civil.year
                                             : next.day == 1 && next.month == civil.month % 12 + 1;
    return follows && civil_is_valid(civil) &&
           day_from_civil(civil.year, civil.month, civil.day) == day;
}

static bool a_moment_becomes_parts_and_the_same_moment_again(struct prop *p, struct arena *arena)
{
    (void)arena;
    i64 ms = prop_i64(p, -FAR_DAYS * DAY_MS, FAR_DAYS * DAY_MS);
    buf_fmt(p->shown, "%lld ms", (long long)ms);
    struct civil civil = civil_from_ms(ms);
    return civil_is_valid(civil) && ms_from_civil(civil) == ms;
}

static bool a_written_moment_is_read_back(struct prop *p, struct arena *arena)
{
    i64 ms = prop_i64(p, -62167219200000, 253402300799999); // the years 0 … 9999
    if (prop_i64(p, 0, 1)) ms = ms / 1000 * 1000;
    str text = ms_write(arena, ms);
    buf_add(p->shown, text);
    i64 back = 0;
    struct civil civil;
    bool has_offset = false;
    bool as_format = civil_parse(text, ms % 1000 ? "%FT%T.%f%z" : "%FT%T%z", &civil, &has_offset);
    return ms_parse_rfc3339(text, &back) && back == ms && as_format && has_offset &&
           ms_from_civil(civil) == ms;
}

static bool a_written_day_is_read_back(struct prop *p, struct arena *arena)
{
    i32 day = (i32)prop_i64(p, -719528, 2932896), back = 0;
    str text = day_write(arena, day);
    buf_add(p->shown, text);
    return day_parse(text, &back) && back == day;
}

static bool a_period_starts_at_its_own_start_and_not_after_the_day(struct prop *p,
                                                                   struct arena *arena)
{
    (void)arena;
    i32 (*const starts[])(i32) = {day_start_of_week, day_start_of_month, day_start_of_quarter,
                                  day_start_of_year};
    static const i32 lengths[] = {7, 31, 92, 366};
    i32 day = (i32)prop_i64(p, -FAR_DAYS, FAR_DAYS);
    buf_fmt(p->shown, "day %d", day);
    for (i64 i = 0; i < COUNT_OF(starts); i++) {
        i32 start = starts[i](day);
        if (start > day || day - start >= lengths[i] || starts[i](start) != start) return false;
        if (starts[i](start - 1) == start) return false;
    }
    return true;
}

static bool months_added_and_taken_come_back_to_the_month(struct prop *p, struct arena *arena)
{
    (void)arena;
    i32 day = (i32)prop_i64(p, -FAR_DAYS, FAR_DAYS), months = (i32)prop_i64(p, -20000, 20000);
    buf_fmt(p->shown, "day %d, %d months", day, months);
    i32 there = day_add_months(day, months), back = day_add_months(there, -months);
    return day_start_of_month(back) == day_start_of_month(day) && back <= day &&
           civil_from_day(there).day <= civil_from_day(day).day;
}

// In an overlap the earlier moment is as right; it reads the same.
static bool a_local_time_leads_back_to_its_moment(struct prop *p, struct arena *arena)
{
    (void)arena;
    const struct zone *zone = zones[prop_bits(p) % ZONE_COUNT];
    i64 ms = prop_i64(p, -4000000000000, 8000000000000);            // the years 1843 … 2223
    static const i64 changes_ms[] = {1774746000000, 1792890000000}; // Europe's of 2026
    if (prop_bits(p) % 2) ms = changes_ms[prop_bits(p) % 2] + ms % (DAY_MS / 12);
    struct civil local = zone_local(zone, ms);
    i64 back = zone_to_utc(zone, local);
    buf_fmt(p->shown, "%s %lld ms, back %lld", zone_name(zone), (long long)ms, (long long)back);
    struct civil again = zone_local(zone, back);
    return back <= ms && ms_from_civil(again) == ms_from_civil(local) &&
           (back == ms ||
            ms - back == (zone_offset_s(zone, back) - zone_offset_s(zone, ms)) * 1000LL);
}

static bool a_zone_agrees_with_the_systems_own_reading(struct prop *p, struct arena *arena)
{
    (void)arena;
    static const i64 first_ms = -2000000000000; // 1906
    const struct zone *zone = zones[prop_bits(p) % ZONE_COUNT];
    i64 ms = prop_i64(p, first_ms, 8000000000000);
    buf_fmt(p->shown, "%s %lld ms", zone_name(zone), (long long)ms);
    setenv("TZ", zone_name(zone), 1);
    tzset();
    time_t s = (time_t)(ms / 1000 - (ms % 1000 < 0));
    struct tm tm;
    localtime_r(&s, &tm);
    return tm.tm_gmtoff == zone_offset_s(zone, ms);
}

LAW(a_day_becomes_a_date_and_the_same_day_again)
LAW(a_moment_becomes_parts_and_the_same_moment_again)
LAW(a_written_moment_is_read_back)
LAW(a_written_day_is_read_back)
LAW(a_period_starts_at_its_own_start_and_not_after_the_day)
LAW(months_added_and_taken_come_back_to_the_month)
LAW(a_local_time_leads_back_to_its_moment)
LAW(a_zone_agrees_with_the_systems_own_reading)

static int zones_find(void **state)
{
    (void)state;
    static const char *const names[ZONE_COUNT] = {
        "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
        "Europe/Dublin",   "Pacific/Apia",     "America/Sao_Paulo",   "UTC"};
    ctx *c = work_init(&work);
    for (i64 i = 0; i < ZONE_COUNT; i++)
        zones[i] = zone_find(c, str_of(names[i]));
    for (i64 i = 0; i < ZONE_COUNT; i++)
        assert_non_null(zones[i]);
    return 0;
}

static int zones_leave(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_a_day_becomes_a_date_and_the_same_day_again),
        cmocka_unit_test(check_a_moment_becomes_parts_and_the_same_moment_again),
        cmocka_unit_test(check_a_written_moment_is_read_back),
        cmocka_unit_test(check_a_written_day_is_read_back),
        cmocka_unit_test(check_a_period_starts_at_its_own_start_and_not_after_the_day),
        cmocka_unit_test(check_months_added_and_taken_come_back_to_the_month),
        cmocka_unit_test(check_a_local_time_leads_back_to_its_moment),
        cmocka_unit_test(check_a_zone_agrees_with_the_systems_own_reading),
    };
    return cmocka_run_group_tests(tests, zones_find, zones_leave);
}
