// grouping: remarks that speak of the same, found without being told of what. Spherical k-means on
// tf-idf: I. S. Dhillon & D. S. Modha, Machine Learning 42 (2001) 143-175; starts by k-means++
// (Arthur & Vassilvitskii, SODA 2007). Pure; chance from the generator that is given.
#pragma once

#include <gsl/gsl_rng.h>

#include "words/corpus.h"

// Terms in one of so many texts, or in more, are too common to tell of a theme.
#define GROUPING_COMMON 4

enum { GROUPING_GROUPS_MAX = 100, GROUPING_STARTS = 8, GROUPING_ROUNDS_MAX = 60 };

struct grouping {
    i64 count;     // groups; those that nothing was left in are gone
    i32 *group;    // of each text; -1: it has no term
    f64 *nearness; // of each text to its group's middle, cosine, 0 to 1
    f64 *middle;   // count × terms
    i64 *sizes;
    f64 explained; // mean nearness
};

// The best of several starts. ERR_STOPPED. Groups are numbered from the largest.
MUST_USE bool grouping_find(ctx *c, const struct corpus *corpus, i64 groups, gsl_rng *rng,
                            struct grouping *out);
// How far two groupings of the same texts agree, chance taken off: 1 the same, 0 no more than by
// chance. Adjusted Rand index: L. Hubert & P. Arabie, J. Classification 2 (1985) 193-218. Texts
// without a group in either are left out; NaN when none is left.
f64 grouping_agreement(ctx *c, const i32 a[], const i32 b[], i64 count);
// How far the groups stay the same when only a random half of the texts makes them: the agreement
// of two groupings by separate halves, each applied to all texts; the mean of `times`.
MUST_USE bool grouping_stability(ctx *c, const struct corpus *corpus, i64 groups, i64 times,
                                 gsl_rng *rng, f64 *out);
