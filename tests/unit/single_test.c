// Single sign-on from the button to being signed in, through the whole server and a sign-in service
// that signs real tokens; and all the ways in which it must not end there. On both engines.
#include "web/single.h"

#include "base/log.h"
#include "people/account.h"
#include "people/session.h"
#include "kinds/all_kinds.h"
#include "support/both.h"
#include "support/files.h"
#include "support/http_client.h"
#include "support/pg.h"
#include "support/provider.h"
#include "support/work.h"
#include "web/app.h"
#include "web/serve.h"

#include <unistd.h>

#include "support/test.h"

struct house {
    struct work work;
    ctx *c;
    struct files files;
    struct app app;
    struct serving *serving;
    const char *address;
    struct provider *there;
    i64 anna;
};

static i64 fixed_now_ms(void)
{
    return WORK_NOW_MS;
}

static struct provider_is usual(void)
{
    return (struct provider_is){.secret = "hush", .now_ms = WORK_NOW_MS};
}

static void set_up(struct house *house)
{
    ctx *c = house->c;
    struct account_new anna = {S("anna@example.fi"), S("Anna"), ROLE_CX_OWNER};
    struct oidc_service service = oidc_service_usual();
    service.is_on = true;
    service.name = S("House");
    service.issuer = provider_issuer(house->there);
    service.client_id = S("tuntuma");
    service.client_secret = S("hush");
    MUST(c, store_begin_write(c));
    MUST(c, account_add(c, S("test"), anna, &house->anna));
    MUST(c, oidc_service_set(c, S("test"), service, false));
    MUST(c, store_commit(c));
}

static void house_up(struct house *house, bool on_postgres)
{
    ctx *c = house->c = work_init(&house->work);
    files_init(c, &house->files);
    house->there = provider_start(usual());
    const char *url = fmt(c->arena, "duckdb:%s/test.duckdb", house->files.folder);
    if (on_postgres) url = pg_database(c->arena);
    MUST(c, app_open(c, url, &house->app));
    set_up(house);
    struct serve_options options = {.listen = "127.0.0.1:0", .now_ms = fixed_now_ms};
    MUST(c, serve_start(c, &house->app, options, &house->serving));
    house->address = serve_address(house->serving);
}

static void house_down(struct house *house)
{
    serve_stop(house->serving);
    provider_stop(house->there);
    work_release(&house->work);
    files_release(&house->files);
}

static void in_both_houses(void (*body)(struct house *house))
{
    struct house house;
    house_up(&house, false);
    body(&house);
    house_down(&house);
    struct work work;
    bool has_postgres = pg_database(work_init(&work)->arena) != NULL;
    work_release(&work);
    if (!has_postgres) return;
    house_up(&house, true);
    body(&house);
    house_down(&house);
}

#define IN_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        in_both_houses(test##_in);                                                                 \
    }

#define IN_ONE(test)                                                                               \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        struct house house;                                                                        \
        house_up(&house, false);                                                                   \
        test##_in(&house);                                                                         \
        house_down(&house);                                                                        \
    }

// ---- A browser ----

static str ask(struct house *house, str path, const char *cookies)
{
    return client_ask(house->c->arena, house->address,
                      str_of(fmt(house->c->arena,
                                 "GET %.*s HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\n"
                                 "Cookie: %s\r\nConnection: close\r\n\r\n",
                                 STR(path), house->address, cookies)));
}

// "name=value" of a cookie that an answer sets; empty when it sets none of that name.
static const char *cookie_of(struct house *house, str response, const char *name)
{
    str rest = response, line, start = str_of(fmt(house->c->arena, "Set-Cookie: %s=", name));
    while (str_cut(&rest, '\n', &line)) {
        str value = {0};
        if (!str_starts(line, start)) continue;
        line = str_slice(line, (i64)strlen("Set-Cookie: "), line.size);
        if (str_cut(&line, ';', &value)) return str_c(house->c->arena, value);
    }
    return "";
}

// A browser that is on its way: its cookie, and where it is sent back to here.
struct way {
    const char *cookie;
    str back; // path with code and state
};

static struct way set_out(struct house *house, const char *cookies)
{
    struct way way = {0};
    str response = ask(house, S("/sign-in/single?next=/rules"), cookies);
    assert_int_equal(response_status_of(response), 303);
    way.cookie = cookie_of(house, response, "single");
    str there = response_header_of(response, "Location");
    str back = provider_visit(house->c->arena, house->there, there);
    str ours = str_of(fmt(house->c->arena, "http://%s", house->address));
    assert_true(str_starts(back, ours));
    way.back = str_slice(back, ours.size, back.size);
    return way;
}

static void is_signed_in(struct house *house, str response)
{
    struct session session;
    assert_int_equal(response_status_of(response), 303);
    assert_str(response_header_of(response, "Location"), "/rules");
    str cookie = str_of(cookie_of(house, response, "session")), name;
    assert_true(str_cut(&cookie, '=', &name));
    MUST(house->c, session_find(house->c, cookie, &session));
    assert_int_equal(session.account, house->anna);
    // And the server thinks so as well.
    str page = ask(house, S("/account"), cookie_of(house, response, "session"));
    assert_int_equal(response_status_of(page), 200);
}

static i64 sessions(struct house *house)
{
    i64 count = 0;
    struct session *list;
    MUST(house->c, session_list(house->c, house->anna, &count, &list));
    return count;
}

static void is_refused(struct house *house, str response, int status, const char *title)
{
    if (str_find(response, str_of(fmt(house->c->arena, "<h1>%s</h1>", title))) < 0)
        print_error("%.*s\n", STR(response));
    assert_int_equal(response_status_of(response), status);
    assert_true(str_find(response, str_of(fmt(house->c->arena, "<h1>%s</h1>", title))) >= 0);
    assert_string_equal(cookie_of(house, response, "session"), "");
    assert_int_equal(sessions(house), 0);
}

// ---- How it should end ----

static void the_button_leads_to_being_signed_in_in(struct house *house)
{
    str page = ask(house, S("/sign-in?next=/rules"), "");
    assert_true(str_find(page, S("href=\"/sign-in/single?next=%2Frules\">Sign in with House</a>")) >
                0);
    struct way way = set_out(house, "");
    assert_int_equal(strlen(way.cookie), strlen("single=") + 64);
    is_signed_in(house, ask(house, way.back, way.cookie));
    assert_int_equal(sessions(house), 1);
}
IN_BOTH(the_button_leads_to_being_signed_in)

static void a_session_that_was_there_ends_in(struct house *house)
{
    str before = {0};
    struct session session;
    ctx *c = house->c;
    MUST(c, store_begin_write(c));
    MUST(c, session_add(c, (struct session_new){.account = house->anna}, &before));
    MUST(c, store_commit(c));
    struct way way = set_out(house, "");
    const char *both = fmt(c->arena, "%s; session=%.*s", way.cookie, STR(before));
    is_signed_in(house, ask(house, way.back, both));
    assert_false(session_find(c, before, &session));
    err_clear(c);
}
IN_ONE(a_session_that_was_there_ends)

static void it_goes_on_only_to_a_place_here_in(struct house *house)
{
    str response = ask(house, S("/sign-in/single?next=//evil.example/"), "");
    const char *cookie = cookie_of(house, response, "single");
    str back =
        provider_visit(house->c->arena, house->there, response_header_of(response, "Location"));
    str path = str_slice(back, str_find(back, S("/sign-in/back")), back.size);
    response = ask(house, path, cookie);
    assert_str(response_header_of(response, "Location"), "/");
}
IN_ONE(it_goes_on_only_to_a_place_here)

// ---- How it should not ----

static void a_way_that_was_used_is_closed_in(struct house *house)
{
    struct way way = set_out(house, "");
    is_signed_in(house, ask(house, way.back, way.cookie));
    str again = ask(house, way.back, way.cookie);
    assert_int_equal(response_status_of(again), 401);
    assert_string_equal(cookie_of(house, again, "session"), "");
    assert_int_equal(sessions(house), 1);
}
IN_BOTH(a_way_that_was_used_is_closed)

static void nobody_is_signed_in_as_somebody_else_in(struct house *house)
{
    const char *title = "This sign-in was not begun here, took too long, or was used";
    struct way evil = set_out(house, ""), mine = set_out(house, "");
    is_refused(house, ask(house, evil.back, mine.cookie), 401, title);
    is_refused(house, ask(house, evil.back, ""), 401, title);
    // Two cookies of a name: one of them is not ours.
    const char *both = fmt(house->c->arena, "%s; %s", evil.cookie, mine.cookie);
    is_refused(house, ask(house, evil.back, both), 401, title);
    is_signed_in(house, ask(house, mine.back, mine.cookie));
}
IN_BOTH(nobody_is_signed_in_as_somebody_else)

static void no_wrong_token_opens_in(struct house *house)
{
    static const struct {
        struct provider_says says;
        const char *title;
    } cases[] = {
        {{.is_cut = true},                   "The ID token is not signed by the sign-in service"    },
        {{.is_signed_by_another = true},     "The ID token is not signed by the sign-in service"    },
        {{.is_claim_changed = true},         "The ID token is not signed by the sign-in service"    },
        {{.kid = "made-up"},                 "The ID token is signed with a key that is not known"  },
        {{.alg = "none"},                    "The sign-in service sent no ID token that can be read"},
        {{.alg = "HS256"},                   "The ID token is signed in a way that proves nothing"  },
        {{.nonce = "another"},               "The ID token belongs to another sign-in"              },
        {{.audience = "shop"},               "The ID token is for another application"              },
        {{.azp = "shop"},                    "The ID token is for another application"              },
        {{.issuer = "https://evil.example"}, "The ID token is of another sign-in service"           },
        {{.expires_s = -61},                 "The ID token is too old"                              },
        {{.begins_s = 600},                  "The ID token is not good yet: two clocks differ"      },
        {{.at_hash = "AAAA"},                "The ID token belongs to another sign-in"              },
        {{.claims = "{\"sub\":null}"},       "The ID token names nobody"                            },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        provider_set(house->there, usual(), cases[i].says);
        struct way way = set_out(house, "");
        is_refused(house, ask(house, way.back, way.cookie), 401, cases[i].title);
    }
    provider_set(house->there, usual(), (struct provider_says){.alg = "ES256"});
    struct way way = set_out(house, "");
    is_signed_in(house, ask(house, way.back, way.cookie));
}
IN_BOTH(no_wrong_token_opens)

static void whom_nobody_checked_or_knows_stays_out_in(struct house *house)
{
    static const struct {
        const char *claims, *title;
    } cases[] = {
        {"{\"email_verified\":false}",       "House has not checked your address of e-mail"},
        {"{\"email_verified\":null}",        "House has not checked your address of e-mail"},
        {"{\"email\":\"no address\"}",       "House does not tell your address of e-mail"  },
        {"{\"email\":\"matti@example.fi\"}", "You have no account here yet"                },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        provider_set(house->there, usual(), (struct provider_says){.claims = cases[i].claims});
        struct way way = set_out(house, "");
        is_refused(house, ask(house, way.back, way.cookie), 403, cases[i].title);
    }
}
IN_BOTH(whom_nobody_checked_or_knows_stays_out)

static void bad_answers_open_nothing_in(struct house *house)
{
    static const struct {
        enum provider_fault fault;
        int status;
        const char *title;
    } cases[] = {
        {PROVIDER_HUGE,   413, "127.0.0.1 answers with far too much"                  },
        {PROVIDER_BROKEN, 401, "The sign-in service sent no ID token that can be read"},
        {PROVIDER_FAILS,  401, "The sign-in service did not confirm this sign-in"     },
        {PROVIDER_LEADS,  401, "The sign-in service did not confirm this sign-in"     },
        {PROVIDER_CLOSES, 503, "127.0.0.1 gave no answer that can be read"            },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct provider_is is = usual();
        is.fault = cases[i].fault;
        is.fault_path = "/token";
        provider_set(house->there, is, (struct provider_says){0});
        struct way way = set_out(house, "");
        is_refused(house, ask(house, way.back, way.cookie), cases[i].status, cases[i].title);
    }
    assert_int_equal(provider_asked(house->there, "/elsewhere"), 0);
}
IN_ONE(bad_answers_open_nothing)

// The state of a way back, and the path without its code.
static str with_error(struct house *house, str back, const char *error)
{
    str state = provider_parameter(house->c->arena, back, "state");
    return str_of(fmt(house->c->arena, "/sign-in/back?state=%.*s&%s", STR(state), error));
}

static void what_the_service_says_is_shown_plainly_in(struct house *house)
{
    struct way way = set_out(house, "");
    is_refused(house, ask(house, with_error(house, way.back, "error=access_denied"), way.cookie),
               401, "House did not let you in");
    way = set_out(house, "");
    str path = with_error(house, way.back,
                          "error=server_error&error_description=Back+at+%3Cb%3Enoon%3C%2Fb%3E");
    is_refused(house, ask(house, path, way.cookie), 401,
               "House says: Back at &lt;b&gt;noon&lt;/b&gt;");
    // And the way is closed by it.
    is_refused(house, ask(house, way.back, way.cookie), 401,
               "This sign-in was not begun here, took too long, or was used");
}
IN_ONE(what_the_service_says_is_shown_plainly)

static void another_service_cannot_send_people_here_in(struct house *house)
{
    struct way way = set_out(house, "");
    str path =
        str_of(fmt(house->c->arena, "%.*s&iss=https%%3A%%2F%%2Fevil.example", STR(way.back)));
    is_refused(house, ask(house, path, way.cookie), 401, "Another sign-in service sent you here");
}
IN_ONE(another_service_cannot_send_people_here)

static void a_service_that_tells_its_name_must_tell_it_in(struct house *house)
{
    struct provider_is is = usual();
    is.description = "{\"authorization_response_iss_parameter_supported\":true}";
    provider_set(house->there, is, (struct provider_says){0});
    struct way way = set_out(house, "");
    is_refused(house, ask(house, way.back, way.cookie), 401,
               "Another sign-in service sent you here");
    way = set_out(house, "");
    str issuer = provider_issuer(house->there);
    str path = str_of(fmt(house->c->arena, "%.*s&iss=%.*s", STR(way.back), STR(issuer)));
    is_signed_in(house, ask(house, path, way.cookie));
}
IN_ONE(a_service_that_tells_its_name_must_tell_it)

// ---- A service that hangs ----

enum { HANGING = 12 };

static i64 clock_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (i64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void hang(struct house *house)
{
    struct provider_is is = usual();
    is.fault = PROVIDER_SLOW;
    is.fault_path = "/token";
    provider_set(house->there, is, (struct provider_says){0});
}

static int send_back(struct house *house, struct way way)
{
    int fd = client_connect(house->address);
    assert_true(fd >= 0);
    assert_true(client_send(fd, str_of(fmt(house->c->arena,
                                           "GET %.*s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n"
                                           "Connection: close\r\n\r\n",
                                           STR(way.back), house->address, way.cookie))));
    return fd;
}

// Waits until so many have come to the service.
static void until_asked(struct house *house, i64 count)
{
    i64 until_ms = clock_ms() + 5000;
    while (provider_asked(house->there, "/token") < count && clock_ms() < until_ms)
        (void)usleep(5000);
    assert_true(provider_asked(house->there, "/token") >= count);
}

static void a_service_that_hangs_holds_up_nobody_else_in(struct house *house)
{
    struct way ways[HANGING];
    int fds[HANGING];
    for (i64 i = 0; i < HANGING; i++)
        ways[i] = set_out(house, "");
    hang(house);
    for (i64 i = 0; i < HANGING; i++)
        fds[i] = send_back(house, ways[i]);
    until_asked(house, 1);
    i64 began_ms = clock_ms();
    for (i64 i = 0; i < 5; i++)
        assert_int_equal(response_status_of(ask(house, S("/rules"), "")), 200);
    // What is known of the service is enough to send more people there, and to write that down.
    assert_int_equal(response_status_of(ask(house, S("/sign-in/single"), "")), 303);
    i64 took_ms = clock_ms() - began_ms;
    assert_in_range(took_ms, 0, 1400);
    assert_int_equal(sessions(house), 0);
    for (i64 i = 0; i < HANGING; i++)
        close(fds[i]);
}
IN_ONE(a_service_that_hangs_holds_up_nobody_else)

static void the_server_stops_although_a_service_hangs(void **state)
{
    (void)state;
    struct house house;
    house_up(&house, false);
    struct way way = set_out(&house, "");
    hang(&house);
    int fd = send_back(&house, way);
    until_asked(&house, 1);
    i64 began_ms = clock_ms();
    house_down(&house);
    assert_in_range(clock_ms() - began_ms, 0, 1400);
    close(fd);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_button_leads_to_being_signed_in),
        cmocka_unit_test(a_session_that_was_there_ends),
        cmocka_unit_test(it_goes_on_only_to_a_place_here),
        cmocka_unit_test(a_way_that_was_used_is_closed),
        cmocka_unit_test(nobody_is_signed_in_as_somebody_else),
        cmocka_unit_test(no_wrong_token_opens),
        cmocka_unit_test(whom_nobody_checked_or_knows_stays_out),
        cmocka_unit_test(bad_answers_open_nothing),
        cmocka_unit_test(what_the_service_says_is_shown_plainly),
        cmocka_unit_test(another_service_cannot_send_people_here),
        cmocka_unit_test(a_service_that_tells_its_name_must_tell_it),
        cmocka_unit_test(a_service_that_hangs_holds_up_nobody_else),
        cmocka_unit_test(the_server_stops_although_a_service_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
