// theme: what a remark speaks of, told by the words of the company's themes (theme_kind.h). A word
// stands for itself, one with * at its end for whatever begins so, several words for one after the
// other. Words of a language count in remarks of that language; in remarks whose language is not
// known all of them do. Matching is pure.
#pragma once

#include "store/store.h"
#include "words/language.h"

struct theme {
    i64 id; // of the record
    str name;
    i64 changed_ms;
    str words[WORDS_UNKNOWN]; // as they were typed, by language
};

// Those in use, by name.
MUST_USE bool theme_list(ctx *c, struct theme **out, i64 *count);

// Themes ready to be looked for. Lives in c->arena, as long as the themes.
struct theme_finder;
struct theme_finder *theme_finder_new(ctx *c, const struct theme *themes, i64 count);
// Marks the themes that the text speaks of; found has room for all. Returns how many.
i64 theme_find(ctx *c, const struct theme_finder *finder, str text, enum words_language language,
               bool *found);
