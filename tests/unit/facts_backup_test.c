// A store as one file, and back: the same on either engine, or nothing at all.
#include "store/backup.h"

#include "support/files.h"
#include "support/pg.h"
#include "support/teller.h"
#include "support/work.h"

#include "support/test.h"

#define BOUGHT(euros) READINGS({S("purchase"), E4(euros)})
#define DAY_MS        86400000LL

enum { BYTES_MAX = 1024 * 1024 };

// What is asked of both stores.
static const char *const asked[] = {
    "SELECT count(*), sum(change)::BIGINT, sum(value * change)::DECIMAL(18, 4) FROM fact",
    "SELECT m.name, q.n, q.total, q.squares, q.people FROM cube_day q JOIN metric m "
    "ON m.id = q.metric AND m.version = 1 ORDER BY m.name, q.day, q.n, q.total",
    "SELECT day, n, total FROM cube_new ORDER BY day, total",
    "SELECT external, happened_ms, text FROM remark ORDER BY external",
    "SELECT value, batch FROM key ORDER BY value",
    "SELECT name, value FROM setting ORDER BY name, set_ms",
    "SELECT day, unit::BIGINT AS u, arrived, departed FROM scope ORDER BY day, u, arrived",
};

static void tell(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), .unit = S("Turku"), BOUGHT(19.95), .remark = S("Älä \"riko\"\n'")),
         TOLD(.id = S("2"), .key = S("C2"), .happened_ms = TOLD_MS + DAY_MS, BOUGHT(-2)),
         TOLD(.id = S("3"), .key = S(""), READINGS({S("nps"), E4(9)})));
    TAKE(t, TOLD(.id = S("1"), .replaces = true, .unit = S("Oulu"), BOUGHT(9e10)));
    teller_fold(t);
    TAKE(t, TOLD(.id = S("4"), BOUGHT(5), ATTRIBUTES({S("tier"), S("gold")})));
}

static str write_backup(ctx *c)
{
    struct backup_told told;
    char *bytes = arena_alloc(c->arena, BYTES_MAX, 1);
    FILE *file = fmemopen(bytes, BYTES_MAX, "w");
    assert_non_null(file);
    MUST(c, store_begin_read(c));
    MUST(c, backup_write(c, file, S("test"), &told));
    store_rollback(c);
    assert_int_equal(fflush(file), 0);
    str all = {.s = bytes, .size = ftell(file)};
    (void)fclose(file);
    return all;
}

// Reads it into the connected store, and takes it back unless it is good.
static bool read_backup(ctx *c, str bytes, struct backup_told *told)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes.s, (size_t)MAX(bytes.size, 1), "r");
    assert_non_null(file);
    MUST(c, store_begin_write(c));
    bool done = backup_read(c, file, told) && store_commit(c);
    store_rollback(c);
    (void)fclose(file);
    return done;
}

static struct store *new_store(ctx *c, const char *url)
{
    struct store *store = NULL;
    MUST(c, store_open(c, url, (struct store_options){.threads = 2}, &store));
    MUST(c, store_take(c, store));
    return store;
}

// Runs body(c, bytes) in a new store of each engine.
static void in_new_stores(ctx *c, str bytes, void (*body)(ctx *c, str bytes))
{
    struct conn *before = c->db;
    struct files files;
    int folder = c->cwd_fd;
    files_init(c, &files);
    const char *const urls[] = {"duckdb:new.duckdb", pg_database(c->arena)};
    for (i64 i = 0; i < COUNT_OF(urls) && urls[i]; i++) {
        struct store *store = new_store(c, urls[i]);
        body(c, bytes);
        store_give(c);
        store_close(store);
    }
    files_release(&files);
    c->cwd_fd = folder;
    c->db = before;
}

static const char *answers[COUNT_OF(asked)];

static void restored_answers_alike(ctx *c, str bytes)
{
    struct backup_told told;
    MUST(c, read_backup(c, bytes, &told));
    assert_str(told.head.program, "test");
    assert_int_equal(told.head.made_ms, c->now_ms);
    for (i64 i = 0; i < COUNT_OF(asked); i++)
        assert_string_equal(teller_ask(c, asked[i]), answers[i]);
    assert_string_equal(teller_finding(c), "");
    // It goes on from there: the same facts are repeats, and the ids go on.
    struct teller t;
    teller_init(c, &t);
    struct batch *batch = TAKE(&t, TOLD(.id = S("4"), BOUGHT(5)), TOLD(.id = S("5"), BOUGHT(1)));
    assert_counts(&t, batch, "taken 1, repeated 1, refused 0");
    teller_fold(&t);
    teller_check(&t);
    teller_release(&t);
}

static void a_backup_is_the_same_store_on_either_engine_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller t;
    teller_init(c, &t);
    tell(&t);
    for (i64 i = 0; i < COUNT_OF(asked); i++)
        answers[i] = teller_ask(c, asked[i]);
    in_new_stores(c, write_backup(c), restored_answers_alike);
    teller_release(&t);
}

static void a_backup_is_the_same_store_on_either_engine(void **state)
{
    (void)state;
    on_both(a_backup_is_the_same_store_on_either_engine_in);
}

static void a_store_that_is_not_empty_is_refused_in(ctx *c, struct store *store)
{
    (void)store;
    struct backup_told told;
    str bytes = write_backup(c);
    assert_false(read_backup(c, bytes, &told));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_string_equal(c->err.msg, "that store is not empty");
}

static void a_store_that_is_not_empty_is_refused(void **state)
{
    (void)state;
    on_both(a_store_that_is_not_empty_is_refused_in);
}

static const char *spoilt_url;

// Each attempt has connections of its own: what they have prepared knows tables that are gone.
static void must_refuse(ctx *c, str bytes, const char *why)
{
    struct backup_told told;
    struct conn *before = c->db;
    i64 tables = 0;
    struct store *store = new_store(c, spoilt_url);
    assert_false(read_backup(c, bytes, &told));
    if (c->err.code != ERR_BAD_INPUT) print_error("%s: %s\n", c->err.msg, c->err.detail);
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    if (why && !strstr(c->err.msg, why)) print_error("%s, not %s\n", c->err.msg, why);
    assert_true(!why || strstr(c->err.msg, why));
    err_clear(c);
    MUST(c, store_i64(c, SQL_store_tables, NO_VALS, &tables));
    assert_int_equal(tables, 0);
    store_give(c);
    store_close(store);
    c->db = before;
}

static void spoilt_is_refused(ctx *c, str bytes)
{
    char *copy = arena_alloc(c->arena, bytes.size + 1, 1);
    i64 step = bytes.size / 6;
    memcpy(copy, bytes.s, (size_t)bytes.size);
    must_refuse(c, S("tuntuma"), "is no backup of Tuntuma");
    must_refuse(c, S("id,score\n1,9\n2,4\n3,8\n"), "is no backup of Tuntuma");
    must_refuse(c, S("tuntuma backup 2\n12345678901234567890"), "newer version");
    must_refuse(c, (str){bytes.s, bytes.size - 1}, "is cut off");
    must_refuse(c, (str){bytes.s, bytes.size - 13}, "is cut off"); // without its end
    for (i64 at = 20; at < bytes.size; at += step)
        must_refuse(c, (str){bytes.s, at}, "is cut off");
    for (i64 at = 17; at < bytes.size; at += step) {
        copy[at] = (char)(copy[at] ^ 4);
        must_refuse(c, (str){copy, bytes.size}, NULL);
        copy[at] = bytes.s[at];
    }
    copy[bytes.size] = 'x';
    must_refuse(c, (str){copy, bytes.size + 1}, "is damaged in its block");
    struct backup_told told;
    struct store *store = new_store(c, spoilt_url);
    MUST(c, read_backup(c, bytes, &told)); // after all that, the good one
    store_give(c);
    store_close(store);
}

static void a_spoilt_backup_leaves_nothing_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller t;
    teller_init(c, &t);
    tell(&t);
    struct conn *before = c->db;
    str bytes = write_backup(c);
    const char *const urls[] = {"duckdb:new.duckdb", pg_database(c->arena)};
    for (i64 i = 0; i < COUNT_OF(urls) && urls[i]; i++) {
        spoilt_url = urls[i];
        spoilt_is_refused(c, bytes);
    }
    c->db = before;
    teller_release(&t);
}

static void a_spoilt_backup_leaves_nothing(void **state)
{
    (void)state;
    on_duckdb(a_spoilt_backup_leaves_nothing_in);
}

static str old_backup; // of a store as the first migration made it

static void make_old(ctx *c, str bytes)
{
    (void)bytes;
    MUST(c, store_begin_write(c));
    MUST(c, store_migrate_here(c, 1));
    teller_run(c, "INSERT INTO setting VALUES ('zone', 'Europe/Helsinki', 5)");
    MUST(c, store_commit(c));
    old_backup = write_backup(c);
}

static void old_is_brought_up_to_date(ctx *c, str bytes)
{
    struct backup_told told;
    i64 last = 0;
    MUST(c, read_backup(c, bytes, &told));
    assert_int_equal(told.head.migration, 1);
    MUST(c, store_i64(c, SQL_store_migration_last, NO_VALS, &last));
    assert_true(last > 1);
    assert_string_equal(teller_ask(c, "SELECT name, value, set_ms FROM setting"),
                        "zone Europe/Helsinki 5");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM fact"), "0");
}

static void a_backup_of_an_older_schema_is_brought_up_to_date(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    in_new_stores(c, (str){0}, make_old);
    in_new_stores(c, old_backup, old_is_brought_up_to_date);
    work_release(&work);
}

// A snapshot: what comes in after it began is not in it.
static void what_comes_later_is_not_in_it_in(ctx *c, struct store *store)
{
    struct teller t;
    struct backup_told told;
    teller_init(c, &t);
    tell(&t);
    for (i64 i = 0; i < COUNT_OF(asked); i++)
        answers[i] = teller_ask(c, asked[i]);
    struct conn *reader = NULL, *writer = c->db;
    MUST(c, store_take(c, store));
    reader = c->db;
    MUST(c, store_begin_read(c));
    i64 n = 0;
    MUST(c, store_i64(c, SQL_check_facts, NO_VALS, &n)); // PostgreSQL's begins with a question
    c->db = writer;
    TAKE(&t, TOLD(.id = S("late"), .key = S("C9"), .unit = S("Vaasa"), BOUGHT(7)));
    teller_fold(&t);
    c->db = reader;
    char *bytes = arena_alloc(c->arena, BYTES_MAX, 1);
    FILE *file = fmemopen(bytes, BYTES_MAX, "w");
    MUST(c, backup_write(c, file, S("test"), &told));
    store_give(c);
    (void)fflush(file);
    str all = {.s = bytes, .size = ftell(file)};
    (void)fclose(file);
    in_new_stores(c, all, restored_answers_alike);
    c->db = writer;
    teller_release(&t);
}

static void what_comes_later_is_not_in_it(void **state)
{
    (void)state;
    on_both(what_comes_later_is_not_in_it_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backup_is_the_same_store_on_either_engine),
        cmocka_unit_test(a_store_that_is_not_empty_is_refused),
        cmocka_unit_test(a_spoilt_backup_leaves_nothing),
        cmocka_unit_test(a_backup_of_an_older_schema_is_brought_up_to_date),
        cmocka_unit_test(what_comes_later_is_not_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
