// case_clock: by when a case is answered and solved: the settings case.hours, case.answer_hours_*
// and case.solve_hours_*, days off, and the company's zone. The reckoning is base/hours.h's. Only
// reads.
#pragma once

#include "base/hours.h"
#include "store/store.h"

struct case_clock {
    struct hours hours;
};
// The clock as it is set now; it lives in c->arena.
MUST_USE bool case_clock_read(ctx *c, struct case_clock *out);

struct case_deadlines {
    i64 answer_by_ms, solve_by_ms;
};
// For a case of that severity ("high") whose clock begins then.
MUST_USE bool case_deadlines(ctx *c, const struct case_clock *clock, str severity, i64 from_ms,
                             struct case_deadlines *out);
