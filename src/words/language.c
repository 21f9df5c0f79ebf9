// A chain of letters: each letter's chance after the two before it, for each language (Dunning,
// Statistical identification of language, 1994). The likeliest language wins if its chance is at
// least CHANCE_LEAST and the text is not much unlikelier than held-out text of that language was.
#include "words/language.h"

#include <math.h>
#include <unistr.h>

#include "words/built_in.h"
#include "words/letters.h"

#define LETTERS_LEAST  3
#define CHANCE_LEAST   0.8
#define FOREIGN_SLACK  5.0 // twentieths of a nat a letter
#define FOREIGN_ERRORS 2.5

static_assert((int)WORDS_UNKNOWN == (int)LANGUAGES, "one cost for each language");

static const struct letters_model *the_model(void)
{
    str bytes = {0};
    bool is_there = built_in_model(S("language"), &bytes);
    assert(is_there);
    assert(bytes.size == (i64)sizeof(struct letters_model));
    return (const void *)bytes.s;
}

// The end of an address or a name (http…, www…, @somebody, #word) that begins at `at`; else `at`.
static i64 name_end(str text, i64 at)
{
    str rest = str_slice(text, at, text.size);
    bool is_name = str_starts(rest, S("@")) || str_starts(rest, S("#")) ||
                   str_starts(rest, S("http")) || str_starts(rest, S("www."));
    while (is_name && at < text.size && (u8)text.s[at] > ' ')
        at++;
    return at;
}

struct language_guess language_of(str text)
{
    const struct letters_model *model = the_model();
    i64 costs[LANGUAGES] = {0}, steps = 0, letters = 0;
    int a = LETTER_BLANK, b = LETTER_BLANK;
    for (i64 at = 0; at <= text.size;) {
        ucs4_t character = ' ';
        if (b == LETTER_BLANK) at = name_end(text, at);
        if (at < text.size)
            at += u8_mbtouc(&character, (const u8 *)text.s + at, (size_t)(text.size - at));
        else
            at++;
        int sign = letter_of(character);
        if (sign == LETTER_BLANK && b == LETTER_BLANK) continue;
        for (int j = 0; j < LANGUAGES; j++)
            costs[j] += model->cost[a][b][sign][j];
        letters += sign != LETTER_BLANK;
        steps++;
        a = b;
        b = sign;
    }
    if (letters < LETTERS_LEAST) return (struct language_guess){WORDS_UNKNOWN, LANGUAGE_SHORT, 0};
    int best = 0;
    for (int j = 1; j < LANGUAGES; j++)
        if (costs[j] < costs[best]) best = j;
    f64 all = 0, mean = (f64)costs[best] / (f64)steps;
    for (int j = 0; j < LANGUAGES; j++)
        all += exp((f64)(costs[best] - costs[j]) / 20);
    f64 usual = (f64)model->mean[best] + FOREIGN_SLACK +
                FOREIGN_ERRORS * (f64)model->deviation[best] / sqrt((f64)steps);
    if (mean > usual) return (struct language_guess){WORDS_UNKNOWN, LANGUAGE_FOREIGN, 1 / all};
    if (1 / all < CHANCE_LEAST)
        return (struct language_guess){WORDS_UNKNOWN, LANGUAGE_DOUBTFUL, 1 / all};
    return (struct language_guess){(enum words_language)best, LANGUAGE_TOLD, 1 / all};
}

const char *language_code(enum words_language language)
{
    static const char *const codes[] = {"fi", "en", "sv", "unknown"};
    return codes[language];
}
