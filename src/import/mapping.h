// mapping: says what the columns of a file mean: which is the customer, when it happened, which
// values are facts. Knows the JSON form of a mapping and every mistake in it; binds names of
// columns to a file. Reads no rows.
#pragma once

#include "base/json.h"
#include "facts/metric.h"
#include "import/moment.h"
#include "import/number.h"
#include "import/reader.h"

// What --suggest writes where it does not know; no mapping is taken with one of these left in it.
#define ASKED_COLUMN "WHICH COLUMN?"
#define ASKED_METRIC "WHICH METRIC?"

// Where a text of an encounter comes from: a constant, or a column.
struct place {
    bool is_given, is_column;
    str constant;
    str column;          // by name, where position is 0
    i64 position;        // from 1
    i64 index;           // of the reader's columns; by mapping_bind
    struct place_value { // what a cell means, where it does not mean itself
        str cell, meaning;
    } * values; // an empty meaning: missing
    i64 value_count;
};

struct mapping_fact {
    str metric;
    struct place value;
    struct number_rule rule;
    bool has_scale; // values came on a scale of their own
    i64 scale_low_e4, scale_high_e4;
};

struct mapping {
    str text; // as it was given
    str name; // that it is kept by; the source unless said otherwise
    str source;
    enum subject subject;
    struct place row_id, customer, happened, touchpoint, channel, unit, segment, remark;
    str name_space;       // of customer; empty: the source
    const char **formats; // of happened
    i64 format_count;
    const struct zone *zone; // of happened; NULL: the company's
    i64 attribute_count;
    struct mapping_attribute {
        str name;
        struct place value;
    } * attributes;
    i64 fact_count;
    struct mapping_fact *facts;
    json_t *metrics, *touchpoints, *units, *organisations; // as declared; NULL: none
    i64 missing_count;
    str *missing;
    bool replaces;
    struct reader_options options;
    bool is_list; // no facts and no remark: a list of customers
};

// Reads a mapping. ERR_BAD_INPUT names the field that is wrong and what it should be. Lives in
// c->arena.
MUST_USE bool mapping_parse(ctx *c, str text, struct mapping *out);
// How a file is to be read, of a mapping that may still ask something. ERR_BAD_INPUT.
MUST_USE bool mapping_reading(ctx *c, str text, struct reader_options *out);
// Finds the mapping's columns in a file. ERR_BAD_INPUT when one is not there.
MUST_USE bool mapping_bind(ctx *c, struct mapping *mapping, struct reader *reader);
