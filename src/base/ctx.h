// ctx: what a piece of work may touch: its memory, its error, and the world (clock, chance,
// language, store, output). Only main.c, the server and tests fill it; nothing reads the world
// behind its back.
#pragma once

#include <setjmp.h>
#include <stdatomic.h>

#include "base/str.h"

// code, HTTP status, exit status, syslog level
#define ERR_CODES(X)                                                                               \
    X(NONE, 200, 0, 6)                                                                             \
    X(USAGE, 400, 2, 6)        /* the command line or address is off */                            \
    X(BAD_INPUT, 400, 3, 6)    /* what came from outside cannot be taken */                        \
    X(UNKNOWN_USER, 401, 4, 6) /* who asks is not known */                                         \
    X(FORBIDDEN, 403, 4, 5)                                                                        \
    X(NOT_FOUND, 404, 5, 6)                                                                        \
    X(REFUSED, 409, 6, 6)   /* a rule of the product says no */                                    \
    X(TOO_LARGE, 413, 7, 5) /* beyond a bound of bounds.h */                                       \
    X(BUSY, 429, 8, 5)      /* may work later */                                                   \
    X(STOPPED, 503, 9, 6)   /* the asker went away, or we are shutting down */                     \
    X(STORE, 503, 10, 3)    /* the store could not do it */                                        \
    X(SYSTEM, 500, 11, 3)   /* the operating system could not do it */                             \
    X(NO_MEMORY, 503, 12, 2)

typedef enum {
#define X(code, http, exit, level) ERR_##code,
    ERR_CODES(X)
#undef X
        ERR__COUNT
} err_code;

typedef struct {
    err_code code;
    const char *msg;    // for people: lower case, no full stop, says why
    const char *hint;   // a full sentence: what to do; may be NULL
    const char *detail; // for the log only; may be NULL
} err;

struct conn; // store/store.h
struct zone; // base/zone.h

typedef struct ctx {
    struct arena *arena;
    err err; // zero = none
    i64 now_ms;
    u64 (*random)(struct ctx *c); // 64 random bits
    void *random_state;
    const char *lang;        // "en", "fi", "sv"
    const struct zone *zone; // in which moments are told to people; NULL: UTC, and says so
    struct conn *db;         // this work's connection to the store, or NULL
    int cwd_fd;              // folder that relative file names start from (AT_FDCWD allowed)
    FILE *out, *say;         // results; words to the person who waits
    bool say_is_terminal;    // progress may be drawn
    const atomic_bool *stop; // set when nobody waits any longer; long work looks at it. May be NULL
    jmp_buf *full_jump;      // set by ctx_try
} ctx;

// Sets c->err and returns false. Text lives in c->arena or is a literal. An error already there is
// our bug: the caller of what failed passes it up, or handles it and calls err_clear.
bool fail(ctx *c, err_code code, const char *msg);
bool fail_with(ctx *c, err_code code, const char *msg, const char *hint);
// The same with something for the log.
bool fail_detail(ctx *c, err_code code, const char *msg, const char *hint, const char *detail);
void err_clear(ctx *c);
int err_http_status(err_code code);
int err_exit_status(err_code code);
const char *err_code_name(err_code code);

// The text in the reader's language (po/); the English text itself where there is no translation.
const char *tr(const ctx *c, const char *english) __attribute__((format_arg(2)));

// Runs work(c, data) so that a full arena or a lack of memory becomes an error of c instead of an
// abort. Everything deferred stays deferred: the caller clears the arena as always.
MUST_USE bool ctx_try(ctx *c, bool (*work)(ctx *c, void *data), void *data);
// True, with ERR_STOPPED set, when nobody waits for the work any longer.
bool ctx_stopped(ctx *c);
// One more arena, which goes with c->arena; its being full is c->arena's being full. For what grows
// or is cleared while other things come and go.
struct arena *ctx_arena(ctx *c, i64 size_max_bytes);
