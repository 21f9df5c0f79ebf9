// second: one-time codes of an account, and the recovery codes that stand in for a lost device.
// Owns table recovery_code and the columns totp and totp_step of account. The secret of one-time
// codes lies in the store as it is (docs/decisions/0013-people.md says why); recovery codes as
// hashes. Changes are inside the caller's write transaction, each with its entry in the audit log.
#pragma once

#include "store/store.h"

enum { RECOVERY_CODES = 10 };

// Switches codes on: `secret` is what totp_secret_new made and the page showed, `code` the first
// that the device tells, so that nobody is locked out by a wrong one. Makes new recovery codes and
// tells them, this once; all other sessions are the caller's to end. ERR_REFUSED when the code does
// not fit.
struct second_on {
    i64 account;
    str secret, code;
};
MUST_USE bool second_start(ctx *c, struct second_on on, str codes[RECOVERY_CODES]);
// New recovery codes, told this once; the old ones are worth nothing. ERR_REFUSED without codes.
MUST_USE bool second_renew(ctx *c, i64 account, str codes[RECOVERY_CODES]);
// Without codes again; `who` as audit_entry.who.
MUST_USE bool second_stop(ctx *c, str who, i64 account);
// Whether it is a code of the account that was not used yet: one-time or recovery. What fits is
// used up by this.
MUST_USE bool second_check(ctx *c, i64 account, str code, bool *fits);
// Recovery codes that are left.
MUST_USE bool second_left(ctx *c, i64 account, i64 *count);
