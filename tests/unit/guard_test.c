// Cookies, the token of forms, and who is at the other end.
#include "http/guard.h"

#include "bounds.h"
#include "http/cookie.h"
#include "http/peer.h"
#include "http/router.h"

#include "support/test.h"

static struct arena arena;
static ctx c;
static const u8 secret[GUARD_SECRET_BYTES] = {1, 2, 3}, other_secret[GUARD_SECRET_BYTES] = {9};
static const struct route route = {POST, "/", NULL, .what = "A form."};
static const struct route keyed = {POST, "/", NULL, .what = "With a key.", .is_keyed = true};

static u64 count_up(ctx *with)
{
    return ++*(u64 *)with->random_state;
}

static int begin(void **state)
{
    (void)state;
    static u64 random;
    random = 0;
    arena_init(&arena, BOUND_REQUEST_ARENA_BYTES);
    c = (ctx){.arena = &arena, .lang = "en", .random = count_up, .random_state = &random};
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

// ---- Cookies ----

static void a_cookie_is_found_when_it_is_one(void **state)
{
    (void)state;
    assert_str(cookie_find(S("a=1; session=x-y_Z; b=2"), S("session")), "x-y_Z");
    assert_str(cookie_find(S("session=\"quoted\""), S("session")), "quoted");
    assert_str(cookie_find(S("xsession=1;session = 2"), S("session")), "2");
    assert_str(cookie_find(S("Session=1"), S("session")), "");
    assert_str(cookie_find(S("session"), S("session")), "");
    assert_str(cookie_find(S("session=a b"), S("session")), "");
    assert_str(cookie_find(S("session=a\"b"), S("session")), "");
    assert_str(cookie_find(S("session=\xc3\xa4"), S("session")), "");
    assert_str(cookie_find(S(""), S("session")), "");
}

static void a_cookie_that_stands_twice_is_none(void **state)
{
    (void)state;
    assert_str(cookie_find(S("session=a; session=b"), S("session")), "");
    assert_str(cookie_find(S("session=a; session=a"), S("session")), "");
    struct pair headers[] = {
        {S("Cookie"), S("session=a")     },
        {S("cookie"), S("b=1; session=b")},
        {S("Cookie"), S("b=2")           },
    };
    struct request request = {.headers = headers, .header_count = 1};
    assert_str(cookie_read(&c, &request, "session"), "a");
    request.header_count = 2;
    assert_str(cookie_read(&c, &request, "session"), "");
    assert_str(cookie_read(&c, &request, "b"), "1");
    request.header_count = 3;
    assert_str(cookie_read(&c, &request, "b"), "");
}

static void behind_tls_a_cookie_is_bound_to_the_host(void **state)
{
    (void)state;
    struct pair header = {S("Cookie"), S("session=planted; __Host-session=ours")};
    struct request request = {.headers = &header, .header_count = 1};
    struct response response = {0};
    struct cookie cookie = {"session", S("new"), 3600};
    assert_str(cookie_read(&c, &request, "session"), "planted");
    cookie_set(&c, &request, &response, cookie);
    assert_str(response.headers[0].value,
               "session=new; Path=/; Max-Age=3600; SameSite=Lax; HttpOnly");
    request.is_tls = true;
    assert_str(cookie_read(&c, &request, "session"), "ours");
    cookie_set(&c, &request, &response, cookie);
    assert_str(response.headers[1].value,
               "__Host-session=new; Path=/; Max-Age=3600; SameSite=Lax; HttpOnly; Secure");
    cookie_set(&c, &request, &response, (struct cookie){"session", S(""), -1});
    assert_str(response.headers[2].value,
               "__Host-session=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly; Secure");
    cookie_set(&c, &request, &response, (struct cookie){"session", S("a"), 0});
    assert_str(response.headers[3].value,
               "__Host-session=a; Path=/; SameSite=Lax; HttpOnly; Secure");
}

// ---- The token ----

static struct request post_of(const char *session)
{
    return (struct request){
        .method = POST, .route = &route, .secret = secret, .session_key = str_of(session)};
}

static bool passes(struct request request, const char *token)
{
    request.csrf = str_of(token);
    err_clear(&c);
    bool passed = guard_check(&c, &request);
    if (!passed) assert_int_equal(c.err.code, ERR_FORBIDDEN);
    return passed;
}

static void a_token_belongs_to_one_session(void **state)
{
    (void)state;
    struct response response = {0};
    struct request ann = post_of("ann"), bob = post_of("bob"), nobody = post_of("");
    const char *first = guard_token(&c, &ann, &response);
    const char *second = guard_token(&c, &ann, &response);
    assert_string_not_equal(first, second); // compression finds nothing that stays the same
    assert_true(passes(ann, first));
    assert_true(passes(ann, second));
    assert_false(passes(bob, first));
    assert_false(passes(nobody, first));
    ann.secret = other_secret;
    assert_false(passes(ann, first));
    assert_int_equal(response.header_count, 0);
}

static void a_token_that_was_changed_is_none(void **state)
{
    (void)state;
    struct response response = {0};
    struct request ann = post_of("ann");
    const char *token = guard_token(&c, &ann, &response);
    i64 size = (i64)strlen(token);
    for (i64 i = 0; i < size; i++) {
        char *changed = arena_alloc(&arena, size + 1, 1);
        memcpy(changed, token, (size_t)size);
        changed[i] = changed[i] == '0' ? '1' : '0';
        assert_false(passes(ann, changed));
    }
    assert_false(passes(ann, ""));
    assert_false(passes(ann, fmt(&arena, "%s00", token)));
    assert_false(passes(ann, str_c(&arena, str_of(token + 2))));
    assert_false(passes(ann, fmt(&arena, "zz%s", token + 2)));
}

static void who_is_not_signed_in_has_a_token_too(void **state)
{
    (void)state;
    struct response response = {0};
    struct request nobody = post_of("");
    const char *token = guard_token(&c, &nobody, &response);
    const char *second = guard_token(&c, &nobody, &response);
    assert_int_equal(response.header_count, 1); // one cookie for both forms
    str cookie = response.headers[0].value, value;
    assert_true(str_starts(cookie, S("visitor=")));
    str_cut(&cookie, ';', &value);
    struct pair header = {S("Cookie"), value};
    assert_false(passes(nobody, token)); // the cookie is missing
    nobody.headers = &header;
    nobody.header_count = 1;
    assert_true(passes(nobody, token));
    assert_true(passes(nobody, second));
    // Another visitor's cookie, and a session that is named like the visitor.
    struct pair other = {S("Cookie"), S("visitor=00000000000000000000000000000000")};
    nobody.headers = &other;
    assert_false(passes(nobody, token));
    struct request named = post_of(str_c(&arena, str_slice(value, 8, value.size)));
    assert_false(passes(named, token));
}

static void a_token_may_stand_in_a_header(void **state)
{
    (void)state;
    struct response response = {0};
    struct request ann = post_of("ann");
    const char *token = guard_token(&c, &ann, &response);
    struct pair header = {S("x-csrf-token"), str_of(token)};
    ann.headers = &header;
    ann.header_count = 1;
    assert_true(guard_check(&c, &ann));
    assert_false(passes(ann, "")); // a form with an empty token has no right one
}

static void pages_of_other_sites_are_told_by_the_browser(void **state)
{
    (void)state;
    const struct {
        str site;
        bool is_ours;
    } cases[] = {
        {S("same-origin"), true },
        {S("none"),        true },
        {S("same-site"),   false},
        {S("cross-site"),  false},
        {S("nonsense"),    false},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct response response = {0};
        struct request ann = post_of("ann");
        const char *token = guard_token(&c, &ann, &response);
        struct pair header = {S("Sec-Fetch-Site"), cases[i].site};
        ann.headers = &header;
        ann.header_count = 1;
        assert_int_equal(passes(ann, token), cases[i].is_ours);
        ann.method = GET;
        assert_true(passes(ann, ""));
    }
}

static void who_shows_a_key_needs_no_token(void **state)
{
    (void)state;
    struct request ann = post_of("ann");
    assert_false(passes(ann, ""));
    ann.is_keyed = true;
    assert_true(passes(ann, ""));
    ann.is_keyed = false;
    ann.route = &keyed;
    assert_true(passes(ann, ""));
}

// ---- The other end ----

static void a_proxy_tells_who_asks(void **state)
{
    (void)state;
    static const char *const proxies[] = {"loopback", "10.0.0.7", NULL};
    static const struct {
        const char *peer, *headers, *client;
        bool is_tls;
    } cases[] = {
        {"127.0.0.1",        "",                                      "127.0.0.1",   false},
        {"127.0.0.1",        "F:203.0.113.9|P:https",                 "203.0.113.9", true },
        {"::1",              "F:2001:db8::1|P:http",                  "2001:db8::1", false},
        {"::ffff:127.0.0.2", "F:203.0.113.9",                         "203.0.113.9", false},
 // What the client itself wrote stands before what the proxies add.
        {"127.0.0.1",        "F:198.51.100.1, 203.0.113.9",           "203.0.113.9", false},
        {"127.0.0.1",        "F:198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9", false},
        {"127.0.0.1",        "F:198.51.100.1|F:203.0.113.9",          "203.0.113.9", false},
        {"127.0.0.1",        "F:203.0.113.9, nonsense",               "127.0.0.1",   false},
        {"127.0.0.1",        "F:203.0.113.9, nonsense, 10.0.0.7",     "10.0.0.7",    false},
        {"127.0.0.1",        "F:203.0.113.9:80",                      "127.0.0.1",   false},
        {"127.0.0.1",        "F:,",                                   "127.0.0.1",   false},
        {"10.0.0.7",         "F:203.0.113.9|P:https|P:http",          "203.0.113.9", false},
        {"10.0.0.7",         "F:127.0.0.1",                           "127.0.0.1",   false},
 // Others are not believed.
        {"10.0.0.8",         "F:203.0.113.9|P:https",                 "10.0.0.8",    false},
        {"192.0.2.1",        "F:127.0.0.1|P:https",                   "192.0.2.1",   false},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct pair headers[4];
        struct request request = {.headers = headers};
        str text = str_of(cases[i].headers), one;
        while (str_cut(&text, '|', &one)) {
            if (one.size == 0) continue;
            bool is_for = one.s[0] == 'F';
            headers[request.header_count++] =
                (struct pair){is_for ? S("X-Forwarded-For") : S("x-forwarded-proto"),
                              str_slice(one, 2, one.size)};
        }
        peer_read(&c, &request, str_of(cases[i].peer), proxies);
        assert_str(request.client, cases[i].client);
        assert_int_equal(request.is_tls, cases[i].is_tls);
        peer_read(&c, &request, str_of(cases[i].peer), NULL);
        assert_str(request.client, cases[i].peer);
        assert_false(request.is_tls);
    }
}

// ---- Answers ----

static const char *led_to(const char *path)
{
    struct response response = {0};
    response_see(&c, &response, path);
    assert_int_equal(response.status, 303);
    return str_c(&arena, response.headers[0].value);
}

static void an_answer_leads_only_to_our_own_pages(void **state)
{
    (void)state;
    assert_string_equal(led_to("/figures?by=unit#top"), "/figures?by=unit#top");
    static const char *const others[] = {"//evil.example",
                                         "/\\evil.example",
                                         "https://evil.example",
                                         "javascript:x",
                                         "",
                                         "figures",
                                         "/a\r\nSet-Cookie: b",
                                         "/a\\..\\b",
                                         "/a b",
                                         "\t//evil.example"};
    for (i64 i = 0; i < COUNT_OF(others); i++)
        assert_string_equal(led_to(others[i]), "/");
}

static void a_header_takes_no_character_that_ends_it(void **state)
{
    (void)state;
    struct response response = {0};
    response_header(&c, &response, "X-A", "a\r\nSet-Cookie: b");
    response_header(&c, &response, "X-A", "a\nb");
    response_header(&c, &response, "X-A", "a\x7f");
    assert_int_equal(response.header_count, 0);
    for (i64 i = 0; i < 2 * RESPONSE_HEADERS_MAX; i++)
        response_header(&c, &response, "X-A", "a");
    assert_int_equal(response.header_count, RESPONSE_HEADERS_MAX);
}

static void what_is_downloaded_keeps_its_name(void **state)
{
    (void)state;
    struct response response = {0};
    response_download(&c, &response, "j\u00e4\"\r\n;x.csv");
    assert_str(response.headers[0].value, "attachment; filename=\"j______x.csv\"; "
                                          "filename*=UTF-8''j%C3%A4%22%0D%0A%3Bx.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_cookie_is_found_when_it_is_one, begin, end),
        cmocka_unit_test_setup_teardown(a_cookie_that_stands_twice_is_none, begin, end),
        cmocka_unit_test_setup_teardown(behind_tls_a_cookie_is_bound_to_the_host, begin, end),
        cmocka_unit_test_setup_teardown(a_token_belongs_to_one_session, begin, end),
        cmocka_unit_test_setup_teardown(a_token_that_was_changed_is_none, begin, end),
        cmocka_unit_test_setup_teardown(who_is_not_signed_in_has_a_token_too, begin, end),
        cmocka_unit_test_setup_teardown(a_token_may_stand_in_a_header, begin, end),
        cmocka_unit_test_setup_teardown(pages_of_other_sites_are_told_by_the_browser, begin, end),
        cmocka_unit_test_setup_teardown(who_shows_a_key_needs_no_token, begin, end),
        cmocka_unit_test_setup_teardown(a_proxy_tells_who_asks, begin, end),
        cmocka_unit_test_setup_teardown(an_answer_leads_only_to_our_own_pages, begin, end),
        cmocka_unit_test_setup_teardown(a_header_takes_no_character_that_ends_it, begin, end),
        cmocka_unit_test_setup_teardown(what_is_downloaded_keeps_its_name, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
