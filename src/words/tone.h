// tone: how a text speaks, whatever it says: whom it addresses and how, how long its words and
// sentences are, how polite it is. By endings and short lists of words, without a dictionary: what
// that finds and misses is measured in docs/statistics/tone.md. Pure.
//
// LIX: C. H. Björnsson, Läsbarhet (1968): words / sentences + 100 · words of more than six letters
// / words. Below 30 children's books, 40 newspapers, 50 official letters, above 60 laws.
#pragma once

#include "base/ctx.h"
#include "words/language.h"

struct tone { // counts
    i64 words, sentences, letters;
    i64 long_words; // more than six letters
    i64 familiar;   // sinä, du; English has one you: all of them
    i64 formal;     // te, ni; English: none
    i64 passive;    // nobody does it: tehdään, görs, is done
    i64 we;
    i64 polite; // please, thank you, greetings
    i64 sorry;
    i64 exclamations;
};

// Of a text in a language; WORDS_UNKNOWN counts lengths only.
struct tone tone_of(ctx *c, str text, enum words_language language);
f64 tone_lix(const struct tone *tone); // NaN without words
