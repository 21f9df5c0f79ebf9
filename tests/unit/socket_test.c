// Commands run for another process, on its own files.
#include "base/ctx.h"
#include "base/log.h"
#include "bounds.h"
#include "local/socket.h"
#include "local/wire.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail

static struct arena arena;
static char folder[] = "/tmp/socket_test.XXXXXX";
static const char *path;
static atomic_int runs, was_stopped;

static i64 now(void)
{
    return 1;
}

// "copy WORD…" copies its input to its output and says the words; "wait" waits until nobody waits;
// "folder" reads a file of its folder; any other fails.
static int run(ctx *c, int argc, char **argv, int in_fd, void *data)
{
    (void)data;
    atomic_fetch_add(&runs, 1);
    if (!strcmp(argv[0], "copy")) {
        char bytes[1000];
        ssize_t size = read(in_fd, bytes, sizeof bytes);
        fwrite(bytes, 1, (size_t)MAX(size, 0), c->out);
        for (int i = 1; i < argc; i++)
            fprintf(c->say, "%s:%s;", c->lang, argv[i]);
        return 42;
    }
    if (!strcmp(argv[0], "folder")) {
        int fd = openat(c->cwd_fd, "note", O_RDONLY | O_CLOEXEC);
        char bytes[100];
        ssize_t size = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
        fwrite(bytes, 1, (size_t)MAX(size, 0), c->out);
        if (fd >= 0) close(fd);
        return 0;
    }
    if (!strcmp(argv[0], "hungry")) {
        for (i64 i = 0; i < BOUND_JOB_ARENA_BYTES / MIB; i++)
            arena_alloc(c->arena, 1, 256 * MIB);
    }
    if (!strcmp(argv[0], "flood")) {
        while (!ctx_stopped(c) && fputs("more and more\n", c->out) >= 0) {
        }
        return 0;
    }
    if (!strcmp(argv[0], "wait")) {
        while (!ctx_stopped(c))
            usleep(1000);
        err_clear(c);
        atomic_fetch_add(&was_stopped, 1);
    }
    return 1;
}

static ctx test_ctx(void)
{
    return (ctx){.arena = &arena, .lang = "fi", .cwd_fd = AT_FDCWD, .out = stdout, .say = stderr};
}

static struct socket_server *serve(void)
{
    ctx c = test_ctx();
    struct socket_server *server = NULL;
    struct socket_options options = {.path = path, .now_ms = now, .run = run};
    bool serves = socket_serve(&c, options, &server);
    if (!serves) print_message("%s\n", c.err.msg);
    assert_true(serves);
    return server;
}

static FILE *temporary(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    return file;
}

static const char *content_of(FILE *file)
{
    char *bytes = arena_alloc(&arena, 1000, 1);
    rewind(file);
    bytes[fread(bytes, 1, 999, file)] = 0;
    fclose(file);
    return bytes;
}

static int status_of_call(const char *word)
{
    ctx c = test_ctx();
    char *argv[] = {(char *)(uintptr_t)word, NULL};
    int status = -1;
    bool answered = false;
    if (!socket_call(&c, path, 1, argv, &status, &answered)) return -(int)c.err.code;
    return answered ? status : -1000;
}

// A process that has a command run and may be killed.
static pid_t call_in_child(const char *word)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(status_of_call(word) & 0xff);
    return child;
}

static void wait_until(const atomic_int *counter, int wanted)
{
    for (int i = 0; i < 5000 && atomic_load(counter) < wanted; i++)
        usleep(1000);
    assert_int_equal(atomic_load(counter), wanted);
}

// ---- Tests ----

static void a_command_runs_on_the_askers_files(void **state)
{
    (void)state;
    struct socket_server *server = serve();
    FILE *in = temporary(), *out = temporary(), *say = temporary();
    fputs("some input", in);
    rewind(in);
    int stdin_before = dup(STDIN_FILENO);
    dup2(fileno(in), STDIN_FILENO);
    ctx c = test_ctx();
    c.out = out;
    c.say = say;
    char *argv[] = {(char[]){"copy"}, (char[]){"yksi"}, (char[]){""}, (char[]){"kaksi kolme"},
                    NULL};
    int status = 0;
    bool answered = false;
    assert_true(socket_call(&c, path, 4, argv, &status, &answered));
    dup2(stdin_before, STDIN_FILENO);
    close(stdin_before);
    fclose(in);
    assert_true(answered);
    assert_int_equal(status, 42);
    assert_string_equal(content_of(out), "some input");
    assert_string_equal(content_of(say), "fi:yksi;fi:;fi:kaksi kolme;");
    socket_stop(server);
}

static void file_names_are_the_askers(void **state)
{
    (void)state;
    struct socket_server *server = serve();
    int folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int note = openat(folder_fd, "note", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(write(note, "hei", 3), 3);
    close(note);
    ctx c = test_ctx();
    c.cwd_fd = folder_fd;
    c.out = temporary();
    char *argv[] = {(char[]){"folder"}, NULL};
    int status = 1;
    bool answered = false;
    assert_true(socket_call(&c, path, 1, argv, &status, &answered));
    assert_int_equal(status, 0);
    assert_string_equal(content_of(c.out), "hei");
    close(folder_fd);
    socket_stop(server);
}

static void nobody_answers_without_a_server(void **state)
{
    (void)state;
    assert_int_equal(status_of_call("copy"), -1000);
    socket_stop(serve());
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(status_of_call("copy"), -1000);
}

static void a_command_without_memory_fails_alone(void **state)
{
    (void)state;
    struct socket_server *server = serve();
    assert_int_equal(status_of_call("hungry"), err_exit_status(ERR_TOO_LARGE));
    assert_int_equal(status_of_call("other"), 1);
    socket_stop(server);
}

static void an_asker_who_goes_away_stops_the_command(void **state)
{
    (void)state;
    atomic_store(&runs, 0);
    atomic_store(&was_stopped, 0);
    struct socket_server *server = serve();
    pid_t child = call_in_child("wait");
    wait_until(&runs, 1);
    assert_int_equal(atomic_load(&was_stopped), 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    wait_until(&was_stopped, 1);
    socket_stop(server);
}

// Were SIGPIPE not held off, this process would end here.
static void a_reader_who_goes_away_does_not_end_the_server(void **state)
{
    (void)state;
    struct socket_server *server = serve();
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    ctx c = test_ctx();
    c.out = fdopen(ends[1], "w");
    close(ends[0]);
    char *argv[] = {(char[]){"flood"}, NULL};
    int status = 1;
    bool answered = false;
    assert_true(socket_call(&c, path, 1, argv, &status, &answered));
    assert_int_equal(status, 0);
    fclose(c.out);
    socket_stop(server);
}

static void stopping_the_server_stops_its_commands(void **state)
{
    (void)state;
    atomic_store(&runs, 0);
    atomic_store(&was_stopped, 0);
    struct socket_server *server = serve();
    pid_t child = call_in_child("wait");
    wait_until(&runs, 1);
    socket_stop(server);
    assert_int_equal(atomic_load(&was_stopped), 1);
    int status = 0;
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 1);
}

static void too_many_commands_at_once_are_told_to_come_again(void **state)
{
    (void)state;
    atomic_store(&runs, 0);
    struct socket_server *server = serve();
    pid_t children[BOUND_COMMANDS_AT_ONCE];
    for (i64 i = 0; i < COUNT_OF(children); i++)
        children[i] = call_in_child("wait");
    wait_until(&runs, BOUND_COMMANDS_AT_ONCE);
    assert_int_equal(status_of_call("copy"), -ERR_BUSY);
    for (i64 i = 0; i < COUNT_OF(children); i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
    socket_stop(server);
}

static void a_dead_servers_socket_is_replaced_and_a_live_ones_is_not(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        serve();
        kill(getpid(), SIGKILL);
    }
    waitpid(child, NULL, 0);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(status_of_call("copy"), -1000);
    struct socket_server *server = serve();
    ctx c = test_ctx();
    struct socket_server *second;
    struct socket_options options = {.path = path, .now_ms = now, .run = run};
    assert_false(socket_serve(&c, options, &second));
    assert_int_equal(c.err.code, ERR_BUSY);
    assert_int_equal(status_of_call("other"), 1);
    socket_stop(server);
}

static void a_file_that_is_no_socket_is_left_alone(void **state)
{
    (void)state;
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    close(fd);
    ctx c = test_ctx();
    struct socket_server *server;
    struct socket_options options = {.path = path, .now_ms = now, .run = run};
    assert_false(socket_serve(&c, options, &server));
    assert_int_equal(c.err.code, ERR_SYSTEM);
    assert_int_equal(access(path, F_OK), 0);
    unlink(path);
}

static int connect_raw(void)
{
    ctx c = test_ctx();
    struct sockaddr_un address;
    assert_true(wire_address(&c, path, &address));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void what_is_no_command_is_closed(void **state)
{
    (void)state;
    atomic_store(&runs, 0);
    log_set_level(LOG_ERROR - 1);
    struct socket_server *server = serve();
    static const char texts[][17] = {
        "GET / HTTP/1.1\r\n",
        "tuntuma1\1\0\0\0\1\0\0",
        "tuntuma1\377\377\377\377\377\377\377\377",
    };
    char answer[8];
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        int fd = connect_raw();
        assert_int_equal(send(fd, texts[i], 16, MSG_NOSIGNAL), 16);
        shutdown(fd, SHUT_WR);
        assert_true(recv(fd, answer, sizeof answer, 0) <= 0);
        close(fd);
    }
    // With files, but no word.
    ctx c = test_ctx();
    int fd = connect_raw();
    struct wire_command empty = {
        .files = {0, 1, 2, 2},
          .lang = "en"
    };
    bool sent = wire_send(&c, fd, &empty);
    (void)sent; // the head alone tells: the rest may find the connection closed
    assert_true(recv(fd, answer, sizeof answer, 0) <= 0);
    close(fd);
    assert_int_equal(atomic_load(&runs), 0);
    assert_int_equal(status_of_call("other"), 1);
    socket_stop(server);
}

static void another_users_commands_are_refused(void **state)
{
    (void)state;
    if (geteuid() != 0) skip();
    atomic_store(&runs, 0);
    struct socket_server *server = serve();
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    // Even where the file's mode would let them in.
    chmod(folder, 0755);
    chmod(path, 0666);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (setuid(65534) != 0) _exit(1);
        if (status_of_call("copy") != -ERR_FORBIDDEN) _exit(2);
        char answer[8];
        _exit(recv(connect_raw(), answer, sizeof answer, 0) == 0 ? 0 : 3);
    }
    int status = 0;
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(atomic_load(&runs), 0);
    socket_stop(server);
}

static int make_folder(void **state)
{
    (void)state;
    arena_init(&arena, 512 * MIB);
    if (!mkdtemp(folder)) return -1;
    // Deeper than a socket's address can name.
    const char *deep = folder;
    for (int i = 0; i < 5; i++) {
        deep = fmt(&arena, "%s/a-folder-with-a-long-name-%d", deep, i);
        if (mkdir(deep, 0755) != 0) return -1;
    }
    path = fmt(&arena, "%s/tuntuma.duckdb.sock", deep);
    return 0;
}

static int remove_one(const char *name, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(name);
}

static int remove_folder(void **state)
{
    (void)state;
    arena_release(&arena);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_runs_on_the_askers_files),
        cmocka_unit_test(file_names_are_the_askers),
        cmocka_unit_test(nobody_answers_without_a_server),
        cmocka_unit_test(a_command_without_memory_fails_alone),
        cmocka_unit_test(an_asker_who_goes_away_stops_the_command),
        cmocka_unit_test(a_reader_who_goes_away_does_not_end_the_server),
        cmocka_unit_test(stopping_the_server_stops_its_commands),
        cmocka_unit_test(too_many_commands_at_once_are_told_to_come_again),
        cmocka_unit_test(a_dead_servers_socket_is_replaced_and_a_live_ones_is_not),
        cmocka_unit_test(a_file_that_is_no_socket_is_left_alone),
        cmocka_unit_test(what_is_no_command_is_closed),
        cmocka_unit_test(another_users_commands_are_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
