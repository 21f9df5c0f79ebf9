// oidc_token: whether an ID token of OpenID Connect is what it says: signed by a key of the sign-in
// service, for us, for this sign-in, now; and what it says of a person. Uses libcjose for the
// signature. Pure: no store, no network, no clock of its own. Believes nothing that stands in a
// token before the signature fits: neither which algorithm is good enough nor where keys are found.
// Fuzzed by tests/fuzz/oidc_token_fuzz.c.
#pragma once

#include "base/json.h"

enum { OIDC_LEEWAY_S = 60, OIDC_TOKEN_AGE_MAX_S = 600 };

struct oidc_token {
    str text;        // as it came
    json_t *claims;  // an object; not to be believed before oidc_token_check
    const char *alg; // one that we take: asymmetric, SHA-256 and better
    str kid;         // empty: it names no key
    i64 alg_index;   // row of the algorithms
};

// What was asked for, and what came beside the token.
struct oidc_expected {
    str issuer, client_id, nonce;
    str access_token; // empty: none came
};

// Takes it apart. ERR_UNKNOWN_USER when it is no signed token, too long, or signed in a way that
// proves nothing to us ("none", with a shared secret, or unknown).
MUST_USE bool oidc_token_read(ctx *c, str text, struct oidc_token *out);
// The one key of a set (JWKS) that can have signed it: its number is named, kind and use fit. NULL
// when there is none: the set may be older than the key.
const json_t *oidc_token_key(const struct oidc_token *token, const json_t *keys);
// Signature, issuer, audience, times, nonce, hash of the access token. ERR_UNKNOWN_USER says which
// does not fit; what was there instead is in the detail.
MUST_USE bool oidc_token_check(ctx *c, const struct oidc_token *token, const json_t *key,
                               struct oidc_expected expected);

// ---- What a token says of a person, once it is checked ----

// A claim by its name, or by a path with dots through objects ("realm_access.roles"); the whole
// name goes first. NULL when there is none.
const json_t *oidc_claim(const json_t *claims, str path);
// Whether a claim that is a text, or a list of texts, holds this one.
bool oidc_claim_holds(const json_t *claim, str text);
// Whether the service says so: true, and "true" as some write it.
bool oidc_claim_is_true(const json_t *claim);
// Whether somebody signed in there with more than a password (amr of RFC 8176, acr).
bool oidc_is_strong(const json_t *claims);
