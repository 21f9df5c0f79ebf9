#include "web/choices.h"

#include "base/time.h"
#include "web/address.h"
#include "web/labels.h"

enum { OPTIONS_MAX = 100 };

static json_t *option(ctx *c, const char *name, const char *label, bool selected)
{
    json_t *o = json_new_object(c);
    json_put_c(o, "name", name);
    json_put_c(o, "label", label);
    json_put_bool(o, "selected", selected);
    return o;
}

static bool splits_by(const struct figure_query *q, i64 place, const struct figure_by *by)
{
    if (place >= q->by_count || q->by[place].dim != by->dim) return false;
    return by->dim != DIM_ATTRIBUTE || str_equal(q->by[place].attribute, by->attribute);
}

static void put_dims(ctx *c, const struct figures *f, const struct names *names, json_t *model)
{
    const struct figure_query *q = &f->query;
    json_t *by = json_new_array(c), *then = json_new_array(c), *splits = json_new_array(c);
    i64 attributes = names[DICT_ATTRIBUTE].count;
    for (i64 i = 0; i < DIM_ATTRIBUTE + attributes; i++) {
        struct figure_by dim = {.dim = (enum figure_dim)MIN(i, DIM_ATTRIBUTE)};
        if (i >= DIM_ATTRIBUTE) {
            if (i == DIM_ATTRIBUTE) continue; // attributes are numbered from 1
            dim.attribute = names[DICT_ATTRIBUTE].name[i - DIM_ATTRIBUTE];
            if (str_equal(dim.attribute, S("segment"))) continue;
        }
        if (f->metric->kind == METRIC_CUSTOMERS && !figure_dim_is_time(dim.dim)) continue;
        const char *name = str_c(c->arena, label_dim_name(&dim));
        json_array_append(by, option(c, name, label_dim(c, &dim), splits_by(q, 0, &dim)));
        json_array_append(then, option(c, name, label_dim(c, &dim), splits_by(q, 1, &dim)));
        bool common = dim.dim != DIM_DAY && dim.dim != DIM_WEEK && dim.dim != DIM_YEAR &&
                      dim.dim != DIM_SUBJECT && dim.dim != DIM_SOURCE;
        if (!common || splits_by(q, 0, &dim) || splits_by(q, 1, &dim)) continue;
        struct figure_query other = *q;
        other.by_count = 1;
        other.by[0] = dim;
        json_t *split = option(c, name, label_dim(c, &dim), false);
        json_put_c(split, "href", address_of(c, "/figures", &other));
        json_array_append(splits, split);
    }
    json_put(model, "by_options", by);
    json_put(model, "then_options", then);
    json_put(model, "splits", splits);
    json_put_bool(model, "has_splits", json_array_size(splits) > 0);
}

bool choices_metrics(ctx *c, const struct metrics *all, str selected, json_t **out)
{
    struct rows used;
    if (!store_rows(c, SQL_metric_used, NO_VALS, &used)) return false;
    bool *has = NEW_ARRAY(c->arena, bool, all->count + 1);
    for (i64 i = 0; i < used.count; i++)
        if (used.column[0].i[i] <= all->count) has[used.column[0].i[i]] = true;
    *out = json_new_array(c);
    for (i64 i = 0; i < all->count; i++) {
        const struct metric *m = &all->m[i];
        const struct metric *over = m->over.size ? metric_find(all, m->over) : m;
        const struct metric *under = m->under.size ? metric_find(all, m->under) : over;
        if (!over || !under || !has[over->id] || !has[under->id]) continue;
        json_array_append(*out,
                          option(c, str_c(c->arena, m->name), tr(c, str_c(c->arena, m->label)),
                                 str_equal(m->name, selected)));
    }
    return true;
}

static void put_filter_options(ctx *c, const struct names *all_names, json_t *model)
{
    static const struct {
        enum figure_dim dim;
        enum dict dict;
    } dims[] = {
        {DIM_UNIT,       DICT_UNIT      },
        {DIM_TOUCHPOINT, DICT_TOUCHPOINT},
        {DIM_CHANNEL,    DICT_CHANNEL   },
        {DIM_SEGMENT,    DICT_SEGMENT   }
    };
    json_t *all = json_new_array(c);
    for (i64 d = 0; d < COUNT_OF(dims); d++) {
        const struct names *names = &all_names[dims[d].dict];
        if (names->count < 2) continue;
        json_t *group = json_new_object(c), *options = json_new_array(c);
        for (i64 i = 1; i < MIN(names->count, OPTIONS_MAX + 1); i++) {
            json_t *o = json_new_object(c);
            json_put_c(o, "value",
                       fmt(c->arena, "%s:%.*s", figure_dim_name(dims[d].dim), STR(names->name[i])));
            json_put_str(o, "label", names->name[i]);
            json_array_append(options, o);
        }
        json_put_c(group, "label", tr(c, figure_dim_name(dims[d].dim)));
        json_put(group, "options", options);
        json_array_append(all, group);
    }
    json_put(model, "filter_options", all);
    json_put_bool(model, "has_filter_options", json_array_size(all) > 0);
}

json_t *choices_filters(ctx *c, const char *path, const struct figure_query *query)
{
    json_t *filters = json_new_array(c);
    for (i64 i = 0; i < query->where_count; i++) {
        const struct figure_where *where = &query->where[i];
        struct figure_query without = *query;
        for (i64 k = i; k + 1 < without.where_count; k++)
            without.where[k] = without.where[k + 1];
        without.where_count--;
        json_t *filter = json_new_object(c);
        json_put_str(filter, "dim", label_dim_name(&where->on));
        json_put_c(filter, "dim_label", label_dim(c, &where->on));
        json_put_str(filter, "value", where->value);
        json_put_str(filter, "value_label",
                     where->value.size ? where->value : str_of(tr(c, "not named")));
        json_put_c(filter, "without_href", address_of(c, path, &without));
        json_array_append(filters, filter);
    }
    return filters;
}

static void put_period(ctx *c, const struct figures *f, json_t *periods, const char *label,
                       struct day_range range)
{
    struct figure_query q = f->query;
    bool everything = range.to < range.from;
    bool current = everything
                       ? !q.from_given && !q.to_given
                       : q.from_given && q.to_given && q.from == range.from && q.to == range.to;
    q.from_given = q.to_given = !everything;
    q.from = range.from;
    q.to = range.to;
    json_t *period = json_new_object(c);
    json_put_c(period, "label", label);
    json_put_c(period, "href", address_of(c, "/figures", &q));
    json_put_bool(period, "is_current", current);
    json_array_append(periods, period);
}

static void put_periods(ctx *c, const struct figures *f, json_t *model)
{
    i32 today = (i32)(c->now_ms / 86400000), year = day_start_of_year(today),
        month = day_start_of_month(today);
    i32 quarter = day_start_of_quarter(today);
    json_t *periods = json_new_array(c);
    put_period(c, f, periods, tr(c, "Everything"), (struct day_range){1, 0});
    put_period(c, f, periods, tr(c, "This year"),
               (struct day_range){year, day_add_months(year, 12) - 1});
    put_period(c, f, periods, tr(c, "Last year"),
               (struct day_range){day_add_months(year, -12), year - 1});
    put_period(c, f, periods, tr(c, "Last quarter"),
               (struct day_range){day_add_months(quarter, -3), quarter - 1});
    put_period(c, f, periods, tr(c, "Last month"),
               (struct day_range){day_add_months(month, -1), month - 1});
    json_put(model, "periods", periods);
    json_put_bool(model, "has_periods", true);
}

bool choices_put(ctx *c, const struct figures *f, json_t *model)
{
    struct names names[DICT__COUNT];
    json_t *metrics = NULL, *filters = choices_filters(c, "/figures", &f->query);
    if (!company_names(c, names) || !choices_metrics(c, &f->metrics, f->metric->name, &metrics))
        return false;
    json_put(model, "metrics", metrics);
    put_dims(c, f, names, model);
    json_put(model, "filters", filters);
    json_put_bool(model, "has_filters", json_array_size(filters) > 0);
    put_filter_options(c, names, model);
    put_periods(c, f, model);
    return true;
}
