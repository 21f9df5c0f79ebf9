#include "figure/moved.h"

#include <math.h>

#include "figure/rows.h"

// The sums of one stretch.
static bool read_material(ctx *c, const struct figure_query *query, const struct metric *metric,
                          struct material *out)
{
    struct question question;
    struct group_rows rows;
    if (!question_resolve(c, query, &question) ||
        !rows_read(c, &question, metric, false, &rows))
        return false;
    *out = rows.all.material;
    out->days = query->to - query->from + 1;
    return true;
}

static bool read_stretch(ctx *c, struct figure_query *query, struct day_range days,
                         struct figures *figures, struct material *material)
{
    query->by_count = 0;
    query->from_given = query->to_given = true;
    query->from = days.from;
    query->to = days.to;
    if (!figure_compute(c, *query, figures)) return false;
    return figures->metric->kind == METRIC_CUSTOMERS ||
           read_material(c, query, figures->metric, material);
}

static bool has_number(const struct figure_row *row)
{
    return row->verdict.verdict != VERDICT_HIDDEN && isfinite(row->value);
}

static void set_difference(ctx *c, const struct figures *figures, struct difference d,
                           struct figure_moved *out)
{
    f64 none = out->divides ? 1 : 0;
    bool is_higher_better = out->metric->better == BETTER_HIGHER;
    out->is_known = true;
    out->difference = d.value;
    out->low = d.low;
    out->high = d.high;
    out->p = d.p;
    out->difference_text = figure_difference_text(c, figures, d.value);
    out->low_text = isfinite(d.low) ? figure_difference_text(c, figures, d.low) : NULL;
    out->high_text = isfinite(d.high) ? figure_difference_text(c, figures, d.high) : NULL;
    out->beyond_chance = isfinite(d.p) && difference_beyond_chance(d.p, figures->query.level);
    if (out->beyond_chance && out->metric->better != BETTER_NEITHER)
        out->direction = (d.value > none) == is_higher_better ? 1 : -1;
}

bool figure_moved(ctx *c, struct figure_query query, struct figure_stretches stretches,
                  struct figure_moved *out)
{
    struct figures before, after;
    struct material first = {0}, second = {0};
    struct difference d;
    *out = (struct figure_moved){.difference = (f64)NAN, .low = (f64)NAN, .high = (f64)NAN};
    if (!read_stretch(c, &query, stretches.before, &before, &first) ||
        !read_stretch(c, &query, stretches.after, &after, &second))
        return false;
    out->metric = after.metric;
    out->before = before.overall;
    out->after = after.overall;
    out->divides = measure_divides(after.metric);
    bool is_shown = has_number(&out->before) && has_number(&out->after) &&
                    after.metric->kind != METRIC_CUSTOMERS;
    if (has_number(&out->before))
        out->before_text = figure_text(c, out->metric, out->before.value);
    if (has_number(&out->after)) out->after_text = figure_text(c, out->metric, out->after.value);
    if (is_shown && measure_difference(out->metric, &second, &first, after.query.level, &d) &&
        d.status != INTERVAL_NO_DATA)
        set_difference(c, &after, d, out);
    return true;
}
