// The idea: whoever comes while a group is being committed waits together for the next one, so the
// busier the store, the fewer syncs a change costs. The queue is a list through the changes
// themselves: nothing is allocated under the lock.
#include "store/writer.h"

#include "bounds.h"

#include <fcntl.h>
#include <pthread.h>

struct writer {
    struct arena arena; // the writer itself
    struct store *store;
    i64 (*now_ms)(void);
    u64 random_state;
    pthread_t thread;

    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    struct change *first, *last;
    i64 queued, queued_weight;
    bool is_stopping;
    struct writer_counts counts;
};

// A group on its way, and the ctx it is applied with.
struct group {
    struct change **changes;
    i64 count;
};

static void *writer_thread(void *p);
static i64 group_take(struct writer *writer, struct change **changes);
static void group_run(ctx *c, struct writer *writer, struct group group);

// SplitMix64 (Steele, Lea, Flood 2014): ids of rows, not secrets.
static u64 writer_random(ctx *c)
{
    u64 *state = c->random_state;
    *state += 0x9e3779b97f4a7c15u;
    u64 mixed = *state;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

bool writer_start(ctx *c, struct store *store, i64 (*now_ms)(void), struct writer **out)
{
    struct arena arena;
    arena_init(&arena, BOUND_STORE_ARENA_BYTES);
    struct writer *writer = NEW(&arena, struct writer);
    writer->arena = arena;
    writer->store = store;
    writer->now_ms = now_ms;
    writer->random_state = c->random ? c->random(c) : (u64)c->now_ms;
    (void)pthread_mutex_init(&writer->mutex, NULL);
    (void)pthread_cond_init(&writer->wake, NULL);
    if (pthread_create(&writer->thread, NULL, writer_thread, writer) == 0) {
        *out = writer;
        return true;
    }
    arena = writer->arena;
    arena_release(&arena);
    return fail(c, ERR_SYSTEM, tr(c, "the system gives no further thread"));
}

void writer_stop(struct writer *writer)
{
    (void)pthread_mutex_lock(&writer->mutex);
    writer->is_stopping = true;
    (void)pthread_cond_signal(&writer->wake);
    (void)pthread_mutex_unlock(&writer->mutex);
    (void)pthread_join(writer->thread, NULL);
    assert(!writer->first);
    (void)pthread_cond_destroy(&writer->wake);
    (void)pthread_mutex_destroy(&writer->mutex);
    struct arena arena = writer->arena;
    arena_release(&arena);
}

bool writer_submit(struct writer *writer, struct change *change)
{
    assert(change->apply && change->done);
    assert(change->weight >= 0);
    change->next = NULL;
    (void)pthread_mutex_lock(&writer->mutex);
    bool fits = !writer->first || (writer->queued < BOUND_QUEUE_CHANGES &&
                                   writer->queued_weight + change->weight <= BOUND_QUEUE_WEIGHT);
    bool takes = fits && !writer->is_stopping;
    if (takes) {
        if (writer->last)
            writer->last->next = change;
        else
            writer->first = change;
        writer->last = change;
        writer->queued++;
        writer->queued_weight += change->weight;
        (void)pthread_cond_signal(&writer->wake);
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return takes;
}

struct writer_counts writer_counts(struct writer *writer)
{
    (void)pthread_mutex_lock(&writer->mutex);
    struct writer_counts counts = writer->counts;
    (void)pthread_mutex_unlock(&writer->mutex);
    return counts;
}

// The thread

static void *writer_thread(void *p)
{
    struct writer *writer = p;
    struct arena arena;
    arena_init(&arena, BOUND_JOB_ARENA_BYTES);
    ctx c = {.arena = &arena,
             .lang = "en",
             .random = writer_random,
             .random_state = &writer->random_state,
             .cwd_fd = AT_FDCWD};
    struct change **changes = NEW_ARRAY(&writer->arena, struct change *, BOUND_GROUP_CHANGES);
    for (;;) {
        i64 count = group_take(writer, changes);
        if (!count) break;
        c.now_ms = writer->now_ms();
        group_run(&c, writer, (struct group){.changes = changes, .count = count});
        arena_clear(&arena);
    }
    store_give(&c);
    arena_release(&arena);
    return NULL;
}

// Waits for changes and takes as many as make a group; 0 when there are none and the writer stops.
static i64 group_take(struct writer *writer, struct change **changes)
{
    i64 count = 0, weight = 0;
    (void)pthread_mutex_lock(&writer->mutex);
    while (!writer->first && !writer->is_stopping)
        (void)pthread_cond_wait(&writer->wake, &writer->mutex);
    while (writer->first && count < BOUND_GROUP_CHANGES) {
        struct change *change = writer->first;
        if (count && weight + change->weight > BOUND_GROUP_WEIGHT) break;
        weight += change->weight;
        changes[count++] = change;
        writer->first = change->next;
        if (!writer->first) writer->last = NULL;
    }
    writer->queued -= count;
    writer->queued_weight -= weight;
    (void)pthread_mutex_unlock(&writer->mutex);
    return count;
}

// Each run of neighbours with one function is applied at once.
static bool apply_runs(ctx *c, void *data)
{
    const struct group *group = data;
    for (i64 first = 0; first < group->count;) {
        i64 end = first + 1;
        while (end < group->count && group->changes[end]->apply == group->changes[first]->apply)
            end++;
        if (!group->changes[first]->apply(c, group->changes + first, end - first)) {
            assert(c->err.code != ERR_NONE);
            return false;
        }
        first = end;
    }
    return true;
}

static bool begin_work(ctx *c, void *data)
{
    struct writer *writer = data;
    return (c->db || store_take(c, writer->store)) && store_begin_write(c);
}

static bool commit_work(ctx *c, void *data)
{
    (void)data;
    return store_commit(c);
}

// In a transaction of its own; a full arena is a failure like any other.
static bool group_commit(ctx *c, struct writer *writer, struct group group)
{
    err_clear(c);
    if (ctx_try(c, begin_work, writer) && ctx_try(c, apply_runs, &group) &&
        ctx_try(c, commit_work, NULL))
        return true;
    if (c->db) store_rollback(c);
    return false;
}

// Counted before they are told: who was answered finds itself in the counts.
static void group_done(ctx *c, struct writer *writer, struct group group, bool is_committed)
{
    (void)pthread_mutex_lock(&writer->mutex);
    if (is_committed) {
        writer->counts.groups++;
        writer->counts.changes += group.count;
    } else {
        writer->counts.failed += group.count;
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    // done may free its change, so nothing of it is read afterwards.
    for (i64 i = 0; i < group.count; i++)
        group.changes[i]->done(group.changes[i], &c->err);
    err_clear(c);
}

static void group_run(ctx *c, struct writer *writer, struct group group)
{
    if (group_commit(c, writer, group)) {
        group_done(c, writer, group, true);
        return;
    }
    if (group.count == 1) {
        group_done(c, writer, group, false);
        return;
    }
    for (i64 i = 0; i < group.count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct group alone = {.changes = group.changes + i, .count = 1};
        bool is_committed = group_commit(c, writer, alone);
        group_done(c, writer, alone, is_committed);
        arena_rewind(c->arena, mark);
    }
}

// Waiting for one's own change

struct waiting {
    struct change change; // queued in place of the asker's
    struct change *asked;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool is_done;
    err failure;
    char msg[400], hint[400], detail[400];
};

static const char *keep(char *to, size_t size, const char *text)
{
    if (!text) return NULL;
    (void)snprintf(to, size, "%s", text);
    return to;
}

static bool waiting_apply(ctx *c, struct change **changes, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        struct waiting *waiting = (struct waiting *)changes[i];
        if (!waiting->asked->apply(c, &waiting->asked, 1)) return false;
    }
    return true;
}

static void waiting_done(struct change *change, const err *failure)
{
    struct waiting *waiting = (struct waiting *)change;
    if (waiting->asked->done) waiting->asked->done(waiting->asked, failure);
    (void)pthread_mutex_lock(&waiting->mutex);
    waiting->failure = (err){
        .code = failure->code,
        .msg = keep(waiting->msg, sizeof waiting->msg, failure->msg),
        .hint = keep(waiting->hint, sizeof waiting->hint, failure->hint),
        .detail = keep(waiting->detail, sizeof waiting->detail, failure->detail),
    };
    waiting->is_done = true;
    (void)pthread_cond_signal(&waiting->wake);
    (void)pthread_mutex_unlock(&waiting->mutex);
}

static bool apply_here(ctx *c, struct change *change)
{
    bool ok = store_begin_write(c) && change->apply(c, &change, 1) && store_commit(c);
    if (!ok) store_rollback(c);
    if (change->done) change->done(change, &c->err);
    return ok;
}

bool writer_apply(ctx *c, struct writer *writer, struct change *change)
{
    if (!writer) return apply_here(c, change);
    static_assert(offsetof(struct waiting, change) == 0, "a change is the head of its waiting");
    struct waiting waiting = {
        .change = {.apply = waiting_apply, .done = waiting_done, .weight = change->weight},
        .asked = change,
    };
    (void)pthread_mutex_init(&waiting.mutex, NULL);
    (void)pthread_cond_init(&waiting.wake, NULL);
    bool is_queued = writer_submit(writer, &waiting.change);
    if (is_queued) {
        (void)pthread_mutex_lock(&waiting.mutex);
        while (!waiting.is_done)
            (void)pthread_cond_wait(&waiting.wake, &waiting.mutex);
        (void)pthread_mutex_unlock(&waiting.mutex);
    }
    (void)pthread_cond_destroy(&waiting.wake);
    (void)pthread_mutex_destroy(&waiting.mutex);
    if (!is_queued)
        return fail_with(c, ERR_BUSY, tr(c, "too much waits to be written"),
                         tr(c, "Try again in a moment."));
    if (waiting.failure.code == ERR_NONE) return true;
    const err *e = &waiting.failure;
    return fail_detail(c, e->code, fmt(c->arena, "%s", e->msg ? e->msg : ""),
                       e->hint ? fmt(c->arena, "%s", e->hint) : NULL,
                       e->detail ? fmt(c->arena, "%s", e->detail) : NULL);
}
