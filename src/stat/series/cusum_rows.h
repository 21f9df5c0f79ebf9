// cusum_rows: events of a file as counts by period: of one series, or of each customer. Knows when
// a period begins and which are whole. Uses encounters.
#pragma once

#include "insight/series/cusum.h"
#include "stat/customers/encounters.h"
#include "stat/stat.h"

// One series, or one customer: whole periods from the first day on. A customer's first encounter is
// where the counting starts and is not counted: else the first period would never be empty.
struct cusum_span {
    i32 customer; // -1: one series
    i32 first_day;
    i64 periods;
};

struct cusum_rows {
    i64 count; // spans
    const struct cusum_span *spans;
    i64 period_days;
    const i32 *starts;                 // one series whose rows are periods: their days; else NULL
    const f64 *counts;                 // of one series
    const struct encounter_days *days; // of customers
    f64 *room;                         // for the counts of one of them
    struct cusum_alarm *alarms;        // for the alarms of one of them
};

MUST_USE bool cusum_rows_take(ctx *c, struct stat_job *stat, const struct frame *block);
// ERR_BAD_INPUT for counts that are none, ERR_USAGE, ERR_REFUSED when there are too few rows.
MUST_USE bool cusum_rows_make(ctx *c, struct stat_job *stat, struct cusum_rows *out);
// Counts of span i; they stay until the next call.
const f64 *cusum_rows_counts(const struct cusum_rows *rows, i64 i);
