#include "support/both.h"

#include "support/files.h"
#include "support/migrated.h"
#include "support/test.h"
#include "support/work.h"

void must(ctx *c, bool ok, const char *file, int line)
{
    if (ok) return;
    print_error("%s: %s\n", c->err.msg ? c->err.msg : "no error set",
                c->err.detail ? c->err.detail : "");
    _fail(file, line);
}

static void run_on(ctx *c, const char *url, void (*body)(ctx *c, struct store *store))
{
    struct store *store = NULL;
    MUST(c, store_open(c, url, (struct store_options){.threads = 2}, &store));
    MUST(c, store_migrate(c, store));
    MUST(c, store_take(c, store));
    body(c, store);
    store_give(c);
    store_close(store);
}

void on_duckdb(void (*body)(ctx *c, struct store *store))
{
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    migrated_duckdb(&files, "test.duckdb");
    run_on(c, "duckdb:test.duckdb", body);
    work_release(&work);
    files_release(&files);
}

void on_both(void (*body)(ctx *c, struct store *store))
{
    on_duckdb(body);
    struct work work;
    ctx *c = work_init(&work);
    const char *url = migrated_postgres(c->arena);
    if (url)
        run_on(c, url, body);
    else
        print_message("PostgreSQL is not installed: only DuckDB was tested\n");
    work_release(&work);
}
