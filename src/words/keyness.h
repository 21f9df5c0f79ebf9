// keyness: which words tell two groups of texts apart. Log-odds ratios with an informative
// Dirichlet prior: B. L. Monroe, M. P. Colaresi & K. M. Quinn, "Fightin' Words", Political Analysis
// 16 (2008) 372-403, equations 15, 16, 19, 22. Words that are rare in both come out near 0, so no
// list of words to leave out is needed. Pure.
#pragma once

#include "base/ctx.h"

// How many words the prior weighs: it is spread as the words of both groups together are. A tenth
// of all words where that is fewer.
#define KEYNESS_PRIOR_WORDS 1000

struct keyness {
    i64 in, out;  // how often in the group, and outside
    f64 log_odds; // of the odds in the group over those outside: 0 where there is no difference
    f64 z;        // log_odds over its standard error
    f64 p;        // by Holm, of all words looked at
};

// For each of `count` words; in[i], out[i] are their counts.
void keyness_find(ctx *c, const i64 in[], const i64 out[], i64 count, struct keyness found[]);
