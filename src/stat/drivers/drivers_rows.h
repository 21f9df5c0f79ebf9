// drivers_rows: the answers of a file as rows of numbers for drivers: numbers as they are, names as
// one column for each but the first, the outcome last. Knows what to do with missing answers, and
// counts them. Results live in c->arena.
#pragma once

#include "insight/drivers/drivers.h"
#include "stat/stat.h"

enum drivers_missing {
    MISSING_COMPLETE,  // rows with any missing answer are left out
    MISSING_PAIRWISE,  // each correlation from the rows that have both
    MISSING_MEAN_FLAG, // the column's mean, and a column beside it that says so
};

struct drivers_answer {
    str name;
    i64 missing;         // of rows with an outcome
    i64 alone;           // rows in which it is the only one missing
    bool constant;       // left out of the model
    i32 driver;          // in the model; -1: constant
    i64 count;           // answers in rows used
    f64 mean, low, high; // of numbers in rows used; NaN of names
};

struct drivers_rows {
    i64 n;        // rows used
    i64 left_out; // rows with an outcome that are not used
    enum drivers_missing missing;
    i64 columns;     // in the model, without the outcome
    const f64 *rows; // n × (columns + 1)
    const i32 *driver;
    i64 driver_count;
    const str *column_names;
    i64 answer_count; // drivers given
    const struct drivers_answer *answers;
    bool two_values; // the outcome has two
};

// ERR_USAGE with fewer than two drivers, ERR_TOO_LARGE beyond DRIVERS_MAX columns, ERR_REFUSED when
// no row, no spread, or too few drivers are left.
MUST_USE bool drivers_rows_read(ctx *c, const struct stat_job *stat, enum drivers_missing missing,
                                struct drivers_rows *out);
