// Who may send facts: keys are tokens, and those of an older store stay good. On both engines.
#include "people/intake_key.h"

#include "people/api_token.h"
#include "people/secret.h"
#include "support/teller.h"

#include "support/test.h"

static bool key_new(ctx *c, str name, str *secret)
{
    MUST(c, store_begin_write(c));
    if (intake_key_new(c, S("command anna"), name, secret)) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static bool key_find(ctx *c, str secret, str *name)
{
    struct intake_key_hash *hashes = NULL;
    i64 count = 0;
    MUST(c, intake_key_hashes(c, &count, &hashes));
    return intake_key_find(c, hashes, count, secret, name);
}

static void a_key_is_known_until_it_is_revoked_on(ctx *c, struct store *store)
{
    (void)store;
    str shop = {0}, till = {0}, name = {0};
    assert_true(key_new(c, S("shop"), &shop) && key_new(c, S("till"), &till));
    assert_false(str_equal(shop, till));
    assert_true(key_find(c, shop, &name));
    assert_str(name, "shop");
    assert_true(key_find(c, till, &name));
    assert_str(name, "till");
    assert_string_equal(
        teller_ask(c,
                   fmt(c->arena, "SELECT count(*) FROM api_token WHERE hash = '%.*s'", STR(shop))),
        "0"); // never as it is
    assert_false(key_new(c, S("shop"), &name));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_string_equal(c->err.msg, "a key named \"shop\" is in use");
    assert_string_equal(c->err.hint,
                        "Revoke it first with `tuntuma key revoke NAME`, or choose another name.");
    err_clear(c);
    MUST(c, store_begin_write(c) && intake_key_revoke(c, S("command anna"), S("shop")) &&
                store_commit(c));
    assert_false(key_find(c, shop, &name));
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    assert_string_equal(c->err.msg, "this intake key is not known, or was revoked");
    err_clear(c);
    str again = {0};
    assert_true(key_new(c, S("shop"), &again)); // the name is free
    assert_true(key_find(c, again, &name) && !str_equal(again, shop));
    assert_false(key_find(c, shop, &name));
    err_clear(c);
    struct intake_key *keys = NULL;
    i64 count = 0;
    MUST(c, intake_key_list(c, &count, &keys));
    assert_int_equal(count, 3);
    assert_str(keys[0].name, "shop");
    assert_int_equal(keys[0].revoked_ms, 0);
    assert_int_equal(keys[2].revoked_ms, c->now_ms);
    assert_string_equal(teller_ask(c, "SELECT who, what FROM audit ORDER BY number"),
                        "command anna people.token_add | command anna people.token_add | "
                        "command anna people.token_end | command anna people.token_add");
}

static void strange_keys_are_unknown_on(ctx *c, struct store *store)
{
    (void)store;
    str secret = {0}, name = {0};
    assert_true(key_new(c, S("shop"), &secret));
    const str strange[] = {S(""), S("tuntuma_"), str_slice(secret, 0, secret.size - 1),
                           str_of(fmt(c->arena, "%.*s0", STR(secret)))};
    for (i64 i = 0; i < COUNT_OF(strange); i++) {
        assert_false(key_find(c, strange[i], &name));
        assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
        err_clear(c);
    }
    MUST(c, store_begin_write(c));
    assert_false(intake_key_revoke(c, S("command anna"), S("shopp")));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    assert_string_equal(c->err.msg, "no key named \"shopp\" is in use");
    err_clear(c);
    store_rollback(c);
    char name_long[201];
    memset(name_long, 'a', sizeof name_long);
    const str names[] = {
        S(""), {name_long, 201},
         S("\xff")
    };
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        assert_false(key_new(c, names[i], &secret));
        assert_int_equal(c->err.code, ERR_USAGE);
        assert_string_equal(c->err.msg, "a key needs a name of 1 to 200 bytes");
        err_clear(c);
    }
}

// A token with more than one scope sends facts too, while it is good.
static void a_token_of_that_scope_is_a_key_too_on(ctx *c, struct store *store)
{
    (void)store;
    struct api_token_new both = {
        .name = S("both"), .scopes = API_INTAKE | API_READ_FIGURES, .life_ms = 1000};
    struct api_token_new reads = {.name = S("reads"), .scopes = API_READ_FIGURES, .life_ms = 1000};
    str secret = {0}, other = {0}, name = {0};
    MUST(c, store_begin_write(c) && api_token_add(c, S("nobody"), both, &secret) &&
                api_token_add(c, S("nobody"), reads, &other) && store_commit(c));
    assert_true(key_find(c, secret, &name));
    assert_str(name, "both");
    assert_false(key_find(c, other, &name));
    err_clear(c);
    c->now_ms += 1000;
    assert_false(key_find(c, secret, &name));
    err_clear(c);
    // What may do more than send facts has an end.
    both.life_ms = API_TOKEN_UNTIL_REVOKED;
    MUST(c, store_begin_write(c));
    assert_false(api_token_add(c, S("nobody"), both, &secret));
    assert_string_equal(c->err.msg, "a token is good for 400 days at most");
    err_clear(c);
    store_rollback(c);
}

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

ON_BOTH(a_key_is_known_until_it_is_revoked)
ON_BOTH(strange_keys_are_unknown)
ON_BOTH(a_token_of_that_scope_is_a_key_too)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_known_until_it_is_revoked),
        cmocka_unit_test(strange_keys_are_unknown),
        cmocka_unit_test(a_token_of_that_scope_is_a_key_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
