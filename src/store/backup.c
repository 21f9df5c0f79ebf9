#include "store/backup.h"

struct writing {
    struct archive_writer *writer;
    i64 rows;
};

static bool write_rows(ctx *c, void *data, const struct rows *rows)
{
    struct writing *writing = data;
    writing->rows += rows->count;
    return archive_write_rows(c, writing->writer, rows);
}

static bool write_table(ctx *c, struct writing *writing, str name)
{
    struct rows shape;
    return store_table_shape(c, name, &shape) &&
           archive_write_table(c, writing->writer, name, &shape) &&
           store_table_stream(c, name, write_rows, writing) &&
           archive_write_table_end(c, writing->writer);
}

bool backup_write(ctx *c, FILE *file, str program, struct backup_told *out)
{
    assert(store_in_transaction(c));
    struct rows tables;
    struct writing writing = {0};
    const char *engine = conn_engine(c) == STORE_DUCKDB ? "duckdb" : "postgres";
    *out = (struct backup_told){
        .head = {.made_ms = c->now_ms, .program = program, .engine = str_of(engine)}
    };
    if (!store_i64(c, SQL_store_migration_last, NO_VALS, &out->head.migration) ||
        !store_rows(c, SQL_store_table_names, NO_VALS, &tables) ||
        !archive_begin(c, file, out->head, &writing.writer))
        return false;
    for (i64 i = 0; i < tables.count; i++)
        if (ctx_stopped(c) || !write_table(c, &writing, tables.column[0].text[i])) return false;
    out->tables = tables.count;
    out->rows = writing.rows;
    return archive_write_end(c, writing.writer);
}

// Restoring

struct restoring {
    struct rows tables;      // of the store
    struct archive_sum *sum; // of each, as the archive has it
    i64 at;                  // the table that is read
};

static bool fail_form(ctx *c, const char *detail)
{
    return fail_detail(c, ERR_BAD_INPUT,
                       tr(c, "the backup holds a table that a store of its version has not"),
                       tr(c, "Restore it with the version that wrote it."), detail);
}

static bool fits(const struct archive_table *table, const struct rows *shape)
{
    if (table->columns != shape->columns) return false;
    for (i64 k = 0; k < shape->columns; k++)
        if (!str_equal(table->column[k].name, str_of(shape->names[k])) ||
            table->column[k].type != shape->column[k].type)
            return false;
    return true;
}

// Finds the store's own table of that name and form; each may come once.
static bool table_begin(ctx *c, struct restoring *restoring, const struct archive_table *table)
{
    struct rows shape;
    const char *name = str_c(c->arena, table->name);
    i64 at = 0;
    while (at < restoring->tables.count &&
           !str_equal(restoring->tables.column[0].text[at], table->name))
        at++;
    if (at == restoring->tables.count || restoring->sum[at].rows) return fail_form(c, name);
    if (!store_table_shape(c, table->name, &shape)) return false;
    restoring->at = at;
    return fits(table, &shape) || fail_form(c, name);
}

static bool read_tables(ctx *c, struct archive_reader *reader, struct restoring *restoring)
{
    struct archive_item item = {.kind = ARCHIVE_HEAD};
    while (item.kind != ARCHIVE_END) {
        if (ctx_stopped(c) || !archive_next(c, reader, &item)) return false;
        if (item.kind == ARCHIVE_TABLE && !table_begin(c, restoring, item.table)) return false;
        if (item.kind == ARCHIVE_TABLE_END) restoring->sum[restoring->at] = item.sum;
        if (item.kind != ARCHIVE_ROWS) continue;
        const char *name = str_c(c->arena, item.table->name);
        if (!store_append(c, name, item.rows.column, item.rows.columns, item.rows.count))
            return false;
    }
    return true;
}

static bool sum_rows(ctx *c, void *data, const struct rows *rows)
{
    (void)c;
    archive_sum_add(data, rows);
    return true;
}

// What the store now says it has, table by table.
static bool compare(ctx *c, const struct restoring *restoring, struct backup_told *out)
{
    for (i64 i = 0; i < restoring->tables.count; i++) {
        struct archive_sum has = {0}, wanted = restoring->sum[i];
        str name = restoring->tables.column[0].text[i];
        if (ctx_stopped(c) || !store_table_stream(c, name, sum_rows, &has)) return false;
        if (has.rows != wanted.rows || has.hash != wanted.hash)
            return fail_detail(c, ERR_STORE,
                               tr(c, "what was restored is not what the backup holds"), NULL,
                               fmt(c->arena, "%.*s: %lld rows of %lld", STR(name),
                                   (long long)has.rows, (long long)wanted.rows));
        out->rows += has.rows;
    }
    out->tables = restoring->tables.count;
    return true;
}

bool backup_read(ctx *c, FILE *file, struct backup_told *out)
{
    assert(store_in_transaction(c));
    struct archive_reader *reader = NULL;
    struct restoring restoring = {0};
    i64 tables = 0;
    *out = (struct backup_told){0};
    if (!archive_open(c, file, &reader, &out->head)) return false;
    if (out->head.migration > store_migration_newest())
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "the backup was written by a newer version of this program"),
                         tr(c, "Install that version, and restore with it."));
    if (!store_i64(c, SQL_store_tables, NO_VALS, &tables)) return false;
    if (tables)
        return fail_with(c, ERR_REFUSED, tr(c, "that store is not empty"),
                         tr(c, "A backup is restored into a new store only; give another place."));
    if (!store_migrate_here(c, out->head.migration) ||
        !store_rows(c, SQL_store_table_names, NO_VALS, &restoring.tables))
        return false;
    restoring.sum = NEW_ARRAY(c->arena, struct archive_sum, MAX(restoring.tables.count, 1));
    return read_tables(c, reader, &restoring) && compare(c, &restoring, out) &&
           store_migrate_here(c, store_migration_newest());
}
