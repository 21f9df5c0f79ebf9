// smoothing: exponential smoothing with additive errors: a level, a trend that may be damped, a
// season; each follows the values at its own pace. Pure; results live in c->arena. A value may be
// missing (NaN): the states then go on as foreseen.
//
// R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder, Forecasting with Exponential Smoothing
// (2008), §2.5 (ETS(A,·,·)), §5 (estimation), table 6.1 (variance); damped trend: E. S. Gardner &
// E. McKenzie, Management Science 31 (1985) 1237-1246. Paces lie within the usual bounds of R's
// forecast::ets. The start is not searched for: errors are linear in it, so least squares give it
// exactly for each set of paces.
#pragma once

#include "base/ctx.h"

enum smoothing_trend { SMOOTHING_LEVEL, SMOOTHING_TREND, SMOOTHING_DAMPED };

struct smoothing_model {
    enum smoothing_trend trend;
    i64 period; // of the season; 1: none
};

#define SMOOTHING_PERIOD_MAX 60 // states of longer seasons are more than such series can tell

enum smoothing_status {
    SMOOTHING_FOUND,
    SMOOTHING_TOO_FEW, // values for so many parameters, or a phase without any
    SMOOTHING_EXACT,   // no error is left: values follow a line or a season without fail
    SMOOTHING_HUGE,    // numbers beyond what can be calculated with
};

struct smoothing {
    enum smoothing_status status;
    struct smoothing_model model;
    i64 n, known;                // values; of them not missing
    f64 alpha, beta, gamma, phi; // paces of level, trend, season; damping. 0, 0, 1 where absent
    f64 level, slope;            // at the start
    const f64 *season;           // [period] at the start, from the first value's phase; sums to 0
    f64 squares;                 // sum of squared errors
    i64 parameters;              // with the start and the variance
    f64 log_likelihood; // −n/2 log(squares), as in R's forecast: compare only with its like
    f64 aicc;           // of that; NaN where n is too small for it
    const f64 *errors;  // [n] of one step ahead; NaN where missing
    f64 level_end, slope_end;
    const f64 *season_end; // [period] from the phase of value n on
};

// Fails with ERR_STOPPED only; look at out->status.
MUST_USE bool smoothing_fit(ctx *c, const f64 values[], i64 n, struct smoothing_model model,
                            struct smoothing *out);
// The same model for other values, searched from the paces of a fit that must be near: for many
// fits of almost the same series.
MUST_USE bool smoothing_refit(ctx *c, const f64 values[], i64 n, const struct smoothing *near_by,
                              struct smoothing *out);
// The next `ahead` values: as expected (shocks NULL), or with these errors.
void smoothing_ahead(const struct smoothing *fit, i64 ahead, const f64 shocks[], f64 out[]);
// Variance of the h-th value ahead by that of one step: 1 + Σ c², c = α + β(1 + φ + … ) + γ
// [season].
f64 smoothing_variance(const struct smoothing *fit, i64 h);
