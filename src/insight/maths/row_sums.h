// row_sums: sums of rows, kept by blocks, from which the correlations of all rows follow, and those
// of any resample of blocks without looking at rows again. Pure; lives in c->arena. A block is one
// row where there are few; else rows that lie far apart, so that resampling blocks gives the spread
// that resampling rows gives (B. Efron & R. Tibshirani, An Introduction to the Bootstrap, 1993,
// §6; blocks of equal size of independent rows). Values are centred and scaled first, so that no
// digits are lost.
#pragma once

#include <gsl/gsl_rng.h>

#include "base/ctx.h"

struct row_sums {
    i64 n, columns;
    bool pairwise; // missing values are NaN: each pair of columns stands on the rows that have both
    i64 block_count;
    i64 length;        // numbers of a block
    f64 *blocks;       // block_count × length
    f64 *total;        // length
    f64 *mean, *scale; // of each column's values; scale 0: it has one value only
    i64 *count;        // values of each column
    i32 *drawn;        // row_sums_draw's own: how often each block
};

// Rows are n × columns, row by row; without `pairwise` all finite. work: how many numbers may be
// added for each round of resampling; it decides the number of blocks. ERR_REFUSED for values whose
// squares no number can hold. ERR_STOPPED.
struct row_sums_order {
    i64 n, columns;
    const f64 *rows;
    bool pairwise;
    i64 work;
};
MUST_USE bool row_sums_make(ctx *c, struct row_sums_order order, struct row_sums *out);
// How many rows a pair of columns stands on.
i64 row_sums_pair_count(const struct row_sums *sums, const f64 total[], i64 a, i64 b);
// columns × columns, both triangles. A column without spread in these rows correlates 0 with
// others, 1 with itself.
void row_sums_correlate(const struct row_sums *sums, const f64 total[], f64 correlation[]);
// The sums of as many blocks as there are, drawn with replacement.
void row_sums_draw(const struct row_sums *sums, gsl_rng *rng, f64 total[]);
