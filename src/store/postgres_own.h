// postgres_own: what postgres.c, postgres_value.c and postgres_append.c share.
#pragma once

#include <libpq-fe.h>

#include "store/engine.h"

// Types by their fixed numbers in PostgreSQL's catalogue (pg_type.dat).
enum pg_type {
    PG_BOOL = 16,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_FLOAT8 = 701,
    PG_TEXT_LIST = 1009,
    PG_VARCHAR_LIST = 1015,
    PG_INT8_LIST = 1016,
    PG_VARCHAR = 1043,
    PG_DATE = 1082,
    PG_NUMERIC = 1700,
};

struct pg_table; // a table's column types, asked once

struct postgres {
    PGconn *connection;
    pthread_mutex_t cancel_mutex; // store_interrupt comes from other threads
    PGcancel *cancel;
    i64 statements; // prepared so far: their names
    struct pg_table *tables;
};

// Bytes for the server, big-endian; grows in the arena.
struct wire {
    struct arena *arena;
    char *s;
    i64 size, capacity;
};

void wire_reserve(struct wire *wire, i64 bytes); // so that the next writes fit
void wire_i16(struct wire *wire, int16_t number);
void wire_i32(struct wire *wire, i32 number);
void wire_i64(struct wire *wire, i64 number);
// A field: its length, then its value. False when the number does not fit the type.
MUST_USE bool wire_number(struct wire *wire, i64 number, enum pg_type type);
void wire_f64(struct wire *wire, f64 number);
void wire_text(struct wire *wire, str text);
void wire_decimal(struct wire *wire, i128 number, int scale_groups); // of 4 digits behind the point

// False when the column's type is none of ours.
bool pg_col_type(u32 type, int modifier, enum col_type *out);
// Puts the value of a result's field into the column. False when it is no number (NaN).
MUST_USE bool pg_read(ctx *c, struct fill_column *to, i64 row, const char *bytes, i64 size,
                      u32 type);

// Sets c->err from what the server said; result may be NULL.
bool postgres_fail(ctx *c, const struct postgres *own, const PGresult *result);
void postgres_clear(void *result); // for arena_defer
MUST_USE bool postgres_append(ctx *c, struct conn *conn, const char *table,
                              const struct column *columns, i64 column_count, i64 rows);
