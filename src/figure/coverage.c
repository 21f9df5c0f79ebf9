// Coverage: the share of the customers in scope who are in cells (segment × unit) with enough
// answers. The base comes from facts/cube's table scope; a dimension that no answer names is left
// aside.
#include "base/hash.h"
#include "base/time.h"
#include "figure/rows.h"

enum { ANSWERS_MIN = 5 };

struct base_cell {
    i64 unit, segment;
};

struct base {
    i64 cell_count, bucket_count;
    struct base_cell *cells;
    struct hash_map map; // from cell_hash to the cell's index
    i64 *buckets;        // start days, sorted; one bucket without a time dimension
    i64 *customers;      // [bucket * cell_count + cell]
    i64 *customers_ever; // [cell]: at any time of the whole period
    i64 people; // customers in scope; -1: not known. With filters of several units or segments one
                // who was in two of them counts twice
};

struct answers {
    bool units, segments; // whether answers name them
    struct hash_map map;
    struct answer_cell {
        i64 at[2];
        str text[2];
        i64 unit, segment, n;
    } * cells;
    i64 count;
};

static u64 answer_hash(const i64 at[2], i64 unit, i64 segment)
{
    return hash_mix(hash_mix(hash_mix((u64)at[0], (u64)at[1]), (u64)unit), (u64)segment);
}

static struct answer_cell *answer_at(const struct answers *answers, const struct group_row *row,
                                     i64 unit, i64 segment)
{
    struct hash_at at;
    for (i64 i = hash_map_first(&answers->map, answer_hash(row->at, unit, segment), &at); i >= 0;
         i = hash_map_next(&answers->map, answer_hash(row->at, unit, segment), &at)) {
        struct answer_cell *cell = &answers->cells[i];
        if (cell->at[0] == row->at[0] && cell->at[1] == row->at[1] && cell->unit == unit &&
            cell->segment == segment)
            return cell;
    }
    return NULL;
}

static void answer_add(struct answers *answers, const struct group_row *row, i64 unit, i64 segment,
                       i64 n)
{
    struct answer_cell *cell = answer_at(answers, row, unit, segment);
    if (!cell) {
        hash_map_add(&answers->map, answer_hash(row->at, unit, segment), answers->count);
        cell = &answers->cells[answers->count++];
        *cell = (struct answer_cell){
            .at = {row->at[0], row->at[1]},
              .unit = unit, .segment = segment
        };
    }
    cell->n += n;
}

// Answers by the rows' keys, unit and segment; under key (-1, -1) of all rows together.
static const struct group_row everything = {
    .at = {-1, -1}
};

static bool read_answers(ctx *c, const struct question *question, const struct metric *metric,
                         const struct group_rows *rows, struct answers *out)
{
    const struct figure_query *asked = question->asked;
    bool by_row = coverage_is_by_row(asked);
    struct figure_by by[QUERY_DIMS_MAX] = {asked->by[0], asked->by[1]};
    i64 n = by_row ? asked->by_count : 0;
    by[n] = (struct figure_by){.dim = DIM_UNIT};
    by[n + 1] = (struct figure_by){.dim = DIM_SEGMENT};
    struct cells cells = rows->cells;
    struct query_order order = {.metric = metric,
                                .kind = metric->kind,
                                .by = by,
                                .by_count = n + 2,
                                .from_facts = !query_is_covered(question, by, n + 2)};
    if (!cells.count && !query_cells(c, question, order, &cells)) return false;
    *out = (struct answers){.cells = NEW_ARRAY(c->arena, struct answer_cell, 2 * cells.count + 1)};
    hash_map_init(&out->map, c->arena, 2 * cells.count + 1);
    for (i64 i = 0; i < cells.count; i++) {
        out->units = out->units || cells.cell[i].at[n] > 0;
        out->segments = out->segments || cells.cell[i].at[n + 1] > 0;
    }
    for (i64 i = 0; i < cells.count; i++) {
        struct group_row key = {0};
        for (i64 d = 0; d < n; d++)
            key.at[d] = rows_canonical(question, by[d].dim, cells.cell[i].at[d]);
        i64 unit = out->units ? cells.cell[i].at[n] : -1,
            segment = out->segments ? cells.cell[i].at[n + 1] : -1;
        if (by_row) answer_add(out, &key, unit, segment, cells.cell[i].sums.n);
        answer_add(out, &everything, unit, segment, cells.cell[i].sums.n);
    }
    return true;
}

static i64 time_dim(const struct figure_query *asked)
{
    for (i64 d = 0; d < asked->by_count; d++)
        if (figure_dim_is_time(asked->by[d].dim)) return d;
    return -1;
}

static bool cell_counts(const struct question *question, const struct answers *answers, i64 unit,
                        i64 segment)
{
    if (answers->units != (unit >= 0) || answers->segments != (segment >= 0)) return false;
    if (unit >= 0 && !query_has_unit(question, unit)) return false;
    const struct id_list *only = &question->only[DIM_SEGMENT];
    if (segment < 0 || !only->given) return true;
    for (i64 i = 0; i < only->count; i++)
        if (only->ids[i] == segment) return true;
    return false;
}

static i64 cell_index(struct base *base, i64 unit, i64 segment)
{
    u64 hash = hash_mix((u64)unit, (u64)segment);
    struct hash_at at;
    for (i64 i = hash_map_first(&base->map, hash, &at); i >= 0;
         i = hash_map_next(&base->map, hash, &at))
        if (base->cells[i].unit == unit && base->cells[i].segment == segment) return i;
    hash_map_add(&base->map, hash, base->cell_count);
    base->cells[base->cell_count] = (struct base_cell){unit, segment};
    return base->cell_count++;
}

// Everybody in scope: of the company, or of the units and segments that the filters name.
static i64 count_people(const struct question *question, const struct rows *edges, i32 from)
{
    bool units = question->only[DIM_UNIT].given, segments = question->only[DIM_SEGMENT].given;
    i64 people = 0;
    for (i64 i = 0; i < edges->count; i++) {
        if (!cell_counts(question, &(struct answers){.units = units, .segments = segments},
                         edges->column[0].i[i], edges->column[1].i[i]))
            continue;
        people += edges->column[3].i[i];
        if (edges->column[2].i[i] < from) people -= edges->column[4].i[i];
    }
    return people > 0 ? people : -1;
}

// The first bucket that starts on the day or later.
static i64 bucket_from(const struct base *base, i64 day)
{
    i64 low = 0, high = base->bucket_count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (base->buckets[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The buckets of the rows, each once, in order. Rows are sorted by their first dimension only.
static void list_buckets(ctx *c, const struct group_rows *rows, i64 time, struct base *base)
{
    base->buckets = NEW_ARRAY(c->arena, i64, rows->count + 1);
    for (i64 i = 0; time >= 0 && i < rows->count; i++) {
        i64 day = rows->row[i].at[time], place = bucket_from(base, day);
        if (place < base->bucket_count && base->buckets[place] == day) continue;
        for (i64 k = base->bucket_count++; k > place; k--)
            base->buckets[k] = base->buckets[k - 1];
        base->buckets[place] = day;
    }
    if (!base->bucket_count) base->buckets[base->bucket_count++] = INT32_MAX; // the whole
}

// Who arrives counts from that bucket on; who departs does so until the next one.
static void add_edges(struct base *base, const struct question *question,
                      const struct answers *answers, const struct rows *edges, i32 from)
{
    const struct figure_query *asked = question->asked;
    i64 time = time_dim(asked);
    for (i64 i = 0; i < edges->count; i++) {
        i64 unit = edges->column[0].i[i], segment = edges->column[1].i[i],
            day = edges->column[2].i[i], arrived = edges->column[3].i[i],
            departed = edges->column[4].i[i];
        if (!cell_counts(question, answers, unit, segment)) continue;
        i64 cell = cell_index(base, unit, segment);
        base->customers_ever[cell] += arrived - (day < from ? departed : 0);
        if (time >= 0) day = rows_canonical(question, asked->by[time].dim, day);
        i64 first = bucket_from(base, day), next = bucket_from(base, day + 1);
        if (first < base->bucket_count) base->customers[first * base->cell_count + cell] += arrived;
        if (next < base->bucket_count) base->customers[next * base->cell_count + cell] -= departed;
    }
}

// Customers in scope of a bucket are those arrived by its end less those departed before its start.
static bool read_base(ctx *c, const struct question *question, const struct answers *answers,
                      const struct group_rows *rows, struct base *out)
{
    const struct figure_query *asked = question->asked;
    struct rows edges;
    i32 from = asked->from_given ? asked->from : day_from_civil(1800, 1, 1);
    i32 to = asked->to_given ? asked->to : day_from_civil(2199, 12, 31);
    i64 time = coverage_is_by_row(asked) ? time_dim(asked) : -1;
    enum sql scope = time >= 0 ? SQL_figure_scope_months : SQL_figure_scope;
    if (!store_rows(c, scope, VALS(V_DAY(from), V_DAY(to)), &edges)) return false;
    *out = (struct base){.cells = NEW_ARRAY(c->arena, struct base_cell, edges.count + 1)};
    hash_map_init(&out->map, c->arena, 1024);
    for (i64 i = 0; i < edges.count; i++)
        if (cell_counts(question, answers, edges.column[0].i[i], edges.column[1].i[i]))
            (void)cell_index(out, edges.column[0].i[i], edges.column[1].i[i]);
    list_buckets(c, rows, time, out);
    out->customers = NEW_ARRAY(c->arena, i64, out->bucket_count * out->cell_count + 1);
    out->customers_ever = NEW_ARRAY(c->arena, i64, out->cell_count + 1);
    add_edges(out, question, answers, &edges, from);
    out->people = count_people(question, &edges, from);
    for (i64 b = 1; b < out->bucket_count; b++)
        for (i64 cell = 0; cell < out->cell_count; cell++)
            out->customers[b * out->cell_count + cell] +=
                out->customers[(b - 1) * out->cell_count + cell];
    return true;
}

static bool row_has_cell(const struct question *question, const struct group_row *row,
                         struct base_cell cell)
{
    const struct figure_query *asked = question->asked;
    for (i64 d = 0; d < asked->by_count; d++) {
        if (asked->by[d].dim == DIM_UNIT && cell.unit >= 0 && cell.unit != row->at[d]) return false;
        if (asked->by[d].dim == DIM_SEGMENT && cell.segment >= 0 && cell.segment != row->at[d])
            return false;
        if (asked->by[d].dim == DIM_ORGANISATION && cell.unit >= 0 &&
            rows_canonical(question, DIM_ORGANISATION, cell.unit) != row->at[d])
            return false;
    }
    return true;
}

// Fills the row's coverage and whom it lacks; `customers` are those in scope by cell.
static void cover(const struct base *base, const i64 *customers, const struct question *question,
                  const struct answers *answers, const struct group_row *key, struct group_row *row)
{
    i64 all = 0, covered = 0, lacking = 0;
    row->lacking_unit = row->lacking_segment = -1;
    for (i64 i = 0; i < base->cell_count; i++) {
        struct base_cell cell = base->cells[i];
        if (key != &everything && !row_has_cell(question, key, cell)) continue;
        i64 n = MAX(customers[i], 0);
        const struct answer_cell *heard = answer_at(answers, key, cell.unit, cell.segment);
        all += n;
        if (heard && heard->n >= ANSWERS_MIN) {
            covered += n;
        } else if (n > lacking) {
            lacking = n;
            row->lacking_unit = cell.unit;
            row->lacking_segment = cell.segment;
        }
    }
    row->coverage = all ? (f64)covered / (f64)all : -1;
}

bool coverage_is_counted(const struct question *question, const struct metric *metric)
{
    const struct figure_query *asked = question->asked;
    // Whom an attribute's group has in scope is not kept; only customers are counted in scope.
    bool by_attribute = question->attribute_count > 0;
    for (i64 d = 0; d < asked->by_count; d++)
        by_attribute = by_attribute || asked->by[d].dim == DIM_ATTRIBUTE;
    return !by_attribute && metric->asked && metric->subject == SUBJECT_CUSTOMER;
}

bool coverage_is_by_row(const struct figure_query *asked)
{
    for (i64 d = 0; d < asked->by_count; d++)
        if (asked->by[d].dim == DIM_DAY || asked->by[d].dim == DIM_WEEK) return false;
    return true;
}

bool coverage_fill(ctx *c, const struct question *question, const struct metric *metric,
                   struct group_rows *rows)
{
    if (!coverage_is_counted(question, metric) || !rows->count) return true;
    struct answers answers;
    struct base base;
    if (!read_answers(c, question, metric, rows, &answers) ||
        !read_base(c, question, &answers, rows, &base))
        return false;
    rows->base = base.people;
    cover(&base, base.customers_ever, question, &answers, &everything, &rows->all);
    if (!coverage_is_by_row(question->asked)) return true;
    i64 time = time_dim(question->asked);
    for (i64 i = 0; i < rows->count; i++) {
        i64 bucket = time >= 0 ? bucket_from(&base, rows->row[i].at[time]) : 0;
        const i64 *customers =
            time >= 0 ? &base.customers[bucket * base.cell_count] : base.customers_ever;
        cover(&base, customers, question, &answers, &rows->row[i], &rows->row[i]);
    }
    return true;
}
