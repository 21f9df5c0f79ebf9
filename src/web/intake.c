// The idea: everything that can be done without the store is done on the request's own thread, with
// rules and keys that were read a moment ago; the change is queued, the thread is free, and whoever
// commits the group answers.
#include "web/intake.h"

#include <pthread.h>
#include <sodium.h>

#include "bounds.h"
#include "facts/change.h"
#include "facts/company.h"
#include "facts/intake.h"
#include "people/intake_key.h"
#include "web/app.h"

enum { RULES_FRESH_MS = 2000 };

// Rules and keys as they stood; read-only, shared by the requests that came meanwhile.
struct intake_rules {
    struct arena arena;
    struct batch_rules rules;
    i64 key_count;
    struct intake_key_hash *keys;
    i64 read_ms;
    i64 users; // requests that hold it, and one while it is the newest
};

struct intake {
    pthread_mutex_t mutex; // guards what follows
    struct intake_rules *newest;
};

struct intake *intake_new(ctx *c)
{
    struct intake *intake = NEW(c->arena, struct intake);
    (void)pthread_mutex_init(&intake->mutex, NULL);
    return intake;
}

static void rules_drop(struct intake *intake, struct intake_rules *rules)
{
    (void)pthread_mutex_lock(&intake->mutex);
    bool last = rules && --rules->users == 0;
    (void)pthread_mutex_unlock(&intake->mutex);
    if (!last) return;
    struct arena arena = rules->arena; // the rules lie in it
    arena_release(&arena);
}

void intake_free(struct intake *intake)
{
    rules_drop(intake, intake->newest);
    intake->newest = NULL;
}

// Reads what the store says now, into memory of its own.
static bool rules_read(ctx *c, struct intake_rules **out)
{
    struct arena *arena = c->arena, own;
    arena_init(&own, BOUND_REQUEST_ARENA_BYTES);
    own.full = arena->full;
    own.full_data = arena->full_data;
    c->arena = &own;
    struct intake_rules *rules = NEW(&own, struct intake_rules);
    bool done =
        company_rules(c, &rules->rules) && intake_key_hashes(c, &rules->key_count, &rules->keys);
    c->arena = arena;
    if (!done) {
        c->err.msg = str_copy(arena, str_of(c->err.msg)).s;
        c->err.hint = c->err.hint ? str_copy(arena, str_of(c->err.hint)).s : NULL;
        c->err.detail = c->err.detail ? str_copy(arena, str_of(c->err.detail)).s : NULL;
        arena_release(&own);
        return false;
    }
    rules->read_ms = c->now_ms;
    rules->users = 2;
    rules->arena = own;
    rules->arena.full = NULL; // read-only from now on
    *out = rules;
    return true;
}

static bool rules_take(ctx *c, struct intake *intake, struct intake_rules **out)
{
    (void)pthread_mutex_lock(&intake->mutex);
    struct intake_rules *newest = intake->newest;
    bool fresh = newest && c->now_ms - newest->read_ms < RULES_FRESH_MS;
    if (fresh) newest->users++;
    (void)pthread_mutex_unlock(&intake->mutex);
    *out = newest;
    if (fresh) return true;
    if (!rules_read(c, out)) return false;
    (void)pthread_mutex_lock(&intake->mutex);
    struct intake_rules *older = intake->newest;
    intake->newest = *out;
    (void)pthread_mutex_unlock(&intake->mutex);
    rules_drop(intake, older);
    return true;
}

// One request's facts on their way.
struct delivery {
    struct facts_change change; // first
    struct intake *intake;
    struct intake_rules *rules;
    struct batch batch;
    struct response *response;
    const err *failure;
};

static void delivery_release(void *data)
{
    struct delivery *delivery = data;
    batch_release(&delivery->batch);
    rules_drop(delivery->intake, delivery->rules);
}

static bool answer(ctx *c, struct response *response, void *data)
{
    const struct delivery *delivery = data;
    if (delivery->failure->code != ERR_NONE) {
        c->err = *delivery->failure;
        return false;
    }
    response_json(c, response, intake_answer(c, &delivery->batch));
    return true;
}

static void delivery_done(struct facts_change *change, const err *failure)
{
    struct delivery *delivery = (struct delivery *)(void *)change;
    delivery->failure = failure;
    response_complete(delivery->response, answer, delivery);
}

static bool find_key(ctx *c, const struct request *request, const struct intake_rules *rules,
                     str *who)
{
    str header = request_header(request, "Authorization"), bearer = S("Bearer ");
    bool is_bearer =
        header.size > bearer.size && str_equal_fold(str_slice(header, 0, bearer.size), bearer);
    str secret = is_bearer ? str_trim(str_slice(header, bearer.size, header.size)) : (str){0};
    return intake_key_find(c, rules->keys, rules->key_count, secret, who);
}

bool facts_post(ctx *c, struct request *request, struct response *response)
{
    struct app *app = request->app;
    struct delivery *delivery = NEW(c->arena, struct delivery);
    delivery->intake = app->intake;
    delivery->response = response;
    if (!rules_take(c, delivery->intake, &delivery->rules)) return false;
    batch_init(c, &delivery->batch, delivery->rules->rules, BOUND_REQUEST_ARENA_BYTES);
    arena_defer(c->arena, delivery_release, delivery);
    str who = {0};
    if (!find_key(c, request, delivery->rules, &who) ||
        !intake_parse(c, request->body, &delivery->batch))
        return false;
    delivery->change.batch = &delivery->batch;
    delivery->change.known = &app->known;
    delivery->change.who = who;
    delivery->change.done = delivery_done;
    facts_change_init(&delivery->change);
    response_later(response);
    if (writer_submit(app->writer, &delivery->change.change)) return true;
    return fail_with(c, ERR_BUSY, tr(c, "too much is waiting to be written"),
                     tr(c, "Send it again in a moment."));
}
