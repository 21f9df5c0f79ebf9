// session: that a browser is signed in. Its secret is in a cookie, its hash in the store; it ends
// after SESSION_MS, or SESSION_IDLE_MS without being used. There is none before signing in, and a
// new secret at signing in and whenever more becomes possible, so that none can be planted. Owns
// table session. What it may is asked of the account each time: a session carries no rights.
#pragma once

#include "store/store.h"

#define SESSION_MS       (12LL * 3600 * 1000) // a working day
#define SESSION_IDLE_MS  (2LL * 3600 * 1000)
#define SESSION_TOUCH_MS (60LL * 1000) // being used is noted no more often

struct session {
    i64 account;
    bool strong;      // signed in with a one-time code too
    bool wants_touch; // session_touch is due
    i64 made_ms, seen_ms, ends_ms;
    str address, hash; // hash names it to session_end_one
};

struct session_new {
    i64 account;
    bool strong;
    str address;
};

// Inside a write transaction, as all that changes one.
MUST_USE bool session_add(ctx *c, struct session_new session, str *secret);
// ERR_UNKNOWN_USER when there is none, it is over, or its account ended. Only reads.
MUST_USE bool session_find(ctx *c, str secret, struct session *out);
// Notes that it was used just now.
MUST_USE bool session_touch(ctx *c, str secret);
// Another secret for the same session, the old one is worth nothing: after a one-time code or a
// password was given anew. It does not live longer by it. ERR_UNKNOWN_USER as session_find.
MUST_USE bool session_renew(ctx *c, str secret, bool strong, str *fresh);
MUST_USE bool session_end(ctx *c, str secret);
MUST_USE bool session_end_all(ctx *c, i64 account); // signed out everywhere
// One of an account, by its hash as session_list tells it. ERR_NOT_FOUND when the account has none.
MUST_USE bool session_end_one(ctx *c, i64 account, str hash);
// Those of an account that are not over, newest first, for its own page.
MUST_USE bool session_list(ctx *c, i64 account, i64 *count, struct session **out);
// Takes what is over out of the table; now and then.
MUST_USE bool session_clean(ctx *c);
// What a form of this session carries so that no other site can send it (CSRF).
str session_form_key(ctx *c, str secret);
