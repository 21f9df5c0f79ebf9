// answer_parts: what an answer is made of. Seen by answer.c, which builds it, and answer_write.c,
// which writes it.
#pragma once

#include "stat/answer.h"

enum answer_kind { KIND_F64, KIND_I64, KIND_STR, KIND_CODE, KIND_BOOL, KIND_MS, KIND_DAY };

struct answer_value {
    struct answer_value *next;
    const char *name;
    enum answer_kind kind;
    f64 number;
    i64 whole;
    str text;
};

struct answer_column {
    struct answer_column *next;
    const char *name;
    enum answer_kind kind;
    const void *values; // an array of the kind's type
    const str *names;   // of codes
};

struct answer_table {
    struct answer_table *next;
    struct answer *answer;
    const char *name;
    i64 rows;
    struct answer_column *columns, *last_column;
};

struct answer_note {
    struct answer_note *next;
    const char *name, *text, *hint;
    enum answer_holds holds;
};

struct answer {
    struct arena *arena;
    const struct answer_field *fields;
    const char *said;
    i64 n; // -1: not told
    struct answer_value *values, *last_value;
    struct answer_table *tables, *last_table;
    struct answer_note *assumptions, *last_assumption;
    struct answer_note *warnings, *last_warning;
};
