// weighted: intervals and differences of answers that count by weights: a survey's, or any other.
// By the effective sample (Σw)²/Σw² of L. Kish, J. Official Statistics 8 (1992) 183-200, in the
// place of n. Only the weights' relations matter, and weights of one change nothing (scores:
// nothing against the adjusted Wald limits). Right where weights have little to do with the
// answers; `weigh` linearises. Pure; owns nothing, never fails: what cannot be known is said by
// `status`.
#pragma once

#include "insight/sure/difference.h"

// Sums of weights by outcome, and of all weights squared.
struct rate_weights {
    f64 successes, failures, squares;
};

// Added up by weighted_add; weights ≥ 0.
struct weighted_moments {
    f64 sum, squares; // of weights
    f64 mean, around; // Σw(x − mean)²
};

// (Σw)²/Σw²; 0 without weights.
f64 weighted_effective(f64 sum, f64 squares);
// D. H. D. West, Communications of the ACM 22 (1979) 532-535.
void weighted_add(struct weighted_moments *moments, f64 value, f64 weight);
// What is left of `all` without `part`: Chan, Golub & LeVeque, American Statistician 37 (1983)
// 242-247.
struct weighted_moments weighted_rest(struct weighted_moments all, struct weighted_moments part);
// Σw(x − mean)²/Σw · m/(m − 1), m the effective sample: the sample's variance for weights of one.
// NaN unless m > 1.
f64 weighted_variance(struct weighted_moments moments);

// Wilson's limits on the effective sample (N. Dean & M. Pagano, J. Survey Statistics and
// Methodology 3 (2015) 484-503, recommend them for surveys).
struct interval weighted_rate(struct rate_weights weights, f64 level);
// Student's limits on the effective sample; not known where that is not above 1.
struct interval weighted_mean(struct weighted_moments moments, f64 level);

// First minus second. Scores as difference_nps, with adjusted counts where either side is uniform;
// rates Newcombe's method 10 and the pooled z test; means Welch.
struct difference weighted_nps_difference(struct nps_weights a, struct nps_weights b, f64 level);
struct difference weighted_rate_difference(struct rate_weights a, struct rate_weights b, f64 level);
struct difference weighted_mean_difference(struct weighted_moments a, struct weighted_moments b,
                                           f64 level);
