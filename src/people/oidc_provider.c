#include "people/oidc_provider.h"

#include <pthread.h>

#include "bounds.h"
#include "people/fetch.h"
#include "people/oidc_token.h"

// A text that was fetched: of a fixed size, since nothing may be allocated under the lock.
struct kept {
    char address[BOUND_ADDRESS_BYTES + 100], text[BOUND_PROVIDER_BYTES];
    i64 address_size, size, read_ms;
};

struct oidc_provider {
    pthread_mutex_t mutex; // guards what follows
    struct kept description, keys;
};

struct oidc_provider *oidc_provider_new(ctx *c)
{
    struct oidc_provider *provider = NEW(c->arena, struct oidc_provider);
    (void)pthread_mutex_init(&provider->mutex, NULL);
    return provider;
}

void oidc_provider_free(struct oidc_provider *provider)
{
    (void)pthread_mutex_destroy(&provider->mutex);
}

// ---- What is kept ----

static bool kept_read(ctx *c, struct oidc_provider *provider, const struct kept *kept, str address,
                      str *out, i64 *read_ms)
{
    char *text = NEW_ARRAY(c->arena, char, BOUND_PROVIDER_BYTES);
    (void)pthread_mutex_lock(&provider->mutex);
    bool is_it = str_equal((str){kept->address, kept->address_size}, address);
    bool is_fresh = c->now_ms - kept->read_ms < OIDC_KEPT_MS && kept->read_ms <= c->now_ms;
    i64 size = is_it && is_fresh ? kept->size : 0;
    memcpy(text, kept->text, (size_t)size);
    *read_ms = kept->read_ms;
    (void)pthread_mutex_unlock(&provider->mutex);
    *out = (str){text, size};
    return size > 0;
}

static void kept_write(const ctx *c, struct oidc_provider *provider, struct kept *kept, str address,
                       str text)
{
    assert(address.size <= (i64)sizeof kept->address && text.size <= (i64)sizeof kept->text);
    assert(address.s && text.s);
    (void)pthread_mutex_lock(&provider->mutex);
    memcpy(kept->address, address.s, (size_t)address.size);
    memcpy(kept->text, text.s, (size_t)text.size);
    kept->address_size = address.size;
    kept->size = text.size;
    kept->read_ms = c->now_ms;
    (void)pthread_mutex_unlock(&provider->mutex);
}

// ---- Asking ----

static bool get(ctx *c, struct oidc_client client, str address, str *out)
{
    struct fetched fetched;
    struct fetch fetch = {.address = address,
                          .size_max = BOUND_PROVIDER_BYTES,
                          .patience_ms = client.patience_ms,
                          .is_loopback_taken = client.is_loopback_taken};
    if (!fetch_run(c, fetch, &fetched)) return false;
    *out = fetched.body;
    return fetched.status == 200 ||
           fail_detail(c, ERR_REFUSED,
                       tr(c, "what answers at this address does not describe a sign-in service"),
                       tr(c, "Keycloak's address is https://HOST/realms/NAME, that of Entra ID "
                             "https://login.microsoftonline.com/TENANT/v2.0."),
                       fmt(c->arena, "%.*s: status %d", STR(address), fetched.status));
}

static struct oidc_issuer issuer_of(struct oidc_client client)
{
    return (struct oidc_issuer){.address = client.issuer,
                                .is_loopback_taken = client.is_loopback_taken};
}

bool oidc_provider_described(ctx *c, struct oidc_provider *provider, struct oidc_client client,
                             struct oidc_discovery *out)
{
    str text = {0};
    i64 read_ms = 0;
    if (!kept_read(c, provider, &provider->description, client.issuer, &text, &read_ms))
        return false;
    if (oidc_discovery_read(c, text, issuer_of(client), out)) return true;
    err_clear(c);
    return false;
}

static bool describe_anew(ctx *c, struct oidc_client client, str *text, struct oidc_discovery *out)
{
    if (!fetch_may(client.issuer, client.is_loopback_taken))
        return fail_with(c, ERR_REFUSED, tr(c, "this is no address that may be asked"),
                         tr(c, "Addresses begin with https://."));
    return get(c, client, oidc_discovery_address(c, client.issuer), text) &&
           oidc_discovery_read(c, *text, issuer_of(client), out);
}

bool oidc_provider_describe(ctx *c, struct oidc_provider *provider, struct oidc_client client,
                            struct oidc_discovery *out)
{
    str text = {0};
    if (oidc_provider_described(c, provider, client, out)) return true;
    if (!describe_anew(c, client, &text, out)) return false;
    kept_write(c, provider, &provider->description, client.issuer, text);
    return true;
}

// The key of a token, from what is kept or asked for. NULL without an error when there is none.
static bool key_of(ctx *c, struct oidc_provider *provider, struct oidc_client client,
                   const struct oidc_discovery *about, const struct oidc_token *token,
                   const json_t **key)
{
    str text = {0};
    i64 read_ms = 0;
    json_t *keys = NULL;
    *key = NULL;
    if (kept_read(c, provider, &provider->keys, about->jwks, &text, &read_ms)) {
        if (!oidc_keys_read(c, text, &keys)) return false;
        *key = oidc_token_key(token, keys);
        // Whoever makes tokens up must not make us ask for keys all the time.
        if (*key || c->now_ms - read_ms < OIDC_AGAIN_MS) return true;
    }
    if (!get(c, client, about->jwks, &text) || !oidc_keys_read(c, text, &keys)) return false;
    kept_write(c, provider, &provider->keys, about->jwks, text);
    *key = oidc_token_key(token, keys);
    return true;
}

// ---- Trading a code ----

static void form_add(buf *form, const char *name, str value)
{
    buf_fmt(form, "%s%s=", form->size ? "&" : "", name);
    percent_encode(form, value);
}

static bool token_ask(ctx *c, struct oidc_client client, const struct oidc_discovery *about,
                      struct oidc_trade trade, struct fetched *out)
{
    // The secret in the header where it is taken there, else in the form.
    bool is_basic = client.secret.size && about->takes_basic;
    buf form = buf_new(c->arena, 3 * (BOUND_TARGET_BYTES + 4 * BOUND_ADDRESS_BYTES));
    form_add(&form, "grant_type", S("authorization_code"));
    form_add(&form, "code", trade.code);
    form_add(&form, "redirect_uri", trade.back);
    form_add(&form, "code_verifier", trade.verifier);
    if (!is_basic) form_add(&form, "client_id", client.id);
    if (!is_basic && client.secret.size) form_add(&form, "client_secret", client.secret);
    struct fetch fetch = {.address = about->token,
                          .form = buf_str(&form),
                          .user = is_basic ? client.id : (str){0},
                          .password = is_basic ? client.secret : (str){0},
                          .size_max = BOUND_PROVIDER_BYTES,
                          .patience_ms = client.patience_ms,
                          .is_loopback_taken = client.is_loopback_taken};
    return fetch_run(c, fetch, out);
}

// The answer as an object; an empty one when it is none.
static json_t *answer_of(ctx *c, str body)
{
    json_t *answer = body.size ? json_parse(c, body) : NULL;
    if (c->err.code != ERR_NONE) err_clear(c);
    return answer && json_is_object(answer) ? answer : json_new_object(c);
}

static bool is_about_us(str error)
{
    return str_equal(error, S("invalid_client")) || str_equal(error, S("unauthorized_client"));
}

static bool refuse_answer(ctx *c, const json_t *answer, int status)
{
    str error = json_text(json_object_get(answer, "error"));
    str words = json_text(json_object_get(answer, "error_description"));
    const char *detail = fmt(c->arena, "status %d, %.*s: %.*s", status, STR(str_head(error, 100)),
                             STR(str_head(words, 500)));
    if (is_about_us(error))
        return fail_detail(c, ERR_UNKNOWN_USER,
                           tr(c, "the sign-in service does not take our name or secret"),
                           tr(c, "Ask an administrator to look at single sign-on."), detail);
    return fail_detail(c, ERR_UNKNOWN_USER,
                       tr(c, "the sign-in service did not confirm this sign-in"),
                       tr(c, "Sign in again. If it stays so, ask an administrator."), detail);
}

bool oidc_provider_trade(ctx *c, struct oidc_provider *provider, struct oidc_client client,
                         struct oidc_trade trade, json_t **claims)
{
    struct oidc_discovery about = {0};
    struct fetched fetched;
    struct oidc_token token;
    const json_t *key = NULL;
    if (!oidc_provider_describe(c, provider, client, &about) ||
        !token_ask(c, client, &about, trade, &fetched))
        return false;
    const json_t *answer = answer_of(c, fetched.body);
    if (fetched.status != 200) return refuse_answer(c, answer, fetched.status);
    struct oidc_expected expected = {.issuer = client.issuer,
                                     .client_id = client.id,
                                     .nonce = trade.nonce,
                                     .access_token =
                                         json_text(json_object_get(answer, "access_token"))};
    if (!oidc_token_read(c, json_text(json_object_get(answer, "id_token")), &token) ||
        !key_of(c, provider, client, &about, &token, &key) ||
        !oidc_token_check(c, &token, key, expected))
        return false;
    *claims = token.claims;
    return true;
}

// ---- Trying out ----

static void found(struct oidc_trial *trial, struct oidc_finding finding)
{
    assert(trial->count < OIDC_FINDINGS_MAX);
    trial->findings[trial->count++] = finding;
}

// Makes a finding of an error. False when the work itself was stopped.
static bool found_error(ctx *c, struct oidc_trial *trial)
{
    if (c->err.code == ERR_STOPPED || c->err.code == ERR_NO_MEMORY) return false;
    found(trial, (struct oidc_finding){true, c->err.msg, c->err.hint});
    err_clear(c);
    return true;
}

static bool try_keys(ctx *c, struct oidc_client client, const struct oidc_discovery *about,
                     struct oidc_trial *trial)
{
    str text = {0};
    json_t *keys = NULL;
    if (!get(c, client, about->jwks, &text) || !oidc_keys_read(c, text, &keys))
        return found_error(c, trial);
    int count = (int)json_array_size(json_object_get(keys, "keys"));
    found(trial,
          (struct oidc_finding){.msg = fmt(c->arena, tr(c, "its keys can be read: %d"), count)});
    return true;
}

// With a code that never was: a service that knows us says that it is the code that is wrong.
static bool try_client(ctx *c, struct oidc_client client, const struct oidc_discovery *about,
                       struct oidc_trial *trial)
{
    struct fetched fetched;
    if (client.secret.size && !about->takes_basic && !about->takes_post) {
        found(trial, (struct oidc_finding){
                         true, tr(c, "it takes no secret from applications, only other proofs"),
                         tr(c, "Let it take a client secret for this application.")});
        return true;
    }
    struct oidc_trade trade = {.code = S("tuntuma-tries"),
                               .verifier = S("tuntuma-tries-whether-the-two-know-each-other"),
                               .back = trial->back};
    if (!token_ask(c, client, about, trade, &fetched)) return found_error(c, trial);
    str error = json_text(json_object_get(answer_of(c, fetched.body), "error"));
    if (is_about_us(error) || fetched.status == 401)
        found(trial, (struct oidc_finding){true, tr(c, "it does not take our name or secret"),
                                           tr(c, "Copy the client id and the secret once more.")});
    else if (str_equal(error, S("invalid_grant")))
        found(trial, (struct oidc_finding){.msg = tr(c, "it knows our name and secret")});
    else
        found(trial, (struct oidc_finding){
                         .msg = tr(c, "whether it knows our name and secret it does not tell"),
                         .hint = tr(c, "You will see when you sign in.")});
    return true;
}

static void try_claims(ctx *c, const struct oidc_discovery *about, struct oidc_trial *trial)
{
    const json_t *claims = json_object_get(about->document, "claims_supported");
    if (!claims || oidc_claim_holds(claims, trial->email_claim)) return;
    found(trial,
          (struct oidc_finding){
              .msg = fmt(c->arena, tr(c, "it does not list \"%.*s\" among what it tells of people"),
                         STR(trial->email_claim)),
              .hint = tr(c, "It may need to be switched on for this application.")});
}

bool oidc_provider_try(ctx *c, struct oidc_client client, struct oidc_trial *trial)
{
    struct oidc_discovery about = {0};
    str text = {0};
    trial->count = 0;
    if (!describe_anew(c, client, &text, &about)) return found_error(c, trial);
    found(trial, (struct oidc_finding){.msg = tr(c, "it describes itself as a sign-in service")});
    if (!try_keys(c, client, &about, trial) || !try_client(c, client, &about, trial)) return false;
    try_claims(c, &about, trial);
    return true;
}
