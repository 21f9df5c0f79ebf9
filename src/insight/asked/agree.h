// agree: do those who judge agree? Krippendorff's alpha, Cohen's and Fleiss' kappa, with intervals
// by drawing items anew. Pure; chance only through the rng that is given; scratch lives in
// c->arena. Ratings may be missing.
//
// Alpha: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), and A. F. Hayes & K.
// Krippendorff, Communication Methods and Measures 1 (2007) 77-89. Kappas: J. Cohen, Educational
// and Psychological Measurement 20 (1960) 37-46 and Psychological Bulletin 70 (1968) 213-220; J. L.
// Fleiss, ibid. 76 (1971) 378-382; A. J. Conger, ibid. 88 (1980) 322-328. Intervals: items are
// drawn with replacement, as A. Zapf et al., BMC Medical Research Methodology 16 (2016) 93
// recommend: the pairs that Hayes & Krippendorff draw come from the same items, and are not
// independent.
#pragma once

#include <gsl/gsl_rng.h>

#include "base/ctx.h"

struct ratings {
    i64 items, raters;
    const i32 *code;  // [items][raters]; −1: missing
    i64 count;        // categories
    const f64 *value; // [count], ascending: what the categories stand for
};

enum agree_metric { AGREE_NOMINAL, AGREE_ORDINAL, AGREE_INTERVAL, AGREE_RATIO };
enum agree_weights { AGREE_PLAIN, AGREE_LINEAR, AGREE_SQUARED };

// How often each item counts; NULL: once. All figures below are NaN when they are not defined: no
// two ratings of any item, or all ratings the same.
// Of items with two ratings or more.
f64 agree_alpha(ctx *c, const struct ratings *ratings, enum agree_metric metric, const i32 *times);
// Of two raters, over items that both rated; weights by distance of values.
struct agree_pair {
    i64 a, b;
    enum agree_weights weights;
};
f64 agree_cohen(ctx *c, const struct ratings *ratings, struct agree_pair pair, const i32 *times);
// Of items that all raters rated. Conger's is the mean over pairs of raters with each one's own
// habits ("exact"); Fleiss' takes all raters for one.
f64 agree_fleiss(ctx *c, const struct ratings *ratings, const i32 *times);
f64 agree_conger(ctx *c, const struct ratings *ratings, const i32 *times);
// Fleiss' kappa over its standard error where there is no agreement (Fleiss, Nee & Landis,
// Psychological Bulletin 86 (1979) 974-977): standard normal then.
f64 agree_fleiss_z(ctx *c, const struct ratings *ratings);

// Items that two raters or more rated, and that all rated.
i64 agree_pairable(const struct ratings *ratings);
i64 agree_complete(const struct ratings *ratings);

// A figure of the items, each counted so many times.
struct agree_figure {
    f64 (*of)(ctx *c, const void *data, const i32 *times);
    const void *data;
};
struct agree_limits {
    f64 low, high;        // NaN when fewer than half of the draws have a value
    i64 draws, undefined; // draws in which the figure is not defined
};
// Percentile limits over so many draws of `items` items. ERR_STOPPED.
MUST_USE bool agree_bootstrap(ctx *c, struct agree_figure figure, i64 items, i64 draws, f64 level,
                              gsl_rng *rng, struct agree_limits *out);
