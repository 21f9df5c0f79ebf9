// throttle: how long one waits after failed sign-ins, by account and by address. Waits double and
// stop at a bound, so nobody is locked out for ever, and what is refused for waiting does not
// count; kept in the store, so that a restart forgets nothing. Owns table throttle. Knows the
// address of e-mail only as a hash: people type passwords into the wrong field.
#pragma once

#include "store/store.h"

#define THROTTLE_WAIT_MAX_MS (15LL * 60 * 1000)
#define THROTTLE_FORGET_MS   (24LL * 3600 * 1000) // without a failure, then all is as new

enum throttle_kind { THROTTLE_EMAIL, THROTTLE_ADDRESS };

// Failures that are free: people mistype. Many share an address.
enum { THROTTLE_FREE_EMAIL = 4, THROTTLE_FREE_ADDRESS = 30 };

struct throttle_on {
    str email;   // normalised; whether it has an account does not matter
    str address; // empty: not known
};

// How long after so many failures. Pure.
i64 throttle_wait_ms(enum throttle_kind kind, i64 failures);
// Counts an attempt as failed before it is tried, so that many at once gain nothing. ERR_BUSY, and
// nothing counted, when it comes too early; the hint says when. Inside a write transaction.
MUST_USE bool throttle_begin(ctx *c, struct throttle_on on);
// It did not fail: the account's count is forgotten, the address gets its one back.
MUST_USE bool throttle_forgive(ctx *c, struct throttle_on on);
// Takes rows that no longer matter out of the table; now and then.
MUST_USE bool throttle_clean(ctx *c);
