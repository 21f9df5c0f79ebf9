// Backing up while a server runs and facts come in: what is restored is a moment between them.
#include "cli/cli.h"

#include "base/log.h"
#include "support/pg.h"
#include "support/shell.h"

#include <pthread.h>

#include "kinds/all_kinds.h"

#include "support/test.h"

enum { FILES = 12, ROWS = 400 };

struct typed {
    struct shell *shell;
    struct arena arena;
    const char *line;
    struct said said;
};

static void *type_line(void *data)
{
    struct typed *typed = data;
    typed->said = shell_type(typed->shell, &typed->arena, typed->line);
    return NULL;
}

static void must_say(struct shell *shell, struct arena *arena, const char *line, struct said *out)
{
    *out = shell_type(shell, arena, line);
    if (out->status) print_error("%s: %.*s\n", line, STR(out->say));
    assert_int_equal(out->status, 0);
}

// Each file is a batch of facts, so that whatever a backup holds is a whole number of files.
static void write_files(struct shell *shell, struct arena *arena)
{
    files_write(&shell->files, "a.json",
                S("{\"source\": \"a\", \"row_id\": {\"column\": \"id\"}, \"customer\": "
                  "{\"column\": \"id\"}, \"happened\": \"2026-11-20\", \"facts\": [{\"metric\": "
                  "\"nps\", \"value\": {\"column\": \"score\"}}]}"));
    for (int f = 0; f < FILES; f++) {
        buf text = buf_new(arena, 1000000);
        buf_c(&text, "id,score\n");
        for (int r = 0; r < ROWS; r++)
            buf_fmt(&text, "%d,%d\n", f * ROWS + r, (f + r) % 11);
        files_write(&shell->files, fmt(arena, "f%d.csv", f), buf_str(&text));
    }
}

static void *import_all(void *data)
{
    struct typed *typed = data;
    for (int f = 0; f < FILES; f++)
        typed->said = shell_type(typed->shell, &typed->arena,
                                 fmt(&typed->arena, "import f%d.csv --map a.json", f));
    return NULL;
}

static i64 facts_of(str said)
{
    i64 facts = -1;
    str line = {0};
    while (str_cut(&said, '\n', &line)) {
        i64 at = str_find(line, S(" facts, "));
        if (at > 0) assert_true(str_i64(str_slice(line, 0, at), &facts));
    }
    return facts;
}

static void a_backup_beside_a_server_is_one_moment(void **state)
{
    (void)state;
    struct arena arena;
    struct shell shell;
    struct said said;
    pthread_t server_thread, import_thread;
    arena_init(&arena, 256LL * 1024 * 1024);
    assert_true(shell_init(&shell, &arena, false));
    shell.ending = 0;
    write_files(&shell, &arena);
    struct typed server = {.shell = &shell, .line = "serve --listen 127.0.0.1:0"};
    struct typed import = {.shell = &shell};
    arena_init(&server.arena, 256LL * 1024 * 1024);
    arena_init(&import.arena, 256LL * 1024 * 1024);
    assert_int_equal(pthread_create(&server_thread, NULL, type_line, &server), 0);
    const char *socket = "store.duckdb.sock";
    for (int tries = 0; tries < 1500 && faccessat(shell.files.fd, socket, F_OK, 0) != 0; tries++)
        usleep(20000);

    assert_int_equal(pthread_create(&import_thread, NULL, import_all, &import), 0);
    for (int i = 0; i < 3; i++)
        must_say(&shell, &arena, fmt(&arena, "backup moving%d", i), &said);
    assert_int_equal(pthread_join(import_thread, NULL), 0);
    assert_int_equal(import.said.status, 0);
    must_say(&shell, &arena, "backup still", &said);
    struct said before, after;
    must_say(&shell, &arena, "figures nps --format csv", &before);
    shell.ending = 1;
    assert_int_equal(pthread_join(server_thread, NULL), 0);

    i64 least = 0;
    for (int i = 0; i < 3; i++) {
        must_say(&shell, &arena, fmt(&arena, "restore moving%d --to duckdb:m%d.duckdb", i, i),
                 &said);
        i64 facts = facts_of(said.out);
        assert_int_equal(facts % ROWS, 0);
        assert_true(facts >= least);
        least = facts;
    }
    must_say(&shell, &arena, "restore still --to duckdb:s.duckdb", &said);
    assert_int_equal(facts_of(said.out), FILES * ROWS);
    must_say(&shell, &arena, "check --store duckdb:s.duckdb", &said);
    must_say(&shell, &arena, "figures nps --format csv --store duckdb:s.duckdb", &after);
    assert_str(after.out, str_c(&arena, before.out));
    arena_release(&import.arena);
    arena_release(&server.arena);
    shell_release(&shell);
    arena_release(&arena);
}

// The demo's company, from one engine to the other: every figure is the same.
static void the_demo_restored_has_the_same_figures(void **state)
{
    (void)state;
    static const char *const asked[] = {
        "figures nps --by unit --format csv",
        "figures purchase --by segment --format csv",
        "figures csat --by touchpoint --format csv",
    };
    struct arena arena;
    struct shell shell;
    struct said said, restored;
    arena_init(&arena, 1024LL * 1024 * 1024);
    assert_true(shell_init(&shell, &arena, false));
    const char *other = pg_database(&arena);
    if (!other) other = "duckdb:other.duckdb";
    must_say(&shell, &arena, "demo --customers 1000 --folder . --until 2026-10-31", &said);
    must_say(&shell, &arena, "backup demo.tuntuma", &said);
    must_say(&shell, &arena, fmt(&arena, "restore demo.tuntuma --to %s", other), &said);
    for (i64 i = 0; i < COUNT_OF(asked); i++) {
        must_say(&shell, &arena, asked[i], &said);
        must_say(&shell, &arena, fmt(&arena, "%s --store %s", asked[i], other), &restored);
        assert_true(said.out.size > 100);
        assert_str(restored.out, str_c(&arena, said.out));
    }
    shell_release(&shell);
    arena_release(&arena);
}

int main(void)
{
    kinds_register(all_kinds, all_kinds_count);
    log_set_level(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backup_beside_a_server_is_one_moment),
        cmocka_unit_test(the_demo_restored_has_the_same_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
