// person: which record of kind person an account belongs to, so that whoever did something is told
// by a person's record everywhere, with or without an account. Owns the column account.person.
// Never decides who gets an account. Writes inside the caller's write transaction.
#pragma once

#include "people/account.h"
#include "record/record.h"

// The person's record; 0: the account has none yet.
MUST_USE bool person_of_account(ctx *c, i64 account, i64 *record);
// The account with which this person may come in; 0: none.
MUST_USE bool person_account(ctx *c, i64 record, i64 *account);
// Gives an account its person's record, once the account is made and has its scope: the one that
// has its e-mail address and no account, or else a new one with the account's name and address, and
// with its function and unit where the scope has exactly one. `who` is the person who lets them in;
// 0: nobody in particular. An account that has its record keeps it.
MUST_USE bool person_make(ctx *c, i64 account, i64 who, i64 *record);
// Names of people by their records' ids, as long as ids; "" where there is none.
MUST_USE bool person_names(ctx *c, const i64 *ids, i64 count, str **out);
