// Appending to a DuckDB table: columns are copied into the engine's chunks of 2048 rows as they
// are, no value at a time. An appender is kept for each table and flushed after each call, so the
// next statement sees the rows.
#include "store/duckdb_own.h"

enum { TABLE_COLUMNS_MAX = 64 };

struct duckdb_table {
    const char *name;
    duckdb_appender appender;
    duckdb_data_chunk chunk;
    i64 columns;
    enum col_type type[TABLE_COLUMNS_MAX];
    duckdb_type source[TABLE_COLUMNS_MAX];
    struct duckdb_table *next;
};

static void table_free(struct duckdb_table *table)
{
    if (table->chunk) duckdb_destroy_data_chunk(&table->chunk);
    if (table->appender) (void)duckdb_appender_destroy(&table->appender);
}

void duckdb_appenders_free(struct duckdb_own *own)
{
    for (struct duckdb_table *table = own->tables; table; table = table->next)
        table_free(table);
    own->tables = NULL;
}

static bool fail_appender(ctx *c, struct duckdb_table *table)
{
    duckdb_error_data data = duckdb_appender_error_data(table->appender);
    (void)duckdb_fail(c, duckdb_error_data_error_type(data), duckdb_error_data_message(data));
    duckdb_destroy_error_data(&data);
    return false;
}

static bool table_open(ctx *c, struct duckdb_own *own, struct duckdb_table *table)
{
    if (duckdb_appender_create(own->connection, NULL, table->name, &table->appender) !=
        DuckDBSuccess)
        return fail_appender(c, table);
    table->columns = (i64)duckdb_appender_column_count(table->appender);
    assert(table->columns <= TABLE_COLUMNS_MAX);
    duckdb_logical_type types[TABLE_COLUMNS_MAX];
    i64 bad = -1;
    for (i64 i = 0; i < table->columns; i++) {
        types[i] = duckdb_appender_column_type(table->appender, (idx_t)i);
        table->source[i] = duckdb_get_type_id(types[i]);
        if (!duckdb_col_type(types[i], &table->type[i])) bad = i;
    }
    if (bad < 0) table->chunk = duckdb_create_data_chunk(types, (idx_t)table->columns);
    for (i64 i = 0; i < table->columns; i++)
        duckdb_destroy_logical_type(&types[i]);
    return bad < 0 ||
           fail_type(c, fmt(c->arena, "%s column %lld", table->name, (long long)bad), "unknown");
}

// The table's appender, opened when it is not yet; it stays in the list either way, so that it is
// freed.
static bool table_find(ctx *c, struct conn *conn, const char *name, struct duckdb_table **out)
{
    struct duckdb_own *own = conn->handle;
    struct duckdb_table *table = own->tables;
    while (table && strcmp(table->name, name) != 0)
        table = table->next;
    if (!table) {
        table = NEW(&conn->arena, struct duckdb_table);
        table->name = str_c(&conn->arena, str_of(name));
        table->next = own->tables;
        own->tables = table;
    }
    *out = table;
    if (table->chunk) return true;
    if (table_open(c, own, table)) return true;
    table_free(table);
    return false;
}

static bool fail_narrow(ctx *c, const struct duckdb_table *table, i64 column)
{
    return fail_detail(c, ERR_STORE, tr(c, "a number is too large for the store"), NULL,
                       fmt(c->arena, "%s column %lld", table->name, (long long)column));
}

// Copies into narrower numbers; false when one did not fit. Without a branch in the loop, so it
// runs at memory's speed.
#define NARROW_INTO(type)                                                                          \
    do {                                                                                           \
        type *narrow = to;                                                                         \
        for (i64 i = 0; i < count; i++) {                                                          \
            narrow[i] = (type)from[i];                                                             \
            lost |= from[i] ^ (i64)narrow[i];                                                      \
        }                                                                                          \
    } while (0)

static bool fill_numbers(void *to, const i64 *from, duckdb_type source, i64 count)
{
    i64 lost = 0;
    if (source == DUCKDB_TYPE_SMALLINT)
        NARROW_INTO(int16_t);
    else if (source == DUCKDB_TYPE_INTEGER || source == DUCKDB_TYPE_DATE)
        NARROW_INTO(int32_t);
    else if (source == DUCKDB_TYPE_BOOLEAN)
        NARROW_INTO(bool);
    else
        memcpy(to, from, (size_t)count * sizeof(i64));
    return lost == 0;
}

static void fill_nulls(duckdb_vector vector, const bool *null, i64 count)
{
    duckdb_vector_ensure_validity_writable(vector);
    u64 *valid = duckdb_vector_get_validity(vector);
    for (i64 i = 0; i < count; i++) {
        if (null[i]) duckdb_validity_set_row_invalid(valid, (idx_t)i);
    }
}

static void fill_texts(duckdb_vector vector, const str *text, const bool *null, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        if (null && null[i]) continue;
        duckdb_vector_assign_string_element_len(vector, (idx_t)i, text[i].s ? text[i].s : "",
                                                (idx_t)text[i].size);
    }
}

static bool fill_column(duckdb_vector vector, duckdb_type source, const struct column *column,
                        i64 first, i64 count)
{
    void *to = duckdb_vector_get_data(vector);
    const bool *null = column->null ? column->null + first : NULL;
    bool ok = true;
    switch (column->type) {
    case COL_F64:
        memcpy(to, column->f + first, (size_t)count * sizeof(f64));
        break;
    case COL_DEC8:
        memcpy(to, column->dec8 + first, (size_t)count * sizeof(i128));
        break;
    case COL_STR:
        fill_texts(vector, column->text + first, null, count);
        break;
    case COL_I64:
    case COL_DAY:
    case COL_DEC4:
    case COL_BOOL:
        ok = fill_numbers(to, column->i + first, source, count);
        break;
    }
    if (null) fill_nulls(vector, null, count);
    return ok;
}

static bool append_chunk(ctx *c, struct duckdb_table *table, const struct column *columns,
                         i64 first, i64 count)
{
    duckdb_data_chunk_reset(table->chunk);
    for (i64 i = 0; i < table->columns; i++) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(table->chunk, (idx_t)i);
        if (!fill_column(vector, table->source[i], &columns[i], first, count))
            return fail_narrow(c, table, i);
    }
    duckdb_data_chunk_set_size(table->chunk, (idx_t)count);
    return duckdb_append_data_chunk(table->appender, table->chunk) == DuckDBSuccess ||
           fail_appender(c, table);
}

bool duckdb_append(ctx *c, struct conn *conn, const char *name, const struct column *columns,
                   i64 column_count, i64 rows)
{
    struct duckdb_table *table = NULL;
    if (!table_find(c, conn, name, &table)) return false;
    assert(column_count == table->columns);
    for (i64 i = 0; i < column_count; i++)
        assert(columns[i].type == table->type[i]);

    i64 step = (i64)duckdb_vector_size();
    bool ok = true;
    for (i64 first = 0; ok && first < rows; first += step)
        ok = append_chunk(c, table, columns, first, MIN(step, rows - first));
    if (ok && duckdb_appender_flush(table->appender) != DuckDBSuccess) ok = fail_appender(c, table);
    // A failed appender is of no further use. Freeing it may still write rows, into a transaction
    // that will not commit.
    if (!ok) table_free(table);
    return ok;
}
