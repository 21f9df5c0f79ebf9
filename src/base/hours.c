// The idea: a day's spans are turned into moments one day at a time, so that a day with 23 or 25
// hours has the working time that its clock really shows.
#include "base/hours.h"

#define MINUTE_MS 60000LL
#define DAY_MS    (24LL * 3600 * 1000)

enum { DAYS_MAX = 3660 };

// Reading

static bool day_of(str word, i32 *out)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (i32 i = 0; i < 7; i++)
        if (str_equal_fold(word, str_of(names[i]))) {
            *out = i;
            return true;
        }
    return false;
}

// "8", "8:30", "08.30".
static bool minute_of(str word, i32 *out)
{
    i64 hour = 0, minute = 0;
    i64 colon = str_find(word, S(":"));
    if (colon < 0) colon = str_find(word, S("."));
    str left = colon < 0 ? word : str_slice(word, 0, colon);
    if (!str_i64(left, &hour)) return false;
    if (colon >= 0 && !str_i64(str_slice(word, colon + 1, word.size), &minute)) return false;
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 ||
        hour * 60 + minute > HOURS_MINUTES_A_DAY)
        return false;
    *out = (i32)(hour * 60 + minute);
    return true;
}

static void pair_of(str word, str *left, str *right)
{
    i64 at = str_find(word, S("-"));
    *left = str_trim(at < 0 ? word : str_slice(word, 0, at));
    *right = at < 0 ? *left : str_trim(str_slice(word, at + 1, word.size));
}

// Adds a span in its order; false where it touches another, or there are too many.
static bool span_add(struct hours_day *day, i32 from, i32 to)
{
    i32 at = day->count;
    if (at == HOURS_SPANS_MAX) return false;
    while (at > 0 && day->from[at - 1] > from) {
        day->from[at] = day->from[at - 1];
        day->to[at] = day->to[at - 1];
        at--;
    }
    day->from[at] = from;
    day->to[at] = to;
    day->count++;
    return (at == 0 || day->to[at - 1] < from) && (at + 1 == day->count || to < day->from[at + 1]);
}

static bool part_read(str part, struct hours *out)
{
    str first, last, from, to;
    i32 day = 0, end = 0, from_minute = 0, to_minute = 0;
    i64 blank = str_find(part, S(" "));
    if (blank < 0) return false;
    pair_of(str_slice(part, 0, blank), &first, &last);
    pair_of(str_slice(part, blank + 1, part.size), &from, &to);
    if (!day_of(first, &day) || !day_of(last, &end) || !minute_of(from, &from_minute) ||
        !minute_of(to, &to_minute) || from_minute >= to_minute)
        return false;
    for (;; day = (day + 1) % 7) {
        if (!span_add(&out->day[day], from_minute, to_minute)) return false;
        if (day == end) return true;
    }
}

bool hours_parse(str text, struct hours *out)
{
    struct hours hours = {.zone = out->zone, .off = out->off, .off_count = out->off_count};
    str part;
    i64 parts = 0;
    while (str_cut(&text, ',', &part)) {
        if (!part_read(str_trim(part), &hours)) return false;
        parts++;
    }
    if (!parts) return false;
    *out = hours;
    return true;
}

// Reckoning

static bool is_off(const struct hours *hours, i32 day)
{
    i64 low = 0, high = hours->off_count;
    while (low < high) {
        i64 middle = low + (high - low) / 2;
        if (hours->off[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < hours->off_count && hours->off[low] == day;
}

static i32 local_day(const struct hours *hours, i64 ms)
{
    if (hours->zone) return zone_day(hours->zone, ms);
    i64 day = ms / DAY_MS;
    return (i32)(ms % DAY_MS < 0 ? day - 1 : day);
}

static i64 moment_of(const struct hours *hours, i32 day, i32 minute)
{
    bool is_end = minute == HOURS_MINUTES_A_DAY;
    struct civil civil = civil_from_day(is_end ? day + 1 : day);
    civil.hour = is_end ? 0 : minute / 60;
    civil.minute = is_end ? 0 : minute % 60;
    return hours->zone ? zone_to_utc(hours->zone, civil) : ms_from_civil(civil);
}

struct span {
    i64 from_ms, to_ms;
};

// The spans of a local day as moments; returns how many.
static i32 spans_of(const struct hours *hours, i32 day, struct span spans[HOURS_SPANS_MAX])
{
    if (is_off(hours, day)) return 0;
    i32 weekday = day - day_start_of_week(day);
    const struct hours_day *open = &hours->day[weekday];
    for (i32 i = 0; i < open->count; i++)
        spans[i] =
            (struct span){moment_of(hours, day, open->from[i]), moment_of(hours, day, open->to[i])};
    return open->count;
}

i64 hours_add(const struct hours *hours, i64 from_ms, i64 work_ms)
{
    i32 day = local_day(hours, from_ms);
    i64 left_ms = MAX(work_ms, 0);
    for (i32 past = 0; past < DAYS_MAX; past++, day++) {
        struct span spans[HOURS_SPANS_MAX];
        i32 count = spans_of(hours, day, spans);
        for (i32 i = 0; i < count; i++) {
            i64 begin_ms = MAX(spans[i].from_ms, from_ms);
            i64 room_ms = spans[i].to_ms - begin_ms;
            if (room_ms <= 0) continue;
            if (left_ms <= room_ms) return begin_ms + left_ms;
            left_ms -= room_ms;
        }
    }
    return from_ms + DAYS_MAX * DAY_MS;
}

i64 hours_between(const struct hours *hours, i64 from_ms, i64 to_ms)
{
    i64 sum_ms = 0;
    if (to_ms <= from_ms) return 0;
    i32 last = local_day(hours, MIN(to_ms, from_ms + DAYS_MAX * DAY_MS));
    for (i32 day = local_day(hours, from_ms); day <= last; day++) {
        struct span spans[HOURS_SPANS_MAX];
        i32 count = spans_of(hours, day, spans);
        for (i32 i = 0; i < count; i++) {
            i64 begin_ms = MAX(spans[i].from_ms, from_ms), end_ms = MIN(spans[i].to_ms, to_ms);
            sum_ms += MAX(end_ms - begin_ms, 0);
        }
    }
    return sum_ms;
}
