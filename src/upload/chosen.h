// chosen: what somebody chose on screen of a file's columns, and the mapping that says the same:
// from one to the other and back. What a form cannot say (values that stand for others, several
// forms of date, what is declared of places) stays in the mapping as it was. Never decides whether
// a mapping is right: mapping_parse does.
#pragma once

#include "upload/look.h"

enum { CHOSEN_MEASURES = 6, CHOSEN_ATTRIBUTES = 8 };

struct chosen_place {
    i64 column; // from 1; 0: none
    str fixed;  // without a column: the same for all rows; may be empty
};

struct chosen_measure {
    i64 column; // 0: none, and the rest does not count
    str metric;
    str low, high; // the scale that the values are on; empty: the metric's
    str unit;      // a sign beside the digits
    str kind;      // of a metric that is not there yet, with `better` and `asked`; empty: it is
    str better;
    bool asked;
};

struct chosen {
    str source, name; // name: that the mapping is kept by; empty: the source
    str subject;      // empty: customer
    struct chosen_place happened, customer, row_id, touchpoint, channel, unit, segment, remark;
    str format, zone; // of happened; empty: the usual one, the company's
    str name_space;   // of customer; empty: the source
    i64 measure_count;
    struct chosen_measure measures[CHOSEN_MEASURES];
    i64 attribute_count;
    struct chosen_attribute {
        i64 column;
        str name;
    } attributes[CHOSEN_ATTRIBUTES];
    str decimal; // ".", ",", or empty
    str missing; // words for missing, with blanks between them
    bool replaces;
};

// How a file is written, as far as it is said; its columns depend on it.
struct chosen_reading {
    str encoding, delimiter, quote; // empty: what the file itself tells, and the ordinary quote
    bool no_quotes, no_header;
};

// What a mapping says, as far as a form can. Texts live as long as the mapping.
void chosen_of(ctx *c, const json_t *mapping, struct look_columns columns, struct chosen *out);
void chosen_reading_of(const json_t *mapping, struct chosen_reading *out);
// Whether every column that was chosen is one of the file. ERR_BAD_INPUT.
MUST_USE bool chosen_fits(ctx *c, const struct chosen *chosen, struct look_columns columns);
// A mapping as it was, with what was chosen, which fits. ERR_BAD_INPUT for a scale that is none;
// anything else is written as it stands.
MUST_USE bool chosen_write(ctx *c, const json_t *before, struct look_columns columns,
                           const struct chosen *chosen, json_t **out);
// A mapping with another way to read the file.
json_t *chosen_reading_write(ctx *c, const json_t *before, const struct chosen_reading *reading);
