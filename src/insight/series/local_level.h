// local_level: a level that wanders, what known series explain of the values, and noise:
//   value = level + β x + noise,  level of the next place = level + step,
// fitted by maximum likelihood. Pure; results live in c->arena; memory is linear in places.
//
// A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), §3.4 and
// §7.3; the start is diffuse, so that the first value only says where the level begins (J. Durbin &
// S. J. Koopman, Time Series Analysis by State Space Methods (2nd ed. 2012), §2.9, §7.2).
#pragma once

#include "base/ctx.h"

struct local_level_data {
    i64 n, k;     // places, columns
    const f64 *y; // [n]; NaN: missing
    const f64 *x; // [n][k], finite
};

enum local_level_status {
    LOCAL_LEVEL_FOUND,
    LOCAL_LEVEL_TOO_FEW, // values ≤ columns + 2
    LOCAL_LEVEL_EXACT,   // the columns tell the values without noise
    LOCAL_LEVEL_ALIASED, // a column says nothing beyond those before it: `column`
};

struct local_level {
    enum local_level_status status;
    i64 column;              // aliased
    f64 noise, step;         // variances
    f64 *beta;               // [k]
    f64 log_likelihood;      // of all values but the first
    f64 last, last_variance; // level at the last place, given all values
    f64 *surprises;          // [n]: each value's distance from what was expected of it, in standard
                             // errors; NaN for the first and the missing
};

// Fails never but for memory.
void local_level_fit(ctx *c, const struct local_level_data *data, struct local_level *out);

struct expectation {
    f64 mean, error;
};
// The mean of the next places, given their columns x[count][k] (of places with a value, numbered
// after[i] = 1, 2 … steps after the last); the variances and β are taken as known.
struct expectation local_level_expect(const struct local_level *fit, i64 k, const f64 x[],
                                      const i64 after[], i64 count);
