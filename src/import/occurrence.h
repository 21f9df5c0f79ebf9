// occurrence: how many equal rows stood before one, for rows that have no id of their own. 13 to 27
// bytes a row.
#pragma once

#include "base/ctx.h"

struct occurrences;

// Lives in c->arena, but its memory is its own.
struct occurrences *occurrences_new(ctx *c);
// Counts a row by its content's hash; *before is how many with the same one were counted.
// ERR_TOO_LARGE beyond BOUND_ROWS_WITHOUT_ID.
MUST_USE bool occurrence_count(ctx *c, struct occurrences *occurrences, u64 hash, i64 *before);
