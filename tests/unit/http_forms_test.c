// The server as signed-in people meet it: sessions, forms, files, tokens, headers, and the world
// beyond loopback.
#include "http/cookie.h"
#include "http/guard.h"
#include "http/http.h"
#include "http/upload.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "bounds.h"
#include "support/http_client.h"

#include "support/test.h"

#define CLOCK_MS 1795255200000 // 2026-11-21T10:00:00Z

enum { MAY_READ = 1, MAY_SEND = 2 };

static struct arena arena;
static struct server *server;
static const char *at;
static _Atomic i64 clock_ms = CLOCK_MS;
static _Atomic u64 random_count;
static atomic_int handled;
static const u8 secret[GUARD_SECRET_BYTES] = "a secret of this test's own here";

// ---- Routes ----

static bool page(ctx *c, struct request *request, struct response *response)
{
    const char *who = request->session ? request->session : "nobody";
    const char *token = guard_token(c, request, response);
    response->etag = "same";
    response->cache = CACHE_CHECK;
    response_body(response, "text/plain",
                  str_of(fmt(c->arena, "%s %.*s %s %s", who, STR(request->client),
                             request->is_tls ? "tls" : "plain", token)));
    return true;
}

static bool save(ctx *c, struct request *request, struct response *response)
{
    atomic_fetch_add(&handled, 1);
    str next = request_text(request, "next", S("/page"));
    if (str_equal(request_text(request, "title", S("")), S("taken"))) {
        request_problem_add(c, request, "title", "somebody has this one", NULL);
        return request->route->again(c, request, response);
    }
    response_see(c, response, str_c(c->arena, next));
    return true;
}

static bool save_again(ctx *c, struct request *request, struct response *response)
{
    buf text = buf_new(c->arena, 10000);
    for (i64 i = 0; i < request->problem_count; i++)
        buf_fmt(&text, "%s: %s\n", request->problems[i].field->name, request->problems[i].msg);
    buf_fmt(&text, "title=%.*s n=%.*s password=%.*s", STR(request_typed(request, "title")),
            STR(request_typed(request, "n")), STR(request_typed(request, "password")));
    response_body(response, "text/plain", buf_str(&text));
    return true;
}

static bool receive(ctx *c, struct request *request, struct response *response)
{
    atomic_fetch_add(&handled, 1);
    const struct input *file = request_input(request, "file");
    char beginning[10] = "";
    i64 sum = 0;
    char bytes[4096];
    ssize_t size = pread(file->upload->fd, beginning, sizeof beginning - 1, 0);
    while (size > 0 && (size = read(file->upload->fd, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < size; i++)
            sum += (u8)bytes[i];
    }
    response_body(response, "text/plain",
                  str_of(fmt(c->arena, "%.*s %s %lld %lld %.*s", STR(file->text),
                             file->upload->type, (long long)file->upload->size, (long long)sum,
                             STR(request_text(request, "note", S("-"))))));
    return true;
}

static bool take_key(ctx *c, struct request *request, struct response *response)
{
    (void)c;
    response_body(response, "text/plain", request->body);
    return true;
}

static const struct field save_in[] = {
    {.name = "title",    .type = FIELD_TEXT, .max = 10, .required = true},
    {.name = "n",         .type = FIELD_I64, .min = 1, .max = 9},
    {.name = "password",                  .type = FIELD_TEXT, .is_secret = true},
    {.name = "next",.type = FIELD_TEXT},
    {0         },
};

static const struct field file_in[] = {
    {.name = "file",   .type = FIELD_FILE, .max = 20 * MIB, .required = true},
    {.name = "note", .type = FIELD_TEXT},
    {0               },
};

// clang-format off
static const struct route routes[] = {
    {GET, "/page", page, .what = "A page."},
    {GET, "/private", page, .may = MAY_READ, .what = "A page for people we know."},
    {GET, "/alive", page, .in_background = true, .what = "Nobody asks who it is."},
    {POST, "/save", save, .in = save_in, .body = BODY_FORM, .again = save_again, .what = "Saves."},
    {POST, "/plain", save, .in = save_in, .body = BODY_FORM, .what = "Saves, has no page."},
    {POST, "/files", receive, .may = MAY_SEND, .in = file_in, .body = BODY_FILES, .what = "Takes a file."},
    {POST, "/json", take_key, .body = "application/json", .what = "Takes JSON from a page."},
    {POST, "/keyed", take_key, .body = "application/json", .is_keyed = true, .what = "Takes JSON."},
};
// clang-format on

// ---- The server ----

static i64 now(void)
{
    return atomic_load(&clock_ms);
}

static u64 count_up(ctx *c)
{
    (void)c;
    return atomic_fetch_add(&random_count, 1) * 0x9e3779b97f4a7c15ULL;
}

// The session's cookie is the name of who is signed in; a bearer token too.
static bool who(ctx *c, struct request *request, void *app)
{
    (void)app;
    str name = cookie_read(c, request, "session");
    str bearer = request_header(request, "Authorization");
    if (str_equal(name, S("broken"))) return fail(c, ERR_STORE, "the store does not answer");
    if (str_starts(bearer, S("Bearer "))) {
        name = str_slice(bearer, 7, bearer.size);
        request->is_keyed = true;
    }
    if (name.size == 0) return true;
    request->session = arena_alloc(c->arena, name.size + 1, 1);
    memcpy(request->session, name.s, (size_t)name.size);
    request->session_key = name;
    return true;
}

static bool may(ctx *c, const struct request *request, void *app)
{
    (void)app;
    if (!request->session) return fail(c, ERR_UNKNOWN_USER, "nobody is signed in");
    if (request->route->may == MAY_SEND && strcmp(request->session, "ann") != 0)
        return fail(c, ERR_FORBIDDEN, "only Ann sends files");
    return true;
}

static const char *const hosts[] = {"cx.example", NULL}, *const proxies[] = {"loopback", NULL};

static struct server_options options_for_test(void)
{
    return (struct server_options){
        .listen = "127.0.0.1:0",
        .hosts = hosts,
        .has_accounts = true,
        .proxies = proxies,
        .secret = secret,
        .uploads = "/tmp",
        .routes = routes,
        .route_count = COUNT_OF(routes),
        .io_threads = 2,
        .workers = 2,
        .now_ms = now,
        .random = count_up,
        .who = who,
        .may = may,
    };
}

static ctx test_ctx(void)
{
    return (ctx){.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD, .now_ms = CLOCK_MS};
}

static int start_server(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR - 1);
    arena_init(&arena, 1024 * MIB);
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
    arena_release(&arena);
    return 0;
}

// ---- Asking ----

static str get(const char *path, const char *headers)
{
    return client_ask(
        &arena, at,
        str_of(fmt(&arena, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, at, headers)));
}

static str post(const char *path, const char *type, const char *headers, str body)
{
    buf request = buf_new(&arena, 64 * MIB);
    buf_fmt(&request,
            "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %lld\r\n%s\r\n",
            path, at, type, (long long)body.size, headers);
    buf_add(&request, body);
    return client_ask(&arena, at, buf_str(&request));
}

#define ANN  "Cookie: session=ann\r\n"
#define BOB  "Cookie: session=bob\r\n"
#define FORM BODY_FORM

// The last word of the page is the token.
static const char *token_for(const char *headers)
{
    str body = response_body_of(get("/page", headers)), word = {0};
    while (str_cut(&body, ' ', &word))
        continue;
    return str_c(&arena, word);
}

static str save_as(const char *headers, const char *token, const char *fields)
{
    return post("/save", FORM, headers, str_of(fmt(&arena, "csrf=%s&%s", token, fields)));
}

static void assert_status(str response, int status)
{
    if (response_status_of(response) != status) print_message("%.*s\n", STR(response));
    assert_int_equal(response_status_of(response), status);
}

static void assert_says(str response, const char *words)
{
    if (str_find(response, str_of(words)) < 0)
        print_message("no '%s' in\n%.*s\n", words, STR(response));
    assert_true(str_find(response, str_of(words)) >= 0);
}

// ---- Sessions ----

static void a_handler_knows_who_asks(void **state)
{
    (void)state;
    assert_says(get("/page", ""), "nobody 127.0.0.1 plain ");
    assert_says(get("/page", ANN), "ann 127.0.0.1 plain ");
    assert_says(get("/page", "Authorization: Bearer robot\r\n"), "robot 127.0.0.1 plain ");
    assert_says(get("/alive", ANN), "nobody 127.0.0.1 plain ");
    assert_status(get("/private", ""), 401);
    assert_status(get("/private", BOB), 200);
    assert_status(get("/private", "Cookie: session=ann; session=bob\r\n"), 401);
    assert_status(get("/page", "Cookie: session=broken\r\n"), 503);
}

static void a_personal_page_is_kept_by_nobody(void **state)
{
    (void)state;
    str ours = get("/page", ANN);
    assert_says(ours, "\r\nCache-Control: no-store\r\n");
    assert_says(ours, "\r\nVary: Accept, Accept-Encoding, Accept-Language, Cookie\r\n");
    assert_int_equal(response_header_of(ours, "ETag").size, 0);
    str nobodys = get("/page", "Cookie: visitor=00112233445566778899aabbccddeeff\r\n");
    assert_says(nobodys, "\r\nCache-Control: no-cache\r\n");
    assert_says(nobodys, "\r\nVary: Accept, Accept-Encoding, Accept-Language, Cookie\r\n");
    // The first answer brings a visitor's cookie, which is theirs alone.
    str first = get("/page", "");
    assert_says(first, "\r\nCache-Control: no-store\r\n");
    assert_says(first, "\r\nSet-Cookie: visitor=");
}

static void headers_forbid_what_we_do_not_use(void **state)
{
    (void)state;
    str response = get("/page", "");
    str policy = response_header_of(response, "Content-Security-Policy");
    assert_says(policy, "default-src 'none'");
    assert_says(policy, "script-src 'self';");
    assert_says(policy, "frame-ancestors 'none'");
    assert_true(str_find(policy, S("unsafe")) < 0);
    assert_says(response, "\r\nX-Content-Type-Options: nosniff\r\n");
    assert_says(response, "\r\nReferrer-Policy: same-origin\r\n");
    assert_says(response, "\r\nPermissions-Policy: accelerometer=(), camera=()");
    assert_says(response, "\r\nCross-Origin-Opener-Policy: same-origin\r\n");
    assert_int_equal(response_header_of(response, "Strict-Transport-Security").size, 0);
}

static void behind_a_proxy_tls_and_address_are_known(void **state)
{
    (void)state;
    const char *headers =
        "X-Forwarded-Proto: https\r\nX-Forwarded-For: 198.51.100.4, 203.0.113.9\r\n";
    str response = get("/page", headers);
    assert_says(response, "nobody 203.0.113.9 tls ");
    assert_says(response, "\r\nStrict-Transport-Security: max-age=63072000\r\n");
    assert_says(response, "\r\nSet-Cookie: __Host-visitor=");
    assert_says(response, "; Path=/; SameSite=Lax; HttpOnly; Secure\r\n");
    assert_says(get("/page", fmt(&arena, "%sCookie: __Host-session=ann\r\n", headers)), "ann ");
    assert_says(get("/page", fmt(&arena, "%s" ANN, headers)), "nobody ");
    // An unencrypted page of our name is not ours then.
    const char *origin = fmt(&arena, "%sOrigin: http://cx.example\r\n", headers);
    assert_status(post("/keyed", "application/json", origin, S("{}")), 403);
    origin = fmt(&arena, "%sOrigin: https://cx.example\r\n", headers);
    assert_status(post("/keyed", "application/json", origin, S("{}")), 200);
}

// ---- Forms ----

static void a_form_is_taken_and_leads_on(void **state)
{
    (void)state;
    str response = save_as(ANN, token_for(ANN), "title=a+b&n=3");
    assert_status(response, 303);
    assert_says(response, "\r\nLocation: /page\r\n");
    assert_says(save_as(ANN, token_for(ANN), "title=a&next=%2Ffigures%3Fby%3Dunit"),
                "\r\nLocation: /figures?by=unit\r\n");
    assert_says(save_as(ANN, token_for(ANN), "title=a&next=%2F%2Fevil.example"),
                "\r\nLocation: /\r\n");
    str split = save_as(ANN, token_for(ANN), "title=a&next=%2Fa%0D%0ASet-Cookie%3A+b%3Dc");
    assert_says(split, "\r\nLocation: /\r\n");
    assert_int_equal(response_header_of(split, "Set-Cookie").size, 0);
}

static void a_refused_form_keeps_what_was_typed(void **state)
{
    (void)state;
    int before = atomic_load(&handled);
    str response = save_as(ANN, token_for(ANN), "title=longer+than+ten&n=x&password=hush");
    assert_status(response, 400);
    assert_string_equal(str_c(&arena, response_body_of(response)),
                        "title: the text is too long\nn: this is not a whole number\n"
                        "title=longer than ten n=x password=");
    assert_int_equal(atomic_load(&handled), before);
    assert_says(save_as(ANN, token_for(ANN), "title=taken&n=2"),
                "title: somebody has this one\ntitle=taken n=2 password=");
    str body = str_of(fmt(&arena, "csrf=%s&n=x", token_for(ANN)));
    response = post("/plain", FORM, ANN, body);
    assert_status(response, 400);
    assert_says(response, "\"fields\":{\"n\":{\"msg\":\"this is not a whole number\",\"hint\":"
                          "\"Numbers from 1 to 9 are taken.\"},\"title\":{\"msg\":\"this must be "
                          "given\"}}");
}

static void what_is_no_form_of_ours_is_refused(void **state)
{
    (void)state;
    int before = atomic_load(&handled);
    const char *token = token_for(ANN);
    assert_says(save_as(ANN, token, "title=a&admin=1"), "there is no field \\\"admin\\\" here");
    assert_status(save_as(ANN, token, "title=%"), 400);
    str body = str_of(fmt(&arena, "csrf=%s&title=a", token));
    assert_status(post("/save?title=b", FORM, ANN, body), 400); // typed in two places
    assert_status(post("/save", "text/plain", ANN, body), 415);
    assert_status(post("/save", "multipart/form-data; boundary=x", ANN, body), 415);
    assert_status(post("/save", FORM, ANN "Content-Type: text/plain\r\n", body), 415);
    assert_status(post("/save", FORM "; charset=utf-8", ANN, body), 303);
    buf many = buf_new(&arena, 20 * MIB);
    buf_add(&many, body);
    while (many.size <= BOUND_BODY_BYTES)
        buf_c(&many, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_status(post("/save", FORM, ANN, buf_str(&many)), 413);
    assert_int_equal(atomic_load(&handled), before + 1);
}

// ---- Tokens ----

static void a_form_without_the_session_s_token_does_nothing(void **state)
{
    (void)state;
    int before = atomic_load(&handled);
    const char *anns = token_for(ANN);
    str response = post("/save", FORM, ANN, S("title=a"));
    assert_status(response, 403);
    assert_says(response, "the form is too old, or was not made here");
    assert_says(response, "Load the page again, and send it once more.");
    assert_status(save_as(BOB, anns, "title=a"), 403);
    assert_status(save_as("", anns, "title=a"), 403);
    assert_status(save_as(ANN, token_for(BOB), "title=a"), 403);
    assert_status(save_as(ANN, token_for(""), "title=a"), 403);
    assert_status(save_as(ANN, "0000", "title=a"), 403);
    assert_status(save_as(ANN, anns, fmt(&arena, "title=a&csrf=%s", token_for(BOB))), 403);
    // A form that is wrong besides tells nothing to who has no token.
    assert_status(post("/save", FORM, ANN, S("title=longer+than+ten")), 403);
    assert_int_equal(atomic_load(&handled), before);
    assert_status(save_as(ANN, anns, "title=a"), 303);
}

static void pages_of_other_sites_send_no_forms(void **state)
{
    (void)state;
    int before = atomic_load(&handled);
    const char *token = token_for(ANN);
    assert_status(save_as(ANN "Sec-Fetch-Site: cross-site\r\n", token, "title=a"), 403);
    assert_status(save_as(ANN "Sec-Fetch-Site: same-site\r\n", token, "title=a"), 403);
    assert_status(save_as(ANN "Origin: http://evil.example\r\n", token, "title=a"), 403);
    assert_status(save_as(ANN "Origin: null\r\n", token, "title=a"), 403);
    assert_int_equal(atomic_load(&handled), before);
    assert_status(save_as(ANN "Sec-Fetch-Site: same-origin\r\n", token, "title=a"), 303);
}

static void who_signs_in_has_a_token_before(void **state)
{
    (void)state;
    str first = get("/page", "");
    str cookie = response_header_of(first, "Set-Cookie"), value;
    str_cut(&cookie, ';', &value);
    str body = response_body_of(first), token = {0};
    while (str_cut(&body, ' ', &token))
        continue;
    const char *header = fmt(&arena, "Cookie: %.*s\r\n", STR(value));
    assert_status(save_as(header, str_c(&arena, token), "title=a"), 303);
    assert_status(save_as("", str_c(&arena, token), "title=a"), 403);
}

static void json_needs_the_token_in_a_header_or_a_key(void **state)
{
    (void)state;
    const char *json = "application/json";
    assert_status(post("/json", json, ANN, S("{}")), 403);
    const char *headers = fmt(&arena, ANN "X-CSRF-Token: %s\r\n", token_for(ANN));
    str response = post("/json", json, headers, S("{\"a\":1}"));
    assert_status(response, 200);
    assert_string_equal(str_c(&arena, response_body_of(response)), "{\"a\":1}");
    assert_status(post("/json", json, "Authorization: Bearer robot\r\n", S("{}")), 200);
    assert_status(post("/keyed", json, "", S("{}")), 200);
}

// ---- Files ----

static str file_body(const char *token, str content)
{
    buf body = buf_new(&arena, 64 * MIB);
    buf_fmt(&body,
            "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n"
            "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a b.csv\"\r\n"
            "Content-Type: image/svg+xml\r\n\r\n",
            token);
    buf_add(&body, content);
    buf_c(&body, "\r\n--xx\r\nContent-Disposition: form-data; name=note\r\n\r\nfine\r\n--xx--\r\n");
    return buf_str(&body);
}

#define FILES "multipart/form-data; boundary=xx"

static str repeated(char character, i64 count)
{
    char *text = arena_alloc(&arena, count + 1, 1);
    memset(text, character, (size_t)count);
    return (str){text, count};
}

static void a_file_larger_than_memory_s_bound_is_taken(void **state)
{
    (void)state;
    str response = post("/files", FILES, ANN, file_body(token_for(ANN), S("a;b\n1;2\n")));
    assert_status(response, 200);
    assert_string_equal(str_c(&arena, response_body_of(response)), "a b.csv text/plain 8 432 fine");
    i64 size = 2 * BOUND_BODY_BYTES;
    response = post("/files", FILES, ANN, file_body(token_for(ANN), repeated('b', size)));
    assert_string_equal(
        str_c(&arena, response_body_of(response)),
        fmt(&arena, "a b.csv text/plain %lld %lld fine", (long long)size, (long long)size * 'b'));
}

// The refusal comes before the body, which is never sent.
static void only_who_may_sends_a_file(void **state)
{
    (void)state;
    int before = atomic_load(&handled);
    static const struct {
        const char *headers;
        int status;
    } cases[] = {
        {"",                                    401},
        {BOB,                                   403},
        {"Cookie: session=broken\r\n",          503},
        {ANN "Sec-Fetch-Site: cross-site\r\n",  403},
        {ANN "Origin: http://evil.example\r\n", 403},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        str request = str_of(fmt(&arena,
                                 "POST /files HTTP/1.1\r\nHost: %s\r\nContent-Type: " FILES
                                 "\r\nContent-Length: 20000000\r\n%s\r\n",
                                 at, cases[i].headers));
        str response = client_ask(&arena, at, request);
        assert_status(response, cases[i].status);
        assert_says(response, "\r\nConnection: close\r\n");
    }
    assert_status(post("/files", FILES, ANN, file_body("00", S("a"))), 403); // no right token
    assert_int_equal(atomic_load(&handled), before);
}

static void files_that_are_too_large_or_broken_are_refused(void **state)
{
    (void)state;
    const char *token = token_for(ANN);
    str response = post("/files", FILES, ANN, file_body(token, repeated('b', 20 * MIB + 1)));
    assert_status(response, 413);
    assert_says(response, "file: the file is too large");
    str request = str_of(fmt(&arena,
                             "POST /files HTTP/1.1\r\nHost: %s\r\nContent-Type: " FILES
                             "\r\nContent-Length: 1000000000\r\n" ANN "\r\n",
                             at));
    assert_status(client_ask(&arena, at, request), 413);
    str body = file_body(token, S("a"));
    assert_status(post("/files", FILES, ANN, str_slice(body, 0, body.size - 10)), 400);
    assert_status(post("/files", FILES, ANN, S("")), 400);
    assert_status(post("/files", BODY_FILES, ANN, body), 400);
    body = str_of(fmt(&arena,
                      "--xx\r\nContent-Disposition: form-data; name=csrf\r\n\r\n%s\r\n--xx--\r\n",
                      token));
    assert_says(post("/files", FILES, ANN, body), "file: this must be given");
}

static void a_file_may_come_in_chunks_and_more_may_follow(void **state)
{
    (void)state;
    int fd = client_connect(at);
    for (int i = 0; i < 3; i++) {
        str body = file_body(token_for(ANN), S("a;b\n1;2\n"));
        buf request = buf_new(&arena, MIB);
        buf_fmt(&request,
                "POST /files HTTP/1.1\r\nHost: %s\r\nContent-Type: " FILES
                "\r\nTransfer-Encoding: chunked\r\n" ANN "\r\n",
                at);
        for (i64 from = 0; from < body.size; from += 100) {
            i64 size = MIN(100, body.size - from);
            buf_fmt(&request, "%llX\r\n%.*s\r\n", (unsigned long long)size,
                    STR(str_slice(body, from, from + size)));
        }
        buf_c(&request, "0\r\n\r\n");
        assert_true(client_send(fd, buf_str(&request)));
        assert_says(client_read(&arena, fd, true), "a b.csv text/plain 8 432 fine");
    }
    close(fd);
}

// The senders go away in the middle; the next one finds a place all the same.
static void forms_with_files_are_bounded_in_number(void **state)
{
    (void)state;
    int fds[4 * BOUND_UPLOADS_AT_ONCE], last = 0;
    i64 count = 0;
    str body = file_body(token_for(ANN), S("a;b\n1;2\n"));
    str begun = str_of(fmt(&arena,
                           "POST /files HTTP/1.1\r\nHost: %s\r\nContent-Type: " FILES
                           "\r\nContent-Length: 1000\r\n" ANN "\r\n--xx",
                           at));
    for (; count < COUNT_OF(fds) && last != 429; count++) {
        fds[count] = client_connect(at);
        assert_true(client_send(fds[count], begun));
        usleep(2000);
        last = response_status_of(post("/files", FILES, ANN, body));
    }
    assert_int_equal(last, 429);
    assert_true(count >= BOUND_UPLOADS_AT_ONCE - 1);
    assert_status(get("/page", ANN), 200);
    for (i64 i = 0; i < count; i++)
        close(fds[i]);
    for (int i = 0; i < 500 && last != 200; i++) {
        usleep(2000);
        last = response_status_of(post("/files", FILES, ANN, body));
    }
    assert_int_equal(last, 200);
}

static void a_body_that_drips_is_ended(void **state)
{
    (void)state;
    int fd = client_connect(at);
    assert_true(client_send(fd, str_of(fmt(&arena,
                                           "POST /save HTTP/1.1\r\nHost: %s\r\nContent-Type: " FORM
                                           "\r\nContent-Length: 100000\r\n" ANN "\r\ntitle=a",
                                           at))));
    assert_status(get("/page", ANN), 200); // it has begun
    usleep(50000);
    atomic_fetch_add(&clock_ms, BOUND_BODY_PATIENCE_MS + 10000);
    assert_true(client_send(fd, S("b")));
    usleep(50000);
    client_send(fd, S("c"));
    str response = client_read(&arena, fd, true);
    assert_int_equal(response.size, 0); // closed without an answer, the body half read
    close(fd);
    atomic_store(&clock_ms, CLOCK_MS);
}

// ---- Beyond loopback ----

static void beyond_loopback_there_are_accounts_and_a_name(void **state)
{
    (void)state;
    ctx c = test_ctx();
    struct server_options options = options_for_test();
    struct server *other;
    options.listen = "0.0.0.0:0";
    options.has_accounts = false;
    assert_false(server_start(&c, &options, &other));
    assert_int_equal(c.err.code, ERR_USAGE);
    err_clear(&c);
    options.has_accounts = true;
    options.hosts = NULL;
    assert_false(server_start(&c, &options, &other));
    assert_int_equal(c.err.code, ERR_USAGE);
    assert_string_equal(c.err.msg, "the server has no name to be reached by");
    err_clear(&c);
    options.hosts = hosts;
    assert_true(server_start(&c, &options, &other));
    const char *address = fmt(&arena, "127.0.0.1%s", strrchr(server_address(other), ':'));
    static const struct {
        const char *host;
        int status;
    } cases[] = {
        {"cx.example",              200},
        {"CX.example:8443",         200},
        {"0.0.0.0",                 421},
        {"evil.example",            421},
        {"cx.example.evil.example", 421},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        str request = str_of(fmt(&arena, "GET /page HTTP/1.1\r\nHost: %s\r\n\r\n", cases[i].host));
        assert_status(client_ask(&arena, address, request), cases[i].status);
    }
    server_stop(other);
}

static void a_form_describes_itself(void **state)
{
    (void)state;
    ctx c = test_ctx();
    struct openapi_about about = {"Test", "1", "For a test."};
    str text = json_write(&c, openapi_write(&c, about, routes, COUNT_OF(routes)));
    assert_says(text,
                "\"/save\":{\"post\":{\"summary\":\"Saves.\",\"parameters\":[],\"requestBody\":"
                "{\"required\":true,\"content\":{\"application/x-www-form-urlencoded\":{"
                "\"schema\":{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"}");
    assert_says(text, "\"file\":{\"type\":\"string\",\"format\":\"binary\"}");
    assert_says(text, "\"required\":[\"file\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_knows_who_asks),
        cmocka_unit_test(a_personal_page_is_kept_by_nobody),
        cmocka_unit_test(headers_forbid_what_we_do_not_use),
        cmocka_unit_test(behind_a_proxy_tls_and_address_are_known),
        cmocka_unit_test(a_form_is_taken_and_leads_on),
        cmocka_unit_test(a_refused_form_keeps_what_was_typed),
        cmocka_unit_test(what_is_no_form_of_ours_is_refused),
        cmocka_unit_test(a_form_without_the_session_s_token_does_nothing),
        cmocka_unit_test(pages_of_other_sites_send_no_forms),
        cmocka_unit_test(who_signs_in_has_a_token_before),
        cmocka_unit_test(json_needs_the_token_in_a_header_or_a_key),
        cmocka_unit_test(a_file_larger_than_memory_s_bound_is_taken),
        cmocka_unit_test(only_who_may_sends_a_file),
        cmocka_unit_test(files_that_are_too_large_or_broken_are_refused),
        cmocka_unit_test(a_file_may_come_in_chunks_and_more_may_follow),
        cmocka_unit_test(forms_with_files_are_bounded_in_number),
        cmocka_unit_test(a_body_that_drips_is_ended),
        cmocka_unit_test(beyond_loopback_there_are_accounts_and_a_name),
        cmocka_unit_test(a_form_describes_itself),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
