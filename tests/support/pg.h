// pg: a PostgreSQL server of a test's own, from Debian's packages: in a folder that goes, on a
// local socket, without fsync. Started by the first test that asks, shared by the tests of one
// program, gone with the program however it ends.
#pragma once

#include "base/str.h"

// The address of a new, empty database; NULL when PostgreSQL is not installed. Aborts when it is
// and does not start.
const char *pg_database(struct arena *arena);
// The database's name in such an address, and the address of a copy of a database that nobody is
// connected to.
const char *pg_name(const char *url, struct arena *arena);
const char *pg_copy(struct arena *arena, const char *name);
