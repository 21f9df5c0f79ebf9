// pace: how many matters come from one address, and with the same words, within an hour. Owns table
// complaint_pace, where both stand as hashes. Inside a write transaction, all.
#pragma once

#include "store/store.h"

// Counts one more. *is_fast: so many came that this one is held. ERR_BUSY, and nothing counted,
// when even that is too much; the hint says when to come again.
MUST_USE bool pace_of_address(ctx *c, str address, bool *is_fast);
MUST_USE bool pace_of_words(ctx *c, str words, bool *is_same);
MUST_USE bool pace_clean(ctx *c);
