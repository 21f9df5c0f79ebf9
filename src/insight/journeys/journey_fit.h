// journey_fit: how far customers' ways keep to the journey that was designed: which steps were
// skipped, added, repeated, or came in another order. Pure; scratch lives in c->arena.
//
// Each way is aligned with the design at the least cost: a required step that is skipped costs 1,
// an event that the design has no place for costs 1. Fitness = 1 − cost / (events + required
// steps): W. M. P. van der Aalst, A. Adriansyah & B. van Dongen, WIREs Data Mining and Knowledge
// Discovery 2 (2012) 182-192, §"Conformance checking".
#pragma once

#include "insight/journeys/journey.h"

#define JOURNEY_STEPS_MAX 200
#define JOURNEY_CELLS_MAX 50000000 // events of a case × steps that are aligned with each other

struct journey_step {
    i32 activity;     // -1: one that never happened
    bool is_optional; // may be left out
    bool may_repeat;  // may be done several times running
};

struct journey_step_fit { // cases
    i64 done;             // in its place, at least once
    i64 skipped;          // required, and nowhere in the case
    i64 repeated;         // done again where the design has it once
    i64 out_of_order;     // done, but not in its place
};

struct journey_fit {
    i64 fitting_cases; // that cost nothing
    f64 fitness;       // mean of the cases, from 0 to 1
    struct journey_step_fit *steps;
    i64 *added; // cases by activity, with events that the design does not know
};

// Of the log and its variants. ERR_REFUSED when a case is too long to be aligned; ERR_STOPPED.
MUST_USE bool journey_fit_find(ctx *c, const struct journey_log *log, const struct journey *journey,
                               const struct journey_step steps[], i64 step_count,
                               struct journey_fit *out);
