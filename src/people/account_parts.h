// account_parts: what the modules of people know of an account and nobody else does.
#pragma once

#include "audit/audit.h"
#include "people/account.h"

struct account_kept {
    struct account account;
    str password, totp; // as they are kept
    i64 totp_step;
};

// No error when there is none: kept.account.id is 0.
MUST_USE bool account_kept_by_email(ctx *c, str email, struct account_kept *out);
MUST_USE bool account_kept_by_id(ctx *c, i64 id, struct account_kept *out);
// An entry about an account; name and value may be NULL.
MUST_USE bool account_note(ctx *c, str who, const char *what, i64 account, const char *name,
                           const char *value);
