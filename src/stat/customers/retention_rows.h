// retention_rows: how long each customer of a file stayed and whether they left, from --time and
// --event or from --from and --to; and the columns that may explain it. Knows how leaving is
// written. Results live in c->arena.
#pragma once

#include "insight/customers/cox.h"
#include "insight/customers/log_rank.h"
#include "stat/stat.h"

struct retention_rows {
    struct stays stays;
    i64 left;
    bool in_days;       // from moments; else in the unit of --time
    i64 seen_until_ms;  // of moments
    bool until_guessed; // it is the latest moment of the file
    i64 not_begun;      // customers whose start lies after it, left out
    const i32 *group;   // from 0; NULL without --group
    i64 group_count;
    str group_column;
    const str *group_names;
    const i64 *row; // of the frame, for each
};

// ERR_USAGE when roles do not belong together, ERR_BAD_INPUT for what no stay can be, ERR_REFUSED
// when no row is left, ERR_TOO_LARGE beyond LOG_RANK_GROUPS_MAX groups.
MUST_USE bool retention_rows_read(ctx *c, const struct stat_job *stat, struct retention_rows *out);

// Columns for Cox's model: numbers as they are, names as one column for each but the first.
struct retention_columns {
    struct cox_data data;
    i64 left_out;          // rows with a missing value
    const str *names;      // of each column: "age", "plan: gold"
    const str *others;     // what it is compared with: "plan: basic"; empty for numbers
    const str *term_names; // of each term
};

// ERR_TOO_LARGE beyond RISK_SETS_COLUMNS_MAX columns; ERR_REFUSED when no row is whole.
MUST_USE bool retention_columns_read(ctx *c, const struct stat_job *stat,
                                     const struct retention_rows *rows,
                                     struct retention_columns *out);
