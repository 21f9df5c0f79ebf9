// ranking: how well two scores tell those to whom something happened from the others. Pure; scratch
// lives in c->arena. Scores must be finite; only their order counts.
//
// Sources: area under the ROC curve with its variance and the difference of two from the same rows:
// E. R. DeLong, D. M. DeLong & D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845, worked out by
// ranks as X. Sun & W. Xu, IEEE Signal Processing Letters 21 (2014) 1389-1393.
#pragma once

#include "base/ctx.h"

struct ranking_score {
    f64 auc, error; // error: standard error; NaN unless both kinds have two rows
    f64 precision;  // share of those at the top to whom it happened; ties at the edge count in part
};

struct ranking {
    i64 n, happened;
    struct ranking_score a, b; // NaN when there are none of either kind
    f64 difference, error;     // of the areas, a − b, and its standard error
};

// `top`: which share of the rows is the top, 0 < top ≤ 1, at least one row.
void ranking_compare(ctx *c, i64 n, const bool happened[], const f64 a[], const f64 b[], f64 top,
                     struct ranking *out);
