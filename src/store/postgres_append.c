// Appending to a PostgreSQL table: COPY in its binary format, rows made from our columns, sent in
// pieces.
#include "store/postgres_own.h"

enum {
    PIECE_BYTES = 256 * 1024, // as much as is sent at once
    FIELD_BYTES_MAX = 64,     // of any field but a text
};

struct pg_table {
    const char *name;
    i64 columns;
    u32 *type;
    struct pg_table *next;
};

static const char *quoted(ctx *c, const struct postgres *own, const char *name)
{
    char *text = PQescapeIdentifier(own->connection, name, strlen(name));
    assert(text); // names come from our code
    const char *kept = fmt(c->arena, "%s", text);
    PQfreemem(text);
    return kept;
}

// COPY checks no types: a wrong width would be read as something else, so the table is asked for
// its columns.
static bool table_find(ctx *c, struct conn *conn, const char *name, struct pg_table **out)
{
    struct postgres *own = conn->handle;
    for (*out = own->tables; *out; *out = (*out)->next) {
        if (strcmp((*out)->name, name) == 0) return true;
    }
    const char *text = fmt(c->arena, "SELECT * FROM %s LIMIT 0", quoted(c, own, name));
    PGresult *result = PQexec(own->connection, text);
    arena_defer(c->arena, postgres_clear, result);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) return postgres_fail(c, own, result);

    struct pg_table *table = NEW(&conn->arena, struct pg_table);
    table->columns = PQnfields(result);
    table->type = NEW_ARRAY(&conn->arena, u32, table->columns);
    for (i64 i = 0; i < table->columns; i++)
        table->type[i] = PQftype(result, (int)i);
    table->name = str_c(&conn->arena, str_of(name));
    table->next = own->tables;
    own->tables = *out = table;
    return true;
}

static bool wire_column(struct wire *wire, const struct column *column, i64 row, u32 type)
{
    if (column->null && column->null[row]) {
        wire_i32(wire, -1);
        return true;
    }
    switch (column->type) {
    case COL_F64:
        wire_f64(wire, column->f[row]);
        return true;
    case COL_DEC8:
        wire_decimal(wire, column->dec8[row], 2);
        return true;
    case COL_DEC4:
        wire_decimal(wire, column->i[row], 1);
        return true;
    case COL_STR:
        wire_reserve(wire, column->text[row].size + FIELD_BYTES_MAX);
        wire_text(wire, column->text[row]);
        return true;
    case COL_I64:
    case COL_DAY:
    case COL_BOOL:
        return wire_number(wire, column->i[row], (enum pg_type)type);
    }
    return false;
}

static bool send_piece(ctx *c, const struct postgres *own, struct wire *wire)
{
    if (PQputCopyData(own->connection, wire->s, (int)wire->size) != 1)
        return postgres_fail(c, own, NULL);
    wire->size = 0;
    return true;
}

static bool send_rows(ctx *c, const struct postgres *own, const struct pg_table *table,
                      const struct column *columns, i64 rows)
{
    struct wire wire = {.arena = c->arena};
    wire_reserve(&wire, PIECE_BYTES + (table->columns + 1) * FIELD_BYTES_MAX);
    static const char signature[] = "PGCOPY\n\377\r\n"; // and its NUL
    memcpy(wire.s, signature, sizeof signature);
    wire.size = sizeof signature;
    wire_i64(&wire, 0); // flags, length of an extension
    for (i64 row = 0; row < rows; row++) {
        wire_reserve(&wire, (table->columns + 1) * FIELD_BYTES_MAX);
        wire_i16(&wire, (int16_t)table->columns);
        for (i64 i = 0; i < table->columns; i++) {
            if (!wire_column(&wire, &columns[i], row, table->type[i]))
                return fail_detail(c, ERR_STORE, tr(c, "a number is too large for the store"), NULL,
                                   fmt(c->arena, "%s column %lld", table->name, (long long)i));
            if (columns[i].type == COL_STR) wire_reserve(&wire, table->columns * FIELD_BYTES_MAX);
        }
        if (wire.size >= PIECE_BYTES && !send_piece(c, own, &wire)) return false;
    }
    wire_i16(&wire, -1);
    return send_piece(c, own, &wire);
}

struct sending {
    const struct postgres *own;
    const struct pg_table *table;
    const struct column *columns;
    i64 rows;
};

static bool sending_work(ctx *c, void *data)
{
    const struct sending *sending = data;
    return send_rows(c, sending->own, sending->table, sending->columns, sending->rows);
}

bool postgres_append(ctx *c, struct conn *conn, const char *name, const struct column *columns,
                     i64 column_count, i64 rows)
{
    struct postgres *own = conn->handle;
    struct pg_table *table = NULL;
    if (!table_find(c, conn, name, &table)) return false;
    assert(column_count == table->columns);
    struct arena_mark mark = arena_mark(c->arena);
    const char *text = fmt(c->arena, "COPY %s FROM STDIN (FORMAT binary)", quoted(c, own, name));
    PGresult *started = PQexec(own->connection, text);
    bool has_started = PQresultStatus(started) == PGRES_COPY_IN;
    if (!has_started) (void)postgres_fail(c, own, started);
    PQclear(started);
    if (!has_started) return false;

    // The connection must come out of COPY even when there is no memory for a piece.
    struct sending sending = {.own = own, .table = table, .columns = columns, .rows = rows};
    bool sent = ctx_try(c, sending_work, &sending);
    bool ended = PQputCopyEnd(own->connection, sent ? NULL : "given up") == 1;
    bool ok = sent && (ended || postgres_fail(c, own, NULL));
    for (PGresult *result = PQgetResult(own->connection); result;
         result = PQgetResult(own->connection)) {
        if (ok && PQresultStatus(result) != PGRES_COMMAND_OK) ok = postgres_fail(c, own, result);
        PQclear(result);
    }
    if (ok) arena_rewind(c->arena, mark);
    return ok;
}
