// trend: does it rise or fall, how fast, and could that be chance? Ranks only, so that outliers and
// odd distributions do little. Pure; results live in c->arena.
//
// Slope: H. Theil, Proc. Koninklijke Nederlandse Akademie van Wetenschappen A 53 (1950) 386-392; P.
// K. Sen, JASA 63 (1968) 1379-1389, with his limits (order statistics as in SciPy's theilslopes and
// R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), §16.5). Test:
// H. B. Mann, Econometrica 13 (1945) 245-259; M. G. Kendall, Rank Correlation Methods (4th ed.
// 1970), §5 for ties. With phases only values of one phase are compared: R. M. Hirsch, J. R. Slack,
// R. A. Smith, Water Resources Research 18 (1982) 107-121.
#pragma once

#include "base/ctx.h"

struct trend_points {
    i64 n;
    const f64 *at;     // ascending; equal ones are not compared
    const f64 *values; // finite
    const i64 *phases; // 0 … period − 1; NULL: none
    i64 period;        // 1 without phases
};

enum trend_status {
    TREND_FOUND,
    TREND_TOO_FEW,  // fewer than 4 values, or none of them can be compared
    TREND_CONSTANT, // all values are equal: slope 0, nothing to test
};

struct trend {
    enum trend_status status;
    f64 slope, low, high; // per 1 of `at`; Theil-Sen and Sen's limits
    f64 intercept;        // median of values − slope × at
    f64 s, variance, z;   // Mann-Kendall; variance with ties and inflation
    f64 p_value;          // two-sided; exact up to 10 values without ties or inflation
    f64 tau;              // S by the pairs that can differ: Kendall's tau b
    i64 pairs;            // that were compared
};

// Slope, intercept, S and its test; limits are NaN. Fails with ERR_STOPPED only. O(n²) below 2,000
// values, then O(n log n).
MUST_USE bool trend_find(ctx *c, struct trend_points points, struct trend *out);
// Adds the limits to a trend that was found. The variance of S is multiplied by inflation ≥ 1,
// where neighbours resemble each other (lags.h), and the test made anew.
struct trend_width {
    f64 level, inflation;
};
MUST_USE bool trend_widen(ctx *c, struct trend_points points, struct trend_width width,
                          struct trend *out);
