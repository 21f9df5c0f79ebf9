#include "http/workers.h"

#include <pthread.h>

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t some;           // work has come, or the end
    struct exchange *first, *last; // the queue
    i64 idle;                      // threads that wait
    bool ends;
    i64 waiting_max;
    _Atomic i64 waiting; // places taken
    i32 count;
    pthread_t threads[];
};

static struct exchange *pop(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    while (!workers->first && !workers->ends) {
        workers->idle++;
        pthread_cond_wait(&workers->some, &workers->lock);
        workers->idle--;
    }
    struct exchange *x = workers->first;
    if (x) {
        workers->first = x->next;
        x->next = NULL;
    }
    pthread_mutex_unlock(&workers->lock);
    return x;
}

static void *run(void *data)
{
    struct workers *workers = data;
    struct exchange *x;
    while ((x = pop(workers))) {
        workers_unreserve(workers);
        exchange_work(x);
    }
    return NULL;
}

bool workers_start(ctx *c, i32 count, i64 waiting_max, struct workers **out)
{
    assert(count > 0 && waiting_max > 0);
    i64 bytes = (i64)sizeof(struct workers) + count * (i64)sizeof(pthread_t);
    struct workers *workers = arena_alloc(c->arena, 1, bytes);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->some, NULL);
    workers->waiting_max = waiting_max;
    for (; workers->count < count; workers->count++) {
        if (pthread_create(&workers->threads[workers->count], NULL, run, workers) == 0) continue;
        workers_stop(workers);
        return fail(c, ERR_SYSTEM, tr(c, "the system gives no more threads"));
    }
    *out = workers;
    return true;
}

bool workers_reserve(struct workers *workers)
{
    if (atomic_fetch_add(&workers->waiting, 1) < workers->waiting_max) return true;
    workers_unreserve(workers);
    return false;
}

void workers_unreserve(struct workers *workers)
{
    atomic_fetch_sub(&workers->waiting, 1);
}

void workers_push(struct workers *workers, struct exchange *x)
{
    x->next = NULL;
    pthread_mutex_lock(&workers->lock);
    if (workers->first)
        workers->last->next = x;
    else
        workers->first = x;
    workers->last = x;
    bool somebody_waits = workers->idle > 0;
    pthread_mutex_unlock(&workers->lock);
    if (somebody_waits) pthread_cond_signal(&workers->some);
}

void workers_push_again(struct workers *workers, struct exchange *x)
{
    atomic_fetch_add(&workers->waiting, 1);
    workers_push(workers, x);
}

void workers_stop(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->ends = true;
    pthread_mutex_unlock(&workers->lock);
    pthread_cond_broadcast(&workers->some);
    for (i32 i = 0; i < workers->count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_mutex_destroy(&workers->lock);
    pthread_cond_destroy(&workers->some);
}
