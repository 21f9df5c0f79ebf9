#include "figure/figure.h"

#include <math.h>

#include "base/time.h"
#include "bounds.h"
#include "facts/cube.h"
#include "figure/hide.h"
#include "figure/left_out.h"
#include "figure/response.h"
#include "figure/rows.h"
#include "figure/words.h"

// In a store of so many facts customers are counted at once: reading them takes some milliseconds.
enum { CUSTOMERS_FREE = 200000 };

struct making {
    const struct figure_query *asked;
    struct question question;
    const struct metric *metric;
    struct group_rows rows;
    struct left_out left_out;
    bool first_is_cut; // of totals over time: facts begin within the first period
};

static const char *close_metrics(ctx *c, const struct metrics *all)
{
    buf list = buf_new(c->arena, 20000);
    for (i64 i = 0; i < all->count; i++)
        buf_fmt(&list, "%s%.*s", i ? ", " : "", STR(all->m[i].name));
    return fmt(c->arena, tr(c, "There are: %s."), list.s);
}

static bool find_metric(ctx *c, struct making *m)
{
    m->metric = metric_find(&m->question.metrics, m->asked->metric);
    if (m->metric) return true;
    return fail_with(c, ERR_NOT_FOUND,
                     fmt(c->arena, tr(c, "there is no metric \"%.*s\""), STR(m->asked->metric)),
                     close_metrics(c, &m->question.metrics));
}

// Fills customers of the rows from rows that were read from the facts; both are sorted alike.
static void match_customers(struct group_rows *rows, const struct group_rows *counted)
{
    i64 k = 0;
    for (i64 i = 0; i < rows->count; i++) {
        while (k < counted->count && rows_order(&counted->row[k], &rows->row[i], 2) < 0)
            k++;
        bool found = k < counted->count && !rows_order(&counted->row[k], &rows->row[i], 2);
        rows->row[i].material.over.customers = found ? counted->row[k].material.over.customers : 0;
    }
    rows->all.material.over.customers = counted->all.material.over.customers;
}

static bool count_customers(ctx *c, struct making *m)
{
    struct group_rows counted;
    if (m->rows.all.material.over.customers >= 0 || m->metric->kind == METRIC_CUSTOMERS)
        return true;
    bool wanted =
        m->asked->customers || m->question.facts <= CUSTOMERS_FREE || hide_needs_count(&m->rows);
    if (!wanted) return true;
    if (!rows_read(c, &m->question, m->metric, true, &counted)) return false;
    match_customers(&m->rows, &counted);
    return true;
}

// Words in each group: facts of metric "remark", from the cube where it covers the split.
static bool count_remarks(ctx *c, struct making *m)
{
    const struct metric *remark = metric_find(&m->question.metrics, S("remark"));
    if (!remark || m->metric->kind == METRIC_CUSTOMERS ||
        !query_is_covered(&m->question, m->asked->by, m->asked->by_count))
        return true;
    struct metric same_subject = *remark;
    same_subject.subject = m->metric->subject;
    struct group_rows words;
    if (!rows_read(c, &m->question, &same_subject, false, &words)) return false;
    i64 k = 0;
    for (i64 i = 0; i < m->rows.count; i++) {
        while (k < words.count && rows_order(&words.row[k], &m->rows.row[i], 2) < 0)
            k++;
        if (k < words.count && !rows_order(&words.row[k], &m->rows.row[i], 2))
            m->rows.row[i].remarks = words.row[k].material.over.n;
    }
    m->rows.all.remarks = words.all.material.over.n;
    return true;
}

// A first period in which facts only began is none that totals are compared with.
static bool look_at_first(ctx *c, struct making *m)
{
    const struct figure_query *asked = m->asked;
    bool is_total = m->metric->kind == METRIC_SUM || m->metric->kind == METRIC_COUNT;
    if (!is_total || asked->by_count != 1 || !figure_dim_is_time(asked->by[0].dim) ||
        !m->rows.count)
        return true;
    struct day_range facts = {0}, first;
    bool any = false;
    if (!rows_span(c, m->metric, &facts, &any)) return false;
    first = rows_bucket(asked, asked->by[0].dim, (i32)m->rows.row[0].at[0]);
    facts.to = first.to;
    m->first_is_cut = any && !rows_is_whole(first, facts);
    return true;
}

static bool read_all(ctx *c, struct making *m)
{
    m->left_out.people = -1;
    if (m->metric->kind == METRIC_CUSTOMERS)
        return rows_read_customers(c, &m->question, m->metric, &m->rows);
    return rows_read(c, &m->question, m->metric, false, &m->rows) && count_customers(c, m) &&
           left_out_read(c, &m->question, m->metric, &m->rows, &m->left_out) &&
           coverage_fill(c, &m->question, m->metric, &m->rows) && count_remarks(c, m) &&
           response_fill(c, &m->question, m->metric, &m->rows) && look_at_first(c, m);
}

// Periods.

static i64 time_place(const struct figure_query *asked)
{
    for (i64 d = 0; d < asked->by_count; d++)
        if (figure_dim_is_time(asked->by[d].dim)) return d;
    return -1;
}

// A period that is not over yet is as long as it has lasted: else every new month would begin with
// a fall.
static void fill_days(const ctx *c, const struct making *m, struct group_row *row,
                      struct figure_row *out)
{
    i64 time = time_place(m->asked);
    if (time < 0) return;
    out->period = rows_bucket(m->asked, m->asked->by[time].dim, (i32)row->at[time]);
    i32 today = (i32)(c->now_ms / 86400000), last = MIN(out->period.to, today);
    row->material.days = MAX(last - out->period.from + 1, 1);
}

// Differences.

static void set_difference(struct figure_row *row, struct difference d)
{
    if (d.status == INTERVAL_NO_DATA) return;
    row->difference = d.value;
    row->difference_low = d.low;
    row->difference_high = d.high;
    row->p = d.p;
}

// `hiding` tells which rows cannot be compared with: a difference from a hidden one would tell it.
static void compare(ctx *c, const struct making *m, const struct hiding *hiding,
                    struct figures *out)
{
    i64 n = out->count;
    f64 level = out->query.level;
    f64 *p = NEW_ARRAY(c->arena, f64, n + 1), *adjusted = NEW_ARRAY(c->arena, f64, n + 1);
    size_t *order = NEW_ARRAY(c->arena, size_t, n + 1);
    for (i64 i = 0; i < n; i++) {
        struct difference d;
        const struct material *mine = &m->rows.row[i].material;
        struct material other;
        bool known = false;
        p[i] = (f64)NAN;
        if (out->compares_time) {
            // Only neighbours: after a gap there is no period before.
            bool neighbours = i && out->rows[i - 1].period.to + 1 == out->rows[i].period.from &&
                              !hide_hides(hiding, i - 1) && !(i == 1 && m->first_is_cut);
            known = neighbours &&
                    measure_difference(m->metric, mine, &m->rows.row[i - 1].material, level, &d);
        } else if (n > 1) {
            other = measure_rest(&m->rows.all.material, mine);
            known = measure_difference(m->metric, mine, &other, level, &d);
        }
        if (!known) continue;
        set_difference(&out->rows[i], d);
        p[i] = d.p;
    }
    difference_adjust_holm(p, n, adjusted, order);
    for (i64 i = 0; i < n; i++) {
        struct figure_row *row = &out->rows[i];
        row->p = adjusted[i];
        row->beyond_chance = isfinite(row->p) && difference_beyond_chance(row->p, level);
        f64 none = out->difference_divides ? 1 : 0;
        if (row->beyond_chance && m->metric->better != BETTER_NEITHER)
            row->direction =
                (row->difference > none) == (m->metric->better == BETTER_HIGHER) ? 1 : -1;
    }
}

// Verdicts.

static struct figure_row make_row(const struct making *m, const struct group_row *row, f64 level,
                                  struct measured *measured)
{
    *measured = measure(m->metric, &row->material, level);
    i64 customers =
        m->metric->kind == METRIC_CUSTOMERS ? row->material.active : row->material.over.customers;
    // So few were asked that they could be told apart.
    bool is_few = cube_people_min(row->asked_people) - m->rows.merged < VERDICT_PEOPLE_MIN;
    return (struct figure_row){
        .asked = row->asked > 0 && !is_few ? row->asked : -1,
        .answered = row->asked > 0 && !is_few ? row->answered : -1,
        .n = measured->n,
        .customers = customers,
        .value = measured->interval.value,
        .low = measured->interval.low,
        .high = measured->interval.high,
        .coverage = row->coverage,
        .difference = (f64)NAN,
        .difference_low = (f64)NAN,
        .difference_high = (f64)NAN,
        .p = (f64)NAN,
        .remarks = row->remarks,
    };
}

// What is hidden, or is not, has no numbers.
static void blank(struct figure_row *row)
{
    row->n = row->customers = row->verdict.verdict == VERDICT_HIDDEN ? -1 : 0;
    row->value = row->low = row->high = (f64)NAN;
    row->difference = row->difference_low = row->difference_high = row->p = (f64)NAN;
    row->beyond_chance = false;
    row->direction = 0;
    row->coverage = -1;
    row->asked = row->answered = -1;
    row->remarks = 0;
}

// `who`: people, others and guards are filled in.
static void decide(ctx *c, const struct making *m, const struct group_row *from,
                   const struct measured *measured, struct verdict_input who,
                   struct figure_row *row)
{
    bool known = measured->interval.status == INTERVAL_KNOWN,
         by_time = m->asked->by_count == 1 && time_place(m->asked) == 0;
    struct verdict_input input = who;
    input.source = measured->source;
    input.n = measured->n;
    input.half_width = known ? interval_half_width(measured->interval) : (f64)INFINITY;
    input.tolerance = measured->tolerance;
    input.coverage = row->coverage;
    input.more_answers = measured->more;
    input.differs = !row->beyond_chance ? VERDICT_DIFFERS_NOT
                    : by_time           ? VERDICT_DIFFERS_FROM_EARLIER
                                        : VERDICT_DIFFERS_FROM_REST;
    row->verdict = verdict_decide(&input);
    bool is_nothing = row->verdict.rule == &verdict_rules[VERDICT_NOTHING];
    if (row->verdict.verdict == VERDICT_HIDDEN || is_nothing)
        blank(row);
    else
        row->lacking = words_lacking(c, &m->question, from);
    row->why = words_why(c, &m->question, m->metric, measured, row);
}

static void make_rows(ctx *c, struct making *m, struct figures *out)
{
    f64 level = out->query.level;
    out->count = m->rows.count;
    out->rows = NEW_ARRAY(c->arena, struct figure_row, out->count + 1);
    struct measured *measured = NEW_ARRAY(c->arena, struct measured, out->count + 1), all;
    struct hiding hiding;
    hide_decide(c, &m->rows, m->asked->by_count, m->left_out.few, &hiding);
    for (i64 i = 0; i < out->count; i++) {
        out->rows[i] = make_row(m, &m->rows.row[i], level, &measured[i]);
        fill_days(c, m, &m->rows.row[i], &out->rows[i]);
        words_label(c, &m->question, &m->rows.row[i], &out->rows[i]);
    }
    compare(c, m, &hiding, out);
    bool is_customers = m->metric->kind == METRIC_CUSTOMERS;
    i64 others = is_customers ? -1 : m->left_out.people;
    for (i64 i = 0; i < out->count; i++) {
        bool guards = !is_customers && hiding.guards[i];
        struct verdict_input who = {.people = hiding.people[i], .others = others, .guards = guards};
        decide(c, m, &m->rows.row[i], &measured[i], who, &out->rows[i]);
    }
    out->overall = make_row(m, &m->rows.all, level, &all);
    // Customers of several periods do not add up: the newest stands for all, by its name.
    if (is_customers && out->count)
        out->overall.label[0] =
            fmt(c->arena, tr(c, "Newest (%s)"), out->rows[out->count - 1].label[0]);
    else
        out->overall.label[0] = tr(c, "All");
    struct verdict_input who = {.people = hiding.people_all, .others = others};
    decide(c, m, &m->rows.all, &all, who, &out->overall);
}

static f64 sort_value(const struct figure_row *row)
{
    return isnan(row->value) ? -(f64)INFINITY : row->value;
}

static int by_value(const void *a, const void *b)
{
    const struct figure_row *x = a, *y = b;
    f64 p = sort_value(x), q = sort_value(y);
    if (p < q || p > q) return p < q ? 1 : -1;
    return strcmp(x->label[0], y->label[0]);
}

static bool read_scale_note(ctx *c, const struct making *m, struct figures *out)
{
    struct rows rows;
    if (!m->metric->scaled) return true;
    if (!store_rows(c, SQL_figure_scales, VALS(V_I64(m->metric->id)), &rows)) return false;
    out->scale_note = words_scale(c, m->metric, &rows);
    return true;
}

bool figure_compute(ctx *c, struct figure_query query, struct figures *out)
{
    if (!(query.level > 0)) query.level = 0.95;
    if (query.level < 0.5 || query.level > 0.9999)
        return fail_with(c, ERR_USAGE, tr(c, "the level must be between 0.5 and 0.9999"),
                         tr(c, "Usual is 0.95."));
    if (query.from_given && query.to_given && query.from > query.to)
        return fail_with(c, ERR_USAGE, tr(c, "the period ends before it begins"),
                         tr(c, "Swap from and to."));
    *out = (struct figures){.query = query};
    struct making *m = NEW(c->arena, struct making);
    struct figure_query *asked = NEW(c->arena, struct figure_query);
    *asked = query;
    m->asked = asked;
    if (!question_resolve(c, asked, &m->question) || !find_metric(c, m) || !read_all(c, m))
        return false;
    out->metric = m->metric;
    out->metrics = m->question.metrics;
    out->from_cube = m->metric->kind != METRIC_CUSTOMERS &&
                     query_is_covered(&m->question, query.by, query.by_count);
    out->compares_time = query.by_count == 1 && time_place(&query) == 0;
    out->difference_divides = measure_divides(m->metric);
    out->customers_in_base = m->rows.base;
    make_rows(c, m, out);
    out->customers_pending = m->metric->kind != METRIC_CUSTOMERS && out->overall.n > 0 &&
                             m->rows.all.material.over.customers < 0;
    if (query.by_count == 1 && !out->compares_time)
        qsort(out->rows, (size_t)out->count, sizeof(struct figure_row), by_value);
    if (!query.by_count) out->count = 0; // the whole is no group of itself
    out->question = words_question(c, out);
    out->answer = words_answer(c, out);
    out->response_note = words_response(c, out);
    return read_scale_note(c, m, out);
}
