#include "words/grams.h"

#include "support/test.h"
#include "support/work.h"

static const struct gram_form usual = {2, 5, 16, true};

static int begin(void **state)
{
    struct work *work = calloc(1, sizeof *work);
    work_init(work);
    *state = work;
    return 0;
}

static int end(void **state)
{
    work_release(*state);
    free(*state);
    return 0;
}

// The n-grams of a text, with their counts, in ascending order.
struct bag {
    i64 count, letters;
    gram grams[4000];
};

static int gram_compare(const void *a, const void *b)
{
    gram x = *(const gram *)a, y = *(const gram *)b;
    return (x > y) - (x < y);
}

static struct bag *bag_of(ctx *c, struct gram_form form, str text)
{
    struct bag *bag = NEW(c->arena, struct bag);
    const gram *found = NULL;
    bag->count = grams_of(grams_new(c, form), text, &found, &bag->letters);
    assert_in_range(bag->count, 0, COUNT_OF(bag->grams));
    if (bag->count) memcpy(bag->grams, found, (size_t)bag->count * sizeof(gram));
    qsort(bag->grams, (size_t)bag->count, sizeof(gram), gram_compare);
    return bag;
}

static bool same(const struct bag *a, const struct bag *b)
{
    return a->count == b->count && memcmp(a->grams, b->grams, (size_t)a->count * sizeof(gram)) == 0;
}

static void counts_the_grams_of_a_word_as_scikit_learn_does(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    // TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)): " abc " has 4 + 3 + 2 + 1.
    assert_int_equal(bag_of(c, usual, S("abc"))->count, 10);
    assert_int_equal(bag_of(c, usual, S("abc"))->letters, 3);
    // " a ": " a", "a ", " a ".
    assert_int_equal(bag_of(c, usual, S("a"))->count, 3);
    struct gram_form one = {1, 1, 16, true};
    const struct bag *bag = bag_of(c, one, S("aaab"));
    assert_int_equal(bag->count, 3); // a, b, blank
    i64 most = 0;
    for (i64 i = 0; i < bag->count; i++)
        most = MAX(most, (i64)GRAM_COUNT(bag->grams[i]));
    assert_int_equal(most, 3);
}

static void says_nothing_of_no_text(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    assert_int_equal(bag_of(c, usual, S(""))->count, 0);
    assert_int_equal(bag_of(c, usual, S(" \t\r\n "))->count, 0);
    assert_int_equal(bag_of(c, usual, S("!?"))->letters, 0);
}

static void case_blanks_digits_and_composition_do_not_matter(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    assert_true(same(bag_of(c, usual, S("HYVÄ Palvelu")), bag_of(c, usual, S("hyvä  palvelu\n"))));
    assert_true(same(bag_of(c, usual, S("3 päivää")), bag_of(c, usual, S("7 päivää"))));
    assert_true(same(bag_of(c, usual, S("pa\xCC\x88iva\xCC\x88")), bag_of(c, usual, S("päivä"))));
    assert_false(same(bag_of(c, usual, S("paiva")), bag_of(c, usual, S("päivä"))));
}

static void words_stand_alone_unless_asked_otherwise(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    assert_true(same(bag_of(c, usual, S("ei tullut")), bag_of(c, usual, S("tullut ei"))));
    struct gram_form across = {2, 5, 16, false};
    assert_false(same(bag_of(c, across, S("ei tullut")), bag_of(c, across, S("tullut ei"))));
    assert_true(bag_of(c, across, S("ei tullut"))->count > bag_of(c, usual, S("ei tullut"))->count);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    str bad[] = {
        S("\xFF\xFE\x80"), S("a\xCC"), S("\xCC\x88\xC3"), {"a\0b", 3},
           S("\xF0\x9F\x99")
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++)
        assert_true(bag_of(c, usual, bad[i])->count >= 0);
}

static void long_texts_count_up_to_255(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    char *text = NEW_ARRAY(c->arena, char, 100001);
    memset(text, 'x', 100000);
    const struct bag *bag = bag_of(c, usual, (str){text, 100000});
    i64 most = 0;
    for (i64 i = 0; i < bag->count; i++)
        most = MAX(most, (i64)GRAM_COUNT(bag->grams[i]));
    assert_int_equal(most, 255);
}

static void scratch_is_clean_after_each_text(void **state)
{
    ctx *c = &((struct work *)*state)->c;
    struct grams *grams = grams_new(c, usual);
    const gram *found = NULL;
    i64 first = grams_of(grams, S("kiitos"), &found, NULL);
    (void)grams_of(grams, S("aivan muuta tekstiä"), &found, NULL);
    i64 again = grams_of(grams, S("kiitos"), &found, NULL);
    assert_int_equal(first, again);
    for (i64 i = 0; i < again; i++)
        assert_int_equal(GRAM_COUNT(found[i]), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_the_grams_of_a_word_as_scikit_learn_does, begin,
                                        end),
        cmocka_unit_test_setup_teardown(says_nothing_of_no_text, begin, end),
        cmocka_unit_test_setup_teardown(case_blanks_digits_and_composition_do_not_matter, begin,
                                        end),
        cmocka_unit_test_setup_teardown(words_stand_alone_unless_asked_otherwise, begin, end),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text_do_no_harm, begin, end),
        cmocka_unit_test_setup_teardown(long_texts_count_up_to_255, begin, end),
        cmocka_unit_test_setup_teardown(scratch_is_clean_after_each_text, begin, end),
    };
    return cmocka_run_group_tests_name("grams", tests, NULL, NULL);
}
