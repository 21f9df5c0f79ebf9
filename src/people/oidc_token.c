// OpenID Connect Core 1.0 §3.1.3.7 (what is to be checked), RFC 7515 (JWS), RFC 7517 (JWK), RFC
// 8725 (what went wrong elsewhere).
#include "people/oidc_token.h"

#include <cjose/cjose.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "bounds.h"
#include "people/secret.h"

enum {
    RSA_BYTES_MIN = 256,  // 2048 bits
    RSA_BYTES_MAX = 1024, // checking takes longer the longer the key is
    EXPONENT_MAX = 8,
    SUBJECT_MAX = 255
};

// clang-format off
static const struct {
    const char *alg, *kty, *crv; // crv NULL: not asked
    const char *digest;
    i64 number_bytes; // of each coordinate; 0: of an RSA key, which key_fits looks at
} algs[] = {
    {"RS256", "RSA", NULL,    "SHA256", 0},
    {"RS384", "RSA", NULL,    "SHA384", 0},
    {"RS512", "RSA", NULL,    "SHA512", 0},
    {"PS256", "RSA", NULL,    "SHA256", 0},
    {"PS384", "RSA", NULL,    "SHA384", 0},
    {"PS512", "RSA", NULL,    "SHA512", 0},
    {"ES256", "EC",  "P-256", "SHA256", 32},
    {"ES384", "EC",  "P-384", "SHA384", 48},
    {"ES512", "EC",  "P-521", "SHA512", 66},
};
// clang-format on

static bool refuse(ctx *c, const char *msg, const char *detail)
{
    return fail_detail(c, ERR_UNKNOWN_USER, msg,
                       tr(c, "Sign in again. If it stays so, ask an administrator."), detail);
}

static bool refuse_text(ctx *c, const char *msg, str was)
{
    return refuse(c, msg, fmt(c->arena, "it says \"%.*s\"", STR(str_head(was, 200))));
}

static bool is_no_token(ctx *c, const char *detail)
{
    return refuse(c, tr(c, "the sign-in service sent no ID token that can be read"), detail);
}

// ---- Taking it apart ----

static bool base64_read(ctx *c, str text, str *out)
{
    char *bytes = NEW_ARRAY(c->arena, char, text.size + 1);
    size_t size = 0;
    const char *end = NULL;
    if (sodium_base642bin((u8 *)bytes, (size_t)text.size, text.size ? text.s : "",
                          (size_t)text.size, NULL, &size, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        (text.size && end != text.s + text.size))
        return false;
    *out = (str){bytes, (i64)size};
    return true;
}

static json_t *object_read(ctx *c, str part)
{
    str bytes = {0};
    if (!base64_read(c, part, &bytes)) {
        (void)is_no_token(c, "a part of it is no base64url");
        return NULL;
    }
    json_t *object = json_parse(c, bytes);
    if (!object) {
        const char *detail = c->err.msg;
        err_clear(c);
        (void)is_no_token(c, detail);
        return NULL;
    }
    if (json_is_object(object)) return object;
    (void)is_no_token(c, "a part of it is no object");
    return NULL;
}

static bool alg_find(ctx *c, const json_t *header, struct oidc_token *out)
{
    str alg = json_text(json_object_get(header, "alg"));
    for (i64 i = 0; i < COUNT_OF(algs); i++) {
        if (!str_equal(alg, str_of(algs[i].alg))) continue;
        out->alg = algs[i].alg;
        out->alg_index = i;
        return true;
    }
    return refuse_text(c, tr(c, "the ID token is signed in a way that proves nothing"), alg);
}

static bool split(str text, str part[3])
{
    str rest = text;
    for (i64 i = 0; i < 3; i++)
        if (!str_cut(&rest, '.', &part[i]) || !part[i].size) return false;
    return part[2].s + part[2].size == text.s + text.size;
}

bool oidc_token_read(ctx *c, str text, struct oidc_token *out)
{
    str part[3];
    *out = (struct oidc_token){.text = text};
    if (text.size > BOUND_TOKEN_BYTES) return is_no_token(c, "it is too long");
    if (!split(text, part)) return is_no_token(c, "it has not three parts");
    json_t *header = object_read(c, part[0]);
    if (!header || !alg_find(c, header, out)) return false;
    // What must be understood to check it, and is not understood here (RFC 7515 §4.1.11).
    if (json_object_get(header, "crit")) return is_no_token(c, "it has critical extensions");
    str signature = {0};
    if (!base64_read(c, part[2], &signature))
        return is_no_token(c, "its signature is no base64url");
    out->kid = json_text(json_object_get(header, "kid"));
    out->claims = object_read(c, part[1]);
    return out->claims != NULL;
}

// ---- The key ----

static i64 bytes_of(const json_t *key, const char *name)
{
    return json_text(json_object_get(key, name)).size * 3 / 4; // of base64url without padding
}

static bool is_absent_or(const json_t *value, const char *text)
{
    return !value || str_equal(json_text(value), str_of(text));
}

static bool key_fits(const struct oidc_token *token, const json_t *key)
{
    str kty = json_text(json_object_get(key, "kty"));
    const json_t *uses = json_object_get(key, "key_ops");
    if (!str_equal(kty, str_of(algs[token->alg_index].kty)) ||
        !is_absent_or(json_object_get(key, "use"), "sig") ||
        !is_absent_or(json_object_get(key, "alg"), token->alg) ||
        (uses && !oidc_claim_holds(uses, S("verify"))))
        return false;
    const char *crv = algs[token->alg_index].crv;
    if (crv) return str_equal(json_text(json_object_get(key, "crv")), str_of(crv));
    i64 modulus = bytes_of(key, "n"), exponent = bytes_of(key, "e");
    return modulus >= RSA_BYTES_MIN && modulus <= RSA_BYTES_MAX && exponent > 0 &&
           exponent <= EXPONENT_MAX;
}

const json_t *oidc_token_key(const struct oidc_token *token, const json_t *keys)
{
    const json_t *list = json_object_get(keys, "keys"), *found = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *key = json_array_get(list, i);
        if (!key_fits(token, key)) continue;
        if (token->kid.size && !str_equal(json_text(json_object_get(key, "kid")), token->kid))
            continue;
        // A token that names no key is for sets with one (OpenID Connect Core §10.1).
        if (found && !token->kid.size) return NULL;
        if (!found) found = key;
    }
    return found;
}

// ---- The signature ----

static void jwk_free(void *p)
{
    (void)cjose_jwk_release(p);
}

static void jws_free(void *p)
{
    cjose_jws_release(p);
}

// Only the public numbers: nothing else that stands in a key is looked at. They are read here
// first, since libcjose aborts on some texts that are no base64url. NULL when one is none.
static const char *public_part(ctx *c, const json_t *key, i64 alg_index)
{
    static const char *const rsa[] = {"n", "e", NULL}, *const ec[] = {"x", "y", NULL};
    const char *const *names = algs[alg_index].crv ? ec : rsa;
    i64 number_bytes = algs[alg_index].number_bytes;
    json_t *out = json_new_object(c);
    json_put_c(out, "kty", algs[alg_index].kty);
    if (algs[alg_index].crv) json_put_c(out, "crv", algs[alg_index].crv);
    for (i64 i = 0; names[i]; i++) {
        str text = json_text(json_object_get(key, names[i])), number = {0};
        if (!base64_read(c, text, &number) || !number.size ||
            (number_bytes && number.size != number_bytes))
            return NULL;
        json_put_str(out, names[i], text);
    }
    return json_write(c, out).s;
}

static bool signature_fits(ctx *c, const struct oidc_token *token, const json_t *key)
{
    cjose_err error = {0};
    const char *text = public_part(c, key, token->alg_index);
    cjose_jwk_t *jwk = text ? cjose_jwk_import(text, strlen(text), &error) : NULL;
    if (!jwk) return refuse(c, tr(c, "the sign-in service's key cannot be read"), error.message);
    arena_defer(c->arena, jwk_free, jwk);
    cjose_jws_t *jws = cjose_jws_import(token->text.s, (size_t)token->text.size, &error);
    if (!jws) return is_no_token(c, error.message);
    arena_defer(c->arena, jws_free, jws);
    return cjose_jws_verify(jws, jwk, &error) ||
           refuse(c, tr(c, "the ID token is not signed by the sign-in service"), error.message);
}

// ---- The claims ----

static bool is_for(ctx *c, const json_t *claims, str client_id)
{
    const json_t *audience = json_object_get(claims, "aud");
    const json_t *party = json_object_get(claims, "azp");
    bool is_many = json_array_size(audience) > 1;
    if (oidc_claim_holds(audience, client_id) && (party || !is_many) &&
        (!party || str_equal(json_text(party), client_id)))
        return true;
    return refuse(c, tr(c, "the ID token is for another application"),
                  json_write(c, audience ? audience : json_new_array(c)).s);
}

// A moment in seconds; false when there is none that a clock could show.
static bool moment(const json_t *claims, const char *name, f64 *out)
{
    return json_f64(json_object_get(claims, name), out) && *out >= 0 && *out < 1e11;
}

static bool is_of_now(ctx *c, const json_t *claims)
{
    f64 now = (f64)c->now_ms / 1000, ends = 0, begins = 0, made = 0;
    if (!moment(claims, "exp", &ends) || !moment(claims, "iat", &made) ||
        (json_object_get(claims, "nbf") && !moment(claims, "nbf", &begins)))
        return refuse(c, tr(c, "the ID token does not say for when it is good"), NULL);
    const char *detail =
        fmt(c->arena, "iat %.0f, nbf %.0f, exp %.0f, now %.0f", made, begins, ends, now);
    if (ends + OIDC_LEEWAY_S <= now || made + OIDC_TOKEN_AGE_MAX_S + OIDC_LEEWAY_S <= now)
        return refuse(c, tr(c, "the ID token is too old"), detail);
    if (begins - OIDC_LEEWAY_S > now || made - OIDC_LEEWAY_S > now)
        return refuse(c, tr(c, "the ID token is not good yet: two clocks differ"), detail);
    return true;
}

// OpenID Connect Core §3.1.3.6: the left half of the access token's hash.
static bool access_token_fits(ctx *c, const struct oidc_token *token, str access_token)
{
    const json_t *claim = json_object_get(token->claims, "at_hash");
    if (!claim) return true;
    u8 hash[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE];
    unsigned size = 0;
    const EVP_MD *digest = EVP_get_digestbyname(algs[token->alg_index].digest);
    int made = EVP_Digest(access_token.s ? access_token.s : "", (size_t)access_token.size, hash,
                          &size, digest, NULL);
    assert(made == 1 && size >= 32);
    (void)sodium_bin2base64(text, sizeof text, hash, size / 2,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (access_token.size && secret_equal(json_text(claim), str_of(text))) ||
           refuse(c, tr(c, "the ID token belongs to another sign-in"), "at_hash does not fit");
}

static bool names_somebody(ctx *c, const json_t *claims)
{
    str subject = json_text(json_object_get(claims, "sub"));
    return (subject.size && subject.size <= SUBJECT_MAX && str_is_utf8(subject, NULL)) ||
           refuse(c, tr(c, "the ID token names nobody"), NULL);
}

bool oidc_token_check(ctx *c, const struct oidc_token *token, const json_t *key,
                      struct oidc_expected expected)
{
    assert(expected.issuer.size && expected.client_id.size && expected.nonce.size);
    assert(token->claims);
    if (!key)
        return refuse_text(c, tr(c, "the ID token is signed with a key that is not known"),
                           token->kid);
    if (!signature_fits(c, token, key)) return false;
    str issuer = json_text(json_object_get(token->claims, "iss"));
    if (!str_equal(issuer, expected.issuer))
        return refuse_text(c, tr(c, "the ID token is of another sign-in service"), issuer);
    if (!is_for(c, token->claims, expected.client_id) || !is_of_now(c, token->claims)) return false;
    if (!secret_equal(json_text(json_object_get(token->claims, "nonce")), expected.nonce))
        return refuse(c, tr(c, "the ID token belongs to another sign-in"), "nonce does not fit");
    return access_token_fits(c, token, expected.access_token) && names_somebody(c, token->claims);
}

// ---- What it says of a person ----

const json_t *oidc_claim(const json_t *claims, str path)
{
    // jansson wants names that end with NUL; longer ones than this nobody gives.
    char name[BOUND_NAME_BYTES + 1];
    if (!path.size || path.size > BOUND_NAME_BYTES) return NULL;
    memcpy(name, path.s, (size_t)path.size);
    name[path.size] = 0;
    const json_t *found = json_object_get(claims, name);
    str head, rest = path;
    if (found || str_find(path, S(".")) < 0 || !str_cut(&rest, '.', &head)) return found;
    name[head.size] = 0;
    return rest.size ? oidc_claim(json_object_get(claims, name), rest) : NULL;
}

bool oidc_claim_holds(const json_t *claim, str text)
{
    if (json_is_string(claim)) return str_equal(json_text(claim), text);
    for (size_t i = 0; i < json_array_size(claim); i++) {
        const json_t *one = json_array_get(claim, i);
        if (json_is_string(one) && str_equal(json_text(one), text)) return true;
    }
    return false;
}

bool oidc_claim_is_true(const json_t *claim)
{
    return json_is_true(claim) || str_equal(json_text(claim), S("true"));
}

bool oidc_is_strong(const json_t *claims)
{
    static const char *const methods[] = {"mfa", "otp", "hwk", "swk", "sc", "fido", "ngcmfa"};
    static const char *const classes[] = {
        "phr", "phrh", "https://refeds.org/profile/mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor"};
    for (i64 i = 0; i < COUNT_OF(methods); i++)
        if (oidc_claim_holds(json_object_get(claims, "amr"), str_of(methods[i]))) return true;
    for (i64 i = 0; i < COUNT_OF(classes); i++)
        if (oidc_claim_holds(json_object_get(claims, "acr"), str_of(classes[i]))) return true;
    return false;
}
