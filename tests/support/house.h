// house: a running server with somebody of each role, two tokens and one function, on either
// engine; and requests to it as a browser or a program would send them.
#pragma once

#include "people/role.h"
#include "support/both.h"
#include "support/files.h"
#include "support/work.h"
#include "web/serve.h"

#define HOUSE_PASSWORD "tuoli kuusi kanto"                // everybody's
#define HOUSE_VISITOR  "0123456789abcdef0123456789abcdef" // cookie of who is not signed in

// Beside the roles: who may come. ENDED has a session, and an account that has ended.
enum asker { TOKEN_ALL = ROLE__COUNT, TOKEN_INTAKE, ENDED, ASKER__COUNT };

struct house {
    struct work work;
    struct files files;
    struct app app;
    struct serving *serving;
    const char *address;
    i64 accounts[ASKER__COUNT];  // personN@example.fi, N as in enum asker
    str secrets[ASKER__COUNT];   // of sessions, and of the two tokens
    char kept[ASKER__COUNT][80]; // where they lie
};

// The server's clock, WORK_NOW_MS at first.
extern _Atomic i64 house_clock_ms;

// Runs a test's body in a fresh house on each engine. A body that fails leaves its house standing.
void house_on_both(void (*body)(struct house *house), const char *const *proxies);
// A fresh session of that asker.
void house_sign_in(struct house *house, int asker);

// Fresh tokens.
void house_make_tokens(struct house *house);

struct house_ask {
    enum method method;
    bool is_head;        // of a GET: HEAD
    str path;            // with its query
    const char *session; // secret of a session; NULL: none
    const char *visitor; // cookie of who is not signed in; NULL: none
    const char *bearer;  // token; NULL: none
    const char *cookies; // further ones; NULL: none
    const char *more;    // further header lines, each with its end
    const char *type;    // of the body; NULL: a form
    const char *accept;  // NULL: JSON
    str body;
};

// The whole answer; empty when none came.
str house_ask(struct house *house, struct house_ask asked);
// The token that a form carries, for this session or, with NULL, for HOUSE_VISITOR.
const char *house_csrf(struct house *house, const char *session);
// A form that somebody of that role sends, or with ROLE_NONE anybody; where it leads on.
const char *house_send(struct house *house, enum role role, const char *path, const char *body);
// Facts of answers are made a moment later, by a job: how many answers it counted now.
i64 house_answers_counted(struct house *house);
