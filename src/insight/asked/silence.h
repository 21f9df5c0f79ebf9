// silence: who of those who were asked does not answer, as far as that depends on what is known of
// all of them; how representative the answers are; classes within which answering and silent
// customers are alike in what is known. Pure; uses regress; results live in c->arena.
//
// Response propensity and its five classes: P. R. Rosenbaum & D. B. Rubin, Biometrika 70 (1983)
// 41-55 and JASA 79 (1984) 516-524; R. J. A. Little, International Statistical Review 54 (1986)
// 139-157. R-indicator and largest bias: B. Schouten, F. Cobben & J. Bethlehem, Survey Methodology
// 35 (2009) 101-113; its correction for the noise of estimated propensities: N. Shlomo, C. Skinner
// & B. Schouten, J. Statistical Planning and Inference 142 (2012) 201-211.
#pragma once

#include "insight/maths/regress.h"

struct silence_asked {
    i64 n, k;
    const f64 *x;        // [n][k]: what is known of each; the first column is 1
    const f64 *answered; // [n]: 1 or 0
};

struct silence_model {
    struct regress_fit fit; // of answering
    bool ridged;            // a column tells without fail who answers: its effect was drawn in
    i64 separated;          // that column, or −1
    const f64 *propensity;  // [n]
    f64 rate;               // share that answered
    f64 r, r_low, r_high; // R-indicator, corrected, 1: answers are a fair sample of those asked, as
                          // far as what is known goes
    f64 r_raw;            // before the correction: too low in small samples
    f64 bias_share;       // the largest bias of a mean, in standard deviations of its values:
                          // (1 − R) / (2 rate)
    f64 auc;              // chance that one who answered had the larger propensity
    f64 chi_square, p;    // of the model against a constant, with rank − 1 degrees of freedom
};

// Look at fit.status: without coefficients (regress_found) nothing else is known. Fails with
// ERR_STOPPED only.
MUST_USE bool silence_fit(ctx *c, struct silence_asked asked, f64 level, struct silence_model *out);

#define SILENCE_CLASSES 5

struct silence_classes {
    i64 count;       // 1 … 5: fewer where propensities are alike, or nobody in a class answered
    i64 joined;      // classes that were joined because nobody answered
    const i32 *code; // [n]: 0 is the class that answers least
    i64 asked[SILENCE_CLASSES], answered[SILENCE_CLASSES];
    f64 propensity[SILENCE_CLASSES]; // mean
};

// Fifths of all that were asked, by propensity; customers with the same propensity stay together.
// Somebody must have answered.
void silence_classify(ctx *c, const f64 propensity[], const f64 answered[], i64 n,
                      struct silence_classes *out);
