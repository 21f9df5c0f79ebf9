// signin: the one way in with a password: throttle, password, one-time code, session. In three
// steps, because the middle one takes a twentieth of a second on purpose and must hold up no other
// change:
//   signin_begin   inside a write transaction: counts the attempt, or says when to come again
//   signin_check   outside of any: the password, in the same time whether the account is there
//   signin_end     inside a write transaction: code, session, throttle, audit log
// All three in this order, in one arena; commit each write, and a refusal too: it is to be counted.
// Where a one-time code is still missing, signin_end tells a secret that stands for the password
// that was right, and signin_code goes on from there, so that no page has to keep a password.
// Who is signed in and does something grave gives the password once more, by the same two steps
// and signin_confirm. Owns nothing of its own.
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
    str pending; // after SIGNIN_NEEDS_CODE: stands for the password for ONE_TIME_CODE_MS
};

enum signin_outcome {
    SIGNIN_OK,
    SIGNIN_WRONG,      // which of account, password and code was wrong nobody is told
    SIGNIN_NEEDS_CODE, // the password was right; ask for the code: signin_code, or all three anew
};

MUST_USE bool signin_begin(ctx *c, struct signin *signin);
MUST_USE bool signin_check(ctx *c, struct signin *signin);
// True when it could be decided; *secret is the session's when the outcome is SIGNIN_OK.
MUST_USE bool signin_end(ctx *c, struct signin *signin, enum signin_outcome *outcome, str *secret);
// The code for what is pending, in one step: `pending`, `code` and `address` are given. Attempts
// are counted as those with a password are: ERR_BUSY. ERR_UNKNOWN_USER when it took too long.
// Inside a write transaction; the outcome is SIGNIN_OK or SIGNIN_WRONG.
MUST_USE bool signin_code(ctx *c, struct signin *signin, enum signin_outcome *outcome, str *secret);
// After signin_begin and signin_check with the address of e-mail of `account`: whether that
// password is the account's. Inside a write transaction.
MUST_USE bool signin_confirm(ctx *c, struct signin *signin, i64 account, bool *fits);
// The words of a refusal, as an error: for after the commit.
bool signin_refuse(ctx *c, enum signin_outcome outcome);
