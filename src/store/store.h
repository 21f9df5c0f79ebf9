// store: one SQL interface over two engines, DuckDB (one file, embedded) and PostgreSQL.
// Knows connections, transactions, named statements, columns in and out. Owns the engine's handles
// and the lock on a DuckDB file. duckdb.c and postgres.c alone see the engines. Never holds SQL
// text in C, never knows what a fact is.
#pragma once

#include "base/ctx.h"
#include "sql.h" // made by tools/embed: enum sql, sql_texts[]

struct store;

enum store_engine { STORE_DUCKDB, STORE_POSTGRES };

struct store_options {
    i64 memory_max_bytes; // DuckDB's own memory; 0 = the default
    i32 threads;          // DuckDB's worker threads; 0 = one a processor
    bool read_only;       // neither creates the store nor migrates it
};

// Opens "duckdb:FILE" (created when absent) or "postgres://…". ERR_BUSY when another process holds
// the file: the message names the process. ERR_STORE with a hint when the server does not answer or
// the file is not ours. The store lives until store_close; it is safe from any thread.
MUST_USE bool store_open(ctx *c, const char *url, struct store_options options, struct store **out);
void store_close(struct store *store);
enum store_engine store_engine(const struct store *store);
// The file of a DuckDB store (absolute), NULL for PostgreSQL: what a socket is put beside.
const char *store_file(const struct store *store);
// True when this process alone can write: what it remembers of the store stays true.
bool store_is_exclusive(const struct store *store);
// Applies the migrations that the store has not seen, in order, each in a transaction. ERR_STORE
// when the store is newer than this program. Safe when several servers start at once.
MUST_USE bool store_migrate(ctx *c, struct store *store);
// The same up to a number, in the caller's write transaction: for restoring what was kept then.
MUST_USE bool store_migrate_here(ctx *c, i64 newest);
// The number of the newest migration that this program has.
i64 store_migration_newest(void);

// A connection is used by one thread at a time. store_connect sets c->db and hands its closing to
// c->arena; store_take / store_give keep connections of a pool for servers (prepared statements
// stay prepared).
MUST_USE bool store_connect(ctx *c, struct store *store);
MUST_USE bool store_take(ctx *c, struct store *store);
void store_give(ctx *c);
enum store_engine conn_engine(const ctx *c);
// Stops the statement that runs on the connection, from another thread; it fails with ERR_STOPPED.
void store_interrupt(struct conn *conn);

// A transaction. Without one, every statement is its own. A write transaction holds one of two
// locks, or both: there is one writer of facts at a time, and one of everything else (records,
// answers, letters, accounts, the log), so that a customer is heard while a large file comes in. On
// DuckDB they are this process's own, on PostgreSQL advisory, for the transaction. Which tables
// are facts' stands in facts/TABLES; a statement that writes another table than its transaction
// may is ERR_STORE. Whoever takes both takes the facts' first.
enum store_locks { STORE_ALL = 0, STORE_FACTS = 1, STORE_RECORDS = 2 };

MUST_USE bool store_begin(ctx *c);
MUST_USE bool store_begin_write(ctx *c); // STORE_ALL
MUST_USE bool store_begin_write_in(ctx *c, enum store_locks locks);
MUST_USE bool store_begin_read(ctx *c); // one snapshot for all that follows
MUST_USE bool store_commit(ctx *c);     // durable when it returns true
void store_rollback(ctx *c);            // quietly; keeps c->err as it was
bool store_in_transaction(const ctx *c);
// The number of this write transaction among those of this process that hold the facts' lock, as
// it must, from 1. Whoever remembers what is in the store notes it: when the next one of its own
// follows at once, nobody else wrote.
i64 store_write_number(const ctx *c);

// Values in.
enum val_type {
    VAL_NULL,
    VAL_I64,
    VAL_F64,
    VAL_STR,
    VAL_DAY,
    VAL_DEC4,
    VAL_I64_LIST,
    VAL_STR_LIST
};

struct val {
    enum val_type type;
    union {
        i64 i; // VAL_I64; VAL_DAY: days since 1970; VAL_DEC4: ten-thousandths
        f64 f;
        str text;
        struct {
            i64 count;
            union {
                const i64 *numbers;
                const str *texts;
            };
        } list;
    };
};

struct vals {
    i64 count;
    const struct val *v;
};

#define V_NULL    ((struct val){.type = VAL_NULL})
#define V_I64(x)  ((struct val){.type = VAL_I64, .i = (x)})
#define V_F64(x)  ((struct val){.type = VAL_F64, .f = (x)})
#define V_STR(x)  ((struct val){.type = VAL_STR, .text = (x)})
#define V_DAY(x)  ((struct val){.type = VAL_DAY, .i = (x)})
#define V_DEC4(x) ((struct val){.type = VAL_DEC4, .i = (x)})
// Version 14 breaks lists inside of lists apart, and loses a brace.
// clang-format off
#define V_I64_LIST(p, n) ((struct val){.type = VAL_I64_LIST, .list = {.count = (n), .numbers = (p)}})
#define V_STR_LIST(p, n) ((struct val){.type = VAL_STR_LIST, .list = {.count = (n), .texts = (p)}})
// clang-format on
#define VALS(...)                                                                                  \
    ((struct vals){.count = (i64)(sizeof((struct val[]){__VA_ARGS__}) / sizeof(struct val)),       \
                   .v = (struct val[]){__VA_ARGS__}})
#define NO_VALS ((struct vals){0})

// Columns out and in. Types on both engines: BIGINT/INTEGER/SMALLINT → i64 · DOUBLE → f64 ·
// VARCHAR/TEXT → str · DATE → day · DECIMAL(18,4) → ten-thousandths · DECIMAL(38,8) → i128 of 1e-8
// · BOOLEAN → i64. Any other result type is ERR_STORE.
enum col_type { COL_I64, COL_F64, COL_STR, COL_DAY, COL_DEC4, COL_DEC8, COL_BOOL };

struct column {
    enum col_type type;
    const bool *null; // NULL when no value is
    union {
        const i64 *i; // COL_I64, COL_DAY (days since 1970), COL_DEC4, COL_BOOL
        const f64 *f;
        const str *text;
        const i128 *dec8;
    };
};

struct rows {
    i64 count; // rows
    i64 columns;
    struct column *column;
    const char **names;
};

// Runs a named statement. Results live in c->arena. Values are bound in the order of $1, $2 …
MUST_USE bool store_run(ctx *c, enum sql sql, struct vals vals);
MUST_USE bool store_rows(ctx *c, enum sql sql, struct vals vals, struct rows *out);
// The first row's first value; *out is left as it is when there is no row or the value is NULL.
MUST_USE bool store_i64(ctx *c, enum sql sql, struct vals vals, i64 *out);
MUST_USE bool store_str(ctx *c, enum sql sql, struct vals vals, str *out);
// A composed text (figure/query.c is the one that may): prepared and kept by its text.
MUST_USE bool store_rows_text(ctx *c, str sql_text, struct vals vals, struct rows *out);
// Rows block by block, for results too large for memory: each(c, data, rows) until false or the
// end. A block's memory is used again for the next; meanwhile the connection runs nothing else.
MUST_USE bool store_stream(ctx *c, enum sql sql, struct vals vals,
                           bool (*each)(ctx *c, void *data, const struct rows *rows), void *data);

// A table as a whole, all columns in the table's order: only their names and types, or all rows
// block by block, as store_stream. The name is one of ours, in lower case.
MUST_USE bool store_table_shape(ctx *c, str table, struct rows *out);
MUST_USE bool store_table_stream(ctx *c, str table,
                                 bool (*each)(ctx *c, void *data, const struct rows *rows),
                                 void *data);

// Appends n rows to a table, all columns in the table's order, inside the current transaction
// (there must be one): DuckDB's appender, PostgreSQL's binary COPY. Widths of numbers follow the
// table's columns; a number that does not fit is ERR_STORE.
MUST_USE bool store_append(ctx *c, const char *table, const struct column *columns,
                           i64 column_count, i64 rows);
