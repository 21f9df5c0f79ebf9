// card: one customer: who they are, what they add up to, their encounters newest first, the records
// that point at them, and who looked. Uses facts (tally, privacy), record, audit's table. Reads
// facts of this customer alone, and of the time that is shown. Never writes; never decides who may
// see what.
#pragma once

#include "customer/list.h"
#include "record/list.h"

struct customer_key {
    i64 id;
    str space, value;
};

struct customer_said {
    i64 key;
    str name, value;
    i64 sharers; // keys of which the same is said, this one too
};

struct customer_card {
    struct privacy_customer customer;
    i64 key_count, said_count, unit_count, metric_count, year_count, merge_count;
    struct customer_key *keys;
    struct customer_said *said;
    struct customer_sums sums;
    i64 *units;
    struct customer_metric {
        i64 metric, n, total_e4;
    } * metrics;
    struct customer_year {
        i64 year;
        struct customer_sums sums;
    } * years; // the first one first
    struct customer_merge {
        i64 key, before, at_ms;
        str who, why;
    } * merges; // in force, newest first
};

// Whose key that is: an id from an address. ERR_NOT_FOUND when there is none, it is no customer's,
// or it was erased.
MUST_USE bool customer_of(ctx *c, i64 key, struct privacy_customer *out);
// Units where they had encounters.
MUST_USE bool customer_units(ctx *c, i64 customer, i64 **units, i64 *count);
MUST_USE bool customer_card(ctx *c, struct privacy_customer customer, struct customer_card *out);

// One meeting: all that one source told of one moment under one id.
struct customer_encounter {
    i64 source, happened_ms, touchpoint, channel, unit;
    str external;
    i64 reading_count, remark_count;
    struct customer_reading {
        i64 metric, value_e4;
    } * readings;
    str *remarks;
};

struct customer_timeline {
    i64 count;
    struct customer_encounter *encounters; // newest first
    str next;                              // what older ones are asked by; "": there are none
};

struct customer_timeline_query {
    struct privacy_customer customer;
    struct customer_sums sums; // of the card: between its first and last moment it looks
    i64 rows_max;              // 0: 20
    str before;                // `next` of what was shown; "": the newest
};
// ERR_BAD_INPUT when `before` is none.
MUST_USE bool customer_timeline(ctx *c, const struct customer_timeline_query *query,
                                struct customer_timeline *out);

// Records of any kind with a field that names the customer.
struct customer_record {
    const struct kind *kind;
    struct record record;
};
MUST_USE bool customer_records(ctx *c, struct privacy_customer customer, u32 roles,
                               struct customer_record **out, i64 *count);

// What the log says of the customer, newest first.
struct customer_look {
    i64 number, at_ms;
    str who, what;
};
MUST_USE bool customer_looks(ctx *c, struct privacy_customer customer, i64 most,
                             struct customer_look **out, i64 *count);

// How often somebody comes, from their encounters and the time between the first and the last.
enum rhythm {
    RHYTHM_NEVER, // no encounter
    RHYTHM_ONCE,
    RHYTHM_DAILY,
    RHYTHM_DAYS, // every few days
    RHYTHM_WEEKLY,
    RHYTHM_TWO_WEEKS,
    RHYTHM_MONTHLY,
    RHYTHM_MONTHS, // every few months
    RHYTHM_YEARLY,
    RHYTHM_RARE, // less than once a year
    RHYTHM__COUNT
};
struct customer_rhythm {
    enum rhythm rhythm;
    i64 every_days; // on average; 0 where that says nothing
    i64 ago_days;   // since the last encounter
    bool is_quiet;  // silent for three times as long as usual, and a fortnight at least
};
struct customer_rhythm customer_rhythm(const struct customer_sums *sums, i64 now_ms);
// "Comes every two weeks" and "last seen 12 days ago"; together a sentence.
const char *customer_rhythm_words(ctx *c, struct customer_rhythm rhythm);
const char *customer_seen_words(ctx *c, struct customer_rhythm rhythm);
