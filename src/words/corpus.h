// corpus: many remarks as numbers: which terms (stems, and pairs of neighbouring words where asked)
// each has. Lives in c->arena, linear in the words.
#pragma once

#include "base/ctx.h"
#include "words/language.h"

struct corpus_order {
    i64 count;
    const str *texts; // size 0: none
    // One for all of them; WORDS_UNKNOWN: each text's own, as far as it can be told.
    enum words_language language;
    bool pairs;        // neighbouring words of a sentence are a term too
    i64 documents_min; // terms in fewer texts are left out
};

struct corpus {
    i64 count;  // texts
    i64 *first; // count + 1: text i has terms[first[i]] … terms[first[i + 1] - 1]
    i32 *terms; // as they follow each other, repeats too
    i64 term_count;
    str *names;            // of terms: the form that is met most
    i64 *documents;        // texts that have the term
    i64 *words;            // of each text, before terms were left out
    i64 language_count[4]; // texts by enum words_language
};

// ERR_STOPPED.
MUST_USE bool corpus_read(ctx *c, struct corpus_order order, struct corpus *out);
