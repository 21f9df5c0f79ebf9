// What both engines share: addresses, connections and their pool, kept statements, the state of
// transactions.
#include "store/engine.h"

#include "bounds.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static bool url_read(ctx *c, struct store *store, const char *url);
static bool file_absolute(ctx *c, struct store *store, const char *file);
static bool conn_open(ctx *c, struct store *store, struct conn **out);
static void conn_close(void *p);
static void write_lock(struct conn *conn, enum store_locks locks);
static void write_unlock(struct conn *conn);

bool store_open(ctx *c, const char *url, struct store_options options, struct store **out)
{
    assert(url && out);
    struct arena arena;
    arena_init(&arena, BOUND_STORE_ARENA_BYTES);
    struct store *store = NEW(&arena, struct store);
    store->arena = arena;
    store->read_only = options.read_only;
    (void)pthread_mutex_init(&store->mutex, NULL);
    (void)pthread_cond_init(&store->writable, NULL);
    if (url_read(c, store, url) && store->engine->open(c, store, options)) {
        *out = store;
        return true;
    }
    arena = store->arena;
    arena_release(&arena);
    return false;
}

void store_close(struct store *store)
{
    while (store->idle) {
        struct conn *conn = store->idle;
        store->idle = conn->next_idle;
        conn_close(conn);
    }
    store->engine->close(store);
    (void)pthread_cond_destroy(&store->writable);
    (void)pthread_mutex_destroy(&store->mutex);
    struct arena arena = store->arena;
    arena_release(&arena);
}

enum store_engine store_engine(const struct store *store)
{
    return store->engine->kind;
}

const char *store_file(const struct store *store)
{
    return store->file;
}

bool store_is_exclusive(const struct store *store)
{
    return store->engine->kind == STORE_DUCKDB && !store->read_only;
}

static bool url_read(ctx *c, struct store *store, const char *url)
{
    str text = str_of(url);
    if (str_starts(text, S("duckdb:"))) {
        store->engine = &engine_duckdb;
        return file_absolute(c, store, url + strlen("duckdb:"));
    }
    if (str_starts(text, S("postgres://")) || str_starts(text, S("postgresql://"))) {
        store->engine = &engine_postgres;
        store->url = str_c(&store->arena, text);
        return true;
    }
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "\"%.*s\" is not the address of a store"), STR(text)),
                     tr(c, "Write duckdb:FILE or postgres://USER@HOST/DATABASE."));
}

// DuckDB opens by path alone, so the folder that names start from is put before it.
static bool file_absolute(ctx *c, struct store *store, const char *file)
{
    if (!file[0])
        return fail_with(c, ERR_USAGE, tr(c, "the store's file has no name"),
                         tr(c, "Write duckdb:FILE, as in duckdb:tuntuma.duckdb."));
    if (strcmp(file, ":memory:") == 0) {
        store->url = ":memory:";
        return true;
    }
    char folder[PATH_MAX] = "";
    if (file[0] != '/' && c->cwd_fd == AT_FDCWD) {
        if (!getcwd(folder, sizeof folder))
            return fail(c, ERR_SYSTEM, tr(c, "the current folder is gone"));
    } else if (file[0] != '/') {
        struct stat there;
        const char *link = fmt(c->arena, "/proc/self/fd/%d", c->cwd_fd);
        if (fstat(c->cwd_fd, &there) != 0 || !S_ISDIR(there.st_mode) ||
            readlink(link, folder, sizeof folder - 1) < 0)
            return fail(c, ERR_SYSTEM, tr(c, "the current folder is gone"));
    }
    store->file = file[0] == '/' ? str_c(&store->arena, str_of(file))
                                 : fmt(&store->arena, "%s/%s", folder, file);
    store->url = store->file;
    return true;
}

// Connections

static bool conn_open(ctx *c, struct store *store, struct conn **out)
{
    struct arena arena;
    arena_init(&arena, BOUND_STORE_ARENA_BYTES);
    struct conn *conn = NEW(&arena, struct conn);
    conn->arena = arena;
    arena_init(&conn->named_arena, BOUND_STORE_ARENA_BYTES);
    arena_init(&conn->texts_arena, BOUND_STORE_ARENA_BYTES);
    conn->store = store;
    if (store->engine->connect(c, conn) &&
        store->engine->execute(c, conn, conn_text(conn, SQL_store_session))) {
        *out = conn;
        return true;
    }
    conn_close(conn);
    return false;
}

static void conn_close(void *p)
{
    struct conn *conn = p;
    arena_release(&conn->texts_arena); // statements go before the connection that knows them
    arena_release(&conn->named_arena);
    conn->store->engine->disconnect(conn);
    write_unlock(conn);
    struct arena arena = conn->arena;
    arena_release(&arena);
}

bool store_connect(ctx *c, struct store *store)
{
    struct conn *conn = NULL;
    if (!conn_open(c, store, &conn)) return false;
    arena_defer(c->arena, conn_close, conn);
    c->db = conn;
    return true;
}

bool store_take(ctx *c, struct store *store)
{
    (void)pthread_mutex_lock(&store->mutex);
    struct conn *conn = store->idle;
    if (conn) store->idle = conn->next_idle;
    (void)pthread_mutex_unlock(&store->mutex);
    if (!conn && !conn_open(c, store, &conn)) return false;
    conn->next_idle = NULL;
    c->db = conn;
    return true;
}

void store_give(ctx *c)
{
    struct conn *conn = c->db;
    if (!conn) return;
    store_rollback(c);
    struct store *store = conn->store;
    (void)pthread_mutex_lock(&store->mutex);
    conn->next_idle = store->idle;
    store->idle = conn;
    (void)pthread_mutex_unlock(&store->mutex);
    c->db = NULL;
}

enum store_engine conn_engine(const ctx *c)
{
    return c->db->store->engine->kind;
}

void store_interrupt(struct conn *conn)
{
    conn->store->engine->interrupt(conn);
}

// Transactions

const char *conn_text(const struct conn *conn, enum sql sql)
{
    assert(sql < SQL__COUNT);
    const struct sql_text *text = &sql_texts[sql];
    return conn->store->engine->kind == STORE_DUCKDB ? text->text_duck : text->text_pg;
}

enum { LOCKS_ALL = STORE_FACTS | STORE_RECORDS };

// The writers' locks of DuckDB's one process. PostgreSQL has its own, taken in the server
// (store_lock_facts, store_lock_records).
static void lock_wait(struct conn *conn, enum store_locks lock)
{
    struct store *store = conn->store;
    struct turns *turns = &store->turns[lock];
    if (!(conn->locks & (int)lock)) return;
    i64 own = turns->next++;
    while (turns->serving != own)
        (void)pthread_cond_wait(&store->writable, &store->mutex);
}

static void lock_leave(struct conn *conn, enum store_locks lock)
{
    if (conn->locks & (int)lock) conn->store->turns[lock].serving++;
}

static void write_lock(struct conn *conn, enum store_locks locks)
{
    struct store *store = conn->store;
    conn->locks = locks == STORE_ALL ? LOCKS_ALL : (int)locks;
    if (store->engine->kind != STORE_DUCKDB) return;
    (void)pthread_mutex_lock(&store->mutex);
    lock_wait(conn, STORE_FACTS);
    lock_wait(conn, STORE_RECORDS);
    if (conn->locks & STORE_FACTS) conn->write_number = ++store->writes;
    (void)pthread_mutex_unlock(&store->mutex);
}

static void write_unlock(struct conn *conn)
{
    struct store *store = conn->store;
    if (conn->transaction != TRANSACTION_WRITE || store->engine->kind != STORE_DUCKDB) return;
    (void)pthread_mutex_lock(&store->mutex);
    lock_leave(conn, STORE_FACTS);
    lock_leave(conn, STORE_RECORDS);
    (void)pthread_cond_broadcast(&store->writable); // they wait for different turns
    (void)pthread_mutex_unlock(&store->mutex);
}

i64 store_write_number(const ctx *c)
{
    assert(c->db->transaction == TRANSACTION_WRITE);
    assert(c->db->locks & STORE_FACTS);
    return c->db->write_number;
}

static bool conn_execute(ctx *c, enum sql sql)
{
    return c->db->store->engine->execute(c, c->db, conn_text(c->db, sql));
}

// After a failure outside of a transaction: true when the connection had been lost and is good
// again.
static bool conn_revive(ctx *c)
{
    struct conn *conn = c->db;
    const struct engine *engine = conn->store->engine;
    if (!engine->revive || conn->transaction != TRANSACTION_NONE || !engine->revive(c, conn))
        return false;
    conn_forget(conn);
    err_clear(c);
    return conn_execute(c, SQL_store_session);
}

static bool conn_begin(ctx *c, enum sql sql)
{
    return conn_execute(c, sql) || (conn_revive(c) && conn_execute(c, sql));
}

bool store_begin(ctx *c)
{
    assert(c->db->transaction == TRANSACTION_NONE);
    if (!conn_begin(c, SQL_store_begin)) return false;
    c->db->transaction = TRANSACTION_PLAIN;
    return true;
}

bool store_begin_read(ctx *c)
{
    assert(c->db->transaction == TRANSACTION_NONE);
    if (!conn_begin(c, SQL_store_begin_read)) return false;
    c->db->transaction = TRANSACTION_READ;
    return true;
}

static bool begin_work(ctx *c, void *data)
{
    (void)data;
    return conn_begin(c, SQL_store_begin);
}

static bool lock_in_server(ctx *c)
{
    int locks = c->db->locks;
    if (c->db->store->engine->kind == STORE_DUCKDB) return true;
    return (!(locks & STORE_FACTS) || conn_execute(c, SQL_store_lock_facts)) &&
           (!(locks & STORE_RECORDS) || conn_execute(c, SQL_store_lock_records));
}

bool store_begin_write_in(ctx *c, enum store_locks locks)
{
    struct conn *conn = c->db;
    assert(conn->transaction == TRANSACTION_NONE);
    write_lock(conn, locks);
    bool has_begun = ctx_try(c, begin_work, NULL); // a lack of memory must not jump past the lock
    conn->transaction = TRANSACTION_WRITE;
    if (has_begun && lock_in_server(c)) return true;
    store_rollback(c);
    return false;
}

bool store_begin_write(ctx *c)
{
    return store_begin_write_in(c, STORE_ALL);
}

bool store_commit(ctx *c)
{
    assert(c->db->transaction != TRANSACTION_NONE);
    if (!conn_execute(c, SQL_store_commit)) {
        store_rollback(c);
        return false;
    }
    write_unlock(c->db);
    c->db->transaction = TRANSACTION_NONE;
    return true;
}

void store_rollback(ctx *c)
{
    if (c->db->transaction == TRANSACTION_NONE) return;
    // In memory of its own: a full arena may be why.
    struct arena arena;
    arena_init(&arena, MIB);
    ctx quiet = *c;
    quiet.arena = &arena;
    err_clear(&quiet);
    // It fails when the engine has rolled back already, or is gone: either way nothing is left of
    // the transaction.
    (void)conn_execute(&quiet, SQL_store_rollback);
    arena_release(&arena);
    write_unlock(c->db);
    c->db->transaction = TRANSACTION_NONE;
}

bool store_in_transaction(const ctx *c)
{
    return c->db->transaction != TRANSACTION_NONE;
}

// Statements

void conn_forget(struct conn *conn)
{
    memset(conn->statements, 0, sizeof conn->statements);
    conn->text_count = 0;
    arena_clear(&conn->named_arena);
    arena_clear(&conn->texts_arena);
}

// A connection's own memory: when it ends, whoever asks is told, as of their own.
static void memory_lend(const ctx *c)
{
    struct arena *const arenas[] = {&c->db->arena, &c->db->named_arena, &c->db->texts_arena};
    for (i64 i = 0; i < COUNT_OF(arenas); i++) {
        arenas[i]->full = c->arena->full;
        arenas[i]->full_data = c->arena->full_data;
    }
}

bool conn_statement(ctx *c, enum sql sql, struct statement **out)
{
    struct conn *conn = c->db;
    memory_lend(c);
    if (!conn->statements[sql] &&
        !conn->store->engine->prepare(c, conn, &conn->named_arena, conn_text(conn, sql),
                                      &conn->statements[sql]))
        return false;
    *out = conn->statements[sql];
    return true;
}

static bool text_statement(ctx *c, str text, struct statement **out)
{
    struct conn *conn = c->db;
    memory_lend(c);
    for (i64 i = 0; i < conn->text_count; i++) {
        if (!str_equal(conn->texts[i].text, text)) continue;
        *out = conn->texts[i].statement;
        return true;
    }
    if (conn->text_count == TEXTS_MAX) {
        conn_forget(conn);
        if (!conn_execute(c, SQL_store_forget)) return false;
    }
    str copy = str_copy(&conn->texts_arena, text);
    if (!conn->store->engine->prepare(c, conn, &conn->texts_arena, copy.s, out)) return false;
    conn->texts[conn->text_count++] = (struct kept_text){.text = copy, .statement = *out};
    return true;
}

// A write transaction writes what its locks cover, and nothing else.
static bool may_write(ctx *c, int needed, const char *what)
{
    const struct conn *conn = c->db;
    if (conn->transaction != TRANSACTION_WRITE || (needed & ~conn->locks) == 0) return true;
    return fail_detail(c, ERR_STORE, tr(c, "this change may not be made together with that one"),
                       NULL, what);
}

static bool rows_once(ctx *c, enum sql sql, struct vals vals, struct rows *out)
{
    struct statement *statement = NULL;
    return may_write(c, sql_texts[sql].locks, sql_texts[sql].name) &&
           conn_statement(c, sql, &statement) &&
           c->db->store->engine->rows(c, c->db, statement, vals, out);
}

static bool text_rows_once(ctx *c, str text, struct vals vals, struct rows *out)
{
    struct statement *statement = NULL;
    return text_statement(c, text, &statement) &&
           c->db->store->engine->rows(c, c->db, statement, vals, out);
}

// Asked again on a connection made anew: a question may be, a change may not, for it may have been
// done.
bool store_rows(ctx *c, enum sql sql, struct vals vals, struct rows *out)
{
    assert(vals.count == sql_texts[sql].params);
    return rows_once(c, sql, vals, out) || (conn_revive(c) && rows_once(c, sql, vals, out));
}

bool store_run(ctx *c, enum sql sql, struct vals vals)
{
    assert(vals.count == sql_texts[sql].params);
    return rows_once(c, sql, vals, NULL);
}

bool store_rows_text(ctx *c, str sql_text, struct vals vals, struct rows *out)
{
    return text_rows_once(c, sql_text, vals, out) ||
           (conn_revive(c) && text_rows_once(c, sql_text, vals, out));
}

bool store_stream(ctx *c, enum sql sql, struct vals vals,
                  bool (*each)(ctx *c, void *data, const struct rows *rows), void *data)
{
    assert(vals.count == sql_texts[sql].params);
    struct statement *statement = NULL;
    return conn_statement(c, sql, &statement) &&
           c->db->store->engine->stream(c, c->db, statement, vals,
                                        (struct sink){.each = each, .data = data});
}

static bool table_statement(ctx *c, str table, struct statement **out)
{
    for (i64 i = 0; i < table.size; i++) // it becomes part of a statement
        assert(table.s[i] == '_' || (table.s[i] >= 'a' && table.s[i] <= 'z') ||
               (table.s[i] >= '0' && table.s[i] <= '9'));
    const char *text = fmt(c->arena, "SELECT * FROM \"%.*s\"", STR(table));
    return text_statement(c, str_of(text), out);
}

bool store_table_shape(ctx *c, str table, struct rows *out)
{
    struct statement *statement = NULL;
    i64 params = 0;
    return table_statement(c, table, &statement) &&
           c->db->store->engine->describe(c, c->db, statement, out, &params);
}

bool store_table_stream(ctx *c, str table,
                        bool (*each)(ctx *c, void *data, const struct rows *rows), void *data)
{
    struct statement *statement = NULL;
    return table_statement(c, table, &statement) &&
           c->db->store->engine->stream(c, c->db, statement, NO_VALS,
                                        (struct sink){.each = each, .data = data});
}

static bool has_first(const struct rows *rows)
{
    assert(rows->columns > 0);
    return rows->count > 0 && !(rows->column[0].null && rows->column[0].null[0]);
}

bool store_i64(ctx *c, enum sql sql, struct vals vals, i64 *out)
{
    struct rows rows;
    if (!store_rows(c, sql, vals, &rows)) return false;
    if (!has_first(&rows)) return true;
    enum col_type type = rows.column[0].type;
    assert(type != COL_F64 && type != COL_STR && type != COL_DEC8);
    *out = rows.column[0].i[0];
    return true;
}

bool store_str(ctx *c, enum sql sql, struct vals vals, str *out)
{
    struct rows rows;
    if (!store_rows(c, sql, vals, &rows)) return false;
    if (!has_first(&rows)) return true;
    assert(rows.column[0].type == COL_STR);
    *out = rows.column[0].text[0];
    return true;
}

static int locks_of_table(const char *table)
{
    for (i64 i = 0; fact_tables[i]; i++)
        if (!strcmp(fact_tables[i], table)) return STORE_FACTS;
    return STORE_RECORDS;
}

bool store_append(ctx *c, const char *table, const struct column *columns, i64 column_count,
                  i64 rows)
{
    assert(rows >= 0 && column_count > 0);
    assert(store_in_transaction(c)); // half of an append must have a way back
    if (!rows) return true;
    if (!may_write(c, locks_of_table(table), table)) return false;
    memory_lend(c);
    return c->db->store->engine->append(c, c->db, table, columns, column_count, rows);
}

// Rows being made

void rows_fill_begin(ctx *c, struct rows_fill *fill, i64 row_max)
{
    fill->row_max = row_max;
    fill->count = 0;
    for (i64 i = 0; i < fill->columns; i++) {
        struct fill_column *column = &fill->column[i];
        column->null = NULL;
        switch (column->type) {
        case COL_F64:
            column->f = NEW_ARRAY(c->arena, f64, row_max);
            break;
        case COL_STR:
            column->text = NEW_ARRAY(c->arena, str, row_max);
            break;
        case COL_DEC8:
            column->dec8 = NEW_ARRAY(c->arena, i128, row_max);
            break;
        case COL_I64:
        case COL_DAY:
        case COL_DEC4:
        case COL_BOOL:
            column->i = NEW_ARRAY(c->arena, i64, row_max);
            break;
        }
    }
}

void rows_fill_null(ctx *c, struct rows_fill *fill, i64 column, i64 row)
{
    assert(row < fill->row_max);
    struct fill_column *at = &fill->column[column];
    if (!at->null) at->null = NEW_ARRAY(c->arena, bool, fill->row_max);
    at->null[row] = true;
}

struct rows rows_fill_end(ctx *c, const struct rows_fill *fill)
{
    struct column *columns = NEW_ARRAY(c->arena, struct column, MAX(fill->columns, 1));
    for (i64 i = 0; i < fill->columns; i++) {
        const struct fill_column *from = &fill->column[i];
        columns[i] = (struct column){.type = from->type, .null = from->null, .i = from->i};
    }
    return (struct rows){
        .count = fill->count, .columns = fill->columns, .column = columns, .names = fill->names};
}

bool fail_type(ctx *c, const char *column, const char *type)
{
    return fail_detail(c, ERR_STORE,
                       tr(c, "the store holds a type that this program does not read"), NULL,
                       fmt(c->arena, "column %s has type %s", column, type));
}
