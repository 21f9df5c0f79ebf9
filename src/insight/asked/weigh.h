// weigh: makes answers speak for all customers: weights whose sums agree with known counts of
// customers, and how uneven they are. Pure; uses base only; results live in c->arena. Figures of
// weighted answers are calibrated.h's.
//
// Raking by iterative proportional fitting: W. E. Deming & F. F. Stephan, Annals of Mathematical
// Statistics 11 (1940) 427-444; with one margin it is post-stratification (D. Holt & T. M. F.
// Smith, JRSS A 142 (1979) 33-46). Design effect and effective sample: L. Kish, J. Official
// Statistics 8 (1992) 183-200.
#pragma once

#include "base/ctx.h"

#define WEIGH_STEPS_MAX 5000

// One property of customers: each answer's category, and how many customers there are in each.
struct weigh_margin {
    i64 count;        // categories
    const i32 *code;  // [n], 0 … count − 1
    const f64 *known; // [count], > 0; the sums of all margins are equal
};

struct weigh_order {
    i64 n;
    const f64 *base; // [n], > 0: weights from the way customers were asked; NULL: all 1
    i64 margin_count;
    const struct weigh_margin *margins;
    f64 cap; // no weight above so many times the mean weight, > 1; 0: no cap
};

enum weigh_status {
    WEIGH_FOUND,
    WEIGH_TRIMMED,   // no weights below the cap agree with all margins: those of the margins alone,
                     // cut at the cap, what was cut off given to the others in proportion
    WEIGH_EMPTY,     // a category with customers has no answer
    WEIGH_UNSETTLED, // no weights were found that agree with all margins
};

struct weigh_weights {
    enum weigh_status status;
    f64 *weights;         // [n]; for WEIGH_UNSETTLED as near as they came; NULL for WEIGH_EMPTY
    i64 margin, category; // WEIGH_EMPTY: which one; else the one with the largest miss
    f64 miss;             // largest |sum of weights / known − 1|
    i64 steps, capped;    // rounds; answers whose weight is the cap
};

// Fails with ERR_STOPPED only. Without margins the weights are the base weights (capped where
// asked, what is cut off given to the others in proportion).
MUST_USE bool weigh_rake(ctx *c, struct weigh_order order, struct weigh_weights *out);

struct weigh_spread {
    f64 sum, lowest, highest;
    f64 design_effect; // n Σw² / (Σw)²: how many times larger weights alone make the variance
    f64 effective_n;   // n / design effect
};
struct weigh_spread weigh_spread_of(const f64 weights[], i64 n);
