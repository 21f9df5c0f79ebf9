#include "people/oidc_discovery.h"

#include "bounds.h"
#include "people/fetch.h"
#include "people/oidc_token.h"

str oidc_discovery_address(ctx *c, str issuer)
{
    bool has_slash = str_ends(issuer, S("/"));
    return str_of(
        fmt(c->arena, "%.*s%s.well-known/openid-configuration", STR(issuer), has_slash ? "" : "/"));
}

static json_t *object_of(ctx *c, str text, const char *msg)
{
    json_t *object = text.size ? json_parse(c, text) : NULL;
    const char *detail = c->err.msg;
    if (object && json_is_object(object)) return object;
    if (c->err.code != ERR_NONE) err_clear(c);
    (void)fail_detail(c, ERR_REFUSED, msg, tr(c, "Look at the address once more."), detail);
    return NULL;
}

static bool is_of(ctx *c, const json_t *document, str issuer)
{
    str named = json_text(json_object_get(document, "issuer"));
    if (str_equal(named, issuer)) return true;
    if (str_find(named, S("{")) >= 0)
        return fail_with(c, ERR_REFUSED,
                         tr(c, "this is the address of everybody's sign-in service, not of yours"),
                         tr(c, "Write your own tenant's id in its place."));
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "the sign-in service calls itself \"%.*s\""),
                         STR(str_head(named, BOUND_NAME_BYTES))),
                     tr(c, "Write the address just so, if it is yours."));
}

static bool address_of(ctx *c, const json_t *document, const char *name, bool is_loopback_taken,
                       str *out)
{
    *out = json_text(json_object_get(document, name));
    if (out->size && fetch_may(*out, is_loopback_taken)) return true;
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena,
                         tr(c, "the sign-in service names no address for \"%s\" that may be asked"),
                         name),
                     tr(c, "Addresses begin with https://."));
}

// What a list must hold; a service that does not tell (`otherwise`) is believed to, or not.
static bool lists(const json_t *document, const char *name, const char *one, bool otherwise)
{
    const json_t *list = json_object_get(document, name);
    return list ? oidc_claim_holds(list, str_of(one)) : otherwise;
}

static bool signs_well(const json_t *document)
{
    static const char *const algs[] = {"RS256", "RS384", "RS512", "PS256", "PS384",
                                       "PS512", "ES256", "ES384", "ES512"};
    for (i64 i = 0; i < COUNT_OF(algs); i++)
        if (lists(document, "id_token_signing_alg_values_supported", algs[i], true)) return true;
    return false;
}

static bool can_work(ctx *c, const json_t *document)
{
    const char *missing = NULL;
    if (!lists(document, "response_types_supported", "code", true))
        missing = tr(c, "the sign-in service has no code flow");
    else if (!lists(document, "code_challenge_methods_supported", "S256", true))
        missing = tr(c, "the sign-in service does not take PKCE with S256");
    else if (!signs_well(document))
        missing = tr(c, "the sign-in service signs in no way that is taken here");
    return !missing || fail_with(c, ERR_REFUSED, missing,
                                 tr(c, "Ask whoever runs the sign-in service to switch it on."));
}

bool oidc_discovery_read(ctx *c, str text, struct oidc_issuer issuer, struct oidc_discovery *out)
{
    const char *methods = "token_endpoint_auth_methods_supported";
    *out = (struct oidc_discovery){0};
    json_t *document = object_of(
        c, text, tr(c, "what answers at this address does not describe a sign-in service"));
    if (!document || !is_of(c, document, issuer.address) ||
        !address_of(c, document, "authorization_endpoint", issuer.is_loopback_taken,
                    &out->authorization) ||
        !address_of(c, document, "token_endpoint", issuer.is_loopback_taken, &out->token) ||
        !address_of(c, document, "jwks_uri", issuer.is_loopback_taken, &out->jwks) ||
        !can_work(c, document))
        return false;
    out->takes_basic = lists(document, methods, "client_secret_basic", true);
    out->takes_post = lists(document, methods, "client_secret_post", false);
    out->names_itself =
        json_is_true(json_object_get(document, "authorization_response_iss_parameter_supported"));
    out->document = document;
    return true;
}

bool oidc_keys_read(ctx *c, str text, json_t **out)
{
    const char *msg = tr(c, "the sign-in service tells no keys that can be read");
    *out = object_of(c, text, msg);
    if (!*out) return false;
    size_t count = json_array_size(json_object_get(*out, "keys"));
    return (count > 0 && count <= BOUND_PROVIDER_KEYS) ||
           fail_with(c, ERR_REFUSED, msg,
                     tr(c, "Ask whoever runs the sign-in service for its keys (JWKS)."));
}
