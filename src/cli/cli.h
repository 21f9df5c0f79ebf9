// cli: one table of commands; from it come parsing, help and the check that every command has a
// test. A command runs alone, or beside a server that holds the store: then the server runs it, on
// the caller's own files (local/socket.h).
#pragma once

#include <signal.h>

#include "web/app.h"

// What only main.c and the server know.
struct world {
    const char *store_url; // TUNTUMA_STORE, or NULL
    const char *user;      // system user's name
    i64 (*now_ms)(void);
    const volatile sig_atomic_t *ending; // set when the process was told to stop
    struct app *app; // set when a server runs the command; NULL: the command opens the store
    int in_fd;
};

struct option {
    const char *name;  // without --
    const char *value; // what stands for its value in help; NULL: a flag
    bool many;
    const char *what;
};

enum { OPTION_VALUES_MAX = 128 };

// One call of a command, parsed.
struct call {
    const struct command *command;
    const struct option *options; // ends with a NULL name; NULL: none
    const struct world *world;
    struct app *app; // NULL when the command needs none
    i64 arg_count;
    str args[8];
    i64 value_count;
    struct option_value {
        const struct option *option;
        str text;
    } values[OPTION_VALUES_MAX];
};

struct command {
    const char *name, *args; // "FILE"
    i64 args_min, args_max;
    bool needs_store;
    bool makes_store;             // where there is none yet
    bool alone;                   // never runs in a server
    int failed_status;            // exit status of every failure; 0: by the error
    const char *what;             // one sentence
    const struct option *options; // ends with a NULL name
    // Where options depend on the words that come first; NULL: `options`. Lives in c->arena.
    const struct option *(*options_of)(ctx *c, i64 word_count, const str words[]);
    bool (*help)(ctx *c, struct call *call); // NULL: what this table tells
    bool (*run)(ctx *c, struct call *call);
};

extern const struct command commands[];
extern const i64 command_count;

// Runs a command line to its exit status; errors and help are written to c->say and c->out.
int cli_run(ctx *c, const struct world *world, int argc, char **argv);

bool call_has(const struct call *call, const char *option);
str call_text(const struct call *call, const char *option, str otherwise);
MUST_USE bool call_i64(ctx *c, const struct call *call, const char *option, i64 otherwise,
                       i64 *out);
// The text of the n-th --option (from 0), or NULL.
const str *call_nth(const struct call *call, const char *option, i64 n);
