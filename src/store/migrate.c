// Migrations: forward only, each in a write transaction together with the note that it was applied.
#include "store/engine.h"

struct seen {
    const i64 *numbers;
    i64 count;
};

static bool prepare_table(ctx *c);
static bool numbers_seen(ctx *c, struct seen *out);
static bool check_newer(ctx *c, struct seen seen);
static bool apply_missing(ctx *c, struct seen seen, i64 newest);

bool store_migrate(ctx *c, struct store *store)
{
    struct conn *before = c->db;
    if (!store_take(c, store)) return false;
    // One transaction for all that is missing: a server that starts beside us waits for the
    // writers' lock, and then finds nothing left to do.
    bool ok =
        store_begin_write(c) && store_migrate_here(c, store_migration_newest()) && store_commit(c);
    store_give(c);
    c->db = before;
    return ok;
}

bool store_migrate_here(ctx *c, i64 newest)
{
    struct seen seen;
    return prepare_table(c) && numbers_seen(c, &seen) && check_newer(c, seen) &&
           apply_missing(c, seen, newest);
}

i64 store_migration_newest(void)
{
    i64 newest = 0;
    for (int i = 0; i < migrations_count; i++)
        newest = MAX(newest, migrations[i].number);
    return newest;
}

// Makes the list of migrations in an empty store. A store with tables but without that list is
// somebody else's.
static bool prepare_table(ctx *c)
{
    i64 tables = 0, ours = 0;
    if (!store_i64(c, SQL_store_tables, NO_VALS, &tables) ||
        !store_i64(c, SQL_migration_table_exists, NO_VALS, &ours))
        return false;
    if (tables && !ours)
        return fail_with(c, ERR_STORE, tr(c, "there are other tables in that database already"),
                         tr(c, "Give an empty database, or the one that the store is in."));
    return ours || store_run(c, SQL_migration_table, NO_VALS);
}

static bool numbers_seen(ctx *c, struct seen *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_migration_numbers, NO_VALS, &rows)) return false;
    *out = (struct seen){.numbers = rows.column[0].i, .count = rows.count};
    return true;
}

static bool check_newer(ctx *c, struct seen seen)
{
    for (i64 i = 0; i < seen.count; i++) {
        if (seen.numbers[i] > store_migration_newest())
            return fail_with(
                c, ERR_STORE, tr(c, "the store was written by a newer version of this program"),
                tr(c, "Install that version, or restore a copy made before the upgrade."));
    }
    return true;
}

static bool is_seen(struct seen seen, i64 number)
{
    for (i64 i = 0; i < seen.count; i++) {
        if (seen.numbers[i] == number) return true;
    }
    return false;
}

static bool apply(ctx *c, const struct migration *migration)
{
    struct vals vals =
        VALS(V_I64(migration->number), V_STR(str_of(migration->name)), V_I64(c->now_ms));
    return c->db->store->engine->execute(c, c->db, migration->text) &&
           store_run(c, SQL_migration_add, vals);
}

static bool apply_missing(ctx *c, struct seen seen, i64 newest)
{
    const char *mine = conn_engine(c) == STORE_DUCKDB ? "duck" : "pg";
    for (int i = 0; i < migrations_count; i++) {
        const struct migration *migration = &migrations[i];
        bool fits = !migration->engine[0] || strcmp(migration->engine, mine) == 0;
        fits = fits && migration->number <= newest;
        if (fits && !is_seen(seen, migration->number) && !apply(c, migration)) return false;
    }
    return true;
}
