// account: who works here and may come in: e-mail, name, role, scope. Owns tables account and
// account_scope. Every change is inside the caller's write transaction and writes its entry in the
// audit log; `who` is whose doing it is, as audit_entry.who. Never deletes an account: one that
// ends keeps its number, so that what it did stays told.
#pragma once

#include "people/role.h"
#include "store/store.h"

struct account {
    i64 id;
    str email, name;
    enum role role;  // ROLE_NONE when ended
    bool is_invited; // has never come in: has no password, and no single sign-on
    bool has_password;
    bool has_code;   // signs in with one-time codes
    i64 made_ms, ended_ms;
    i64 person; // record of kind person (record/person.h); 0: none yet
    str lang;   // fi, sv, en; empty: as the browser says
};

struct account_new {
    str email, name; // as typed
    enum role role;
};

// Adds one without a password. ERR_BAD_INPUT for an address or name that is none, ERR_REFUSED when
// the address has an account.
MUST_USE bool account_add(ctx *c, str who, struct account_new account, i64 *id);
// All, oldest first; those that ended at the end.
MUST_USE bool account_list(ctx *c, i64 *count, struct account **out);
// Those whose name or address has the search in it, by name, those that ended last; a page of
// BOUND_ACCOUNTS_PAGE from the page'th on (0 is the first), and whether there are more.
struct account_search {
    str text; // empty: all
    i64 page;
};
MUST_USE bool account_page(ctx *c, struct account_search search, i64 *count, struct account **out,
                           bool *more);
// One that has not ended, by its address as typed. ERR_NOT_FOUND.
MUST_USE bool account_find(ctx *c, str email, struct account *out);
// By number, ended or not. ERR_NOT_FOUND.
MUST_USE bool account_get(ctx *c, i64 id, struct account *out);
// For asking what they may; nobody when the account ended or is not there.
MUST_USE bool account_person(ctx *c, i64 id, struct person *out);
// Another name; language, as account.lang. ERR_BAD_INPUT for one that is none.
MUST_USE bool account_set_name(ctx *c, str who, i64 id, str name);
MUST_USE bool account_set_lang(ctx *c, i64 id, str lang);
// Gives another role; all sessions of the account end, and its tokens that may do what the new role
// may not, so that nothing of the old one is left. ERR_REFUSED when no administrator would be left.
MUST_USE bool account_set_role(ctx *c, str who, i64 id, enum role role);
// The whole scope anew.
struct account_scope {
    i64 function_count, unit_count;
    const i64 *functions, *units;
};
MUST_USE bool account_set_scope(ctx *c, str who, i64 id, struct account_scope scope);
// Ends it with its sessions, links and tokens. ERR_REFUSED as account_set_role.
MUST_USE bool account_end(ctx *c, str who, i64 id);
// Keeps a password that password_hash made, and ends all sessions and links. The caller has asked
// password_rule.
MUST_USE bool account_set_password(ctx *c, str who, i64 id, str hash);
// Administrators who have not ended and have come in: 0 means that the house must be set up.
MUST_USE bool account_administrators(ctx *c, i64 *count);
