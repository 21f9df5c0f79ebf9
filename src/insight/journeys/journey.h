// journey: which way customers go: what follows what, how long it takes, how many different ways
// there are, what is done again, who hands over to whom. Pure; results live in c->arena, linear in
// the events. Moments are ms, and only their differences matter.
//
// Directly-follows graph: W. M. P. van der Aalst, Process Mining, 2nd ed. (2016), §5.2 and §7.2.
// Dependency measure: A. J. M. M. Weijters & W. M. P. van der Aalst, Integrated Computer-Aided
// Engineering 10 (2003) 151-162.
#pragma once

#include "base/ctx.h"

#define JOURNEY_ACTIVITIES_MAX 2000 // more are no steps of a journey: an id was given as activity

struct journey_events {
    i64 count;
    const i32 *cases;      // 0 … case_count - 1
    const i32 *activities; // 0 … activity_count - 1
    const i64 *ms;
    const i32 *resources; // who did it, -1: not known; NULL: nobody is
    i64 case_count, activity_count, resource_count;
};

// Events by case, each case in the order of time; events at one moment in the order given.
struct journey_log {
    i64 case_count, activity_count;
    i64 *first;      // of each case, case_count + 1 of them
    i32 *activities; // as sorted
    i64 *ms;
    i32 *resources; // NULL: not given
    i64 resource_count;
    bool was_in_order; // the events came in the order of time within each case
};

struct journey_edge {
    i32 from, to; // activities
    i64 count;
    f64 median_ms, mean_ms;
    f64 dependency; // from -1 to 1: near 1 the second is nearly never before the first
};

struct journey_activity {
    i64 events, cases; // cases that it occurs in
    i64 starts, ends;
    i64 repeats; // events beyond the first of their case
};

struct journey_variant {
    i64 cases;
    i64 example;   // a case that goes this way
    f64 median_ms; // from its first to its last event
};

struct journey_handover {
    i32 from, to; // resources
    i64 count;
};

struct journey_durations {
    f64 mean_ms, median_ms, p90_ms, max_ms; // of cases, first to last event
};

struct journey {
    i64 edge_count, variant_count, handover_count;
    struct journey_edge *edges; // most frequent first
    struct journey_activity *activities;
    struct journey_variant *variants; // most frequent first
    struct journey_handover *handovers;
    struct journey_durations durations;
    i64 variants_for_80pct;          // so many of the most frequent ones hold 80 % of the cases
    i64 repeat_events, repeat_cases; // rework: an activity again within its case
    i64 handovers_total;             // steps from one resource to another
};

// ERR_REFUSED beyond JOURNEY_ACTIVITIES_MAX and without events; ERR_STOPPED.
MUST_USE bool journey_sort(ctx *c, struct journey_events events, struct journey_log *out);
MUST_USE bool journey_find(ctx *c, const struct journey_log *log, struct journey *out);
