// grams: the character n-grams of a text as numbers of hashed buckets: what the classifiers see of
// a remark. Needs no dictionary, so that Finnish endings, compounds and typing errors do no harm.
// Same text and form, same buckets, on every machine. Owns scratch in the arena it was made in; not
// for several threads at once. Never fails: bytes that are no UTF-8 count as U+FFFD.
#pragma once

#include "base/ctx.h"

enum {
    GRAM_LENGTH_MAX = 8, // characters
    GRAM_BITS_MIN = 8,
    GRAM_BITS_MAX = 22,
};

struct gram_form {
    i32 low, high;     // lengths, in characters
    i32 bits;          // 2^bits buckets
    bool within_words; // each word alone, between blanks; else across words as well
};

// One n-gram bucket of a text: bucket << 8 | how often (at most 255).
typedef u32 gram;
#define GRAM_BUCKET(g) ((g) >> 8)
#define GRAM_COUNT(g)  ((g)&0xFFu)

struct grams; // scratch for one form

bool gram_form_is_sound(struct gram_form form);
struct grams *grams_new(ctx *c, struct gram_form form);
// The distinct buckets of a text, in order of first sight; *out lives until the next call. Returns
// how many. *letters (may be NULL) is how many letters the text has.
i64 grams_of(struct grams *grams, str text, const gram **out, i64 *letters);
