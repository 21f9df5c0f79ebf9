// Monroe, Colaresi & Quinn's log-odds: by hand on small counts, and against the reference, whose
// counts are of all 14,640 tweets, while four fifths of them are at hand.
#include "words/keyness.h"

#include "base/hash.h"
#include "import/reader.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/work.h"
#include "words/tokens.h"

#include <jansson.h>

static void the_formula_is_that_of_the_paper(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const i64 in[] = {30, 10, 60}, out[] = {10, 30, 160};
    struct keyness found[3];
    keyness_find(c, in, out, 3, found);
    // Prior: 30 words, a tenth of all: 4, 4 and 22 of them.
    f64 a = 30 + 4, b = 10 + 4, rest_a = 130 - a, rest_b = 230 - b;
    f64 log_odds = log(a / rest_a) - log(b / rest_b);
    assert_near(found[0].log_odds, log_odds, 1e-12);
    assert_near(found[0].z, log_odds / sqrt(1 / a + 1 / b), 1e-12);
    assert_true(found[0].z > 0 && found[1].z < found[0].z);
    assert_true(found[0].p <= 1 && found[0].p >= 0);
    work_release(&work);
}

static void what_is_said_alike_sets_nothing_apart(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const i64 in[] = {30, 10, 60}, out[] = {60, 20, 120};
    struct keyness found[3];
    keyness_find(c, in, out, 3, found);
    for (i64 i = 0; i < 3; i++)
        assert_near(found[i].log_odds, 0, 1e-12);
    const i64 none[] = {0, 0};
    keyness_find(c, none, none, 2, found); // nothing at all is no number that looks fine
    assert_near(found[0].z, 0, 0);
    work_release(&work);
}

static void the_sides_turn_round(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const i64 in[] = {300, 10, 600, 5}, out[] = {60, 20, 1200, 0};
    struct keyness one[4], other[4];
    keyness_find(c, in, out, 4, one);
    keyness_find(c, out, in, 4, other);
    for (i64 i = 0; i < 4; i++)
        assert_near(one[i].z, -other[i].z, 1e-12);
    work_release(&work);
}

enum { WORDS_MAX = 100000 };

struct counted {
    struct hash_map map;
    str words[WORDS_MAX];
    i64 in[WORDS_MAX], out[WORDS_MAX], count;
};

static const struct hash_seed seed = {"words of tweets."};

static i64 word_of(ctx *c, struct counted *n, str word)
{
    struct hash_at at;
    i64 found = hash_map_first(&n->map, hash_str(&seed, word), &at);
    if (found >= 0) return found;
    assert_true(n->count < WORDS_MAX);
    n->words[n->count] = str_copy(c->arena, word);
    hash_map_add(&n->map, hash_str(&seed, word), n->count);
    return n->count++;
}

// Words as the reference took them: runs of the letters a to z.
static void count_words(ctx *c, struct counted *n, str text, bool late)
{
    char word[200];
    i64 size = 0;
    for (i64 i = 0; i <= text.size; i++) {
        char letter = i < text.size ? (char)(text.s[i] | 0x20) : ' ';
        if (letter >= 'a' && letter <= 'z' && size < (i64)sizeof word) {
            word[size++] = letter;
            continue;
        }
        if (size) (late ? n->in : n->out)[word_of(c, n, (str){word, size})]++;
        size = 0;
    }
}

static void count_tweets(ctx *c, const char *file, struct counted *n)
{
    struct reader *reader;
    struct row_block block;
    i64 text = 0, sentiment = 0, reason = 0;
    hash_map_init(&n->map, c->arena, WORDS_MAX);
    assert_true(reader_open(c, file, READER_DEFAULTS, &reader));
    assert_true(reader_column(c, reader, S("text"), &text) &&
                reader_column(c, reader, S("airline_sentiment"), &sentiment) &&
                reader_column(c, reader, S("negativereason"), &reason));
    do {
        assert_true(reader_next(c, reader, &block));
        for (i64 i = 0; i < block.count; i++) {
            const str *cells = block.rows[i].cells;
            if (str_equal(cells[sentiment], S("negative")))
                count_words(c, n, cells[text], str_equal(cells[reason], S("Late Flight")));
        }
    } while (block.count);
}

static void late_flights_are_told_as_in_the_reference(void **state)
{
    (void)state;
    char room[4096], other[4096];
    struct work work;
    json_error_t error;
    shared_or_skip("reference/text.json");
    shared_or_skip("data/twitter_airline/tweets_train.csv");
    ctx *c = work_init(&work);
    struct counted *n = NEW(c->arena, struct counted);
    count_tweets(c, shared_path_or_skip("data/twitter_airline/tweets_train.csv", other), n);
    struct keyness *found = NEW_ARRAY(c->arena, struct keyness, n->count);
    keyness_find(c, n->in, n->out, n->count, found);
    json_t *whole = json_load_file(shared_path_or_skip("reference/text.json", room), 0, &error);
    json_t *row, *rows = json_object_get(whole, "keyness_late_flight_vs_other_negative");
    size_t i;
    assert_true(json_array_size(rows) >= 10);
    // z grows with the root of the number of tweets; a fifth of them is missing, by chance.
    json_array_foreach(rows, i, row)
    {
        i64 word = word_of(c, n, str_of(json_string_value(json_array_get(row, 0))));
        f64 expected = json_number_value(json_array_get(row, 1)) * sqrt(0.8);
        print_message("%.*s: z %.2f, reference × √0.8 %.2f\n", STR(n->words[word]), found[word].z,
                      expected);
        assert_near(found[word].z, expected, 1.5);
        if (i < 2) assert_near(found[word].z / expected, 1, 0.05);
    }
    json_decref(whole);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_formula_is_that_of_the_paper),
        cmocka_unit_test(what_is_said_alike_sets_nothing_apart),
        cmocka_unit_test(the_sides_turn_round),
        cmocka_unit_test(late_flights_are_told_as_in_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
