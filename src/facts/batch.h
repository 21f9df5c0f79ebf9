// batch: what came from outside, validated and laid out ready to be taken; made without touching
// the store, so that any number of threads may prepare while one writes. Owns its arena. Knows
// bounds, scales and identities; never decides what is a repeat.
//
// Names (touchpoint, channel …) are numbers into the batch's own small dictionaries; take.c turns
// them into the store's.
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
    str *names;  // [0] is "" = none
    u64 *hashes; // of the names
    struct hash_map map;
    i32 last; // the newest answer: neighbours are mostly alike
};

// When a customer list does not say since when: always.
#define LISTED_ALWAYS_MS (-2208988800000LL) // 1900-01-01

// One row or line as a person meant it, in text; the caller has parsed time and numbers.
struct encounter {
    i64 line;             // of the file or body, from 1
    enum subject subject; // SUBJECT_NONE: customer
    str source;           // required
    str id;               // the source's own id; empty: content_hash stands for it
    u64 content_hash;     // used without id, with occurrence
    i64 occurrence;       // how many equal rows stood before this one
    i64 happened_ms; // of a list row (nothing but a customer): since when; may be LISTED_ALWAYS_MS
    str name_space, key; // empty name_space: the source; empty key: nobody known
    str touchpoint, channel, unit, segment;
    const struct encounter_attribute {
        str name, value;
    } * attributes;
    i64 attribute_count;
    const struct reading {
        str metric;
        i64 value_e4;
    } * readings;
    i64 reading_count;
    str remark;
    bool replaces;
    bool is_mention; // a row of nothing but a customer says something of the customer, not that it
                     // is one
};

struct batch_fact {
    i64 happened_ms, value_e4, key;
    u64 identity; // hash of source, external, happened, metric
    str external;
    i64 line;
    i32 day;
    i32 source, metric, touchpoint, channel, unit, segment; // numbers in the batch's dictionaries
    u8 subject;
    bool replaces;
    bool is_remark; // stands for the words, not counted as taken
};

struct batch_key {
    i64 id;
    u8 subject;
    i32 name_space;
    i32 attributes; // the newest of its attributes: index + 1 in `attributes`, 0: none
    str value;
};

// The newest value that came for a key's attribute; the segment is the attribute "segment".
struct batch_attribute {
    i64 key;
    i32 name; // DICT_ATTRIBUTE
    i32 next; // of the same key: index + 1, 0: the last
    str value;
    i64 at_ms;
};

// A row of a customer list: it says that the customer is one, since a day.
struct batch_listed {
    i64 key, line;
    i32 segment, day;
};

// That a visitor turned out to be a customer (tie.h), by the ids of their keys.
struct batch_tie {
    i64 visitor, customer, at_ms;
};

struct batch_remark {
    i64 fact; // index of its fact
    str text;
};

struct refusal {
    i64 line;
    const char *column, *value; // may be NULL; live in the batch's arena or are literals
    const char *why, *hint;
};

// What every batch of a company shares; loaded once, read-only.
struct batch_rules {
    struct hash_seed salt;   // of the store: key ids
    const struct zone *zone; // the company's: day of a fact
    const struct metrics *metrics;
};

struct batch {
    struct arena arena;
    ctx *c; // whose work fills it now: words of refusals, and where a full arena jumps
    struct batch_rules rules;
    struct dict_names dict[DICT__COUNT];
    const struct metric **metric_of; // by number in DICT_METRIC
    i64 metric_capacity;
    i64 fact_count, fact_capacity;
    struct batch_fact *facts; // in the order that they came; those of one line are neighbours
    i64 key_count, key_capacity;
    struct batch_key *keys; // each once
    struct hash_map key_map;
    i64 attribute_count, attribute_capacity;
    struct batch_attribute *attributes; // each (key, name) once, chained by key
    i64 listed_count, listed_capacity;
    struct batch_listed *listed;
    i64 remark_count, remark_capacity;
    struct batch_remark *remarks;
    i64 tie_count, tie_capacity;
    struct batch_tie *ties;
    i64 refusal_count;
    struct refusal *refusals; // at most BOUND_REFUSALS
    i64 lines_refused;        // all of them
    i64 *refused_lines;       // of all of them, in the order that they were found
    i64 refused_capacity;
    i64 lines; // encounters added, refused ones too
    struct day_span {
        i64 from_ms, to_ms; // moments of this local day: neighbours mostly share it
        i32 day;
    } day_span;
    // Filled by take_batches:
    i64 facts_taken, facts_repeated, lines_taken, lines_repeated;
    i64 customers_new; // customers of whom nobody had told before
};

// Makes an empty batch that may grow to size_max_bytes; beyond, it jumps out of c's ctx_try.
void batch_init(ctx *c, struct batch *batch, struct batch_rules rules, i64 size_max_bytes);
// From now on c fills it: a batch goes from the thread that prepares to the one that takes.
void batch_adopt(ctx *c, struct batch *batch);
void batch_clear(struct batch *batch); // ready for use again
void batch_release(struct batch *batch);
// Adds an encounter; copies what it keeps. False when it is refused: then nothing of it is in the
// batch, and a refusal is (at most BOUND_REFUSALS are kept with words, all are counted).
bool batch_add(struct batch *batch, const struct encounter *encounter);
// Notes that a visitor is a customer, whose encounter is in the batch; left out when its id cannot
// be a key.
struct batch_tied {
    i64 line, at_ms;
    str visitor_space, visitor, space, customer;
};
void batch_tie(struct batch *batch, const struct batch_tied *tied);
// Notes a refusal found by whoever parses (a date that is none, a missing column).
void batch_refuse(struct batch *batch, struct refusal refusal);
// Refuses a line because its key has the id of another one: two customers are never merged by
// chance.
void batch_refuse_twin(struct batch *batch, i64 line, str key);
// The id of a key under the store's salt: positive. Anonymous keys are negative and have no row in
// table key.
i64 key_id(const struct hash_seed *salt, enum subject subject, str name_space, str value);
// The parts of a fact's identity hash, for comparing with what the store holds.
u64 name_hash(str name);
u64 fact_identity(u64 external_hash, u64 source_hash, i64 happened_ms, u64 metric_hash);
