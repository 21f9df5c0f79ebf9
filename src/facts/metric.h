// metric: knows what is measured: kinds, scales, boxes, direction, tolerance, versions, and the
// built-in metrics. Owns tables metric and source_scale. Uses store, json. Never computes a figure.
#pragma once

#include "base/json.h"
#include "store/store.h"

enum subject { SUBJECT_NONE, SUBJECT_CUSTOMER, SUBJECT_EMPLOYEE, SUBJECT_SHOPPER, SUBJECT__COUNT };

enum metric_kind {
    METRIC_NPS,       // share of high minus share of low values
    METRIC_MEAN,      // mean of values
    METRIC_RATE,      // share of ones among zeros and ones
    METRIC_SUM,       // total of values
    METRIC_COUNT,     // how many
    METRIC_RATIO,     // one metric's total or number over another's
    METRIC_CUSTOMERS, // customers new, kept, lost in a period
    METRIC_KIND__COUNT
};

enum metric_better { BETTER_NEITHER, BETTER_HIGHER, BETTER_LOWER };

// Which number of a metric a ratio takes.
enum metric_part { PART_TOTAL, PART_NUMBER, PART_CUSTOMERS, PART__COUNT };

// Which customers a METRIC_CUSTOMERS counts; the rule is told by metric_rule().
enum metric_customers {
    CUSTOMERS_NEW,
    CUSTOMERS_KEPT,
    CUSTOMERS_LOST,
    CUSTOMERS_RETENTION,
    CUSTOMERS_CHURN,
    CUSTOMERS__COUNT
};

struct metric {
    i32 id, version;
    str name, label, unit; // unit as shown: "EUR", "s", "min", "points"
    str definition;        // one sentence
    enum metric_kind kind;
    enum metric_better better;
    enum subject subject;            // whose facts a figure speaks of unless asked otherwise
    bool asked;                      // a sample that was asked; else recorded for all
    bool scaled;                     // values lie between scale_low and scale_high
    i64 scale_low_e4, scale_high_e4; // ten-thousandths, as every value
    bool boxed;                      // bottom and top box are counted
    i64 box_low_e4, box_high_e4;     // low: value ≤ box_low; high: value ≥ box_high
    f64 tolerance; // half an interval's width that still is a fact; in the metric's units, see
                   // DEFAULT below
    str over,
        under; // METRIC_RATIO: metrics' names; METRIC_CUSTOMERS: `over` is the activity that counts
    enum metric_part over_part, under_part;
    f64 times; // METRIC_RATIO: 1000 for "per thousand"
    enum metric_customers customers;
};
// tolerance 0 means the kind's default: NPS 5 points, a rate 0.03, a mean 0.2 standard deviations,
// a ratio 5 %.

// All metrics, newest versions, as they stood when loaded. Read-only, shared freely.
struct metrics {
    i64 count;
    struct metric *m; // by id: m[i].id == i + 1
};

// Adds the built-in metrics that the store does not have yet. Inside a write transaction.
MUST_USE bool metric_add_builtins(ctx *c);
// The newest version of each. Built-in ones that are sums of money have the company's currency as
// their unit (setting company.currency).
MUST_USE bool metric_load(ctx *c, struct metrics *out);
// NULL when there is none. felt.*, event.* and other families: felt.valued is made on first use
// from its family's definition (metric_from_family).
const struct metric *metric_find(const struct metrics *all, str name);
// The definition that a name of a built-in family (felt.NAME, visit.NAME) has by itself; false,
// without an error, when it is of none.
MUST_USE bool metric_from_family(ctx *c, str name, struct metric *out);
// Reads a definition as it stands in a mapping or the store:
// {"kind":"mean","unit":"min","better":"lower","asked":false,…}. ERR_BAD_INPUT names the field that
// is wrong.
MUST_USE bool metric_from_json(ctx *c, str name, json_t *definition, struct metric *out);
json_t *metric_to_json(ctx *c, const struct metric *metric);
// Stores a definition: a new metric, the same version when nothing changed, a new version else. A
// kind, scale or box that facts already lie under cannot change: ERR_REFUSED.
MUST_USE bool metric_define(ctx *c, const struct metric *metric);
const char *metric_kind_name(enum metric_kind kind);
const char *subject_name(enum subject subject);
bool subject_from_name(str name, enum subject *out);
// What the metric is, in one sentence for people; a ratio without a definition tells its parts.
const char *metric_rule(ctx *c, const struct metric *metric);
