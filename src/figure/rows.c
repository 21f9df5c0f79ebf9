#include "figure/rows.h"

#include "base/time.h"
#include "bounds.h"

static i64 period_start(enum figure_dim dim, i32 day)
{
    if (dim == DIM_DAY) return day;
    if (dim == DIM_WEEK) return day_start_of_week(day);
    struct civil d = civil_from_day(day);
    if (dim == DIM_MONTH) return day_from_civil(d.year, d.month, 1);
    return day_from_civil(d.year, dim == DIM_YEAR ? 1 : (d.month - 1) / 3 * 3 + 1, 1);
}

i64 rows_canonical(const struct question *question, enum figure_dim dim, i64 id)
{
    if (figure_dim_is_time(dim)) return period_start(dim, (i32)id);
    if (dim == DIM_ORGANISATION && id < question->unit_count)
        for (i64 u = 0; u < id; u++)
            if (str_equal(question->unit_of[u], question->unit_of[id])) return u;
    if (dim == DIM_STAGE && id < question->touchpoint_count)
        for (i64 t = 0; t < id; t++)
            if (str_equal(question->stage[t], question->stage[id])) return t;
    return id;
}

struct day_range rows_bucket(const struct figure_query *query, enum figure_dim dim, i32 start)
{
    struct day_range range = {start, start};
    if (dim == DIM_WEEK) range.to = start + 6;
    if (dim == DIM_MONTH) range.to = day_add_months(start, 1) - 1;
    if (dim == DIM_QUARTER) range.to = day_add_months(start, 3) - 1;
    if (dim == DIM_YEAR) range.to = day_add_months(start, 12) - 1;
    if (query->from_given) range.from = MAX(range.from, query->from);
    if (query->to_given) range.to = MIN(range.to, query->to);
    return range;
}

int rows_order(const struct group_row *x, const struct group_row *y, i64 dims)
{
    for (i64 d = 0; d < dims; d++) {
        if (x->at[d] != y->at[d]) return x->at[d] < y->at[d] ? -1 : 1;
        int order = str_compare(x->text[d], y->text[d]);
        if (order) return order;
    }
    return 0;
}

static int group_order(const void *a, const void *b)
{
    return rows_order(a, b, 2);
}

static void add_side(struct group_row *row, const struct sums *sums, bool under)
{
    struct sums *side = under ? &row->material.under : &row->material.over;
    i64 customers = side->n ? -1 : sums->customers; // customers of two groups do not add up
    sums_add(side, sums);
    side->customers = customers;
}

// Turns cells into rows: canonical keys, sorted, equal ones added.
static void fold_cells(ctx *c, const struct question *question, const struct cells *cells,
                       bool under, struct group_rows *rows)
{
    const struct figure_query *asked = question->asked;
    struct group_row *all = NEW_ARRAY(c->arena, struct group_row, rows->count + cells->count + 1);
    i64 count = rows->count;
    for (i64 i = 0; i < count; i++)
        all[i] = rows->row[i];
    for (i64 i = 0; i < cells->count; i++) {
        struct group_row *row = &all[count++];
        *row = (struct group_row){.coverage = -1};
        for (i64 d = 0; d < asked->by_count; d++) {
            row->at[d] = rows_canonical(question, asked->by[d].dim, cells->cell[i].at[d]);
            row->text[d] = cells->cell[i].text[d];
        }
        add_side(row, &cells->cell[i].sums, under);
    }
    qsort(all, (size_t)count, sizeof(struct group_row), group_order);
    i64 kept = 0;
    for (i64 i = 0; i < count; i++) {
        if (kept && !group_order(&all[kept - 1], &all[i])) {
            if (all[i].material.over.n) add_side(&all[kept - 1], &all[i].material.over, false);
            if (all[i].material.under.n) add_side(&all[kept - 1], &all[i].material.under, true);
        } else {
            all[kept++] = all[i];
        }
    }
    rows->row = all;
    rows->count = kept;
}

// One of the sums that rows are made of: the metric's own, or a side of a ratio.
struct side {
    const struct metric *metric;
    enum metric_kind kind; // of the metric that is asked for
    bool from_facts, under, finely;
};

static bool read_side(ctx *c, const struct question *question, struct side side,
                      struct group_rows *rows)
{
    const struct figure_query *asked = question->asked;
    struct figure_by by[QUERY_DIMS_MAX] = {asked->by[0], asked->by[1]};
    struct query_order order = {.metric = side.metric,
                                .kind = side.kind,
                                .by = by,
                                .by_count = asked->by_count,
                                .from_facts = side.from_facts};
    if (side.finely) {
        by[order.by_count++].dim = DIM_UNIT;
        by[order.by_count++].dim = DIM_SEGMENT;
    }
    struct cells cells, all;
    if (!query_cells(c, question, order, &cells)) return false;
    fold_cells(c, question, &cells, side.under, rows);
    if (side.finely) rows->cells = cells;
    if (!side.from_facts) {
        for (i64 i = 0; i < cells.count; i++)
            add_side(&rows->all, &cells.cell[i].sums, side.under);
        return true;
    }
    order.by_count = 0; // a customer of two groups is one of all
    if (!query_cells(c, question, order, &all)) return false;
    if (all.count) add_side(&rows->all, &all.cell[0].sums, side.under);
    return true;
}

static void drop_empty(struct group_rows *rows, bool is_ratio)
{
    i64 kept = 0;
    for (i64 i = 0; i < rows->count; i++)
        if (is_ratio ? rows->row[i].material.under.n : rows->row[i].material.over.n)
            rows->row[kept++] = rows->row[i];
    rows->count = kept;
}

bool rows_read(ctx *c, const struct question *question, const struct metric *metric, bool customers,
               struct group_rows *out)
{
    *out = (struct group_rows){.base = -1, .merged = question->merged, .all.coverage = -1};
    const struct metric *over = metric, *under = NULL;
    bool from_facts =
        customers || !query_is_covered(question, question->asked->by, question->asked->by_count);
    bool over_facts = from_facts, under_facts = from_facts;
    if (metric->kind == METRIC_RATIO) {
        over = metric_find(&question->metrics, metric->over);
        under = metric_find(&question->metrics, metric->under);
        if (!over || !under)
            return fail_with(c, ERR_NOT_FOUND,
                             tr(c, "this ratio is made of a metric that does not exist"),
                             tr(c, "Define both of its metrics first."));
        over_facts = over_facts || metric->over_part == PART_CUSTOMERS;
        under_facts = under_facts || metric->under_part == PART_CUSTOMERS;
    }
    struct side first = {.metric = over, .kind = metric->kind, .from_facts = over_facts},
                second = {.metric = under,
                          .kind = metric->kind,
                          .from_facts = under_facts,
                          .under = true};
    first.finely =
        !over_facts && coverage_is_counted(question, metric) && coverage_is_by_row(question->asked);
    if (!read_side(c, question, first, out)) return false;
    if (under && !read_side(c, question, second, out)) return false;
    drop_empty(out, under != NULL);
    if (out->count > BOUND_FIGURE_ROWS)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "this would be too many rows to show"),
                         tr(c, "Choose a shorter period, a coarser split or a filter."));
    return true;
}

// Customers new, kept and lost.

enum { YEAR_DAYS = 365 };

// The bucket's number in figure_customers, and its first day.
static i64 bucket_code(enum figure_dim dim)
{
    return dim - DIM_DAY + 1;
}

static i32 bucket_start(enum figure_dim dim, i64 number)
{
    if (dim == DIM_DAY) return (i32)number;
    if (dim == DIM_WEEK) return (i32)(number * 7 + 4); // 1970-01-05 was a Monday
    if (dim == DIM_MONTH) return day_from_civil((i32)(number / 12), (i32)(number % 12) + 1, 1);
    if (dim == DIM_QUARTER) return day_from_civil((i32)(number / 4), (i32)(number % 4) * 3 + 1, 1);
    return day_from_civil((i32)number, 1, 1);
}

bool rows_span(ctx *c, const struct metric *metric, struct day_range *out, bool *any)
{
    struct rows span;
    if (!store_rows(c, SQL_figure_span, VALS(V_I64(metric->id)), &span)) return false;
    *any = span.count && !(span.column[1].null && span.column[1].null[0]);
    if (*any) *out = (struct day_range){(i32)span.column[0].i[0], (i32)span.column[1].i[0]};
    return true;
}

bool rows_is_whole(struct day_range period, struct day_range facts)
{
    i32 tenth = (period.to - period.from + 1) / 10;
    return facts.from <= period.from + tenth && facts.to >= period.to - tenth;
}

// Customers are counted in units; other filters would need to say where somebody is lost.
static bool check_customers(ctx *c, const struct question *question)
{
    const struct figure_query *asked = question->asked;
    if (asked->by_count > 1 || (asked->by_count && !figure_dim_is_time(asked->by[0].dim)))
        return fail_with(c, ERR_USAGE,
                         tr(c, "customers new, kept and lost are counted over time only"),
                         tr(c, "Split by day, week, month, quarter or year; filter by unit."));
    bool other = question->attribute_count > 0;
    for (i64 d = 0; d <= DIM_SOURCE; d++)
        other = other || (d != DIM_UNIT && question->only[d].given);
    return !other ||
           fail_with(c, ERR_USAGE,
                     tr(c, "customers new, kept and lost can be filtered by unit only"),
                     tr(c, "Split by day, week, month, quarter or year; filter by unit."));
}

static bool read_customers(ctx *c, const struct question *question, const struct metric *activity,
                           struct day_range range, struct rows *out)
{
    const struct figure_query *asked = question->asked;
    i64 *units = NEW_ARRAY(c->arena, i64, question->unit_count), count = 0;
    for (i64 u = 0; u < question->unit_count; u++)
        if (query_has_unit(question, u)) units[count++] = u;
    return store_rows(c, SQL_figure_customers,
                      VALS(V_I64(activity->id),
                           V_I64(asked->by_count ? bucket_code(asked->by[0].dim) : 0),
                           V_DAY(range.from), V_DAY(range.to), V_I64_LIST(units, count)),
                      out);
}

// A period by its number in figure_customers.
static struct day_range period_of(const struct figure_query *asked, struct day_range range,
                                  i64 number)
{
    static const struct figure_query unbounded = {0};
    if (asked->by_count)
        return rows_bucket(&unbounded, asked->by[0].dim, bucket_start(asked->by[0].dim, number));
    i32 length = range.to - range.from + 1;
    return (struct day_range){range.from + (i32)number * length, range.to + (i32)number * length};
}

bool rows_read_customers(ctx *c, const struct question *question, const struct metric *metric,
                         struct group_rows *out)
{
    *out = (struct group_rows){.base = -1, .merged = question->merged, .all.coverage = -1};
    const struct figure_query *asked = question->asked;
    const struct metric *activity = metric_find(&question->metrics, metric->over);
    if (!activity)
        return fail_with(c, ERR_NOT_FOUND,
                         tr(c, "this metric counts an activity that does not exist"), NULL);
    struct day_range facts;
    bool any = false;
    if (!check_customers(c, question) || !rows_span(c, activity, &facts, &any)) return false;
    if (!any) return true;
    i32 to = asked->to_given ? asked->to : facts.to; // without a period: the last year
    struct day_range range = {asked->from_given ? asked->from : to - YEAR_DAYS + 1, to};
    struct rows rows;
    if (!read_customers(c, question, activity, range, &rows)) return false;
    out->row = NEW_ARRAY(c->arena, struct group_row, rows.count + 1);
    i32 today = (i32)(c->now_ms / 86400000);
    for (i64 i = 0; i < rows.count; i++) {
        i64 number = rows.column[0].i[i];
        struct day_range period = period_of(asked, range, number),
                         before = period_of(asked, range, number - 1);
        bool asked_for = (!asked->from_given || period.from >= asked->from) && period.to <= to;
        bool is_over = period.to < today || period.to <= facts.to;
        if (!asked_for || !is_over || !rows_is_whole(period, facts) ||
            !rows_is_whole(before, facts) || (!asked->by_count && number))
            continue;
        bool follows = i && rows.column[0].i[i - 1] == number - 1;
        struct material m = {.active = rows.column[1].i[i],
                             .fresh = rows.column[2].i[i],
                             .kept = rows.column[3].i[i],
                             .before = follows ? rows.column[1].i[i - 1] : 0};
        m.over.n = m.over.customers = m.active;
        out->all = (struct group_row){.at = {period.from}, .material = m, .coverage = -1};
        if (asked->by_count) out->row[out->count++] = out->all;
    }
    return true;
}
