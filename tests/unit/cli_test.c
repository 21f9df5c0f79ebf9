// Every command as people type it, on both engines: the cases are tests/golden/cli/*.test.
#include "cli/cli.h"
#include "kinds/all_kinds.h"

#include "base/log.h"
#include "support/shell_cases.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "support/test.h"

#define CASES TUNTUMA_SOURCE_DIR "/tests/golden/cli"

enum { COMMANDS_MAX = 64, RUN = 1, HELPED = 2 };

struct seen {
    int of[COMMANDS_MAX]; // RUN, HELPED
};

static void tick(void *data, str line)
{
    struct seen *seen = data;
    str name = {0};
    str_cut(&line, ' ', &name);
    for (i64 i = 0; i < command_count; i++)
        if (str_equal(name, str_of(commands[i].name)))
            seen->of[i] |= str_find(line, S("--help")) >= 0 ? HELPED : RUN;
}

static void say_as_written(bool on_postgres)
{
    struct seen seen = {{0}};
    struct shell_cases cases = {.seen = tick, .seen_data = &seen};
    if (!shell_cases_run(CASES, on_postgres, &cases)) {
        print_message("skipped: PostgreSQL is not installed\n");
        skip();
    }
    assert_true(command_count <= COMMANDS_MAX);
    for (i64 i = 0; i < command_count; i++) {
        if (seen.of[i] == (RUN | HELPED)) continue;
        print_error("no case runs %s, or none asks for its help\n", commands[i].name);
        cases.failed++;
    }
    assert_true(cases.cases > 50);
    assert_int_equal(cases.failed, 0);
}

static void every_command_says_what_is_written_on_duckdb(void **state)
{
    (void)state;
    say_as_written(false);
}

static void every_command_says_what_is_written_on_postgresql(void **state)
{
    (void)state;
    say_as_written(true);
}

// A process that holds the store's file and answers nobody. It begins before this one has threads.
static void a_file_held_by_a_silent_process_is_named(void **state)
{
    (void)state;
    struct arena arena;
    struct shell shell;
    arena_init(&arena, 64LL * 1024 * 1024);
    assert_true(shell_init(&shell, &arena, false));
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t holder = fork();
    if (holder == 0) {
        struct work work;
        struct store *store = NULL;
        ctx *c = work_init(&work);
        bool open = store_open(c, shell.store_url, (struct store_options){0}, &store);
        if (write(ready[1], open ? "y" : "n", 1) == 1) pause();
        _exit(0);
    }
    char byte = 0;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    struct said said = shell_type(&shell, &arena, "check");
    (void)kill(holder, SIGKILL);
    (void)waitpid(holder, NULL, 0);
    print_message("%.*s", STR(said.say));
    assert_int_equal(said.status, err_exit_status(ERR_BUSY));
    assert_true(str_find(said.say, str_of(fmt(&arena, "%d", (int)holder))) >= 0);
    assert_int_equal(said.out.size, 0);
    assert_int_equal(shell_type(&shell, &arena, "check").status, 0);
    shell_release(&shell);
    arena_release(&arena);
}

struct server {
    struct shell *shell;
    struct arena arena;
    struct said said;
};

static void *serve(void *data)
{
    struct server *server = data;
    arena_init(&server->arena, 64LL * 1024 * 1024);
    server->said = shell_type(server->shell, &server->arena, "serve --listen 127.0.0.1:0");
    return NULL;
}

static void commands_run_beside_a_server(void **state)
{
    (void)state;
    struct arena arena;
    struct shell shell;
    arena_init(&arena, 64LL * 1024 * 1024);
    assert_true(shell_init(&shell, &arena, false));
    shell.ending = 0;
    files_write(&shell.files, "a.csv", S("id,score\n1,9\n2,3\n3,9\n4,10\n5,8\n6,9\n"));
    files_write(&shell.files, "a.json",
                S("{\"source\": \"a\", \"row_id\": {\"column\": \"id\"}, \"customer\": "
                  "{\"column\": \"id\"}, \"happened\": \"2026-11-20\", \"facts\": [{\"metric\": "
                  "\"nps\", \"value\": {\"column\": \"score\"}}]}"));
    struct server server = {.shell = &shell};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, serve, &server), 0);
    const char *socket = "store.duckdb.sock";
    for (int tries = 0; tries < 500 && faccessat(shell.files.fd, socket, F_OK, 0) != 0; tries++)
        usleep(20000);

    static const char *const lines[] = {"import a.csv --map a.json",
                                        "figures nps --format csv",
                                        "key new shop",
                                        "check",
                                        "figures npx",
                                        "serve --listen 127.0.0.1:0"};
    static const int statuses[] = {0, 0, 0, 0, 5, 8};
    for (i64 i = 0; i < COUNT_OF(lines); i++) {
        struct said said = shell_type(&shell, &arena, lines[i]);
        if (said.status != statuses[i]) print_error("%s: %.*s\n", lines[i], STR(said.say));
        assert_int_equal(said.status, statuses[i]);
        if (i == 0) assert_str(said.out, "taken 6 rows (6 facts), repeated 0, refused 0\n");
        if (i == 1) assert_true(str_find(said.out, S("All,6,")) >= 0);
        if (i == 4) assert_true(str_find(said.say, S("there is no metric \"npx\"")) >= 0);
    }
    shell.ending = 1;
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(server.said.status, 0);
    assert_true(str_starts(server.said.out, S("Tuntuma is at http://127.0.0.1:")));
    arena_release(&server.arena);
    shell_release(&shell);
    arena_release(&arena);
}

int main(void)
{
    kinds_register(all_kinds, all_kinds_count);
    log_set_level(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_held_by_a_silent_process_is_named),
        cmocka_unit_test(every_command_says_what_is_written_on_duckdb),
        cmocka_unit_test(every_command_says_what_is_written_on_postgresql),
        cmocka_unit_test(commands_run_beside_a_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
