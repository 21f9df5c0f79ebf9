// left_out: whom somebody could find by subtracting a slice from a wider or a narrower one: those
// that its filters leave out, all of them and each part of them, and those that one value of a
// filter stands for. Internal to figure/. Two questions are kept apart, not three or more, and not
// those that differ by days alone (docs/statistics.md says so).
#pragma once

#include "figure/rows.h"

struct left_out {
    i64 people; // the fewest that could be found so; -1: nobody, else at least 1
    bool *few;  // by row: the same of a row, fewer than are shown
};

// rows are those of the question and the metric.
MUST_USE bool left_out_read(ctx *c, const struct question *question, const struct metric *metric,
                            const struct group_rows *rows, struct left_out *out);
