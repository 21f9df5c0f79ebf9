// agree_rows: ratings of a file, a row for each rating or a row for each item, as the table that
// insight/agree works with.
#pragma once

#include "insight/asked/agree.h"
#include "stat/stat.h"

struct agree_rows {
    struct ratings ratings;
    const str *raters;     // [raters] names
    const str *categories; // [count] names
    bool are_numbers;      // all categories are numbers
    bool are_ordered;      // numbers, or --order was given
    i64 given;             // ratings that are there
};

// ERR_USAGE where neither form is given whole; ERR_BAD_INPUT where an item was rated twice by the
// same rater; ERR_REFUSED for fewer than two raters; ERR_TOO_LARGE.
MUST_USE bool agree_rows_make(ctx *c, const struct stat_job *stat, struct agree_rows *out);
