// The idea: whoever comes while a group is being committed waits together for the next one, so the
// busier the store, the fewer syncs a change costs. The queue is a list through the changes
// themselves: nothing is allocated under the lock.
#include "store/writer.h"

#include "bounds.h"

#include <fcntl.h>
#include <pthread.h>

// A thread, what waits for it, and how much it did.
struct line {
    struct writer *writer;
    u64 random_state;
    pthread_t thread;

    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    struct change *first, *last;
    i64 queued, queued_weight;
    bool is_stopping;
    struct writer_counts counts;
};

struct writer {
    struct arena arena; // the writer itself
    struct store *store;
    i64 (*now_ms)(void);
    struct line facts, records;
};

// A group on its way, and the ctx it is applied with.
struct group {
    struct change **changes;
    i64 count;
};

static void *line_thread(void *p);
static i64 group_take(struct line *line, struct change **changes);
static void group_run(ctx *c, struct line *line, struct group group);

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

static bool line_start(struct line *line, struct writer *writer, u64 random_state)
{
    line->writer = writer;
    line->random_state = random_state;
    (void)pthread_mutex_init(&line->mutex, NULL);
    (void)pthread_cond_init(&line->wake, NULL);
    if (pthread_create(&line->thread, NULL, line_thread, line) == 0) return true;
    (void)pthread_cond_destroy(&line->wake);
    (void)pthread_mutex_destroy(&line->mutex);
    return false;
}

static void line_stop(struct line *line)
{
    (void)pthread_mutex_lock(&line->mutex);
    line->is_stopping = true;
    (void)pthread_cond_signal(&line->wake);
    (void)pthread_mutex_unlock(&line->mutex);
    (void)pthread_join(line->thread, NULL);
    assert(!line->first);
    (void)pthread_cond_destroy(&line->wake);
    (void)pthread_mutex_destroy(&line->mutex);
}

static void writer_free(struct writer *writer)
{
    struct arena arena = writer->arena;
    arena_release(&arena);
}

bool writer_start(ctx *c, struct store *store, i64 (*now_ms)(void), struct writer **out)
{
    struct arena arena;
    arena_init(&arena, BOUND_STORE_ARENA_BYTES);
    struct writer *writer = NEW(&arena, struct writer);
    writer->arena = arena;
    writer->store = store;
    writer->now_ms = now_ms;
    u64 seed = c->random ? c->random(c) : (u64)c->now_ms;
    bool has_facts = line_start(&writer->facts, writer, seed);
    if (has_facts && line_start(&writer->records, writer, ~seed)) {
        *out = writer;
        return true;
    }
    if (has_facts) line_stop(&writer->facts);
    writer_free(writer);
    return fail(c, ERR_SYSTEM, tr(c, "the system gives no further thread"));
}

void writer_stop(struct writer *writer)
{
    line_stop(&writer->facts);
    line_stop(&writer->records);
    writer_free(writer);
}

bool writer_submit(struct writer *writer, struct change *change)
{
    assert(change->apply && change->done);
    assert(change->weight >= 0);
    struct line *line = change->locks == STORE_RECORDS ? &writer->records : &writer->facts;
    change->next = NULL;
    (void)pthread_mutex_lock(&line->mutex);
    bool fits = !line->first || (line->queued < BOUND_QUEUE_CHANGES &&
                                 line->queued_weight + change->weight <= BOUND_QUEUE_WEIGHT);
    bool takes = fits && !line->is_stopping;
    if (takes) {
        if (line->last)
            line->last->next = change;
        else
            line->first = change;
        line->last = change;
        line->queued++;
        line->queued_weight += change->weight;
        (void)pthread_cond_signal(&line->wake);
    }
    (void)pthread_mutex_unlock(&line->mutex);
    return takes;
}

static void counts_add(struct line *line, struct writer_counts *counts)
{
    (void)pthread_mutex_lock(&line->mutex);
    counts->groups += line->counts.groups;
    counts->changes += line->counts.changes;
    counts->failed += line->counts.failed;
    (void)pthread_mutex_unlock(&line->mutex);
}

struct writer_counts writer_counts(struct writer *writer)
{
    struct writer_counts counts = {0};
    counts_add(&writer->facts, &counts);
    counts_add(&writer->records, &counts);
    return counts;
}

// The threads

static void *line_thread(void *p)
{
    struct line *line = p;
    struct arena arena;
    arena_init(&arena, BOUND_JOB_ARENA_BYTES);
    ctx c = {.arena = &arena,
             .lang = "en",
             .random = writer_random,
             .random_state = &line->random_state,
             .cwd_fd = AT_FDCWD};
    struct arena own;
    arena_init(&own, BOUND_STORE_ARENA_BYTES);
    struct change **changes = NEW_ARRAY(&own, struct change *, BOUND_GROUP_CHANGES);
    for (;;) {
        i64 count = group_take(line, changes);
        if (!count) break;
        c.now_ms = line->writer->now_ms();
        group_run(&c, line, (struct group){.changes = changes, .count = count});
        arena_clear(&arena);
    }
    store_give(&c);
    arena_release(&own);
    arena_release(&arena);
    return NULL;
}

// Waits for changes and takes as many as make a group; 0 when there are none and the writer stops.
static i64 group_take(struct line *line, struct change **changes)
{
    i64 count = 0, weight = 0;
    (void)pthread_mutex_lock(&line->mutex);
    while (!line->first && !line->is_stopping)
        (void)pthread_cond_wait(&line->wake, &line->mutex);
    while (line->first && count < BOUND_GROUP_CHANGES) {
        struct change *change = line->first;
        if (count && weight + change->weight > BOUND_GROUP_WEIGHT) break;
        weight += change->weight;
        changes[count++] = change;
        line->first = change->next;
        if (!line->first) line->last = NULL;
    }
    line->queued -= count;
    line->queued_weight -= weight;
    (void)pthread_mutex_unlock(&line->mutex);
    return count;
}

// What all of the group needs.
static enum store_locks group_locks(struct group group)
{
    for (i64 i = 1; i < group.count; i++)
        if (group.changes[i]->locks != group.changes[0]->locks) return STORE_ALL;
    return group.changes[0]->locks;
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

struct beginning {
    struct store *store;
    enum store_locks locks;
};

static bool begin_work(ctx *c, void *data)
{
    const struct beginning *beginning = data;
    return (c->db || store_take(c, beginning->store)) && store_begin_write_in(c, beginning->locks);
}

static bool commit_work(ctx *c, void *data)
{
    (void)data;
    return store_commit(c);
}

// In a transaction of its own; a full arena is a failure like any other.
static bool group_commit(ctx *c, struct line *line, struct group group)
{
    struct beginning beginning = {line->writer->store, group_locks(group)};
    err_clear(c);
    if (ctx_try(c, begin_work, &beginning) && ctx_try(c, apply_runs, &group) &&
        ctx_try(c, commit_work, NULL))
        return true;
    if (c->db) store_rollback(c);
    return false;
}

// Counted before they are told: who was answered finds itself in the counts.
static void group_done(ctx *c, struct line *line, struct group group, bool is_committed)
{
    (void)pthread_mutex_lock(&line->mutex);
    if (is_committed) {
        line->counts.groups++;
        line->counts.changes += group.count;
    } else {
        line->counts.failed += group.count;
    }
    (void)pthread_mutex_unlock(&line->mutex);
    // done may free its change, so nothing of it is read afterwards.
    for (i64 i = 0; i < group.count; i++)
        group.changes[i]->done(group.changes[i], &c->err);
    err_clear(c);
}

static void group_run(ctx *c, struct line *line, struct group group)
{
    if (group_commit(c, line, group)) {
        group_done(c, line, group, true);
        return;
    }
    if (group.count == 1) {
        group_done(c, line, group, false);
        return;
    }
    for (i64 i = 0; i < group.count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct group alone = {.changes = group.changes + i, .count = 1};
        bool is_committed = group_commit(c, line, alone);
        group_done(c, line, alone, is_committed);
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
    bool ok =
        store_begin_write_in(c, change->locks) && change->apply(c, &change, 1) && store_commit(c);
    if (!ok) store_rollback(c);
    if (change->done) change->done(change, &c->err);
    return ok;
}

bool writer_apply(ctx *c, struct writer *writer, struct change *change)
{
    if (!writer) return apply_here(c, change);
    static_assert(offsetof(struct waiting, change) == 0, "a change is the head of its waiting");
    struct waiting waiting = {
        .change = {.apply = waiting_apply,
                   .done = waiting_done,
                   .weight = change->weight,
                   .locks = change->locks},
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
