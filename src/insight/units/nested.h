// nested: groups inside units, people, teams or weeks: how much units differ, how much groups
// inside them, and how much the rest. Owns nothing; scratch lives in c->arena.
//
// Values = mean + unit + group + rest, by REML: D. A. Harville, JASA 72 (1977) 320-340; S. R.
// Searle, G. Casella & C. E. McCulloch, Variance Components (1992), ch. 6.
#pragma once

#include "base/ctx.h"
#include "insight/units/components.h"

struct inside_group {
    i64 unit;
    struct unit_sums sums;
};

struct nested {
    enum components_status status;
    f64 mean, mean_error;
    f64 between, groups, within; // variances: units, groups inside units, rest
    f64 criterion;               // -2 log restricted likelihood
    f64 lr, lr_p; // of units that do not differ, though groups do; ½ χ²₀ + ½ χ²₁
};

// Units are 0 to unit_count - 1; means[unit] becomes each unit's mean and its variance, groups
// weighted as the fit says (variance NaN for a unit without values). ERR_STOPPED, ERR_REFUSED when
// no minimum is found.
MUST_USE bool nested_fit(ctx *c, const struct inside_group groups[], i64 group_count,
                         i64 unit_count, struct nested *out, struct measured means[]);
