// forecast: what comes next, how sure that is, and whether a goal will be reached: smoothing with a
// damped trend and the Theta method, averaged; beside them the plainest forecast, the value of one
// season ago, which any other must beat. Pure; chance comes from a seeded rng; results live in
// c->arena.
//
// Averages of simple methods: S. Makridakis, E. Spiliotis, V. Assimakopoulos, International J. of
// Forecasting 36 (2020) 54-74 (M4). Paths are simulated with the models' own past errors, the same
// moment's for both, so that the average's spread holds their resemblance. Where Theta's season
// multiplies, the average's smoothing follows logarithms. Rolling origins and
// MASE: R. J. Hyndman & A. B. Koehler, ibid. 22 (2006) 679-688.
#pragma once

#include "insight/maths/chance.h"
#include "insight/series/multiplicative.h"
#include "insight/series/theta.h"

#define FORECAST_VALUES_MAX 5000
#define FORECAST_AHEAD_MAX  1000

enum forecast_method {
    FORECAST_AVERAGE,      // damped trend and Theta
    FORECAST_DAMPED,       // ETS(A,Ad,N) or (A,Ad,A)
    FORECAST_LEVEL,        // ETS(A,N,N) or (A,N,A)
    FORECAST_THETA,        // Theta
    FORECAST_HOLT_WINTERS, // multiplicative
    FORECAST_ETS_MAM,      // ETS(M,A,M)
};

enum forecast_status {
    FORECAST_FOUND,
    FORECAST_EXACT,     // the past holds no error, so there is no spread either
    FORECAST_TOO_FEW,   // values for the model
    FORECAST_NOT_ABOVE, // the model needs values above 0, without gaps
    FORECAST_NOT_FOUND, // no convergence, or numbers too large
};

struct forecast_order {
    i64 n;
    const f64 *values; // NaN: missing; not the last
    i64 period;        // 1: no season
    enum forecast_method method;
    i64 ahead;
    i64 paths; // 0: no spread
    f64 level;
};

struct forecast {
    enum forecast_status status;
    i64 ahead, path_count;
    const f64 *expected, *low, *high; // [ahead]
    const f64 *naive;                 // [ahead]: of one season (or one step) ago
    const f64 *paths;                 // [path_count][ahead]
    struct smoothing smoothing;       // the parts that the method has
    bool logarithms;                  // smoothing follows those of the values
    struct theta theta;
    struct multiplicative multiplicative;
    const f64 *errors; // [n] of one step ahead; NaN where not known
};

// Fails with ERR_STOPPED only; look at out->status.
MUST_USE bool forecast_make(ctx *c, gsl_rng *rng, struct forecast_order order,
                            struct forecast *out);

struct forecast_goal {
    f64 value;
    bool above; // reached at or above it; else at or below
    i64 by;     // steps ahead, ≥ 1
};
struct forecast_chance {
    f64 at;    // that the value `by` steps ahead has reached it
    f64 once;  // that any value up to there has
    f64 error; // of `at`, from the number of paths
};
struct forecast_chance forecast_chance(const struct forecast *forecast, struct forecast_goal goal);

// Mean absolute scaled errors when the past is forecast from each of the last origins in turn; 1 is
// the naive forecast's error within the values known then. NaN when there are too few values.
struct forecast_trial {
    i64 origins, ahead;
    f64 method, smoothing, theta, naive; // NaN where the method has no such part
};
MUST_USE bool forecast_try(ctx *c, struct forecast_order order, struct forecast_trial *out);
