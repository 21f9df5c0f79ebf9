// case_late: cases whose time is over are escalated: each deadline, that of the first answer and
// that of the solution, is said once, to the owner and to whoever acts across functions, in one
// mail each; where both passed, in one: event case.late says which, "answer", "solve" or "both".
// Writes inside the caller's write transaction.
#pragma once

#include "store/store.h"

MUST_USE bool case_late_waits(ctx *c, bool *out);
// *count: how many were escalated, at most a few hundred at a time.
MUST_USE bool case_late_run(ctx *c, i64 *count);
