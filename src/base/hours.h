// hours: working hours of a week and days off, and sums with them: when so much working time is
// over, how much of it lies between two moments. Pure: knows zones, asks no clock.
#pragma once

#include "base/zone.h"

enum { HOURS_SPANS_MAX = 4, HOURS_MINUTES_A_DAY = 24 * 60 };

struct hours {
    // From Monday; minutes of the day, [from, to), in order, not touching.
    struct hours_day {
        i32 count;
        i32 from[HOURS_SPANS_MAX], to[HOURS_SPANS_MAX];
    } day[7];
    const struct zone *zone; // NULL: UTC
    const i32 *off;          // days off, ascending
    i64 off_count;
};

// "mon-fri 8-16", "mon-thu 8-12, mon-thu 13-17:30, sat 10-14", "mon-sun 0-24"; zone and days off
// stay as they are. False when it is none, or has no hour at all.
MUST_USE bool hours_parse(str text, struct hours *out);

// The first moment at which `work_ms` of working time has passed since `from_ms`: of 0, the first
// moment that is worked at. Days without end are bounded: after ten years without enough of it the
// moment is ten years on.
i64 hours_add(const struct hours *hours, i64 from_ms, i64 work_ms);
// Working time between two moments; 0 where to_ms is not later.
i64 hours_between(const struct hours *hours, i64 from_ms, i64 to_ms);
