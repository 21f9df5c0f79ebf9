// duckdb_own: what duckdb.c and duckdb_append.c share.
#pragma once

#include <duckdb.h>

#include "store/engine.h"

struct duckdb_table; // a table's appender, kept for the next time

struct duckdb_own {
    duckdb_connection connection;
    struct duckdb_table *tables;
};

// Sets c->err from what the engine said.
bool duckdb_fail(ctx *c, duckdb_error_type type, const char *text);
// False when the type is none of ours.
bool duckdb_col_type(duckdb_logical_type type, enum col_type *out);
MUST_USE bool duckdb_append(ctx *c, struct conn *conn, const char *table,
                            const struct column *columns, i64 column_count, i64 rows);
void duckdb_appenders_free(struct duckdb_own *own);
