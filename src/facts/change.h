// change: what the store's writer does for facts: takes batches of many requests as one, folds the
// cube, or runs a function that brings its own work. Uses writer, take, cube. Never parses; never
// answers anybody.
#pragma once

#include "facts/cube.h"
#include "facts/take.h"
#include "store/writer.h"

// A batch that asks to be taken. Neighbours in the writer's queue are taken together, with one row
// in the log of batches.
struct facts_change {
    struct change change; // first: submit this one
    struct batch *batch;  // its counts and refusals tell what became of it
    struct known *known;  // the writer's; only its thread touches it
    str who;              // the intake key's name
    // Called on the writer's thread, exactly once, after the commit or the failure.
    void (*done)(struct facts_change *change, const err *failure);
    i64 refusal_count, lines_refused; // as prepared, for when a group is tried again
    bool is_tried;
};

// For changes of other modules that take facts too: around what they do with the writer's known in
// apply (again after it was tried), and in done.
void change_known_start(struct known *known, bool is_tried);
void change_known_end(struct known *known, const err *failure);

// In place; batch, known, who and done are set by the caller before.
void facts_change_init(struct facts_change *change);

// Folds what waits (cube_fold).
struct fold_change {
    struct change change;
    struct fold_when when;
    struct known *known; // the writer's, or NULL: folding changes nothing of it
};

// In place; known is set afterwards, where there is one.
void fold_change_init(struct fold_change *change, struct fold_when when,
                      void (*done)(struct change *change, const err *failure));

// Runs a function inside the writer's transaction; for writer_apply. The function may take facts
// with the writer's known. It may be called again when another change of its group failed.
struct function_change {
    struct change change;
    bool (*run)(ctx *c, void *data);
    void *data;
    enum store_locks locks; // that run needs; left out: all
    struct known *known;    // that run uses, or NULL; then it needs the facts' lock
    void (*done)(struct function_change *change, const err *failure); // may be NULL
    bool is_tried;
};

void function_change_init(struct function_change *change);
