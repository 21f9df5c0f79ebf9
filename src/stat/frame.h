// frame: columns of a file as typed arrays: numbers, names, keys, moments, texts. Knows what is
// missing, and refuses what is no number or no date, with its row. Owns its columns in c->arena.
// Never guesses a type, never fills a gap.
#pragma once

#include "base/ctx.h"
#include "base/hash.h"

enum stat_type {
    STAT_NUMBER, // f64, finite
    STAT_NAME,   // one of few names: groups, units, segments. Codes follow the names' order
                 // (numbers by size), so that the order of rows does not matter
    STAT_KEY,    // one of many: customers, cases. Codes are in the order of first sight
    STAT_MOMENT, // ms since 1970 in UTC; a day without a time is its noon
    STAT_TEXT,   // words as they stand
};

enum stat_need {
    STAT_ONE,      // must be given once
    STAT_OPTIONAL, // once or not at all
    STAT_SOME,     // once or more
    STAT_ANY,      // as often as wanted, or not at all
};

struct stat_role {
    const char *name; // --name COLUMN
    enum stat_type type;
    enum stat_need need;
    bool keeps_gaps;  // rows without a value are given on; else they are left out, and counted
    const char *what; // one sentence
};

#define FRAME_NO_MOMENT INT64_MIN

struct frame_column {
    const struct stat_role *role;
    str name;          // of the file's column
    const f64 *number; // NaN: missing
    const i32 *code;   // names, keys; -1: missing
    i64 name_count;
    const str *names; // by code
    const i64 *ms;    // FRAME_NO_MOMENT: missing
    const str *text;  // size 0: missing
};

struct frame {
    i64 count; // rows in the columns
    i64 rows;  // rows of the file that --where lets through, so far
    i64 gaps;  // of them left out for a missing value
    i64 column_count;
    const struct frame_column *columns;
};

struct frame_condition {
    str column, value;
};

struct frame_order {
    str file;
    const struct stat_role *roles; // ends with a NULL name
    i64 choice_count;
    const struct frame_choice {
        const struct stat_role *role;
        str column;    // a name; a position from 1 in files without a header
        bool is_usual; // taken where the file has it; else the role has no column
    } * choices;
    i64 condition_count;
    const struct frame_condition *conditions; // several values of one column: any of them
    i64 missing_count;
    const str *missing; // words for missing, beside the empty cell and NA, N/A, NaN, null, "."
    i64 format_count;
    const char *const *formats; // of moments; none: 2026-11-21, with or without a time
    char decimal;               // '.' or ','
    bool no_header;
    str encoding;
    char delimiter; // 0: found
    // Blocks instead of the whole; may be NULL.
    bool (*take)(ctx *c, void *data, const struct frame *block);
    void *take_data;
};

// Reads a file. ERR_NOT_FOUND, ERR_BAD_INPUT with the row and what to do, ERR_TOO_LARGE,
// ERR_STOPPED.
MUST_USE bool frame_read(ctx *c, struct frame_order order, struct frame *out);
// A role's column; NULL when it was not given. frame_nth: the n-th of a role with several.
const struct frame_column *frame_column(const struct frame *frame, const char *role);
const struct frame_column *frame_nth(const struct frame *frame, const char *role, i64 n);
i64 frame_count_of(const struct frame *frame, const char *role);
