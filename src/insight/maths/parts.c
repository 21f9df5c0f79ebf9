// Idea: threads take the next part until none is left; who took which does not matter, as each part
// has a sum of its own. A thread that cannot be had is done without.
#include "insight/maths/parts.h"

#include <pthread.h>
#include <unistd.h>

#define PART        2048
#define THREADS_MAX 8

struct hall {
    struct parts_work work;
    f64 *sums; // width of each part
    i64 part_count;
    atomic_llong next;
};

static void *help(void *data)
{
    struct hall *hall = data;
    for (;;) {
        i64 part = atomic_fetch_add(&hall->next, 1);
        if (part >= hall->part_count) return NULL;
        hall->work.add(hall->work.data, part * PART, MIN((part + 1) * PART, hall->work.count),
                       &hall->sums[part * hall->work.width]);
    }
}

void parts_sum(ctx *c, struct parts_work work, f64 sum[])
{
    assert(work.count >= 0);
    assert(work.width >= 0 && work.width <= PARTS_WIDTH_MAX);
    struct arena_mark mark = arena_mark(c->arena);
    struct hall hall = {.work = work, .part_count = (work.count + PART - 1) / PART};
    hall.sums = NEW_ARRAY(c->arena, f64, hall.part_count * work.width + 1);

    pthread_t threads[THREADS_MAX];
    i64 wanted = MIN(MIN(sysconf(_SC_NPROCESSORS_ONLN), THREADS_MAX), hall.part_count) - 1;
    i64 got = 0;
    while (got < wanted && pthread_create(&threads[got], NULL, help, &hall) == 0)
        got++;
    help(&hall);
    for (i64 i = 0; i < got; i++)
        pthread_join(threads[i], NULL);

    for (i64 k = 0; k < work.width; k++) {
        sum[k] = 0;
        for (i64 part = 0; part < hall.part_count; part++)
            sum[k] += hall.sums[part * work.width + k];
    }
    arena_rewind(c->arena, mark);
}
