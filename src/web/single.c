#include "web/single.h"

#include "base/log.h"
#include "bounds.h"
#include "http/cookie.h"
#include "people/session.h"
#include "record/person.h"
#include "web/app.h"
#include "web/change.h"
#include "web/door.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/turn.h"
#include "web/visitor.h"

enum { CODE_MAX = 4000, WORDS_MAX = 1000 };

// clang-format off
const struct field single_fields[] = {
    {.name = "next", .max = BOUND_ADDRESS_BYTES, .what = "where to go afterwards: a path here"}, PAGE_FIELDS, {0}};
const struct field single_back_fields[] = {
    {.name = "code", .max = CODE_MAX, .what = "the sign-in service's word that somebody signed in"},
    {.name = "state", .max = BOUND_NAME_BYTES, .what = "what we gave the browser on its way"},
    {.name = "iss", .max = BOUND_ADDRESS_BYTES, .what = "which sign-in service it was"},
    {.name = "error", .max = BOUND_NAME_BYTES, .what = "why nobody signed in"},
    {.name = "error_description", .max = WORDS_MAX, .what = "the same in words"},
    PAGE_FIELDS, {0}};
// clang-format on

// One sign-in, from its beginning or from its coming back; everything lives as long as the request.
struct going {
    struct oidc_service service;
    struct oidc_client client;
    struct oidc_discovery about;
    struct oidc_start start;
    struct oidc_trade trade;
    struct oidc_person person;
    struct oidc_came came;
    struct oidc_provider *provider;
    str issuer; // as the browser brought it back
    str before; // session that was there
};

struct oidc_client single_client(const struct request *request, const struct oidc_service *service)
{
    return (struct oidc_client){.issuer = service->issuer,
                                .id = service->client_id,
                                .secret = service->client_secret,
                                .is_loopback_taken = visitor_is_this_machine(request)};
}

str single_back(ctx *c, const struct request *request)
{
    return str_of(fmt(c->arena, "http%s://%.*s/sign-in/back", request->is_tls ? "s" : "",
                      STR(request_header(request, "Host"))));
}

bool single_put_button(ctx *c, str next, json_t *model)
{
    struct oidc_service service;
    json_put_null(model, "single");
    if (!oidc_service_get(c, &service)) return false;
    if (!service.is_on) return true;
    buf href = buf_new(c->arena, 3 * next.size + 100);
    buf_c(&href, "/sign-in/single?next=");
    url_add(&href, next);
    json_t *button = json_new_object(c);
    json_put_c(button, "href", href.s);
    json_put_c(button, "label", fmt(c->arena, tr(c, "Sign in with %.*s"), STR(service.name)));
    json_put(model, "single", button);
    return true;
}

// ---- When it does not come to it ----

// The page that says why, with the ways that are left. Programs get the error itself.
static bool show_refusal(ctx *c, struct request *request, struct response *response,
                         const err *failure)
{
    bool is_wait = failure->code == ERR_BUSY || failure->code == ERR_STOPPED;
    c->err = *failure;
    if (failure->detail) log_err(c, "single sign-on");
    response->status = is_wait ? 503 : err_http_status(failure->code);
    if (!request_wants_html(request)) return false;
    err_clear(c);
    json_t *model = json_new_object(c);
    json_put_c(model, "title", label_capital(c, failure->msg));
    json_put_c(model, "question", failure->hint);
    json_put_c(model, "again_href", "/sign-in/single");
    json_put_c(model, "password_href", "/sign-in");
    return render_page(c, request, response, "single", model);
}

static bool refuse_here(ctx *c, struct request *request, struct response *response)
{
    err failure = c->err;
    err_clear(c);
    return show_refusal(c, request, response, &failure);
}

static bool is_on(ctx *c, struct going *going)
{
    if (!oidc_service_get(c, &going->service)) return false;
    return going->service.is_on ||
           fail_with(c, ERR_NOT_FOUND, tr(c, "single sign-on is switched off"),
                     tr(c, "Sign in with your password."));
}

// ---- From here ----

static bool begin(ctx *c, void *data)
{
    struct going *going = data;
    return oidc_start_add(c, &going->start);
}

static bool begun(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    struct going *going = data;
    if (failure->code != ERR_NONE) return show_refusal(c, request, response, failure);
    cookie_set(c, request, response,
               (struct cookie){OIDC_COOKIE, going->start.browser, OIDC_START_MS / 1000});
    response_away(c, response,
                  oidc_start_address(c, &going->service, &going->start, going->about.authorization,
                                     going->trade.back)
                      .s);
    return true;
}

static bool set_out(ctx *c, struct request *request, struct response *response, struct going *going)
{
    return page_change(
        c, request, response,
        (struct page_change){.apply = begin, .then = begun, .data = going, .locks = STORE_RECORDS});
}

static bool describe(ctx *c, void *data)
{
    struct going *going = data;
    return oidc_provider_describe(c, going->provider, going->client, &going->about);
}

static bool described(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    if (failure->code != ERR_NONE) return show_refusal(c, request, response, failure);
    return set_out(c, request, response, data);
}

static struct going *going_of(ctx *c, const struct request *request)
{
    const struct app *app = request->app;
    struct going *going = NEW(c->arena, struct going);
    going->provider = app->provider;
    going->trade.back = single_back(c, request);
    going->before = visitor_of(request)->secret;
    going->start.browser = cookie_read(c, request, OIDC_COOKIE);
    going->start.address = request->client;
    return going;
}

bool single_get(ctx *c, struct request *request, struct response *response)
{
    const struct app *app = request->app;
    struct going *going = going_of(c, request);
    render_keep_lang(c, request, response);
    going->start.path = door_next(request);
    if (!is_on(c, going)) return refuse_here(c, request, response);
    going->client = single_client(request, &going->service);
    if (oidc_provider_described(c, going->provider, going->client, &going->about))
        return set_out(c, request, response, going);
    return page_turn(
        c, request, response,
        (struct page_turn){
            .work = describe, .then = described, .data = going, .turns = app->errands});
}

// ---- And back ----

static bool come_in(ctx *c, void *data)
{
    struct going *going = data;
    i64 record = 0;
    if (!oidc_come_in(c, &going->service, &going->person, going->start.address, &going->came))
        return false;
    if (going->came.outcome != OIDC_IN) return true;
    return person_make(c, going->came.account, 0, &record) &&
           (!going->before.size || session_end(c, going->before));
}

static bool came_in(ctx *c, struct request *request, struct response *response, const err *failure,
                    void *data)
{
    struct going *going = data;
    if (failure->code != ERR_NONE) return show_refusal(c, request, response, failure);
    if (going->came.outcome != OIDC_IN) {
        (void)oidc_refuse(c, &going->service, going->came.outcome);
        return refuse_here(c, request, response);
    }
    visitor_keep(c, request, response, going->came.secret);
    response_see(c, response, str_c(c->arena, going->start.path));
    return true;
}

// RFC 9207: a service that says who it is must say so here too.
static bool is_of_service(ctx *c, const struct going *going)
{
    bool is_missing = going->about.names_itself && !going->issuer.size;
    bool is_other = going->issuer.size && !str_equal(going->issuer, going->service.issuer);
    return (!is_missing && !is_other) ||
           fail_detail(c, ERR_UNKNOWN_USER, tr(c, "another sign-in service sent you here"),
                       tr(c, "Begin once more, in this browser."),
                       fmt(c->arena, "iss \"%.*s\"", STR(str_head(going->issuer, 200))));
}

static bool trade(ctx *c, void *data)
{
    struct going *going = data;
    json_t *claims = NULL;
    if (!oidc_provider_describe(c, going->provider, going->client, &going->about) ||
        !is_of_service(c, going) ||
        !oidc_provider_trade(c, going->provider, going->client, going->trade, &claims))
        return false;
    going->person = oidc_person_of(c, &going->service, claims);
    if (going->person.groups_left_out)
        log_line(LOG_WARNING, "the sign-in service left out groups: somebody is in too many", NULL);
    return true;
}

static bool traded(ctx *c, struct request *request, struct response *response, const err *failure,
                   void *data)
{
    if (failure->code != ERR_NONE) return show_refusal(c, request, response, failure);
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = come_in, .then = came_in, .data = data, .locks = STORE_RECORDS});
}

static bool take(ctx *c, void *data)
{
    struct going *going = data;
    return oidc_start_take(c, &going->start);
}

// What the service says in its own words is shown only to a browser that we sent there.
static bool say_no(ctx *c, const struct request *request, const struct going *going)
{
    str error = request_text(request, "error", (str){0});
    str words = request_text(request, "error_description", error);
    if (str_equal(error, S("access_denied")) || !words.size)
        return fail_with(c, ERR_UNKNOWN_USER,
                         fmt(c->arena, tr(c, "%.*s did not let you in"), STR(going->service.name)),
                         tr(c, "Try again, or ask whoever runs it."));
    return fail_with(c, ERR_UNKNOWN_USER,
                     fmt(c->arena, tr(c, "%.*s says: %.*s"), STR(going->service.name), STR(words)),
                     tr(c, "Try again. If it stays so, ask an administrator."));
}

static bool taken(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    struct going *going = data;
    const struct app *app = request->app;
    if (failure->code != ERR_NONE) return show_refusal(c, request, response, failure);
    if (request_input(request, "error") || !going->trade.code.size) {
        (void)say_no(c, request, going);
        return refuse_here(c, request, response);
    }
    return page_turn(
        c, request, response,
        (struct page_turn){.work = trade, .then = traded, .data = going, .turns = app->errands});
}

bool single_back_get(ctx *c, struct request *request, struct response *response)
{
    struct going *going = going_of(c, request);
    going->start.state = request_text(request, "state", (str){0});
    going->issuer = request_text(request, "iss", (str){0});
    // Looked for first: whoever comes with anything else writes nothing.
    if (!is_on(c, going) || !oidc_start_find(c, &going->start))
        return refuse_here(c, request, response);
    going->client = single_client(request, &going->service);
    going->trade.code = request_text(request, "code", (str){0});
    going->trade.verifier = oidc_start_verifier(c, &going->start);
    going->trade.nonce = oidc_start_nonce(c, &going->start);
    return page_change(
        c, request, response,
        (struct page_change){.apply = take, .then = taken, .data = going, .locks = STORE_RECORDS});
}
