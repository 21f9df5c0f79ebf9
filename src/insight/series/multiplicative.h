// multiplicative: exponential smoothing where the season multiplies: twice the customers, twice the
// December. Two classics: Holt and Winters' recursion from a fixed start, and ETS(M,A,M), whose
// errors grow with the level. Pure; results live in c->arena. Values must be above 0, without gaps.
//
// P. R. Winters, Management Science 6 (1960) 324-342, start and sum of squares as in R's
// HoltWinters(); R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder, Forecasting with
// Exponential Smoothing (2008), table 2.2 and §5.1, bounds as in R's forecast::ets.
#pragma once

#include "base/ctx.h"

#define MULTIPLICATIVE_PERIOD_MAX 24 // ETS(M,A,M) searches for the start, too

enum multiplicative_status {
    MULTIPLICATIVE_FOUND,
    MULTIPLICATIVE_TOO_FEW,   // fewer than two rounds and three values more, or a longer period
    MULTIPLICATIVE_NOT_ABOVE, // a value is missing, or not above 0
    MULTIPLICATIVE_NOT_FOUND, // the search did not end
};

struct multiplicative_paces {
    f64 alpha, beta, gamma;
};

struct multiplicative {
    enum multiplicative_status status;
    i64 n, period;
    bool relative; // ETS(M,A,M): errors are shares of what was expected
    struct multiplicative_paces paces;
    f64 squares;              // Holt-Winters: from the second round on; else of the relative errors
    f64 log_likelihood, aicc; // ETS(M,A,M) only, as in R's forecast
    i64 parameters;           // with the start and the variance
    f64 level, slope;         // at the start
    const f64 *season;        // [period]
    const f64 *errors;        // [n] of one step ahead; NaN in Holt-Winters' first round
    f64 level_end, slope_end;
    const f64 *season_end; // [period] from the phase of value n on
};

// Fail with ERR_STOPPED only; look at out->status.
MUST_USE bool holt_winters_fit(ctx *c, const f64 values[], i64 n, i64 period,
                               struct multiplicative *out);
MUST_USE bool ets_mam_fit(ctx *c, const f64 values[], i64 n, i64 period,
                          struct multiplicative *out);
// The log likelihood of ETS(M,A,M) for these paces and this start (season: from the first value's
// phase), as in R's forecast: −½ (n log Σe² + 2 Σ log |expected|).
struct multiplicative_start {
    f64 level, slope;
    const f64 *season;
};
f64 ets_mam_log_likelihood(const f64 values[], i64 n, i64 period, struct multiplicative_paces paces,
                           struct multiplicative_start start);
void multiplicative_ahead(const struct multiplicative *fit, i64 ahead, const f64 shocks[],
                          f64 out[]);
// Akaike's criterion for small samples from a log likelihood; NaN where n is too small.
f64 aicc_of(f64 log_likelihood, i64 parameters, i64 n);
// Classical decomposition: the mean share (or difference) of each phase from the centred moving
// average, normed to mean 1 (or 0). M. G. Kendall & A. Stuart, The Advanced Theory of Statistics 3
// (1966), as in R's decompose(). Returns how far the values are from average and season together,
// in the mean; NaN when a phase has no such share.
f64 season_classical(ctx *c, const f64 values[], i64 n, i64 period, bool shares, f64 figure[]);
