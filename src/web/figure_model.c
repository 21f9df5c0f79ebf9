#include "web/figure_model.h"

#include <math.h>

#include "base/lang.h"
#include "base/locale.h"
#include "base/time.h"
#include "figure/response.h"
#include "web/address.h"
#include "web/choices.h"
#include "web/labels.h"

enum { PICTURE_ROWS_MAX = 40, LONG_VALUE = 7 };

struct model {
    ctx *c;
    const struct figures *f;
    const struct metric *m;
    bool is_share;
    i32 decimals;
};

static bool metric_is_share(const struct metric *m)
{
    return m->kind == METRIC_RATE ||
           (m->kind == METRIC_CUSTOMERS &&
            (m->customers == CUSTOMERS_RETENTION || m->customers == CUSTOMERS_CHURN));
}

static const char *text_of(const struct model *m, f64 value)
{
    if (!isfinite(value)) return NULL;
    return m->is_share ? label_percent(m->c, value, m->decimals)
                       : locale_number(m->c, value, m->decimals).s;
}

static void put_value(const struct model *m, json_t *row, const char *key, f64 value)
{
    json_put_f64(row, key, value);
    json_put_c(row, fmt(m->c->arena, "%s_text", key), text_of(m, value));
}

static void put_count(ctx *c, json_t *row, const char *key, i64 count, bool known)
{
    const char *text_key = fmt(c->arena, "%s_text", key);
    if (known) {
        json_put_i64(row, key, count);
        json_put_str(row, text_key, locale_number(c, (f64)count, 0));
    } else {
        json_put_null(row, key);
        json_put_null(row, text_key);
    }
}

static void put_share(ctx *c, json_t *row, const char *key, f64 share)
{
    bool known = share >= 0;
    json_put_f64(row, key, known ? share : (f64)NAN);
    // Rounded down: 79.6 % covered is not 80 %.
    json_put_c(row, fmt(c->arena, "%s_text", key),
               known ? label_percent(c, floor(share * 100) / 100, 0) : NULL);
}

// Verdicts.

static const struct {
    enum verdict verdict;
    const char *word, *sentence;
} verdict_words[] = {
    {VERDICT_FACT,   N_("Fact"),
     N_("Recorded in full; or at least 30 answers that speak for at least 80% of the customers, "
        "with "
        "half the interval within the metric’s tolerance.")                          },
    {VERDICT_SIGNAL, N_("Signal"),
     N_("Not a fact yet, but it differs by more than chance explains.")                },
    {VERDICT_HUNCH,  N_("Hunch"),
     N_("Not enough to go by. It says how many more answers would settle it.")         },
    {VERDICT_HIDDEN, N_("Hidden"),
     N_("Fewer than 5 people, or so many that the rest could be found by subtracting.")},
};

static i64 verdict_rank(enum verdict verdict)
{
    i64 rank = 0;
    while (verdict_words[rank].verdict != verdict)
        rank++;
    return rank;
}

json_t *figure_rules(ctx *c)
{
    json_t *rules = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(verdict_words); i++) {
        json_t *rule = json_new_object(c);
        json_put_c(rule, "verdict", verdict_name(verdict_words[i].verdict));
        json_put_c(rule, "word", tr(c, verdict_words[i].word));
        json_put_c(rule, "sentence", tr(c, verdict_words[i].sentence));
        json_array_append(rules, rule);
    }
    return rules;
}

static void put_verdict(const struct model *m, json_t *row, const struct figure_row *r)
{
    ctx *c = m->c;
    enum verdict v = r->verdict.verdict;
    i64 missing = r->verdict.answers_missing;
    json_put_c(row, "verdict", verdict_name(v));
    json_put_c(row, "verdict_word", tr(c, verdict_words[verdict_rank(v)].word));
    json_put_i64(row, "verdict_rank", verdict_rank(v));
    json_put_bool(row, "of_those_who_answered",
                  r->verdict.of_those_who_answered && v != VERDICT_HIDDEN);
    json_put_bool(row, "may_be_baseline", r->verdict.may_be_baseline);
    json_put_c(row, "why", label_capital(c, r->why));
    const char *text = NULL;
    if (missing > 0 && r->lacking)
        text = fmt(c->arena, tr(c, "%s more answers would settle it, most of all from %s"),
                   locale_number(c, (f64)missing, 0).s, r->lacking);
    else if (missing > 0)
        text = fmt(c->arena,
                   m->m->asked ? tr(c, "%s more answers would settle it")
                               : tr(c, "%s more values would settle it"),
                   locale_number(c, (f64)missing, 0).s);
    else if (r->lacking && v != VERDICT_FACT && v != VERDICT_HIDDEN)
        text = fmt(c->arena, tr(c, "Answers are lacking most of all from %s"), r->lacking);
    if (missing >= 0 && v != VERDICT_HIDDEN)
        json_put_i64(row, "missing", missing);
    else
        json_put_null(row, "missing");
    json_put_c(row, "missing_text", text);
    json_put_c(row, "note", v == VERDICT_HIDDEN ? label_capital(c, r->why) : text);
}

static void put_difference(const struct model *m, json_t *row, const struct figure_row *r)
{
    ctx *c = m->c;
    if (!isfinite(r->difference)) {
        json_put_null(row, "difference");
        json_put_null(row, "difference_value");
        return;
    }
    json_t *d = json_new_object(c);
    f64 shown = m->f->difference_divides ? (r->difference - 1) * 100 : r->difference;
    const char *text = figure_difference_text(c, m->f, r->difference);
    bool judged = r->beyond_chance && r->direction;
    if (judged && (text[0] == '+' || !strncmp(text, "−", strlen("−"))))
        text += text[0] == '+' ? 1 : strlen("−");
    json_put_f64(d, "value", shown);
    json_put_c(d, "value_text", text);
    json_put_f64(d, "low",
                 m->f->difference_divides ? (r->difference_low - 1) * 100 : r->difference_low);
    json_put_c(d, "low_text", figure_difference_text(c, m->f, r->difference_low));
    json_put_f64(d, "high",
                 m->f->difference_divides ? (r->difference_high - 1) * 100 : r->difference_high);
    json_put_c(d, "high_text", figure_difference_text(c, m->f, r->difference_high));
    json_put_c(d, "unit", m->f->difference_divides ? "%" : NULL);
    json_put_f64(d, "p", r->p);
    json_put_bool(d, "beyond_chance", r->beyond_chance);
    json_put_c(d, "direction", r->direction > 0 ? "better" : r->direction < 0 ? "worse" : "none");
    json_put_bool(d, "is_better", judged && r->direction > 0);
    json_put_bool(d, "is_worse", judged && r->direction < 0);
    json_put_bool(d, "is_chance", !judged);
    json_put(row, "difference", d);
    json_put_f64(row, "difference_value", shown);
}

// Rows.

// The question of one row alone: its groups as filters, its period as the period.
static struct figure_query row_query(const struct model *m, const struct figure_row *r)
{
    struct figure_query q = m->f->query;
    q.by_count = 0;
    bool is_all = r == &m->f->overall;
    for (i64 d = 0; d < m->f->query.by_count && !is_all; d++) {
        const struct figure_by *by = &m->f->query.by[d];
        if (figure_dim_is_time(by->dim)) {
            q.from_given = q.to_given = true;
            q.from = r->period.from;
            q.to = r->period.to;
        } else if (q.where_count < COUNT_OF(q.where)) {
            q.where[q.where_count++] = (struct figure_where){*by, r->name[d]};
        }
    }
    return q;
}

static const char *row_href(const struct model *m, const struct figure_row *r)
{
    if (r->verdict.verdict == VERDICT_HIDDEN || !m->f->query.by_count || m->f->compares_time)
        return NULL;
    struct figure_query q = row_query(m, r);
    q.by_count = 1;
    q.by[0] = (struct figure_by){.dim = DIM_MONTH};
    return address_of(m->c, "/figures", &q);
}

static const char *cell_label(const struct model *m, const struct figure_row *r, i64 d)
{
    enum figure_dim dim = m->f->query.by[d].dim;
    if (!figure_dim_is_time(dim)) return r->label[d];
    return label_capital(m->c, locale_period(m->c, figure_dim_period(dim), r->period.from).s);
}

static const char *whole_label(const struct model *m, const struct figure_row *r)
{
    const char *first = cell_label(m, r, 0);
    return r->label[1] ? fmt(m->c->arena, "%s · %s", first, cell_label(m, r, 1)) : first;
}

static void put_labels(const struct model *m, json_t *row, const struct figure_row *r,
                       bool starts_group)
{
    ctx *c = m->c;
    i64 n = MAX(m->f->query.by_count, 1);
    bool is_all = r == &m->f->overall;
    const char *href = is_all ? NULL : row_href(m, r);
    json_t *labels = json_new_array(c), *cells = json_new_array(c);
    buf whole = buf_new(c->arena, 2000), key = buf_new(c->arena, 2000);
    for (i64 d = 0; d < (is_all ? 1 : n) && r->label[d]; d++) {
        const char *label = is_all ? r->label[0] : cell_label(m, r, d);
        json_t *cell = json_new_object(c);
        json_array_append_new(labels, json_string(label));
        json_put_c(cell, "label", label);
        json_put_c(cell, "sort", r->label[d]);
        json_put_c(cell, "href", d ? NULL : href);
        json_array_append(cells, cell);
        buf_fmt(&whole, "%s%s", d ? " · " : "", label);
        buf_fmt(&key, "%s%s", d ? " · " : "", r->label[d]);
    }
    json_put_c(row, "key", key.s);
    json_put_c(row, "label", whole.s);
    json_put(row, "labels", labels);
    json_put(row, "cells", cells);
    json_put_bool(row, "starts_group", starts_group);
    json_put_c(row, "href", href);
    bool has_day = !is_all && m->f->compares_time;
    json_put_c(row, "day", has_day ? day_write(c->arena, r->period.from).s : NULL);
}

static json_t *row_model(const struct model *m, const struct figure_row *r, bool starts_group)
{
    ctx *c = m->c;
    json_t *row = json_new_object(c);
    bool hidden = r->verdict.verdict == VERDICT_HIDDEN;
    put_labels(m, row, r, starts_group);
    put_count(c, row, "n", r->n, !hidden);
    put_count(c, row, "customers", r->customers, !hidden && r->customers >= 0);
    if (!hidden && r->customers < 0 && m->f->customers_pending)
        json_put_c(row, "customers_text", "…");
    json_put_bool(row, "customers_known", !hidden);
    put_value(m, row, "value", r->value);
    put_value(m, row, "low", r->low);
    put_value(m, row, "high", r->high);
    json_put_f64(row, "level", m->f->query.level);
    json_put_c(row, "level_text", label_percent(c, m->f->query.level, 0));
    json_put_bool(row, "exact",
                  isfinite(r->value) && !(r->low < r->value) && !(r->high > r->value) &&
                      r->verdict.rule == &verdict_rules[VERDICT_RECORDED]);
    put_share(c, row, "coverage", r->coverage);
    struct interval rate = response_rate(r->asked, r->answered, m->f->query.level);
    put_count(c, row, "asked", r->asked, r->asked >= 0);
    put_count(c, row, "answered", r->answered, r->asked >= 0);
    put_share(c, row, "response_rate", isfinite(rate.value) ? rate.value : -1);
    put_verdict(m, row, r);
    put_difference(m, row, r);
    put_count(c, row, "remarks", r->remarks, !hidden);
    struct figure_query words = row_query(m, r);
    json_put_c(row, "remarks_href",
               !hidden && r->remarks > 0 ? address_of(c, "/remarks", &words) : NULL);
    return row;
}

static i64 characters(const char *text)
{
    i64 n = 0;
    for (; *text; text++)
        n += ((u8)*text & 0xC0) != 0x80;
    return n;
}

static void put_rows(const struct model *m, json_t *model)
{
    ctx *c = m->c;
    const struct figures *f = m->f;
    json_t *rows = json_new_array(c), *overall = row_model(m, &f->overall, true);
    bool differences = false, coverage = false, remarks = false, customers = false,
         responses = false;
    for (i64 i = 0; i < f->count; i++) {
        const struct figure_row *r = &f->rows[i];
        bool starts =
            !i || f->query.by_count < 2 || strcmp(f->rows[i - 1].label[0], r->label[0]) != 0;
        json_array_append(rows, row_model(m, r, starts));
        differences = differences || isfinite(r->difference);
        coverage = coverage || r->coverage >= 0;
        remarks = remarks || r->remarks > 0;
        responses = responses || r->asked >= 0;
        customers = customers || r->customers >= 0 || f->customers_pending;
    }
    bool averages = m->m->kind != METRIC_SUM && m->m->kind != METRIC_COUNT &&
                    !(m->m->kind == METRIC_CUSTOMERS && !m->is_share);
    json_put_bool(overall, "is_reference", averages);
    const char *value_text = text_of(m, f->overall.value);
    json_put_bool(overall, "is_long", value_text && characters(value_text) > LONG_VALUE);
    json_put(model, "overall", overall);
    json_put(model, "rows", rows);
    json_put_bool(model, "has_rows", f->count > 0 && f->query.by_count > 0);
    json_put_bool(model, "has_differences", differences);
    json_put_c(model, "difference_label",
               f->compares_time ? tr(c, "From the period before") : tr(c, "From the rest"));
    json_put_bool(model, "has_customers", customers);
    json_put_bool(model, "has_coverage", coverage);
    json_put_bool(model, "has_response_rates", responses);
    json_put_bool(model, "has_remarks", remarks);
}

// The metric and the question.

static void put_metric(const struct model *m, json_t *model)
{
    ctx *c = m->c;
    const struct metric *x = m->m;
    json_t *metric = json_new_object(c);
    const char *label = tr(c, str_c(c->arena, x->label));
    json_put_str(metric, "name", x->name);
    json_put_c(metric, "label", label);
    json_put_c(metric, "short_label", x->kind == METRIC_NPS ? "NPS" : label);
    json_put_c(metric, "kind", metric_kind_name(x->kind));
    json_put_str(metric, "unit", x->unit);
    json_put_c(metric, "unit_label",
               m->is_share             ? NULL
               : x->kind == METRIC_NPS ? tr(c, "points")
               : x->unit.size          ? figure_unit(c, x->unit)
                                       : NULL);
    json_put_c(metric, "n_label", x->asked ? tr(c, "answers") : tr(c, "facts"));
    json_put_c(metric, "n_column", x->asked ? tr(c, "Answers") : tr(c, "Facts"));
    json_put_c(metric, "better",
               x->better == BETTER_HIGHER  ? "higher"
               : x->better == BETTER_LOWER ? "lower"
                                           : "none");
    json_put_bool(metric, "asked", x->asked);
    json_put_bool(metric, "is_share", m->is_share);
    json_put_i64(metric, "decimals", m->decimals);
    json_put_c(metric, "definition", metric_rule(c, x));
    json_put_i64(metric, "version", x->version);
    if (x->tolerance > 0)
        json_put_f64(metric, "tolerance", x->tolerance);
    else
        json_put_null(metric, "tolerance");
    json_put(model, "metric", metric);
}

static void put_query(const struct model *m, json_t *model)
{
    ctx *c = m->c;
    const struct figure_query *q = &m->f->query;
    json_t *query = json_new_object(c), *by = json_new_array(c), *where = json_new_array(c),
           *columns = json_new_array(c);
    for (i64 i = 0; i < q->by_count; i++) {
        json_t *column = json_new_object(c);
        str name = label_dim_name(&q->by[i]);
        json_array_append_new(by, json_stringn(name.s, (size_t)name.size));
        json_put_c(column, "label", label_capital(c, label_dim(c, &q->by[i])));
        json_array_append(columns, column);
    }
    for (i64 i = 0; i < q->where_count; i++) {
        json_t *one = json_new_object(c);
        json_put_str(one, "dim", label_dim_name(&q->where[i].on));
        json_put_str(one, "value", q->where[i].value);
        json_array_append(where, one);
    }
    json_put_str(query, "metric", m->m->name);
    json_put(query, "by", by);
    json_put(query, "where", where);
    json_put_c(query, "from", q->from_given ? day_write(c->arena, q->from).s : NULL);
    json_put_c(query, "to", q->to_given ? day_write(c->arena, q->to).s : NULL);
    json_put_f64(query, "level", q->level);
    json_put_c(query, "level_text", label_percent(c, q->level, 0));
    json_put(model, "query", query);
    json_put(model, "columns", columns);
}

// What a sighted reader sees first.
static const char *picture_sentence(const struct model *m)
{
    ctx *c = m->c;
    const struct figures *f = m->f;
    const struct figure_row *top = NULL, *bottom = NULL;
    i64 hidden = 0;
    for (i64 i = 0; i < f->count; i++) {
        const struct figure_row *r = &f->rows[i];
        hidden += r->verdict.verdict == VERDICT_HIDDEN;
        if (!isfinite(r->value)) continue;
        if (!top || r->value > top->value) top = r;
        if (!bottom || r->value < bottom->value) bottom = r;
    }
    if (!top || !f->query.by_count) return f->answer;
    buf text = buf_new(c->arena, 4000);
    buf_fmt(&text, "%s.", f->answer);
    if (top != bottom)
        buf_fmt(&text, tr(c, " Highest: %s, %s. Lowest: %s, %s."), whole_label(m, top),
                text_of(m, top->value), whole_label(m, bottom), text_of(m, bottom->value));
    if (isfinite(f->overall.value))
        buf_fmt(&text, tr(c, " All together: %s."), text_of(m, f->overall.value));
    if (hidden) buf_fmt(&text, tr(c, " Hidden: %s."), locale_number(c, (f64)hidden, 0).s);
    return text.s;
}

static void put_picture(const struct model *m, json_t *model)
{
    ctx *c = m->c;
    const struct figures *f = m->f;
    bool groups = f->query.by_count == 1 && !f->compares_time;
    const char *shape = !f->query.by_count || !f->count ? "single"
                        : f->query.by_count == 2        ? "heat"
                        : f->compares_time              ? "series"
                                                        : "groups";
    json_put_c(model, "shape", shape);
    json_put_bool(model, "has_picture", f->query.by_count > 0 && f->count > 0);
    json_put_c(model, "picture_sentence", picture_sentence(m));
    json_put_c(model, "picture_note",
               groups && f->count > PICTURE_ROWS_MAX
                   ? fmt(c->arena,
                         tr(c, "The picture shows the first %d of %lld; the table has them all."),
                         PICTURE_ROWS_MAX, (long long)f->count)
                   : NULL);
}

bool figure_model(ctx *c, const struct figures *f, json_t **out)
{
    struct model m = {.c = c,
                      .f = f,
                      .m = f->metric,
                      .is_share = metric_is_share(f->metric),
                      .decimals = figure_decimals(f)};
    json_t *model = json_new_object(c);
    if (!choices_put(c, f, model)) return false;
    json_put_c(model, "title", f->answer);
    json_put_c(model, "question", f->question);
    put_picture(&m, model);
    put_metric(&m, model);
    put_query(&m, model);
    json_put_c(model, "scale_note", f->scale_note);
    json_put_c(model, "response_note", f->response_note);
    put_rows(&m, model);
    json_put(model, "events", json_new_array(c));
    json_put_bool(model, "customers_pending", f->customers_pending);
    json_put_c(model, "customers_href", address_with(c, "/figures", &f->query, "customers=1"));
    if (f->customers_in_base >= 0)
        json_put_i64(model, "customers_in_scope", f->customers_in_base);
    else
        json_put_null(model, "customers_in_scope");
    json_put(model, "rules", figure_rules(c));
    struct figure_query words = f->query;
    words.by_count = 0;
    bool has_words = f->overall.remarks > 0;
    json_put_c(model, "words_href", has_words ? address_of(c, "/remarks", &words) : NULL);
    json_put_c(model, "words_text",
               has_words ? fmt(c->arena, tr(c, "%s remarks"),
                               locale_number(c, (f64)f->overall.remarks, 0).s)
                         : NULL);
    json_put_c(model, "csv_href", address_of(c, "/figures.csv", &f->query));
    json_put_c(model, "json_href", address_with(c, "/figures", &f->query, "format=json"));
    *out = model;
    return true;
}
