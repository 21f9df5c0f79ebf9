// loyalty_rows: answers and habits of customers gathered from a file's rows: answers add up, what
// is said of the customer must be the same in all rows. Customers are in the order of their names,
// so that the order of rows does not matter. Uses frame.
#pragma once

#include "insight/customers/loyalty.h"
#include "stat/stat.h"

struct loyalty_data {
    struct loyalty_rows rows;
    const i64 *answer_counts; // [rows.n]
    const f64 *mean_answers;  // NaN: none
    const str *names;         // [rows.n]
    const f64 *purchases;     // [rows.n] with us; NaN: unknown, as all that follows
    const f64 *occasions;     // with anybody
    const f64 *again;         // with us right after us
    bool has_again;
    const i32 *left, *rival, *since; // days; NO_DAY: none
    bool has_left, has_rival, has_since;
    i32 last_day; // of those days
    i64 without_value;
};

enum { LOYALTY_NO_DAY = INT32_MIN };

MUST_USE bool loyalty_rows_take(ctx *c, struct stat_job *stat, const struct frame *block);
// ERR_USAGE when the columns do not make a behaviour, ERR_BAD_INPUT for counts that cannot be.
MUST_USE bool loyalty_rows_make(ctx *c, struct stat_job *stat, f64 share_weight,
                                struct loyalty_data *out);
