// one_time: addresses that open one door once: setting up the first administrator, accepting an
// invitation, choosing a new password. Owns table one_time, where only their hashes are. A link
// ends when it is used, when a newer one for the same account is made, when its account ends, or in
// time.
#pragma once

#include "people/account.h"

enum one_time_purpose { ONE_TIME_SETUP, ONE_TIME_INVITE, ONE_TIME_RESET, ONE_TIME__COUNT };

struct one_time {
    enum one_time_purpose purpose;
    i64 account; // 0 for ONE_TIME_SETUP
    i64 ends_ms;
};

// Makes one and tells its path, this once: "/join/SECRET", "/reset/SECRET". ONE_TIME_SETUP takes
// account 0 and is ERR_REFUSED once there is an administrator. Inside a write transaction, with its
// entry in the audit log.
MUST_USE bool one_time_add(ctx *c, str who, enum one_time_purpose purpose, i64 account, str *path);
// What a secret would open. ERR_UNKNOWN_USER when it is unknown, used or over: which, nobody is
// told. Only reads.
MUST_USE bool one_time_find(ctx *c, str secret, struct one_time *out);
// Opens the door: keeps password_hash's text and ends the link. A set-up makes the account that
// `account` describes (its role is administrator); otherwise it is not looked at. *id is the
// account. ERR_UNKNOWN_USER as one_time_find. Inside a write transaction.
struct one_time_use {
    str secret, password_hash;
    struct account_new account;
};
MUST_USE bool one_time_use(ctx *c, struct one_time_use use, i64 *id);

// The step between password and one-time code of a sign-in: whoever holds this secret gave the
// right password, a few minutes ago. It opens none of the doors above, nor ends their links.
#define ONE_TIME_CODE_MS (5LL * 60 * 1000)
MUST_USE bool one_time_code_add(ctx *c, i64 account, str *secret);
// ERR_UNKNOWN_USER when it is unknown, used or over.
MUST_USE bool one_time_code_find(ctx *c, str secret, i64 *account);
MUST_USE bool one_time_code_end(ctx *c, str secret);

MUST_USE bool one_time_end_all(ctx *c, i64 account);
// How long a link of that purpose is good.
i64 one_time_life_ms(enum one_time_purpose purpose);
// Takes what has been over for a month out of the table; now and then.
MUST_USE bool one_time_clean(ctx *c);
