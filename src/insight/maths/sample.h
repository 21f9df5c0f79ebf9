// sample: what a list of numbers looks like: quantiles, median, spread, ranks. Pure; scratch lives
// in c->arena. Numbers must be finite.
#pragma once

#include "base/ctx.h"

// Ascending, in place.
void sample_sort(f64 values[], i64 n);
// Order of the values, ascending, ties by index: order[0] is the smallest one's index.
void sample_order(ctx *c, const f64 values[], i64 n, i64 order[]);
// Quantile of sorted values, 0 ≤ share ≤ 1: linear between order statistics, definition 7 of
// Hyndman & Fan, American Statistician 50 (1996) 361-365. NaN when n = 0.
f64 sample_quantile(const f64 sorted[], i64 n, f64 share);
// Median of values in any order; NaN when n = 0.
f64 sample_median(ctx *c, const f64 values[], i64 n);
// Median absolute deviation from the median, times 1.4826, so that it estimates the standard
// deviation of normal values.
f64 sample_mad(ctx *c, const f64 values[], i64 n);
// Ranks from 1; equal values share the mean of theirs. *ties (may be NULL) is Σ(t³ − t) over groups
// of t equal ones.
void sample_ranks(ctx *c, const f64 values[], i64 n, f64 ranks[], f64 *ties);
// Mean and sample variance (divisor n − 1; 0 when n = 1) without loss by cancellation (Welford).
void sample_moments(const f64 values[], i64 n, f64 *mean, f64 *variance);
// Chance that a value drawn from `a` exceeds one from `b`, ties half: the area under the ROC curve
// (Mann-Whitney). NaN when either is empty.
f64 sample_auc(ctx *c, const f64 a[], i64 a_count, const f64 b[], i64 b_count);
