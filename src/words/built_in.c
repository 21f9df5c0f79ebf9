// The assembler puts the files in as they are: the compiler need not read megabytes of numbers.
#include "words/built_in.h"

// NOLINTBEGIN(bugprone-macro-parentheses): parts of the assembler's text and of a declaration
#define BUILT_IN(symbol, file)                                                                     \
    __asm__(".section .rodata\n"                                                                   \
            ".balign 16\n" #symbol ":\n"                                                           \
            ".incbin \"" TUNTUMA_MODELS "/" file "\"\n" #symbol "_end:\n"                          \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char symbol[] __attribute__((visibility("hidden")));                              \
    extern const char symbol##_end[] __attribute__((visibility("hidden")));
// NOLINTEND(bugprone-macro-parentheses)

BUILT_IN(model_sentiment_fi, "sentiment-fi.model")
BUILT_IN(model_sentiment_en, "sentiment-en.model")
BUILT_IN(model_emotions_fi, "emotions-fi.model")
BUILT_IN(model_emotions_en, "emotions-en.model")
BUILT_IN(model_language, "language.model")

static const struct {
    const char *name, *begin, *end;
} models[] = {
    {"sentiment-fi", model_sentiment_fi, model_sentiment_fi_end},
    {"sentiment-en", model_sentiment_en, model_sentiment_en_end},
    {"emotions-fi",  model_emotions_fi,  model_emotions_fi_end },
    {"emotions-en",  model_emotions_en,  model_emotions_en_end },
    {"language",     model_language,     model_language_end    },
};

bool built_in_model(str name, str *out)
{
    for (i64 i = 0; i < COUNT_OF(models); i++) {
        if (!str_equal(name, str_of(models[i].name))) continue;
        *out = (str){models[i].begin, models[i].end - models[i].begin};
        return true;
    }
    return false;
}
