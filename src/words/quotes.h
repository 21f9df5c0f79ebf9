// quotes: remarks that stand for a theme: those that say most of what sets it apart, in few words.
// Pure.
#pragma once

#include "words/corpus.h"

// Chooses up to `wanted` texts among those with chosen[i]; weight[t] says how much term t stands
// for the theme (0: not at all). A text's score is the sum over its distinct terms, divided by the
// root of its words (at least QUOTE_WORDS_MIN); one that says the same as a better one (the same
// terms with weight) is passed over. Indices go to `quotes`, best first; returns how many.
i64 quotes_choose(ctx *c, const struct corpus *corpus, const bool chosen[], const f64 weight[],
                  i64 wanted, i64 quotes[]);

#define QUOTE_WORDS_MIN 4
#define QUOTES_MAX      20
