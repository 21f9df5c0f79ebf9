#include "store/store.h"
#include "support/both.h"
#include "support/files.h"
#include "support/pg.h"
#include "support/test.h"
#include "support/work.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>

static i64 count_of(ctx *c, str text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, text, NO_VALS, &rows));
    assert_int_equal(rows.count, 1);
    return rows.column[0].i[0];
}

static i64 settings(ctx *c)
{
    return count_of(c, S("SELECT count(*)::BIGINT AS n FROM setting"));
}

static void add_setting(ctx *c, const char *name)
{
    struct rows rows;
    MUST(c, store_rows_text(
                c, S("INSERT INTO setting (name, value, set_ms) VALUES ($1::VARCHAR, '', 0)"),
                VALS(V_STR(str_of(name))), &rows));
}

static void values_round_trip_on(ctx *c, struct store *store)
{
    (void)store;
    static const i64 numbers[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    static const i64 days[] = {-719162, -1, 0, 20778, 2932896}; // years 1 to 9999
    static const i64 dec4[] = {-999999999999999999, -1, 0, 10000, 999999999999999999};
    static const f64 doubles[] = {-1.7976931348623157e308, -0.0, 5e-324, 0.1, 1e300};
    static const char *const texts[] = {"", "a", "twelve bytes", "thirteen byte",
                                        "Älä riko '$1' \\ \"x\""};
    for (int i = 0; i < 5; i++) {
        struct rows rows;
        MUST(c, store_rows_text(c,
                                S("SELECT $1::BIGINT AS a, $2::DOUBLE PRECISION AS b, $3::VARCHAR "
                                  "AS c, $4::DATE AS d, "
                                  "$5::DECIMAL(18,4) AS e, $5::DECIMAL(18,4)::DECIMAL(38,8) AS f, "
                                  "$6::BOOLEAN AS g"),
                                VALS(V_I64(numbers[i]), V_F64(doubles[i]), V_STR(str_of(texts[i])),
                                     V_DAY(days[i]), V_DEC4(dec4[i]), V_I64(i % 2)),
                                &rows));
        assert_int_equal(rows.count, 1);
        assert_int_equal(rows.columns, 7);
        assert_string_equal(rows.names[1], "b");
        assert_true(rows.column[0].type == COL_I64 && rows.column[0].i[0] == numbers[i]);
        assert_true(rows.column[1].type == COL_F64);
        assert_memory_equal(&rows.column[1].f[0], &doubles[i], sizeof(f64));
        assert_true(rows.column[2].type == COL_STR);
        assert_str(rows.column[2].text[0], texts[i]);
        assert_true(rows.column[3].type == COL_DAY && rows.column[3].i[0] == days[i]);
        assert_true(rows.column[4].type == COL_DEC4 && rows.column[4].i[0] == dec4[i]);
        assert_true(rows.column[5].type == COL_DEC8);
        assert_true(rows.column[5].dec8[0] == (i128)dec4[i] * 10000);
        assert_true(rows.column[6].type == COL_BOOL && rows.column[6].i[0] == i % 2);
    }
}

static void values_round_trip(void **state)
{
    (void)state;
    on_both(values_round_trip_on);
}

static void null_goes_in_and_comes_out_on(ctx *c, struct store *store)
{
    (void)store;
    struct rows rows;
    MUST(c, store_rows_text(c,
                            S("SELECT v.a AS a, v.b AS b FROM (VALUES ($1::BIGINT, $2::VARCHAR), "
                              "(7, 'x')) AS v (a, b) ORDER BY coalesce(v.a, 0)"),
                            VALS(V_NULL, V_NULL), &rows));
    assert_int_equal(rows.count, 2);
    for (int i = 0; i < 2; i++) {
        assert_non_null(rows.column[i].null);
        assert_true(rows.column[i].null[0]);
        assert_false(rows.column[i].null[1]);
    }
    assert_int_equal(rows.column[0].i[1], 7);
    i64 kept = 5;
    MUST(c, store_i64(c, SQL_migration_numbers, NO_VALS, &kept));
    assert_int_equal(kept, 1); // the first row's value
}

static void null_goes_in_and_comes_out(void **state)
{
    (void)state;
    on_both(null_goes_in_and_comes_out_on);
}

static void lists_are_searched_on(ctx *c, struct store *store)
{
    (void)store;
    enum { MANY = 5000 };
    i64 *many = NEW_ARRAY(c->arena, i64, MANY);
    for (i64 i = 0; i < MANY; i++)
        many[i] = i * 3;
    const str texts[] = {S("a"), S(""), S("a text that is longer than twelve bytes"),
                         S("{\"x\",}")};
    struct rows rows;
    str numbers_sql = S("SELECT count(*)::BIGINT AS n FROM (SELECT unnest($1::BIGINT[]) AS x) AS l "
                        "WHERE x = ANY($1::BIGINT[])");
    MUST(c, store_rows_text(c, numbers_sql, VALS(V_I64_LIST(many, MANY)), &rows));
    assert_int_equal(rows.column[0].i[0], MANY);
    MUST(c, store_rows_text(c, numbers_sql, VALS(V_I64_LIST(many, 0)), &rows));
    assert_int_equal(rows.column[0].i[0], 0);
    MUST(c, store_rows_text(c, S("SELECT t.x AS x FROM (SELECT unnest($1::VARCHAR[]) AS x) AS t"),
                            VALS(V_STR_LIST(texts, 4)), &rows));
    assert_int_equal(rows.count, 4);
    for (int i = 0; i < 4; i++)
        assert_true(str_equal(rows.column[0].text[i], texts[i]));
}

static void lists_are_searched(void **state)
{
    (void)state;
    on_both(lists_are_searched_on);
}

enum { APPENDED = 5000 };

// Rows of table cube_new, which has columns of most types.
static void cube_columns(ctx *c, struct column columns[13])
{
    i64 *numbers = NEW_ARRAY(c->arena, i64, APPENDED);
    i64 *small = NEW_ARRAY(c->arena, i64, APPENDED);
    i128 *squares = NEW_ARRAY(c->arena, i128, APPENDED);
    for (i64 i = 0; i < APPENDED; i++) {
        numbers[i] = (i % 2 ? -1 : 1) * i * 123456789;
        small[i] = i;
        squares[i] = (i128)numbers[i] * numbers[i] * (i % 3 ? 100000 : 1);
    }
    for (int i = 0; i < 13; i++)
        columns[i] = (struct column){.type = COL_I64, .i = small};
    columns[1] = (struct column){.type = COL_DAY, .i = small};
    columns[7].i = numbers;
    columns[8] = (struct column){.type = COL_DEC4, .i = numbers};
    columns[9] = (struct column){.type = COL_DEC8, .dec8 = squares};
}

static void appended_columns_are_read_back_on(ctx *c, struct store *store)
{
    (void)store;
    struct column columns[13];
    cube_columns(c, columns);
    MUST(c, store_begin_write(c));
    MUST(c, store_append(c, "cube_new", columns, 13, APPENDED));
    struct rows rows;
    MUST(c,
         store_rows_text(
             c, S("SELECT metric, day, subject, n, total, squares FROM cube_new ORDER BY metric"),
             NO_VALS, &rows)); // before the commit, in the same transaction
    assert_int_equal(rows.count, APPENDED);
    for (i64 i = 0; i < APPENDED; i++) {
        assert_int_equal(rows.column[0].i[i], i);
        assert_int_equal(rows.column[1].i[i], i);
        assert_int_equal(rows.column[2].i[i], i);
        assert_int_equal(rows.column[3].i[i], columns[7].i[i]);
        assert_int_equal(rows.column[4].i[i], columns[8].i[i]);
        assert_true(rows.column[5].dec8[i] == columns[9].dec8[i]);
    }
    MUST(c, store_commit(c));
    assert_int_equal(count_of(c, S("SELECT count(*)::BIGINT AS n FROM cube_new")), APPENDED);
}

static void appended_columns_are_read_back(void **state)
{
    (void)state;
    on_both(appended_columns_are_read_back_on);
}

static void texts_of_every_length_are_appended_on(ctx *c, struct store *store)
{
    (void)store;
    enum { LENGTHS = 3000 };
    str *texts = NEW_ARRAY(c->arena, str, LENGTHS);
    i64 *zeros = NEW_ARRAY(c->arena, i64, LENGTHS);
    char *letters = NEW_ARRAY(c->arena, char, LENGTHS);
    memset(letters, 'x', LENGTHS);
    for (i64 i = 0; i < LENGTHS; i++)
        texts[i] = (str){letters, i};
    struct column columns[] = {
        {.type = COL_STR, .text = texts},
        {.type = COL_STR, .text = texts},
        {.type = COL_I64, .i = zeros   }
    };
    MUST(c, store_begin_write(c));
    MUST(c, store_append(c, "setting", columns, 3, LENGTHS));
    MUST(c, store_commit(c));
    struct rows rows;
    MUST(c, store_rows_text(c, S("SELECT name, value FROM setting ORDER BY length(name)"), NO_VALS,
                            &rows));
    assert_int_equal(rows.count, LENGTHS);
    for (i64 i = 0; i < LENGTHS; i++) {
        assert_true(str_equal(rows.column[0].text[i], texts[i]));
        assert_true(str_equal(rows.column[1].text[i], texts[i]));
    }
}

static void texts_of_every_length_are_appended(void **state)
{
    (void)state;
    on_both(texts_of_every_length_are_appended_on);
}

static void a_number_too_large_is_refused_on(ctx *c, struct store *store)
{
    (void)store;
    struct column columns[13];
    cube_columns(c, columns);
    columns[2].i = columns[7].i; // a SMALLINT column
    MUST(c, store_begin_write(c));
    assert_false(store_append(c, "cube_new", columns, 13, APPENDED));
    assert_int_equal(c->err.code, ERR_STORE);
    store_rollback(c);
    err_clear(c);
    assert_int_equal(count_of(c, S("SELECT count(*)::BIGINT AS n FROM cube_new")), 0);
}

static void a_number_too_large_is_refused(void **state)
{
    (void)state;
    on_both(a_number_too_large_is_refused_on);
}

static void a_rollback_leaves_nothing_on(ctx *c, struct store *store)
{
    (void)store;
    struct column columns[13];
    cube_columns(c, columns);
    MUST(c, store_begin_write(c));
    assert_true(store_in_transaction(c));
    add_setting(c, "gone");
    MUST(c, store_append(c, "cube_new", columns, 13, 10));
    store_rollback(c);
    assert_false(store_in_transaction(c));
    assert_int_equal(settings(c), 0);
    assert_int_equal(count_of(c, S("SELECT count(*)::BIGINT AS n FROM cube_new")), 0);
    MUST(c, store_begin_write(c)); // the appender kept from before goes on
    MUST(c, store_append(c, "cube_new", columns, 13, 3));
    MUST(c, store_commit(c));
    assert_int_equal(count_of(c, S("SELECT count(*)::BIGINT AS n FROM cube_new")), 3);
}

static void a_rollback_leaves_nothing(void **state)
{
    (void)state;
    on_both(a_rollback_leaves_nothing_on);
}

static void a_reader_sees_one_snapshot_on(ctx *c, struct store *store)
{
    ctx other = *c;
    MUST(&other, store_take(&other, store));
    MUST(c, store_begin_read(c));
    assert_int_equal(settings(c), 0);
    MUST(&other, store_begin_write(&other));
    add_setting(&other, "new");
    assert_int_equal(settings(c), 0);
    MUST(&other, store_commit(&other));
    assert_int_equal(settings(c), 0);
    MUST(c, store_commit(c));
    assert_int_equal(settings(c), 1);
    store_give(&other);
}

static void a_reader_sees_one_snapshot(void **state)
{
    (void)state;
    on_both(a_reader_sees_one_snapshot_on);
}

static void a_failed_statement_fails_its_transaction_on(ctx *c, struct store *store)
{
    (void)store;
    struct rows rows;
    MUST(c, store_begin(c));
    add_setting(c, "lost");
    assert_false(store_rows_text(c, S("SELECT nothing FROM setting"), NO_VALS, &rows));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_non_null(c->err.detail);
    assert_null(strstr(c->err.msg, "nothing")); // the engine's words are for the log
    store_rollback(c);
    assert_int_equal(c->err.code, ERR_STORE); // rolling back keeps the reason
    err_clear(c);
    assert_int_equal(settings(c), 0);
    // A mistyped value fails when it runs.
    assert_false(
        store_rows_text(c, S("SELECT $1::VARCHAR::BIGINT AS n"), VALS(V_STR(S("x"))), &rows));
    assert_int_equal(c->err.code, ERR_STORE);
    err_clear(c);
}

static void a_failed_statement_fails_its_transaction(void **state)
{
    (void)state;
    on_both(a_failed_statement_fails_its_transaction_on);
}

static void an_unknown_type_is_an_error_on(ctx *c, struct store *store)
{
    (void)store;
    struct rows rows;
    assert_false(store_rows_text(c, S("SELECT sum(set_ms) AS n FROM setting"), NO_VALS, &rows));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_non_null(strstr(c->err.detail, "column n"));
    err_clear(c);
}

static void an_unknown_type_is_an_error(void **state)
{
    (void)state;
    on_both(an_unknown_type_is_an_error_on);
}

struct seen {
    i64 rows, sum, blocks, stop_after;
};

static bool see(ctx *c, void *data, const struct rows *rows)
{
    (void)c;
    struct seen *seen = data;
    seen->blocks++;
    seen->rows += rows->count;
    for (i64 i = 0; i < rows->count; i++)
        seen->sum += rows->column[0].i[i];
    return !seen->stop_after || seen->blocks < seen->stop_after;
}

static void rows_stream_in_blocks_on(ctx *c, struct store *store)
{
    (void)store;
    MUST(c, store_begin_write(c));
    for (i64 i = 1000; i < 4000; i++)
        MUST(c, store_run(c, SQL_migration_add, VALS(V_I64(i), V_STR(S("x")), V_I64(0))));
    struct seen all = {0}, some = {.stop_after = 1};
    MUST(c, store_stream(c, SQL_migration_numbers, NO_VALS, see, &all));
    assert_true(all.rows >= 3001);
    assert_true(all.blocks > 1);
    assert_true(all.sum > 7498500);
    MUST(c, store_stream(c, SQL_migration_numbers, NO_VALS, see, &some));
    assert_int_equal(some.blocks, 1);
    assert_true(some.rows < all.rows);
    store_rollback(c); // the connection is of use after a stream that was cut
    i64 first = 0;
    MUST(c, store_i64(c, SQL_migration_numbers, NO_VALS, &first));
    assert_int_equal(first, 1);
}

static void rows_stream_in_blocks(void **state)
{
    (void)state;
    on_both(rows_stream_in_blocks_on);
}

static void many_composed_texts_are_kept_on(ctx *c, struct store *store)
{
    (void)store;
    for (int round = 0; round < 2; round++) {
        for (i64 i = 0; i < 150; i++) {
            str text = str_of(fmt(c->arena, "SELECT %lld::BIGINT AS n", (long long)i));
            assert_int_equal(count_of(c, text), i);
        }
    }
}

static void many_composed_texts_are_kept(void **state)
{
    (void)state;
    on_both(many_composed_texts_are_kept_on);
}

static void a_lost_connection_is_made_anew_on(ctx *c, struct store *store)
{
    if (store_engine(store) != STORE_POSTGRES) return;
    ctx other = *c;
    MUST(&other, store_take(&other, store));
    str kill = S("SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity "
                 "WHERE pid <> pg_backend_pid() AND datname = current_database()");
    i64 number = 0;
    MUST(c, store_i64(c, SQL_migration_numbers, NO_VALS, &number));
    (void)count_of(&other, kill);
    MUST(c, store_i64(c, SQL_migration_numbers, NO_VALS, &number)); // a question is asked again
    assert_int_equal(number, 1);

    (void)count_of(&other, kill);
    MUST(c, store_begin_write(c)); // nothing was done yet
    add_setting(c, "lost");
    (void)count_of(&other, kill);
    assert_false(store_run(c, SQL_migration_add, VALS(V_I64(7), V_STR(S("x")), V_I64(0))));
    assert_int_equal(c->err.code, ERR_STORE);
    store_rollback(c);
    err_clear(c);
    assert_int_equal(settings(c), 0);
    store_give(&other);
}

static void a_lost_connection_is_made_anew(void **state)
{
    (void)state;
    on_both(a_lost_connection_is_made_anew_on);
}

struct long_question {
    ctx c;
    bool ok;
};

static void *ask_long(void *p)
{
    struct long_question *question = p;
    struct rows rows;
    question->ok = store_rows_text(&question->c,
                                   S("WITH RECURSIVE up(n) AS (SELECT 1::BIGINT UNION ALL SELECT n "
                                     "+ 1 FROM up WHERE n < 100000000) "
                                     "SELECT max(n) AS n FROM up"),
                                   NO_VALS, &rows);
    return NULL;
}

static void a_question_can_be_stopped_on(ctx *c, struct store *store)
{
    struct arena arena; // of the other thread
    arena_init(&arena, 1 << 30);
    struct long_question question = {.c = *c};
    question.c.arena = &arena;
    MUST(&question.c, store_take(&question.c, store));
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, ask_long, &question), 0);
    (void)usleep(300000);
    store_interrupt(question.c.db);
    (void)pthread_join(thread, NULL);
    assert_false(question.ok);
    assert_int_equal(question.c.err.code, ERR_STOPPED);
    err_clear(&question.c);
    assert_int_equal(settings(&question.c), 0); // and the connection goes on
    store_give(&question.c);
    arena_release(&arena);
}

static void a_question_can_be_stopped(void **state)
{
    (void)state;
    on_both(a_question_can_be_stopped_on);
}

static void migrating_again_changes_nothing_on(ctx *c, struct store *store)
{
    i64 before = count_of(c, S("SELECT count(*)::BIGINT AS n FROM migration"));
    MUST(c, store_migrate(c, store));
    assert_true(before > 0);
    assert_int_equal(count_of(c, S("SELECT count(*)::BIGINT AS n FROM migration")), before);
}

static void migrating_again_changes_nothing(void **state)
{
    (void)state;
    on_both(migrating_again_changes_nothing_on);
}

static void a_newer_store_is_refused_on(ctx *c, struct store *store)
{
    MUST(c, store_run(c, SQL_migration_add, VALS(V_I64(9999), V_STR(S("future")), V_I64(0))));
    assert_false(store_migrate(c, store));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_non_null(strstr(c->err.msg, "newer"));
    err_clear(c);
}

static void a_newer_store_is_refused(void **state)
{
    (void)state;
    on_both(a_newer_store_is_refused_on);
}

static void an_address_of_no_store_is_refused(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    files_write(&files, "notes.txt", S("This is no database, whatever its name may be."));
    static const struct {
        const char *url;
        err_code code;
    } cases[] = {
        {"tuntuma.duckdb",                  ERR_USAGE},
        {"duckdb:",                         ERR_USAGE},
        {"duckdb:no/such/folder/x.duckdb",  ERR_STORE},
        {"duckdb:notes.txt",                ERR_STORE},
        {"postgres://nobody@127.0.0.1:1/x", ERR_STORE}
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct store *store = NULL;
        assert_false(store_open(c, cases[i].url, (struct store_options){0}, &store));
        assert_int_equal(c->err.code, cases[i].code);
        assert_non_null(c->err.hint);
        err_clear(c);
    }
    work_release(&work);
    files_release(&files);
}

static void a_second_process_is_told_who_holds_the_file(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    int ready[2], end[2];
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(end), 0);
    pid_t holder = fork();
    if (holder == 0) {
        struct store *held = NULL;
        close(end[1]);
        char byte =
            store_open(c, "duckdb:test.duckdb", (struct store_options){0}, &held) ? 'y' : 'n';
        if (write(ready[1], &byte, 1) == 1) (void)!read(end[0], &byte, 1);
        _exit(0);
    }
    close(end[0]);
    char byte = 'n';
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    struct store *store = NULL;
    assert_false(store_open(c, "duckdb:test.duckdb", (struct store_options){0}, &store));
    assert_int_equal(c->err.code, ERR_BUSY);
    assert_non_null(strstr(c->err.msg, files.folder));
    assert_non_null(strstr(c->err.msg, fmt(c->arena, "process %d", (int)holder)));
    close(end[1]);
    assert_int_equal(waitpid(holder, NULL, 0), holder);
    err_clear(c);
    MUST(c, store_open(c, "duckdb:test.duckdb", (struct store_options){0}, &store));
    assert_true(store_is_exclusive(store));
    assert_string_equal(store_file(store), fmt(c->arena, "%s/test.duckdb", files.folder));
    store_close(store);
    work_release(&work);
    files_release(&files);
}

// A relative name starts from the folder of whoever asks, or from nowhere: standard input, say, is
// no folder, though it has a name.
static void a_relative_file_starts_from_a_folder(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    struct store *store = NULL;
    ctx *c = work_init(&work);
    files_init(c, &files);
    int folder = c->cwd_fd;
    c->cwd_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_false(store_open(c, "duckdb:rel/m.duckdb", (struct store_options){0}, &store));
    assert_string_equal(c->err.msg, "the current folder is gone");
    close(c->cwd_fd);
    err_clear(c);
    c->cwd_fd = folder;
    const char *rel = fmt(c->arena, "%s/rel", files.folder), *inside = "duckdb:rel/m.duckdb";
    assert_int_equal(mkdir(rel, 0700), 0);
    MUST(c, store_open(c, inside, (struct store_options){0}, &store));
    assert_string_equal(store_file(store), fmt(c->arena, "%s/m.duckdb", rel));
    store_close(store);
    assert_int_equal(unlink(fmt(c->arena, "%s/m.duckdb", rel)), 0);
    (void)unlink(fmt(c->arena, "%s/m.duckdb.wal", rel));
    (void)rmdir(rel);
    work_release(&work);
    files_release(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        // The process that holds the file is forked before there are threads.
        cmocka_unit_test(a_second_process_is_told_who_holds_the_file),
        cmocka_unit_test(a_relative_file_starts_from_a_folder),
        cmocka_unit_test(values_round_trip),
        cmocka_unit_test(null_goes_in_and_comes_out),
        cmocka_unit_test(lists_are_searched),
        cmocka_unit_test(appended_columns_are_read_back),
        cmocka_unit_test(texts_of_every_length_are_appended),
        cmocka_unit_test(a_number_too_large_is_refused),
        cmocka_unit_test(a_rollback_leaves_nothing),
        cmocka_unit_test(a_reader_sees_one_snapshot),
        cmocka_unit_test(a_failed_statement_fails_its_transaction),
        cmocka_unit_test(an_unknown_type_is_an_error),
        cmocka_unit_test(rows_stream_in_blocks),
        cmocka_unit_test(many_composed_texts_are_kept),
        cmocka_unit_test(a_lost_connection_is_made_anew),
        cmocka_unit_test(a_question_can_be_stopped),
        cmocka_unit_test(migrating_again_changes_nothing),
        cmocka_unit_test(a_newer_store_is_refused),
        cmocka_unit_test(an_address_of_no_store_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
