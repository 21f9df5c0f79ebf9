// Words are found by the default boundaries of Unicode Standard Annex 29 (libunistring's
// u8_wordbreaks). libunistring knows no sentence boundaries; a sentence ends here after . ! ? or …
// (and closing marks) that a blank follows, unless the next word begins in lower case or the stop
// belongs to an abbreviation; and at every end of a line.
#include "words/tokens.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwbrk.h>

#define ABBREVIATION_BYTES_MAX 8

static str fold_part(ctx *c, str text);
static str utf8_of(ctx *c, str text);
static enum token_kind kind_of(str text, bool *is_blank, i32 *characters);
static void add(ctx *c, struct tokens *tokens, i64 *room, struct token token);
static void sentences_mark(struct tokens *tokens, str text);

struct tokens tokens_read(ctx *c, str original)
{
    struct tokens tokens = {0};
    if (original.size == 0) return tokens;
    str text = utf8_of(c, original);
    char *breaks = NEW_ARRAY(c->arena, char, text.size + 1);
    u8_wordbreaks((const u8 *)text.s, (size_t)text.size, breaks);
    i64 room = 0;
    for (i64 from = 0, to = 0; from < text.size; from = to) {
        for (to = from + 1; to < text.size && !breaks[to];)
            to++;
        bool is_blank = false;
        struct token token = {.from = from, .to = to};
        str part = str_slice(text, from, to);
        token.kind = kind_of(part, &is_blank, &token.characters);
        if (is_blank) continue;
        token.text = fold_part(c, part);
        struct token *last = tokens.count ? &tokens.items[tokens.count - 1] : NULL;
        bool repeats = token.kind == TOKEN_MARK && last && last->kind == TOKEN_MARK &&
                       last->to == from && str_starts(last->text, token.text) &&
                       last->text.size % token.text.size == 0;
        if (repeats) {
            last->to = to;
            last->characters += token.characters;
            last->text = fold_part(c, str_slice(text, last->from, to));
        } else {
            add(c, &tokens, &room, token);
        }
    }
    sentences_mark(&tokens, text);
    return tokens;
}

str tokens_fold(ctx *c, str original)
{
    str folded = fold_part(c, utf8_of(c, original));
    char *out = NEW_ARRAY(c->arena, char, folded.size + 1);
    i64 size = 0;
    bool wants_blank = false;
    for (i64 at = 0; at < folded.size;) {
        ucs4_t character = 0;
        i64 bytes = u8_mbtouc(&character, (const u8 *)folded.s + at, (size_t)(folded.size - at));
        if (uc_is_property_white_space(character) || uc_is_cntrl(character)) {
            wants_blank = size > 0;
        } else {
            if (wants_blank) out[size++] = ' ';
            wants_blank = false;
            memcpy(out + size, folded.s + at, (size_t)bytes);
            size += bytes;
        }
        at += bytes;
    }
    return (str){out, size};
}

// The text itself where it is UTF-8 without NUL; else a copy with '?' (one byte, so that positions
// stay) in place of each byte that is not.
static str utf8_of(ctx *c, str text)
{
    i64 bad = 0;
    if (str_is_utf8(text, &bad)) return text;
    char *copy = NEW_ARRAY(c->arena, char, text.size + 1);
    memcpy(copy, text.s, (size_t)text.size);
    for (i64 at = 0; !str_is_utf8((str){copy + at, text.size - at}, &bad);) {
        at += bad;
        copy[at] = '?';
    }
    return (str){copy, text.size};
}

static str fold_part(ctx *c, str text)
{
    bool is_plain = true;
    for (i64 i = 0; i < text.size && is_plain; i++)
        is_plain = (u8)text.s[i] < 0x80;
    size_t room = (size_t)text.size * (is_plain ? 1 : 4) + 16;
    char *out = NEW_ARRAY(c->arena, char, (i64)room);
    if (is_plain) {
        for (i64 i = 0; i < text.size; i++)
            out[i] = (char)(text.s[i] >= 'A' && text.s[i] <= 'Z' ? text.s[i] + 32 : text.s[i]);
        return (str){out, text.size};
    }
    size_t size = room - 1;
    u8 *folded =
        u8_casefold((const u8 *)text.s, (size_t)text.size, NULL, UNINORM_NFC, (u8 *)out, &size);
    if (!folded) arena_full(c->arena, true);
    if (folded != (u8 *)out) arena_defer(c->arena, free, folded);
    return (str){(const char *)folded, (i64)size};
}

static enum token_kind kind_of(str text, bool *is_blank, i32 *characters)
{
    bool has_letter = false, has_digit = false;
    *is_blank = true;
    *characters = 0;
    for (i64 at = 0; at < text.size;) {
        ucs4_t character = 0;
        at += u8_mbtouc(&character, (const u8 *)text.s + at, (size_t)(text.size - at));
        has_letter |= uc_is_property_alphabetic(character);
        has_digit |= uc_is_property_decimal_digit(character);
        if (!uc_is_property_white_space(character) && !uc_is_cntrl(character)) *is_blank = false;
        ++*characters;
    }
    return has_letter ? TOKEN_WORD : has_digit ? TOKEN_NUMBER : TOKEN_MARK;
}

static void add(ctx *c, struct tokens *tokens, i64 *room, struct token token)
{
    if (tokens->count == *room) {
        i64 more = *room ? *room * 2 : 32;
        tokens->items =
            arena_grow(c->arena, tokens->items, *room, more, (i64)sizeof tokens->items[0]);
        *room = more;
    }
    tokens->items[tokens->count++] = token;
    if (token.kind != TOKEN_MARK) tokens->words++;
}

static bool is_end_mark(const struct token *token)
{
    if (token->kind != TOKEN_MARK) return false;
    return strchr(".!?", token->text.s[0]) || str_starts(token->text, S("…"));
}

static bool is_abbreviation(const struct token *word)
{
    static const char known[] = " esim mm jne yms ym tms ks nk ns huom klo puh os kpl alk vrt so "
                                "t.ex bl.a osv m.m d.v.s dvs s.k ca kl tel ev inkl nr resp "
                                "e.g i.e etc mr mrs ms dr st vs no approx ";
    if (word->kind == TOKEN_NUMBER) return false;
    if (word->characters == 1) return true; // an initial
    if (word->text.size > ABBREVIATION_BYTES_MAX) return false;
    char wanted[ABBREVIATION_BYTES_MAX + 3];
    snprintf(wanted, sizeof wanted, " %.*s ", STR(word->text));
    return strstr(known, wanted) != NULL;
}

static bool begins_lower(str text)
{
    ucs4_t first = 0;
    u8_mbtouc(&first, (const u8 *)text.s, (size_t)text.size);
    return uc_is_property_lowercase(first);
}

// Whether a sentence ends between the token before `next` and it; `word` is the last word or number
// before, `mark` whether a mark that ends sentences stood after it.
static bool ends_before(const struct tokens *tokens, i64 next, i64 word, bool has_mark, str text)
{
    const struct token *before = &tokens->items[next - 1], *after = &tokens->items[next];
    str gap = str_slice(text, before->to, after->from);
    if (memchr(gap.s, '\n', (size_t)gap.size)) return true;
    if (!has_mark || gap.size == 0 || word < 0) return false;
    if (begins_lower(str_slice(text, after->from, after->to))) return false;
    bool one_stop = str_equal(tokens->items[word + 1].text, S(".")) && word + 1 == next - 1;
    return !(one_stop && is_abbreviation(&tokens->items[word]));
}

static void sentences_mark(struct tokens *tokens, str text)
{
    i64 word = -1; // the sentence's last one
    bool has_mark = false;
    i32 sentence = 0;
    for (i64 i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (i > 0 && word >= 0 && ends_before(tokens, i, word, has_mark, text)) {
            sentence++;
            word = -1;
            has_mark = false;
        }
        token->sentence = sentence;
        if (token->kind != TOKEN_MARK) {
            word = i;
            has_mark = false;
        } else if (is_end_mark(token)) {
            has_mark = true;
        }
    }
    // Marks alone after the last end make no sentence of their own.
    for (i64 i = tokens->count - 1; i >= 0 && word < 0 && sentence > 0; i--) {
        if (tokens->items[i].sentence != sentence) break;
        tokens->items[i].sentence = sentence - 1;
    }
    tokens->sentences = word >= 0 ? sentence + 1 : sentence;
}
