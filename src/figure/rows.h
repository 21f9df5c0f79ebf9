// rows: the groups of a figure while it is being made: keys, sums, what they cover. Internal to
// figure/.
#pragma once

#include "figure/measure.h"

struct group_row {
    i64 at[2];   // canonical ids or bucket days, by dimension
    str text[2]; // attributes' values
    struct material material;
    f64 coverage;                      // -1: not known or not needed
    i64 lacking_unit, lacking_segment; // the largest group in scope that is not heard; -1: none
    i64 remarks;
    i64 asked, answered, asked_people; // response.h; bits as in cube.h
};

struct group_rows {
    i64 count;
    struct group_row *row;
    struct group_row all; // everything together
    struct cells cells; // by the rows' dimensions, unit and segment, where coverage is of each row
                        // and the cube answers; else none
    i64 base;           // customers in scope; -1: not known
    i64 merged;         // keys that were merged into another customer
};

// The order in which rows are read: by the first `dims` of their two keys; 0 for the same group.
int rows_order(const struct group_row *x, const struct group_row *y, i64 dims);
// Ids that carry one label become one: the units of an organisation, the touchpoints of a stage,
// the days of a period.
i64 rows_canonical(const struct question *question, enum figure_dim dim, i64 id);
// Reads the rows of a metric that is summed (all kinds but METRIC_CUSTOMERS), with customers
// counted where asked.
MUST_USE bool rows_read(ctx *c, const struct question *question, const struct metric *metric,
                        bool customers, struct group_rows *out);
// The days between which there are facts of the metric; none where there are none.
MUST_USE bool rows_span(ctx *c, const struct metric *metric, struct day_range *out, bool *any);
// Whether facts between these days reach into the first and the last tenth of a period.
bool rows_is_whole(struct day_range period, struct day_range facts);
// The same for METRIC_CUSTOMERS: only by a time dimension, or none, and of units. Of whole periods
// with a whole one before them; the newest stands for the whole.
MUST_USE bool rows_read_customers(ctx *c, const struct question *question,
                                  const struct metric *metric, struct group_rows *out);
// Whether coverage is counted: of answers by customers, where all dimensions are kept of who is in
// scope.
bool coverage_is_counted(const struct question *question, const struct metric *metric);
// Whether it is counted of each row too: not by day or week, in which few are heard.
bool coverage_is_by_row(const struct figure_query *asked);
// Fills coverage of the rows and of all, and who is lacking.
MUST_USE bool coverage_fill(ctx *c, const struct question *question, const struct metric *metric,
                            struct group_rows *rows);
// The first and last day of a time bucket that starts at this day, and how long it is within the
// query's period.
struct day_range rows_bucket(const struct figure_query *query, enum figure_dim dim, i32 start);
