#include "words/tokens.h"

#include "support/test.h"
#include "support/work.h"

struct fixture {
    struct work work;
};

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    work_init(&f->work);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;
    work_release(&f->work);
    free(f);
    return 0;
}

// Words of all kinds between bars, sentences between double bars.
static str shown(ctx *c, const char *text)
{
    struct tokens tokens = tokens_read(c, str_of(text));
    buf out = buf_new(c->arena, 100000);
    for (i64 i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.items[i];
        if (i > 0) buf_c(&out, tokens.items[i - 1].sentence == token->sentence ? "|" : "||");
        buf_add(&out, token->text);
    }
    return buf_str(&out);
}

static void words_follow_unicode(void **state)
{
    ctx *c = &((struct fixture *)*state)->work.c;
    assert_str(shown(c, "Asiakaspalvelija EI vastannut."), "asiakaspalvelija|ei|vastannut|.");
    assert_str(shown(c, "Don't  wait"), "don't|wait");
    assert_str(shown(c, "klo 12.30, 3 kpl"), "klo|12.30|,|3|kpl");
    assert_str(shown(c, "Hyvä!!! 🙂🙂"), "hyvä|!!!|🙂🙂");
    assert_str(shown(c, "ÄÄKKÖSIÄ"), "ääkkösiä");
    assert_str(shown(c, "a\xCC\x88iti"), "äiti"); // a and a combining diaeresis
    assert_str(shown(c, ""), "");
    assert_str(shown(c, " \t\n "), "");
}

static void sentences_end_where_a_reader_sees_it(void **state)
{
    ctx *c = &((struct fixture *)*state)->work.c;
    assert_str(shown(c, "Hyvä. Kiitos!"), "hyvä|.||kiitos|!");
    assert_str(shown(c, "Tulen esim. Maanantaina. Sopiiko?"),
               "tulen|esim|.|maanantaina|.||sopiiko|?");
    assert_str(shown(c, "No jaa... ehkä"), "no|jaa|...|ehkä");
    assert_str(shown(c, "1. kerros"), "1|.|kerros");
    assert_str(shown(c, "Yksi\nkaksi"), "yksi||kaksi");
    assert_str(shown(c, "\"Ei!\" Hän lähti."), "\"|ei|!|\"||hän|lähti|.");
    assert_str(shown(c, "Hinta 12.5 e. 3 kpl"), "hinta|12.5|e|.|3|kpl");
    assert_str(shown(c, "Hyvä. !!"), "hyvä|.|!!");
}

static void counts_words_and_sentences(void **state)
{
    ctx *c = &((struct fixture *)*state)->work.c;
    struct tokens tokens = tokens_read(c, S("Odotin 2 viikkoa. Ei tullut!"));
    assert_int_equal(tokens.words, 5);
    assert_int_equal(tokens.sentences, 2);
    assert_int_equal(tokens.items[1].kind, TOKEN_NUMBER);
    assert_int_equal(tokens.items[0].characters, 6);
    assert_int_equal(tokens_read(c, S("?!")).sentences, 0);
    assert_int_equal(tokens_read(c, S("?!")).words, 0);
}

static void bytes_that_are_no_text_are_no_word(void **state)
{
    ctx *c = &((struct fixture *)*state)->work.c;
    assert_str(shown(c, "ok \xFF\xFE hyv\xC3"), "ok|\?\?|hyv|\?");
    str zero = {"a\0b", 3};
    struct tokens tokens = tokens_read(c, zero);
    assert_int_equal(tokens.words, 2);
}

static void folding_makes_texts_comparable(void **state)
{
    ctx *c = &((struct fixture *)*state)->work.c;
    assert_str(tokens_fold(c, S("  HYVÄ\t\n päivä ")), "hyvä päivä");
    assert_str(tokens_fold(c, S("Straße")), "strasse");
    assert_str(tokens_fold(c, S("")), "");
    assert_true(str_equal(tokens_fold(c, S("a\xCC\x88")), tokens_fold(c, S("Ä"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_follow_unicode, begin, end),
        cmocka_unit_test_setup_teardown(sentences_end_where_a_reader_sees_it, begin, end),
        cmocka_unit_test_setup_teardown(counts_words_and_sentences, begin, end),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text_are_no_word, begin, end),
        cmocka_unit_test_setup_teardown(folding_makes_texts_comparable, begin, end),
    };
    return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
