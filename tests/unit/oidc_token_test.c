// ID tokens: what is right is taken, and each thing that can be wrong is refused for itself. The
// tokens are made by support/provider with libcrypto, not with the library that checks them.
#include "people/oidc_token.h"

#include "support/provider.h"
#include "support/work.h"

#include "support/test.h"

#define NONCE "6e0c"

static struct provider *provider;

static int start(void **state)
{
    (void)state;
    provider = provider_start((struct provider_is){.now_ms = WORK_NOW_MS});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    provider_stop(provider);
    return 0;
}

static struct oidc_expected usual(void)
{
    return (struct oidc_expected){.issuer = provider_issuer(provider),
                                  .client_id = S("tuntuma"),
                                  .nonce = S(NONCE),
                                  .access_token = S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")};
}

// "" when it is taken, else why not.
static const char *judge(ctx *c, str text, str keys_text, struct oidc_expected expected)
{
    struct oidc_token token;
    json_t *keys = json_parse(c, keys_text);
    assert_non_null(keys);
    bool taken = oidc_token_read(c, text, &token) &&
                 oidc_token_check(c, &token, oidc_token_key(&token, keys), expected);
    if (taken) return "";
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    const char *msg = c->err.msg;
    err_clear(c);
    return msg;
}

static void is_taken(struct provider_says says)
{
    struct work work;
    ctx *c = work_init(&work);
    provider_set(provider, (struct provider_is){.now_ms = c->now_ms}, says);
    str token = provider_token(c->arena, provider, NONCE);
    assert_string_equal(judge(c, token, provider_keys(c->arena, provider), usual()), "");
    work_release(&work);
}

static void is_refused(struct provider_says says, const char *why)
{
    struct work work;
    ctx *c = work_init(&work);
    provider_set(provider, (struct provider_is){.now_ms = c->now_ms}, says);
    str token = provider_token(c->arena, provider, NONCE);
    assert_string_equal(judge(c, token, provider_keys(c->arena, provider), usual()), why);
    work_release(&work);
}

static void a_right_token_is_taken_in_each_way_of_signing(void **state)
{
    static const char *const algs[] = {"RS256", "RS384", "PS256", "PS384", "ES256", "ES384"};
    (void)state;
    for (i64 i = 0; i < COUNT_OF(algs); i++)
        is_taken((struct provider_says){.alg = algs[i]});
}

static void what_is_not_signed_by_the_service_is_refused(void **state)
{
    static const char *const algs[] = {"RS256", "PS256", "ES256"};
    const char *why = "the ID token is not signed by the sign-in service";
    (void)state;
    for (i64 i = 0; i < COUNT_OF(algs); i++) {
        is_refused((struct provider_says){.alg = algs[i], .is_cut = true}, why);
        is_refused((struct provider_says){.alg = algs[i], .is_claim_changed = true}, why);
    }
    is_refused((struct provider_says){.is_signed_by_another = true}, why);
    is_refused((struct provider_says){.alg = "PS256", .is_signed_by_another = true}, why);
}

static void a_way_that_proves_nothing_is_refused(void **state)
{
    (void)state;
    // Without a signature there is no third part.
    is_refused((struct provider_says){.alg = "none"},
               "the sign-in service sent no ID token that can be read");
    is_refused((struct provider_says){.alg = "HS256"},
               "the ID token is signed in a way that proves nothing");
}

static void none_with_something_behind_it_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    provider_set(provider, (struct provider_is){.now_ms = c->now_ms},
                 (struct provider_says){.alg = "none"});
    str token = provider_token(c->arena, provider, NONCE);
    token = str_of(fmt(c->arena, "%.*sAAAA", STR(token)));
    assert_string_equal(judge(c, token, provider_keys(c->arena, provider), usual()),
                        "the ID token is signed in a way that proves nothing");
    work_release(&work);
}

static void an_unknown_key_is_refused(void **state)
{
    const char *why = "the ID token is signed with a key that is not known";
    (void)state;
    is_refused((struct provider_says){.kid = "rsa-99"}, why);
    is_refused((struct provider_says){.kid = "ed"}, why);      // another kind of key
    is_refused((struct provider_says){.kid = "P-256-1"}, why); // RS256 with a key of a curve
    is_refused((struct provider_says){.alg = "ES384", .kid = "P-256-1"}, why);
}

static void a_token_that_names_no_key_is_for_sets_with_one(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    is_taken((struct provider_says){.kid = ""}); // one RSA key is there
    provider_set(provider, (struct provider_is){.now_ms = c->now_ms},
                 (struct provider_says){.kid = ""});
    str token = provider_token(c->arena, provider, NONCE);
    json_t *keys = json_parse(c, provider_keys(c->arena, provider));
    json_t *list = json_object_get(keys, "keys"), *rsa = json_array_get(list, 1);
    json_array_append(list, rsa);
    assert_string_equal(judge(c, token, json_write(c, keys), usual()),
                        "the ID token is signed with a key that is not known");
    work_release(&work);
}

static void a_key_for_something_else_is_not_used(void **state)
{
    static const char *const changes[] = {
        "{\"use\":\"enc\"}", "{\"alg\":\"RS512\"}",          "{\"key_ops\":[\"encrypt\"]}",
        "{\"n\":\"AQAB\"}",  "{\"e\":\"AQABAQABAQABAQAB\"}", "{\"kty\":\"oct\"}"};
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    provider_set(provider, (struct provider_is){.now_ms = c->now_ms}, (struct provider_says){0});
    str token = provider_token(c->arena, provider, NONCE);
    for (i64 i = 0; i < COUNT_OF(changes); i++) {
        json_t *keys = json_parse(c, provider_keys(c->arena, provider));
        json_t *rsa = json_array_get(json_object_get(keys, "keys"), 1);
        assert_false(json_object_update(rsa, json_parse(c, str_of(changes[i]))));
        assert_string_equal(judge(c, token, json_write(c, keys), usual()),
                            "the ID token is signed with a key that is not known");
    }
    work_release(&work);
}

static void a_key_that_is_none_is_refused(void **state)
{
    // libcjose would abort on the first of them.
    static const char *const changes[] = {
        "{\"x\":\"eyaL_3tWSWjcVw5VRlvF5ghCGe3sugthGVz0YqUNm7L31qhnOTi-mMO3GCs7koF=I\"}",
        "{\"x\":\"eyaL\"}", "{\"x\":null}", "{\"x\":\"\"}",
        // A point that is not on the curve.
        "{\"x\":\"eyaL_3tWSWjcVw5VRlvF5ghCGe3sugthGVz0YqUNm7L31qhnOTi-mMO3GCs7koFI\"}"};
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    provider_set(provider, (struct provider_is){.now_ms = c->now_ms},
                 (struct provider_says){.alg = "ES384"});
    str token = provider_token(c->arena, provider, NONCE);
    for (i64 i = 0; i < COUNT_OF(changes); i++) {
        json_t *keys = json_parse(c, provider_keys(c->arena, provider));
        json_t *ec = json_array_get(json_object_get(keys, "keys"), 3);
        assert_false(json_object_update(ec, json_parse(c, str_of(changes[i]))));
        assert_string_equal(judge(c, token, json_write(c, keys), usual()),
                            "the sign-in service's key cannot be read");
    }
    work_release(&work);
}

static void another_issuer_is_refused(void **state)
{
    (void)state;
    is_refused((struct provider_says){.issuer = "https://evil.example"},
               "the ID token is of another sign-in service");
}

static void another_application_is_refused(void **state)
{
    const char *why = "the ID token is for another application";
    (void)state;
    is_refused((struct provider_says){.audience = "shop"}, why);
    is_refused((struct provider_says){.azp = "shop"}, why);
    is_refused((struct provider_says){.claims = "{\"aud\":[]}"}, why);
    is_refused((struct provider_says){.claims = "{\"aud\":[\"shop\"]}"}, why);
    is_refused((struct provider_says){.claims = "{\"aud\":[\"tuntuma\",\"shop\"]}"}, why);
    is_refused((struct provider_says){.claims = "{\"aud\":null}"}, why);
    is_refused((struct provider_says){.claims = "{\"aud\":[[\"tuntuma\"]]}"}, why);
    is_taken((struct provider_says){.claims = "{\"aud\":[\"tuntuma\"]}"});
    is_taken(
        (struct provider_says){.claims = "{\"aud\":[\"shop\",\"tuntuma\"],\"azp\":\"tuntuma\"}"});
}

static void what_is_over_is_refused(void **state)
{
    const char *why = "the ID token is too old";
    (void)state;
    is_taken((struct provider_says){.expires_s = -59});
    is_refused((struct provider_says){.expires_s = -60}, why);
    is_refused((struct provider_says){.expires_s = 3600, .issued_s = -660}, why);
    is_taken((struct provider_says){.expires_s = 3600, .issued_s = -659});
}

static void what_is_not_good_yet_is_refused(void **state)
{
    const char *why = "the ID token is not good yet: two clocks differ";
    (void)state;
    is_taken((struct provider_says){.begins_s = 60, .issued_s = 60});
    is_refused((struct provider_says){.begins_s = 61}, why);
    is_refused((struct provider_says){.issued_s = 61}, why);
}

static void times_must_be_told_and_be_times(void **state)
{
    const char *why = "the ID token does not say for when it is good";
    (void)state;
    is_refused((struct provider_says){.has_no_expiry = true}, why);
    is_refused((struct provider_says){.claims = "{\"exp\":\"tomorrow\"}"}, why);
    is_refused((struct provider_says){.claims = "{\"exp\":1e300}"}, why);
    is_refused((struct provider_says){.claims = "{\"iat\":null}"}, why);
    is_refused((struct provider_says){.claims = "{\"nbf\":[1]}"}, why);
}

static void another_nonce_is_refused(void **state)
{
    const char *why = "the ID token belongs to another sign-in";
    (void)state;
    is_refused((struct provider_says){.nonce = "6e0d"}, why);
    is_refused((struct provider_says){.nonce = ""}, why);
    is_refused((struct provider_says){.claims = "{\"nonce\":null}"}, why);
    is_refused((struct provider_says){.claims = "{\"nonce\":[\"6e0c\"]}"}, why);
}

static void the_access_token_must_fit_where_it_is_told(void **state)
{
    (void)state;
    // OpenID Connect Core, appendix A.3: this access token and its hash.
    is_taken((struct provider_says){.at_hash = "77QmUPtjPfzWtF2AnpK9RQ"});
    is_refused((struct provider_says){.at_hash = "77QmUPtjPfzWtF2AnpK9RR"},
               "the ID token belongs to another sign-in");
    is_refused((struct provider_says){.at_hash = ""}, "the ID token belongs to another sign-in");
}

static void somebody_must_be_named(void **state)
{
    const char *why = "the ID token names nobody";
    (void)state;
    is_refused((struct provider_says){.claims = "{\"sub\":\"\"}"}, why);
    is_refused((struct provider_says){.claims = "{\"sub\":7}"}, why);
}

static void what_is_no_token_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "a",
        "a.b",
        "..",
        "a.b.c.d",
        "e30.e30.e30",
        "eyJhbGciOiJSUzI1NiJ9.e30.AA=A", // libcjose would abort
        "bnVsbA.e30.AAAA",
        "eyJhbGciOiJSUzI1NiJ9.W10.AAAA",                     // claims are a list
        "eyJhbGciOiJSUzI1NiJ9.e30=.AAAA",                    // padding
        "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiYjY0Il19.e30.AAAA", // crit
        "eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30.AAAA",   // two alg
    };
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        struct oidc_token token;
        assert_false(oidc_token_read(c, str_of(texts[i]), &token));
        assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
        err_clear(c);
    }
    work_release(&work);
}

static void a_token_that_is_too_long_is_refused(void **state)
{
    enum { LONG = 70000 };
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    char *text = NEW_ARRAY(c->arena, char, LONG);
    memset(text, 'A', LONG);
    struct oidc_token token;
    assert_false(oidc_token_read(c, (str){text, LONG}, &token));
    assert_string_equal(c->err.detail, "it is too long");
    work_release(&work);
}

static void claims_are_found_by_name_and_by_path(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    json_t *claims = json_parse(c, S("{\"groups\":[\"a\",3,\"b c\"],\"role\":\"x\","
                                     "\"realm_access\":{\"roles\":[\"lead\"]},"
                                     "\"https://example.fi/roles\":[\"dotted\"]}"));
    assert_true(oidc_claim_holds(oidc_claim(claims, S("groups")), S("b c")));
    assert_false(oidc_claim_holds(oidc_claim(claims, S("groups")), S("3")));
    assert_true(oidc_claim_holds(oidc_claim(claims, S("role")), S("x")));
    assert_true(oidc_claim_holds(oidc_claim(claims, S("realm_access.roles")), S("lead")));
    assert_true(oidc_claim_holds(oidc_claim(claims, S("https://example.fi/roles")), S("dotted")));
    assert_null(oidc_claim(claims, S("")));
    assert_null(oidc_claim(claims, S(".")));
    assert_null(oidc_claim(claims, S("realm_access.")));
    assert_null(oidc_claim(claims, S("realm_access.none")));
    work_release(&work);
}

static void strong_is_what_the_service_says_was_more_than_a_password(void **state)
{
    static const struct {
        const char *claims;
        bool is_strong;
    } cases[] = {
        {"{}",                                           false},
        {"{\"amr\":[\"pwd\"]}",                          false},
        {"{\"amr\":[\"pwd\",\"mfa\"]}",                  true },
        {"{\"amr\":\"otp\"}",                            true },
        {"{\"acr\":\"1\"}",                              false},
        {"{\"acr\":\"phr\"}",                            true },
        {"{\"acr\":\"https://refeds.org/profile/mfa\"}", true },
    };
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(oidc_is_strong(json_parse(c, str_of(cases[i].claims))),
                         cases[i].is_strong);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_token_is_taken_in_each_way_of_signing),
        cmocka_unit_test(what_is_not_signed_by_the_service_is_refused),
        cmocka_unit_test(a_way_that_proves_nothing_is_refused),
        cmocka_unit_test(none_with_something_behind_it_is_refused),
        cmocka_unit_test(an_unknown_key_is_refused),
        cmocka_unit_test(a_token_that_names_no_key_is_for_sets_with_one),
        cmocka_unit_test(a_key_for_something_else_is_not_used),
        cmocka_unit_test(a_key_that_is_none_is_refused),
        cmocka_unit_test(another_issuer_is_refused),
        cmocka_unit_test(another_application_is_refused),
        cmocka_unit_test(what_is_over_is_refused),
        cmocka_unit_test(what_is_not_good_yet_is_refused),
        cmocka_unit_test(times_must_be_told_and_be_times),
        cmocka_unit_test(another_nonce_is_refused),
        cmocka_unit_test(the_access_token_must_fit_where_it_is_told),
        cmocka_unit_test(somebody_must_be_named),
        cmocka_unit_test(what_is_no_token_is_refused),
        cmocka_unit_test(a_token_that_is_too_long_is_refused),
        cmocka_unit_test(claims_are_found_by_name_and_by_path),
        cmocka_unit_test(strong_is_what_the_service_says_was_more_than_a_password),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
