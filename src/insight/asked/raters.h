// raters: how far ratings on a scale tell items apart, and not raters: intraclass correlations, and
// Kendall's coefficient of concordance. Pure; scratch lives in c->arena.
//
// P. E. Shrout & J. L. Fleiss, Psychological Bulletin 86 (1979) 420-428; intervals of K. O. McGraw
// & S. P. Wong, Psychological Methods 1 (1996) 30-46, table 7; M. G. Kendall & B. Babington Smith,
// Annals of Mathematical Statistics 10 (1939) 275-287, with the correction for ties.
#pragma once

#include "base/ctx.h"
#include "insight/sure/interval.h"

// A full table of ratings: [items][raters], finite.
struct rating_table {
    i64 items, raters;
    const f64 *value;
};

struct raters_icc {
    struct interval icc1; // each item rated by raters of its own
    struct interval icc2; // ICC(2,1): the same raters, drawn from many; their level counts
    struct interval icc3; // ICC(3,1): these raters; their level does not count
    f64 items_square, raters_square, error_square; // mean squares
};

// Needs two items and two raters; values are NaN when all ratings are the same.
struct raters_icc raters_icc_of(ctx *c, struct rating_table table, f64 level);

struct raters_w {
    f64 w;          // 0: no agreement on the order, 1: all rank alike; NaN: all items tie
    f64 chi_square; // raters (items − 1) w, with items − 1 degrees of freedom
    f64 p;          // chance of so large a one without agreement
};
struct raters_w raters_kendall_w(ctx *c, struct rating_table table);
