// oidc_provider: a sign-in service outside: asks it for its description and keys, keeps both for an
// hour, and trades a code for what it says of a person. Owns what it keeps, which one server
// shares. Uses fetch: so its functions block, each for BOUND_FETCH_MS a request and three requests
// at most; they belong among the errands (web/turn), bounded in number, outside of any transaction.
// Never touches the store. Safe from any thread.
#pragma once

#include "people/oidc_discovery.h"

#define OIDC_KEPT_MS  (3600LL * 1000) // description and keys
#define OIDC_AGAIN_MS (60LL * 1000)   // keys are not asked for again sooner, whatever a token names

struct oidc_provider;

// In c->arena, for as long as the server runs.
struct oidc_provider *oidc_provider_new(ctx *c);
void oidc_provider_free(struct oidc_provider *provider);

// Whom to ask, and how we are known there.
struct oidc_client {
    str issuer, id, secret;
    bool is_loopback_taken;
    i64 patience_ms; // 0 = BOUND_FETCH_MS
};

// The description, asked for when it is not known or was too long ago. ERR_BUSY when it could not
// be had, ERR_REFUSED when it is no use.
MUST_USE bool oidc_provider_describe(ctx *c, struct oidc_provider *provider,
                                     struct oidc_client client, struct oidc_discovery *out);
// The same without asking anybody: false, and no error, when it would have to.
bool oidc_provider_described(ctx *c, struct oidc_provider *provider, struct oidc_client client,
                             struct oidc_discovery *out);

// Trades a code for checked claims. An ID token that names an unknown key makes the keys be asked
// for once more. ERR_UNKNOWN_USER when the service does not take the code or its token is not to be
// believed; else as above.
struct oidc_trade {
    str code, verifier, nonce;
    str back; // the address that the code came to
};
MUST_USE bool oidc_provider_trade(ctx *c, struct oidc_provider *provider, struct oidc_client client,
                                  struct oidc_trade trade, json_t **claims);

// ---- Trying out ----

struct oidc_finding {
    bool is_wrong; // else it is well, or a thing to know
    const char *msg, *hint;
};
enum { OIDC_FINDINGS_MAX = 8 };
// Asks for everything anew and tells, step by step, what is well and what is not; the last step
// shows a code that never was, since the service says then whether it knows us. True when it could
// be tried, whatever was found.
struct oidc_trial {
    str back, email_claim;
    i64 count;
    struct oidc_finding findings[OIDC_FINDINGS_MAX];
};
MUST_USE bool oidc_provider_try(ctx *c, struct oidc_client client, struct oidc_trial *trial);
