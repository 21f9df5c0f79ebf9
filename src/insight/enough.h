// enough: how many answers does a figure need? Planning before anything is asked, and how many more
// once some answers are in. Pure functions; owns nothing, never fails: ENOUGH_UNKNOWN where it
// cannot be told.
#pragma once

#include "insight/interval.h"

#define ENOUGH_UNKNOWN     (-1) // too little is known to say, or more than ENOUGH_ANSWERS_MAX
#define ENOUGH_ANSWERS_MIN 30   // no fact stands on fewer, however alike they are
#define ENOUGH_ANSWERS_MAX 1000000000000
#define ENOUGH_NPS_ADDED   3 // what adjusted Wald adds to a sample: it needs so many fewer

// What is wanted: half the interval's width at a level.
struct precision {
    f64 half_width; // > 0, in the figure's own unit (NPS 0.05 = 5 points); for ratios a share of it
    f64 level;
    i64 population; // how many there are to ask, 0 = endless. For planning only: a figure's
                    // interval is that of the process behind it, and so is what it is missing
};

// Planning, from what is expected: n = z² variance / half_width², of a population
// n / (1 + (n - 1) / population), rounded up (W. G. Cochran, Sampling Techniques, 3rd ed. 1977,
// ch. 4). NPS: variance = promoters + detractors - score², in shares; 1 is the worst case.
i64 enough_nps(f64 variance, struct precision wanted);
// A rate that is expected to be `share`; 0.5 is the worst case.
i64 enough_rate(f64 share, struct precision wanted);
// A mean of values with this standard deviation: the smallest n whose Student interval is narrow
// enough.
i64 enough_mean(f64 deviation, struct precision wanted);
// A ratio, log-delta limits: `variation` is √(n · variance of its logarithm).
i64 enough_ratio(f64 variation, struct precision wanted);

// How many more answers until half the figure's own interval is within wanted.half_width, if they
// are like those already in; at least ENOUGH_ANSWERS_MIN in all; 0 when there are enough. Without
// any answers yet the worst case is taken (NPS, rate).
i64 enough_more_nps(struct nps_counts counts, struct precision wanted);
i64 enough_more_rate(struct rate_counts counts, struct precision wanted);
i64 enough_more_mean(struct moments moments, struct precision wanted);
// n: values behind the ratio's numerator.
i64 enough_more_ratio(struct ratio_parts parts, i64 n, struct precision wanted);
