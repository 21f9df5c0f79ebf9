// query: the one place that composes SQL: from named pieces (query.sql) and a table of dimensions,
// never from input. Gives sums by group, from the cube where it covers the question, else from the
// facts.
#pragma once

#include "facts/company.h"
#include "figure/figure.h"

// A question with all names resolved.
struct question {
    const struct figure_query *asked;
    struct metrics metrics;
    struct names names[DICT__COUNT];
    i64 unit_count;
    bool *unit_is_ours; // by unit id; [0] true
    str *unit_of;       // organisation's name by unit id
    i64 touchpoint_count;
    str *stage, *touchpoint_label; // by touchpoint id
    struct id_list {
        bool given;
        i64 count;
        i64 *ids;
    } only[DIM_SOURCE + 1]; // touchpoint, channel, unit, segment, subject, source
    struct id_list ours;    // our units, when there are others and nobody asked for them
    u32 turned; // filters of query_filters that are turned round: what these leave out together
    struct attribute_filter {
        i64 name;
        i64 count;
        str *values;
    } attributes[8];
    i64 attribute_count;
    i64 merged; // keys that were merged into another customer
    i64 facts;  // in the store, roughly
};

enum { QUERY_DIMS_MAX = 4 };

// Sums of a group's facts.
struct sums {
    i64 n, total_e4, low, high;
    i128 squares_e8;
    i64 people;    // as in cube.h
    i64 customers; // distinct; -1: not counted
};

struct cell {
    i64 at[QUERY_DIMS_MAX];   // id, or day of the bucket's start
    str text[QUERY_DIMS_MAX]; // attributes' values
    struct sums sums;
};

struct cells {
    i64 count;
    struct cell *cell;
};

// Fills the question; ERR_NOT_FOUND names what does not exist and what is close.
MUST_USE bool question_resolve(ctx *c, const struct figure_query *asked, struct question *out);
// Whether a unit (0: none named) is within the question.
bool query_has_unit(const struct question *question, i64 unit);
// The filters that the question has, a bit each.
u32 query_filters(const struct question *question);
// True when the cube covers these dimensions and filters.
bool query_is_covered(const struct question *question, const struct figure_by *by, i64 by_count);

struct query_order {
    const struct metric *metric;
    enum metric_kind kind; // what the sums are for: a kind that needs no squares is not given any
    const struct figure_by *by;
    i64 by_count;
    bool from_facts; // customers are counted then
    bool of_asked;   // not the metric: n asked for it, of whom `low` answered
};
// Cells of one group may be several: days of a week, months of a year.
MUST_USE bool query_cells(ctx *c, const struct question *question, struct query_order order,
                          struct cells *out);
void sums_add(struct sums *to, const struct sums *sums); // customers become unknown

// The words of the question's people, newest first: text, happened_ms, day, touchpoint, channel,
// unit, segment, value (NULL), source, external, batch, key, id (NULL), language, tone, feelings.
struct remark_order {
    const struct metric *remark; // with the subject that is asked about
    i64 metric;                  // whose value stands beside the words
    const struct remark_wish *wish;
    struct remark_key {
        bool given;
        i64 happened_ms, source, batch;
        str external;
    } after;
    i64 most;
};
MUST_USE bool query_remarks(ctx *c, const struct question *question, struct remark_order order,
                            struct rows *out);
// The same counted by theme (0: all), and by month or with month 0: theme, month, n, people.
MUST_USE bool query_themes(ctx *c, const struct question *question, const struct metric *remark,
                           bool by_month, struct rows *out);
