// watch: an interval that may be looked at after every value and acted upon at any time: a
// confidence sequence. Adds up values one by one; a figure's mean stays within all its intervals
// with the stated chance. Pure; owns nothing, never fails: what cannot be told yet is
// INTERVAL_UNKNOWN.
//
// Choose the method before looking at values; changing it in between loses what it promises.
#pragma once

#include "insight/sure/boundary.h"

enum watch_method {
    // I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy & A. Ramdas, "Time-uniform central limit
    // theory and asymptotic confidence sequences", Annals of Statistics 52 (2024) 2613-2640,
    // Theorem
    // 2.2: needs no bounds, holds nearly for many values; silent before `start`, and while all
    // values
    // are equal.
    WATCH_ASYMPTOTIC,
    // Howard et al. (boundary.h), Theorem 4: values within [low, high], holds for any number of
    // them; gamma-exponential mixture on either side.
    WATCH_BERNSTEIN,
    // The same, §5.1: for yes and no (1 and 0) the narrowest that holds for any number; holds for
    // all values within [low, high], but is wide where they are not at its ends.
    WATCH_BERNOULLI,
};

#define WATCH_START_MIN 30 // values before the first asymptotic interval

struct watch_order {
    enum watch_method method;
    f64 level;
    f64 n_best;    // > 0: the number of values at which intervals shall be narrowest
    i64 start;     // asymptotic: silent before so many values
    f64 low, high; // every value lies within; asymptotic: 0 and 0 where there are no bounds
};

struct watch {
    struct watch_order order;
    struct boundary boundary;
    i64 n;
    f64 mean, around; // Σ(x − mean)²
    f64 predicted;    // Σ(x − what was predicted before x)², in units of the range
};

struct watch watch_of(struct watch_order order);
// A finite value; of bounded methods within the bounds (asserted).
void watch_add(struct watch *watch, f64 value);
// The interval at this moment; INTERVAL_UNKNOWN before it can be told.
struct interval watch_interval(const struct watch *watch);
// The chance, valid at any time, of evidence so strong against `target` where it is true; 1 before
// it can be told. The interval excludes the target where it is below 1 − level. Cheap: no search.
f64 watch_p(const struct watch *watch, f64 target);

// One side of a comparison: how many values, their mean, and their variance (divisor n).
struct watch_side {
    f64 n, mean, variance;
};
// The asymptotic interval of a difference of means, second minus first, of people who are shared
// out by lot: Theorem 2.2 on the sum of both sides' influence (ibid. §3.1, with each side's mean as
// its prediction). INTERVAL_UNKNOWN where either variance is 0 and either side is below start / 2.
struct interval watch_difference(struct watch_order order, struct watch_side first,
                                 struct watch_side second);
// Its chance as watch_p for no difference.
f64 watch_difference_p(struct watch_order order, struct watch_side first, struct watch_side second);
