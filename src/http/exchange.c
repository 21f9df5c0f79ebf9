#include "http/exchange.h"

#include "base/log.h"
#include "http/posted.h"
#include "http/guard.h"

// ---- The answer ----

static ctx *exchange_ctx(struct exchange *x)
{
    return x->is_later ? &x->later_c : &x->c;
}

static bool make_error(ctx *c, void *data)
{
    struct exchange *x = data;
    const struct server_options *options = server_options(x->server);
    err error = c->err;
    response_error(c, &x->request, &x->response);
    if (!options->error_page || !request_wants_html(&x->request)) return true;
    // The page shows the error; one that fails itself leaves the JSON in place.
    if (!options->error_page(c, &x->request, &error, &x->response, options->app)) err_clear(c);
    return true;
}

static bool make_headers(ctx *c, void *data)
{
    struct exchange *x = data;
    response_finish(c, &x->request, &x->response);
    return true;
}

// When not even an error fits into memory any longer.
static void finish_without_memory(struct exchange *x)
{
    log_err(exchange_ctx(x), "answering a request");
    err_clear(exchange_ctx(x));
    x->response = (struct response){
        .status = 503,
        .exchange = x,
        .headers = {{S("Content-Type"), S("application/json")}},
        .header_count = 1,
        .body = S("{\"error\":{\"code\":\"NO_MEMORY\",\"msg\":\"the server has no memory left for "
                  "this\",\"hint\":\"Try again in a moment.\"}}"),
    };
    x->closes = true;
}

void exchange_finish(struct exchange *x)
{
    ctx *c = exchange_ctx(x);
    bool made = c->err.code == ERR_NONE || ctx_try(c, make_error, x);
    if (made) made = ctx_try(c, make_headers, x);
    if (!made) finish_without_memory(x);
}

void exchange_send(struct exchange *x)
{
    exchange_finish(x);
    daemon_wake(x);
}

// ---- The work ----

static void take_back(struct exchange *x)
{
    const struct server_options *options = server_options(x->server);
    if (x->is_lent && options->end) options->end(&x->c, options->app);
    x->is_lent = false;
}

// Who asks, and whether they may.
static bool let_in(ctx *c, struct exchange *x)
{
    const struct server_options *options = server_options(x->server);
    struct request *request = &x->request;
    const struct route *route = request->route;
    if (options->begin && !options->begin(c, options->app)) return false;
    x->is_lent = true;
    bool asks_who = options->who && !route->in_background && (!route->is_keyed || route->may);
    if (asks_who && !options->who(c, request, options->app)) return false;
    return !route->may || options->may(c, request, options->app);
}

static bool read_form(ctx *c, struct exchange *x)
{
    struct request *request = &x->request;
    struct form form = {0};
    if (!route_has_form(request->route)) return true;
    bool is_json = posted_is_json(request_header(request, "Content-Type"));
    bool read = x->multipart ? multipart_end(c, x->multipart, &form)
                : is_json    ? posted_parse_json(c, request->body, &form)
                             : posted_parse(c, request->body, &form);
    request->body = (str){0};
    return read && inputs_read_form(c, request, form);
}

static bool run_handler(ctx *c, void *data)
{
    struct exchange *x = data;
    struct request *request = &x->request;
    const struct route *route = request->route;
    if (!let_in(c, x) || !read_form(c, x) || !guard_check(c, request)) return false;
    if (request->problem_count == 0) return route->handler(c, request, &x->response);
    if (!route->again) return inputs_refuse(c, request);
    x->response.status = 400;
    return route->again(c, request, &x->response);
}

static bool run_admission(ctx *c, void *data)
{
    struct exchange *x = data;
    return let_in(c, x) && guard_check_site(c, &x->request);
}

static void admit(struct exchange *x)
{
    bool admitted = ctx_try(&x->c, run_admission, x);
    take_back(x);
    if (admitted) {
        daemon_go_on(x);
        return;
    }
    x->closes = true; // the body follows
    exchange_send(x);
}

static bool run_resumption(ctx *c, void *data)
{
    struct exchange *x = data;
    const struct server_options *options = server_options(x->server);
    struct resumption resumption = x->resumption;
    x->resumption = (struct resumption){0};
    if (options->begin && !options->begin(c, options->app)) return false;
    x->is_lent = true;
    return resumption.work(c, &x->request, &x->response, resumption.data);
}

// Nobody holds the exchange any longer: it is answered, or a worker goes on with it.
static void go_on(struct exchange *x)
{
    if (x->resumption.work)
        daemon_resume(x);
    else
        exchange_send(x);
}

void exchange_work(struct exchange *x)
{
    if (x->stage == EXCHANGE_ADMIT) {
        admit(x);
        return;
    }
    atomic_store(&x->holders, 1);
    x->is_later = false;
    x->c.now_ms = server_options(x->server)->now_ms();
    bool done = ctx_try(&x->c, x->resumption.work ? run_resumption : run_handler, x);
    // Whoever answers later waits for holders to sink, so x is still ours here.
    if (!done) x->is_later = false;
    if (!x->is_later) take_back(x);
    if (x->is_later && atomic_fetch_sub(&x->holders, 1) > 1) return;
    go_on(x);
}

void response_later(struct response *response)
{
    struct exchange *x = response->exchange;
    assert(!x->is_later);
    take_back(x);
    x->later_c = x->c;
    x->later_c.arena = &x->later_arena;
    x->later_c.full_jump = NULL;
    x->is_later = true;
    atomic_fetch_add(&x->holders, 1);
}

struct building {
    struct response *response;
    bool (*build)(ctx *c, struct response *response, void *data);
    void *data;
};

static bool run_build(ctx *c, void *data)
{
    struct building *building = data;
    return building->build(c, building->response, building->data);
}

void response_complete(struct response *response,
                       bool (*build)(ctx *c, struct response *response, void *data), void *data)
{
    struct exchange *x = response->exchange;
    assert(x->is_later);
    x->later_c.now_ms = server_options(x->server)->now_ms();
    struct building building = {response, build, data};
    bool built = ctx_try(&x->later_c, run_build, &building);
    assert(built || x->later_c.err.code != ERR_NONE);
    if (atomic_fetch_sub(&x->holders, 1) > 1) return;
    go_on(x);
}

void response_resume(struct response *response,
                     bool (*work)(ctx *c, struct request *request, struct response *response,
                                  void *data),
                     void *data)
{
    struct exchange *x = response->exchange;
    assert(x->is_later);
    x->resumption = (struct resumption){work, data};
    if (atomic_fetch_sub(&x->holders, 1) > 1) return;
    go_on(x);
}
