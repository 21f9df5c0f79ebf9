// batch: what came from outside, validated and laid out ready to be taken; made without touching the store, so that any number of
// threads may prepare while one writes. Owns its arena. Knows bounds, scales and identities; never decides what is a repeat.
//
// Names (touchpoint, channel …) are numbers into the batch's own small dictionaries; take.c turns them into the store's.
#pragma once

#include "base/hash.h"
#include "facts/metric.h"

enum dict {
    DICT_SOURCE,
    DICT_METRIC,
    DICT_TOUCHPOINT,
    DICT_CHANNEL,
    DICT_UNIT,
    DICT_SEGMENT,
    DICT_NAMESPACE,
    DICT_ATTRIBUTE,
    DICT__COUNT
};

struct dict_names {
    i64 count, capacity;
    str *names; // [0] is "" = none
    struct hash_map map;
    i32 last; // the newest answer: neighbours are mostly alike
};

// One row or line as a person meant it, in text; the caller has parsed time and numbers.
struct encounter {
    i64 line;               // of the file or body, from 1
    enum subject subject;   // SUBJECT_NONE: customer
    str source;             // required
    str id;                 // the source's own id; empty: content_hash stands for it
    u64 content_hash;       // used without id, with occurrence
    i64 occurrence;         // how many equal rows stood before this one
    i64 happened_ms;
    str name_space, key;    // empty name_space: the source; empty key: nobody known
    str touchpoint, channel, unit, segment;
    const struct {
        str name, value;
    } *attributes;
    i64 attribute_count;
    const struct reading {
        str metric;
        i64 value_e4;
    } *readings;
    i64 reading_count;
    str remark;
    bool replaces;
};

struct batch_fact {
    i64 happened_ms, value_e4, key;
    u64 identity; // hash of source, external, happened, metric
    str external;
    i64 line;
    i32 day;
    i32 source, metric, touchpoint, channel, unit, segment; // numbers of the batch's dictionaries
    u8 subject;
    bool replaces;
    bool is_remark; // stands for the words, not counted as taken
};

struct batch_key {
    i64 id;
    u8 subject;
    i32 name_space;
    str value;
    i32 segment; // the newest segment that came with it; 0: none came
};

struct batch_attribute {
    i64 key;
    i32 name; // DICT_ATTRIBUTE
    str value;
};

struct batch_remark {
    i64 fact; // index of its fact
    str text;
};

struct refusal {
    i64 line;
    const char *column, *value; // may be NULL
    const char *why, *hint;
};

// What every batch of a company shares; loaded once, read-only.
struct batch_rules {
    struct hash_seed salt;      // of the store: key ids
    const struct zone *zone;    // the company's: day of a fact
    const struct metrics *metrics;
};

struct batch {
    struct arena arena;
    struct arena_mark empty;
    struct batch_rules rules;
    struct dict_names dict[DICT__COUNT];
    i64 fact_count, fact_capacity;
    struct batch_fact *facts; // in the order that they came
    i64 key_count, key_capacity;
    struct batch_key *keys; // each once
    struct hash_map key_map;
    i64 attribute_count, attribute_capacity;
    struct batch_attribute *attributes;
    i64 remark_count, remark_capacity;
    struct batch_remark *remarks;
    i64 refusal_count, refusal_capacity;
    struct refusal *refusals;
    i64 lines; // encounters added, refused ones too
    i32 zone_day_cached; i64 zone_from_ms, zone_to_ms; // the last day's bounds: neighbours share them
    // filled by facts_take:
    i64 facts_taken, facts_repeated, lines_taken, lines_repeated, lines_refused;
};

// Makes an empty batch. It jumps (ctx_try of c) when it outgrows size_max_bytes.
void batch_init(ctx *c, struct batch *batch, struct batch_rules rules, i64 size_max_bytes);
void batch_clear(struct batch *batch);
void batch_release(struct batch *batch);
// Adds an encounter; copies what it keeps. False when it is refused: then nothing of it is in the batch, and a refusal is (at
// most BOUND_REFUSALS are kept with words, all are counted).
bool batch_add(struct batch *batch, const struct encounter *encounter);
// Notes a refusal found by whoever parses (a date that is none, a missing column).
void batch_refuse(struct batch *batch, struct refusal refusal);
// The id of a key under the store's salt: positive. Anonymous keys are negative and have no row in table key.
i64 key_id(const struct hash_seed *salt, enum subject subject, str name_space, str value);
