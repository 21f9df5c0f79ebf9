#include "figure/words.h"

#include <math.h>

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "figure/response.h"

static const char *dict_name(ctx *c, const struct names *names, i64 id)
{
    if (id <= 0 || id >= names->count) return tr(c, "not named");
    return names->name[id].s;
}

// The period as it sorts and filters: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026.
static const char *period_name(ctx *c, enum figure_dim dim, i32 day)
{
    struct civil d = civil_from_day(day);
    if (dim == DIM_YEAR) return fmt(c->arena, "%d", d.year);
    if (dim == DIM_QUARTER) return fmt(c->arena, "%d-Q%d", d.year, (d.month - 1) / 3 + 1);
    if (dim == DIM_MONTH) return fmt(c->arena, "%d-%02d", d.year, d.month);
    if (dim == DIM_WEEK) {
        i32 year = 0, week = day_iso_week(day, &year);
        return fmt(c->arena, "%d-W%02d", year, week);
    }
    return day_write(c->arena, day).s;
}

static enum dict dict_of(enum figure_dim dim)
{
    return dim == DIM_CHANNEL   ? DICT_CHANNEL
           : dim == DIM_UNIT    ? DICT_UNIT
           : dim == DIM_SEGMENT ? DICT_SEGMENT
                                : DICT_SOURCE;
}

static const char *or_else(ctx *c, str name, const char *otherwise)
{
    return name.size ? str_c(c->arena, name) : otherwise;
}

static void label_dim(ctx *c, const struct question *q, const struct group_row *from, i64 d,
                      struct figure_row *row)
{
    const struct figure_by *by = &q->asked->by[d];
    const struct names *names = NULL;
    i64 id = from->at[d];
    const char *label = NULL;
    str name = {0};
    switch (by->dim) {
    case DIM_TOUCHPOINT:
        names = &q->names[DICT_TOUCHPOINT];
        if (id > 0) name = names->name[id];
        label = or_else(c, id > 0 ? q->touchpoint_label[id] : name, dict_name(c, names, id));
        break;
    case DIM_CHANNEL:
    case DIM_UNIT:
    case DIM_SEGMENT:
    case DIM_SOURCE:
        names = &q->names[dict_of(by->dim)];
        if (id > 0) name = names->name[id];
        label = dict_name(c, names, id);
        break;
    case DIM_ORGANISATION:
        name = q->unit_of[id];
        label = or_else(c, name, tr(c, "our own"));
        break;
    case DIM_STAGE:
        name = q->stage[id];
        label = or_else(c, name, tr(c, "not named"));
        break;
    case DIM_SUBJECT:
        name = str_of(subject_name((enum subject)id));
        label = tr(c, name.s);
        break;
    case DIM_DAY:
    case DIM_WEEK:
    case DIM_MONTH:
    case DIM_QUARTER:
    case DIM_YEAR:
        label = period_name(c, by->dim, (i32)id);
        name = str_of(label);
        break;
    case DIM_ATTRIBUTE:
        name = from->text[d];
        label = or_else(c, name, tr(c, "not known"));
        break;
    case DIM__COUNT:
        break;
    }
    row->label[d] = label;
    row->name[d] = name;
}

void words_label(ctx *c, const struct question *question, const struct group_row *from,
                 struct figure_row *row)
{
    for (i64 d = 0; d < question->asked->by_count; d++)
        label_dim(c, question, from, d, row);
}

const char *words_lacking(ctx *c, const struct question *question, const struct group_row *from)
{
    if (!(from->coverage >= 0 && from->coverage < VERDICT_COVERAGE_MIN)) return NULL;
    bool unit = from->lacking_unit > 0, segment = from->lacking_segment > 0;
    if (unit && segment)
        return fmt(c->arena, "%s, %s",
                   dict_name(c, &question->names[DICT_SEGMENT], from->lacking_segment),
                   dict_name(c, &question->names[DICT_UNIT], from->lacking_unit));
    if (segment) return dict_name(c, &question->names[DICT_SEGMENT], from->lacking_segment);
    return unit ? dict_name(c, &question->names[DICT_UNIT], from->lacking_unit) : NULL;
}

// Values.

static i32 decimals_of(const struct metric *metric, f64 value)
{
    if (metric->kind == METRIC_COUNT) return 0;
    if (metric->kind == METRIC_NPS) return 1;
    if (metric->kind == METRIC_CUSTOMERS) return 0;
    f64 size = fabs(value);
    return size >= 1000 ? 0 : size >= 100 ? 1 : 2;
}

static bool is_share(const struct metric *metric)
{
    return metric->kind == METRIC_RATE ||
           (metric->kind == METRIC_CUSTOMERS &&
            (metric->customers == CUSTOMERS_RETENTION || metric->customers == CUSTOMERS_CHURN));
}

i32 figure_decimals(const struct figures *figures)
{
    const struct metric *m = figures->metric;
    if (m->kind == METRIC_NPS || is_share(m)) return 1;
    if (m->kind == METRIC_SUM || m->kind == METRIC_COUNT || m->kind == METRIC_CUSTOMERS) return 0;
    f64 size = isfinite(figures->overall.value) ? fabs(figures->overall.value) : 0;
    for (i64 i = 0; i < figures->count; i++)
        if (isfinite(figures->rows[i].value)) size = MAX(size, fabs(figures->rows[i].value));
    return size >= 1000 ? 0 : size >= 50 ? 1 : 2;
}

static const char *value_text(ctx *c, const struct metric *metric, f64 value, i32 decimals)
{
    if (!isfinite(value)) return "–";
    if (is_share(metric)) return locale_percent(c, value, 1).s;
    str number = locale_number(c, value, decimals);
    // "points" goes without saying; a unit of measure does not.
    bool says_unit = metric->unit.size && metric->kind != METRIC_NPS;
    return says_unit ? fmt(c->arena, "%s\u00a0%s", number.s, figure_unit(c, metric->unit))
                     : number.s;
}

// A code says which krona or dollar it is; where a sign is one currency's alone, it is shorter.
const char *figure_unit(ctx *c, str unit)
{
    static const struct {
        const char *code, *sign;
    } signs[] = {
        {"EUR", "€"},
        {"USD", "$"  },
        {"GBP", "£" }
    };
    for (i64 i = 0; i < COUNT_OF(signs); i++)
        if (str_equal(unit, str_of(signs[i].code))) return signs[i].sign;
    return str_c(c->arena, unit);
}

const char *figure_text(ctx *c, const struct metric *metric, f64 value)
{
    return value_text(c, metric, value, decimals_of(metric, value));
}

// A value as the table beneath has it.
static const char *figures_text(ctx *c, const struct figures *figures, f64 value)
{
    return value_text(c, figures->metric, value, figure_decimals(figures));
}

const char *figure_difference_text(ctx *c, const struct figures *figures, f64 difference)
{
    if (!isfinite(difference)) return "–";
    const struct metric *m = figures->metric;
    f64 shown = figures->difference_divides ? (difference - 1) * 100
                : is_share(m)               ? difference * 100
                                            : difference;
    const char *sign = shown > 0 ? "+" : "";
    if (figures->difference_divides)
        return fmt(c->arena, "%s%s", sign, locale_percent(c, shown / 100, 1).s);
    return fmt(c->arena, "%s%s%s%s", sign, locale_number(c, shown, figure_decimals(figures)).s,
               is_share(m) ? "\u00a0" : "", is_share(m) ? tr(c, "pp") : "");
}

// Why.

const char *words_why(ctx *c, const struct question *question, const struct metric *metric,
                      const struct measured *measured, const struct figure_row *row)
{
    const struct verdict_result *v = &row->verdict;
    const char *reason = tr(c, v->rule->condition);
    bool is_nothing = v->rule == &verdict_rules[VERDICT_NOTHING];
    if (v->verdict == VERDICT_HIDDEN || is_nothing || measured->source == VERDICT_FROM_TOTAL)
        return reason;
    buf text = buf_new(c->arena, 4000);
    buf_c(&text, reason);
    f64 half = interval_half_width(measured->interval);
    if (isfinite(half))
        buf_fmt(&text, tr(c, "; half its interval is %s, the tolerance %s"),
                figure_text(c, metric, half), figure_text(c, metric, measured->tolerance));
    if (row->coverage >= 0)
        buf_fmt(&text, tr(c, "; coverage %s"),
                locale_percent(c, floor(row->coverage * 100) / 100, 0).s);
    else if (measured->source == VERDICT_FROM_ANSWERS && metric->subject == SUBJECT_CUSTOMER &&
             !(coverage_is_counted(question, metric) && coverage_is_by_row(question->asked)))
        buf_c(&text, tr(c, "; coverage is not counted for this split"));
    return text.s;
}

// The question under the title.

// "by unit" in one piece: other languages say it in one word.
static const char *const by_words[DIM__COUNT] = {
    [DIM_TOUCHPOINT] = N_("by touchpoint"),
    [DIM_CHANNEL] = N_("by channel"),
    [DIM_UNIT] = N_("by unit"),
    [DIM_SEGMENT] = N_("by segment"),
    [DIM_ORGANISATION] = N_("by organisation"),
    [DIM_STAGE] = N_("by stage"),
    [DIM_SUBJECT] = N_("by subject"),
    [DIM_SOURCE] = N_("by source"),
    [DIM_DAY] = N_("by day"),
    [DIM_WEEK] = N_("by week"),
    [DIM_MONTH] = N_("by month"),
    [DIM_QUARTER] = N_("by quarter"),
    [DIM_YEAR] = N_("by year"),
};

static const char *by_word(ctx *c, const struct figure_by *by)
{
    if (by->dim == DIM_ATTRIBUTE)
        return fmt(c->arena, tr(c, "by %s"), str_c(c->arena, by->attribute));
    return tr(c, by_words[by->dim]);
}

static const char *dim_word(ctx *c, const struct figure_by *by)
{
    return by->dim == DIM_ATTRIBUTE ? str_c(c->arena, by->attribute)
                                    : tr(c, figure_dim_name(by->dim));
}

const char *words_question(ctx *c, const struct figures *f)
{
    const struct figure_query *q = &f->query;
    buf text = buf_new(c->arena, 8000);
    buf_c(&text, tr(c, f->metric->label.s));
    if (q->by_count) buf_fmt(&text, " %s", by_word(c, &q->by[0]));
    if (q->by_count > 1) buf_fmt(&text, tr(c, " and %s"), by_word(c, &q->by[1]));
    for (i64 i = 0; i < q->where_count; i++)
        buf_fmt(&text, ", %s: %s", dim_word(c, &q->where[i].on),
                q->where[i].value.size ? str_c(c->arena, q->where[i].value) : tr(c, "not named"));
    if (q->from_given && q->to_given)
        buf_fmt(&text, tr(c, ", %s to %s"), locale_day(c, q->from).s, locale_day(c, q->to).s);
    else if (q->from_given)
        buf_fmt(&text, tr(c, ", from %s"), locale_day(c, q->from).s);
    else if (q->to_given)
        buf_fmt(&text, tr(c, ", up to %s"), locale_day(c, q->to).s);
    return text.s;
}

// The title: what the figures say.

static const char *of_all(ctx *c, const struct figures *f)
{
    const struct figure_row *all = &f->overall;
    const char *label = tr(c, f->metric->label.s);
    if (all->verdict.verdict == VERDICT_HIDDEN) return tr(c, "Too few people to show");
    const char *value = figures_text(c, f, all->value);
    if (!(isfinite(all->low) && isfinite(all->high)) || !(all->low < all->high))
        return fmt(c->arena, tr(c, "%s: %s"), label, value);
    return fmt(c->arena, tr(c, "%s: %s (between %s and %s)"), label, value,
               figures_text(c, f, all->low), figures_text(c, f, all->high));
}

// What a change means is said where the number alone may mislead: where lower is better.
static const char *meaning(ctx *c, const struct figures *f, const struct figure_row *row)
{
    if (f->metric->better != BETTER_LOWER) return "";
    return row->direction > 0 ? tr(c, ", for the better") : tr(c, ", for the worse");
}

static const char *of_change(ctx *c, const struct figures *f, i64 at)
{
    const struct figure_row *row = &f->rows[at];
    bool up = row->difference > (f->difference_divides ? 1 : 0), newest = at == f->count - 1;
    const char *when =
                   locale_in_period(c, figure_dim_period(f->query.by[0].dim), row->period.from).s,
               *label = tr(c, f->metric->label.s),
               *before = figures_text(c, f, f->rows[at - 1].value),
               *now = figures_text(c, f, row->value);
    const char *change =
        newest ? fmt(c->arena,
                     up ? tr(c, "%s rose %s: from %s to %s") : tr(c, "%s fell %s: from %s to %s"),
                     label, when, before, now)
               : fmt(c->arena,
                     up ? tr(c, "%s last changed %s: up from %s to %s")
                        : tr(c, "%s last changed %s: down from %s to %s"),
                     label, when, before, now);
    return fmt(c->arena, "%s%s", change, meaning(c, f, row));
}

static const char *of_time(ctx *c, const struct figures *f)
{
    if (f->count < 2) return of_all(c, f);
    for (i64 i = f->count - 1; i > 0; i--)
        if (f->rows[i].beyond_chance) return of_change(c, f, i);
    return fmt(c->arena, tr(c, "%s has not changed by more than chance"),
               tr(c, f->metric->label.s));
}

// A row as sentences name it.
static const char *name_row(ctx *c, const struct figures *f, const struct figure_row *row)
{
    buf name = buf_new(c->arena, 2000);
    for (i64 d = 0; d < f->query.by_count; d++) {
        enum figure_dim dim = f->query.by[d].dim;
        const char *part = figure_dim_is_time(dim)
                               ? locale_period(c, figure_dim_period(dim), row->period.from).s
                               : row->label[d];
        buf_fmt(&name, "%s%s", d ? "\u00a0· " : "", part);
    }
    return name.s;
}

// The rows that a title lists together: those judged alike or, where nothing is better, those on
// one side of the rest.
struct side {
    i32 direction;
    bool up;
};

static bool is_on_side(const struct figures *f, const struct figure_row *row, struct side side)
{
    bool up = row->difference > (f->difference_divides ? 1 : 0);
    if (!row->beyond_chance || row->direction != side.direction) return false;
    return side.direction || up == side.up;
}

static f64 distance(const struct figures *f, const struct figure_row *row)
{
    return fabs(f->difference_divides ? log(row->difference) : row->difference);
}

// Names a few rows of the side, what differs most first; the number of all of them.
static i64 list_rows(ctx *c, const struct figures *f, struct side side, buf *out)
{
    bool *listed = NEW_ARRAY(c->arena, bool, f->count + 1);
    i64 count = 0, names_max = f->query.by_count > 1 ? 1 : 3;
    for (i64 i = 0; i < f->count; i++)
        count += is_on_side(f, &f->rows[i], side);
    if (count == names_max + 1) names_max++; // "and 1 more" is no shorter than its name
    for (i64 k = 0; k < MIN(count, names_max); k++) {
        i64 most = -1;
        for (i64 i = 0; i < f->count; i++)
            if (!listed[i] && is_on_side(f, &f->rows[i], side) &&
                (most < 0 || distance(f, &f->rows[i]) > distance(f, &f->rows[most])))
                most = i;
        assert(most >= 0);
        listed[most] = true;
        buf_fmt(out, "%s%s", k ? ", " : "", name_row(c, f, &f->rows[most]));
    }
    if (count > names_max) buf_fmt(out, tr(c, " and %lld more"), (long long)(count - names_max));
    return count;
}

static const char *of_groups(ctx *c, const struct figures *f)
{
    buf worse = buf_new(c->arena, 4000), better = buf_new(c->arena, 4000);
    bool judged = f->metric->better != BETTER_NEITHER;
    i64 down = list_rows(c, f, (struct side){judged ? -1 : 0, false}, &worse),
        up = list_rows(c, f, (struct side){judged ? 1 : 0, true}, &better);
    const char *label = tr(c, f->metric->label.s);
    if (down && up)
        return fmt(c->arena,
                   judged ? tr(c, "%s – worse than the rest: %s; better: %s")
                          : tr(c, "%s – lower than the rest: %s; higher: %s"),
                   label, worse.s, better.s);
    if (down)
        return fmt(c->arena,
                   judged ? tr(c, "%s – worse than the rest: %s")
                          : tr(c, "%s – lower than the rest: %s"),
                   label, worse.s);
    if (up)
        return fmt(c->arena,
                   judged ? tr(c, "%s – better than the rest: %s")
                          : tr(c, "%s – higher than the rest: %s"),
                   label, better.s);
    bool compared = false;
    for (i64 i = 0; i < f->count; i++)
        compared = compared || isfinite(f->rows[i].p);
    return compared ? fmt(c->arena, tr(c, "%s: the differences are within chance"), label)
                    : of_all(c, f);
}

const char *words_answer(ctx *c, const struct figures *f)
{
    if (f->overall.n == 0 && !f->count && f->metric->kind == METRIC_CUSTOMERS)
        return fmt(c->arena, tr(c, "%s: no two whole periods to compare"),
                   tr(c, f->metric->label.s));
    if (f->overall.n == 0 && !f->count)
        return fmt(c->arena, tr(c, "%s: no facts here yet"), tr(c, f->metric->label.s));
    if (f->query.by_count == 0) return of_all(c, f);
    return f->compares_time ? of_time(c, f) : of_groups(c, f);
}

const char *words_scale(ctx *c, const struct metric *metric, const struct rows *rows)
{
    buf text = buf_new(c->arena, 8000);
    for (i64 i = 0; i < rows->count; i++) {
        f64 low = (f64)rows->column[1].i[i] / 1e4, high = (f64)rows->column[2].i[i] / 1e4;
        if (i) buf_char(&text, ' ');
        if (metric->kind == METRIC_NPS)
            buf_fmt(&text,
                    tr(c, "Answers from %.*s were given on a scale from %g to %g, without 0; 9 and "
                          "10 count as promoters, up to 6 as detractors."),
                    STR(rows->column[0].text[i]), low, high);
        else
            buf_fmt(&text,
                    tr(c, "Answers from %.*s were given on a scale from %g to %g and stretched "
                          "evenly to this metric's scale."),
                    STR(rows->column[0].text[i]), low, high);
    }
    return text.size ? text.s : NULL;
}

const char *words_response(ctx *c, const struct figures *figures)
{
    const struct figure_row *all = &figures->overall;
    bool is_shown = all->n > 0 && all->verdict.verdict != VERDICT_HIDDEN;
    if (!figures->metric->asked || figures->metric->subject != SUBJECT_CUSTOMER || !is_shown)
        return NULL;
    if (all->asked < 0) return tr(c, "It is not known how many customers were asked.");
    struct interval rate = response_rate(all->asked, all->answered, figures->query.level);
    str share = locale_percent(c, rate.value, 0), low = locale_percent(c, rate.low, 0),
        high = locale_percent(c, rate.high, 0), asked = locale_number(c, (f64)all->asked, 0);
    return fmt(c->arena,
               tr(c, "Of %.*s customers who were asked, %.*s answered (%.*s to %.*s); the others "
                     "are silent, and the figure does not speak of them."),
               STR(asked), STR(share), STR(low), STR(high));
}
