// cube: sums per metric, day, subject, touchpoint, channel, unit and segment; deltas gathered in
// memory, appended with their facts, folded later. Owns tables cube_new, cube_day, cube_month,
// presence, scope, fold. Never reads a fact but for presence.
#pragma once

#include "facts/metric.h"

struct cube_cell {
    i32 metric, day, touchpoint, channel, unit, segment;
    u8 subject;
};

// A cell's `people`: a bit for each key by its number modulo 63 (linear counting, K.-Y. Whang et
// al., ACM TODS 15 (1990) 208-229), so that the union of any cells tells at least how many people
// are in them, however they overlap.
#define CUBE_TAKEN_BACK (1ULL << 63) // something was subtracted: the other bits promise nothing
// At least so many people are in a union of cells.
i64 cube_people_min(i64 people);

struct cube_delta;

// An empty delta in c->arena.
struct cube_delta *cube_delta_new(ctx *c);
void cube_delta_clear(struct cube_delta *delta);
// Adds one value (change 1) or takes it back (change -1).
void cube_delta_add(struct cube_delta *delta, const struct metric *metric, struct cube_cell cell,
                    i64 key, i64 value_e4, i32 change);
i64 cube_delta_count(const struct cube_delta *delta); // cells
// Appends the cells to cube_new, sorted by metric and day.
MUST_USE bool cube_delta_append(ctx *c, struct cube_delta *delta);

// Folds cube_new into cube_day and cube_month, and facts not yet seen into presence and scope.
// Inside a write transaction.
struct fold_when {
    i64 cells_min;   // leaves cube_new alone up to so many cells
    i64 presence_ms; // leaves presence alone for so long after the last time
};
MUST_USE bool cube_fold(ctx *c, struct fold_when when);
