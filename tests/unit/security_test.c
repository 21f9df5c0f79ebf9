// What the doors and every route let nobody do. The matrix goes over the whole table of routes,
// those of every kind of record too, and every asker; a route that nobody may look up here fails
// it.
#include "web/routes.h"

#include "base/log.h"
#include "people/api_token.h"
#include "kinds/all_kinds.h"
#include "support/house.h"
#include "support/http_client.h"

#include "support/test.h"

#define ON_ENGINES(test)                                                                           \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        house_on_both(test##_on, NULL);                                                            \
    }

static str error_msg(struct house *house, str response)
{
    ctx *c = &house->work.c;
    json_t *body = json_parse(c, response_body_of(response));
    if (!body) {
        err_clear(c);
        return (str){0};
    }
    return json_text(json_object_get(json_object_get(body, "error"), "msg"));
}

// The route's path with something at each :name.
static str path_with(ctx *c, const struct route *route, const char *value)
{
    buf out = buf_new(c->arena, 100000);
    str rest = str_of(route->path), part = {0};
    str_cut(&rest, '/', &part); // what stands before the first
    while (str_cut(&rest, '/', &part)) {
        buf_char(&out, '/');
        if (str_starts(part, S(":")))
            buf_c(&out, value);
        else
            buf_add(&out, part);
    }
    return buf_str(&out);
}

static str part_form(ctx *c, const char *csrf)
{
    return str_of(fmt(c->arena,
                      "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n--b--\r\n",
                      csrf));
}

// What an address must carry is checked before who asks.
static str with_required(ctx *c, const struct route *route, str path)
{
    buf out = buf_new(c->arena, 10000);
    buf_add(&out, path);
    for (const struct field *field = route->in; field && field->name; field++) {
        const char *value = field->type == FIELD_CHOICE ? field->choices[0]
                            : field->type == FIELD_DAY  ? "2026-11-21"
                                                        : "1";
        if (!field->required) continue;
        buf_fmt(&out, "%c%s=%s", out.size == path.size ? '?' : '&', field->name, value);
    }
    return buf_str(&out);
}

// A request with nothing in its form but the token.
static struct house_ask plain(struct house *house, const struct route *route, int asker)
{
    ctx *c = &house->work.c;
    bool is_token = asker == TOKEN_ALL || asker == TOKEN_INTAKE;
    const char *secret = asker == ROLE_NONE ? NULL : str_c(c->arena, house->secrets[asker]);
    struct house_ask asked = {.method = route->method, .path = path_with(c, route, "1")};
    if (is_token)
        asked.bearer = secret;
    else
        asked.session = secret;
    if (route->method == GET) {
        asked.path = with_required(c, route, asked.path);
        return asked;
    }
    bool has_session = secret && !is_token && asker != ENDED;
    const char *csrf = house_csrf(house, has_session ? secret : NULL);
    if (!has_session && !secret) asked.visitor = HOUSE_VISITOR;
    if (route_takes_files(route)) {
        asked.type = BODY_FILES "; boundary=b";
        asked.body = part_form(c, csrf);
    } else if (route_has_form(route)) {
        asked.body = str_of(fmt(c->arena, "csrf=%s", csrf));
    } else {
        asked.type = route->body;
        asked.body = S("[]");
    }
    return asked;
}

// ---- The matrix ----

// Routes that need no permission. Everything else does; a new one that says nothing fails here.
static const char *const open_routes[] = {
    "GET /",
    "GET /rules",
    "GET /source",
    "GET /source.tar.gz",
    "GET /api",
    "GET /health",
    "GET /assets/:name",
    "GET /accent/:name",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/code",
    "POST /sign-in/code",
    "GET /sign-in/forgot",
    "POST /sign-in/forgot",
    "POST /sign-out",
    "GET /join/:secret",
    "POST /join/:secret",
    "GET /reset/:secret",
    "POST /reset/:secret",
    "GET /sign-in/single",
    "GET /sign-in/back",
    "GET /heard", // everybody's
    "GET /complain",
    "POST /complain",
    "GET /complain.js",
    "GET /matter/:secret", // the secret is the permission
    "POST /matter/:secret",
    "GET /matter/:secret/files/:file",
    "GET /answer/:secret",
    "POST /answer/:secret",
    "GET /ask/:code",
    "GET /kiosk/:code",
    "GET /embed/ask.js",
    "GET /embed/:code",
    "GET /unsubscribe/:secret", // as well
    "POST /unsubscribe/:secret",
    "GET /wall/:secret", // the secret is the permission
};

static bool is_open(const struct route *route)
{
    char name[200];
    snprintf(name, sizeof name, "%s %s", route->method == POST ? "POST" : "GET", route->path);
    for (i64 i = 0; i < COUNT_OF(open_routes); i++)
        if (!strcmp(open_routes[i], name)) return true;
    return false;
}

// What a token of all scopes may: written down here once more, on purpose.
static bool token_may(const struct route *route)
{
    int may = route->may;
    if (may == MAY_SEE_FIGURES || may == MAY_READ_REMARKS) return route->method == GET;
    return may == MAY_SEE_RECORDS || may == MAY_ADD_RECORDS || may == MAY_CHANGE_RECORDS;
}

// Of records of cases whoever may not see cases sees nothing, whatever they may of others.
static bool is_of_cases(const struct route *route)
{
    return route->data && route->data == kind_find(S("case"));
}

enum verdict { REFUSED, LET_IN, LET_IN_WITHIN_SCOPE };

// "/" leads to each one's own beginning, so it asks by itself.
static enum verdict expected(const struct route *route, int asker)
{
    bool is_token = asker == TOKEN_ALL || asker == TOKEN_INTAKE;
    if (route->in_background) return LET_IN;
    if (!strcmp(route->path, "/") && !is_token)
        return asker == ROLE_NONE || asker == ENDED ? REFUSED : LET_IN;
    if (route->is_keyed && is_open(route)) return LET_IN; // customers'
    if (route->is_keyed) return is_token ? LET_IN : REFUSED; // POST /facts
    if (is_token && is_of_cases(route)) return REFUSED; // they hold what customers wrote
    if (is_token) return asker == TOKEN_ALL && token_may(route) ? LET_IN : REFUSED;
    enum role role = asker == ENDED ? ROLE_NONE : (enum role)asker;
    switch (role_may(role, (enum permission)route->may)) {
    case MAY_NOT:
        return REFUSED;
    case MAY_IN_SCOPE:
        return LET_IN_WITHIN_SCOPE;
    case MAY_EVERYWHERE:
        return LET_IN;
    }
    return REFUSED;
}

// Refused at the door, whatever a handler might say further in.
static bool is_refused(int status, str msg)
{
    static const char *const words[] = {"your role, ", "a token may not do this",
                                        "this token may not do that"};
    if (status == 401) return true;
    for (i64 i = 0; i < COUNT_OF(words); i++)
        if (status == 403 && str_starts(msg, str_of(words[i]))) return true;
    return false;
}

// A session that the request may have ended is made anew.
static void mend(struct house *house, const struct route *route, int asker, str response)
{
    bool is_token = asker == TOKEN_ALL || asker == TOKEN_INTAKE;
    bool may_end = str_find(response, S("Set-Cookie: ")) >= 0 ||
                   str_starts(str_of(route->path), S("/set-up/accounts"));
    if (route->method != POST) return;
    if (str_starts(str_of(route->path), S("/set-up/tokens"))) house_make_tokens(house);
    if (may_end && asker != ROLE_NONE && !is_token) house_sign_in(house, asker);
}

static i64 check_one(struct house *house, const struct route *route, int asker)
{
    str response = house_ask(house, plain(house, route, asker));
    int status = response_status_of(response);
    str msg = error_msg(house, response);
    enum verdict verdict = expected(route, asker);
    // Wrong codes and passwords are told with 401 as well, by pages that are open.
    bool is_door = !strcmp(route->path, "/sign-in/code") || !strcmp(route->path, "/sign-in");
    bool refused = is_refused(status, msg) && !(is_door && verdict != REFUSED && status == 401);
    bool is_right = status > 0 && status < 500 && refused == (verdict == REFUSED);
    // Of cases who may not see them is told no further in, or that there is none.
    bool is_nobody = asker <= ROLE_OUTSIDER && role_may((enum role)asker, MAY_SEE_CASES) == MAY_NOT;
    if (is_of_cases(route) && is_nobody) is_right = status >= 400 && status < 500;
    mend(house, route, asker, response);
    if (is_right) return 0;
    print_error("%s %s, asker %d: %d %.*s\n", route->method == POST ? "POST" : "GET", route->path,
                asker, status, STR(msg));
    return 1;
}

// All kinds have the same handlers: two of them, one over names of facts, speak for all; and cases,
// which have permissions of their own.
static bool is_of_a_further_kind(const struct route *route)
{
    return route->data && route->data != kind_find(S("function")) &&
           route->data != kind_find(S("unit")) && !is_of_cases(route);
}

// Another route stands before it at the very same address.
static bool is_covered(const struct house *house, i64 index)
{
    const struct route *route = &house->app.routes[index];
    for (i64 i = 0; i < index; i++)
        if (house->app.routes[i].method == route->method &&
            !strcmp(house->app.routes[i].path, route->path))
            return true;
    return false;
}

static void each_route_lets_in_whom_it_says_on(struct house *house)
{
    i64 wrong = 0, asked = 0;
    for (i64 i = 0; i < house->app.route_count; i++) {
        const struct route *route = &house->app.routes[i];
        struct arena_mark mark = arena_mark(&house->work.arena);
        if (is_of_a_further_kind(route) || is_covered(house, i)) continue;
        bool needs_none = route->may == MAY_COME_IN;
        bool is_said = is_open(route) || route->is_keyed; // what wants a key refuses without, below
        if (needs_none ? !is_said : is_open(route)) {
            print_error("%s: open to everybody, or not?\n", route->path);
            wrong++;
        }
        for (int asker = ROLE_NONE; asker < ASKER__COUNT; asker++, asked++)
            wrong += check_one(house, route, asker);
        arena_rewind(&house->work.arena, mark);
    }
    assert_int_equal(wrong, 0);
    assert_true(asked > 10 * COUNT_OF(open_routes));
}
ON_ENGINES(each_route_lets_in_whom_it_says)

static void a_form_that_was_not_made_here_changes_nothing_on(struct house *house)
{
    ctx *c = &house->work.c;
    i64 wrong = 0;
    const char *own = str_c(c->arena, house->secrets[ROLE_ADMINISTRATOR]);
    const char *tokens[] = {"", house_csrf(house, str_c(c->arena, house->secrets[ROLE_CX_OWNER])),
                            house_csrf(house, NULL), "0123456789abcdef"};
    for (i64 i = 0; i < house->app.route_count; i++) {
        const struct route *route = &house->app.routes[i];
        if (route->method == GET || route->is_keyed || is_of_a_further_kind(route) ||
            is_covered(house, i))
            continue;
        for (i64 k = 0; k <= COUNT_OF(tokens); k++) {
            bool is_elsewhere = k == COUNT_OF(tokens); // the right token, sent by another site
            const char *token = is_elsewhere ? house_csrf(house, own) : tokens[k];
            struct house_ask asked = {.method = POST,
                                      .path = path_with(c, route, "1"),
                                      .session = own,
                                      .visitor = HOUSE_VISITOR,
                                      .more =
                                          is_elsewhere ? "Sec-Fetch-Site: cross-site\r\n" : NULL,
                                      .body = str_of(fmt(c->arena, "csrf=%s", token))};
            if (route_takes_files(route)) {
                asked.type = BODY_FILES "; boundary=b";
                asked.body = part_form(c, token);
            }
            str response = house_ask(house, asked);
            str msg = error_msg(house, response);
            if (response_status_of(response) == 403 &&
                (str_equal(msg, S("the form is too old, or was not made here")) ||
                 str_equal(msg, S("a page of another site may not write here"))))
                continue;
            wrong++;
            print_error("POST %s, forgery %lld: %d %.*s\n", route->path, (long long)k,
                        response_status_of(response), STR(error_msg(house, response)));
        }
    }
    assert_int_equal(wrong, 0);
}
ON_ENGINES(a_form_that_was_not_made_here_changes_nothing)

// ---- Strange things in addresses and fields ----

#define SCRIPT "<script>alert(7)</script>"

static const char *const strange[] = {
    "..",
    "%2e%2e%2f..%2f..%5cetc%2fpasswd",
    "%00",
    "99999999999999999999",
    "1%27%20OR%201=1%20--%20%3Cscript%3Ealert(7)%3C/script%3E",
    "%0d%0aSet-Cookie:%20session=planted",
};

static bool is_harmless(const char *what, str response)
{
    int status = response_status_of(response);
    str planted = response_header_of(response, "Set-Cookie");
    // What is saved as a file runs in no page.
    bool is_file = str_starts(response_header_of(response, "Content-Disposition"), S("attachment"));
    bool is = status > 0 && status < 500 && str_find(response, S("root:x:0:0")) < 0 &&
              (is_file || str_find(response_body_of(response), S(SCRIPT)) < 0) &&
              str_find(planted, S("planted")) < 0;
    if (!is) print_error("%s: %d\n%.*s\n", what, status, STR(str_head(response, 2000)));
    return is;
}

static void strange_names_in_addresses_lead_nowhere_on(struct house *house)
{
    ctx *c = &house->work.c;
    i64 wrong = 0;
    char *long_name = NEW_ARRAY(c->arena, char, 4001);
    memset(long_name, 'a', 4000);
    for (i64 i = 0; i < house->app.route_count; i++) {
        const struct route *route = &house->app.routes[i];
        if (!strchr(route->path, ':') || is_of_a_further_kind(route)) continue;
        for (i64 k = 0; k <= COUNT_OF(strange); k++) {
            struct arena_mark mark = arena_mark(&house->work.arena);
            struct house_ask asked = plain(house, route, ROLE_ADMINISTRATOR);
            asked.path = path_with(c, route, k < COUNT_OF(strange) ? strange[k] : long_name);
            asked.accept = "text/html";
            wrong += !is_harmless(asked.path.s, house_ask(house, asked));
            arena_rewind(&house->work.arena, mark);
        }
    }
    assert_int_equal(wrong, 0);
}
ON_ENGINES(strange_names_in_addresses_lead_nowhere)

static const char *const injected[] = {
    "%27%22%3E%3Cscript%3Ealert(7)%3C/script%3E%7B%7B%7Bcsrf%7D%7D%7D%27%20OR%201=1%20--%20",
    "a%0d%0aSet-Cookie:%20session=planted",
};

// The same text in every field of a route that takes text; the others take nothing that is none.
static str everywhere(ctx *c, const struct route *route, const char *value)
{
    buf pairs = buf_new(c->arena, 100000);
    for (const struct field *field = route->in; field && field->name; field++)
        if (field->type == FIELD_TEXT)
            buf_fmt(&pairs, "%s%s=%s", pairs.size ? "&" : "", field->name, value);
    return buf_str(&pairs);
}

static void what_is_put_into_fields_stays_text_on(struct house *house)
{
    ctx *c = &house->work.c;
    bool is_second = store_engine(house->app.store) == STORE_POSTGRES;
    i64 wrong = 0;
    for (i64 i = 0; i < house->app.route_count; i++) {
        const struct route *route = &house->app.routes[i];
        bool is_form = route->method == POST && route_has_form(route) && !route_takes_files(route);
        if (route->is_keyed || (route->method == POST && !is_form)) continue;
        if (is_second && is_of_a_further_kind(route)) continue;
        for (i64 k = 0; k < COUNT_OF(injected); k++) {
            struct arena_mark mark = arena_mark(&house->work.arena);
            struct house_ask asked = plain(house, route, ROLE_ADMINISTRATOR);
            str pairs = everywhere(c, route, injected[k]);
            asked.accept = "text/html";
            if (is_form)
                asked.body = str_of(fmt(c->arena, "%.*s&%.*s", STR(asked.body), STR(pairs)));
            else
                asked.path =
                    str_of(fmt(c->arena, "%.*s?%.*s", STR(path_with(c, route, "1")), STR(pairs)));
            wrong += !is_harmless(asked.path.s, house_ask(house, asked));
            arena_rewind(&house->work.arena, mark);
        }
    }
    assert_int_equal(wrong, 0);
}
ON_ENGINES(what_is_put_into_fields_stays_text)

int main(void)
{
    log_set_level(LOG_ERROR);
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_route_lets_in_whom_it_says),
        cmocka_unit_test(a_form_that_was_not_made_here_changes_nothing),
        cmocka_unit_test(strange_names_in_addresses_lead_nowhere),
        cmocka_unit_test(what_is_put_into_fields_stays_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
