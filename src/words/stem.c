#include "words/stem.h"

#include <libstemmer.h>

struct stemmer {
    struct sb_stemmer *of_language; // NULL: none
};

static void stemmer_end(void *stemmer)
{
    sb_stemmer_delete(stemmer);
}

struct stemmer *stemmer_new(ctx *c, enum words_language language)
{
    static const char *const names[] = {
        [WORDS_FI] = "finnish", [WORDS_EN] = "english", [WORDS_SV] = "swedish"};
    struct stemmer *stemmer = NEW(c->arena, struct stemmer);
    if (language == WORDS_UNKNOWN) return stemmer;
    stemmer->of_language = sb_stemmer_new(names[language], "UTF_8");
    if (!stemmer->of_language) arena_full(c->arena, true);
    arena_defer(c->arena, stemmer_end, stemmer->of_language);
    return stemmer;
}

str stem_of(struct stemmer *stemmer, str word)
{
    if (!stemmer->of_language || word.size > 1000) return word;
    const sb_symbol *stem =
        sb_stemmer_stem(stemmer->of_language, (const sb_symbol *)word.s, (int)word.size);
    if (!stem) return word;
    return (str){(const char *)stem, sb_stemmer_length(stemmer->of_language)};
}
