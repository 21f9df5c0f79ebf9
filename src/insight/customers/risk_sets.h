// risk_sets: walks through the times at which somebody left, latest first, and says of each what
// those who left had in common against all who were at risk: log-likelihood, score and information
// of Cox's model with Efron's correction for ties. Pure; scratch lives in c->arena. Sources: D. R.
// Cox, JRSS B 34 (1972) 187-220; B. Efron, JASA 72 (1977) 557-565.
#pragma once

#include "base/ctx.h"

#define RISK_SETS_COLUMNS_MAX 200

// Rows in the order of falling time.
struct risk_sets {
    i64 n, columns;
    const f64 *time;
    const bool *left;
    const f64 *x; // n × columns, row by row; of the order of 1 in size
};

// One time. Invariant: information is the covariance of x among those at risk, summed over those
// who left.
struct risk_set {
    f64 time;
    i64 left;
    f64 log_likelihood;
    const f64 *score;       // columns
    const f64 *information; // columns × columns, lower triangle
};

// Calls take for each. Takes n k² / 2 steps. ERR_STOPPED.
MUST_USE bool risk_sets_walk(ctx *c, const struct risk_sets *sets, const f64 beta[],
                             void (*take)(void *data, const struct risk_set *set), void *data);
