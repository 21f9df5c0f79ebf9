// stem: what words have in common in all their forms: asiakkaillemme → asiak. Snowball's stemmers
// (libstemmer) for Finnish, English and Swedish. M. F. Porter, "Snowball: a language for stemming
// algorithms" (2001). Not for several threads at once.
#pragma once

#include "base/ctx.h"
#include "words/language.h"

struct stemmer;

// For a language; WORDS_UNKNOWN leaves words as they are. Lives in c->arena.
struct stemmer *stemmer_new(ctx *c, enum words_language language);
// The stem of a folded word (see tokens.h); lives until the next call.
str stem_of(struct stemmer *stemmer, str word);
