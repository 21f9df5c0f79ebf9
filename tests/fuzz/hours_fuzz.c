// Any text as working hours: what is read is spans in order within days, the same again when it is
// written, and time added by them is time between; what is refused leaves everything as it was.
#include "base/hours.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define MINUTE_MS 60000LL

static str written(ctx *c, const struct hours *hours)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    buf out = buf_new(c->arena, 10000);
    for (i64 i = 0; i < 7; i++) {
        const struct hours_day *day = &hours->day[i];
        for (i64 k = 0; k < day->count; k++)
            buf_fmt(&out, "%s%s %d:%02d-%d.%02d", out.size ? ", " : "", names[i], day->from[k] / 60,
                    day->from[k] % 60, day->to[k] / 60, day->to[k] % 60);
    }
    return buf_str(&out);
}

// Minutes of a week that are worked.
static i64 minutes_of(const struct hours *hours)
{
    i64 minutes = 0;
    for (i64 i = 0; i < 7; i++) {
        const struct hours_day *day = &hours->day[i];
        assert(day->count >= 0 && day->count <= HOURS_SPANS_MAX);
        for (i64 k = 0; k < day->count; k++) {
            assert(day->from[k] >= 0 && day->from[k] < day->to[k]);
            assert(day->to[k] <= HOURS_MINUTES_A_DAY);
            assert(k == 0 || day->to[k - 1] < day->from[k]);
            minutes += day->to[k] - day->from[k];
        }
    }
    return minutes;
}

static void reckon(const struct hours *hours)
{
    const i64 from_ms = 1795168800000 + 17, week_ms = 7 * 24 * 60 * MINUTE_MS;
    i64 week = minutes_of(hours) * MINUTE_MS;
    assert(week > 0);
    assert(hours_between(hours, from_ms, from_ms + week_ms) == week);
    assert(hours_add(hours, from_ms, week + 1) > from_ms + week_ms);
    const i64 works_ms[] = {1, MINUTE_MS, week, 3 * week + 1};
    for (i64 i = 0; i < COUNT_OF(works_ms); i++) {
        i64 end_ms = hours_add(hours, from_ms, works_ms[i]);
        assert(hours_between(hours, from_ms, end_ms) == works_ms[i]);
    }
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    static const i32 off[] = {20900};
    struct work work;
    ctx *c = work_init(&work);
    str text = str_copy(c->arena, (str){(const char *)data, (i64)size});
    struct hours hours = {.off = off, .off_count = 1}, before = hours, again = {0};
    if (!hours_parse(text, &hours)) {
        assert(!memcmp(&hours, &before, sizeof hours));
    } else {
        assert(hours.off == off && hours.off_count == 1 && !hours.zone);
        hours.off_count = 0;
        reckon(&hours);
        bool is_read = hours_parse(written(c, &hours), &again);
        assert(is_read && !memcmp(again.day, hours.day, sizeof again.day));
    }
    work_release(&work);
    return 0;
}
