// calibrate: chances from a classifier's scores, so that of remarks said with 0.8 about 80 in 100
// are right. Fitted on scores of texts that the classifier was not trained on. Pure.
#pragma once

#include "base/ctx.h"

// One label each: chance = softmax(slope[0] × score). Several: chance = 1 / (1 + e^−(slope × score
// + shift)) for each label of its own.
struct calibration {
    i32 labels;
    bool many;
    f64 *slope, *shift; // labels each
    f64 *threshold;     // several: a label is said from this chance on
};

struct calibrate_cases {
    i64 count;
    const f64 *scores; // count × labels
    const bool *has;   // count × labels
    const bool *used;  // count: others are left out; NULL: all
};

struct calibration calibrate(ctx *c, const struct calibrate_cases *cases, i32 labels, bool many);
// Turns scores into chances, in place.
void calibration_apply(const struct calibration *calibration, f64 values[]);
// Which labels these chances say: the likeliest one, or all that reach their threshold.
void calibration_say(const struct calibration *calibration, const f64 chances[], bool said[]);
