// The engine casts every column to text: dates come as 2026-11-21, times as 2026-11-21 10:00:00, in
// UTC, numbers as short as they are exact. That keeps one set of rules for all files, the
// mapping's.
#include "store/parquet.h"

#include <duckdb.h>

enum { MEMORY_MIB = 256 };

struct parquet {
    duckdb_config config;
    duckdb_database database;
    duckdb_connection connection;
    duckdb_prepared_statement statement;
    duckdb_result names, result;
    duckdb_data_chunk chunk;
    i64 column_count, capacity; // rows that the arrays below have room for
    str *column_names;
    struct column *columns;
    str **texts;
    bool **nulls;
};

static void parquet_close(void *data);
static bool engine_begin(ctx *c, struct parquet *parquet);
static bool statement_begin(ctx *c, struct parquet *parquet, const char *path);
static void column_fill(ctx *c, struct parquet *parquet, i64 index, i64 rows);

bool parquet_open(ctx *c, const char *path, struct parquet **out)
{
    struct parquet *parquet = NEW(c->arena, struct parquet);
    arena_defer(c->arena, parquet_close, parquet);
    *out = parquet;
    return engine_begin(c, parquet) && statement_begin(c, parquet, path);
}

i64 parquet_column_count(const struct parquet *parquet)
{
    return parquet->column_count;
}

str parquet_column_name(const struct parquet *parquet, i64 index)
{
    assert(index >= 0 && index < parquet->column_count);
    return parquet->column_names[index];
}

static bool fail_damaged(ctx *c, const char *detail)
{
    return fail_detail(c, ERR_BAD_INPUT, tr(c, "the Parquet file cannot be read"),
                       tr(c, "It may be cut off; fetch it again."),
                       fmt(c->arena, "%s", detail ? detail : "no reason given"));
}

bool parquet_next(ctx *c, struct parquet *parquet, struct rows *out)
{
    if (parquet->chunk) duckdb_destroy_data_chunk(&parquet->chunk);
    parquet->chunk = duckdb_fetch_chunk(parquet->result);
    *out = (struct rows){.columns = parquet->column_count, .column = parquet->columns};
    if (!parquet->chunk) {
        const char *why = duckdb_result_error(&parquet->result);
        return !why || !*why || fail_damaged(c, why);
    }
    out->count = (i64)duckdb_data_chunk_get_size(parquet->chunk);
    for (i64 i = 0; i < parquet->column_count; i++)
        column_fill(c, parquet, i, out->count);
    return true;
}

static void parquet_close(void *data)
{
    struct parquet *parquet = data;
    if (parquet->chunk) duckdb_destroy_data_chunk(&parquet->chunk);
    duckdb_destroy_result(&parquet->result);
    duckdb_destroy_result(&parquet->names);
    duckdb_destroy_prepare(&parquet->statement);
    if (parquet->connection) duckdb_disconnect(&parquet->connection);
    if (parquet->database) duckdb_close(&parquet->database);
    if (parquet->config) duckdb_destroy_config(&parquet->config);
}

static bool engine_begin(ctx *c, struct parquet *parquet)
{
    static const char *const settings[][2] = {
        {"threads",                      "1"    }, // the rest of the import has work for the others
        {"preserve_insertion_order",     "true" }, // rows are told by their number
        {"autoinstall_known_extensions", "false"},
        {"autoload_known_extensions",    "false"},
    };
    bool ok = duckdb_create_config(&parquet->config) == DuckDBSuccess;
    for (i64 i = 0; ok && i < COUNT_OF(settings); i++)
        ok = duckdb_set_config(parquet->config, settings[i][0], settings[i][1]) == DuckDBSuccess;
    ok = ok && duckdb_set_config(parquet->config, "memory_limit",
                                 fmt(c->arena, "%dMiB", MEMORY_MIB)) == DuckDBSuccess;
    ok = ok && duckdb_open_ext(NULL, &parquet->database, parquet->config, NULL) == DuckDBSuccess;
    ok = ok && duckdb_connect(parquet->database, &parquet->connection) == DuckDBSuccess;
    return ok || fail(c, ERR_STORE, tr(c, "the reader of Parquet files could not start"));
}

// These texts are here, not with the named statements, because those are prepared against the
// store's own tables.
static bool statement_begin(ctx *c, struct parquet *parquet, const char *path)
{
    static const char names[] = "DESCRIBE SELECT * FROM read_parquet($1)";
    static const char cells[] = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet($1)";
    duckdb_connection connection = parquet->connection;
    bool ok = duckdb_query(connection, "SET TimeZone = 'UTC'", &parquet->names) == DuckDBSuccess;
    duckdb_destroy_result(&parquet->names);
    (void)ok; // an engine without zones writes UTC anyway
    if (duckdb_prepare(connection, names, &parquet->statement) != DuckDBSuccess)
        return fail_damaged(c, duckdb_prepare_error(parquet->statement));
    duckdb_bind_varchar(parquet->statement, 1, path);
    if (duckdb_execute_prepared(parquet->statement, &parquet->names) != DuckDBSuccess)
        return fail_damaged(c, duckdb_result_error(&parquet->names));
    duckdb_destroy_prepare(&parquet->statement);

    parquet->column_count = (i64)duckdb_row_count(&parquet->names);
    parquet->column_names = NEW_ARRAY(c->arena, str, parquet->column_count);
    parquet->columns = NEW_ARRAY(c->arena, struct column, parquet->column_count);
    parquet->texts = NEW_ARRAY(c->arena, str *, parquet->column_count);
    parquet->nulls = NEW_ARRAY(c->arena, bool *, parquet->column_count);
    for (i64 i = 0; i < parquet->column_count; i++) {
        char *name = duckdb_value_varchar(&parquet->names, 0, (idx_t)i);
        arena_defer(c->arena, duckdb_free, name);
        parquet->column_names[i] = str_of(name);
    }
    if (duckdb_prepare(connection, cells, &parquet->statement) != DuckDBSuccess)
        return fail_damaged(c, duckdb_prepare_error(parquet->statement));
    duckdb_bind_varchar(parquet->statement, 1, path);
    if (duckdb_execute_prepared_streaming(parquet->statement, &parquet->result) != DuckDBSuccess)
        return fail_damaged(c, duckdb_result_error(&parquet->result));
    return true;
}

static void column_fill(ctx *c, struct parquet *parquet, i64 index, i64 rows)
{
    if (rows > parquet->capacity) {
        for (i64 i = 0; i < parquet->column_count; i++) {
            parquet->texts[i] = NEW_ARRAY(c->arena, str, rows);
            parquet->nulls[i] = NEW_ARRAY(c->arena, bool, rows);
        }
        parquet->capacity = rows;
    }
    duckdb_vector vector = duckdb_data_chunk_get_vector(parquet->chunk, (idx_t)index);
    duckdb_string_t *values = duckdb_vector_get_data(vector);
    u64 *valid = duckdb_vector_get_validity(vector);
    for (i64 i = 0; i < rows; i++) {
        bool is_null = valid && !duckdb_validity_row_is_valid(valid, (idx_t)i);
        parquet->nulls[index][i] = is_null;
        if (is_null) continue;
        parquet->texts[index][i] =
            (str){duckdb_string_t_data(&values[i]), (i64)duckdb_string_t_length(values[i])};
    }
    parquet->columns[index] = (struct column){
        .type = COL_STR, .null = parquet->nulls[index], .text = parquet->texts[index]};
}
