// labelled: invented remarks of two or three kinds for tests of the classifiers, the same at every
// run: each kind has words of its own, and some words fall out of line.
#pragma once

#include "support/work.h"
#include "words/train.h"

struct labelled {
    struct linear_rows rows;
    str *texts;
};

static const char *const labelled_words[3][4] = {
    {"myöhässä",    "odotin", "toimitus", "viivästyi"},
    {"ystävällinen", "kiitos", "palvelu",  "hymyili"   },
    {"hinta",          "kallis", "lasku",    "maksoin"   },
};

// One text in `noise` is of another kind than its label says (0: none). `several`: every fifth text
// has two labels, every seventh none.
static inline struct labelled labelled_make(ctx *c, struct gram_form form, i64 count, i32 labels,
                                            u64 noise, bool several)
{
    struct grams *grams = grams_new(c, form);
    struct labelled out = {.texts = NEW_ARRAY(c->arena, str, count + 1)};
    i64 *start = NEW_ARRAY(c->arena, i64, count + 1);
    bool *has = NEW_ARRAY(c->arena, bool, count *labels + 1);
    gram *all = NEW_ARRAY(c->arena, gram, count * 200 + 1);
    for (i64 i = 0; i < count; i++) {
        i32 kind = (i32)(i % labels), shown = kind;
        if (noise && c->random(c) % noise == 0) shown = (kind + 1) % labels;
        buf text = buf_new(c->arena, 400);
        bool none = several && i % 7 == 0, both = several && i % 5 == 0 && !none;
        for (i64 word = 0; word < 3; word++)
            buf_fmt(&text, "%s ", none ? "jotain" : labelled_words[shown][c->random(c) % 4]);
        if (both) buf_c(&text, labelled_words[(kind + 1) % labels][c->random(c) % 4]);
        buf_fmt(&text, " %c%c", (char)('a' + i % 26), (char)('a' + i / 26 % 26));
        has[i * labels + kind] = !none;
        if (both) has[i * labels + (kind + 1) % labels] = true;
        const gram *found = NULL;
        i64 size = grams_of(grams, buf_str(&text), &found, NULL);
        assert(size <= 200);
        memcpy(all + start[i], found, (size_t)size * sizeof(gram));
        start[i + 1] = start[i] + size;
        out.texts[i] = buf_str(&text);
    }
    out.rows = (struct linear_rows){count, start, all, form.bits, labels, has};
    return out;
}
