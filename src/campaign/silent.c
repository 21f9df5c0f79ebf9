#include "campaign/silent.h"

#include <math.h>

#include "base/lang.h"
#include "campaign/count.h"
#include "facts/company.h"
#include "insight/asked/silence.h"
#include "insight/sure/difference.h"
#include "insight/sure/weighted.h"

#define LEVEL 0.95

enum { WHATS = 3, ACTIVE = 1, WORTH = 2, FIRST_GROUP = 3, ANSWERS_MIN = 5 };

static const struct {
    const char *what;
    enum dict dict;
} whats[WHATS] = {
    {N_("touchpoint"), DICT_TOUCHPOINT},
    {N_("unit"),       DICT_UNIT      },
    {N_("segment"),    DICT_SEGMENT   }
};

// What was read, and the groups that are told apart.
struct reading_of {
    i64 n;
    const i64 *place[WHATS]; // ids
    const i64 *answered, *encounters, *has_value;
    const f64 *worth, *value;
    i64 group_count;
    struct group {
        i64 what, id, asked, answered;
        i64 column; // of the model; −1: the one that others are compared with
    } groups[SILENT_GROUPS_MAX];
};

// ---- Groups ----

static int most_first(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->asked != y->asked) return x->asked > y->asked ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

// The largest groups of one kind; each stands for itself, the rest together.
static void find_groups(ctx *c, struct reading_of *r, i64 what)
{
    enum { EACH_MAX = SILENT_GROUPS_MAX / WHATS };
    i64 highest = 0, count = 0;
    for (i64 i = 0; i < r->n; i++)
        highest = MAX(highest, r->place[what][i]);
    struct group *all = NEW_ARRAY(c->arena, struct group, highest + 1);
    for (i64 i = 0; i <= highest; i++)
        all[i] = (struct group){.what = what, .id = i, .column = -1};
    for (i64 i = 0; i < r->n; i++) {
        struct group *group = &all[r->place[what][i]];
        group->asked++;
        group->answered += r->answered[i];
    }
    qsort(all, (size_t)highest + 1, sizeof *all, most_first);
    while (count <= highest && all[count].asked >= SILENT_ASKED_MIN)
        count++;
    if (count < 2) return; // nothing to tell apart
    for (i64 i = 0; i < MIN(count, EACH_MAX); i++)
        r->groups[r->group_count++] = all[i];
}

static bool read_rows(ctx *c, const struct campaign *campaign, i64 metric, struct reading_of *r)
{
    struct rows rows;
    if (!store_rows(c, SQL_silent_asked, VALS(V_I64(campaign->id), V_I64(metric)), &rows))
        return false;
    const struct column *col = rows.column;
    *r = (struct reading_of){
        .n = rows.count,
        .place = {col[0].i, col[1].i, col[2].i},
        .answered = col[3].i,
        .encounters = col[4].i,
        .worth = col[5].f,
        .value = col[6].f,
        .has_value = col[7].i
    };
    for (i64 what = 0; what < WHATS; what++)
        find_groups(c, r, what);
    return true;
}

static int least_first(const void *a, const void *b)
{
    const struct silent_group *x = a, *y = b;
    if (x->rate.value < y->rate.value || x->rate.value > y->rate.value)
        return x->rate.value < y->rate.value ? -1 : 1;
    return strcmp(x->label, y->label);
}

static void compare_groups(ctx *c, struct silent *out)
{
    f64 p[SILENT_GROUPS_MAX], adjusted[SILENT_GROUPS_MAX];
    size_t order[SILENT_GROUPS_MAX];
    (void)c;
    for (i64 i = 0; i < out->group_count; i++) {
        struct silent_group *group = &out->groups[i];
        struct rate_counts mine = {group->answered, group->asked},
                           others = {out->answered - group->answered, out->asked - group->asked};
        group->rate = interval_rate(mine, LEVEL);
        group->others = others.n ? (f64)others.successes / (f64)others.n : (f64)NAN;
        p[i] = others.n ? difference_rate(mine, others, LEVEL).p : 1;
    }
    difference_adjust_holm(p, out->group_count, adjusted, order);
    for (i64 i = 0; i < out->group_count; i++)
        out->groups[i].differs = difference_beyond_chance(adjusted[i], LEVEL);
    qsort(out->groups, (size_t)out->group_count, sizeof out->groups[0], least_first);
}

static bool tell_groups(ctx *c, const struct reading_of *r, struct silent *out)
{
    struct names names[DICT__COUNT];
    if (!company_names(c, names)) return false;
    for (i64 i = 0; i < r->group_count; i++) {
        const struct group *group = &r->groups[i];
        const struct names *dict = &names[whats[group->what].dict];
        bool is_named = group->id > 0 && group->id < dict->count;
        out->groups[out->group_count++] = (struct silent_group){
            .what = whats[group->what].what,
            .label = is_named ? str_c(c->arena, dict->name[group->id]) : tr(c, "not named"),
            .asked = group->asked,
            .answered = group->answered};
    }
    compare_groups(c, out);
    return true;
}

// ---- The model ----

// One column for each group but the first of its kind.
static i64 number_columns(struct reading_of *r)
{
    i64 columns = FIRST_GROUP, what = -1;
    for (i64 i = 0; i < r->group_count; i++) {
        bool is_first = r->groups[i].what != what;
        what = r->groups[i].what;
        if (!is_first) r->groups[i].column = columns++;
    }
    return columns;
}

static f64 *matrix_of(ctx *c, const struct reading_of *r, i64 k)
{
    f64 *x = NEW_ARRAY(c->arena, f64, r->n * k);
    for (i64 i = 0; i < r->n; i++) {
        f64 *row = &x[i * k];
        row[0] = 1;
        row[ACTIVE] = log2(1 + (f64)MAX(r->encounters[i], 0));
        row[WORTH] = log2(1 + fmax(r->worth[i], 0));
        for (i64 g = 0; g < r->group_count; g++) {
            const struct group *group = &r->groups[g];
            if (group->column >= 0 && r->place[group->what][i] == group->id) row[group->column] = 1;
        }
    }
    return x;
}

static f64 odds_of(const struct regress_fit *fit, i64 column)
{
    if (fit->aliased && fit->aliased[column]) return (f64)NAN;
    return exp(fit->coefficients[column]);
}

static bool fit_model(ctx *c, struct reading_of *r, struct silence_model *model, struct silent *out)
{
    i64 k = number_columns(r);
    f64 *answered = NEW_ARRAY(c->arena, f64, r->n + 1);
    for (i64 i = 0; i < r->n; i++)
        answered[i] = (f64)r->answered[i];
    struct silence_asked asked = {r->n, k, matrix_of(c, r, k), answered};
    if (!silence_fit(c, asked, LEVEL, model)) return false;
    out->is_told = regress_found(&model->fit);
    if (!out->is_told) return true;
    out->r = model->r;
    out->r_low = model->r_low;
    out->r_high = model->r_high;
    out->p = model->p;
    out->active = odds_of(&model->fit, ACTIVE);
    out->value = odds_of(&model->fit, WORTH);
    return true;
}

// ---- The figure ----

static struct interval times(struct interval interval, f64 factor)
{
    interval.value *= factor;
    interval.low *= factor;
    interval.high *= factor;
    return interval;
}

static struct interval figure_of(const struct metric *metric, const struct reading_of *r,
                                 const f64 *weights)
{
    struct nps_weights nps = {0};
    struct weighted_moments moments = {0};
    for (i64 i = 0; i < r->n; i++) {
        if (!r->has_value[i]) continue;
        f64 w = weights ? weights[i] : 1, value = r->value[i];
        weighted_add(&moments, value, w);
        nps.squares += w * w;
        if (value * 10000 <= (f64)metric->box_low_e4)
            nps.detractors += w;
        else if (value * 10000 >= (f64)metric->box_high_e4)
            nps.promoters += w;
        else
            nps.passives += w;
    }
    if (metric->kind == METRIC_NPS) return times(interval_nps_weighted(nps, LEVEL), 100);
    return weighted_mean(moments, LEVEL);
}

// How many of those asked one answer of each class speaks for.
static f64 *class_weights(ctx *c, const struct reading_of *r, const struct silence_model *model)
{
    struct silence_classes classes;
    f64 *weights = NEW_ARRAY(c->arena, f64, r->n + 1),
        *answered = NEW_ARRAY(c->arena, f64, r->n + 1);
    for (i64 i = 0; i < r->n; i++)
        answered[i] = (f64)r->answered[i];
    silence_classify(c, model->propensity, answered, r->n, &classes);
    for (i64 i = 0; i < r->n; i++) {
        i32 code = classes.code[i];
        weights[i] = (f64)classes.asked[code] / (f64)classes.answered[code];
    }
    return weights;
}

// The campaign's metric, else the first that its survey brings.
static bool find_metric(ctx *c, const struct campaign *campaign, const struct metric **out)
{
    struct metrics *metrics = NEW(c->arena, struct metrics);
    i64 count = 0;
    i32 *ids = NULL;
    *out = NULL;
    if (!metric_load(c, metrics) || !count_metrics(c, campaign->survey, &count, &ids)) return false;
    i64 id = campaign->metric ? campaign->metric : count ? ids[0] : 0;
    if (id > 0 && id <= metrics->count) *out = &metrics->m[id - 1];
    return true;
}

bool silent_read(ctx *c, const struct campaign *campaign, struct silent *out)
{
    struct reading_of r;
    struct silence_model model;
    const struct metric *metric = NULL;
    *out = (struct silent){.active = (f64)NAN, .value = (f64)NAN};
    if (!find_metric(c, campaign, &metric) || !read_rows(c, campaign, metric ? metric->id : 0, &r))
        return false;
    out->asked = r.n;
    for (i64 i = 0; i < r.n; i++) {
        out->answered += r.answered[i];
        out->n += r.has_value[i];
    }
    if (!r.n) return true;
    out->rate = interval_rate((struct rate_counts){out->answered, out->asked}, LEVEL);
    // Of few answers nothing is told: they could be told apart.
    if (out->answered < ANSWERS_MIN) return true;
    if (!tell_groups(c, &r, out) || !fit_model(c, &r, &model, out)) return false;
    if (!metric || out->n < ANSWERS_MIN) return true;
    out->metric = metric;
    out->plain = figure_of(metric, &r, NULL);
    out->adjusted = out->is_told ? figure_of(metric, &r, class_weights(c, &r, &model)) : out->plain;
    return true;
}
