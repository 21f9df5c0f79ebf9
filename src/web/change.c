#include "web/change.h"

#include "bounds.h"
#include "facts/change.h"

struct changing {
    struct function_change call; // first
    struct page_change change;
    struct app *app;
    struct response *response;
    struct arena arena; // what the writer's thread fills: the request's own may still be in use
    const char *lang;
    u64 (*random)(ctx *c);
    void *random_state;
    err failure;
};

static bool apply_in_place(ctx *c, void *data)
{
    struct changing *changing = data;
    return changing->change.apply(c, changing->change.data);
}

// Runs on the writer's thread, with its ctx made to look like the request's.
static bool run(ctx *c, void *data)
{
    struct changing *changing = data;
    ctx writers = *c;
    c->arena = &changing->arena;
    c->lang = changing->lang;
    c->random = changing->random;
    c->random_state = changing->random_state;
    bool applied = ctx_try(c, apply_in_place, changing);
    c->arena = writers.arena;
    c->lang = writers.lang;
    c->random = writers.random;
    c->random_state = writers.random_state;
    return applied;
}

static const char *keep_text(struct changing *changing, const char *text)
{
    return text ? str_copy(&changing->arena, str_of(text)).s : NULL;
}

static bool go_on(ctx *c, struct request *request, struct response *response, void *data)
{
    struct changing *changing = data;
    return changing->change.then(c, request, response, &changing->failure, changing->change.data);
}

static void done(struct function_change *call, const err *failure)
{
    struct changing *changing = (struct changing *)(void *)call;
    changing->failure = (err){.code = failure->code,
                              .msg = keep_text(changing, failure->msg),
                              .hint = keep_text(changing, failure->hint),
                              .detail = keep_text(changing, failure->detail)};
    response_resume(changing->response, go_on, changing);
}

static void release(void *data)
{
    struct changing *changing = data;
    arena_release(&changing->arena);
}

bool page_change(ctx *c, struct request *request, struct response *response,
                 struct page_change change)
{
    assert(change.apply && change.then);
    if (store_in_transaction(c)) store_rollback(c); // the handler's snapshot
    struct app *app = request->app;
    struct changing *changing = NEW(c->arena, struct changing);
    *changing = (struct changing){.change = change,
                                  .app = app,
                                  .response = response,
                                  .lang = c->lang,
                                  .random = c->random,
                                  .random_state = c->random_state};
    arena_init(&changing->arena, BOUND_REQUEST_ARENA_BYTES);
    arena_defer(c->arena, release, changing);
    changing->call.run = run;
    changing->call.data = changing;
    changing->call.done = done;
    changing->call.locks = change.locks;
    if (change.locks != STORE_RECORDS) changing->call.known = &app->known; // forgotten if undone
    function_change_init(&changing->call);
    response_later(response);
    if (writer_submit(app->writer, &changing->call.change)) return true;
    return fail_with(c, ERR_BUSY, tr(c, "too much is waiting to be written"),
                     tr(c, "Send it again in a moment."));
}

bool page_change_failed(ctx *c, const err *failure)
{
    assert(failure->code != ERR_NONE);
    c->err = *failure;
    return false;
}
