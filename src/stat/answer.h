// answer: what an analysis found: one sentence, named numbers, tables, assumptions that were
// checked, warnings. Writes itself for people, as JSON, or as CSV. Knows which fields the analysis
// declared: a field that is not declared is our bug. Texts and arrays must live as long as the
// answer.
//
// As JSON: {"analysis", "file", "rows", "left_out", "n", "level", "answer", "result": {fields, and
// tables as arrays of objects}, "assumptions": [{"name", "holds", "text"}], "warnings": [{"name",
// "text", "hint"}]}. What is not known is null.
#pragma once

#include "base/ctx.h"

// "median" of the whole, "customers.p_alive" of a table's column; tables are declared by their
// columns.
struct answer_field {
    const char *name;
    const char *what; // what it is, unit included
};

struct answer;
struct answer_table;

enum answer_format { ANSWER_TABLE, ANSWER_JSON, ANSWER_CSV };

enum answer_holds { HOLDS_NOT, HOLDS, HOLDS_UNKNOWN };

struct answer_head {
    const char *analysis;
    str file;
    i64 rows, left_out; // of the file; -1: there was no file
    f64 level;
};

struct answer *answer_new(ctx *c, const struct answer_field *fields);
// The sentence that answers the question, translated; several are joined by a blank.
void answer_say(struct answer *answer, const char *sentence);
// A chance inside a sentence: "p = 0.031", "p < 0.0001".
const char *answer_chance(ctx *c, f64 p);
// How many values the answer stands on.
void answer_n(struct answer *answer, i64 n);
void answer_f64(struct answer *answer, const char *field, f64 value);
void answer_i64(struct answer *answer, const char *field, i64 value);
void answer_str(struct answer *answer, const char *field, str value);
void answer_bool(struct answer *answer, const char *field, bool value);

// A table of `rows` rows; columns in the order in which they are added. The arrays must have that
// many values.
struct answer_table *answer_table(struct answer *answer, const char *name, i64 rows);
void answer_column_f64(struct answer_table *table, const char *name, const f64 *values);
void answer_column_i64(struct answer_table *table, const char *name, const i64 *values);
void answer_column_str(struct answer_table *table, const char *name, const str *values);
// Names by code; -1 is empty.
void answer_column_code(struct answer_table *table, const char *name, const i32 *codes,
                        const str *names);
void answer_column_bool(struct answer_table *table, const char *name, const bool *values);
void answer_column_ms(struct answer_table *table, const char *name, const i64 *values); // moments
void answer_column_day(struct answer_table *table, const char *name, const i32 *days);

// An assumption that was looked at; `name` is a short word for programs, `text` translated.
void answer_assume(struct answer *answer, const char *name, enum answer_holds holds,
                   const char *text);
void answer_warn(struct answer *answer, const char *name, const char *text, const char *hint);

struct answer_style {
    enum answer_format format;
    i64 rows_max; // of each table for people; 0: all
    str table;    // CSV: which one; empty: the last
};
// Writes to c->out. ERR_USAGE for a table that is not there.
MUST_USE bool answer_write(ctx *c, const struct answer *answer, struct answer_head head,
                           struct answer_style style);
