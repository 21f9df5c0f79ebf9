// Every named statement, prepared on both engines over migrated, empty stores: a mistyped column
// fails here, not at a customer's.
#include "store/engine.h"
#include "support/pg.h"
#include "support/test.h"
#include "support/both.h"
#include "support/files.h"
#include "support/work.h"

struct side {
    const char *name;
    struct work work;
    ctx *c;
    struct store *store;
};

struct described {
    bool ok;
    i64 params;
    struct rows rows;
};

static void side_open(struct side *side, const char *name, const char *url)
{
    side->name = name;
    MUST(side->c, store_open(side->c, url, (struct store_options){.threads = 1}, &side->store));
    MUST(side->c, store_migrate(side->c, side->store));
    MUST(side->c, store_take(side->c, side->store));
}

static void side_close(struct side *side)
{
    store_give(side->c);
    store_close(side->store);
    work_release(&side->work);
}

static bool has_rows(enum sql sql)
{
    return strcmp(sql_texts[sql].shape, "none") != 0;
}

static void complain(enum sql sql, const char *where, const char *what)
{
    print_error("%s, %s: %s\n", sql_texts[sql].name, where, what);
}

static struct described describe(struct side *side, enum sql sql)
{
    ctx *c = side->c;
    struct statement *statement = NULL;
    struct described described = {.params = sql_texts[sql].params};
    described.ok = conn_statement(c, sql, &statement);
    if (described.ok && has_rows(sql))
        described.ok =
            side->store->engine->describe(c, c->db, statement, &described.rows, &described.params);
    if (!described.ok) complain(sql, side->name, c->err.detail ? c->err.detail : c->err.msg);
    err_clear(c);
    return described;
}

static bool sides_agree(enum sql sql, const struct described *duck, const struct described *pg)
{
    bool ok = true;
    if (duck->params != sql_texts[sql].params || pg->params != sql_texts[sql].params) {
        complain(sql, "both", "the engines count other parameters than the text shows");
        ok = false;
    }
    if (!has_rows(sql)) return ok;
    if (!duck->rows.columns || duck->rows.columns != pg->rows.columns) {
        complain(sql, "both", "no result columns, or not the same number");
        return false;
    }
    for (i64 i = 0; i < duck->rows.columns; i++) {
        // An expression without a name, as count(*), is read by its place; engines invent names for
        // it.
        bool is_named = !strchr(duck->rows.names[i], '(');
        bool same = duck->rows.column[i].type == pg->rows.column[i].type &&
                    (!is_named || strcmp(duck->rows.names[i], pg->rows.names[i]) == 0);
        if (!same) {
            print_error("%s: column %lld is %s (type %d) on DuckDB, %s (type %d) on PostgreSQL\n",
                        sql_texts[sql].name, (long long)i, duck->rows.names[i],
                        (int)duck->rows.column[i].type, pg->rows.names[i],
                        (int)pg->rows.column[i].type);
            ok = false;
        }
    }
    return ok;
}

static void every_statement_is_understood_alike_by_both_engines(void **state)
{
    (void)state;
    static struct side duck, pg; // static: too large for some stacks
    duck.c = work_init(&duck.work);
    pg.c = work_init(&pg.work);
    const char *url = pg_database(pg.c->arena);
    if (!url) skip();
    side_open(&duck, "DuckDB", "duckdb::memory:");
    side_open(&pg, "PostgreSQL", url);
    i64 bad = 0;
    for (int sql = 0; sql < SQL__COUNT; sql++) {
        if (strcmp(sql_texts[sql].shape, "fragment") == 0) continue;
        struct described on_duck = describe(&duck, (enum sql)sql);
        struct described on_pg = describe(&pg, (enum sql)sql);
        bad += !on_duck.ok || !on_pg.ok || !sides_agree((enum sql)sql, &on_duck, &on_pg);
    }
    side_close(&duck);
    side_close(&pg);
    assert_int_equal(bad, 0);
}

static void a_column_that_does_not_exist_is_found(void **state)
{
    (void)state;
    static struct side duck;
    duck.c = work_init(&duck.work);
    side_open(&duck, "DuckDB", "duckdb::memory:");
    struct statement *statement = NULL;
    struct rows rows;
    i64 params = 0;
    // DuckDB prepares a search in an untyped list without complaint; the result's type then gives
    // it away.
    assert_false(engine_duckdb.prepare(duck.c, duck.c->db, duck.c->arena,
                                       "SELECT nothing FROM fact", &statement));
    err_clear(duck.c);
    MUST(duck.c, engine_duckdb.prepare(duck.c, duck.c->db, duck.c->arena, "SELECT unnest($1) AS n",
                                       &statement));
    assert_false(engine_duckdb.describe(duck.c, duck.c->db, statement, &rows, &params));
    side_close(&duck);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_is_understood_alike_by_both_engines),
        cmocka_unit_test(a_column_that_does_not_exist_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
