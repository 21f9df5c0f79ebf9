// silence_rows: everybody that was asked, as silence works with them: who answered what, and what
// is known of each, as numbers: names as one column for each but the commonest, numbers in standard
// deviations, and what is missing as a property of its own.
#pragma once

#include "insight/asked/silence.h"
#include "stat/reading.h"

// A group of customers in one property: a name, or a quarter of the numbers.
struct silence_group {
    str property, name;
    i64 asked, answered;
};

struct silence_rows {
    struct silence_asked asked;
    const str *columns; // [k]: "segment = loyal", "age", "age missing"
    struct reading reading;
    bool has_figure;   // --score, --outcome or --value was given
    const f64 *values; // [n]; NaN: silent, or no value
    i64 valued;        // answers with a value
    i64 group_count;
    const struct silence_group *groups;
};

// ERR_USAGE without anything known, ERR_BAD_INPUT for words that are neither yes nor no,
// ERR_TOO_LARGE for too many names, ERR_REFUSED when nobody or everybody answered.
MUST_USE bool silence_rows_make(ctx *c, const struct stat_job *stat, struct silence_rows *out);
