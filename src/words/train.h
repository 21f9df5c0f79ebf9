// train: a classifier from labelled texts, and how good it is, measured on texts it has not seen.
// Same texts, plan and seed, same classifier. Pure; lives in c->arena.
#pragma once

#include "words/calibrate.h"
#include "words/linear.h"
#include "words/quality.h"

enum { TRAIN_FOLDS_MIN = 2, TRAIN_FOLDS_MAX = 20 };

struct train_plan {
    struct gram_form form;
    bool many; // texts may have several labels, or none
    i64 folds;
    u64 seed;
    f64 strength; // linear_effort.strength
};

struct trained {
    struct linear linear;
    struct calibration calibration;
    struct quality quality; // by cross-validation
    i64 different;          // texts that are not the same as another
    bool came_to_rest;
};

// Texts of which all n-grams are the same stay in one part, else a part would know the answers of
// another; labels are spread over the parts evenly. Chances and thresholds that a part is measured
// with come from the other parts. ERR_REFUSED with fewer different texts than parts, ERR_STOPPED.
MUST_USE bool train(ctx *c, const struct linear_rows *rows, struct train_plan plan,
                    struct trained *out);
