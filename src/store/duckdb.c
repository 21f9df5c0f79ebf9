// The only file that sees DuckDB: opening, values in, columns out. Appending is in duckdb_append.c.
#include "store/duckdb_own.h"

#include "bounds.h"

#include <ctype.h>

struct statement {
    duckdb_prepared_statement prepared;
};

// What a query leaves to be freed, whatever happens on the way.
struct fetch {
    duckdb_result result;
    duckdb_data_chunk chunk;
    duckdb_value *values; // of a list
    i64 value_count;
    duckdb_value list;
    duckdb_logical_type type;
};

// Errors

static bool fail_io(ctx *c, const char *detail)
{
    if (strstr(detail, "No space left"))
        return fail_detail(c, ERR_STORE, tr(c, "the disk is full"),
                           tr(c, "Free some space, then try again."), detail);
    return fail_detail(c, ERR_STORE, tr(c, "the store's file could not be read or written"),
                       tr(c, "Look at the log for what the system said."), detail);
}

bool duckdb_fail(ctx *c, duckdb_error_type type, const char *text)
{
    const char *detail = fmt(c->arena, "%s", text ? text : "no reason given");
    // NOLINTNEXTLINE: the other forty types are told apart in the log
    if (type == DUCKDB_ERROR_INTERRUPT || strstr(detail, "INTERRUPT Error"))
        return fail_detail(c, ERR_STOPPED, tr(c, "the work was stopped"), NULL, detail);
    if (type == DUCKDB_ERROR_IO) return fail_io(c, detail);
    if (type == DUCKDB_ERROR_OUT_OF_MEMORY)
        return fail_detail(c, ERR_STORE, tr(c, "the work needs more memory than the store may use"),
                           tr(c, "Ask for less at a time, or give the store more memory."), detail);
    if (type == DUCKDB_ERROR_TRANSACTION && strstr(detail, "onflict"))
        return fail_detail(c, ERR_BUSY, tr(c, "somebody else changed the same at that moment"),
                           tr(c, "Try again."), detail);
    return fail_detail(c, ERR_STORE, tr(c, "the store could not do it"),
                       tr(c, "This is a mistake in the program; the log tells more."), detail);
}

// "… Conflicting lock is held in /usr/bin/x (PID 12) by user …": DuckDB tells the holder in words
// only.
static bool fail_open(ctx *c, const struct store *store, const char *text)
{
    static const char held[] = "Conflicting lock is held in ";
    const char *detail = fmt(c->arena, "%s", text ? text : "no reason given");
    const char *program = strstr(detail, held);
    const char *pid = program ? strstr(program, " (PID ") : NULL;
    if (pid) {
        program += strlen(held);
        i64 digits = 0;
        while (isdigit((unsigned char)pid[6 + digits]))
            digits++;
        return fail_detail(c, ERR_BUSY,
                           fmt(c->arena, tr(c, "the store %s is in use by process %.*s (%.*s)"),
                               store->url, (int)digits, pid + 6, (int)(pid - program), program),
                           tr(c, "Stop that program, or let it do the work."), detail);
    }
    // The second is what it says of a file of SQLite, which it would read with an extension.
    if (strstr(detail, "not a valid DuckDB database") ||
        strstr(detail, "Loading external extensions is disabled"))
        return fail_detail(
            c, ERR_STORE, fmt(c->arena, tr(c, "the file %s is not a store"), store->url),
            tr(c, "Give the file that the store is in, or a name that is free."), detail);
    if (strstr(detail, "Is a directory"))
        return fail_detail(
            c, ERR_STORE, fmt(c->arena, tr(c, "%s is a folder, not a store"), store->url),
            tr(c, "Give the file that the store is in, or a name that is free."), detail);
    return fail_detail(c, ERR_STORE,
                       fmt(c->arena, tr(c, "the store %s could not be opened"), store->url),
                       tr(c, "Check that its folder exists and that you may write there."), detail);
}

// Opening

static bool config_set(ctx *c, duckdb_config config, const char *name, const char *value)
{
    if (duckdb_set_config(config, name, value) == DuckDBSuccess) return true;
    return fail_detail(c, ERR_STORE, tr(c, "the store refused a setting"), NULL,
                       fmt(c->arena, "%s = %s", name, value));
}

static void config_free(void *config)
{
    duckdb_destroy_config(config);
}

static bool config_fill(ctx *c, const struct store *store, struct store_options options,
                        duckdb_config config)
{
    i64 memory = options.memory_max_bytes ? options.memory_max_bytes : BOUND_STORE_MEMORY_BYTES;
    // A prepared plan keeps what it was told of the values when it was made (columns packed into as
    // few bytes as they needed then), and a kept statement outlives that: it would return rubbish.
    // A commit that crosses the threshold writes the log into the file before it returns, so the
    // threshold trades rare long commits against the size of the log that a start has to read.
    bool ok = config_set(c, config, "memory_limit", fmt(c->arena, "%lldB", (long long)memory)) &&
              config_set(c, config, "preserve_insertion_order", "false") &&
              config_set(c, config, "autoinstall_known_extensions", "false") &&
              config_set(c, config, "autoload_known_extensions", "false") &&
              config_set(c, config, "disabled_optimizers", "statistics_propagation") &&
              config_set(c, config, "checkpoint_threshold", "64MiB");
    if (ok && options.threads)
        ok = config_set(c, config, "threads", fmt(c->arena, "%d", options.threads));
    if (ok && options.read_only) ok = config_set(c, config, "access_mode", "READ_ONLY");
    // In memory it reads other people's files; a store of facts reads none but its own.
    if (ok && store->file)
        ok = config_set(c, config, "temp_directory", fmt(c->arena, "%s.tmp", store->file)) &&
             config_set(c, config, "enable_external_access", "false");
    return ok;
}

static bool engine_open(ctx *c, struct store *store, struct store_options options)
{
    duckdb_config *config = NEW(c->arena, duckdb_config);
    if (duckdb_create_config(config) != DuckDBSuccess)
        return fail(c, ERR_NO_MEMORY, tr(c, "there is no memory left"));
    arena_defer(c->arena, config_free, config);
    if (!config_fill(c, store, options, *config)) return false;

    duckdb_database database = NULL;
    char *why = NULL;
    if (duckdb_open_ext(store->url, &database, *config, &why) == DuckDBSuccess) {
        store->handle = database;
        return true;
    }
    (void)fail_open(c, store,
                    why); // why leaks when the arena is full here: we are about to end then
    duckdb_free(why);
    return false;
}

static void engine_close(struct store *store)
{
    duckdb_database database = store->handle;
    duckdb_close(&database);
}

static bool engine_connect(ctx *c, struct conn *conn)
{
    struct duckdb_own *own = NEW(&conn->arena, struct duckdb_own);
    conn->handle = own;
    if (duckdb_connect(conn->store->handle, &own->connection) == DuckDBSuccess) return true;
    return fail(c, ERR_STORE, tr(c, "the store gives no further connection"));
}

static void engine_disconnect(struct conn *conn)
{
    struct duckdb_own *own = conn->handle;
    if (!own) return;
    duckdb_appenders_free(own);
    if (own->connection) duckdb_disconnect(&own->connection);
}

static void engine_interrupt(struct conn *conn)
{
    duckdb_interrupt(((struct duckdb_own *)conn->handle)->connection);
}

// Statements

static void fetch_free(void *p)
{
    struct fetch *fetch = p;
    if (fetch->chunk) duckdb_destroy_data_chunk(&fetch->chunk);
    for (i64 i = 0; i < fetch->value_count; i++)
        duckdb_destroy_value(&fetch->values[i]);
    fetch->value_count = 0;
    if (fetch->list) duckdb_destroy_value(&fetch->list);
    if (fetch->type) duckdb_destroy_logical_type(&fetch->type);
    duckdb_destroy_result(&fetch->result);
}

static struct fetch *fetch_new(ctx *c)
{
    struct fetch *fetch = NEW(c->arena, struct fetch);
    arena_defer(c->arena, fetch_free, fetch);
    return fetch;
}

static bool fail_result(ctx *c, struct fetch *fetch)
{
    bool ok = duckdb_fail(c, duckdb_result_error_type(&fetch->result),
                          duckdb_result_error(&fetch->result));
    fetch_free(fetch);
    return ok;
}

static bool engine_execute(ctx *c, struct conn *conn, const char *text)
{
    struct duckdb_own *own = conn->handle;
    struct fetch *fetch = fetch_new(c);
    if (duckdb_query(own->connection, text, &fetch->result) != DuckDBSuccess)
        return fail_result(c, fetch);
    fetch_free(fetch);
    return true;
}

static void statement_free(void *p)
{
    duckdb_destroy_prepare(&((struct statement *)p)->prepared);
}

static bool engine_prepare(ctx *c, struct conn *conn, struct arena *arena, const char *text,
                           struct statement **out)
{
    struct duckdb_own *own = conn->handle;
    struct statement *statement = NEW(arena, struct statement);
    duckdb_state state = duckdb_prepare(own->connection, text, &statement->prepared);
    arena_defer(arena, statement_free, statement);
    if (state != DuckDBSuccess)
        return duckdb_fail(c, DUCKDB_ERROR_INVALID, duckdb_prepare_error(statement->prepared));
    *out = statement;
    return true;
}

// Values

static duckdb_value list_item(const struct val *val, i64 i)
{
    if (val->type == VAL_I64_LIST) return duckdb_create_int64(val->list.numbers[i]);
    str text = val->list.texts[i];
    return duckdb_create_varchar_length(text.s ? text.s : "", (idx_t)text.size);
}

static duckdb_state bind_list(ctx *c, duckdb_prepared_statement prepared, idx_t at,
                              const struct val *val)
{
    struct fetch *fetch = fetch_new(c);
    fetch->values = NEW_ARRAY(c->arena, duckdb_value, MAX(val->list.count, 1));
    fetch->type = duckdb_create_logical_type(val->type == VAL_I64_LIST ? DUCKDB_TYPE_BIGINT
                                                                       : DUCKDB_TYPE_VARCHAR);
    for (; fetch->value_count < val->list.count; fetch->value_count++)
        fetch->values[fetch->value_count] = list_item(val, fetch->value_count);
    fetch->list = duckdb_create_list_value(fetch->type, fetch->values, (idx_t)val->list.count);
    duckdb_state state = duckdb_bind_value(prepared, at, fetch->list);
    fetch_free(fetch);
    return state;
}

static duckdb_state bind(ctx *c, duckdb_prepared_statement prepared, idx_t at,
                         const struct val *val)
{
    switch (val->type) {
    case VAL_NULL:
        return duckdb_bind_null(prepared, at);
    case VAL_I64:
        return duckdb_bind_int64(prepared, at, val->i);
    case VAL_F64:
        return duckdb_bind_double(prepared, at, val->f);
    case VAL_STR:
        return duckdb_bind_varchar_length(prepared, at, val->text.s ? val->text.s : "",
                                          (idx_t)val->text.size);
    case VAL_DAY:
        return duckdb_bind_date(prepared, at, (duckdb_date){(int32_t)val->i});
    case VAL_DEC4: {
        duckdb_hugeint value = {.lower = (u64)val->i, .upper = val->i < 0 ? -1 : 0};
        duckdb_decimal decimal = {.width = 18, .scale = 4, .value = value};
        return duckdb_bind_decimal(prepared, at, decimal);
    }
    case VAL_I64_LIST:
    case VAL_STR_LIST:
        return bind_list(c, prepared, at, val);
    }
    return DuckDBError;
}

static bool bind_all(ctx *c, struct statement *statement, struct vals vals)
{
    assert(vals.count == (i64)duckdb_nparams(statement->prepared));
    for (i64 i = 0; i < vals.count; i++) {
        if (bind(c, statement->prepared, (idx_t)i + 1, &vals.v[i]) != DuckDBSuccess)
            return fail_detail(c, ERR_STORE, tr(c, "the store does not take a value"), NULL,
                               fmt(c->arena, "$%lld", (long long)i + 1));
    }
    return true;
}

// Columns

bool duckdb_col_type(duckdb_logical_type type, enum col_type *out)
{
    duckdb_type id = duckdb_get_type_id(type);
    bool is_decimal = id == DUCKDB_TYPE_DECIMAL;
    int width = is_decimal ? duckdb_decimal_width(type) : 0;
    int scale = is_decimal ? duckdb_decimal_scale(type) : 0;
    if (id == DUCKDB_TYPE_BIGINT || id == DUCKDB_TYPE_INTEGER || id == DUCKDB_TYPE_SMALLINT)
        *out = COL_I64;
    else if (id == DUCKDB_TYPE_DOUBLE)
        *out = COL_F64;
    else if (id == DUCKDB_TYPE_VARCHAR)
        *out = COL_STR;
    else if (id == DUCKDB_TYPE_DATE)
        *out = COL_DAY;
    else if (id == DUCKDB_TYPE_BOOLEAN)
        *out = COL_BOOL;
    else if (width == 18 && scale == 4)
        *out = COL_DEC4;
    else if (width == 38 && scale == 8)
        *out = COL_DEC8;
    else
        return false;
    return true;
}

struct shape {
    struct rows_fill fill;
    duckdb_type *source; // the engine's type of each column: tells widths of integers apart
};

// Takes over `type`. An untyped NULL and a list of unknown items end here as well.
static bool shape_column(ctx *c, struct shape *shape, i64 i, const char *name,
                         duckdb_logical_type type)
{
    bool ok = duckdb_col_type(type, &shape->fill.column[i].type);
    shape->source[i] = duckdb_get_type_id(type);
    duckdb_destroy_logical_type(&type);
    shape->fill.names[i] = fmt(c->arena, "%s", name);
    return ok ||
           fail_type(c, name, fmt(c->arena, "number %d of duckdb_type", (int)shape->source[i]));
}

static void shape_alloc(ctx *c, struct shape *shape, i64 columns)
{
    shape->fill.columns = columns;
    shape->fill.column = NEW_ARRAY(c->arena, struct fill_column, MAX(columns, 1));
    shape->fill.names = NEW_ARRAY(c->arena, const char *, MAX(columns, 1));
    shape->source = NEW_ARRAY(c->arena, duckdb_type, MAX(columns, 1));
}

static bool shape_of(ctx *c, duckdb_result *result, struct shape *shape)
{
    *shape = (struct shape){0};
    shape_alloc(c, shape, (i64)duckdb_column_count(result));
    for (i64 i = 0; i < shape->fill.columns; i++) {
        if (!shape_column(c, shape, i, duckdb_column_name(result, (idx_t)i),
                          duckdb_column_logical_type(result, (idx_t)i)))
            return false;
    }
    return true;
}

static bool engine_describe(ctx *c, struct conn *conn, struct statement *statement,
                            struct rows *out, i64 *params)
{
    (void)conn;
    *params = (i64)duckdb_nparams(statement->prepared);
    struct shape shape = {0};
    i64 columns = (i64)duckdb_prepared_statement_column_count(statement->prepared);
    const char *first = duckdb_prepared_statement_column_name(statement->prepared, 0);
    // INSERT and their like tell a count, which is no column of ours.
    bool is_select =
        duckdb_prepared_statement_type(statement->prepared) == DUCKDB_STATEMENT_TYPE_SELECT;
    bool has_rows = is_select || (columns > 0 && first && strcmp(first, "Count") != 0);
    duckdb_free((void *)(uintptr_t)first);
    shape_alloc(c, &shape, has_rows ? columns : 0);
    for (i64 i = 0; i < shape.fill.columns; i++) {
        const char *name = duckdb_prepared_statement_column_name(statement->prepared, (idx_t)i);
        arena_defer(c->arena, duckdb_free, (void *)(uintptr_t)name);
        if (!shape_column(
                c, &shape, i, name,
                duckdb_prepared_statement_column_logical_type(statement->prepared, (idx_t)i)))
            return false;
    }
    *out = rows_fill_end(c, &shape.fill);
    return true;
}

// One block of memory for a chunk's texts, each with a NUL behind it.
static void copy_texts(ctx *c, str *to, duckdb_string_t *from, const u64 *valid, i64 count)
{
    i64 bytes = 0;
    for (i64 i = 0; i < count; i++) {
        if (!valid || (valid[i / 64] >> (i % 64) & 1)) bytes += duckdb_string_t_length(from[i]) + 1;
    }
    char *at = arena_alloc(c->arena, MAX(bytes, 1), 1);
    for (i64 i = 0; i < count; i++) {
        if (valid && !(valid[i / 64] >> (i % 64) & 1)) continue;
        to[i] = (str){.s = at, .size = duckdb_string_t_length(from[i])};
        memcpy(at, duckdb_string_t_data(&from[i]), (size_t)to[i].size);
        at += to[i].size + 1;
    }
}

#define COPY_AS(type)                                                                              \
    for (i64 i = 0; i < count; i++)                                                                \
    to[i] = ((const type *)from)[i]

static void copy_numbers(i64 *to, const void *from, duckdb_type source, i64 count)
{
    if (source == DUCKDB_TYPE_SMALLINT)
        COPY_AS(int16_t);
    else if (source == DUCKDB_TYPE_INTEGER || source == DUCKDB_TYPE_DATE)
        COPY_AS(int32_t);
    else if (source == DUCKDB_TYPE_BOOLEAN)
        COPY_AS(u8); // where no value is, the byte is no bool
    else
        COPY_AS(i64); // BIGINT, DECIMAL(18,4)
}

static void copy_chunk(ctx *c, struct shape *shape, duckdb_data_chunk chunk)
{
    struct rows_fill *fill = &shape->fill;
    i64 count = (i64)duckdb_data_chunk_get_size(chunk), first = fill->count;
    assert(first + count <= fill->row_max);
    for (i64 i = 0; i < fill->columns; i++) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, (idx_t)i);
        void *from = duckdb_vector_get_data(vector);
        const u64 *valid = duckdb_vector_get_validity(vector);
        struct fill_column *to = &fill->column[i];
        if (to->type == COL_STR)
            copy_texts(c, to->text + first, from, valid, count);
        else if (to->type == COL_F64)
            memcpy(to->f + first, from, (size_t)count * sizeof(f64));
        else if (to->type == COL_DEC8)
            memcpy(to->dec8 + first, from, (size_t)count * sizeof(i128));
        else
            copy_numbers(to->i + first, from, shape->source[i], count);
        for (i64 row = 0; valid && row < count; row++) {
            if (!(valid[row / 64] >> (row % 64) & 1)) rows_fill_null(c, fill, i, first + row);
        }
    }
    fill->count += count;
}

static bool engine_rows(ctx *c, struct conn *conn, struct statement *statement, struct vals vals,
                        struct rows *out)
{
    (void)conn;
    if (!bind_all(c, statement, vals)) return false;
    struct fetch *fetch = fetch_new(c);
    if (duckdb_execute_prepared(statement->prepared, &fetch->result) != DuckDBSuccess)
        return fail_result(c, fetch);
    struct shape shape;
    bool ok = !out || shape_of(c, &fetch->result, &shape);
    if (ok && out) {
        rows_fill_begin(c, &shape.fill, (i64)duckdb_row_count(&fetch->result));
        while ((fetch->chunk = duckdb_fetch_chunk(fetch->result))) {
            copy_chunk(c, &shape, fetch->chunk);
            duckdb_destroy_data_chunk(&fetch->chunk);
        }
        *out = rows_fill_end(c, &shape.fill);
    }
    fetch_free(fetch);
    return ok;
}

struct streaming {
    struct fetch *fetch;
    struct sink sink;
};

static bool stream_chunks(ctx *c, void *data)
{
    struct streaming *streaming = data;
    struct fetch *fetch = streaming->fetch;
    struct sink sink = streaming->sink;
    struct shape shape;
    bool wants_more = true;
    if (!shape_of(c, &fetch->result, &shape)) return false;
    while (wants_more && (fetch->chunk = duckdb_fetch_chunk(fetch->result))) {
        struct arena_mark mark = arena_mark(c->arena);
        rows_fill_begin(c, &shape.fill, (i64)duckdb_data_chunk_get_size(fetch->chunk));
        copy_chunk(c, &shape, fetch->chunk);
        duckdb_destroy_data_chunk(&fetch->chunk);
        struct rows rows = rows_fill_end(c, &shape.fill);
        wants_more = sink.each(c, sink.data, &rows) && !ctx_stopped(c);
        if (c->err.code == ERR_NONE) arena_rewind(c->arena, mark); // the error's words stay
    }
    if (c->err.code != ERR_NONE) return false;
    const char *why = wants_more ? duckdb_result_error(&fetch->result) : NULL;
    return !why || duckdb_fail(c, duckdb_result_error_type(&fetch->result), why);
}

static bool engine_stream(ctx *c, struct conn *conn, struct statement *statement, struct vals vals,
                          struct sink sink)
{
    (void)conn;
    if (!bind_all(c, statement, vals)) return false;
    struct fetch *fetch = fetch_new(c);
    if (duckdb_execute_prepared_streaming(statement->prepared, &fetch->result) != DuckDBSuccess)
        return fail_result(c, fetch);
    // The result goes before its transaction does, whatever happens: else DuckDB keeps both.
    struct streaming streaming = {fetch, sink};
    bool ok = ctx_try(c, stream_chunks, &streaming);
    fetch_free(fetch);
    return ok;
}

const struct engine engine_duckdb = {
    .kind = STORE_DUCKDB,
    .open = engine_open,
    .close = engine_close,
    .connect = engine_connect,
    .disconnect = engine_disconnect,
    .execute = engine_execute,
    .prepare = engine_prepare,
    .describe = engine_describe,
    .rows = engine_rows,
    .stream = engine_stream,
    .append = duckdb_append,
    .interrupt = engine_interrupt,
};
