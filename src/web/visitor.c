#include "web/visitor.h"

#include "case/case_kinds.h"
#include "audit/audit.h"
#include "http/cookie.h"
#include "people/account.h"
#include "people/api_token.h"
#include "people/session.h"
#include "web/app.h"
#include "web/render.h"
#include "web/touch.h"

static const struct visitor nobody;

const struct visitor *visitor_of(const struct request *request)
{
    return request->session ? request->session : &nobody;
}

bool visitor_may(const struct request *request, enum permission permission, struct place place)
{
    return person_may(&visitor_of(request)->person, permission, place);
}

bool visitor_must(ctx *c, const struct request *request, enum permission permission,
                  struct place place)
{
    return person_must(c, &visitor_of(request)->person, permission, place);
}

bool visitor_sees_personal(const struct request *request, struct place place)
{
    const struct visitor *visitor = visitor_of(request);
    if (visitor->is_program || visitor->is_open_house) return false;
    return person_may(&visitor->person, MAY_SEE_PERSONAL_DATA, place);
}

str visitor_who(ctx *c, const struct request *request)
{
    return audit_account(c, visitor_of(request)->person.account);
}

void visitor_keep(ctx *c, const struct request *request, struct response *response, str secret)
{
    cookie_set(c, request, response,
               (struct cookie){.name = VISITOR_COOKIE,
                               .value = secret.size ? secret : S("none"),
                               .max_age_s = secret.size ? 0 : -1});
}

// ---- Who it is ----

static bool fill_account(ctx *c, struct request *request, i64 account, struct visitor *visitor)
{
    struct rows rows;
    if (!account_person(c, account, &visitor->person) ||
        !store_rows(c, SQL_visitor_account, VALS(V_I64(account)), &rows))
        return false;
    if (!rows.count) return true; // it has ended: nobody
    const struct column *col = rows.column;
    visitor->name = col[0].text[0];
    visitor->email = col[1].text[0];
    visitor->record = col[2].i[0];
    const char *lang = render_lang_known(col[3].text[0]);
    if (lang && !render_lang(request)) c->lang = lang; // a choice in this browser goes before
    return true;
}

static bool find_session(ctx *c, struct request *request, str secret, struct visitor *visitor)
{
    struct session session;
    if (!session_find(c, secret, &session)) {
        if (c->err.code != ERR_UNKNOWN_USER) return false;
        err_clear(c); // it is over: nobody
        return true;
    }
    if (!fill_account(c, request, session.account, visitor)) return false;
    if (visitor->person.role == ROLE_NONE) return true;
    visitor->secret = secret;
    visitor->is_strong = session.strong;
    request->session_key = session_form_key(c, secret);
    if (session.wants_touch) touch_session(request->app, secret);
    return true;
}

// What a token must be good for, to use what a route's permission is about; 0: no token is.
static enum api_scope scope_for(const struct request *request)
{
    if (request->route->data == &case_kind) return 0; // what customers wrote is for people
    bool is_read = request->method == GET;
    switch (request->route->may) {
    case MAY_SEE_FIGURES:
    case MAY_READ_REMARKS:
        return is_read ? API_READ_FIGURES : 0;
    case MAY_SEE_RECORDS:
        return is_read ? API_READ_RECORDS : API_CHANGE_RECORDS;
    case MAY_ADD_RECORDS:
    case MAY_CHANGE_RECORDS:
        return API_CHANGE_RECORDS;
    default:
        return 0;
    }
}

static bool find_program(ctx *c, struct request *request, str secret, struct visitor *visitor)
{
    enum api_scope scope = scope_for(request);
    struct api_token token;
    if (!scope)
        return fail_with(c, ERR_FORBIDDEN, tr(c, "a token may not do this"),
                         tr(c, "Sign in as a person."));
    if (!api_token_find(c, secret, scope, &token)) return false;
    request->is_keyed = true;
    visitor->is_program = true;
    visitor->name = token.name;
    visitor->token_scopes = token.scopes;
    if (token.account) return fill_account(c, request, token.account, visitor);
    visitor->person.role = ROLE_CX_OWNER; // made at the command line
    return true;
}

// ---- Before there are accounts ----

bool visitor_is_this_machine(const struct request *request)
{
    str host = request_header(request, "Host"), name = host, rest = host;
    if (str_starts(host, S("[::1]"))) return true;
    str_cut(&rest, ':', &name);
    bool is_loopback = str_equal(name, S("127.0.0.1")) || str_equal_fold(name, S("localhost"));
    return is_loopback && !request_header(request, "X-Forwarded-For").size;
}

static bool open_house(ctx *c, const struct request *request, struct app *app,
                       struct visitor *visitor)
{
    if (!app_has_people(c, app)) {
        if (c->err.code) return false;
        visitor->is_open_house = visitor_is_this_machine(request);
        if (visitor->is_open_house) visitor->person.role = ROLE_CX_OWNER;
    }
    return true;
}

bool visitor_find(ctx *c, struct request *request, void *app)
{
    struct visitor *visitor = NEW(c->arena, struct visitor);
    request->session = visitor;
    str header = request_header(request, "Authorization"), bearer = S("Bearer ");
    bool is_bearer =
        header.size > bearer.size && str_equal_fold(str_slice(header, 0, bearer.size), bearer);
    if (is_bearer)
        return find_program(c, request, str_trim(str_slice(header, bearer.size, header.size)),
                            visitor);
    str secret = cookie_read(c, request, VISITOR_COOKIE);
    if (secret.size && !find_session(c, request, secret, visitor)) return false;
    return visitor->person.role != ROLE_NONE || open_house(c, request, app, visitor);
}

// ---- Whether they may ----

bool visitor_let_in(ctx *c, const struct request *request, void *app)
{
    (void)app;
    enum permission permission = (enum permission)request->route->may;
    const struct visitor *visitor = visitor_of(request);
    if (visitor->is_open_house && request->method == POST && permission != MAY_COME_IN)
        return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this is for people who are signed in"),
                         tr(c, "Set up the first administrator by the link that `tuntuma serve` "
                               "printed."));
    if (role_may(visitor->person.role, permission) != MAY_NOT) return true;
    return person_must(c, &visitor->person, permission, (struct place){0});
}
