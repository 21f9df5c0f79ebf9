// signin: the one way in with a password: throttle, password, one-time code, session. In three
// steps, because the middle one takes a twentieth of a second on purpose and must hold up no other
// change:
//   signin_begin   inside a write transaction: counts the attempt, or says when to come again
//   signin_check   outside of any: the password, in the same time whether the account is there
//   signin_end     inside a write transaction: code, session, throttle, audit log
// All three in this order, in one arena; commit each write, and a refusal too: it is to be counted.
// Owns nothing of its own.
#pragma once

#include "people/password.h"
#include "people/session.h"

struct signin {
    str email, password, code; // as typed; code empty: none yet
    str address;               // where it came from; empty: not known
    struct password_cost cost; // password_cost_usual
    // What the steps find.
    str normal, kept_hash, fresh_hash;
    i64 account;
    bool fits;
};

enum signin_outcome {
    SIGNIN_OK,
    SIGNIN_WRONG,      // which of account, password and code was wrong nobody is told
    SIGNIN_NEEDS_CODE, // the password was right; ask for the code and sign in with all three
};

MUST_USE bool signin_begin(ctx *c, struct signin *signin);
MUST_USE bool signin_check(ctx *c, struct signin *signin);
// True when it could be decided; *secret is the session's when the outcome is SIGNIN_OK.
MUST_USE bool signin_end(ctx *c, struct signin *signin, enum signin_outcome *outcome, str *secret);
// The words of a refusal, as an error: for after the commit.
bool signin_refuse(ctx *c, enum signin_outcome outcome);
