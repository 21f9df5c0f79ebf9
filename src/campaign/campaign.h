// campaign: a campaign as planning and sending read it: its record's fields with their defaults
// filled in. Owns nothing: the record is record/'s.
#pragma once

#include "record/record.h"

struct campaign {
    i64 id;
    str name, state;
    i64 survey, function; // records
    bool of_encounters;   // else of the relationship
    bool is_by_email, has_begins, has_ends, aims_at_hunches;
    i32 begins, ends;     // days, both included
    i32 touchpoint, unit; // 0: all
    i32 segment;          // 0: all; -1: of a name that nobody has
    i32 metric;           // 0: the survey's own
    i64 delay_ms, rest_ms, remind_ms, open_ms;
    i64 quota, most, per_day; // 0: no bound
    f64 share, control;       // 0 … 1
    i64 reminders;
};

// ERR_NOT_FOUND.
MUST_USE bool campaign_get(ctx *c, i64 id, struct campaign *out);
// Those that run, by number.
MUST_USE bool campaign_running(ctx *c, i64 *count, struct campaign **out);
// Those that are not put away, newest first.
MUST_USE bool campaign_list(ctx *c, i64 *count, struct campaign **out);
// Whether its days have begun and are not over, on this day.
bool campaign_is_on(const struct campaign *campaign, i32 today);
