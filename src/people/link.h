// link: addresses that open one door once: setting up the first administrator, accepting an
// invitation, choosing a new password. Owns table one_time, where only their hashes are. A link
// ends when it is used, when a newer one for the same account is made, when its account ends, or in
// time.
#pragma once

#include "people/account.h"

enum link_purpose { LINK_SETUP, LINK_INVITE, LINK_RESET, LINK__COUNT };

struct link {
    enum link_purpose purpose;
    i64 account; // 0 for LINK_SETUP
    i64 ends_ms;
};

// Makes one and tells its path, this once: "/join/SECRET", "/reset/SECRET". LINK_SETUP takes
// account 0 and is ERR_REFUSED once there is an administrator. Inside a write transaction, with its
// entry in the audit log.
MUST_USE bool link_add(ctx *c, str who, enum link_purpose purpose, i64 account, str *path);
// What a secret would open. ERR_UNKNOWN_USER when it is unknown, used or over: which, nobody is
// told. Only reads.
MUST_USE bool link_find(ctx *c, str secret, struct link *out);
// Opens the door: keeps password_hash's text and ends the link. A set-up makes the account that
// `account` describes (its role is administrator); otherwise it is not looked at. *id is the
// account. ERR_UNKNOWN_USER as link_find. Inside a write transaction.
struct link_use {
    str secret, password_hash;
    struct account_new account;
};
MUST_USE bool link_use(ctx *c, struct link_use use, i64 *id);
MUST_USE bool link_end_all(ctx *c, i64 account);
// How long a link of that purpose is good.
i64 link_life_ms(enum link_purpose purpose);
