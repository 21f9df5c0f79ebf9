#include "words/corpus.h"

#include "base/hash.h"
#include "words/stem.h"
#include "words/tokens.h"

// Two passes: the first numbers every stem (and pair) that is met and counts its texts and forms,
// the second keeps those that enough texts have.

enum { PAIR_BYTES = 2048 };

static const struct hash_seed term_seed = {"terms of texts.."};

struct form { // a word as it is written; its most frequent one names the term
    str text;
    i64 count;
    i32 next; // -1: last
};

struct term {
    i64 documents, last; // last text that had it, from 1
    i32 forms;
};

struct building {
    struct hash_map by_stem, by_form;
    struct term *terms;
    str *stems;
    i64 term_count, term_capacity;
    struct form *forms;
    i32 *form_term;
    i64 form_count, form_capacity;
    i32 *met; // terms in order, all texts
    i64 met_count, met_capacity;
};

static void form_add(ctx *c, struct building *b, i32 term, str text)
{
    struct hash_at at;
    u64 hash = hash_mix(hash_str(&term_seed, text), (u64)term);
    for (i64 f = hash_map_first(&b->by_form, hash, &at); f >= 0;
         f = hash_map_next(&b->by_form, hash, &at)) {
        if (b->form_term[f] != term || !str_equal(b->forms[f].text, text)) continue;
        b->forms[f].count++;
        return;
    }
    if (b->form_count == b->form_capacity) {
        i64 more = MAX(b->form_capacity * 2, 1024);
        b->forms = arena_grow(c->arena, b->forms, b->form_capacity, more, (i64)sizeof(struct form));
        b->form_term = arena_grow(c->arena, b->form_term, b->form_capacity, more, (i64)sizeof(i32));
        b->form_capacity = more;
    }
    b->forms[b->form_count] = (struct form){str_copy(c->arena, text), 1, b->terms[term].forms};
    b->form_term[b->form_count] = term;
    b->terms[term].forms = (i32)b->form_count;
    hash_map_add(&b->by_form, hash, b->form_count++);
}

static i32 term_of(ctx *c, struct building *b, str stem)
{
    struct hash_at at;
    u64 hash = hash_str(&term_seed, stem);
    for (i64 t = hash_map_first(&b->by_stem, hash, &at); t >= 0;
         t = hash_map_next(&b->by_stem, hash, &at))
        if (str_equal(b->stems[t], stem)) return (i32)t;
    if (b->term_count == b->term_capacity) {
        i64 more = MAX(b->term_capacity * 2, 1024);
        b->terms = arena_grow(c->arena, b->terms, b->term_capacity, more, (i64)sizeof(struct term));
        b->stems = arena_grow(c->arena, b->stems, b->term_capacity, more, (i64)sizeof(str));
        b->term_capacity = more;
    }
    b->terms[b->term_count] = (struct term){.forms = -1};
    b->stems[b->term_count] = str_copy(c->arena, stem);
    hash_map_add(&b->by_stem, hash, b->term_count);
    return (i32)b->term_count++;
}

static void meet(ctx *c, struct building *b, i64 text, str stem, str form)
{
    i32 term = term_of(c, b, stem);
    if (b->terms[term].last != text + 1) b->terms[term].documents++;
    b->terms[term].last = text + 1;
    form_add(c, b, term, form);
    if (b->met_count == b->met_capacity) {
        i64 more = MAX(b->met_capacity * 2, 4096);
        b->met = arena_grow(c->arena, b->met, b->met_capacity, more, (i64)sizeof(i32));
        b->met_capacity = more;
    }
    b->met[b->met_count++] = term;
}

struct last_word {
    i32 sentence;
    i64 stem_size, form_size; // 0: none
    char stem[PAIR_BYTES / 4], form[PAIR_BYTES / 4];
};

static void pair_meet(ctx *c, struct building *b, i64 text, const struct last_word *last, str stem,
                      str form)
{
    char stems[PAIR_BYTES], forms[PAIR_BYTES];
    int a = snprintf(stems, sizeof stems, "%.*s %.*s", (int)last->stem_size, last->stem, STR(stem));
    int k = snprintf(forms, sizeof forms, "%.*s %.*s", (int)last->form_size, last->form, STR(form));
    if (a >= PAIR_BYTES || k >= PAIR_BYTES) return;
    meet(c, b, text, (str){stems, a}, (str){forms, k});
}

static void keep_last(struct last_word *last, const struct token *token, str stem)
{
    last->sentence = token->sentence;
    last->stem_size = MIN(stem.size, (i64)sizeof last->stem);
    last->form_size = MIN(token->text.size, (i64)sizeof last->form);
    memcpy(last->stem, stem.s, (size_t)last->stem_size);
    memcpy(last->form, token->text.s, (size_t)last->form_size);
}

static void text_read(ctx *c, struct building *b, const struct corpus_order *order, i64 i,
                      struct stemmer *const stemmers[], struct arena *scratch, struct corpus *out)
{
    struct ctx aside = *c;
    struct last_word last = {.stem_size = 0};
    enum words_language language = order->language;
    aside.arena = scratch;
    arena_clear(scratch);
    if (language == WORDS_UNKNOWN) language = language_of(order->texts[i]).language;
    out->language_count[language]++;
    struct tokens tokens = tokens_read(&aside, order->texts[i]);
    for (i64 k = 0; k < tokens.count; k++) {
        const struct token *token = &tokens.items[k];
        if (token->kind == TOKEN_MARK) continue;
        out->words[i]++;
        str stem = stem_of(stemmers[language], token->text);
        if (order->pairs && last.stem_size && last.sentence == token->sentence)
            pair_meet(c, b, i, &last, stem, token->text);
        meet(c, b, i, stem, token->text);
        keep_last(&last, token, stem);
    }
}

static str name_of(const struct building *b, i64 term)
{
    str best = {0};
    i64 count = 0;
    for (i32 f = b->terms[term].forms; f >= 0; f = b->forms[f].next) {
        if (b->forms[f].count < count) continue;
        // Of equals the first in the alphabet, whatever the order of texts.
        if (b->forms[f].count == count && str_compare(b->forms[f].text, best) > 0) continue;
        best = b->forms[f].text;
        count = b->forms[f].count;
    }
    return best;
}

// Numbers anew the terms that enough texts have.
static void terms_keep(ctx *c, const struct building *b, i64 documents_min, struct corpus *out)
{
    i32 *to = NEW_ARRAY(c->arena, i32, MAX(b->term_count, 1));
    i64 kept = 0, at = 0;
    out->names = NEW_ARRAY(c->arena, str, MAX(b->term_count, 1));
    out->documents = NEW_ARRAY(c->arena, i64, MAX(b->term_count, 1));
    out->terms = NEW_ARRAY(c->arena, i32, MAX(b->met_count, 1));
    for (i64 t = 0; t < b->term_count; t++) {
        to[t] = -1;
        if (b->terms[t].documents < documents_min) continue;
        out->names[kept] = name_of(b, t);
        out->documents[kept] = b->terms[t].documents;
        to[t] = (i32)kept++;
    }
    for (i64 i = 0, k = 0; i < out->count; i++) {
        i64 end = out->first[i + 1];
        out->first[i] = at;
        for (; k < end; k++)
            if (to[b->met[k]] >= 0) out->terms[at++] = to[b->met[k]];
    }
    out->first[out->count] = at;
    out->term_count = kept;
}

bool corpus_read(ctx *c, struct corpus_order order, struct corpus *out)
{
    struct building b = {.term_count = 0};
    struct stemmer *stemmers[4];
    struct arena *scratch = ctx_arena(c, c->arena->size_max_bytes);
    *out = (struct corpus){.count = order.count};
    out->first = NEW_ARRAY(c->arena, i64, order.count + 1);
    out->words = NEW_ARRAY(c->arena, i64, MAX(order.count, 1));
    for (i64 i = 0; i < COUNT_OF(stemmers); i++)
        stemmers[i] = stemmer_new(c, (enum words_language)i);
    hash_map_init(&b.by_stem, c->arena, 4096);
    hash_map_init(&b.by_form, c->arena, 4096);
    for (i64 i = 0; i < order.count; i++) {
        if (i % 1024 == 0 && ctx_stopped(c)) return false;
        text_read(c, &b, &order, i, stemmers, scratch, out);
        out->first[i + 1] = b.met_count;
    }
    terms_keep(c, &b, order.documents_min, out);
    return true;
}
