// The runner of tests/http finds what differs; a runner that finds nothing would let everything
// pass.
#include "base/ctx.h"
#include "base/log.h"
#include "support/http_cases.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail

static struct arena arena;
static struct server *server;
static char folder[] = "/tmp/http_cases_test.XXXXXX";

static bool hello(ctx *c, struct request *request, struct response *response)
{
    (void)c;
    response_body(response, "text/plain",
                  request->body.size ? request->body : S("one\ntwo\nthree\n"));
    return true;
}

static atomic_int asked; // how often

static bool later(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    response_body(response, "text/plain",
                  str_of(fmt(c->arena, "%d\n", atomic_fetch_add(&asked, 1) + 1)));
    return true;
}

static const struct route routes[] = {
    {GET,       "/hello",                      hello,                                  .what = "Says hello."},
    {    GET, "/later",                         later, .what = "Says how often it was asked."                     },
    { POST,    "/hello", hello,                       .what = "Says what it was told.",                      .is_keyed = true},
};

static i64 now(void)
{
    return 0;
}

static const char *value(void *data, str name)
{
    (void)data;
    return str_equal(name, S("word")) ? "a word" : NULL;
}

// Runs one file of cases; what it prints of differences is not wanted here.
static struct http_cases_result run(const char *text)
{
    const char *path = fmt(&arena, "%s/one.test", folder);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
    int stderr_before = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    struct http_cases_result result =
        http_cases_run(&c, (struct http_cases){.folder = folder,
                                               .address = server_address(server),
                                               .routes = routes,
                                               .route_count = COUNT_OF(routes),
                                               .soon_ms = 200,
                                               .value = value});
    dup2(stderr_before, STDERR_FILENO);
    close(stderr_before);
    close(nowhere);
    return result;
}

#define ANSWER                                                                                     \
    "HTTP/1.1 200 OK\n{standard}\nCache-Control: no-store\nContent-Type: text/plain; "             \
    "charset=utf-8\n\n"

static void whole_answers_are_compared(void **state)
{
    (void)state;
    struct http_cases_result result =
        run("# Two cases.\n"
            "=== all is told\n"
            "GET /hello HTTP/1.1\n---\n" ANSWER "one\ntwo\nthree\n"
            "\n# a remark\n"
            "=== a body and a value\n"
            "POST /hello HTTP/1.1\nX-A: 1\n\nit is {word}\n---\n" ANSWER "it is {word}\n"
            "=== a number\n"
            "GET /later HTTP/1.1\n---\n" ANSWER "*\n");
    assert_int_equal(result.run, 3);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.unused_routes, 0);
}

static void parts_may_be_left_open(void **state)
{
    (void)state;
    struct http_cases_result result = run("=== any lines\n"
                                          "GET /hello HTTP/1.1\n---\n" ANSWER "...\nth*e\n");
    assert_int_equal(result.run, 1);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.unused_routes, 2);
}

static void every_difference_is_found(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "HTTP/1.1 201 Created\n{standard}\nCache-Control: no-store\nContent-Type: text/plain; "
        "charset=utf-8\n\none\ntwo\nthree\n",
        "HTTP/1.1 200 OK\n{standard}\nCache-Control: no-store\n\none\ntwo\nthree\n",
        "HTTP/1.1 200 OK\nCache-Control: no-store\nContent-Type: text/plain; "
        "charset=utf-8\n\none\ntwo\nthree\n",
        "HTTP/1.1 200 OK\n{standard}\nX-More: 1\nCache-Control: no-store\nContent-Type: "
        "text/plain; "
        "charset=utf-8\n\none\ntwo\nthree\n",
        ANSWER "one\ntwo\n",
        ANSWER "one\ntwo\nthree\nfour\n",
        ANSWER "one\n...\ntwo\n",
        ANSWER "",
    };
    for (i64 i = 0; i < COUNT_OF(answers); i++) {
        const char *text = fmt(&arena, "=== one\nGET /hello HTTP/1.1\n---\n%s", answers[i]);
        assert_int_equal(run(text).failed, 1);
    }
    assert_int_equal(run("=== no divider\nGET /hello HTTP/1.1\n").failed, 1);
}

static void what_comes_soon_is_asked_again(void **state)
{
    (void)state;
    atomic_store(&asked, 0);
    assert_int_equal(run("=== at once\nGET /later HTTP/1.1\n---\n" ANSWER "3\n").failed, 1);
    assert_int_equal(atomic_load(&asked), 1);
    assert_int_equal(run("=== soon\nGET /later HTTP/1.1\n--- soon\n" ANSWER "3\n").failed, 0);
    assert_int_equal(atomic_load(&asked), 3);
    assert_int_equal(run("=== never\nGET /later HTTP/1.1\n--- soon\n" ANSWER "3\n").failed, 1);
    assert_int_equal(atomic_load(&asked), 8); // 200 ms, every 50
}

static int start_server(void **state)
{
    (void)state;
    arena_init(&arena, 256LL * 1024 * 1024);
    log_set_level(LOG_ERROR);
    ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
    struct server_options options = {
        .listen = "127.0.0.1:0", .routes = routes, .route_count = COUNT_OF(routes), .now_ms = now};
    return mkdtemp(folder) && server_start(&c, &options, &server) ? 0 : -1;
}

static int stop_server(void **state)
{
    (void)state;
    server_stop(server);
    unlink(fmt(&arena, "%s/one.test", folder));
    rmdir(folder);
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_answers_are_compared),
        cmocka_unit_test(parts_may_be_left_open),
        cmocka_unit_test(every_difference_is_found),
        cmocka_unit_test(what_comes_soon_is_asked_again),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
