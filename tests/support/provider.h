// provider: a sign-in service of OpenID Connect for tests: real HTTP on loopback, real keys, real
// signatures, made with libcrypto alone, so that it is nobody's word but its own. It checks what it
// is asked as a strict one does (PKCE, redirect address, secret, a code once), and it can be told
// to say anything wrong, or to answer badly.
#pragma once

#include "base/json.h"

struct provider;

enum provider_fault {
    PROVIDER_WELL,
    PROVIDER_SLOW,   // answers after a second and a half
    PROVIDER_HUGE,   // answers with a megabyte
    PROVIDER_BROKEN, // answers with half a JSON
    PROVIDER_FAILS,  // answers with status 500
    PROVIDER_LEADS,  // answers with a redirect to another place of its own
    PROVIDER_CLOSES, // closes the connection
};

// What the next tokens say; zero is right. Texts live as long as they are used.
struct provider_says {
    const char *alg;           // "RS256" unless told: PS256, ES256, ES384, none, HS256
    const char *kid;           // in the token's head; "" none
    bool is_signed_by_another; // with a key that is not published
    bool is_cut;               // one byte of the signature is another
    bool is_claim_changed;     // after it was signed
    const char *issuer, *audience, *azp, *nonce, *at_hash;
    i64 expires_s, issued_s, begins_s; // from now; expires 0: 300; begins 0: not said
    bool has_no_expiry;
    const char *claims; // JSON object, put over the others
};

// How it is: what it tells of itself.
struct provider_is {
    const char *secret;              // of the client; NULL: it has none
    bool takes_post, takes_no_basic; // where the secret is
    const char *issuer;              // in its description; NULL: the right one
    const char *token_endpoint;      // NULL: the right one
    const char *description;         // JSON object, put over the description
    enum provider_fault fault;
    const char *fault_path; // "/.well-known/openid-configuration", "/keys", "/token"
    i64 now_ms;
};

// Starts it; the client's id is "tuntuma". Ends with provider_stop.
struct provider *provider_start(struct provider_is is);
void provider_stop(struct provider *provider);
// Its issuer: "http://127.0.0.1:PORT/realms/house", in the provider's memory.
str provider_issuer(const struct provider *provider);
void provider_set(struct provider *provider, struct provider_is is, struct provider_says says);
// New keys, with other names; the old ones are no longer published.
void provider_rotate(struct provider *provider);
// How often a path was asked for since the start.
i64 provider_asked(struct provider *provider, const char *path);
// What a browser gets that follows an address there: where it is sent back to. Empty, when the
// service did not like the request.
str provider_visit(struct arena *arena, struct provider *provider, str address);
// The value of a parameter in an address, decoded.
str provider_parameter(struct arena *arena, str address, const char *name);
// A token as it would be made for a nonce, and its keys: for tests of tokens alone.
str provider_token(struct arena *arena, struct provider *provider, const char *nonce);
str provider_keys(struct arena *arena, struct provider *provider);
