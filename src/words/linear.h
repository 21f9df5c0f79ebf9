// linear: linear classifiers of bags of n-grams, one for each label, trained together: weights from
// rows and their labels, scores from weights. Pure: chance only through the rng. Results live in
// c->arena.
#pragma once

#include <gsl/gsl_rng.h>

#include "words/grams.h"

enum { LINEAR_LABELS_MAX = 200 };

// Texts as n-grams, and which labels each has.
struct linear_rows {
    i64 count;
    const i64 *start; // count + 1: where each row's n-grams begin
    const gram *grams;
    i32 bits; // of the buckets
    i32 labels;
    const bool *has; // count × labels
};

typedef float linear_four __attribute__((vector_size(16)));

// Weights and, in the lane after the last label, the n-gram's rareness; one row more than buckets:
// the constant.
struct linear {
    i32 bits, labels;
    i32 fours; // of one row
    linear_four *rows;
    const float *damped; // 1 + ln count, by count
};

struct linear_effort {
    f64 strength; // C: how dear a mistake is
    i64 rounds_max;
    f64 tolerance; // stops when no example pulls harder
};

// 1 + ln count, for counts from 1 to 255.
const float *linear_damped(ctx *c);
// Trains with the rows numbered by `which`. Stops, with ERR_STOPPED, when nobody waits. *rounds
// (may be NULL) is how many passes it took; rounds_max + 1 when it did not come to rest.
MUST_USE bool linear_train(ctx *c, const struct linear_rows *rows, const i32 *which, i64 count,
                           gsl_rng *rng, struct linear_effort effort, struct linear *out,
                           i64 *rounds);
// How far on its side of the border the text lies, for each label; above 0: it has the label.
void linear_score(const struct linear *linear, const gram *grams, i64 count, f64 scores[]);
