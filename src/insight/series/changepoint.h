// changepoint: where the level of a series jumps, and how sure each place is. Pure; results live in
// c->arena. Values are finite and in order of time; gaps are left out before.
//
// Search: R. Killick, P. Fearnhead, I. A. Eckley, "Optimal Detection of Changepoints With a Linear
// Computational Cost", JASA 107 (2012) 1590-1598 (PELT); it finds the best division of all for a
// cost and a penalty. Costs and penalties are those of R's changepoint. Intervals: J. Bai,
// "Estimation of a Change Point in Multiple Regression Models", Review of Economics and Statistics
// 79 (1997) 551-563, as in R's strucchange.
#pragma once

#include "base/ctx.h"

#define CHANGEPOINT_VALUES_MAX 20000 // without a change the search takes n²/2 steps

enum changepoint_cost {
    CHANGEPOINT_MEAN,          // levels differ; noise of variance 1: divide the values first
    CHANGEPOINT_MEAN_VARIANCE, // levels and noise differ
};

enum changepoint_penalty {
    CHANGEPOINT_BIC,    // 2 log n for the mean, 3 log n for mean and variance
    CHANGEPOINT_MBIC,   // 3 or 4 log n, and short segments cost more: N. R. Zhang & D. O. Siegmund,
                        // Biometrics 63 (2007) 22-32
    CHANGEPOINT_MANUAL, // `value` for each change
};

struct changepoint_order {
    i64 n;
    const f64 *values;
    enum changepoint_cost cost;
    enum changepoint_penalty penalty;
    f64 value;    // of CHANGEPOINT_MANUAL
    i64 shortest; // values in a segment, ≥ 1 (≥ 2 with variance)
    bool at_most_one;
};

struct changepoint_segments {
    i64 count;            // segments: changes + 1; 0 when n = 0
    const i64 *ends;      // values up to and including each segment's last: ends[count − 1] = n
    const f64 *means;     // of each
    const f64 *variances; // of each, divisor its size
    f64 cost;             // of the whole with penalties
};

// The best division. Fails with ERR_STOPPED, and ERR_TOO_LARGE beyond CHANGEPOINT_VALUES_MAX.
MUST_USE bool changepoint_find(ctx *c, struct changepoint_order order,
                               struct changepoint_segments *out);

// The noise's standard deviation from differences of neighbours, which jumps hardly touch: MAD of
// differences / √2 (A. Godfrey & others use it; P. Fryzlewicz, Annals of Statistics 42 (2014)
// 2243-2281, §4.1). 0 when more than half of the neighbours are equal.
f64 changepoint_noise(ctx *c, const f64 values[], i64 n);
// By how much that noise is too small for what the levels leave (`rest`, around 0): 1 unless values
// lie farther out than normal ones do (kurtosis beyond what chance does at 5 %), then the deviation
// by the noise, at most 2. A level that was missed makes no such tails.
f64 changepoint_tails(const f64 rest[], i64 n, f64 noise);

// Where a change between two levels may lie, values counted from 1: the last value before it, as
// found, and the limits. From the argmax of a two-sided Brownian motion with drift (Bai 1997, §II;
// variances may differ). `widen` ≥ 1 multiplies both variances where neighbours resemble each
// other.
struct changepoint_place {
    i64 low, place, high;
    bool known; // false: the jump is too small for limits
};
struct changepoint_sides {
    i64 place;
    i64 before, after; // values in the two segments
    f64 mean_before, mean_after;
    f64 variance_before, variance_after; // divisor: the number of values
    f64 widen;
};
struct changepoint_place changepoint_limits(struct changepoint_sides sides, f64 level);
// Distribution function of that argmax for a change of variance: phi = variance after / before.
f64 changepoint_argmax(f64 x, f64 phi);
