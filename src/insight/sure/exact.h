// exact: what small samples can say without any approximation: limits of a rate, and how often an
// interval of a score holds the truth, counted over all samples that there can be. Pure; never
// fails.
#pragma once

#include "insight/sure/interval.h"

// Clopper-Pearson limits: they hold the truth at least as often as the level says, for any sample;
// wider than Wilson's. Biometrika 26 (1934) 404-413. For more than 100,000 of either outcome
// Wilson's take their place.
struct interval exact_rate(struct rate_counts counts, f64 level);

// Fisher's exact test: the chance of two rates that lie apart at least as unlikely far, given how
// many successes there are in all, where there is no difference (R. A. Fisher, JRSS 98 (1935)
// 39-82; both sides as in R's fisher.test). NaN where a side is empty, or where both have more than
// EXACT_SUCCESSES_MAX successes or failures: there Pearson's test serves.
#define EXACT_SUCCESSES_MAX 100000
f64 exact_rate_p(struct rate_counts a, struct rate_counts b);

enum exact_method { EXACT_SCORE, EXACT_ADJUSTED };
struct exact_coverage {
    f64 coverage;   // the share of samples of n, by their chance, whose interval holds the truth
    f64 mean_width; // of the intervals
};
#define EXACT_NPS_MAX 60 // answers; all (n + 1)(n + 2)/2 samples are counted
// Of interval_nps (score) or interval_nps_weighted (adjusted), where the true shares of one answer
// are `truth` and truth.n answers are drawn, 1 to EXACT_NPS_MAX (Rocks 2016, as interval_nps).
struct exact_coverage exact_nps_coverage(struct nps_shares truth, f64 level,
                                         enum exact_method method);
