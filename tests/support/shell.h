// shell: types command lines, in this process, into a folder and a store of a test's own.
#pragma once

#include "cli/cli.h"
#include "support/files.h"
#include "support/work.h"

struct shell {
    struct files files;
    const char *store_url;
    volatile sig_atomic_t ending; // 1: a server that is started ends at once
};

struct said {
    str out, say;
    int status;
};

// A folder with an empty store in it, or an empty database of PostgreSQL. False when that is not
// installed.
bool shell_init(struct shell *shell, struct arena *arena, bool on_postgres);
void shell_release(struct shell *shell);
// Runs "figures nps --by unit"; words are separated by blanks, "…" keeps them. Texts live in the
// arena.
struct said shell_type(struct shell *shell, struct arena *arena, const char *line);
