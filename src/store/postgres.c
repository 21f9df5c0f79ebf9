// PostgreSQL through libpq: connections, prepared statements, values and rows in binary. Appending
// is in postgres_append.c.
#include "store/postgres_own.h"

enum { BLOCK_ROWS = 2048 }; // of a stream, as DuckDB's

struct statement {
    const char *name;
    int params;
    u32 *types; // of the parameters
};

void postgres_clear(void *result)
{
    PQclear(result);
}

// Errors

static bool fail_lost(ctx *c, const char *detail)
{
    return fail_detail(c, ERR_STORE, tr(c, "the connection to the store's server was lost"),
                       tr(c, "Try again when the server runs."), detail);
}

bool postgres_fail(ctx *c, const struct postgres *own, const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (!state) state = "";
    const char *said = result ? PQresultErrorMessage(result) : PQerrorMessage(own->connection);
    const char *detail = fmt(c->arena, "%s %s", state, said);
    if (PQstatus(own->connection) == CONNECTION_BAD) return fail_lost(c, detail);
    if (strcmp(state, "57014") == 0)
        return fail_detail(c, ERR_STOPPED, tr(c, "the work was stopped"), NULL, detail);
    if (strcmp(state, "53100") == 0)
        return fail_detail(c, ERR_STORE, tr(c, "the disk is full"),
                           tr(c, "Free some space, then try again."), detail);
    if (strncmp(state, "40", 2) == 0 || strcmp(state, "55P03") == 0)
        return fail_detail(c, ERR_BUSY, tr(c, "somebody else changed the same at that moment"),
                           tr(c, "Try again."), detail);
    return fail_detail(c, ERR_STORE, tr(c, "the store could not do it"),
                       tr(c, "This is a mistake in the program; the log tells more."), detail);
}

// Connections

static bool engine_open(ctx *c, struct store *store, struct store_options options)
{
    (void)options; // memory and threads are the server's
    ctx probe = *c;
    // A server that does not answer is found out now rather than at the first question.
    if (!store_take(&probe, store)) {
        c->err = probe.err;
        return false;
    }
    store_give(&probe);
    return true;
}

static void engine_close(struct store *store)
{
    (void)store;
}

static bool engine_connect(ctx *c, struct conn *conn)
{
    struct postgres *own = NEW(&conn->arena, struct postgres);
    (void)pthread_mutex_init(&own->cancel_mutex, NULL);
    conn->handle = own;
    const char *const names[] = {"dbname", "fallback_application_name", "connect_timeout", NULL};
    const char *const values[] = {conn->store->url, "tuntuma", "10", NULL};
    own->connection = PQconnectdbParams(names, values, 1); // the address may name others
    if (PQstatus(own->connection) != CONNECTION_OK)
        return fail_detail(c, ERR_STORE, tr(c, "the store's server does not let us in"),
                           tr(c, "Check that it runs, and the address, user and password given."),
                           fmt(c->arena, "%s", PQerrorMessage(own->connection)));
    own->cancel = PQgetCancel(own->connection);
    return true;
}

static void engine_disconnect(struct conn *conn)
{
    struct postgres *own = conn->handle;
    if (!own) return;
    PQfreeCancel(own->cancel);
    PQfinish(own->connection);
    (void)pthread_mutex_destroy(&own->cancel_mutex);
}

static bool engine_revive(ctx *c, struct conn *conn)
{
    struct postgres *own = conn->handle;
    (void)c;
    if (PQstatus(own->connection) != CONNECTION_BAD) return false;
    PQreset(own->connection);
    if (PQstatus(own->connection) != CONNECTION_OK) return false;
    (void)pthread_mutex_lock(&own->cancel_mutex);
    PQfreeCancel(own->cancel);
    own->cancel = PQgetCancel(own->connection);
    (void)pthread_mutex_unlock(&own->cancel_mutex);
    return true;
}

static void engine_interrupt(struct conn *conn)
{
    struct postgres *own = conn->handle;
    char why[256];
    (void)pthread_mutex_lock(&own->cancel_mutex);
    // Nothing to do when it fails: the statement then runs to its end.
    if (own->cancel) (void)PQcancel(own->cancel, why, (int)sizeof why);
    (void)pthread_mutex_unlock(&own->cancel_mutex);
}

// COMMIT of a transaction that failed before answers ROLLBACK, and that as a success.
static bool is_committed(const char *text, PGresult *result)
{
    return strcmp(text, "COMMIT") != 0 || strcmp(PQcmdStatus(result), "COMMIT") == 0;
}

static bool engine_execute(ctx *c, struct conn *conn, const char *text)
{
    struct postgres *own = conn->handle;
    PGresult *result = PQexec(own->connection, text);
    ExecStatusType status = PQresultStatus(result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!ok)
        (void)postgres_fail(c, own, result);
    else if (!is_committed(text, result))
        ok = fail_detail(c, ERR_STORE, tr(c, "the store could not do it"), NULL,
                         "COMMIT of a transaction that had failed");
    PQclear(result);
    return ok;
}

// Statements

static bool engine_prepare(ctx *c, struct conn *conn, struct arena *arena, const char *text,
                           struct statement **out)
{
    struct postgres *own = conn->handle;
    struct statement *statement = NEW(arena, struct statement);
    statement->name = fmt(arena, "s%lld", (long long)++own->statements);
    PGresult *result = PQprepare(own->connection, statement->name, text, 0, NULL);
    arena_defer(c->arena, postgres_clear, result);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) return postgres_fail(c, own, result);
    result = PQdescribePrepared(own->connection, statement->name);
    arena_defer(c->arena, postgres_clear, result);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) return postgres_fail(c, own, result);
    statement->params = PQnparams(result);
    statement->types = NEW_ARRAY(arena, u32, MAX(statement->params, 1));
    for (int i = 0; i < statement->params; i++)
        statement->types[i] = PQparamtype(result, i);
    *out = statement;
    return true;
}

struct binding {
    const char **values;
    int *sizes, *formats;
};

static bool bind_list(struct wire *wire, const struct val *val, u32 type)
{
    bool is_number = val->type == VAL_I64_LIST;
    if (is_number != (type == PG_INT8_LIST)) return false;
    if (!is_number && type != PG_TEXT_LIST && type != PG_VARCHAR_LIST) return false;
    i64 count = val->list.count, bytes = 32;
    for (i64 i = 0; i < count; i++)
        bytes += 12 + (is_number ? 0 : val->list.texts[i].size);
    wire_reserve(wire, bytes);
    wire_i32(wire, count ? 1 : 0); // dimensions
    wire_i32(wire, 0);             // no NULL inside
    wire_i32(wire, is_number ? PG_INT8 : type == PG_TEXT_LIST ? PG_TEXT : PG_VARCHAR);
    if (!count) return true;
    wire_i32(wire, (i32)count);
    wire_i32(wire, 1); // first index
    for (i64 i = 0; i < count; i++) {
        if (!is_number)
            wire_text(wire, val->list.texts[i]);
        else if (!wire_number(wire, val->list.numbers[i], PG_INT8))
            return false;
    }
    return true;
}

// Writes a field with its length, except for lists. False when the parameter has another type than
// the value.
static bool bind(struct wire *wire, const struct val *val, u32 type)
{
    bool is_int = type == PG_INT8 || type == PG_INT4 || type == PG_INT2 || type == PG_BOOL;
    wire_reserve(wire, 64);
    switch (val->type) {
    case VAL_NULL:
        return true;
    case VAL_I64:
        return is_int && wire_number(wire, val->i, (enum pg_type)type);
    case VAL_DAY:
        return type == PG_DATE && wire_number(wire, val->i, PG_DATE);
    case VAL_F64:
        wire_f64(wire, val->f);
        return type == PG_FLOAT8;
    case VAL_DEC4:
        wire_decimal(wire, val->i, 1);
        return type == PG_NUMERIC;
    case VAL_STR:
        wire_reserve(wire, val->text.size + 8);
        wire_text(wire, val->text);
        return type == PG_TEXT || type == PG_VARCHAR;
    case VAL_I64_LIST:
    case VAL_STR_LIST:
        return bind_list(wire, val, type);
    }
    return false;
}

static bool bind_all(ctx *c, const struct statement *statement, struct vals vals,
                     struct binding *out)
{
    assert(vals.count == statement->params);
    *out = (struct binding){.values = NEW_ARRAY(c->arena, const char *, MAX(vals.count, 1)),
                            .sizes = NEW_ARRAY(c->arena, int, MAX(vals.count, 1)),
                            .formats = NEW_ARRAY(c->arena, int, MAX(vals.count, 1))};
    for (i64 i = 0; i < vals.count; i++) {
        struct wire wire = {.arena = c->arena};
        if (!bind(&wire, &vals.v[i], statement->types[i]))
            return fail_detail(
                c, ERR_STORE, tr(c, "the store does not take a value"), NULL,
                fmt(c->arena, "$%lld is of type %u", (long long)i + 1, statement->types[i]));
        bool is_list = vals.v[i].type == VAL_I64_LIST || vals.v[i].type == VAL_STR_LIST;
        i64 skip = is_list ? 0 : 4; // libpq sends the length itself
        out->values[i] = vals.v[i].type == VAL_NULL ? NULL : wire.s + skip;
        out->sizes[i] = (int)MAX(wire.size - skip, 0);
        out->formats[i] = 1;
    }
    return true;
}

// Rows

static bool shape_of(ctx *c, const PGresult *result, struct rows_fill *fill)
{
    i64 columns = PQnfields(result);
    *fill = (struct rows_fill){.columns = columns};
    fill->column = NEW_ARRAY(c->arena, struct fill_column, MAX(columns, 1));
    fill->names = NEW_ARRAY(c->arena, const char *, MAX(columns, 1));
    for (i64 i = 0; i < columns; i++) {
        fill->names[i] = fmt(c->arena, "%s", PQfname(result, (int)i));
        if (!pg_col_type(PQftype(result, (int)i), PQfmod(result, (int)i), &fill->column[i].type))
            return fail_type(
                c, fill->names[i],
                fmt(c->arena, "%u (%d)", PQftype(result, (int)i), PQfmod(result, (int)i)));
    }
    return true;
}

static bool copy_rows(ctx *c, struct rows_fill *fill, const PGresult *result)
{
    i64 count = PQntuples(result);
    assert(fill->count + count <= fill->row_max);
    for (i64 i = 0; i < fill->columns; i++) {
        u32 type = PQftype(result, (int)i);
        for (i64 row = 0; row < count; row++) {
            i64 at = fill->count + row;
            if (PQgetisnull(result, (int)row, (int)i))
                rows_fill_null(c, fill, i, at);
            else if (!pg_read(c, &fill->column[i], at, PQgetvalue(result, (int)row, (int)i),
                              PQgetlength(result, (int)row, (int)i), type))
                return fail_type(c, fill->names[i], "NaN or infinite");
        }
    }
    fill->count += count;
    return true;
}

static bool engine_describe(ctx *c, struct conn *conn, struct statement *statement,
                            struct rows *out, i64 *params)
{
    struct postgres *own = conn->handle;
    PGresult *result = PQdescribePrepared(own->connection, statement->name);
    arena_defer(c->arena, postgres_clear, result);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) return postgres_fail(c, own, result);
    *params = statement->params;
    struct rows_fill fill;
    if (!shape_of(c, result, &fill)) return false;
    *out = rows_fill_end(c, &fill);
    return true;
}

// A result that goes when the arena does, or earlier.
struct held {
    PGresult *result;
};

static void held_free(void *p)
{
    struct held *held = p;
    PQclear(held->result);
    held->result = NULL;
}

static struct held *held_new(ctx *c)
{
    struct held *held = NEW(c->arena, struct held);
    arena_defer(c->arena, held_free, held);
    return held;
}

static bool engine_rows(ctx *c, struct conn *conn, struct statement *statement, struct vals vals,
                        struct rows *out)
{
    struct postgres *own = conn->handle;
    struct binding binding;
    if (!bind_all(c, statement, vals, &binding)) return false;
    struct held *held = held_new(c);
    held->result = PQexecPrepared(own->connection, statement->name, statement->params,
                                  binding.values, binding.sizes, binding.formats, 1);
    ExecStatusType status = PQresultStatus(held->result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
              postgres_fail(c, own, held->result);
    struct rows_fill fill;
    if (ok && out) {
        ok = shape_of(c, held->result, &fill);
        if (ok) rows_fill_begin(c, &fill, PQntuples(held->result));
        ok = ok && copy_rows(c, &fill, held->result);
        if (ok) *out = rows_fill_end(c, &fill);
    }
    held_free(held);
    return ok;
}

struct streaming {
    const struct postgres *own;
    struct held *held;
    struct rows_fill fill;
    struct sink sink;
    bool is_shaped, wants_more;
};

static bool give_block(ctx *c, struct streaming *s)
{
    struct rows rows = rows_fill_end(c, &s->fill);
    s->wants_more = s->sink.each(c, s->sink.data, &rows) && !ctx_stopped(c);
    return c->err.code == ERR_NONE;
}

// Gathers single rows into blocks until the result's end.
static bool stream_rows(ctx *c, void *data)
{
    struct streaming *s = data;
    struct arena_mark mark = arena_mark(c->arena);
    s->wants_more = true;
    while (s->wants_more && (s->held->result = PQgetResult(s->own->connection))) {
        ExecStatusType status = PQresultStatus(s->held->result);
        bool is_row = status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK;
        if (!is_row && status != PGRES_COMMAND_OK) return postgres_fail(c, s->own, s->held->result);
        if (!s->is_shaped) {
            if (!shape_of(c, s->held->result, &s->fill)) return false;
            s->is_shaped = true;
            mark = arena_mark(c->arena);
            rows_fill_begin(c, &s->fill, BLOCK_ROWS);
        }
        if (!copy_rows(c, &s->fill, s->held->result)) return false;
        held_free(s->held);
        if (s->fill.count < BLOCK_ROWS) continue;
        if (!give_block(c, s)) return false;
        arena_rewind(c->arena, mark);
        rows_fill_begin(c, &s->fill, BLOCK_ROWS);
    }
    return !s->wants_more || !s->is_shaped || !s->fill.count || give_block(c, s);
}

static bool engine_stream(ctx *c, struct conn *conn, struct statement *statement, struct vals vals,
                          struct sink sink)
{
    struct postgres *own = conn->handle;
    struct binding binding;
    if (!bind_all(c, statement, vals, &binding)) return false;
    if (!PQsendQueryPrepared(own->connection, statement->name, statement->params, binding.values,
                             binding.sizes, binding.formats, 1) ||
        !PQsetSingleRowMode(own->connection))
        return postgres_fail(c, own, NULL);
    struct streaming streaming = {.own = own, .held = held_new(c), .sink = sink};
    bool ok = ctx_try(c, stream_rows, &streaming);
    held_free(streaming.held);
    // Whoever stops early leaves the rest unread; the connection needs it gone.
    if (!ok || !streaming.wants_more) engine_interrupt(conn);
    for (PGresult *result = PQgetResult(own->connection); result;
         result = PQgetResult(own->connection))
        PQclear(result);
    return ok;
}

const struct engine engine_postgres = {
    .kind = STORE_POSTGRES,
    .open = engine_open,
    .close = engine_close,
    .connect = engine_connect,
    .disconnect = engine_disconnect,
    .revive = engine_revive,
    .execute = engine_execute,
    .prepare = engine_prepare,
    .describe = engine_describe,
    .rows = engine_rows,
    .stream = engine_stream,
    .append = postgres_append,
    .interrupt = engine_interrupt,
};
