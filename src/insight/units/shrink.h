// shrink: what units are really worth, when each was seen only so often: values drawn towards the
// mean of all, the more the less is known of them. Empirical Bayes; owns nothing.
//
// C. N. Morris, JASA 78 (1983) 47-65, §5: for few units the plain estimate shrinks too much and its
// intervals are too short; his factor (k - 3)/(k - 1) and his term for the uncertainty of the
// variance between units correct both. With equal variances it is the James-Stein estimator of B.
// Efron & C. Morris, JASA 70 (1975) 311-319.
#pragma once

#include "insight/units/components.h"

struct shrunken {
    f64 blup;  // distance of the unit from the mean, as predicted without the correction for
               // few units (what R's lme4 calls the conditional mode)
    f64 kept;  // share of the unit's own distance that is kept, 0 to 1
    f64 value; // the unit's value, drawn in
    f64 low, high;
};

// Limits of this level, by Student's distribution where the variances were estimated with few
// degrees of freedom; INFINITY where they are known.
struct shrink_limits {
    f64 level, degrees;
};

// k = count units around the mean of `fit`; out[count]. Fewer than four units are not corrected for
// being few, as that is not possible.
void shrink_units(const struct measured units[], i64 count, const struct known_components *fit,
                  struct shrink_limits limits, struct shrunken out[]);
