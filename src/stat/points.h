// points: the lowest and the highest possible answer, as --scale says them: "1-5", "0-10", "-3-3".
// Part of the analyses of questions (drivers, scale).
#pragma once

#include "stat/stat.h"

struct points {
    f64 low, high; // NaN: not said
};

// ERR_USAGE when the text is none.
MUST_USE bool points_read(ctx *c, const struct stat_job *stat, struct points *out);
