// The text is lower-cased character by character, digits become 0, and blanks and control
// characters one blank; a blank stands at both ends. Every run of low … high characters is hashed.
// Within words: as scikit-learn's "char_wb", each word with a blank at both ends. Decomposed text
// (an a and a diaeresis of its own) is composed first.
//
// Hashed features: Weinberger et al., Feature hashing for large scale multitask learning, ICML
// 2009. Two n-grams in one bucket are rare enough at these sizes, and no table of n-grams is
// needed.
#include "words/grams.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

struct grams {
    struct gram_form form;
    struct arena *arena;
    u8 *counts;      // by bucket; all zero between calls
    u32 *characters; // of the text
    i64 character_room;
    u8 *composed; // of a text with combining marks
    i64 composed_room;
    gram *found;
    i64 found_room;
};

bool gram_form_is_sound(struct gram_form form)
{
    return form.low >= 1 && form.low <= form.high && form.high <= GRAM_LENGTH_MAX &&
           form.bits >= GRAM_BITS_MIN && form.bits <= GRAM_BITS_MAX;
}

struct grams *grams_new(ctx *c, struct gram_form form)
{
    assert(gram_form_is_sound(form));
    struct grams *grams = NEW(c->arena, struct grams);
    *grams = (struct grams){.form = form, .arena = c->arena};
    grams->counts = NEW_ARRAY(c->arena, u8, (i64)1 << form.bits);
    return grams;
}

static u32 character_plain(ucs4_t character)
{
    if (character < 0x80) {
        if (character >= 'A' && character <= 'Z') return character + 32;
        if (character >= '0' && character <= '9') return '0';
        return character <= ' ' || character == 0x7F ? ' ' : character;
    }
    if (character < 0xC0 && character != 0xA0 && character != 0x85) return character;
    if (uc_is_property_white_space(character) || uc_is_cntrl(character)) return ' ';
    if (uc_is_property_decimal_digit(character)) return '0';
    return uc_tolower(character);
}

static bool is_combining(str text)
{
    // U+0300 … U+036F begin with 0xCC or 0xCD.
    return text.size > 0 &&
           (memchr(text.s, 0xCC, (size_t)text.size) || memchr(text.s, 0xCD, (size_t)text.size));
}

// In grams->composed, which is large enough: NFC makes UTF-8 at most three times as long (UAX 15).
static str composed(struct grams *grams, str text)
{
    if (text.size * 3 > grams->composed_room) {
        grams->composed_room = text.size * 6;
        grams->composed = NEW_ARRAY(grams->arena, u8, grams->composed_room);
    }
    size_t size = (size_t)grams->composed_room;
    const u8 *out =
        u8_normalize(UNINORM_NFC, (const u8 *)text.s, (size_t)text.size, grams->composed, &size);
    if (!out) return text; // what is no UTF-8 is taken as it is
    assert(out == grams->composed);
    return (str){(const char *)out, (i64)size};
}

// Fills grams->characters; returns how many: a blank first and last, unless there is nothing.
static i64 characters_of(struct grams *grams, str text, i64 *letters)
{
    if (text.size + 2 > grams->character_room) {
        grams->character_room = (text.size + 2) * 2;
        grams->characters = NEW_ARRAY(grams->arena, u32, grams->character_room);
    }
    u32 *out = grams->characters;
    i64 count = 0;
    out[count++] = ' ';
    for (i64 at = 0; at < text.size;) {
        ucs4_t character = (u8)text.s[at];
        if (character < 0x80)
            at++;
        else
            at += u8_mbtouc(&character, (const u8 *)text.s + at, (size_t)(text.size - at));
        u32 plain = character_plain(character);
        if (plain == ' ' && out[count - 1] == ' ') continue;
        *letters +=
            (plain >= 'a' && plain <= 'z') || (plain >= 0x80 && uc_is_property_alphabetic(plain));
        out[count++] = plain;
    }
    if (count == 1) return 0;
    if (out[count - 1] != ' ') out[count++] = ' ';
    return count;
}

// The end of the word that begins at `from`: after the blank that follows it.
static i64 word_end(const u32 *characters, i64 from, i64 count)
{
    i64 to = from + 1;
    while (to < count && characters[to] != ' ')
        to++;
    return MIN(to + 1, count);
}

static i64 hash_range(struct grams *grams, i64 from, i64 to, i64 found)
{
    const u32 *characters = grams->characters;
    struct gram_form form = grams->form;
    int shift = 64 - form.bits;
    for (i64 start = from; start < to; start++) {
        u64 hash = 0x9E3779B97F4A7C15u;
        i64 last = MIN(start + form.high, to);
        for (i64 i = start; i < last; i++) {
            hash = (hash ^ characters[i]) * 0xFF51AFD7ED558CCDu;
            hash ^= hash >> 32;
            if (i - start + 1 < form.low) continue;
            u32 bucket = (u32)(hash * 0x9E3779B97F4A7C15u >> shift);
            if (grams->counts[bucket] == 0) grams->found[found++] = bucket;
            if (grams->counts[bucket] < 255) grams->counts[bucket]++;
        }
    }
    return found;
}

i64 grams_of(struct grams *grams, str text, const gram **out, i64 *letters)
{
    i64 ignored = 0;
    if (!letters) letters = &ignored;
    *letters = 0;
    if (is_combining(text)) text = composed(grams, text);
    i64 count = characters_of(grams, text, letters);
    i64 most = count * (grams->form.high - grams->form.low + 1);
    if (most > grams->found_room) {
        grams->found_room = most * 2;
        grams->found = NEW_ARRAY(grams->arena, gram, grams->found_room);
    }
    i64 found = 0;
    if (grams->form.within_words) {
        for (i64 from = 0, to = 0; from + 1 < count; from = to - 1) {
            to = word_end(grams->characters, from, count);
            found = hash_range(grams, from, to, found);
        }
    } else {
        found = hash_range(grams, 0, count, found);
    }
    for (i64 i = 0; i < found; i++) {
        u32 bucket = grams->found[i];
        grams->found[i] = bucket << 8 | grams->counts[bucket];
        grams->counts[bucket] = 0;
    }
    *out = grams->found;
    return found;
}
