// enough: how many answers does a figure need? Planning before anything is asked, and how many more
// once some answers are in. Pure functions; owns nothing, never fails: ENOUGH_UNKNOWN where it
// cannot be told.
#pragma once

#include "insight/sure/interval.h"

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
// A count: how many events must be seen until half of the exact limits is within `share` of it (>
// 0).
i64 enough_events(f64 share, f64 level);

// How many more answers until half the figure's own interval is within wanted.half_width, if they
// are like those already in; at least ENOUGH_ANSWERS_MIN in all; 0 when there are enough. Without
// any answers yet the worst case is taken (NPS, rate).
i64 enough_more_nps(struct nps_counts counts, struct precision wanted);
i64 enough_more_rate(struct rate_counts counts, struct precision wanted);
i64 enough_more_mean(struct moments moments, struct precision wanted);
// n: values behind the ratio's numerator.
i64 enough_more_ratio(struct ratio_parts parts, i64 n, struct precision wanted);

// What a comparison of two groups shall find: a difference that is there shall be seen, at this
// level, with this chance (power).
struct enough_test {
    f64 level, power; // 0.95, 0.8
};

// How many answers in each of two groups of equal size, so that a true difference is seen;
// two-sided normal tests. ENOUGH_UNKNOWN where the two do not differ. Rates: J. L. Fleiss,
// Statistical Methods for Rates and Proportions (2nd ed. 1981), (3.14), without correction: pooled
// variance where there is no difference, separate ones where there is.
struct rate_pair {
    f64 from, to; // 0 to 1
};
i64 enough_two_rates(struct rate_pair pair, struct enough_test test);
// Scores and other means: `variance` of one answer (the mean of both groups'), `difference` in the
// figure's unit. n = 2 (z + z')² variance / difference².
i64 enough_two_scores(f64 variance, f64 difference, struct enough_test test);
// Means by Student's t: the same and z²/4 more (W. C. Guenther, American Statistician 35 (1981)
// 243-244).
i64 enough_two_means(f64 deviation, f64 difference, struct enough_test test);
// Ratios: `variation` as in enough_ratio, `factor` of the second over the first. n = 2 (z + z')²
// variation² / ln² factor.
i64 enough_two_ratios(f64 variation, f64 factor, struct enough_test test);
// Counts: how much exposure each of the two groups needs, at `rate` per unit of exposure and
// `factor` times that. NaN where it cannot be told. (z + z')² (1/rate + 1/(rate factor)) / ln²
// factor.
f64 enough_two_counts(f64 rate, f64 factor, struct enough_test test);

// The smallest difference that two groups with so many answers each are likely (power) to show; the
// mean sample of two unequal ones is the harmonic one: 2 / (1/a + 1/b). NaN where n < 2.
f64 enough_seen_mean(f64 deviation, f64 n, struct enough_test test);
// From the rate `from`: the nearest rate above (or below) that would be seen; NaN where none would.
f64 enough_seen_rate(f64 from, f64 n, bool above, struct enough_test test);
// The factor above 1 that two ratios, or two counts with this many events each, must differ by.
f64 enough_seen_factor(f64 variation, f64 n, struct enough_test test);
