// writer: the store's writing threads, two: one for changes that touch facts, one for those that do
// not and so need not wait for them (store.h, enum store_locks). Changes queue up; a thread applies
// as many as wait in one transaction, with one sync, and answers each after the commit is durable.
// If a group fails, its members are tried one by one. Owns the threads, their queues and a
// connection each. Never knows what a change means.
#pragma once

#include "store/store.h"

struct change {
    // Applies a run of neighbouring changes that have this same function, inside the writer's
    // transaction. On false the whole group is rolled back and each change tried alone.
    bool (*apply)(ctx *c, struct change **changes, i64 count);
    // Called after the commit (failure.code == ERR_NONE) or the failure, on the writing thread,
    // exactly once. The text of the error is gone when it returns.
    void (*done)(struct change *change, const err *failure);
    i64 weight;             // rough number of rows: bounds a group
    enum store_locks locks; // that it needs; when in doubt all
    struct change *next;    // the writer's
};

struct writer;

struct writer_counts {
    i64 groups, changes, failed; // committed groups and changes, refused changes, since the start
};

// Starts the threads. now_ms gives the clock to the changes' ctx; it and seed live as long as the
// writer.
MUST_USE bool writer_start(ctx *c, struct store *store, i64 (*now_ms)(void), struct writer **out);
// Takes what is queued to its end, then stops the threads.
void writer_stop(struct writer *writer);
// Queues a change; false at once, without calling done, when the queue is full or the writer stops
// (ERR_BUSY is the caller's to say).
MUST_USE bool writer_submit(struct writer *writer, struct change *change);
// Queues a change and waits for its end; c->err is set when it failed. For commands and jobs. Runs
// it directly, in a transaction of its own on c->db, when writer is NULL (no server in this
// process).
MUST_USE bool writer_apply(ctx *c, struct writer *writer, struct change *change);
struct writer_counts writer_counts(struct writer *writer);
