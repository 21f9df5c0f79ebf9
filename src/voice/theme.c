#include "voice/theme.h"

#include "bounds.h"
#include "words/tokens.h"

// One word of a theme, or several that follow each other.
struct pattern {
    i64 theme;
    i64 word_count;
    struct pattern_word {
        str text;
        bool begins; // any ending will do
    } words[BOUND_THEME_PHRASE_WORDS];
};

struct theme_finder {
    i64 themes;
    i64 count[WORDS_UNKNOWN];
    struct pattern *patterns[WORDS_UNKNOWN];
};

bool theme_list(ctx *c, struct theme **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_voice_themes, NO_VALS, &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct theme, rows.count + 1);
    *count = rows.count;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct theme){
            col[0].i[i],
            col[1].text[i],
            col[2].i[i],
            {[WORDS_FI] = col[3].text[i], [WORDS_EN] = col[4].text[i], [WORDS_SV] = col[5].text[i]}};
    return true;
}

// A phrase as its tokens; the * is a mark of its own behind the word that it belongs to.
static bool pattern_read(ctx *c, str phrase, struct pattern *out)
{
    struct tokens tokens = tokens_read(c, phrase);
    out->word_count = 0;
    for (i64 i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.items[i];
        bool is_star = token->kind == TOKEN_MARK && str_starts(token->text, S("*"));
        if (is_star && out->word_count) out->words[out->word_count - 1].begins = true;
        if (token->kind == TOKEN_MARK) continue;
        if (out->word_count == COUNT_OF(out->words)) return false;
        out->words[out->word_count++] = (struct pattern_word){token->text, false};
    }
    return out->word_count > 0;
}

static void add_words(ctx *c, struct theme_finder *finder, enum words_language language, i64 theme,
                      str words)
{
    str rest = words, phrase = {0};
    i64 room = 1;
    for (i64 i = 0; i < words.size; i++)
        room += words.s[i] == ',';
    i64 *count = &finder->count[language];
    finder->patterns[language] = arena_grow(c->arena, finder->patterns[language], *count,
                                            *count + room, sizeof(struct pattern));
    while (str_cut(&rest, ',', &phrase)) {
        struct pattern *pattern = &finder->patterns[language][*count];
        pattern->theme = theme;
        *count += pattern_read(c, phrase, pattern);
    }
}

struct theme_finder *theme_finder_new(ctx *c, const struct theme *themes, i64 count)
{
    struct theme_finder *finder = NEW(c->arena, struct theme_finder);
    *finder = (struct theme_finder){.themes = count};
    for (i64 i = 0; i < count; i++)
        for (enum words_language l = 0; l < WORDS_UNKNOWN; l++)
            add_words(c, finder, l, i, themes[i].words[l]);
    return finder;
}

static bool word_fits(const struct pattern_word *word, const struct token *token)
{
    if (token->kind == TOKEN_MARK) return false;
    return word->begins ? str_starts(token->text, word->text) : str_equal(token->text, word->text);
}

static bool stands_at(const struct pattern *pattern, const struct tokens *tokens, i64 at)
{
    if (at + pattern->word_count > tokens->count) return false;
    for (i64 k = 0; k < pattern->word_count; k++)
        if (!word_fits(&pattern->words[k], &tokens->items[at + k])) return false;
    return true;
}

static bool stands_in(const struct pattern *pattern, const struct tokens *tokens)
{
    for (i64 at = 0; at < tokens->count; at++)
        if (stands_at(pattern, tokens, at)) return true;
    return false;
}

i64 theme_find(ctx *c, const struct theme_finder *finder, str text, enum words_language language,
               bool *found)
{
    struct tokens tokens = tokens_read(c, text);
    i64 count = 0;
    for (i64 i = 0; i < finder->themes; i++)
        found[i] = false;
    for (enum words_language l = 0; l < WORDS_UNKNOWN; l++) {
        if (language != WORDS_UNKNOWN && language != l) continue;
        for (i64 k = 0; k < finder->count[l]; k++) {
            const struct pattern *pattern = &finder->patterns[l][k];
            if (found[pattern->theme] || !stands_in(pattern, &tokens)) continue;
            found[pattern->theme] = true;
            count++;
        }
    }
    return count;
}
