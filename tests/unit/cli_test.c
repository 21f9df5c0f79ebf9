// Every command as people type it, on both engines: the cases are tests/golden/cli/*.test.
#include "cli/cli.h"

#include "base/log.h"
#include "support/http_cases.h"
#include "support/shell.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "support/test.h"

#define CASES TUNTUMA_SOURCE_DIR "/tests/golden/cli"

enum { COMMANDS_MAX = 64, RUN = 1, HELPED = 2 };

struct run {
    struct arena arena;
    struct shell shell;
    const char *file;
    int seen[COMMANDS_MAX]; // RUN, HELPED
    i64 cases, failed;
};

static void tick(struct run *run, str line)
{
    str name = {0};
    str_cut(&line, ' ', &name);
    for (i64 i = 0; i < command_count; i++)
        if (str_equal(name, str_of(commands[i].name)))
            run->seen[i] |= str_find(line, S("--help")) >= 0 ? HELPED : RUN;
}

static str without_last_newlines(str text)
{
    while (str_ends(text, S("\n")))
        text = str_slice(text, 0, text.size - 1);
    return text;
}

// Cuts "--- said" and "--- status N" off what is expected.
static void split_expected(str text, str *out, str *say, i64 *status)
{
    *say = (str){0};
    *status = 0;
    text = str_of(text.s); // up to its NUL
    i64 at = str_find(text, S("\n--- status "));
    if (at >= 0) {
        str number = without_last_newlines(str_slice(text, at + 12, text.size));
        assert_true(str_i64(number, status));
        text = str_slice(text, 0, at);
    }
    at = str_find(text, S("\n--- said\n"));
    if (at >= 0) {
        *say = without_last_newlines(str_slice(text, at + 10, text.size));
        text = str_slice(text, 0, at);
    }
    *out = without_last_newlines(str_starts(text, S("\n")) ? str_slice(text, 1, text.size) : text);
}

static void run_case(struct run *run, str text)
{
    str title = {0}, line = {0}, out = {0}, say = {0};
    i64 status = 0;
    str_cut(&text, '\n', &title);
    str_cut(&text, '\n', &line);
    run->cases++;
    if (!str_starts(line, S("$ "))) {
        run->failed++;
        print_error("%s: %.*s: no line $ COMMAND\n", run->file, STR(title));
        return;
    }
    line = str_slice(line, 2, line.size);
    tick(run, line);
    str expected = str_of(fmt(&run->arena, "\n%.*s", STR(text)));
    split_expected(expected, &out, &say, &status);
    struct said said = shell_type(&run->shell, &run->arena, str_c(&run->arena, line));
    bool same = said.status == status &&
                http_cases_body_fits(out, without_last_newlines(said.out)) &&
                http_cases_body_fits(say, without_last_newlines(said.say));
    if (same) return;
    run->failed++;
    // cmocka's own cuts long texts.
    fprintf(stderr, "%s: %.*s: this came:\n%.*s\n--- said\n%.*s\n--- status %d\n", run->file,
            STR(title), STR(without_last_newlines(said.out)), STR(without_last_newlines(said.say)),
            said.status);
}

// Does what stands between cases: writes files.
static void write_files(struct run *run, str text)
{
    str start = S("\n+++ "), end = S("\n+++\n");
    for (i64 at = str_find(text, start); at >= 0; at = str_find(text, start)) {
        str name = {0};
        text = str_slice(text, at + start.size, text.size);
        str_cut(&text, '\n', &name);
        i64 stop = str_find(text, end);
        assert_true(stop >= 0);
        files_write(&run->shell.files, str_c(&run->arena, name), str_slice(text, 0, stop + 1));
        text = str_slice(text, stop, text.size);
    }
}

static void run_file(struct run *run, const char *name)
{
    struct files folder = {.fd = open(CASES, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    str text = files_read(&run->arena, &folder, name), start = S("\n=== ");
    close(folder.fd);
    run->file = name;
    i64 at = str_find(text, start);
    write_files(run, str_slice(text, 0, MAX(at, 0)));
    while (at >= 0) {
        text = str_slice(text, at + start.size, text.size);
        at = str_find(text, start);
        str one = at < 0 ? text : str_slice(text, 0, at);
        // Files and comments that follow a case belong to the next one.
        i64 files = str_find(one, S("\n+++ ")), comment = str_find(one, S("\n# "));
        i64 stop = files < 0 || (comment >= 0 && comment < files) ? comment : files;
        run_case(run, stop < 0 ? one : str_slice(one, 0, stop));
        if (files >= 0) write_files(run, str_slice(one, files, one.size));
    }
}

static int is_case_file(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), S(".test"));
}

static void say_as_written(bool on_postgres)
{
    struct run run = {0};
    struct dirent **files = NULL;
    arena_init(&run.arena, 1024LL * 1024 * 1024);
    int count = scandir(CASES, &files, is_case_file, alphasort);
    for (int i = 0; i < count; i++) {
        if (!shell_init(&run.shell, &run.arena, on_postgres)) {
            print_message("skipped: PostgreSQL is not installed\n");
            skip();
        }
        run_file(&run, str_copy(&run.arena, str_of(files[i]->d_name)).s);
        shell_release(&run.shell);
        free(files[i]);
    }
    free(files);
    assert_true(command_count <= COMMANDS_MAX);
    for (i64 i = 0; i < command_count; i++) {
        if (run.seen[i] == (RUN | HELPED)) continue;
        print_error("no case runs %s, or none asks for its help\n", commands[i].name);
        run.failed++;
    }
    assert_true(run.cases > 50);
    assert_int_equal(run.failed, 0);
    arena_release(&run.arena);
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
    log_set_level(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_held_by_a_silent_process_is_named),
        cmocka_unit_test(every_command_says_what_is_written_on_duckdb),
        cmocka_unit_test(every_command_says_what_is_written_on_postgresql),
        cmocka_unit_test(commands_run_beside_a_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
