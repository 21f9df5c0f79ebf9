// gamma_gamma: what is a customer's next purchase worth? Each one's purchases vary around a mean of
// their own, the means vary between customers. P. Fader & B. Hardie, "The gamma-gamma model of
// monetary value" (note 25, 2013); P. Fader, B. Hardie & K. L. Lee, J. Marketing Research 42 (2005)
// 415-430. Pure.
#pragma once

#include "base/ctx.h"

struct spending {
    f64 purchases; // repeat purchases, > 0
    f64 mean;      // of their values, > 0
};

enum gamma_gamma_status {
    GAMMA_GAMMA_FITTED,
    GAMMA_GAMMA_AT_BOUND,      // not identified: a parameter runs off to the end of its range
    GAMMA_GAMMA_FLAT,          // not identified: the likelihood hardly changes around its top
    GAMMA_GAMMA_NOT_CONVERGED, // the search ended without a top
    GAMMA_GAMMA_NO_MEAN,       // q ≤ 1: the mean over customers is not finite
    GAMMA_GAMMA_TOO_FEW,       // fewer than GAMMA_GAMMA_LEAST customers: not fitted
};

#define GAMMA_GAMMA_LEAST 10

struct gamma_gamma {
    enum gamma_gamma_status status;
    f64 p, q, v; // v in the unit of the values
    f64 errors[3];
    f64 log_likelihood;
    i64 customers;
};

// Fails with ERR_STOPPED only.
MUST_USE bool gamma_gamma_fit(ctx *c, const struct spending customers[], i64 count,
                              struct gamma_gamma *out);
f64 gamma_gamma_log_likelihood(ctx *c, const struct spending customers[], i64 count,
                               const f64 parameters[3]);
// The expected value of a purchase of such a customer; without repeat purchases (zeros) that of the
// population. NaN where it is not finite.
f64 gamma_gamma_expected(struct gamma_gamma fit, struct spending customer);
