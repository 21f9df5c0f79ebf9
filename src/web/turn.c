#include "web/turn.h"

#include <pthread.h>

#include "bounds.h"
#include "web/app.h"

struct turning {
    struct page_turn turn;
    struct response *response;
    struct arena arena; // the request's own may still be in use
    ctx c;              // for the work: the request's language, chance and clock
    err failure;
    struct turning *next;
};

struct turns {
    struct turns_options options;
    pthread_t *threads;
    atomic_bool hurries;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    struct turning *first, *last;
    i64 waiting;
    bool is_stopping;
};

static bool work(ctx *c, void *data)
{
    struct turning *turning = data;
    return turning->turn.work(c, turning->turn.data);
}

static bool go_on(ctx *c, struct request *request, struct response *response, void *data)
{
    struct turning *turning = data;
    return turning->turn.then(c, request, response, &turning->failure, turning->turn.data);
}

static void run(struct turns *turns, struct turning *turning)
{
    ctx *c = &turning->c;
    c->stop = &turns->hurries;
    if (!turns->options.store || store_take(c, turns->options.store)) {
        bool is_done = ctx_try(c, work, turning);
        assert(is_done || c->err.code != ERR_NONE);
        if (c->db && store_in_transaction(c)) store_rollback(c);
        store_give(c);
    }
    turning->failure = c->err;
    response_resume(turning->response, go_on, turning);
}

static void *turn_thread(void *data)
{
    struct turns *turns = data;
    (void)pthread_mutex_lock(&turns->mutex);
    while (true) {
        while (!turns->first && !turns->is_stopping)
            (void)pthread_cond_wait(&turns->wake, &turns->mutex);
        struct turning *turning = turns->first;
        if (!turning) break;
        turns->first = turning->next;
        turns->waiting--;
        (void)pthread_mutex_unlock(&turns->mutex);
        run(turns, turning);
        (void)pthread_mutex_lock(&turns->mutex);
    }
    (void)pthread_mutex_unlock(&turns->mutex);
    return NULL;
}

bool turns_start(ctx *c, struct turns_options options, struct turns **out)
{
    assert(options.at_once > 0 && options.waiting_max > 0);
    struct turns *turns = NEW(c->arena, struct turns);
    turns->options = options;
    turns->threads = NEW_ARRAY(c->arena, pthread_t, options.at_once);
    (void)pthread_mutex_init(&turns->mutex, NULL);
    (void)pthread_cond_init(&turns->wake, NULL);
    *out = turns;
    for (i64 i = 0; i < options.at_once; i++) {
        int failed = pthread_create(&turns->threads[i], NULL, turn_thread, turns);
        assert(!failed);
    }
    return true;
}

void turns_hurry(struct turns *turns)
{
    atomic_store(&turns->hurries, true);
}

void turns_stop(struct turns *turns)
{
    (void)pthread_mutex_lock(&turns->mutex);
    turns->is_stopping = true;
    (void)pthread_cond_broadcast(&turns->wake);
    (void)pthread_mutex_unlock(&turns->mutex);
    for (i64 i = 0; i < turns->options.at_once; i++)
        (void)pthread_join(turns->threads[i], NULL);
}

static bool queue(struct turns *turns, struct turning *turning)
{
    (void)pthread_mutex_lock(&turns->mutex);
    bool fits = turns->waiting < turns->options.waiting_max;
    if (fits) {
        if (turns->first)
            turns->last->next = turning;
        else
            turns->first = turning;
        turns->last = turning;
        turns->waiting++;
        (void)pthread_cond_signal(&turns->wake);
    }
    (void)pthread_mutex_unlock(&turns->mutex);
    return fits;
}

static void release(void *data)
{
    struct turning *turning = data;
    arena_release(&turning->arena);
}

bool page_turn(ctx *c, struct request *request, struct response *response, struct page_turn turn)
{
    assert(turn.work && turn.then);
    struct app *app = request->app;
    if (store_in_transaction(c)) store_rollback(c); // the handler's snapshot
    struct turning *turning = NEW(c->arena, struct turning);
    *turning = (struct turning){.turn = turn, .response = response, .c = *c};
    arena_init(&turning->arena, BOUND_REQUEST_ARENA_BYTES);
    arena_defer(c->arena, release, turning);
    turning->c.arena = &turning->arena;
    turning->c.db = NULL;
    turning->c.full_jump = NULL;
    response_later(response);
    if (queue(turn.turns ? turn.turns : app->turns, turning)) return true;
    response->status = 503;
    response_header(c, response, "Retry-After", "10");
    return fail_with(c, ERR_STOPPED, tr(c, "many people are signing in just now"),
                     tr(c, "Try again in ten seconds."));
}
