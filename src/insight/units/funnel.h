// funnel: how far a unit of a given size may lie from the figure of all by chance alone. Owns
// nothing. D. J. Spiegelhalter, Statistics in Medicine 24 (2005) 1185-1202: limits (§2, appendix
// A.1) and overdispersion (§4).
#pragma once

#include "base/base.h"

enum funnel_kind { FUNNEL_MEAN, FUNNEL_RATE };

struct funnel {
    enum funnel_kind kind;
    f64 centre;   // the figure of all
    f64 variance; // of one value; not used for rates
};

struct funnel_limits {
    f64 low, high;
};

// Limits for a unit of n ≥ 1 values. Rates: quantiles of the binomial distribution, interpolated
// between its steps (A.1.1); else normal.
struct funnel_limits funnel_at(const struct funnel *funnel, i64 n, f64 level);

// Whether a unit's figure is within them; of rates by the exact chance of so many ones, or more.
bool funnel_holds(const struct funnel *funnel, i64 n, f64 figure, f64 level);

// How many times larger than chance the spread of the units is: the mean of their squared distances
// in standard errors, the outer tenth at either end drawn in (winsorised). About 1 when only chance
// is at work. z is put in order.
f64 funnel_dispersion(f64 z[], i64 count);
