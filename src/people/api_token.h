// api_token: what programs come in with: a secret that is shown once, what it may, and until when.
// Owns table api_token. A token goes with the account that made it.
#pragma once

#include "people/role.h"
#include "store/store.h"

enum api_scope {
    API_INTAKE = 1,       // send facts
    API_READ_FIGURES = 2, // figures and remarks
    API_READ_RECORDS = 4,
    API_CHANGE_RECORDS = 8,
    API_SCOPES_ALL = 15
};

#define API_TOKEN_MAX_MS (400LL * 24 * 3600 * 1000) // a year, and time to replace it
// A life, for tokens of scope intake alone; and the end that it has, the year 9999.
#define API_TOKEN_UNTIL_REVOKED (-1LL)
#define API_TOKEN_NO_END_MS     253402300799000LL

struct api_token {
    i64 id;
    str name;
    i64 scopes;  // bits of api_scope
    i64 account; // who made it; 0: the command line
    i64 made_ms, ends_ms, revoked_ms;
};

struct api_token_new {
    str name;
    i64 scopes, account, life_ms;
};

// Makes one and tells it, this once. ERR_BAD_INPUT for a name, scope or life that is none;
// ERR_REFUSED when one of that name is in use. Inside a write transaction, with its entry.
MUST_USE bool api_token_add(ctx *c, str who, struct api_token_new token, str *secret);
MUST_USE bool api_token_list(ctx *c, i64 *count, struct api_token **out);
// ERR_NOT_FOUND when none of that name is in use.
MUST_USE bool api_token_revoke(ctx *c, str who, str name);
MUST_USE bool api_token_end_all(ctx *c, i64 account);
// Ends those of an account that may do what a role may not everywhere.
MUST_USE bool api_token_end_beyond(ctx *c, i64 account, enum role role);
// The token, if it may do that. ERR_UNKNOWN_USER when unknown, over or revoked; ERR_FORBIDDEN when
// it lacks the scope.
MUST_USE bool api_token_find(ctx *c, str secret, enum api_scope scope, struct api_token *out);
// "intake read_figures" → bits; ERR_BAD_INPUT names those there are.
MUST_USE bool api_scopes_read(ctx *c, str words, i64 *out);
str api_scopes_write(ctx *c, i64 scopes);
