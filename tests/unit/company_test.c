// What a company declares of its places, and its settings: on both engines.
#include "facts/company.h"

#include "support/teller.h"

#include "support/test.h"

static json_t *read_json(ctx *c, const char *text)
{
    return text ? json_parse(c, str_of(text)) : NULL;
}

// Declares and commits; false, rolled back, with c->err otherwise.
static bool declare(ctx *c, const char *organisations, const char *units, const char *touchpoints)
{
    MUST(c, store_begin_write(c));
    if (company_declare(c, read_json(c, organisations), read_json(c, units),
                        read_json(c, touchpoints))) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static void places_are_added_and_completed_never_emptied_by(struct teller *t)
{
    ctx *c = t->c;
    assert_true(declare(c, "{\"Halpa\": {\"ours\": false}, \"We\": {\"ours\": true}}",
                        "{\"Turku 2\": {\"organisation\": \"Halpa\"}, \"Turku 1\": {}}",
                        "{\"checkout\": {\"stage\": \"at\", \"owner\": \"sales\"}}"));
    assert_true(declare(c, "{\"Halpa\": {}}", "{\"Turku 2\": {}}",
                        "{\"checkout\": {\"label\": \"Kassa\"}}"));
    assert_string_equal(
        teller_ask(c, "SELECT name, CASE WHEN ours THEN 'ours' ELSE 'theirs' END FROM organisation "
                      "ORDER BY name"),
        "Halpa theirs | We ours");
    assert_string_equal(
        teller_ask(c, "SELECT u.name, coalesce(o.name, '-') FROM unit u LEFT JOIN organisation o "
                      "ON o.id = u.organisation ORDER BY u.name"),
        "Turku 1 - | Turku 2 Halpa");
    assert_string_equal(teller_ask(c, "SELECT name, label, stage, owner FROM touchpoint"),
                        "checkout Kassa at sales");
    assert_true(declare(c, NULL, NULL, NULL));
    assert_true(declare(c, NULL, "{\"Turku 1\": {\"organisation\": \"Uusi\"}}", NULL));
    assert_string_equal(teller_ask(c, "SELECT CASE WHEN ours THEN 1 ELSE 0 END FROM organisation "
                                      "WHERE name = 'Uusi'"),
                        "0"); // named for the first time: a competitor
}

static void what_is_declared_wrongly_is_refused_whole_by(struct teller *t)
{
    static const struct {
        const char *organisations, *units, *touchpoints, *msg, *hint;
    } cases[] = {
        {"{\"A\": 5}",                NULL,                             NULL,                          "organisation \"A\" is not an object",
         "Write it as {\"field\": \"value\"}."                                                                                                                                                 },
        {"{\"A\": {\"ours\": 1}}",    NULL,                             NULL,                          "organisation \"A\": \"ours\" is not right",
         "It must be true or false."                                                                                                                                                           },
        {"{\"A\": {\"mine\": true}}", NULL,                             NULL,
         "organisation \"A\" has a field \"mine\" that is not known",                                                                                 "Known are: ours."                       },
        {"{\"A\": {}}",               "{\"U\": {\"organisation\": 7}}", NULL,
         "unit \"U\": \"organisation\" is not right",                                                                                                 "It must be a text of at most 200 bytes."},
        {"{\"A\": {}}",               "{\"U\": {\"stage\": \"at\"}}",   NULL,
         "unit \"U\" has a field \"stage\" that is not known",                                                                                        "Known are: organisation."               },
        {"{\"A\": {}}",               "{\"U\": {}}",                    "{\"T\": {\"stage\": true}}",
         "touchpoint \"T\": \"stage\" is not right",                                                                                                  "It must be a text of at most 200 bytes."},
        {"{\"A\": {}}",               "{\"U\": {}}",                    "{\"T\": {\"step\": \"at\"}}",
         "touchpoint \"T\" has a field \"step\" that is not known",                                                                                   "Known are: stage, owner, label."        },
        {NULL,                        "{\"\": {}}",                     NULL,                          "a name under \"units\" is empty or too long",
         "Give it a name of at most 200 bytes."                                                                                                                                                },
    };
    ctx *c = t->c;
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        assert_false(declare(c, cases[i].organisations, cases[i].units, cases[i].touchpoints));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        assert_string_equal(c->err.msg, cases[i].msg);
        assert_string_equal(c->err.hint, cases[i].hint);
        err_clear(c);
    }
    assert_string_equal(teller_ask(c, "SELECT (SELECT count(*) FROM organisation), "
                                      "(SELECT count(*) FROM unit), "
                                      "(SELECT count(*) FROM touchpoint)"),
                        "0 0 0");
}

static void the_newest_setting_counts_by(struct teller *t)
{
    ctx *c = t->c;
    str value = {0};
    MUST(c, company_setting(c, "company.name", S("nobody"), &value));
    assert_str(value, "nobody");
    for (int i = 0; i < 3; i++) { // within one millisecond
        str name = str_of(fmt(c->arena, "Name %d", i));
        MUST(c, store_begin_write(c) && company_set(c, "company.name", name) && store_commit(c));
    }
    MUST(c, company_setting(c, "company.name", S("nobody"), &value));
    assert_str(value, "Name 2");
    c->now_ms -= 1000000; // a clock set back
    MUST(c, store_begin_write(c) && company_set(c, "company.name", S("")) && store_commit(c));
    MUST(c, company_setting(c, "company.name", S("nobody"), &value));
    assert_str(value, "nobody"); // blank: as if it had not been set
}

static void preparing_again_changes_nothing_by(struct teller *t)
{
    ctx *c = t->c;
    str salt = {0}, after = {0};
    MUST(c, company_setting(c, "store.salt", (str){0}, &salt));
    assert_int_equal(salt.size, 32);
    MUST(c, store_begin_write(c) && company_prepare(c) && store_commit(c));
    MUST(c, company_setting(c, "store.salt", (str){0}, &after));
    assert_true(str_equal(salt, after));
    MUST(c, store_begin_write(c) && company_set(c, "store.salt", S("short")) && store_commit(c));
    struct batch_rules rules;
    assert_false(company_rules(c, &rules));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_string_equal(c->err.msg, "the store has no salt for keys");
    err_clear(c);
    MUST(c, store_begin_write(c) && company_set(c, "store.salt", salt) && store_commit(c));
}

static void mappings_are_kept_by_name_by(struct teller *t)
{
    ctx *c = t->c;
    str text = {0};
    assert_false(company_mapping(c, S("air"), &text));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    assert_string_equal(c->err.msg, "there is no mapping named \"air\"");
    assert_string_equal(c->err.hint, "Make one with `tuntuma import FILE --suggest`.");
    err_clear(c);
    static const char *const texts[] = {"{\"a\":1}", "{\"a\":1}", "{\"a\":2}"};
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        MUST(c, store_begin_write(c) && company_mapping_keep(c, S("air"), str_of(texts[i])) &&
                    store_commit(c));
    MUST(c, company_mapping(c, S("air"), &text));
    assert_str(text, "{\"a\":2}");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM mapping"), "2");
    assert_false(company_mapping(c, S("sea"), &text));
    assert_string_equal(c->err.hint, "There are: air.");
    err_clear(c);
}

// Each is told on both engines, in a company of its own.
#define ON_BOTH(test)                                                                              \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_check(&teller);                                                                     \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }

ON_BOTH(places_are_added_and_completed_never_emptied)
ON_BOTH(what_is_declared_wrongly_is_refused_whole)
ON_BOTH(the_newest_setting_counts)
ON_BOTH(preparing_again_changes_nothing)
ON_BOTH(mappings_are_kept_by_name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_added_and_completed_never_emptied),
        cmocka_unit_test(what_is_declared_wrongly_is_refused_whole),
        cmocka_unit_test(the_newest_setting_counts),
        cmocka_unit_test(preparing_again_changes_nothing),
        cmocka_unit_test(mappings_are_kept_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
