// oidc: single sign-on: who is on the way to the sign-in service, and who of those it confirms may
// come in. Whoever has an account does: by who they are there (issuer, subject),
// or, at their first sign-in, by their checked address of e-mail, which links the two. Others get
// an account when the administrator lets an address's domain or a group in. Owns tables
// single_link and single_start; a password works beside it as before. Never asks
// the service anything: that is oidc_provider's, outside of any transaction. What changes is inside
// the caller's write transaction, with its entries in the audit log.
#pragma once

#include "people/oidc_service.h"

// ---- On the way ----

#define OIDC_START_MS (10LL * 60 * 1000)
// A cookie that holds a secret of the browser; the secret never leaves the two.
#define OIDC_COOKIE "single"

struct oidc_start {
    str browser; // the cookie's secret: as it came, or made anew
    str state;   // goes to the service and comes back
    str address; // the asker's
    str path;    // where to go when signed in
};
// Notes that somebody is on the way; fills state, and browser where it is not one of ours. ERR_BUSY
// when far too many are.
MUST_USE bool oidc_start_add(ctx *c, struct oidc_start *start);
// Whether this browser is on the way with this state; fills path. Only reads. ERR_UNKNOWN_USER.
MUST_USE bool oidc_start_find(ctx *c, struct oidc_start *start);
// The same, once: nobody comes back a second time.
MUST_USE bool oidc_start_take(ctx *c, struct oidc_start *start);
// Takes those that will not come back out of the table; now and then.
MUST_USE bool oidc_start_clean(ctx *c);
// What only this browser and this state make: PKCE's verifier and the nonce.
str oidc_start_verifier(ctx *c, const struct oidc_start *start);
str oidc_start_nonce(ctx *c, const struct oidc_start *start);
// The address at the service where the browser is sent. `authorization` is the service's own.
str oidc_start_address(ctx *c, const struct oidc_service *service, const struct oidc_start *start,
                       str authorization, str back);

// ---- Coming in ----

enum oidc_outcome {
    OIDC_IN,
    OIDC_NO_EMAIL,       // it tells no address
    OIDC_EMAIL_NOT_SURE, // nobody has checked it
    OIDC_NOBODY,         // no account, and none is made
    OIDC_ENDED,          // the account ended
    OIDC_TAKEN,          // the account with that address is somebody else's there
};
struct oidc_came {
    enum oidc_outcome outcome;
    i64 account;
    str secret; // of the session
};
// Decides; when in, links or makes the account, gives it the role of its groups, and makes the
// session. Commit a refusal too: it is in the audit log.
MUST_USE bool oidc_come_in(ctx *c, const struct oidc_service *service,
                           const struct oidc_person *person, str address, struct oidc_came *out);
// The words of a refusal, as an error: for after the commit.
bool oidc_refuse(ctx *c, const struct oidc_service *service, enum oidc_outcome outcome);
// Takes an account's links away: its next single sign-on is as its first.
MUST_USE bool oidc_unlink(ctx *c, str who, i64 account);
// People who are linked with the service.
MUST_USE bool oidc_linked(ctx *c, const struct oidc_service *service, i64 *count);
