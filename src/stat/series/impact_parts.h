// impact_parts: what the analysis impact found, between working it out (impact.c) and telling it
// (impact_tell.c).
#pragma once

#include "insight/series/control_series.h"
#include "insight/series/interrupted.h"
#include "stat/series/series.h"

struct impact {
    struct series series;
    i64 event,
        until; // places: first after the event, and the one behind the last that is looked at
    bool counts;
    i64 harmonics, period;
    struct placebo placebo;
    // Without controls.
    struct interrupted_series model;
    struct interrupted found;
    // With controls.
    i64 width;
    const str *names;
    struct control_series control;
    struct control_found drawn;
};

void impact_tell_interrupted(ctx *c, struct stat_job *stat, const struct impact *impact);
void impact_tell_control(ctx *c, struct stat_job *stat, const struct impact *impact);
