#include "words/language.h"

#include "support/shared.h"
#include "support/work.h"

static const char *told(const char *text)
{
    return language_code(language_of(str_of(text)).language);
}

static void sentences_are_recognised(void **state)
{
    (void)state;
    assert_string_equal(told("Toimitus myöhästyi viikon, eikä kukaan vastannut puhelimeen."), "fi");
    assert_string_equal(told("Kiitos hyvästä palvelusta"), "fi");
    assert_string_equal(told("The delivery was late and nobody answered the phone."), "en");
    assert_string_equal(told("Thanks for the help"), "en");
    assert_string_equal(told("Leveransen var försenad och ingen svarade i telefon."), "sv");
    assert_string_equal(told("Tack för hjälpen, bra service"), "sv");
    assert_string_equal(told("VARFÖR SVARAR INGEN PÅ MINA FRÅGOR"), "sv");
}

static void other_languages_are_not_taken_for_ours(void **state)
{
    (void)state;
    assert_string_equal(told("Leider funktioniert das Gerät nicht mehr."), "unknown");
    assert_string_equal(told("Ma ootan oma tellimust juba kolm nädalat."), "unknown");
    assert_string_equal(told("Le personnel était très aimable et compétent."), "unknown");
    assert_string_equal(told("Czekam na zamówienie już trzy tygodnie."), "unknown");
    assert_string_equal(told("Очень хорошее обслуживание, спасибо!"), "unknown");
    assert_int_equal(language_of(S("我等了三个星期")).why, LANGUAGE_FOREIGN);
}

static void what_is_too_short_says_so(void **state)
{
    (void)state;
    assert_int_equal(language_of(S("")).why, LANGUAGE_SHORT);
    assert_int_equal(language_of(S("ok")).why, LANGUAGE_SHORT);
    assert_int_equal(language_of(S("10/10 !!!")).why, LANGUAGE_SHORT);
    assert_int_equal(language_of(S("🙂🙂🙂🙂")).why, LANGUAGE_SHORT);
    assert_int_equal(language_of(S("\xFF\xFE")).why, LANGUAGE_SHORT);
}

static void names_and_addresses_do_not_count(void **state)
{
    (void)state;
    const char *text = "@VirginAmerica why did you cancel it? http://t.co/Xyzzyq1";
    assert_string_equal(told(text), "en");
    assert_int_equal(language_of(S("@SomebodyOnTwitter #jjkkqq")).why, LANGUAGE_SHORT);
}

// Shares of lines with at least 20 bytes that are told right.
static f64 share_right(const char *file, const char *before, i64 skip, enum words_language wanted)
{
    char path[4096], *line = NULL;
    size_t room = 0;
    i64 right = 0, all = 0;
    FILE *in = fopen(shared_path_or_skip(file, path), "r");
    assert_non_null(in);
    for (ssize_t got; (got = getline(&line, &room, in)) > 0;) {
        str text = str_trim((str){line, got});
        if (!str_starts(text, str_of(before))) continue;
        text = str_slice(text, skip, text.size);
        if (text.size < 20) continue;
        all++;
        right += language_of(text).language == wanted;
    }
    free(line);
    fclose(in);
    assert_true(all > 500);
    return (f64)right / (f64)all;
}

// None of these was trained on.
static void unseen_finnish_is_recognised(void **state)
{
    (void)state;
    f64 share = share_right("data/ud_finnish_tdt/fi_tdt-ud-dev.conllu", "# text = ", 9, WORDS_FI);
    if (share < 0.975) print_error("%.4f of UD Finnish TDT, not 0.985\n", share);
    assert_true(share >= 0.975);
}

static void unseen_english_is_recognised(void **state)
{
    (void)state;
    f64 share = share_right("data/twitter_airline/tweets_train.csv", "5", 0, WORDS_EN);
    if (share < 0.95) print_error("%.4f of the airline tweets, not 0.97\n", share);
    assert_true(share >= 0.95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_recognised),
        cmocka_unit_test(other_languages_are_not_taken_for_ours),
        cmocka_unit_test(what_is_too_short_says_so),
        cmocka_unit_test(names_and_addresses_do_not_count),
        cmocka_unit_test(unseen_finnish_is_recognised),
        cmocka_unit_test(unseen_english_is_recognised),
    };
    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
