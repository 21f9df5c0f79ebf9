// The server with a table of small routes, asked byte by byte.
#include "base/ctx.h"
#include "base/log.h"
#include "bounds.h"
#include "http/http.h"
#include "support/http_client.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>
#include <zlib.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail

#define CLOCK_MS 1795255200000 // 2026-11-21T10:00:00Z

static sem_t stuck_goes_on;
static struct arena arena;
static struct server *server;
static const char *at; // the server's address
static atomic_int lent;

// ---- Routes ----

static bool hello(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    (void)c;
    response_body(response, "text/plain", S("hello\n"));
    return true;
}

static bool echo(ctx *c, struct request *request, struct response *response)
{
    json_t *said = json_new_object(c);
    json_put_str(said, "name", request_text(request, "name", S("nobody")));
    json_put_i64(said, "n", request_i64(request, "n", 7));
    json_t *words = json_new_array(c);
    const struct input *word = request_input(request, "word");
    for (; word; word = request_input_next(request, word))
        json_array_append_new(words, json_stringn(word->text.s, (size_t)word->text.size));
    json_put(said, "words", words);
    response_json(c, response, said);
    return true;
}

static bool thing(ctx *c, struct request *request, struct response *response)
{
    str id = request_param(request, "id");
    response_body(response, "text/plain", str_of(fmt(c->arena, "thing %.*s", STR(id))));
    return true;
}

static bool count_body(ctx *c, struct request *request, struct response *response)
{
    i64 sum = 0;
    for (i64 i = 0; i < request->body.size; i++)
        sum += request->body.s[i];
    response_body(
        response, "text/plain",
        str_of(fmt(c->arena, "%lld %lld", (long long)request->body.size, (long long)sum)));
    return true;
}

static bool large(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    buf text = buf_new(c->arena, 100000);
    for (i64 i = 0; text.size < 50000; i++)
        buf_fmt(&text, "line %lld of a long text\n", (long long)i);
    response_body(response, "text/plain", buf_str(&text));
    return true;
}

static bool asset(ctx *c, struct request *request, struct response *response)
{
    (void)c;
    (void)request;
    response_body(response, "text/css", S("a{}"));
    response->etag = "abc";
    response->cache = CACHE_HASHED;
    return true;
}

static bool refused(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    (void)response;
    return fail_with(c, ERR_REFUSED, "this cannot be", "Do something else.");
}

static bool hungry(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    (void)response;
    for (i64 i = 0; i < BOUND_REQUEST_ARENA_BYTES / MIB; i++)
        arena_alloc(c->arena, MIB, 16);
    return true;
}

// The allocation numbered X-N from here on fails, on this thread.
static bool starved(ctx *c, struct request *request, struct response *response)
{
    i64 n = 0;
    assert(str_i64(request_header(request, "X-N"), &n));
    arena_fail_at(n);
    return echo(c, request, response);
}

static bool build_late(ctx *c, struct response *response, void *data)
{
    if (!strcmp(data, "error")) return fail(c, ERR_STORE, "the disk is full");
    response_body(response, "text/plain", str_of(fmt(c->arena, "late %s", (char *)data)));
    return true;
}

static void *answer_late(void *data)
{
    usleep(2000);
    response_complete(data, build_late, (char[]){"answer"});
    return NULL;
}

static bool later(ctx *c, struct request *request, struct response *response)
{
    (void)c;
    (void)request;
    pthread_t thread;
    response_later(response);
    assert(pthread_create(&thread, NULL, answer_late, response) == 0);
    pthread_detach(thread);
    return true;
}

// The answer overtakes the handler.
static bool later_at_once(ctx *c, struct request *request, struct response *response)
{
    (void)c;
    (void)request;
    response_later(response);
    response_complete(response, build_late, (char[]){"error"});
    usleep(1000);
    return true;
}

static bool later_refused(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    response_later(response);
    return fail(c, ERR_BUSY, "the queue is full");
}

static bool stuck(ctx *c, struct request *request, struct response *response)
{
    sem_wait(&stuck_goes_on);
    return hello(c, request, response);
}

static const struct field echo_in[] = {
    {.name = "name",     .type = FIELD_TEXT, .max = 10, .what = "Who it is."},
    {.name = "n",         .type = FIELD_I64, .min = 1, .max = 9},
    {.name = "word",                  .type = FIELD_TEXT, .many = true},
    {0},
};

static const struct route routes[] = {
    {GET,                                           "/hello", hello,   .what = "Says hello."                                  },
    {GET,                                           "/echo",  echo,    .what = "Says what was said.",                           .in = echo_in},
    {GET,                                             "/things/:id",                                                   thing, .what = "One thing."},
    {GET,                                             "/body",                                                   hello,       .what = "The body's form."      },
    {POST,                                             "/body",                                                  count_body,      .what = "Counts a body.",.body = "text/plain", .is_keyed = true},
    {GET,                         "/large",                                 large,                                      .what = "A long text."                                                                 },
    {GET,                       "/asset",                               asset,.what = "A style sheet."},
    {GET,                     "/refused",                             refused,                                    .what = "Never works."                                                                                                      },
    {GET,                       "/hungry",                               hungry, .what = "Takes all memory."},
    {GET,                  "/starved",                          starved,                               .what = "Runs out of memory."                                                                                                                                        },
    {GET,                "/later",                        later,.what = "Answers later."},
    {GET,                     "/later-at-once",                             later_at_once,                                    .what = "Answers before the handler is out."                                                                                                                                                                },
    {GET, "/later-refused",         later_refused,.what = "Nobody answers later after all."},
    {GET,    "/stuck",            stuck,                                       .what = "Waits."                                                                                                                                                                                                                                 },
};

// ---- The server ----

static i64 fixed_now(void)
{
    return CLOCK_MS;
}

static bool lend(ctx *c, void *app)
{
    (void)c;
    (void)app;
    atomic_fetch_add(&lent, 1);
    arena_fail_at(0); // what /starved left behind on this thread
    return true;
}

static void take_back(ctx *c, void *app)
{
    (void)c;
    (void)app;
    atomic_fetch_sub(&lent, 1);
}

static bool error_page(ctx *c, const struct request *request, const err *error,
                       struct response *response, void *app)
{
    (void)request;
    (void)app;
    response_body(response, "text/html", str_of(fmt(c->arena, "<p>%s</p>", error->msg)));
    return true;
}

static const char *const more_hosts[] = {"cx.example", NULL};

static ctx test_ctx(void)
{
    return (ctx){.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD, .now_ms = CLOCK_MS};
}

static struct server_options options_for_test(void)
{
    return (struct server_options){
        .listen = "127.0.0.1:0",
        .hosts = more_hosts,
        .routes = routes,
        .route_count = COUNT_OF(routes),
        .io_threads = 2,
        .workers = 2,
        .waiting_max = 4,
        .now_ms = fixed_now,
        .begin = lend,
        .end = take_back,
        .error_page = error_page,
    };
}

static int start_server(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR - 1);
    arena_init(&arena, 512 * MIB);
    sem_init(&stuck_goes_on, 0, 0);
    ctx c = test_ctx();
    struct server_options options = options_for_test();
    if (!server_start(&c, &options, &server)) return -1;
    at = server_address(server);
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    server_stop(server);
    assert(atomic_load(&lent) == 0);
    arena_release(&arena);
    return 0;
}

// A GET of that path with further headers, each ended by \r\n.
static str get(const char *path, const char *headers)
{
    return client_ask(
        &arena, at,
        str_of(fmt(&arena, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, at, headers)));
}

static str post(const char *path, const char *headers, str body)
{
    buf request = buf_new(&arena, 20 * MIB);
    buf_fmt(&request, "POST %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, at, headers);
    buf_add(&request, body);
    return client_ask(&arena, at, buf_str(&request));
}

static void assert_status(str response, int status)
{
    if (response_status_of(response) != status) print_message("%.*s\n", STR(response));
    assert_int_equal(response_status_of(response), status);
}

static void assert_body(str response, const char *body)
{
    assert_string_equal(str_c(&arena, response_body_of(response)), body);
}

static void assert_says(str response, const char *words)
{
    if (str_find(response, str_of(words)) < 0) print_message("%.*s\n", STR(response));
    assert_true(str_find(response, str_of(words)) >= 0);
}

// ---- Plain answers ----

static void a_request_is_answered_with_its_headers(void **state)
{
    (void)state;
    str response = get("/hello", "");
    assert_status(response, 200);
    assert_body(response, "hello\n");
    assert_says(response, "\r\nDate: Sat, 21 Nov 2026 10:00:00 GMT\r\n");
    assert_says(response, "\r\nContent-Type: text/plain; charset=utf-8\r\n");
    assert_says(response, "\r\nContent-Security-Policy: default-src 'none'; ");
    assert_says(response, "\r\nX-Content-Type-Options: nosniff\r\n");
    assert_says(response, "\r\nCache-Control: no-store\r\n");
    assert_says(response, "\r\nContent-Length: 6\r\n");
}

static void one_connection_takes_many_requests(void **state)
{
    (void)state;
    int fd = client_connect(at);
    for (int i = 0; i < 50; i++) {
        const char *path = i % 3 == 0 ? "/later" : "/hello";
        str request = str_of(fmt(&arena, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, at));
        assert_true(client_send(fd, request));
        assert_status(client_read(&arena, fd, true), 200);
    }
    close(fd);
}

static void requests_sent_at_once_are_answered_in_their_order(void **state)
{
    (void)state;
    int fd = client_connect(at);
    buf requests = buf_new(&arena, MIB);
    buf_fmt(&requests, "GET /later HTTP/1.1\r\nHost: %s\r\n\r\n", at);
    buf_fmt(&requests, "POST /body HTTP/1.1\r\nHost: %s\r\nContent-Length: 2\r\n\r\nab", at);
    buf_fmt(&requests, "GET /things/9 HTTP/1.1\r\nHost: %s\r\n\r\n", at);
    assert_true(client_send(fd, buf_str(&requests)));
    assert_body(client_read(&arena, fd, true), "late answer");
    assert_body(client_read(&arena, fd, true), "2 195");
    assert_body(client_read(&arena, fd, true), "thing 9");
    close(fd);
}

static void head_is_get_without_the_body(void **state)
{
    (void)state;
    int fd = client_connect(at);
    assert_true(client_send(fd, str_of(fmt(&arena,
                                           "HEAD /hello HTTP/1.1\r\nHost: %s\r\n\r\n"
                                           "GET /things/1 HTTP/1.1\r\nHost: %s\r\n\r\n",
                                           at, at))));
    str head = client_read(&arena, fd, false);
    assert_status(head, 200);
    assert_says(head, "Content-Length: 6\r\n");
    assert_body(client_read(&arena, fd, true), "thing 1");
    close(fd);
}

static void an_answer_may_come_later_from_another_thread(void **state)
{
    (void)state;
    assert_body(get("/later", ""), "late answer");
}

static void an_answer_may_overtake_its_handler(void **state)
{
    (void)state;
    str response = get("/later-at-once", "");
    assert_status(response, 503);
    assert_body(response, "{\"error\":{\"code\":\"STORE\",\"msg\":\"the disk is full\"}}");
}

static void a_handler_may_take_back_its_promise_to_answer_later(void **state)
{
    (void)state;
    str response = get("/later-refused", "");
    assert_status(response, 429);
    assert_says(response, "\r\nRetry-After: 1\r\n");
}

static void a_long_text_is_compressed_for_those_who_take_it(void **state)
{
    (void)state;
    str plain = response_body_of(get("/large", ""));
    str response = get("/large", "Accept-Encoding: br, gzip;q=0.5\r\n");
    assert_says(response, "Content-Encoding: gzip\r\n");
    str packed = response_body_of(response);
    assert_true(packed.size < plain.size / 4);
    char *unpacked = arena_alloc(&arena, plain.size + 1, 1);
    z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)packed.s,
                       .avail_in = (uInt)packed.size,
                       .next_out = (Bytef *)unpacked,
                       .avail_out = (uInt)plain.size + 1};
    assert_int_equal(inflateInit2(&stream, 31), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_true(str_equal((str){unpacked, (i64)stream.total_out}, plain));
    str refused_gzip = get("/large", "Accept-Encoding: gzip;q=0\r\n");
    assert_int_equal(response_header_of(refused_gzip, "Content-Encoding").size, 0);
}

static void what_a_browser_has_is_not_sent_again(void **state)
{
    (void)state;
    str first = get("/asset", "");
    assert_says(first, "ETag: W/\"abc\"\r\n");
    assert_says(first, "Cache-Control: public, max-age=31536000, immutable\r\n");
    int fd = client_connect(at);
    assert_true(client_send(fd, str_of(fmt(&arena,
                                           "GET /asset HTTP/1.1\r\nHost: %s\r\n"
                                           "If-None-Match: \"old\", W/\"abc\"\r\n\r\n",
                                           at))));
    assert_status(client_read(&arena, fd, false), 304);
    close(fd);
    assert_status(get("/asset", "If-None-Match: W/\"abd\"\r\n"), 200);
}

static void errors_are_json_or_a_page_as_the_asker_likes(void **state)
{
    (void)state;
    str json = get("/refused", "");
    assert_status(json, 409);
    assert_body(json, "{\"error\":{\"code\":\"REFUSED\",\"msg\":\"this cannot be\",\"hint\":\"Do "
                      "something else.\"}}");
    assert_body(get("/refused", "HX-Request: true\r\nAccept: */*\r\n"), "<p>this cannot be</p>");
    str page = get("/refused", "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n");
    assert_status(page, 409);
    assert_body(page, "<p>this cannot be</p>");
}

static void a_handler_that_takes_all_memory_gets_an_error(void **state)
{
    (void)state;
    assert_status(get("/hungry", ""), 413);
    assert_status(get("/hello", ""), 200);
}

// The handler's thread, the answer's headers, the error itself: whichever allocation fails,
// something is said.
static void a_lack_of_memory_is_answered_wherever_it_strikes(void **state)
{
    (void)state;
    i64 refused_count = 0;
    for (int n = 1; n <= 40; n++) {
        str response = get("/starved", fmt(&arena, "X-N: %d\r\n", n));
        bool is_told = response_status_of(response) == 200 || response_status_of(response) == 503;
        if (!is_told) print_message("%d: %.*s\n", n, STR(response));
        assert_true(is_told);
        refused_count += response_status_of(response) == 503;
    }
    assert_true(refused_count >= 3);
    assert_status(get("/hello", ""), 200);
}

// ---- Addresses ----

static void inputs_are_read_as_declared(void **state)
{
    (void)state;
    assert_body(get("/echo?name=J%C3%A4rvi+1&n=3&word=a&word=%26b&", ""),
                "{\"name\":\"J\u00e4rvi 1\",\"n\":3,\"words\":[\"a\",\"&b\"]}");
    assert_body(get("/echo?name=", ""), "{\"name\":\"nobody\",\"n\":7,\"words\":[]}");
}

static void inputs_that_were_not_declared_are_refused(void **state)
{
    (void)state;
    str response = get("/echo?nmae=x", "");
    assert_status(response, 400);
    assert_says(response, "there is no parameter \\\"nmae\\\" here");
    assert_says(response, "Parameters of this address: name, n, word.");
    assert_says(get("/echo?n=10", ""), "n: the number is out of bounds");
    assert_says(get("/echo?n=x", ""), "n: this is not a whole number");
    assert_says(get("/echo?n=1&n=2", ""), "n: this may be given only once");
    assert_says(get("/echo?name=abcdefghijk", ""), "name: the text is too long");
}

static void badly_encoded_addresses_are_refused(void **state)
{
    (void)state;
    assert_status(get("/echo?name=%4", ""), 400);
    assert_status(get("/echo?name=%zz", ""), 400);
    assert_status(get("/echo?name=%ff", ""), 400);
    assert_status(get("/echo?name=%00", ""), 400);
    assert_status(get("/things/%4", ""), 400);
    assert_body(get("/things/a%2Fb", ""), "thing a/b");
}

static void unknown_paths_and_methods_are_told_apart(void **state)
{
    (void)state;
    assert_status(get("/nothing", ""), 404);
    assert_status(get("/things/1/2", ""), 404);
    assert_status(get("/things/", ""), 404);
    str response = post("/hello", "Content-Length: 0\r\n", S(""));
    assert_status(response, 405);
    assert_says(response, "Allow: GET, HEAD\r\n");
    response = client_ask(&arena, at,
                          str_of(fmt(&arena, "DELETE /body HTTP/1.1\r\nHost: %s\r\n\r\n", at)));
    assert_status(response, 405);
    assert_says(response, "Allow: GET, HEAD, POST\r\n");
}

// ---- Shapes that are refused ----

static void a_body_has_one_size(void **state)
{
    (void)state;
    assert_says(post("/body", "Content-Length: 1\r\nContent-Length: 1\r\n", S("a")),
                "two Content-Length");
    assert_says(post("/body", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                     S("1\r\na\r\n0\r\n\r\n")),
                "both Content-Length and Transfer-Encoding");
    assert_status(post("/body", "Transfer-Encoding: gzip, chunked\r\n", S("0\r\n\r\n")), 501);
    assert_status(post("/body", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                       S("0\r\n\r\n")),
                  400);
    assert_status(post("/body", "Content-Length: +1\r\n", S("a")), 400);
    assert_status(post("/body", "Content-Length: 1, 1\r\n", S("a")), 400);
    assert_status(post("/body", "Content-Length : 1\r\n", S("a")), 400);
    assert_status(get("/hello", "X: a\rContent-Length: 3\r\n"), 400);
}

// A GET whose body is left unread must not have it read as the next request.
static void nothing_is_read_after_a_refusal(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "GET /hello HTTP/1.1\r\nContent-Length: 60\r\nContent-Length: 60\r\n",
        "GET /nothing HTTP/1.1\r\nContent-Length: 60\r\n",
        "POST /body HTTP/1.1\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n",
    };
    for (i64 i = 0; i < COUNT_OF(heads); i++) {
        int fd = client_connect(at);
        str request =
            str_of(fmt(&arena, "%sHost: %s\r\n\r\nGET /things/1 HTTP/1.1\r\nHost: %s\r\n\r\n",
                       heads[i], at, at));
        assert_true(client_send(fd, request));
        str response = client_read(&arena, fd, true);
        assert_true(response_status_of(response) >= 400);
        assert_says(response, "Connection: close\r\n");
        assert_int_equal(client_read(&arena, fd, true).size, 0);
        close(fd);
    }
}

static void only_known_hosts_are_served(void **state)
{
    (void)state;
    const char *port = strrchr(at, ':');
    const char *by_name = fmt(&arena, "Host: localhost%s\r\n", port);
    const char *in_capitals = fmt(&arena, "Host: LOCALHOST%s\r\n", port);
    const char *with_user = fmt(&arena, "Host: localhost%s@evil\r\n", port);
    const char *two = fmt(&arena, "Host: %s\r\nHost: evil.example\r\n", at);
    struct {
        const char *host;
        int status;
    } cases[] = {
        {by_name,                    200},
        {in_capitals,                200},
        {"Host: cx.example\r\n",     200},
        {"Host: cx.example:443\r\n", 200},
        {"Host: evil.example\r\n",   421},
        {"Host: localhost:1\r\n",    421},
        {"Host: localhost\r\n",      421},
        {with_user,                  421},
        {"Host: \r\n",               421},
        {"",                         400},
        {two,                        400},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        str request = str_of(fmt(&arena, "GET /hello HTTP/1.1\r\n%s\r\n", cases[i].host));
        assert_status(client_ask(&arena, at, request), cases[i].status);
    }
}

static void pages_of_other_sites_do_not_write(void **state)
{
    (void)state;
    const char *ours = fmt(&arena, "Origin: http://%s\r\nContent-Length: 0\r\n", at);
    assert_status(post("/body", ours, S("")), 200);
    assert_status(post("/body", "Origin: http://evil.example\r\nContent-Length: 0\r\n", S("")),
                  403);
    assert_status(post("/body", "Origin: null\r\nContent-Length: 0\r\n", S("")), 403);
}

static const char *repeated(char character, i64 count)
{
    char *text = arena_alloc(&arena, count + 1, 1);
    memset(text, character, (size_t)count);
    return text;
}

static void what_is_too_large_is_refused_at_once(void **state)
{
    (void)state;
    assert_status(get(fmt(&arena, "/%s", repeated('a', 9000)), ""), 414);
    assert_status(get("/hello", fmt(&arena, "X: %s\r\n", repeated('a', 20000))), 431);
    buf headers = buf_new(&arena, MIB);
    for (int i = 0; i < 100; i++)
        buf_fmt(&headers, "X-%d: a\r\n", i);
    assert_status(get("/hello", headers.s), 431);
    // The body is never sent, so the answer came before it.
    assert_status(post("/body", "Content-Length: 9000000\r\n", S("")), 413);
    assert_status(post("/body", "Content-Length: 99999999999999999999\r\n", S("")), 413);
}

static void bodies_are_taken_whole_in_either_coding(void **state)
{
    (void)state;
    i64 size = BOUND_BODY_BYTES;
    str body = {repeated('b', size), size};
    const char *length = fmt(&arena, "Content-Length: %lld\r\n", (long long)size);
    const char *sum = fmt(&arena, "%lld %lld", (long long)size, (long long)size * 'b');
    assert_body(post("/body", length, body), sum);
    buf chunks = buf_new(&arena, 20 * MIB);
    for (int i = 0; i < 300; i++)
        buf_fmt(&chunks, "3E8\r\n%s\r\n", repeated('b', 1000));
    buf_c(&chunks, "0\r\n\r\n");
    assert_body(post("/body", "Transfer-Encoding: chunked\r\n", buf_str(&chunks)),
                "300000 29400000");
}

static void a_body_in_chunks_that_grows_too_large_is_refused(void **state)
{
    (void)state;
    buf chunks = buf_new(&arena, 20 * MIB);
    for (int i = 0; i < 9; i++)
        buf_fmt(&chunks, "100000\r\n%s\r\n", repeated('b', MIB));
    buf_c(&chunks, "0\r\n\r\n");
    assert_status(post("/body", "Transfer-Encoding: chunked\r\n", buf_str(&chunks)), 413);
}

static void a_slow_body_holds_up_nobody(void **state)
{
    (void)state;
    int fds[20];
    for (i64 i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_connect(at);
        assert_true(client_send(fds[i], str_of(fmt(&arena,
                                                   "POST /body HTTP/1.1\r\nHost: %s\r\n"
                                                   "Content-Length: 3\r\n\r\na",
                                                   at))));
    }
    assert_status(get("/hello", ""), 200);
    for (i64 i = 0; i < COUNT_OF(fds); i++) {
        assert_true(client_send(fds[i], S("bc")));
        assert_body(client_read(&arena, fds[i], true), "3 294");
        close(fds[i]);
    }
}

static void a_full_queue_says_so_at_once(void **state)
{
    (void)state;
    // Two workers are stuck and four requests wait; the rest are told to come again.
    int fds[10], refused_count = 0, done = 0;
    for (i64 i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_connect(at);
        assert_true(client_send(
            fds[i], str_of(fmt(&arena, "GET /stuck HTTP/1.1\r\nHost: %s\r\n\r\n", at))));
        usleep(20000);
    }
    for (i64 i = 6; i < COUNT_OF(fds); i++) {
        str response = client_read(&arena, fds[i], true);
        refused_count += response_status_of(response) == 429 &&
                         response_header_of(response, "Retry-After").size > 0;
    }
    assert_int_equal(refused_count, 4);
    for (int i = 0; i < 6; i++)
        sem_post(&stuck_goes_on);
    for (i64 i = 0; i < COUNT_OF(fds); i++) {
        if (i < 6) done += response_status_of(client_read(&arena, fds[i], true)) == 200;
        close(fds[i]);
    }
    assert_int_equal(done, 6);
}

// ---- Start and stop ----

static void only_loopback_addresses_are_listened_on(void **state)
{
    (void)state;
    struct {
        const char *address;
        err_code code;
    } cases[] = {
        {"0.0.0.0:8080",    ERR_USAGE},
        {"192.168.1.1:80",  ERR_USAGE},
        {"[::]:8080",       ERR_USAGE},
        {"8080",            ERR_USAGE},
        {"127.0.0.1:70000", ERR_USAGE},
        {"nowhere:80",      ERR_USAGE},
        {at,                ERR_BUSY },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        ctx c = test_ctx();
        struct server_options options = options_for_test();
        options.listen = cases[i].address;
        struct server *other;
        assert_false(server_start(&c, &options, &other));
        assert_int_equal(c.err.code, cases[i].code);
        assert_non_null(c.err.hint);
    }
}

static void the_other_loopback_is_listened_on_too(void **state)
{
    (void)state;
    ctx c = test_ctx();
    struct server_options options = options_for_test();
    options.listen = "[::1]:0";
    struct server *other;
    if (!server_start(&c, &options, &other)) {
        assert_int_equal(c.err.code, ERR_SYSTEM); // a machine without IPv6
        skip();
    }
    const char *address = server_address(other);
    assert_true(str_starts(str_of(address), S("[::1]:")));
    str request = str_of(fmt(&arena, "GET /hello HTTP/1.1\r\nHost: %s\r\n\r\n", address));
    assert_status(client_ask(&arena, address, request), 200);
    server_stop(other);
}

static void stopping_waits_for_the_answers_that_were_promised(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        ctx c = test_ctx();
        struct server_options options = options_for_test();
        struct server *other;
        assert_true(server_start(&c, &options, &other));
        int fd = client_connect(server_address(other));
        str request =
            str_of(fmt(&arena, "GET /later HTTP/1.1\r\nHost: %s\r\n\r\n", server_address(other)));
        assert_true(client_send(fd, request));
        usleep(1000);
        server_stop(other);
        str response = client_read(&arena, fd, true);
        // Refused, or answered, or never taken; but when it was taken, never left without an
        // answer.
        if (response.size > 0)
            assert_true(response_status_of(response) == 200 || response_status_of(response) == 503);
        close(fd);
    }
}

static void the_table_describes_itself(void **state)
{
    (void)state;
    ctx c = test_ctx();
    struct openapi_about about = {"Test", "1", "For a test."};
    str text = json_write(&c, openapi_write(&c, about, routes, COUNT_OF(routes)));
    assert_says(text,
                "\"/things/{id}\":{\"get\":{\"summary\":\"One thing.\",\"parameters\":[{\"name\":"
                "\"id\",\"in\":\"path\",\"required\":true,");
    assert_says(text, "\"/body\":{\"get\":{");
    assert_says(text, "\"post\":{\"summary\":\"Counts a body.\"");
    assert_says(text, "{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered_with_its_headers),
        cmocka_unit_test(one_connection_takes_many_requests),
        cmocka_unit_test(requests_sent_at_once_are_answered_in_their_order),
        cmocka_unit_test(head_is_get_without_the_body),
        cmocka_unit_test(an_answer_may_come_later_from_another_thread),
        cmocka_unit_test(an_answer_may_overtake_its_handler),
        cmocka_unit_test(a_handler_may_take_back_its_promise_to_answer_later),
        cmocka_unit_test(a_long_text_is_compressed_for_those_who_take_it),
        cmocka_unit_test(what_a_browser_has_is_not_sent_again),
        cmocka_unit_test(errors_are_json_or_a_page_as_the_asker_likes),
        cmocka_unit_test(a_handler_that_takes_all_memory_gets_an_error),
        cmocka_unit_test(a_lack_of_memory_is_answered_wherever_it_strikes),
        cmocka_unit_test(inputs_are_read_as_declared),
        cmocka_unit_test(inputs_that_were_not_declared_are_refused),
        cmocka_unit_test(badly_encoded_addresses_are_refused),
        cmocka_unit_test(unknown_paths_and_methods_are_told_apart),
        cmocka_unit_test(a_body_has_one_size),
        cmocka_unit_test(nothing_is_read_after_a_refusal),
        cmocka_unit_test(only_known_hosts_are_served),
        cmocka_unit_test(pages_of_other_sites_do_not_write),
        cmocka_unit_test(what_is_too_large_is_refused_at_once),
        cmocka_unit_test(bodies_are_taken_whole_in_either_coding),
        cmocka_unit_test(a_body_in_chunks_that_grows_too_large_is_refused),
        cmocka_unit_test(a_slow_body_holds_up_nobody),
        cmocka_unit_test(a_full_queue_says_so_at_once),
        cmocka_unit_test(only_loopback_addresses_are_listened_on),
        cmocka_unit_test(the_other_loopback_is_listened_on_too),
        cmocka_unit_test(stopping_waits_for_the_answers_that_were_promised),
        cmocka_unit_test(the_table_describes_itself),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
