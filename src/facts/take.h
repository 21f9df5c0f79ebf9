// take: the only writer of facts. Decides what is new, a repeat, a correction or a conflict, and
// writes facts, keys, attributes, remarks and the cube's deltas in the caller's transaction. Owns
// tables fact, remark, key, attribute, cube_new, batch. Uses batch, cube, store. Never parses,
// never opens a transaction of its own.
//
// Calling sequence, inside store_begin_write … store_commit:
//     take_begin(c, known, (struct take_order){…}, &take) && take_batches(c, take, &batch, 1) … &&
//     take_end(c, take)
#pragma once

#include "facts/known.h"

struct take_order {
    str kind; // "import", "http"
    str who;  // system user or intake key's name
    str file, checksum, mapping;
};

struct take;

// Whoever rolls back afterwards calls known_forget.
MUST_USE bool take_begin(ctx *c, struct known *known, struct take_order order, struct take **out);
// Takes what is new of the batches, in order, and fills their counts and refusals: a line that
// conflicts with what is stored is refused as a whole. Batches of one take may repeat each other.
MUST_USE bool take_batches(ctx *c, struct take *take, struct batch **batches, i64 count);
// Writes what is left and the log row.
MUST_USE bool take_end(ctx *c, struct take *take, i64 *batch_id);
