// visitor: who asks a page: somebody signed in, a program with a token, or nobody. Fills
// request->session from the session's cookie or the bearer token, and decides at the door whether
// the role may use the route at all; what only some may, in their scope, is the handler's to ask
// (person_must). Uses people. Owns the session's cookie.
#pragma once

#include "http/http.h"
#include "people/role.h"

#define VISITOR_COOKIE "session"

struct visitor {
    struct person person; // role and scope; role ROLE_NONE: nobody
    i64 record;           // of kind person, for record_edit.who; 0: none
    str name, email;
    str secret;         // of the session; empty for programs and nobody
    bool is_strong;     // signed in with a one-time code too
    bool is_program;    // came with a token
    i64 token_scopes;   // of a program: bits of people/api_token.h
    bool is_open_house; // nobody has an account yet, and this is the machine itself: only looks
};

// Never NULL.
const struct visitor *visitor_of(const struct request *request);
// person_may and person_must of the visitor.
bool visitor_may(const struct request *request, enum permission permission, struct place place);
MUST_USE bool visitor_must(ctx *c, const struct request *request, enum permission permission,
                           struct place place);
// Whether personal data of a customer of that place is shown. Never to programs, nor before there
// are accounts.
bool visitor_sees_personal(const struct request *request, struct place place);
// Who did it, as audit_entry.who: "account 3".
str visitor_who(ctx *c, const struct request *request);
// Sets or, with an empty secret, takes away the cookie of a session.
void visitor_keep(ctx *c, const struct request *request, struct response *response, str secret);

// Whether the request came to this very machine, by no proxy.
bool visitor_is_this_machine(const struct request *request);

// For server_options.who and may; app is a struct app.
bool visitor_find(ctx *c, struct request *request, void *app);
bool visitor_let_in(ctx *c, const struct request *request, void *app);
