// Any bytes as a remark: words, sentences, n-grams and a language come out, and lie within it.
#include "words/tokens.h"

#include "support/work.h"
#include "words/grams.h"
#include "words/language.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool read_all(ctx *c, void *data)
{
    str text = *(str *)data;
    struct tokens tokens = tokens_read(c, text);
    i64 at = 0, words = 0;
    for (i64 i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.items[i];
        assert(token->from >= at && token->to > token->from);
        assert(token->to <= text.size && token->characters > 0);
        assert(token->sentence >= 0);
        assert(i == 0 || token->sentence >= tokens.items[i - 1].sentence);
        words += token->kind != TOKEN_MARK;
        at = token->to;
    }
    assert(words == tokens.words);
    assert(words > 0 ? tokens.sentences > 0 : tokens.sentences == 0);
    assert(str_is_utf8(tokens_fold(c, text), NULL));
    for (int within = 0; within < 2; within++) {
        struct gram_form form = {1, 4, 10, within == 1};
        const gram *grams = NULL;
        i64 letters = 0, count = grams_of(grams_new(c, form), text, &grams, &letters);
        assert(count >= 0 && letters <= text.size);
        for (i64 i = 0; i < count; i++)
            assert(GRAM_BUCKET(grams[i]) < 1024 && GRAM_COUNT(grams[i]) > 0);
    }
    struct language_guess guess = language_of(text);
    assert(guess.chance >= 0 && guess.chance <= 1);
    assert((guess.why == LANGUAGE_TOLD) == (guess.language != WORDS_UNKNOWN));
    return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = {(const char *)data, (i64)size};
    bool done = ctx_try(c, read_all, &text);
    assert(done || c->err.msg);
    work_release(&work);
    return 0;
}
