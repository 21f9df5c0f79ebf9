// theta: the Theta method: half the line that the values follow, and a level that follows them at
// its own pace. Pure; results live in c->arena. A value may be missing (NaN).
//
// V. Assimakopoulos & K. Nikolopoulos, International J. of Forecasting 16 (2000) 521-530; as
// exponential smoothing with drift: R. J. Hyndman & B. Billah, ibid. 19 (2003) 287-290, and as R's
// forecast::thetaf.
#pragma once

#include "insight/series/smoothing.h"

struct theta {
    enum smoothing_status status;
    i64 n, period;     // 1: no season
    bool shares;       // the season multiplies: it then came nearer than as a difference
    const f64 *figure; // [period] of each phase; 0 (or 1) without a season
    f64 alpha;         // pace of the level
    f64 drift;         // half the slope of the line through the values less their season
    f64 level_end;     // of those values
    f64 lag;           // (1 − (1 − α)ⁿ) / α: what the level is behind, in steps
    const f64 *errors; // [n] of one step ahead, of the values less their season; NaN where missing
    i64 parameters;
};

// Fails with ERR_STOPPED only; look at out->status.
MUST_USE bool theta_fit(ctx *c, const f64 values[], i64 n, i64 period, struct theta *out);
void theta_ahead(const struct theta *fit, i64 ahead, const f64 shocks[], f64 out[]);
// Variance of the h-th value ahead by that of one step, of the values less their season.
f64 theta_variance(const struct theta *fit, i64 h);
