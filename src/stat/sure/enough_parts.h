// The two halves of the analysis enough: planning before anything is asked (enough_plan.c), and
// what the answers at hand can show (enough_held.c).
#pragma once

#include "insight/sure/enough.h"
#include "stat/sure/groups.h"

enum enough_figure { ENOUGH_NPS, ENOUGH_RATE, ENOUGH_MEAN, ENOUGH_RATIO, ENOUGH_COUNT };

// What options say; unknown numbers are NaN.
struct enough_wish {
    enum enough_figure figure;
    f64 precision;  // in the figure's own unit, NPS in shares
    f64 difference; // the same
    f64 variance, share, deviation, variation, rate;
    i64 population; // 0: endless
    struct enough_test test;
};

MUST_USE bool enough_plan(ctx *c, struct stat_job *stat, const struct enough_wish *wish);

MUST_USE bool enough_take(ctx *c, struct stat_job *stat, const struct frame *block);
// The figure that the file's column makes.
MUST_USE bool enough_held_figure(ctx *c, const struct stat_job *stat, enum enough_figure *out);
MUST_USE bool enough_held(ctx *c, struct stat_job *stat, const struct enough_wish *wish);

// "±5 points", "±3 percentage points", "±0.4", "±10%".
const char *enough_write(ctx *c, enum enough_figure figure, f64 width);
// What values of the figure are multiplied by in fields.
f64 enough_scale(enum enough_figure figure);
