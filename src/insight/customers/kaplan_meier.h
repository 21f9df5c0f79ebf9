// kaplan_meier: how many are still here after a given time, when some are still being watched. The
// curve with its limits, the time by which a share had left, and the mean time within a horizon.
// Pure; results live in c->arena. Who is watched no longer at a time still counts as being at risk
// at that time. Sources: E. L. Kaplan & P. Meier, JASA 53 (1958) 457-481; variance of M. Greenwood
// (1926); limits J. D. Kalbfleisch & R. L. Prentice, The Statistical Analysis of Failure Time Data
// (2nd ed. 2002), §1.4.
#pragma once

#include "base/ctx.h"

// One for each customer: how long watched, and whether the watching ended by leaving.
struct stays {
    i64 n;
    const f64 *time; // ≥ 0, finite
    const bool *left;
};

enum km_limits {
    KM_LOG_LOG, // on log(-log S): never outside 0 … 1; ours
    KM_LOG,     // on log S, cut at 1: what R's survfit gives unless told otherwise
};

struct km_order {
    f64 level;
    enum km_limits limits;
};

// At a time at which somebody left or was watched for the last time.
struct km_point {
    f64 time;
    i64 at_risk, left, watched; // left then; watched until then and no longer
    f64 share;                  // still here just after this time
    f64 error;                  // standard error of share
    f64 low, high;              // NaN where they cannot be told: share 1 or 0
};

struct kaplan_meier {
    i64 n, left;
    i64 count;
    const struct km_point *points; // by time
};

struct km_value {
    f64 value, low, high; // NaN: cannot be told
    f64 error;            // standard error; NaN where there is none
};

// Takes n log n steps. No rows give no points. ERR_STOPPED.
MUST_USE bool kaplan_meier_fit(ctx *c, struct stays stays, struct km_order order,
                               struct kaplan_meier *out);
// What is known at a time: share, error and limits of the last point not after it; at_risk of those
// watched at least so long; left and watched are 0. All NaN after the last point, unless nobody is
// left there.
struct km_point kaplan_meier_at(const struct kaplan_meier *curve, f64 time);
// The time by which the share `gone` (0.5: the median) had left, with the times at which the limits
// of the curve cross (R. Brookmeyer & J. Crowley, Biometrics 38 (1982) 29-41). Where the curve runs
// level exactly there, the middle of that stretch. NaN: not yet reached.
struct km_value kaplan_meier_quantile(const struct kaplan_meier *curve, f64 gone);
// Mean time still here within 0 … until, with its standard error and normal limits, cut at 0 and
// `until`: the area under the curve (P. Royston & M. K. B. Parmar, BMC Med. Res. Methodology 13
// (2013) 152). NaN when nobody was watched so long while somebody was still here.
struct km_value kaplan_meier_mean(const struct kaplan_meier *curve, f64 until, f64 level);
// The last time up to which the curve is known; 0 of an empty one.
f64 kaplan_meier_end(const struct kaplan_meier *curve);
