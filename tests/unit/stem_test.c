// Snowball's own vocabularies (../shared/data/snowball), and the examples of the reference.
#include "words/stem.h"

#include "support/shared.h"
#include "support/work.h"

#include <jansson.h>

static void the_reference_examples_are_stemmed(void **state)
{
    (void)state;
    char room[4096];
    struct work work;
    json_error_t error;
    const char *word;
    json_t *stem;
    shared_or_skip("reference/text.json");
    json_t *whole = json_load_file(shared_path_or_skip("reference/text.json", room), 0, &error);
    assert_non_null(whole);
    struct stemmer *finnish = stemmer_new(work_init(&work), WORDS_FI);
    json_t *examples = json_object_get(whole, "stem_examples");
    assert_true(json_object_size(examples) >= 9);
    json_object_foreach(examples, word, stem)
        assert_str(stem_of(finnish, str_of(word)), json_string_value(stem));
    json_decref(whole);
    work_release(&work);
}

static void vocabulary_is_stemmed(enum words_language language, const char *words,
                                  const char *stems)
{
    char room[4096], word[200], stem[200];
    struct work work;
    FILE *from = fopen(shared_path_or_skip(words, room), "r");
    FILE *to = fopen(shared_path_or_skip(stems, room), "r");
    assert_non_null(from);
    assert_non_null(to);
    struct stemmer *stemmer = stemmer_new(work_init(&work), language);
    i64 count = 0, wrong = 0;
    while (fgets(word, sizeof word, from) && fgets(stem, sizeof stem, to)) {
        word[strcspn(word, "\n")] = stem[strcspn(stem, "\n")] = 0;
        count++;
        if (str_equal(stem_of(stemmer, str_of(word)), str_of(stem))) continue;
        if (wrong++ < 3)
            print_error("%s: '%.*s', not '%s'\n", word, STR(stem_of(stemmer, str_of(word))), stem);
    }
    fclose(from);
    fclose(to);
    work_release(&work);
    print_message("%lld words, %lld otherwise\n", (long long)count, (long long)wrong);
    assert_true(count > 20000);
    // Debian's libstemmer is 2.2.0, the vocabularies are of a later release: 0 %, 0.1 %, 1.8 %.
    assert_true(wrong * 50 < count);
}

static void the_vocabularies_are_stemmed(void **state)
{
    (void)state;
    shared_or_skip("data/snowball/finnish_voc.txt");
    vocabulary_is_stemmed(WORDS_FI, "data/snowball/finnish_voc.txt",
                          "data/snowball/finnish_output.txt");
    vocabulary_is_stemmed(WORDS_EN, "data/snowball/english_voc.txt",
                          "data/snowball/english_output.txt");
    vocabulary_is_stemmed(WORDS_SV, "data/snowball/swedish_voc.txt",
                          "data/snowball/swedish_output.txt");
}

static void a_language_not_known_leaves_words_alone(void **state)
{
    (void)state;
    struct work work;
    struct stemmer *none = stemmer_new(work_init(&work), WORDS_UNKNOWN);
    assert_str(stem_of(none, S("asiakkaillemme")), "asiakkaillemme");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_examples_are_stemmed),
        cmocka_unit_test(the_vocabularies_are_stemmed),
        cmocka_unit_test(a_language_not_known_leaves_words_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
