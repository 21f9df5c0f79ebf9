#include "support/migrated.h"

#include "store/store.h"
#include "support/pg.h"
#include "support/test.h"
#include "support/work.h"

#define NAME "migrated.duckdb"

static struct {
    bool is_made;
    struct files files;
} kept;

static void migrate(const char *url, struct files *files)
{
    struct work work;
    struct store *store = NULL;
    ctx *c = work_init(&work);
    if (files) files_init(c, files);
    bool done =
        store_open(c, url, (struct store_options){.threads = 2}, &store) && store_migrate(c, store);
    if (!done) print_error("%s: %s\n", c->err.msg, c->err.detail ? c->err.detail : "");
    assert_true(done);
    store_close(store);
    work_release(&work);
}

static void forget(void)
{
    files_release(&kept.files);
}

void migrated_duckdb(const struct files *files, const char *name)
{
    struct arena arena;
    if (!kept.is_made) {
        migrate("duckdb:" NAME, &kept.files);
        kept.is_made = true;
        (void)atexit(forget);
    }
    arena_init(&arena, 256 * 1024 * 1024);
    files_write(files, name, files_read(&arena, &kept.files, NAME));
    arena_release(&arena);
}

const char *migrated_postgres(struct arena *arena)
{
    static char made[64];
    if (!made[0]) {
        const char *url = pg_database(arena);
        if (!url) return NULL;
        migrate(url, NULL);
        (void)snprintf(made, sizeof made, "%s", pg_name(url, arena));
    }
    return pg_copy(arena, made);
}
