// Coming in and going out over HTTP, as browsers and those who try doors do. On both engines.
#include "web/door.h"

#include "base/log.h"
#include "bounds.h"
#include "people/account.h"
#include "people/one_time.h"
#include "people/session.h"
#include "people/throttle.h"
#include "people/totp.h"
#include "kinds/all_kinds.h"
#include "support/house.h"
#include "support/http_client.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "support/test.h"

static const char *const behind_proxy[] = {"loopback", NULL};

#define ON_ENGINES(test, proxies)                                                                  \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        house_on_both(test##_on, proxies);                                                         \
    }

#define EMPLOYEE "person4@example.fi"

// ---- Signing in ----

struct attempt {
    const char *email, *password, *next;
    const char *session; // a cookie that is there already
    const char *more;
};

static str attempt(struct house *house, struct attempt tried)
{
    ctx *c = &house->work.c;
    const char *csrf = house_csrf(house, tried.session);
    struct house_ask asked = {.method = POST,
                              .path = S("/sign-in"),
                              .session = tried.session,
                              .visitor = HOUSE_VISITOR,
                              .more = tried.more,
                              .accept = "text/html"};
    asked.body = str_of(fmt(c->arena, "csrf=%s&email=%s&password=%s%s%s", csrf,
                            tried.email ? tried.email : EMPLOYEE, tried.password,
                            tried.next ? "&next=" : "", tried.next ? tried.next : ""));
    return house_ask(house, asked);
}

#define RIGHT "tuoli+kuusi+kanto"

// The value of a cookie that an answer sets; empty when it sets none of that name.
static str cookie_of(ctx *c, str response, const char *name)
{
    str start = str_of(fmt(c->arena, "Set-Cookie: %s=", name));
    i64 at = str_find(response, start);
    if (at < 0) return (str){0};
    str rest = str_slice(response, at + start.size, response.size), value = {0};
    str_cut(&rest, ';', &value);
    return str_equal(value, S("none")) ? (str){0} : value;
}

static int status_with(struct house *house, str session)
{
    ctx *c = &house->work.c;
    struct house_ask asked = {.path = S("/account"), .session = str_c(c->arena, session)};
    return response_status_of(house_ask(house, asked));
}

static void nobody_else_s_session_becomes_mine_on(struct house *house)
{
    ctx *c = &house->work.c;
    // One that a stranger made up and planted.
    static const char planted[] =
        "1111111111111111111111111111111111111111111111111111111111111111";
    str response = attempt(house, (struct attempt){.password = RIGHT});
    struct house_ask asked = {.method = POST,
                              .path = S("/sign-in"),
                              .session = planted,
                              .visitor = HOUSE_VISITOR,
                              .accept = "text/html",
                              .body =
                                  str_of(fmt(c->arena, "csrf=%s&email=" EMPLOYEE "&password=" RIGHT,
                                             house_csrf(house, NULL)))};
    response = house_ask(house, asked);
    str made = cookie_of(c, response, "session");
    assert_int_equal(response_status_of(response), 303);
    assert_int_equal(made.size, 64);
    assert_false(str_equal(made, str_of(planted)));
    assert_int_equal(status_with(house, str_of(planted)), 401);
    assert_int_equal(status_with(house, made), 200);
    // One of the stranger's own, which they still hold.
    str theirs = house->secrets[ROLE_BOARD_MEMBER];
    assert_int_equal(status_with(house, theirs), 200);
    response =
        attempt(house, (struct attempt){.password = RIGHT, .session = str_c(c->arena, theirs)});
    assert_int_equal(response_status_of(response), 303);
    assert_false(str_equal(cookie_of(c, response, "session"), theirs));
    assert_int_equal(status_with(house, theirs), 401);
}
ON_ENGINES(nobody_else_s_session_becomes_mine, NULL)

static void a_cookie_is_kept_from_scripts_and_other_sites_on(struct house *house)
{
    str response = attempt(house, (struct attempt){.password = RIGHT});
    i64 at = str_find(response, S("Set-Cookie: session="));
    str line = {0}, rest = str_slice(response, at, response.size);
    assert_true(at > 0);
    str_cut(&rest, '\r', &line);
    assert_true(str_ends(line, S("; Path=/; SameSite=Lax; HttpOnly")));
    // Behind TLS no other host and no plain page can set it either.
    response =
        attempt(house, (struct attempt){.password = RIGHT,
                                        .more = "X-Forwarded-Proto: https\r\n"
                                                "X-Forwarded-For: 192.0.2.1\r\n"
                                                "Cookie: __Host-visitor=" HOUSE_VISITOR "\r\n"});
    at = str_find(response, S("Set-Cookie: __Host-session="));
    assert_true(at > 0);
    rest = str_slice(response, at, response.size);
    str_cut(&rest, '\r', &line);
    assert_true(str_find(line, S("; Secure")) > 0);
    assert_true(str_find(line, S("; HttpOnly")) > 0);
    assert_true(response_header_of(response, "Strict-Transport-Security").size > 0);
}
ON_ENGINES(a_cookie_is_kept_from_scripts_and_other_sites, behind_proxy)

static void signing_in_leads_to_places_here_alone_on(struct house *house)
{
    static const struct {
        const char *next, *location;
    } cases[] = {
        {"/rules",                     "/rules"             },
        {"/figures?metric%3Dnps",      "/figures?metric=nps"},
        {"//elsewhere.example",        "/"                  },
        {"https://elsewhere.example/", "/"                  },
        {"/%5celsewhere.example",      "/"                  },
        {"%5c%5celsewhere.example",    "/"                  },
        {"javascript:alert(1)",        "/"                  },
        {"%09//elsewhere.example",     "/"                  },
        {"/%0d%0aSet-Cookie:%20a%3Db", "/"                  },
        {"",                           "/"                  },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        str response = attempt(house, (struct attempt){.password = RIGHT, .next = cases[i].next});
        assert_int_equal(response_status_of(response), 303);
        assert_str(response_header_of(response, "Location"), cases[i].location);
        assert_int_equal(str_find(response, S("Set-Cookie: a=b")), -1);
    }
}
ON_ENGINES(signing_in_leads_to_places_here_alone, NULL)

// What an answer tells of what went wrong.
static str told(ctx *c, str response)
{
    str body = response_body_of(response);
    i64 at = str_find(body, S("class=\"problems\""));
    if (at < 0) return (str){0};
    body = str_slice(body, at, body.size);
    return str_copy(c->arena, str_slice(body, 0, str_find(body, S("</ul>"))));
}

static void guessing_waits_and_tells_nothing_on(struct house *house)
{
    ctx *c = &house->work.c;
    str there = {0}, not_there = {0};
    for (int i = 0; i <= THROTTLE_FREE_EMAIL; i++) {
        str response = attempt(house, (struct attempt){.password = "wrong"});
        assert_int_equal(response_status_of(response), 401);
        there = told(c, response);
        response = attempt(house, (struct attempt){"nobody@example.fi", "wrong", 0, 0, 0});
        assert_int_equal(response_status_of(response), 401);
        not_there = told(c, response);
    }
    assert_true(there.size > 0);
    assert_true(str_equal(there, not_there));
    // From here on even the right one waits, for both alike, and it is said.
    str response = attempt(house, (struct attempt){.password = RIGHT});
    assert_int_equal(response_status_of(response), 429);
    assert_true(str_find(response, S("There were too many attempts to sign in")) > 0);
    assert_true(str_find(response, S("Try again in 1 s.")) > 0);
    assert_int_equal(cookie_of(c, response, "session").size, 0);
    str other = attempt(house, (struct attempt){"nobody@example.fi", RIGHT, 0, 0, 0});
    assert_int_equal(response_status_of(other), 429);
    assert_true(str_equal(told(c, response), told(c, other)));
    house_clock_ms += 1000;
    response = attempt(house, (struct attempt){.password = RIGHT});
    assert_int_equal(response_status_of(response), 303);
}
ON_ENGINES(guessing_waits_and_tells_nothing, NULL)

// ---- One-time codes ----

static str post(struct house *house, const char *path, str session, const char *form)
{
    ctx *c = &house->work.c;
    const char *secret = str_c(c->arena, session);
    struct house_ask asked = {
        .method = POST,
        .path = str_of(path),
        .session = secret,
        .accept = "text/html",
        .body = str_of(fmt(c->arena, "csrf=%s&%s", house_csrf(house, secret), form))};
    return house_ask(house, asked);
}

static str get(struct house *house, const char *path, str session)
{
    struct house_ask asked = {.path = str_of(path),
                              .session = str_c(house->work.c.arena, session),
                              .accept = "text/html"};
    return house_ask(house, asked);
}

static const char *code_now(ctx *c, str secret)
{
    u32 code = 0;
    assert_true(totp_code(secret, house_clock_ms / TOTP_STEP_MS, TOTP_DIGITS, &code));
    return fmt(c->arena, "%06u", code);
}

// Text after a mark, as long as said.
static str after(str text, const char *mark, i64 size)
{
    i64 at = str_find(text, str_of(mark));
    assert_true(at >= 0);
    at += (i64)strlen(mark);
    return str_slice(text, at, at + size);
}

// Switches codes on for the employee; *session is what goes on, and a recovery code is told.
static str switch_on(struct house *house, str *session, str *recovery)
{
    ctx *c = &house->work.c;
    str before = house->secrets[ROLE_EMPLOYEE];
    str page = get(house, "/account/codes", before);
    str secret = after(page, "name=\"secret\" value=\"", 32);
    const char *form =
        fmt(c->arena, "secret=%.*s&code=%s&password=" RIGHT, STR(secret), code_now(c, secret));
    page = post(house, "/account/codes", before, form);
    assert_int_equal(response_status_of(page), 200);
    *session = cookie_of(c, page, "session");
    *recovery = after(page, "<code class=\"letters\">", 19);
    assert_int_equal(status_with(house, before), 401); // it was signed in without a code
    assert_int_equal(status_with(house, *session), 200);
    // The page's own forms belong to the new session.
    str csrf = after(page, "name=\"csrf\" value=\"", 128);
    struct house_ask out = {.method = POST,
                            .path = S("/account/name"),
                            .session = str_c(c->arena, *session),
                            .body = str_of(fmt(c->arena, "csrf=%.*s&name=Eeva", STR(csrf)))};
    assert_int_equal(response_status_of(house_ask(house, out)), 303);
    house_clock_ms += TOTP_STEP_MS;
    return secret;
}

static str give_code(struct house *house, str pending, const char *code)
{
    ctx *c = &house->work.c;
    struct house_ask asked = {
        .method = POST,
        .path = S("/sign-in/code"),
        .visitor = HOUSE_VISITOR,
        .cookies = fmt(c->arena, "code=%.*s", STR(pending)),
        .accept = "text/html",
        .body = str_of(fmt(c->arena, "csrf=%s&code=%s", house_csrf(house, NULL), code))};
    return house_ask(house, asked);
}

// The password alone: what stands for it.
static str pending_of(struct house *house)
{
    ctx *c = &house->work.c;
    str response = attempt(house, (struct attempt){.password = RIGHT, .next = "/rules"});
    assert_int_equal(response_status_of(response), 303);
    assert_str(response_header_of(response, "Location"), "/sign-in/code?next=%2Frules");
    assert_int_equal(cookie_of(c, response, "session").size, 0);
    str pending = cookie_of(c, response, "code");
    assert_int_equal(pending.size, 64);
    return pending;
}

static void a_password_alone_does_not_open_where_there_are_codes_on(struct house *house)
{
    ctx *c = &house->work.c;
    str session = {0}, recovery = {0}, secret = switch_on(house, &session, &recovery);
    str pending = pending_of(house);
    assert_int_equal(status_with(house, pending), 401); // it is no session
    str response = give_code(house, pending, code_now(c, secret));
    assert_int_equal(response_status_of(response), 303);
    str second = cookie_of(c, response, "session");
    assert_int_equal(status_with(house, second), 200);
    assert_int_equal(response_status_of(give_code(house, pending, code_now(c, secret))), 401);
    // A code that was used, by somebody who looked over a shoulder.
    assert_int_equal(response_status_of(give_code(house, pending_of(house), code_now(c, secret))),
                     401);
    response = give_code(house, pending_of(house), str_c(c->arena, recovery));
    assert_int_equal(response_status_of(response), 303);
    assert_int_equal(
        response_status_of(give_code(house, pending_of(house), str_c(c->arena, recovery))), 401);
    // Switching off takes the password, not just an open desk.
    assert_int_equal(response_status_of(post(house, "/account/codes/off", session, "password=x")),
                     400);
    assert_int_equal(
        response_status_of(post(house, "/account/codes/off", session, "password=" RIGHT)), 303);
    response = attempt(house, (struct attempt){.password = RIGHT});
    assert_int_equal(cookie_of(c, response, "session").size, 64);
}
ON_ENGINES(a_password_alone_does_not_open_where_there_are_codes, NULL)

static void codes_cannot_be_tried_out_on(struct house *house)
{
    ctx *c = &house->work.c;
    str session = {0}, recovery = {0}, secret = switch_on(house, &session, &recovery);
    str pending = pending_of(house);
    int tries = 0, status = 0;
    while (tries < 50) {
        const char *guess = fmt(c->arena, "%06d", tries);
        status = response_status_of(give_code(house, pending, guess));
        if (status != 401) break;
        tries++;
    }
    assert_int_equal(status, 429);
    assert_int_equal(tries, THROTTLE_FREE_EMAIL);
    assert_int_equal(response_status_of(give_code(house, pending, code_now(c, secret))), 429);
    assert_int_equal(status_with(house, session), 200); // who is in stays in
}
ON_ENGINES(codes_cannot_be_tried_out, NULL)

// ---- Passwords and links ----

static void a_new_password_ends_what_the_old_one_opened_on(struct house *house)
{
    ctx *c = &house->work.c;
    str before = house->secrets[ROLE_EMPLOYEE];
    str other = cookie_of(c, attempt(house, (struct attempt){.password = RIGHT}), "session");
    str response =
        post(house, "/account/password", before, "old=" RIGHT "&password=neljas+kolmas+toinen");
    assert_int_equal(response_status_of(response), 303);
    str fresh = cookie_of(c, response, "session");
    assert_int_equal(status_with(house, fresh), 200);
    assert_int_equal(status_with(house, before), 401);
    assert_int_equal(status_with(house, other), 401);
    assert_int_equal(response_status_of(attempt(house, (struct attempt){.password = RIGHT})), 401);
    response = attempt(house, (struct attempt){.password = "neljas+kolmas+toinen"});
    assert_int_equal(response_status_of(response), 303);
}
ON_ENGINES(a_new_password_ends_what_the_old_one_opened, NULL)

static void a_link_opens_for_one_of_two_who_hurry_on(struct house *house)
{
    ctx *c = &house->work.c;
    str path = {0};
    MUST(c, store_begin_write(c));
    MUST(c, one_time_add(c, S("test"), ONE_TIME_RESET, house->accounts[ROLE_EMPLOYEE], &path));
    MUST(c, store_commit(c));
    const char *form =
        fmt(c->arena, "csrf=%s&password=neljas+kolmas+toinen", house_csrf(house, NULL));
    const char *request = fmt(c->arena,
                              "POST %.*s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAccept: "
                              "text/html\r\nCookie: visitor=" HOUSE_VISITOR
                              "\r\nContent-Type: " BODY_FORM "\r\nContent-Length: %zu\r\n\r\n%s",
                              STR(path), house->address, strlen(form), form);
    int fd[2], used = 0, over = 0;
    for (int i = 0; i < 2; i++) {
        fd[i] = client_connect(house->address);
        assert_true(client_send(fd[i], str_of(request)));
    }
    for (int i = 0; i < 2; i++) {
        int status = response_status_of(client_read(c->arena, fd[i], true));
        used += status == 303;
        over += status == 410;
        close(fd[i]);
    }
    assert_int_equal(used, 1);
    assert_int_equal(over, 1);
    assert_int_equal(status_with(house, house->secrets[ROLE_EMPLOYEE]), 401);
}
ON_ENGINES(a_link_opens_for_one_of_two_who_hurry, NULL)

// ---- Many, large and slow ----

enum { CROWD = 40 };

static void a_crowd_at_the_door_is_answered_one_after_the_other_on(struct house *house)
{
    ctx *c = &house->work.c;
    int fd[CROWD];
    for (int i = 0; i < CROWD; i++) {
        const char *form =
            fmt(c->arena, "csrf=%s&email=a%d@example.fi&password=x", house_csrf(house, NULL), i);
        const char *request =
            fmt(c->arena,
                "POST /sign-in HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAccept: "
                "text/html\r\nX-Forwarded-For: 192.0.2.%d\r\nCookie: visitor=" HOUSE_VISITOR
                "\r\nContent-Type: " BODY_FORM "\r\nContent-Length: %zu\r\n\r\n%s",
                house->address, i, strlen(form), form);
        fd[i] = client_connect(house->address);
        assert_true(client_send(fd[i], str_of(request)));
    }
    // The last of them waits for all before it, which a busy machine makes long.
    const struct timeval patience = {.tv_sec = 90};
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(setsockopt(fd[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    // Meanwhile pages are shown as ever.
    struct house_ask rules = {.path = S("/rules")};
    assert_int_equal(response_status_of(house_ask(house, rules)), 200);
    int answered = 0;
    for (int i = 0; i < CROWD; i++) {
        answered += response_status_of(client_read(c->arena, fd[i], true)) == 401;
        close(fd[i]);
    }
    assert_int_equal(answered, CROWD);
}
ON_ENGINES(a_crowd_at_the_door_is_answered_one_after_the_other, behind_proxy)

static void too_much_is_refused_and_the_slow_hold_nobody_up_on(struct house *house)
{
    ctx *c = &house->work.c;
    i64 size = BOUND_BODY_BYTES + 1000;
    char *large = NEW_ARRAY(c->arena, char, size);
    memset(large, 'a', (size_t)size);
    struct house_ask asked = {
        .method = POST, .path = S("/sign-in"), .body = {large, size}
    };
    assert_int_equal(response_status_of(house_ask(house, asked)), 413);
    asked = (struct house_ask){.path = S("/sign-in")};
    asked.more = fmt(c->arena, "X-Long: %.*s\r\n", 20000, large);
    int status = response_status_of(house_ask(house, asked));
    assert_true(status == 431 || status == 413 || status == 400);
    asked = (struct house_ask){
        .path = str_of(fmt(c->arena, "/sign-in?next=/%.*s", BOUND_TARGET_BYTES, large))};
    assert_int_equal(response_status_of(house_ask(house, asked)), 414);
    enum { SLOW = 40 };
    int fd[SLOW];
    for (int i = 0; i < SLOW; i++) {
        fd[i] = client_connect(house->address);
        assert_true(client_send(
            fd[i], str_of(fmt(c->arena,
                              "POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Length: 100\r\n"
                              "Content-Type: " BODY_FORM "\r\n\r\nc",
                              house->address))));
    }
    struct house_ask rules = {.path = S("/rules")};
    assert_int_equal(response_status_of(house_ask(house, rules)), 200);
    for (int i = 0; i < SLOW; i++)
        close(fd[i]);
}
ON_ENGINES(too_much_is_refused_and_the_slow_hold_nobody_up, NULL)

int main(void)
{
    log_set_level(LOG_ERROR);
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_else_s_session_becomes_mine),
        cmocka_unit_test(a_cookie_is_kept_from_scripts_and_other_sites),
        cmocka_unit_test(signing_in_leads_to_places_here_alone),
        cmocka_unit_test(guessing_waits_and_tells_nothing),
        cmocka_unit_test(a_password_alone_does_not_open_where_there_are_codes),
        cmocka_unit_test(codes_cannot_be_tried_out),
        cmocka_unit_test(a_new_password_ends_what_the_old_one_opened),
        cmocka_unit_test(a_link_opens_for_one_of_two_who_hurry),
        cmocka_unit_test(a_crowd_at_the_door_is_answered_one_after_the_other),
        cmocka_unit_test(too_much_is_refused_and_the_slow_hold_nobody_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
