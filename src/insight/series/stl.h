// stl: splits an even series into trend, season and remainder by local regression. Pure; results
// live in c->arena. A value may be missing (NaN): it has no weight, and no remainder.
//
// R. B. Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning, "STL: A Seasonal-Trend
// Decomposition Procedure Based on Loess", J. Official Statistics 6 (1990) 3-73. Windows, degrees
// and jumps as in R's stl().
#pragma once

#include "base/ctx.h"

struct stl_order {
    i64 n;
    const f64 *values; // [n]; NaN: missing
    i64 period;        // ≥ 2; n ≥ 2 periods
    i64 season_window; // of the seasons' own loess, odd, ≥ 7; 0: the season is the same every time
    bool robust;       // outliers lose their weight
};

struct stl {
    f64 *trend, *season, *remainder; // [n]
    // Strength from 0 to 1: how much of what varies the part explains. X. Wang, K. Smith, R.
    // Hyndman, Data Mining and Knowledge Discovery 13 (2006) 335-364, §4: 1 − Var(remainder) /
    // Var(part + remainder). NaN when nothing varies.
    f64 trend_strength, season_strength;
};

// Fails with ERR_STOPPED only.
MUST_USE bool stl_split(ctx *c, struct stl_order order, struct stl *out);
