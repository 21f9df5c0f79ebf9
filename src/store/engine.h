// engine: what store.c asks of an engine; duckdb.c and postgres.c answer. Seen by the files of
// store/ only.
#pragma once

#include <pthread.h>

#include "store/store.h"

struct statement; // the engine's prepared statement

// Given block by block; false ends it.
struct sink {
    bool (*each)(ctx *c, void *data, const struct rows *rows);
    void *data;
};

struct engine {
    enum store_engine kind;
    // Opens what store->url names; sets store->handle.
    bool (*open)(ctx *c, struct store *store, struct store_options options);
    void (*close)(struct store *store);
    bool (*connect)(ctx *c, struct conn *conn); // sets conn->handle
    void (*disconnect)(struct conn *conn);
    // True when the connection was lost and is there again, knowing nothing. NULL where that cannot
    // happen.
    bool (*revive)(ctx *c, struct conn *conn);
    // Runs a text without values, perhaps several statements; what it gives is dropped.
    bool (*execute)(ctx *c, struct conn *conn, const char *text);
    // The statement lives in the given arena, which frees it.
    bool (*prepare)(ctx *c, struct conn *conn, struct arena *arena, const char *text,
                    struct statement **out);
    // Result columns as the engine tells them without running; a type that is none of ours is
    // ERR_STORE.
    bool (*describe)(ctx *c, struct conn *conn, struct statement *statement, struct rows *out,
                     i64 *params);
    bool (*rows)(ctx *c, struct conn *conn, struct statement *statement, struct vals vals,
                 struct rows *out);
    bool (*stream)(ctx *c, struct conn *conn, struct statement *statement, struct vals vals,
                   struct sink sink);
    bool (*append)(ctx *c, struct conn *conn, const char *table, const struct column *columns,
                   i64 column_count, i64 rows);
    void (*interrupt)(struct conn *conn);
};

extern const struct engine engine_duckdb, engine_postgres;

struct store {
    const struct engine *engine;
    struct arena arena; // of the store itself
    const char *url;    // as the engine wants it: a file's path, or postgres://…
    const char *file;   // NULL for PostgreSQL and in memory
    bool read_only;
    void *handle;

    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t writable;
    // DuckDB's locks of writers: who comes first is served first, so that nobody waits for ever
    // beside somebody who is always busy.
    struct turns {
        i64 next, serving;
    } turns[STORE_RECORDS + 1]; // by enum store_locks
    i64 writes;                 // write transactions begun that hold the facts' lock
    struct conn *idle;
};

enum transaction { TRANSACTION_NONE, TRANSACTION_PLAIN, TRANSACTION_READ, TRANSACTION_WRITE };

enum { TEXTS_MAX = 64 }; // composed texts kept prepared; then all are forgotten at once

struct kept_text {
    str text;
    struct statement *statement;
};

struct conn {
    struct store *store;
    struct arena arena;       // the connection itself
    struct arena named_arena; // named statements
    struct arena texts_arena; // composed texts and their statements
    void *handle;
    enum transaction transaction;
    int locks; // of a write transaction: bits of enum store_locks
    i64 write_number;
    struct statement *statements[SQL__COUNT];
    struct kept_text texts[TEXTS_MAX];
    i64 text_count;
    struct conn *next_idle;
};

// Text of a named statement in the connection's dialect.
const char *conn_text(const struct conn *conn, enum sql sql);
// Forgets every prepared statement: the server that knew them is gone.
void conn_forget(struct conn *conn);
// The named statement, prepared.
MUST_USE bool conn_statement(ctx *c, enum sql sql, struct statement **out);

// Columns being filled, row_max rows each, in c->arena.
struct rows_fill {
    i64 count, columns;
    i64 row_max;
    struct fill_column {
        enum col_type type;
        bool *null; // made by the first NULL
        union {
            i64 *i;
            f64 *f;
            str *text;
            i128 *dec8;
        };
    } * column;
    const char **names;
};

// Makes the columns; types and names are the caller's to have set beforehand.
void rows_fill_begin(ctx *c, struct rows_fill *fill, i64 row_max);
void rows_fill_null(ctx *c, struct rows_fill *fill, i64 column, i64 row);
struct rows rows_fill_end(ctx *c, const struct rows_fill *fill);
// ERR_STORE for a result column, or a column to append to, whose type is none of ours.
bool fail_type(ctx *c, const char *column, const char *type);
