// The idea: everything that can be done without the store is done on the request's own thread, with
// rules and keys that were read a moment ago; the change is queued, the thread is free, and whoever
// commits the group answers.
#include "web/intake.h"

#include <pthread.h>
#include <sodium.h>

#include "bounds.h"
#include "facts/change.h"
#include "facts/company.h"
#include "facts/cloudevent.h"
#include "facts/intake.h"
#include "facts/track.h"
#include "http/unzip.h"
#include "people/intake_key.h"
#include "web/app.h"

enum { RULES_FRESH_MS = 2000 };

// Rules and keys as they stood; read-only, shared by the requests that came meanwhile.
struct intake_rules {
    struct arena arena;
    struct batch_rules rules;
    struct track_plan plan; // what events become
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

void intake_rules_drop(struct intake *intake, struct intake_rules *rules)
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
    intake_rules_drop(intake, intake->newest);
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
    bool done = company_rules(c, &rules->rules) &&
                track_plan_load(c, rules->rules.metrics, &rules->plan) &&
                intake_key_hashes(c, &rules->key_count, &rules->keys);
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

bool intake_rules_take(ctx *c, struct intake *intake, struct intake_rules **out)
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
    intake_rules_drop(intake, older);
    return true;
}

const struct batch_rules *intake_rules_of(const struct intake_rules *rules)
{
    return &rules->rules;
}

void intake_rules_forget(struct intake *intake)
{
    (void)pthread_mutex_lock(&intake->mutex);
    if (intake->newest) intake->newest->read_ms = 0;
    (void)pthread_mutex_unlock(&intake->mutex);
}

// One request's facts on their way.
struct delivery {
    struct facts_change change; // first
    struct intake *intake;
    struct intake_rules *rules;
    const struct shape *shape;
    struct batch batch;
    struct response *response;
    const err *failure;
    str who; // the key's name
};

// How a body is read, and what its sender is told.
struct shape {
    bool (*parse)(ctx *c, const struct request *request, struct delivery *delivery);
    bool (*answer)(ctx *c, const struct batch *batch, struct response *response);
    str (*body_key)(ctx *c, str body); // where the key may stand in the body; or NULL
};

static void delivery_release(void *data)
{
    struct delivery *delivery = data;
    batch_release(&delivery->batch);
    intake_rules_drop(delivery->intake, delivery->rules);
}

static bool answer(ctx *c, struct response *response, void *data)
{
    const struct delivery *delivery = data;
    if (delivery->failure->code != ERR_NONE) {
        c->err = *delivery->failure;
        return false;
    }
    return delivery->shape->answer(c, &delivery->batch, response);
}

static void delivery_done(struct facts_change *change, const err *failure)
{
    struct delivery *delivery = (struct delivery *)(void *)change;
    delivery->failure = failure;
    response_complete(delivery->response, answer, delivery);
}

// ---- Keys ----

static str after(str header, str start)
{
    bool starts =
        header.size > start.size && str_equal_fold(str_slice(header, 0, start.size), start);
    return starts ? str_trim(str_slice(header, start.size, header.size)) : (str){0};
}

// "Basic BASE64(key:)": the key is the name, without a password (RFC 7617).
static str basic_key(ctx *c, str coded)
{
    size_t size = 0;
    if (!coded.size || coded.size > BOUND_HEADERS_BYTES) return (str){0};
    u8 *bytes = NEW_ARRAY(c->arena, u8, coded.size + 1);
    if (sodium_base642bin(bytes, (size_t)coded.size, coded.s, (size_t)coded.size, NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        return (str){0};
    str all = {(const char *)bytes, (i64)size}, key = {0};
    (void)str_cut(&all, ':', &key);
    return key;
}

static bool find_key(ctx *c, const struct request *request, struct delivery *delivery)
{
    str header = request_header(request, "Authorization");
    str secret = after(header, S("Bearer "));
    if (!secret.size) secret = basic_key(c, after(header, S("Basic ")));
    if (!header.size && delivery->shape->body_key)
        secret = delivery->shape->body_key(c, request->body);
    const struct intake_rules *rules = delivery->rules;
    return intake_key_find(c, rules->keys, rules->key_count, secret, &delivery->who);
}

// ---- Taking ----

static bool take(ctx *c, struct request *request, struct response *response,
                 const struct shape *shape)
{
    struct app *app = request->app;
    struct delivery *delivery = NEW(c->arena, struct delivery);
    delivery->intake = app->intake;
    delivery->response = response;
    delivery->shape = shape;
    if (!intake_rules_take(c, delivery->intake, &delivery->rules)) return false;
    batch_init(c, &delivery->batch, delivery->rules->rules, BOUND_REQUEST_ARENA_BYTES);
    arena_defer(c->arena, delivery_release, delivery);
    if (!unzip_body(c, request) || !find_key(c, request, delivery) ||
        !shape->parse(c, request, delivery))
        return false;
    delivery->change.batch = &delivery->batch;
    delivery->change.known = &app->known;
    delivery->change.who = delivery->who;
    delivery->change.done = delivery_done;
    facts_change_init(&delivery->change);
    response_later(response);
    if (writer_submit(app->writer, &delivery->change.change)) return true;
    return fail_with(c, ERR_BUSY, tr(c, "too much is waiting to be written"),
                     tr(c, "Send it again in a moment."));
}

// ---- Facts ----

static bool parse_facts(ctx *c, const struct request *request, struct delivery *delivery)
{
    return intake_parse(c, request->body, &delivery->batch);
}

static bool answer_facts(ctx *c, const struct batch *batch, struct response *response)
{
    response_json(c, response, intake_answer(c, batch));
    return true;
}

bool facts_post(ctx *c, struct request *request, struct response *response)
{
    static const struct shape shape = {parse_facts, answer_facts, NULL};
    return take(c, request, response, &shape);
}

// ---- Events ----

// Who sent one thing alone, and that was refused, is told so.
static bool refused_alone(ctx *c, const struct batch *batch)
{
    if (batch->lines != 1 || batch->lines_refused != 1 || !batch->refusal_count) return false;
    const struct refusal *flaw = &batch->refusals[0];
    const char *msg = flaw->column ? fmt(c->arena, "%s: %s", flaw->column, flaw->why)
                                   : str_copy(c->arena, str_of(flaw->why)).s;
    const char *hint = flaw->hint ? str_copy(c->arena, str_of(flaw->hint)).s : NULL;
    (void)fail_with(c, ERR_BAD_INPUT, msg, hint);
    return true;
}

static bool parse_track(ctx *c, const struct request *request, struct delivery *delivery)
{
    struct track_order order = {
        .plan = &delivery->rules->plan, .source = delivery->who, .one = TRACK_KIND__COUNT};
    str call = request->path;
    (void)track_kind_find(str_slice(call, S("/v1/").size, call.size), &order.one);
    return track_parse(c, request->body, order, &delivery->batch);
}

// What the clients expect; a batch is taken as far as it can be, since they would send it again and
// again as a whole.
static bool answer_track(ctx *c, const struct batch *batch, struct response *response)
{
    if (refused_alone(c, batch)) return false;
    json_t *answer = json_new_object(c);
    json_put_bool(answer, "success", true);
    if (batch->lines_refused) intake_put_refused(c, answer, batch);
    response_json(c, response, answer);
    return true;
}

bool track_post(ctx *c, struct request *request, struct response *response)
{
    static const struct shape shape = {parse_track, answer_track, track_write_key};
    return take(c, request, response, &shape);
}

static bool answer_events(ctx *c, const struct batch *batch, struct response *response)
{
    return !refused_alone(c, batch) && answer_facts(c, batch, response);
}

// An attribute of a CloudEvent in a header: "%C3%A4" is one letter (HTTP binding §3.1.3.2).
static str event_header(ctx *c, const struct request *request, const char *name)
{
    str coded = request_header(request, name), out = {0};
    return percent_decode(c->arena, coded, false, &out) ? out : coded;
}

static bool parse_events(ctx *c, const struct request *request, struct delivery *delivery)
{
    struct cloud_order order = {.plan = &delivery->rules->plan};
    if (request_header(request, "ce-specversion").size) {
        order.mode = CLOUD_BINARY;
        order.head = (struct cloud_head){.version = event_header(c, request, "ce-specversion"),
                                         .id = event_header(c, request, "ce-id"),
                                         .source = event_header(c, request, "ce-source"),
                                         .type = event_header(c, request, "ce-type"),
                                         .time = event_header(c, request, "ce-time"),
                                         .subject = event_header(c, request, "ce-subject")};
    }
    return cloudevent_parse(c, request->body, &order, &delivery->batch);
}

bool events_post(ctx *c, struct request *request, struct response *response)
{
    static const struct shape shape = {parse_events, answer_events, NULL};
    return take(c, request, response, &shape);
}
