// cusum: has a known cadence changed? Sums what counts lie beyond (or short of) a reference value
// and gives alarm when the sum reaches a threshold that is chosen so that, while nothing has
// changed, false alarms come only once in a wanted number of periods. Pure; scratch lives in
// c->arena. Never guesses the cadence: the caller knows or estimates it.
//
// With x events in a period, S = max(0, S + x − k) for a rise, S = max(0, S + k − x) for a fall,
// and alarm at S ≥ h; S begins at 0, and again after an alarm. Sources: E. S. Page, Biometrika 41
// (1954) 100-115; for counts J. M. Lucas, Technometrics 27 (1985) 129-144, whose reference value
// k = (μ1 − μ0) / (ln μ1 − ln μ0) is used; average run length by the Markov chain of D. Brook &
// D. A. Evans, Biometrika 59 (1972) 539-549. Run lengths agree with surveillance::arlCusum of R.
#pragma once

#include "base/ctx.h"

enum cusum_side { CUSUM_RISE, CUSUM_FALL };

struct cusum_chart {
    enum cusum_side side;
    f64 reference, threshold; // k and h, in events a period
};

// What the detector is to find: a cadence that turns from `expected` events a period into `factor`
// times as many (below 1: a fall), with a false alarm once in run_length periods.
struct cusum_aim {
    f64 expected, factor, run_length;
};

struct cusum_design {
    struct cusum_chart chart;
    f64 run_length; // periods from the start to a false alarm, on average: at least what was wanted
    f64 run_length_changed; // periods from the change to its alarm, on average
    bool exact; // the run lengths: solved for every value that the sum can take; else for a grid
};

struct cusum_alarm {
    i64 at;    // period in which the sum reached the threshold
    i64 since; // first period after the sum was last 0: an estimate of when it changed
    f64 sum;
};

// Periods from the start to an alarm on average where each period has `mean` events on average.
// Exact where reference and threshold are multiples of 1, ½, … or 1/100 and the sum takes no more
// than 400 values; else the sum is put on a grid. Infinite where no alarm can come.
// Fails with ERR_STOPPED only.
MUST_USE bool cusum_run_length(ctx *c, struct cusum_chart chart, f64 mean, f64 *out);

// The smallest threshold with which false alarms are as rare as wanted. ERR_REFUSED when a cadence
// is so slow that the change could not be told from it within a sensible number of periods.
MUST_USE bool cusum_plan(ctx *c, struct cusum_aim aim, struct cusum_design *out);

// Watches counts[n] in order. sums[n] (may be NULL) is the sum after each period, before it is set
// to 0 by an alarm; at most alarms_max alarms are written. Returns how many there were.
i64 cusum_watch(struct cusum_chart chart, const f64 counts[], i64 n, f64 sums[],
                struct cusum_alarm alarms[], i64 alarms_max);
