// What a person said about being asked and contacted, and what may be done.
#include "facts/consent.h"

#include "support/teller.h"

#include "support/test.h"

#define DAY_MS 86400000LL
static const char *noted;

static bool note(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    (void)data;
    (void)customer;
    noted = fmt(c->arena, "%s %s", what, json_write(c, detail).s);
    return true;
}

static const struct privacy_by by = {
    .who = {"account 3",  9 },
      .why = {"they asked", 10},
      .note = note
};

static i64 key_of(ctx *c, const char *value)
{
    struct privacy_customer customer;
    i64 id = 0;
    MUST(c, privacy_find(c, str_of(value), &id, &customer));
    return id;
}

static void tell(struct teller *t)
{
    (void)TAKE(t, TOLD(.id = S("1"), READINGS({S("purchase"), 50000})),
               TOLD(.id = S("2"), .key = S("C2"), READINGS({S("purchase"), 60000})));
}

static bool try_note(ctx *c, i64 key, struct consent said)
{
    MUST(c, store_begin_write(c));
    bool done = consent_note(c, key, said, by) && store_commit(c);
    store_rollback(c);
    return done;
}

static bool allows(ctx *c, i64 key, enum consent_purpose purpose, enum consent_channel channel)
{
    bool yes = false;
    MUST(c, consent_allows(c, key, purpose, channel, &yes));
    return yes;
}

static struct consent saying(enum consent_purpose purpose, enum consent_channel channel,
                             enum consent_said said)
{
    return (struct consent){
        .purpose = purpose, .channel = channel, .said = said, .source = S("by phone")};
}

static void without_a_word_only_feedback_may_be_asked_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    i64 key = key_of(c, "C1");
    assert_true(allows(c, key, CONSENT_FEEDBACK, CONSENT_EMAIL));
    assert_false(allows(c, key, CONSENT_MARKETING, CONSENT_EMAIL));
    assert_false(allows(c, key, CONSENT_RESEARCH, CONSENT_PHONE));
    assert_false(allows(c, key, CONSENT_PROFILING, CONSENT_ANY_WAY));
    assert_false(allows(c, 12345, CONSENT_FEEDBACK, CONSENT_EMAIL)); // nobody
}
TELLER_ON_BOTH(without_a_word_only_feedback_may_be_asked)

static void the_newest_word_counts_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    i64 key = key_of(c, "C1");
    MUST(c, try_note(c, key, saying(CONSENT_MARKETING, CONSENT_EMAIL, CONSENT_GIVEN)));
    assert_string_equal(
        noted, "consent {\"purpose\":\"marketing\",\"channel\":\"email\",\"said\":\"given\"}");
    assert_true(allows(c, key, CONSENT_MARKETING, CONSENT_EMAIL));
    assert_false(allows(c, key, CONSENT_MARKETING, CONSENT_PHONE));
    // What was said earlier and noted later changes nothing.
    struct consent late = saying(CONSENT_MARKETING, CONSENT_EMAIL, CONSENT_REFUSED);
    late.since_ms = TOLD_MS - 30 * DAY_MS;
    MUST(c, try_note(c, key, late));
    assert_true(allows(c, key, CONSENT_MARKETING, CONSENT_EMAIL));
    // A word about every way goes for this one too, and the next one for this way again.
    MUST(c, try_note(c, key, saying(CONSENT_MARKETING, CONSENT_ANY_WAY, CONSENT_WITHDRAWN)));
    assert_false(allows(c, key, CONSENT_MARKETING, CONSENT_EMAIL));
    MUST(c, try_note(c, key, saying(CONSENT_MARKETING, CONSENT_EMAIL, CONSENT_GIVEN)));
    assert_true(allows(c, key, CONSENT_MARKETING, CONSENT_EMAIL));
    struct consent *history = NULL;
    struct privacy_customer customer;
    i64 count = 0;
    MUST(c, privacy_find(c, S("C1"), &key, &customer));
    MUST(c, consent_history(c, customer, &history, &count));
    assert_int_equal(count, 4);
    assert_int_equal(history[0].said, CONSENT_GIVEN);
    assert_int_equal(history[3].since_ms, TOLD_MS - 30 * DAY_MS);
    assert_str(history[0].who, "account 3");
    assert_str(history[0].source, "by phone");
}
TELLER_ON_BOTH(the_newest_word_counts)

static void an_objection_goes_before_any_consent_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    i64 key = key_of(c, "C1");
    MUST(c, try_note(c, key, saying(CONSENT_RESEARCH, CONSENT_ANY_WAY, CONSENT_GIVEN)));
    assert_false(try_note(c, key, (struct consent){.said = CONSENT_OBJECTED})); // no reason
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    MUST(c, try_note(
                c, key,
                (struct consent){.said = CONSENT_OBJECTED, .note = S("I want to be left alone")}));
    assert_true(str_find(str_of(noted), S("left alone")) < 0); // the log tells no words
    assert_false(allows(c, key, CONSENT_RESEARCH, CONSENT_PHONE));
    assert_false(allows(c, key, CONSENT_FEEDBACK, CONSENT_EMAIL));
    MUST(c, try_note(c, key, saying(CONSENT_RESEARCH, CONSENT_ANY_WAY, CONSENT_GIVEN)));
    assert_false(allows(c, key, CONSENT_RESEARCH, CONSENT_PHONE));
    MUST(c, try_note(c, key,
                     (struct consent){.said = CONSENT_OBJECTION_ENDED, .note = S("changed mind")}));
    assert_true(allows(c, key, CONSENT_RESEARCH, CONSENT_PHONE));
    MUST(c, try_note(c, key,
                     (struct consent){
                         .purpose = CONSENT_FEEDBACK, .said = CONSENT_OBJECTED, .note = S("no")}));
    assert_false(allows(c, key, CONSENT_FEEDBACK, CONSENT_EMAIL));
    assert_true(allows(c, key, CONSENT_RESEARCH, CONSENT_PHONE));
}
TELLER_ON_BOTH(an_objection_goes_before_any_consent)

static void what_makes_no_sense_is_refused_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    i64 key = key_of(c, "C1");
    struct consent early = saying(CONSENT_FEEDBACK, CONSENT_EMAIL, CONSENT_GIVEN);
    early.since_ms = TOLD_MS + 1;
    const struct consent bad[] = {
        early,
        saying(CONSENT_ALL, CONSENT_ANY_WAY, CONSENT_GIVEN),
        saying(CONSENT_PROFILING, CONSENT_EMAIL, CONSENT_GIVEN),
        {.purpose = CONSENT_FEEDBACK, .said = CONSENT_GIVEN},
        { .purpose = CONSENT_FEEDBACK,      .said = CONSENT_GIVEN, .source = {"\xff", 1}},
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        assert_false(try_note(c, key, bad[i]));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        err_clear(c);
    }
    assert_false(try_note(c, 99, saying(CONSENT_FEEDBACK, CONSENT_EMAIL, CONSENT_GIVEN)));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    assert_string_equal(teller_ask(c, "SELECT count(*)::BIGINT AS n FROM consent"), "0");
}
TELLER_ON_BOTH(what_makes_no_sense_is_refused)

static void merging_joins_histories_and_parting_parts_them_by(struct teller *t)
{
    ctx *c = t->c;
    struct privacy_pair pair;
    i64 one = 0, two = 0;
    tell(t);
    MUST(c, privacy_find(c, S("C1"), &one, &pair.from));
    MUST(c, privacy_find(c, S("C2"), &two, &pair.into));
    MUST(c, try_note(c, one, saying(CONSENT_FEEDBACK, CONSENT_ANY_WAY, CONSENT_REFUSED)));
    assert_true(allows(c, two, CONSENT_FEEDBACK, CONSENT_EMAIL));
    MUST(c, store_begin_write(c));
    MUST(c, privacy_merge(c, pair, by));
    MUST(c, store_commit(c));
    assert_false(allows(c, two, CONSENT_FEEDBACK, CONSENT_EMAIL));
    assert_false(allows(c, one, CONSENT_FEEDBACK, CONSENT_EMAIL));
    MUST(c, store_begin_write(c));
    MUST(c, privacy_unmerge(c, one, by));
    MUST(c, store_commit(c));
    assert_true(allows(c, two, CONSENT_FEEDBACK, CONSENT_EMAIL));
    assert_false(allows(c, one, CONSENT_FEEDBACK, CONSENT_EMAIL));
}
TELLER_ON_BOTH(merging_joins_histories_and_parting_parts_them)

static void of_who_is_erased_a_bare_no_is_left_by(struct teller *t)
{
    ctx *c = t->c;
    struct privacy_customer customer;
    struct privacy_erasure erasure;
    json_t *all = NULL;
    i64 key = 0;
    tell(t);
    MUST(c, privacy_find(c, S("C1"), &key, &customer));
    MUST(c, try_note(c, key, saying(CONSENT_MARKETING, CONSENT_EMAIL, CONSENT_GIVEN)));
    MUST(c, try_note(c, key, saying(CONSENT_FEEDBACK, CONSENT_ANY_WAY, CONSENT_REFUSED)));
    MUST(c,
         try_note(c, key, (struct consent){.said = CONSENT_OBJECTED, .note = S("Eve Ek says no")}));
    MUST(c, privacy_export(c, customer, &all));
    assert_int_equal(json_array_size(json_object_get(all, "consents")), 3);
    assert_true(str_find(json_write(c, all), S("Eve Ek says no")) > 0);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_erase(c, customer, by, &erasure));
    MUST(c, store_commit(c));
    assert_string_equal(
        teller_ask(c, "SELECT purpose, said, source || note || who AS words FROM consent "
                      "ORDER BY id"),
        "feedback refused  | all objected ");
    assert_false(allows(c, key, CONSENT_FEEDBACK, CONSENT_EMAIL));
    assert_false(try_note(c, key, saying(CONSENT_FEEDBACK, CONSENT_EMAIL, CONSENT_GIVEN)));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    tell(t); // the same file once more
    assert_false(allows(c, key, CONSENT_FEEDBACK, CONSENT_EMAIL));
}
TELLER_ON_BOTH(of_who_is_erased_a_bare_no_is_left)

static void names_lead_back(void **state)
{
    (void)state;
    for (int i = 0; i < CONSENT_PURPOSE__COUNT; i++) {
        enum consent_purpose purpose = CONSENT_ALL;
        assert_true(
            consent_purpose_find(str_of(consent_purpose_name((enum consent_purpose)i)), &purpose));
        assert_int_equal(purpose, i);
    }
    for (int i = 0; i < CONSENT_CHANNEL__COUNT; i++) {
        enum consent_channel channel = CONSENT_ANY_WAY;
        assert_true(
            consent_channel_find(str_of(consent_channel_name((enum consent_channel)i)), &channel));
        assert_int_equal(channel, i);
    }
    enum consent_said said = CONSENT_GIVEN;
    assert_false(consent_said_find(S("nothing"), &said));
    assert_true(consent_said_find(S("objected"), &said));
    assert_int_equal(said, CONSENT_OBJECTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_word_only_feedback_may_be_asked),
        cmocka_unit_test(the_newest_word_counts),
        cmocka_unit_test(an_objection_goes_before_any_consent),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(merging_joins_histories_and_parting_parts_them),
        cmocka_unit_test(of_who_is_erased_a_bare_no_is_left),
        cmocka_unit_test(names_lead_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
