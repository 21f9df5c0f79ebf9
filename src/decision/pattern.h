// pattern: causes that repeat. Finds pairs of cause and touchpoint that cases share beyond chance
// and makes records of kind pattern of them; counts the cases of each, their share of all, trend
// and cost. Uses record, insight. Never decides who owns a pattern.
//
// A case belongs to the pattern that it names, or else to the one with its cause (and touchpoint,
// where the pattern has one). Spam and what became part of another case do not count.
#pragma once

#include "insight/series/trend.h"
#include "insight/sure/interval.h"
#include "record/record.h"

enum {
    PATTERN_DAYS = 90,     // what "now" is
    PATTERN_BEFORE = 365,  // days before, that it is compared with
    PATTERN_CASES_MIN = 5, // fewer are no pattern
    PATTERN_MONTHS = 12    // of 30 days, for the trend
};

// ---- Finding ----

// Cases of one cause at one touchpoint.
struct pattern_pair {
    i64 cause, touchpoint; // records; touchpoint 0: not known where
    i64 now, before;       // cases of the last PATTERN_DAYS, and of PATTERN_BEFORE days before these
};

enum pattern_why {
    PATTERN_HERE, // the cause is met more often at this touchpoint than at the others
    PATTERN_NOW   // it is met more often now than before
};

struct pattern_found {
    struct pattern_pair pair;
    enum pattern_why why;
    f64 ratio, low, high; // how many times as often; high may be infinite
    f64 p; // of both looks at all pairs together (Benjamini-Hochberg)
};

// Pure: which of these pairs repeat beyond chance (false discoveries 5 in 100), most cases first.
// days_before: how far back cases go before now, at most PATTERN_BEFORE; below PATTERN_DAYS nothing
// is compared with before. Rates are compared as insight/sure/difference.h compares counts: exactly.
void pattern_choose(ctx *c, const struct pattern_pair *pairs, i64 count, i64 days_before,
                    struct pattern_found **out, i64 *found);

// Makes records of those that no pattern is there for yet, inside a write transaction.
MUST_USE bool pattern_suggest(ctx *c, i64 *made);

// ---- Telling ----

struct pattern_numbers {
    i64 id;            // of the record
    i64 cases, recent; // all, and those of the last PATTERN_DAYS
    i64 open;          // not closed yet
    i64 first_ms, last_ms;
    struct interval share;      // of all cases of the last PATTERN_DAYS
    f64 months[PATTERN_MONTHS]; // cases by 30 days, oldest first
    struct trend trend;         // of these: cases more for each 30 days
    i64 cost_e4;                // one case's; -1: not said
};
// Of all patterns that are not put away, most recent cases first.
MUST_USE bool pattern_numbers(ctx *c, struct pattern_numbers **out, i64 *count);
// The cases of one, newest first.
MUST_USE bool pattern_cases(ctx *c, i64 pattern, i64 most, i64 **out, i64 *count);
