// experiment: were people shared out as they should have been, and what did it do, looked at as
// often as one likes? Pure; owns nothing, never fails: what cannot be told is said by `status`.
// Effects at the end of an experiment whose size was fixed before are difference_rate and
// difference_mean; the asymptotic effect at any time is watch_difference.
#pragma once

#include "insight/sure/watch.h"

// Below it a split is not by chance: the usual line (A. Fabijan et al., "Diagnosing sample ratio
// mismatch in online controlled experiments", KDD 2019, look for ever smaller ones).
#define EXPERIMENT_SPLIT_P 0.001

struct experiment_split {
    f64 chi_squared, degrees;
    f64 p;            // of such a split, where the shares are as intended; K. Pearson (1900)
    f64 p_any_time;   // the same, valid at any number of looks (boundary_shares_log_evidence)
    f64 expected_min; // people in the smallest arm, as intended; below 5 p is not to be trusted
};
// People in each of `n` arms (≥ 2) against the intended shares (each > 0, sum 1); someone is there.
struct experiment_split experiment_split(const f64 counts[], const f64 shares[], i64 n);

// The average effect on outcomes that lie within bounds, for any number of people and at any time:
// Howard et al. (boundary.h), Corollary 2: inverse-probability weighting around predictions from
// the people before, gamma-exponential line on either side. For people who come one by one and fall
// to the second arm with a known chance.
struct experiment_order {
    f64 level;
    f64 low, high; // of outcomes
    f64 share;     // chance of the second arm, 0 to 1
    f64 noise;  // > 0: variance of outcomes that is expected; it moves no promise, only the width
    f64 n_best; // people at which the interval shall be narrowest
};
struct experiment_run {
    struct experiment_order order;
    struct boundary boundary;
    i64 n;
    f64 count[2], sum[2]; // of outcomes, first arm and second
    f64 effect_sum, variance;
};
struct experiment_run experiment_begin(struct experiment_order order);
// An outcome within the bounds (asserted), in the order in which people came.
void experiment_add(struct experiment_run *run, bool second, f64 outcome);
// Second minus first; within ± the range of outcomes.
struct interval experiment_effect(const struct experiment_run *run);
// The chance of so much evidence against no effect where there is none; `sided`: in the direction
// that the second arm is the larger alone, as the authors' own example has it.
f64 experiment_p(const struct experiment_run *run, bool sided);
