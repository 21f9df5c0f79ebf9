// repeats: decides what becomes of each fact of some batches: new, a repeat, a correction of a
// stored one, or refused with its whole line, because the same encounter was told otherwise. Reads
// the store; changes only the batches' counts and refusals.
#pragma once

#include "facts/known.h"

enum fate { FATE_NEW, FATE_REPEAT, FATE_CORRECTION, FATE_REFUSED };

// A fact with the store's ids: what is appended, and what a stored row looks like.
struct placed {
    str external;
    i64 happened_ms, key, value_e4;
    u64 identity;
    i32 day, source, metric, touchpoint, channel, unit, segment;
    u8 subject;
};

// The store's ids by a batch's numbers.
struct ids {
    i32 *of[DICT__COUNT];
};

struct group {
    struct batch **batches;
    i64 batch_count;
    struct ids *ids;       // [batch]
    i64 *first;            // [batch]: index of its first fact in the arrays below
    i64 count;             // facts of all batches
    struct placed *placed; // in order
    u8 *fates;             // enum fate
    i64 back_count,
        back_capacity; // rows that corrections take back, as they stand in the store or the group
    struct placed *back;
};

// Fills fates and back; a line that is FATE_REFUSED already stays so. placed must be complete; only
// a correction's segment is changed, to that of the row whose place it takes.
MUST_USE bool repeats_decide(ctx *c, const struct known *known, struct group *group);
