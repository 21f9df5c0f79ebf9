// The idea: remarks that sound unhappy and speak of no theme yet, against the others without a
// theme; the words that tell the two apart (words/keyness.h) are what a new theme could be made of.
#include "voice/voice.h"
#include "words/corpus.h"
#include "words/keyness.h"

enum { DOCUMENTS_MIN = 5, LETTERS_MIN = 3 };

struct sides {
    i64 *in, *out;         // how often each term stands in unhappy remarks, and in others
    i64 *texts_in, *texts; // remarks that have it: unhappy ones, all
    i64 *example;          // an unhappy remark
    i64 *seen;
};

static void sides_count(ctx *c, const struct corpus *corpus, const struct column *col,
                        struct sides *out)
{
    i64 **all[] = {&out->in, &out->out, &out->texts_in, &out->texts, &out->example, &out->seen};
    for (i64 k = 0; k < COUNT_OF(all); k++)
        *all[k] = NEW_ARRAY(c->arena, i64, corpus->term_count + 1);
    for (i64 i = 0; i < corpus->count; i++) {
        bool is_unhappy = col[1].i[i] == REMARK_UNHAPPY;
        for (i64 k = corpus->first[i]; k < corpus->first[i + 1]; k++) {
            i64 term = corpus->terms[k];
            (is_unhappy ? out->in : out->out)[term]++;
            if (out->seen[term] == i + 1) continue;
            out->seen[term] = i + 1;
            out->texts[term]++;
            out->texts_in[term] += is_unhappy;
            if (is_unhappy) out->example[term] = col[0].i[i];
        }
    }
}

static int by_z(const void *a, const void *b)
{
    const struct theme_hint *x = a, *y = b;
    if (x->z < y->z || x->z > y->z) return x->z < y->z ? 1 : -1;
    return str_compare(x->word, y->word);
}

static bool find_in(ctx *c, enum words_language language, struct theme_hint *out, i64 *count)
{
    struct rows rows;
    struct corpus corpus;
    if (!store_rows(c, SQL_voice_hint_texts, VALS(V_I64(language), V_I64(VOICE_HINT_REMARKS)),
                    &rows))
        return false;
    if (!rows.count) return true;
    struct corpus_order order = {.count = rows.count,
                                 .texts = rows.column[2].text,
                                 .language = language,
                                 .documents_min = DOCUMENTS_MIN};
    if (!corpus_read(c, order, &corpus)) return false;
    struct sides sides;
    sides_count(c, &corpus, rows.column, &sides);
    struct keyness *keys = NEW_ARRAY(c->arena, struct keyness, corpus.term_count + 1);
    struct theme_hint *hints = NEW_ARRAY(c->arena, struct theme_hint, corpus.term_count + 1);
    i64 found = 0;
    keyness_find(c, sides.in, sides.out, corpus.term_count, keys);
    for (i64 t = 0; t < corpus.term_count; t++) {
        bool tells = keys[t].z > 0 && keys[t].p < 0.05 && corpus.names[t].size >= LETTERS_MIN;
        if (!tells) continue;
        hints[found++] = (struct theme_hint){
            .language = language,
            .word = corpus.names[t],
            .inside = sides.texts_in[t],
            .outside = sides.texts[t] - sides.texts_in[t],
            .z = keys[t].z,
            .p = keys[t].p,
            .example = sides.example[t],
        };
    }
    qsort(hints, (size_t)found, sizeof *hints, by_z);
    *count = MIN(found, VOICE_HINTS_MAX);
    for (i64 i = 0; i < *count; i++)
        out[i] = hints[i];
    return true;
}

bool voice_hints_find(ctx *c, struct theme_hint **out, i64 *count)
{
    *out = NEW_ARRAY(c->arena, struct theme_hint, WORDS_UNKNOWN * VOICE_HINTS_MAX);
    *count = 0;
    for (enum words_language l = 0; l < WORDS_UNKNOWN; l++) {
        i64 found = 0;
        if (!find_in(c, l, *out + *count, &found)) return false;
        *count += found;
    }
    qsort(*out, (size_t)*count, sizeof **out, by_z);
    return true;
}

bool voice_hints_keep(ctx *c, const struct theme_hint *hints, i64 count)
{
    assert(store_in_transaction(c));
    if (!store_run(c, SQL_voice_hint_drop, NO_VALS)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct theme_hint *h = &hints[i];
        if (!store_run(c, SQL_voice_hint_add,
                       VALS(V_I64(h->language), V_STR(h->word), V_I64(h->inside),
                            V_I64(h->outside), V_F64(h->z), V_F64(h->p), V_I64(h->example),
                            V_I64(c->now_ms))))
            return false;
    }
    return true;
}

bool voice_hints(ctx *c, struct theme_hint **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_voice_hints, NO_VALS, &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct theme_hint, rows.count + 1);
    *count = rows.count;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct theme_hint){(enum words_language)col[0].i[i],
                                        col[1].text[i],
                                        col[2].i[i],
                                        col[3].i[i],
                                        col[4].f[i],
                                        col[5].f[i],
                                        col[6].i[i]};
    return true;
}
