// shell_cases: files of command lines and all that comes back, as tests/golden/cli/README.md says.
#pragma once

#include "support/shell.h"

struct shell_cases {
    i64 cases, failed;
    void (*seen)(void *data, str line); // is told every command line; may be NULL
    void *seen_data;
};

// Runs all *.test files of a folder in their order, each in a folder and a store of its own.
// Prints what differs. False when PostgreSQL is asked for and is not installed.
bool shell_cases_run(const char *folder, bool on_postgres, struct shell_cases *cases);
