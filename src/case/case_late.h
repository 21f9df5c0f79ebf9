// case_late: cases whose time is over are escalated: said once for the first answer and once for
// the solution, to the owner and to whoever acts across functions, in one mail each. Writes inside
// the caller's write transaction.
#pragma once

#include "store/store.h"

MUST_USE bool case_late_waits(ctx *c, bool *out);
// *count: how many were escalated, at most a few hundred at a time.
MUST_USE bool case_late_run(ctx *c, i64 *count);
