// migrated: fresh stores with all migrations, each a copy of one that is made once a program: to
// migrate takes longer than most tests.
#pragma once

#include "support/files.h"

// A DuckDB store of that name in the folder.
void migrated_duckdb(const struct files *files, const char *name);
// The address of a PostgreSQL database; NULL when PostgreSQL is not installed.
const char *migrated_postgres(struct arena *arena);
