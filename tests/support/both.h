// both: runs a test's body on DuckDB and on PostgreSQL, each time with a store of its own, empty
// and migrated.
#pragma once

#include "store/store.h"

// c->db is connected. Says so, and runs on DuckDB alone, where PostgreSQL is not installed.
void on_both(void (*body)(ctx *c, struct store *store));
// The same for one engine.
void on_duckdb(void (*body)(ctx *c, struct store *store));
// Prints c->err and fails the test when ok is false.
void must(ctx *c, bool ok, const char *file, int line);
#define MUST(c, call) must((c), (call), __FILE__, __LINE__)
