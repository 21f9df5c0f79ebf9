// The idea: two batches go round between two queues, empty and ready. The thread fills, the
// caller takes; each waits for the other at most, and no more than two batches are ever in
// memory. A batch belongs to who took it out of a queue.
#include "import/pipe.h"

#include <pthread.h>

#include "bounds.h"

enum { BATCHES = 2 };
#define BATCH_ARENA_BYTES (384 * MIB)
#define BATCH_FULL_BYTES  (128 * MIB) // with long remarks a batch is full before it has all its rows

struct queue {
    struct batch *batches[BATCHES];
    i64 count;
};

struct pipe {
    ctx c;              // the thread's own
    struct arena arena; // what the thread makes: lives until the pipe goes
    const char *file;
    struct mapping *mapping;
    struct reader *reader;
    struct prepare *prepare;
    struct batch batches[BATCHES];
    i64 batch_count; // initialised ones
    struct pipe_want want;
    bool is_spoiled;
    i64 row_count; // prepared
    bool is_cut;
    bool is_running;
    pthread_t thread;

    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t changed;
    struct queue empty, ready;
    bool whole[BATCHES]; // by the batch's place in `batches`
    struct pipe_counts counts;
    bool has_ended, is_cancelled;
};

static void pipe_release(void *data);
static bool pipe_setup(ctx *c, struct pipe *pipe);
static void *thread_main(void *data);
static bool produce(ctx *c, void *data);

bool pipe_open(ctx *c, const char *file, struct mapping *mapping, struct pipe **out)
{
    struct pipe *pipe = NEW(c->arena, struct pipe);
    arena_init(&pipe->arena, BOUND_JOB_ARENA_BYTES);
    pthread_mutex_init(&pipe->mutex, NULL);
    pthread_cond_init(&pipe->changed, NULL);
    arena_defer(c->arena, pipe_release, pipe);
    pipe->c = *c;
    pipe->c.arena = &pipe->arena;
    pipe->c.db = NULL;
    pipe->file = file;
    pipe->mapping = mapping;
    *out = pipe;
    return pipe_setup(c, pipe);
}

// Work of the caller's thread in the pipe's memory; a full arena jumps to the caller.
static bool lend(ctx *c, struct pipe *pipe, bool done)
{
    pipe->arena.full = NULL;
    if (!done) c->err = pipe->c.err;
    err_clear(&pipe->c);
    return done;
}

static void borrow(ctx *c, struct pipe *pipe)
{
    assert(!pipe->is_running);
    pipe->arena.full = c->arena->full;
    pipe->arena.full_data = c->arena->full_data;
    pipe->c.full_jump = c->full_jump;
}

static bool pipe_setup(ctx *c, struct pipe *pipe)
{
    borrow(c, pipe);
    bool done = reader_open(&pipe->c, pipe->file, pipe->mapping->options, &pipe->reader) &&
                mapping_bind(&pipe->c, pipe->mapping, pipe->reader);
    return lend(c, pipe, done);
}

bool pipe_start(ctx *c, struct pipe *pipe, struct batch_rules rules, struct pipe_want want)
{
    pipe->want = want;
    borrow(c, pipe);
    if (!lend(c, pipe, prepare_new(&pipe->c, pipe->mapping, pipe->reader, rules, &pipe->prepare)))
        return false;
    for (i64 i = 0; i < BATCHES; i++) {
        batch_init(c, &pipe->batches[i], rules, BATCH_ARENA_BYTES);
        arena_keep(&pipe->batches[i].arena, BATCH_FULL_BYTES);
        pipe->batch_count++;
        pipe->empty.batches[pipe->empty.count++] = &pipe->batches[i];
    }
    if (pthread_create(&pipe->thread, NULL, thread_main, pipe) != 0)
        return fail_with(c, ERR_SYSTEM, tr(c, "could not start a thread"),
                         tr(c, "Try again in a moment."));
    pipe->is_running = true;
    return true;
}

bool pipe_next(ctx *c, struct pipe *pipe, struct batch **batch, bool *whole)
{
    *batch = NULL;
    pthread_mutex_lock(&pipe->mutex);
    while (pipe->ready.count == 0 && !pipe->has_ended)
        pthread_cond_wait(&pipe->changed, &pipe->mutex);
    if (pipe->ready.count > 0) {
        *batch = pipe->ready.batches[0];
        *whole = pipe->whole[*batch - pipe->batches];
        pipe->ready.count--;
        memmove(pipe->ready.batches, pipe->ready.batches + 1,
                (size_t)pipe->ready.count * sizeof(void *));
    }
    pthread_mutex_unlock(&pipe->mutex);
    if (*batch) {
        batch_adopt(c, *batch);
        return true;
    }
    if (pipe->is_running) pthread_join(pipe->thread, NULL);
    pipe->is_running = false;
    if (pipe->c.err.code != ERR_NONE) c->err = pipe->c.err;
    return c->err.code == ERR_NONE;
}

void pipe_give_back(struct pipe *pipe, struct batch *batch)
{
    pthread_mutex_lock(&pipe->mutex);
    assert(pipe->empty.count < BATCHES);
    pipe->empty.batches[pipe->empty.count++] = batch;
    pthread_cond_signal(&pipe->changed);
    pthread_mutex_unlock(&pipe->mutex);
}

struct pipe_counts pipe_counts(struct pipe *pipe)
{
    pthread_mutex_lock(&pipe->mutex);
    struct pipe_counts counts = pipe->counts;
    pthread_mutex_unlock(&pipe->mutex);
    return counts;
}

bool pipe_is_cut(const struct pipe *pipe)
{
    assert(!pipe->is_running);
    return pipe->is_cut;
}

struct reader *pipe_reader(struct pipe *pipe)
{
    assert(!pipe->is_running);
    return pipe->reader;
}

static void pipe_release(void *data)
{
    struct pipe *pipe = data;
    if (pipe->is_running) {
        pthread_mutex_lock(&pipe->mutex);
        pipe->is_cancelled = true;
        pthread_cond_signal(&pipe->changed);
        pthread_mutex_unlock(&pipe->mutex);
        pthread_join(pipe->thread, NULL);
    }
    for (i64 i = 0; i < pipe->batch_count; i++)
        batch_release(&pipe->batches[i]);
    arena_release(&pipe->arena);
    pthread_cond_destroy(&pipe->changed);
    pthread_mutex_destroy(&pipe->mutex);
}

static void *thread_main(void *data)
{
    struct pipe *pipe = data;
    (void)!ctx_try(&pipe->c, produce, pipe); // pipe->c.err tells
    pthread_mutex_lock(&pipe->mutex);
    pipe->has_ended = true;
    pthread_cond_signal(&pipe->changed);
    pthread_mutex_unlock(&pipe->mutex);
    return NULL;
}

// An empty batch, or NULL when nobody wants another.
static struct batch *batch_take(ctx *c, struct pipe *pipe)
{
    struct batch *batch = NULL;
    pthread_mutex_lock(&pipe->mutex);
    while (pipe->empty.count == 0 && !pipe->is_cancelled)
        pthread_cond_wait(&pipe->changed, &pipe->mutex);
    if (!pipe->is_cancelled) batch = pipe->empty.batches[--pipe->empty.count];
    pthread_mutex_unlock(&pipe->mutex);
    if (!batch) return NULL;
    batch_adopt(c, batch);
    batch_clear(batch);
    return batch;
}

static void batch_hand_on(struct pipe *pipe, struct batch *batch)
{
    if (batch->lines_refused > 0 && !pipe->want.good_rows) pipe->is_spoiled = true;
    pthread_mutex_lock(&pipe->mutex);
    pipe->whole[batch - pipe->batches] = !pipe->is_spoiled;
    pipe->ready.batches[pipe->ready.count++] = batch;
    pthread_cond_signal(&pipe->changed);
    pthread_mutex_unlock(&pipe->mutex);
}

// Notes how far it came; false when nobody wants to know any longer.
static bool counts_note(struct pipe *pipe, i64 rows, i64 empty)
{
    pthread_mutex_lock(&pipe->mutex);
    pipe->counts.rows += rows;
    pipe->counts.empty += empty;
    pipe->counts.bytes_done = reader_bytes_done(pipe->reader);
    pipe->counts.bytes_total = reader_bytes_total(pipe->reader);
    bool go_on = !pipe->is_cancelled;
    pthread_mutex_unlock(&pipe->mutex);
    return go_on;
}

static bool block_prepare(ctx *c, struct pipe *pipe, struct row_block block, struct batch *batch)
{
    i64 empty = 0;
    for (i64 i = 0; i < block.count; i++) {
        enum prepared prepared;
        if (!prepare_row(c, pipe->prepare, &block.rows[i], batch, &prepared)) return false;
        empty += prepared == PREPARED_EMPTY;
    }
    return counts_note(pipe, block.count, empty);
}

static bool batch_is_full(const struct batch *batch)
{
    return batch->fact_count + batch->listed_count >= BOUND_CHUNK_ROWS ||
           batch->lines_refused >= BOUND_CHUNK_ROWS || batch->arena.size_bytes >= BATCH_FULL_BYTES;
}

// No more rows than are wanted: the rest of the file is not read.
static void block_cut(struct pipe *pipe, struct row_block *block)
{
    i64 left = pipe->want.rows_max - pipe->row_count;
    if (pipe->want.rows_max && block->count > left) {
        pipe->is_cut = true;
        block->count = left;
    }
    pipe->row_count += block->count;
}

static bool produce(ctx *c, void *data)
{
    struct pipe *pipe = data;
    struct batch *batch = batch_take(c, pipe);
    while (batch) {
        struct row_block block;
        if (ctx_stopped(c) || !reader_next(c, pipe->reader, &block)) return false;
        block_cut(pipe, &block);
        if (block.count == 0) {
            batch_hand_on(pipe, batch);
            return true;
        }
        if (!block_prepare(c, pipe, block, batch)) return false;
        if (!batch_is_full(batch)) continue;
        batch_hand_on(pipe, batch);
        batch = batch_take(c, pipe);
    }
    return false;
}
