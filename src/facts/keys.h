// keys: writes whom some batches speak of: keys that are new, attributes that are news, rows of
// customer lists. Owns tables key and attribute; adds to presence. Used by take alone; however many
// batches, it asks and appends once.
#pragma once

#include "facts/repeats.h"

// A line whose key has the id of another one is refused: its fates are FATE_REFUSED, before repeats
// are decided. Afterwards known_key tells the segment of every key of the group. group->ids must be
// filled.
MUST_USE bool keys_put(ctx *c, struct known *known, const struct group *group, i64 batch,
                       i64 now_ms);
