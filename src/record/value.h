// value: one field's value: read from text, checked by the field's table, written as text and as
// JSON so that reading it again gives the same. Knows every type of kind.h. Uses the store only to
// find a record by its title. Never writes.
#pragma once

#include "base/json.h"
#include "record/kind.h"

struct record_value {
    bool given; // false: not said
    i64 i;      // money, date, time, yes/no, references
    f64 f;      // number
    str text;   // texts and choices; several choices stand in the table's order, parted by commas
};

// What is wrong with a form, field by field, so that all of it can be said at once.
struct record_problem {
    const char *field;      // "" for what is of no field
    const char *msg, *hint; // as in err
};

struct record_problems {
    i64 count;
    struct record_problem *problem;
};

void problem_add(ctx *c, struct record_problems *problems, const char *field, const char *msg,
                 const char *hint);
// ERR_BAD_INPUT with the first of them and how many there are; true when there is none.
MUST_USE bool problems_none(ctx *c, const struct record_problems *problems);

// Reads a text as somebody types it: 1,5 and 1.5 are numbers, yes and no, 2026-11-21, a moment as
// 2026-11-21T10:00:00Z, a choice by name or label, a reference as 12, #12 or the record's title.
// What is wrong is added to the problems and *out is left alone; false only when the store fails.
MUST_USE bool value_read(ctx *c, const struct kind_field *field, str text, struct record_value *out,
                         struct record_problems *problems);
MUST_USE bool value_read_json(ctx *c, const struct kind_field *field, const json_t *json,
                              struct record_value *out, struct record_problems *problems);
// What value_read and value_read_json read as the same value.
str value_write(ctx *c, const struct kind_field *field, const struct record_value *value);
json_t *value_json(ctx *c, const struct kind_field *field, const struct record_value *value);
bool value_equal(const struct kind_field *field, const struct record_value *a,
                 const struct record_value *b);
bool value_is_choice(const struct record_value *value, str name); // one of several
// The kind that a reference of this field leads to; NULL: none (a customer, or no reference).
const struct kind *value_target(const struct kind_field *field);
// What a text is sorted by, byte by byte, as Finnish and Swedish lists are: no difference between
// large and small letters, marks on letters passed over but for å, ä, ö (with æ, ø) after z, ü as
// y, everything that is no letter or digit one blank.
str text_sort(ctx *c, str text);
// Small letters; the words of a text in small letters, parted by one blank, no other sign left.
str text_fold(ctx *c, str text);
str text_words(ctx *c, str text);
