// difference: do two figures differ, by how much, and could it be chance? Also one figure against a
// target, and the correction when many differences are looked at together. Pure functions over
// interval.h's structs; owns nothing, never fails: what cannot be known is said by `status`. The
// two sides must not share answers: for a group against all, subtract the group first:
// difference_nps(group, nps_rest(all, group), level).
#pragma once

#include "insight/sure/interval.h"

struct difference {
    f64 value, low, high; // first minus second; for counts and ratios first divided by second
    f64 level;
    f64 none; // what `value` is when there is no difference: 0, or 1 for counts and ratios
    f64 p;    // chance of a difference at least this large when there is none; NaN when not known
    enum interval_status status;
};

// A count and how much it was counted over: days, customers, visits.
struct exposed_count {
    i64 count;
    f64 exposure; // > 0
};

// True when the chance `p` (adjusted, where several were looked at) is too small for chance at this
// level.
bool difference_beyond_chance(f64 p, f64 level);

// Two scores: z test with SE = √(varA/nA + varB/nB), var = promoters + detractors - score², in
// shares (Rocks 2016, arXiv 1601.07235). When all answers of either side are of one class its
// variance would be 0: then both sides get ¾ detractor, 1½ passives and ¾ promoter for the interval
// and the test.
struct difference difference_nps(struct nps_counts a, struct nps_counts b, f64 level);

// Two rates: limits from the two Wilson intervals, method 10 of R. G. Newcombe, Statistics in
// Medicine 17 (1998) 873-890; p from the pooled z test (K. Pearson's χ² without correction), so
// that close to the level limits and p may disagree.
struct difference difference_rate(struct rate_counts a, struct rate_counts b, f64 level);

// Two means: B. L. Welch, Biometrika 34 (1947) 28-35, with Satterthwaite's degrees of freedom.
struct difference difference_mean(struct moments a, struct moments b, f64 level);

// Two counts, as the ratio of their rates per exposure: exact conditional limits
// (interval_count_ratio) and the doubled smaller tail of the binomial as p, which agrees with them
// (M. P. Fay, Biostatistics 11 (2010) 373-374). Where both counts exceed 100,000: Wilson's limits
// and the conditional z test.
struct difference difference_count(struct exposed_count a, struct exposed_count b, f64 level);

// Two ratios, as their ratio: delta method on the logarithm (see interval_ratio). A recorded total
// per day is such a ratio with its days as `under`, variance 0.
struct difference difference_ratio(struct ratio_parts a, struct ratio_parts b, f64 level);

// What is left of `all` without `part`; part must be within all (asserted for counts).
struct nps_counts nps_rest(struct nps_counts all, struct nps_counts part);
struct rate_counts rate_rest(struct rate_counts all, struct rate_counts part);
// From rounded means and variances; better to subtract exact sums and use moments_of_sums where
// they are at hand.
struct moments moments_rest(struct moments all, struct moments part);

// One figure against a target that is given, not measured: value is figure minus target (counts,
// ratios: divided by it) and the limits are the figure's own, shifted. p: NPS Tango's score test;
// rate score z test; mean Student's t; count the doubled smaller Poisson tail; ratio z on the
// logarithm.
struct difference difference_nps_target(struct nps_counts counts, f64 target, f64 level);
struct difference difference_rate_target(struct rate_counts counts, f64 target, f64 level);
struct difference difference_mean_target(struct moments moments, f64 target, f64 level);
struct difference difference_count_target(struct exposed_count counted, f64 target_rate, f64 level);
struct difference difference_ratio_target(struct ratio_parts parts, f64 target, f64 level);

// Chances of `n` tests looked at together, adjusted[i] for p[i]; NaN stays NaN and does not count.
// `order` is room for n. Holm: the chance of even one false alarm stays within the level. S. Holm,
// Scand. J. Statistics 6 (1979) 65-70.
void difference_adjust_holm(const f64 p[], i64 n, f64 adjusted[], size_t order[]);
// Benjamini-Hochberg: the expected share of false alarms among the alarms does. JRSS B 57 (1995)
// 289-300.
void difference_adjust_false_discovery(const f64 p[], i64 n, f64 adjusted[], size_t order[]);
