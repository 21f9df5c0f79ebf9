// answer_count: makes facts of answers that ended, or were left, a moment after it happened: of
// many at once, and in a transaction that holds the facts' lock alone. So nobody who answers waits
// for an import. Owns table answer_counted. An answer that is counted again changes nothing: its
// facts have its id.
#pragma once

#include "facts/known.h"
#include "survey/answering.h"

enum { ANSWERS_COUNTED_AT_ONCE = 5000 };

// Inside a write transaction of facts. known: the writer's. answering: what is remembered of
// surveys. *count is how many were counted; when it is ANSWERS_COUNTED_AT_ONCE, more may wait. What
// cannot be taken is told in the log and left out.
MUST_USE bool answers_count(ctx *c, struct known *known, struct answering *answering, i64 *count);
MUST_USE bool answers_count_waits(ctx *c, bool *out);
