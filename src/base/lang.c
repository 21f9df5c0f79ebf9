#include "base/lang.h"

#include "base/ctx.h"

#define LANGUAGES_MAX 32

static struct {
    const char *language;
    const struct lang_text *texts;
    i64 count;
} languages[LANGUAGES_MAX];
static i64 language_count;

static int text_compare(const void *english, const void *text);
static i64 language_index(const char *language);

void lang_register(const char *language, const struct lang_text *texts, i64 count)
{
    assert(language_count < LANGUAGES_MAX);
    assert(language_index(language) < 0);
    for (i64 i = 1; i < count; i++)
        assert(strcmp(texts[i - 1].english, texts[i].english) < 0);
    languages[language_count].language = language;
    languages[language_count].texts = texts;
    languages[language_count++].count = count;
}

bool lang_is_known(const char *language)
{
    return strcmp(language, "en") == 0 || language_index(language) >= 0;
}

void lang_reset(void)
{
    language_count = 0;
}

const char *tr(const ctx *c, const char *english)
{
    assert(english);
    i64 at = c->lang ? language_index(c->lang) : -1;
    if (at < 0) return english;
    const struct lang_text *found =
        bsearch(english, languages[at].texts, (size_t)languages[at].count, sizeof(struct lang_text),
                text_compare);
    return found ? found->text : english;
}

static int text_compare(const void *english, const void *text)
{
    return strcmp(english, ((const struct lang_text *)text)->english);
}

static i64 language_index(const char *language)
{
    for (i64 i = 0; i < language_count; i++)
        if (strcmp(languages[i].language, language) == 0) return i;
    return -1;
}
