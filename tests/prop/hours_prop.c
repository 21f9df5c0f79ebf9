// Laws of working hours, in zones with and without a change of clocks, with nights and days off.
#include "base/hours.h"

#include "prop/prop.h"

#define HOUR_MS 3600000LL
#define DAY_MS  (24 * HOUR_MS)

struct drawn {
    struct hours hours;
    i32 off[20];
    i64 from_ms, work_ms;
    const char *zone, *text;
};

static void draw(struct prop *p, ctx *c, struct drawn *out)
{
    static const char *const zones[] = {"Europe/Helsinki", "America/New_York", "Asia/Kolkata",
                                        "Australia/Lord_Howe"};
    static const char *const texts[] = {"mon-fri 8-16",
                                        "mon-sun 0-24",
                                        "mon-thu 8-12, mon-thu 13-17:30, sat 10-14",
                                        "sat-sun 22-24, mon-fri 0-5",
                                        "wed 2:30-3:30",
                                        "sun 0-6"};
    // From January 2026 on; clocks change in March and in autumn.
    out->from_ms = 1767225600000LL + prop_i64(p, 0, 370) * DAY_MS + prop_i64(p, 0, DAY_MS - 1);
    out->work_ms = prop_i64(p, 0, 100 * HOUR_MS);
    out->zone = zones[prop_i64(p, 0, COUNT_OF(zones) - 1)];
    out->text = texts[prop_i64(p, 0, COUNT_OF(texts) - 1)];
    out->hours = (struct hours){.zone = zone_find(c, str_of(out->zone)), .off = out->off};
    assert_non_null(out->hours.zone);
    assert_true(hours_parse(str_of(out->text), &out->hours));
    i64 newest = 20454; // 2026-01-01
    for (i64 i = prop_i64(p, 0, 20); i > 0; i--) {
        newest += prop_i64(p, 1, 30);
        out->off[out->hours.off_count++] = (i32)newest;
    }
    buf_fmt(p->shown, "%s in %s from %lld, %lld ms, %lld off", out->text, out->zone,
            (long long)out->from_ms, (long long)out->work_ms, (long long)out->hours.off_count);
}

static ctx ctx_of(struct arena *arena)
{
    return (ctx){.arena = arena, .lang = "en"};
}

static bool as_much_lies_between_as_was_added(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena);
    struct drawn d = {0};
    draw(p, &c, &d);
    i64 end_ms = hours_add(&d.hours, d.from_ms, d.work_ms);
    return end_ms >= d.from_ms && hours_between(&d.hours, d.from_ms, end_ms) == d.work_ms;
}

static bool the_end_is_the_first_such_moment(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena);
    struct drawn d = {0};
    draw(p, &c, &d);
    d.work_ms++;
    i64 end_ms = hours_add(&d.hours, d.from_ms, d.work_ms);
    return hours_between(&d.hours, d.from_ms, end_ms - 1) == d.work_ms - 1;
}

static bool two_steps_are_one(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena);
    struct drawn d = {0};
    draw(p, &c, &d);
    i64 more_ms = prop_i64(p, 1, 50 * HOUR_MS);
    i64 middle_ms = hours_add(&d.hours, d.from_ms, d.work_ms);
    return hours_add(&d.hours, middle_ms, more_ms) ==
           hours_add(&d.hours, d.from_ms, d.work_ms + more_ms);
}

static bool days_off_and_parts_add_up(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena);
    struct drawn d = {0};
    draw(p, &c, &d);
    i64 middle_ms = d.from_ms + prop_i64(p, 0, 20 * DAY_MS);
    i64 end_ms = middle_ms + prop_i64(p, 0, 20 * DAY_MS);
    struct hours without = d.hours;
    without.off_count = 0;
    i64 whole = hours_between(&d.hours, d.from_ms, end_ms);
    return whole == hours_between(&d.hours, d.from_ms, middle_ms) +
                        hours_between(&d.hours, middle_ms, end_ms) &&
           whole <= hours_between(&without, d.from_ms, end_ms) && whole <= end_ms - d.from_ms;
}

// Examples: a deadline that everybody can reckon.

static i64 moment(const char *text)
{
    i64 ms = 0;
    assert_true(ms_parse_rfc3339(str_of(text), &ms));
    return ms;
}

static void assert_due(ctx *c, const char *hours_text, const char *from, i64 hours, const char *due)
{
    static const i32 off[] = {20609}; // 2026-06-05, a Friday
    struct hours h = {.zone = zone_find(c, S("Europe/Helsinki")), .off = off, .off_count = 1};
    assert_true(hours_parse(str_of(hours_text), &h));
    str got = ms_write(c->arena, hours_add(&h, moment(from), hours * HOUR_MS));
    assert_str(got, due);
}

static void nights_weekends_days_off_and_clocks_that_change_do_not_count(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 10 * 1024 * 1024);
    ctx c = ctx_of(&arena);
    const char *office = "mon-fri 8-16";
    assert_due(&c, office, "2026-06-03T09:00:00+03:00", 2, "2026-06-03T08:00:00Z");
    assert_due(&c, office, "2026-06-03T15:00:00+03:00", 2, "2026-06-04T06:00:00Z"); // over night
    assert_due(&c, office, "2026-06-04T15:00:00+03:00", 2, "2026-06-08T06:00:00Z"); // Friday off
    assert_due(&c, office, "2026-06-03T22:00:00+03:00", 0, "2026-06-04T05:00:00Z");
    assert_due(&c, office, "2026-06-03T12:00:00+03:00", 4, "2026-06-03T13:00:00Z"); // at the close
    // Clocks go from 3 to 4 on 2026-03-29: that night has an hour less.
    assert_due(&c, "mon-sun 0-24", "2026-03-29T00:00:00+02:00", 24, "2026-03-29T22:00:00Z");
    assert_due(&c, "sun 2-5", "2026-03-29T00:00:00+02:00", 2, "2026-03-29T02:00:00Z");
    // And from 4 to 3 on 2026-10-25: one more.
    assert_due(&c, "sun 2-5", "2026-10-25T00:00:00+03:00", 4, "2026-10-25T03:00:00Z");
    arena_release(&arena);
}

static void what_are_no_hours_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "mon",
                                      "8-16",
                                      "mon-fri 16-8",
                                      "mon 8-8",
                                      "mon 8-25",
                                      "mon 8:60-9",
                                      "mon 8-12, mon 11-13",
                                      "mon 8-16,",
                                      "mån 8-16",
                                      "mon 1-2, mon 3-4, mon 5-6, mon 7-8, mon 9-10"};
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        struct hours hours = {0};
        assert_false(hours_parse(str_of(bad[i]), &hours));
        for (i64 day = 0; day < 7; day++)
            assert_int_equal(hours.day[day].count, 0);
    }
}

LAW(as_much_lies_between_as_was_added)
LAW(the_end_is_the_first_such_moment)
LAW(two_steps_are_one)
LAW(days_off_and_parts_add_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nights_weekends_days_off_and_clocks_that_change_do_not_count),
        cmocka_unit_test(what_are_no_hours_is_refused),
        cmocka_unit_test(check_as_much_lies_between_as_was_added),
        cmocka_unit_test(check_the_end_is_the_first_such_moment),
        cmocka_unit_test(check_two_steps_are_one),
        cmocka_unit_test(check_days_off_and_parts_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
