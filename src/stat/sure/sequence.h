// sequence: rows in the order in which they came, for what is followed as it comes (watch,
// experiment).
#pragma once

#include "stat/reading.h"

struct sequence {
    i64 count;
    const i64 *rows;  // of the frame, first to last
    const i64 *ms;    // of --time by row; NULL: not given
    const f64 *order; // of --order by row; NULL: not given
};

// clang-format off
#define SEQUENCE_ROLES                                                                             \
    {"time", STAT_MOMENT, STAT_OPTIONAL, false, "when the row came; without it and --order rows stand in the order in which they came"}, \
    {"order", STAT_NUMBER, STAT_OPTIONAL, false, "a number that grows as rows come"}
#define SEQUENCE_OPTIONS                                                                           \
    {"planned", "N", "500", false, "rows at which intervals shall be narrowest; any number is right, if it is set before looking"}, \
    {"looks", "N", "10", false, "how many looks are shown, evenly spread over the rows; the last is the end"}
// clang-format on

// ERR_USAGE where both roles are given. Rows of the same moment keep their order.
MUST_USE bool sequence_of(ctx *c, const struct stat_job *stat, struct sequence *out);
// When the row came, as text: its moment, its number, or nothing.
str sequence_when(ctx *c, const struct sequence *sequence, i64 row);
// Tells of the order that was taken.
void sequence_assume(ctx *c, const struct sequence *sequence, struct answer *answer);
// Whether so many rows are one of `looks` looks at `count` rows.
bool sequence_look(i64 n, i64 count, i64 looks);
