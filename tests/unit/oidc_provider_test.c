// What a sign-in service outside may do to us: tell the truth, lie, hang, flood, break; over real
// HTTP on loopback.
#include "people/oidc_provider.h"

#include "people/fetch.h"
#include "support/provider.h"
#include "support/work.h"

#include <sodium.h>

#include "support/test.h"

#define BACK "http://127.0.0.1:1/sign-in/back"

struct world {
    struct work work;
    ctx *c;
    struct provider *there;
    struct oidc_provider *kept;
    struct oidc_client client;
};

static struct provider_is usual(void)
{
    return (struct provider_is){.secret = "s3cret & more", .now_ms = WORK_NOW_MS};
}

static void world_init(struct world *world, struct provider_is is)
{
    world->c = work_init(&world->work);
    world->there = provider_start(is);
    world->kept = oidc_provider_new(world->c);
    world->client = (struct oidc_client){.issuer = provider_issuer(world->there),
                                         .id = S("tuntuma"),
                                         .secret = str_of(is.secret),
                                         .is_loopback_taken = true,
                                         .patience_ms = 5000};
}

static void world_release(struct world *world)
{
    provider_stop(world->there);
    oidc_provider_free(world->kept);
    work_release(&world->work);
}

// A code as a browser brings it, for this verifier and nonce.
static str code_for(struct world *world, str verifier, const char *nonce)
{
    struct arena *arena = world->c->arena;
    u8 hash[crypto_hash_sha256_BYTES];
    char challenge[64];
    (void)crypto_hash_sha256(hash, (const u8 *)verifier.s, (u64)verifier.size);
    (void)sodium_bin2base64(challenge, sizeof challenge, hash, sizeof hash,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    str issuer = provider_issuer(world->there);
    str address = str_of(fmt(
        arena,
        "%.*s/authorize?response_type=code&client_id=tuntuma&redirect_uri=%s&scope=openid&state=x"
        "&nonce=%s&code_challenge=%s&code_challenge_method=S256",
        STR(str_slice(issuer, 0, issuer.size - (i64)strlen("/realms/house"))), BACK, nonce,
        challenge));
    str back = provider_visit(arena, world->there, address);
    assert_true(back.size > 0);
    return provider_parameter(arena, back, "code");
}

#define VERIFIER "0123456789012345678901234567890123456789abc"

static bool trade(struct world *world, json_t **claims)
{
    struct oidc_trade asked = {.code = code_for(world, S(VERIFIER), "n1"),
                               .verifier = S(VERIFIER),
                               .nonce = S("n1"),
                               .back = S(BACK)};
    return oidc_provider_trade(world->c, world->kept, world->client, asked, claims);
}

static void is_traded(struct world *world)
{
    json_t *claims = NULL;
    if (!trade(world, &claims)) print_error("%s: %s\n", world->c->err.msg, world->c->err.detail);
    assert_non_null(claims);
    assert_str(json_text(json_object_get(claims, "sub")), "5f1e");
}

static void is_not_traded(struct world *world, err_code code, const char *why)
{
    json_t *claims = NULL;
    assert_false(trade(world, &claims));
    assert_string_equal(world->c->err.msg, why);
    assert_int_equal(world->c->err.code, code);
    err_clear(world->c);
}

static void a_code_is_traded_with_the_secret_in_the_header(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, usual());
    is_traded(&world);
    world_release(&world);
}

static void a_code_is_traded_with_the_secret_in_the_form(void **state)
{
    (void)state;
    struct world world;
    struct provider_is is = usual();
    is.takes_no_basic = is.takes_post = true;
    world_init(&world, is);
    is_traded(&world);
    world_release(&world);
}

static void a_code_is_traded_without_a_secret(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, (struct provider_is){.now_ms = WORK_NOW_MS});
    is_traded(&world);
    world_release(&world);
}

static void a_wrong_secret_is_told_in_words(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, usual());
    world.client.secret = S("another");
    is_not_traded(&world, ERR_UNKNOWN_USER, "the sign-in service does not take our name or secret");
    world_release(&world);
}

static void a_code_is_good_once_and_for_its_verifier(void **state)
{
    (void)state;
    struct world world;
    json_t *claims = NULL;
    world_init(&world, usual());
    struct oidc_trade asked = {.code = code_for(&world, S(VERIFIER), "n1"),
                               .verifier = S(VERIFIER),
                               .nonce = S("n1"),
                               .back = S(BACK)};
    assert_true(oidc_provider_trade(world.c, world.kept, world.client, asked, &claims));
    assert_false(oidc_provider_trade(world.c, world.kept, world.client, asked, &claims));
    assert_string_equal(world.c->err.msg, "the sign-in service did not confirm this sign-in");
    err_clear(world.c);
    asked.code = code_for(&world, S(VERIFIER), "n1");
    asked.verifier = S("0123456789012345678901234567890123456789abX");
    assert_false(oidc_provider_trade(world.c, world.kept, world.client, asked, &claims));
    assert_int_equal(world.c->err.code, ERR_UNKNOWN_USER);
    world_release(&world);
}

static void description_and_keys_are_asked_for_once_an_hour(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, usual());
    for (i64 i = 0; i < 3; i++)
        is_traded(&world);
    assert_int_equal(provider_asked(world.there, "openid-configuration"), 1);
    assert_int_equal(provider_asked(world.there, "/keys"), 1);
    world.c->now_ms += OIDC_KEPT_MS;
    struct provider_is is = usual();
    is.now_ms = world.c->now_ms;
    provider_set(world.there, is, (struct provider_says){0});
    is_traded(&world);
    assert_int_equal(provider_asked(world.there, "openid-configuration"), 2);
    assert_int_equal(provider_asked(world.there, "/keys"), 2);
    world_release(&world);
}

static void new_keys_are_asked_for_when_a_token_names_one(void **state)
{
    (void)state;
    struct world world;
    struct provider_is is = usual();
    world_init(&world, is);
    is_traded(&world);
    world.c->now_ms += OIDC_AGAIN_MS;
    is.now_ms = world.c->now_ms;
    provider_set(world.there, is, (struct provider_says){0});
    provider_rotate(world.there);
    is_traded(&world);
    assert_int_equal(provider_asked(world.there, "/keys"), 2);
    world_release(&world);
}

static void tokens_with_made_up_keys_do_not_make_us_ask_all_the_time(void **state)
{
    (void)state;
    struct world world;
    const char *why = "the ID token is signed with a key that is not known";
    world_init(&world, usual());
    is_traded(&world);
    provider_set(world.there, usual(), (struct provider_says){.kid = "made-up"});
    for (i64 i = 0; i < 5; i++)
        is_not_traded(&world, ERR_UNKNOWN_USER, why);
    assert_int_equal(provider_asked(world.there, "/keys"), 1); // just asked for
    world.c->now_ms += OIDC_AGAIN_MS;
    struct provider_is is = usual();
    is.now_ms = world.c->now_ms;
    provider_set(world.there, is, (struct provider_says){.kid = "made-up"});
    for (i64 i = 0; i < 5; i++)
        is_not_traded(&world, ERR_UNKNOWN_USER, why);
    assert_int_equal(provider_asked(world.there, "/keys"), 2);
    world_release(&world);
}

static void a_token_of_another_sign_in_is_refused(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, usual());
    provider_set(world.there, usual(), (struct provider_says){.nonce = "n2"});
    is_not_traded(&world, ERR_UNKNOWN_USER, "the ID token belongs to another sign-in");
    world_release(&world);
}

static void bad_answers_end_in_words(void **state)
{
    static const struct {
        enum provider_fault fault;
        const char *path;
        err_code code;
        const char *why;
    } cases[] = {
        {PROVIDER_HUGE,   "configuration", ERR_TOO_LARGE,    "127.0.0.1 answers with far too much"      },
        {PROVIDER_HUGE,   "/keys",         ERR_TOO_LARGE,    "127.0.0.1 answers with far too much"      },
        {PROVIDER_HUGE,   "/token",        ERR_TOO_LARGE,    "127.0.0.1 answers with far too much"      },
        {PROVIDER_BROKEN, "configuration", ERR_REFUSED,
         "what answers at this address does not describe a sign-in service"                             },
        {PROVIDER_BROKEN, "/keys",         ERR_REFUSED,
         "the sign-in service tells no keys that can be read"                                           },
        {PROVIDER_BROKEN, "/token",        ERR_UNKNOWN_USER,
         "the sign-in service sent no ID token that can be read"                                        },
        {PROVIDER_FAILS,  "/token",        ERR_UNKNOWN_USER,
         "the sign-in service did not confirm this sign-in"                                             },
        {PROVIDER_LEADS,  "configuration", ERR_REFUSED,
         "what answers at this address does not describe a sign-in service"                             },
        {PROVIDER_LEADS,  "/token",        ERR_UNKNOWN_USER,
         "the sign-in service did not confirm this sign-in"                                             },
        {PROVIDER_CLOSES, "/token",        ERR_BUSY,         "127.0.0.1 gave no answer that can be read"},
    };
    (void)state;
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct world world;
        struct provider_is is = usual();
        is.fault = cases[i].fault;
        is.fault_path = cases[i].path;
        world_init(&world, is);
        is_not_traded(&world, cases[i].code, cases[i].why);
        assert_int_equal(provider_asked(world.there, "/elsewhere"), 0);
        world_release(&world);
    }
}

static void whoever_answers_slowly_is_not_waited_for(void **state)
{
    (void)state;
    struct world world;
    struct provider_is is = usual();
    is.fault = PROVIDER_SLOW;
    is.fault_path = "/token";
    world_init(&world, is);
    world.client.patience_ms = 300;
    is_not_traded(&world, ERR_BUSY, "127.0.0.1 takes too long to answer");
    world_release(&world);
}

static void nobody_there_is_told_in_words(void **state)
{
    (void)state;
    struct world world;
    struct oidc_discovery about;
    world_init(&world, usual());
    world.client.issuer = S("http://127.0.0.1:1/realms/house");
    assert_false(oidc_provider_describe(world.c, world.kept, world.client, &about));
    assert_string_equal(world.c->err.msg, "127.0.0.1 does not answer");
    assert_int_equal(world.c->err.code, ERR_BUSY);
    world_release(&world);
}

static void a_description_of_something_else_is_refused(void **state)
{
    static const struct {
        const char *description, *why;
    } cases[] = {
        {"{\"issuer\":\"https://evil.example\"}",
         "the sign-in service calls itself \"https://evil.example\""                                                 },
        {"{\"issuer\":\"https://login.microsoftonline.com/{tenantid}/v2.0\"}",
         "this is the address of everybody's sign-in service, not of yours"                                          },
        {"{\"token_endpoint\":\"http://10.0.0.1/token\"}",
         "the sign-in service names no address for \"token_endpoint\" that may be asked"                             },
        {"{\"token_endpoint\":\"file:///etc/passwd\"}",
         "the sign-in service names no address for \"token_endpoint\" that may be asked"                             },
        {"{\"jwks_uri\":\"gopher://127.0.0.1/\"}",
         "the sign-in service names no address for \"jwks_uri\" that may be asked"                                   },
        {"{\"authorization_endpoint\":\"javascript:alert(1)\"}",
         "the sign-in service names no address for \"authorization_endpoint\" that may be asked"                     },
        {"{\"authorization_endpoint\":null}",
         "the sign-in service names no address for \"authorization_endpoint\" that may be asked"                     },
        {"{\"response_types_supported\":[\"id_token\"]}",                      "the sign-in service has no code flow"},
        {"{\"code_challenge_methods_supported\":[\"plain\"]}",
         "the sign-in service does not take PKCE with S256"                                                          },
        {"{\"id_token_signing_alg_values_supported\":[\"none\",\"HS256\"]}",
         "the sign-in service signs in no way that is taken here"                                                    },
    };
    (void)state;
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct world world;
        struct oidc_discovery about;
        struct provider_is is = usual();
        is.description = cases[i].description;
        world_init(&world, is);
        assert_false(oidc_provider_describe(world.c, world.kept, world.client, &about));
        assert_string_equal(world.c->err.msg, cases[i].why);
        assert_int_equal(world.c->err.code, ERR_REFUSED);
        world_release(&world);
    }
}

static void only_https_is_asked_or_this_machine_where_it_may_be(void **state)
{
    static const struct {
        const char *address;
        bool may, may_on_loopback;
    } cases[] = {
        {"https://id.example.fi",                true,  true },
        {"https://id.example.fi:8443/realms/x",  true,  true },
        {"https://10.0.0.7/realms/x",            true,  true },
        {"https://[2001:db8::1]:443/x",          true,  true },
        {"http://id.example.fi",                 false, false},
        {"http://localhost:8080/realms/x",       false, true },
        {"http://127.0.0.1:8080",                false, true },
        {"http://[::1]:8080",                    false, true },
        {"http://127.0.0.1.evil.example",        false, false},
        {"http://localhost.evil.example/",       false, false},
        {"http://127.0.0.1@evil.example/",       false, false},
        {"http://127.0.0.2/",                    false, false},
        {"http://169.254.169.254/latest",        false, false},
        {"https://user@id.example.fi",           false, false},
        {"https://id.example.fi/#x",             false, false},
        {"https://id.example.fi/a b",            false, false},
        {"https://id.example.fi/\n",             false, false},
        {"https://id.example.fi\\@evil.example", false, false},
        {"https://",                             false, false},
        {"https:///x",                           false, false},
        {"https://?x",                           false, false},
        {"HTTPS://id.example.fi",                false, false},
        {"file:///etc/passwd",                   false, false},
        {"",                                     false, false},
    };
    (void)state;
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        str address = str_of(cases[i].address);
        if (fetch_may(address, false) != cases[i].may ||
            fetch_may(address, true) != cases[i].may_on_loopback)
            print_error("%s\n", cases[i].address);
        assert_int_equal(fetch_may(address, false), cases[i].may);
        assert_int_equal(fetch_may(address, true), cases[i].may_on_loopback);
    }
}

static void loopback_is_not_asked_where_it_may_not_be(void **state)
{
    (void)state;
    struct world world;
    struct oidc_discovery about;
    world_init(&world, usual());
    world.client.is_loopback_taken = false;
    assert_false(oidc_provider_describe(world.c, world.kept, world.client, &about));
    assert_int_equal(world.c->err.code, ERR_REFUSED);
    assert_int_equal(provider_asked(world.there, "openid-configuration"), 0);
    world_release(&world);
}

static void whoever_is_told_to_stop_stops(void **state)
{
    (void)state;
    struct world world;
    struct provider_is is = usual();
    atomic_bool stop = true;
    is.fault = PROVIDER_SLOW;
    is.fault_path = "configuration";
    world_init(&world, is);
    world.c->stop = &stop;
    struct oidc_discovery about;
    assert_false(oidc_provider_describe(world.c, world.kept, world.client, &about));
    assert_int_equal(world.c->err.code, ERR_STOPPED);
    world_release(&world);
}

// ---- Trying out ----

static void print_findings(const struct oidc_trial *trial)
{
    for (i64 i = 0; i < trial->count; i++)
        print_message("%d %s\n", trial->findings[i].is_wrong, trial->findings[i].msg);
}

static void tries_as(struct provider_is is, const char *secret, i64 count, const char *last,
                     bool is_wrong)
{
    struct world world;
    struct oidc_trial trial = {.back = S(BACK), .email_claim = S("email")};
    world_init(&world, is);
    world.client.secret = str_of(secret);
    assert_true(oidc_provider_try(world.c, world.client, &trial));
    if (trial.count != count) print_findings(&trial);
    assert_int_equal(trial.count, count);
    assert_string_equal(trial.findings[count - 1].msg, last);
    assert_int_equal(trial.findings[count - 1].is_wrong, is_wrong);
    for (i64 i = 0; i + 1 < count; i++)
        assert_false(trial.findings[i].is_wrong);
    world_release(&world);
}

static void trying_says_that_all_is_well(void **state)
{
    (void)state;
    tries_as(usual(), "s3cret & more", 3, "it knows our name and secret", false);
}

static void trying_says_what_is_wrong(void **state)
{
    (void)state;
    struct provider_is is = usual();
    tries_as(is, "another", 3, "it does not take our name or secret", true);
    is.takes_no_basic = true;
    tries_as(is, "s3cret & more", 3, "it takes no secret from applications, only other proofs",
             true);
    is = usual();
    is.fault = PROVIDER_BROKEN;
    is.fault_path = "configuration";
    tries_as(is, "s3cret & more", 1,
             "what answers at this address does not describe a sign-in service", true);
    is = usual();
    is.description = "{\"claims_supported\":[\"sub\",\"upn\"]}";
    tries_as(is, "s3cret & more", 4, "it does not list \"email\" among what it tells of people",
             false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_traded_with_the_secret_in_the_header),
        cmocka_unit_test(a_code_is_traded_with_the_secret_in_the_form),
        cmocka_unit_test(a_code_is_traded_without_a_secret),
        cmocka_unit_test(a_wrong_secret_is_told_in_words),
        cmocka_unit_test(a_code_is_good_once_and_for_its_verifier),
        cmocka_unit_test(description_and_keys_are_asked_for_once_an_hour),
        cmocka_unit_test(new_keys_are_asked_for_when_a_token_names_one),
        cmocka_unit_test(tokens_with_made_up_keys_do_not_make_us_ask_all_the_time),
        cmocka_unit_test(a_token_of_another_sign_in_is_refused),
        cmocka_unit_test(bad_answers_end_in_words),
        cmocka_unit_test(whoever_answers_slowly_is_not_waited_for),
        cmocka_unit_test(nobody_there_is_told_in_words),
        cmocka_unit_test(a_description_of_something_else_is_refused),
        cmocka_unit_test(only_https_is_asked_or_this_machine_where_it_may_be),
        cmocka_unit_test(loopback_is_not_asked_where_it_may_not_be),
        cmocka_unit_test(whoever_is_told_to_stop_stops),
        cmocka_unit_test(trying_says_that_all_is_well),
        cmocka_unit_test(trying_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
