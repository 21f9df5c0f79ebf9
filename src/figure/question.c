// Resolving a question: every name it uses becomes an id, or an error that names what is close.
#include "base/lang.h"
#include "bounds.h"
#include "figure/query.h"

static const char *const dim_names[DIM__COUNT] = {
    [DIM_TOUCHPOINT] = N_("touchpoint"),
    [DIM_CHANNEL] = N_("channel"),
    [DIM_UNIT] = N_("unit"),
    [DIM_SEGMENT] = N_("segment"),
    [DIM_ORGANISATION] = N_("organisation"),
    [DIM_STAGE] = N_("stage"),
    [DIM_SUBJECT] = N_("subject"),
    [DIM_SOURCE] = N_("source"),
    [DIM_DAY] = N_("day"),
    [DIM_WEEK] = N_("week"),
    [DIM_MONTH] = N_("month"),
    [DIM_QUARTER] = N_("quarter"),
    [DIM_YEAR] = N_("year"),
    [DIM_ATTRIBUTE] = N_("attribute"),
};

const char *figure_dim_name(enum figure_dim dim)
{
    assert(dim < DIM__COUNT);
    return dim_names[dim];
}

bool figure_dim_is_time(enum figure_dim dim)
{
    return dim >= DIM_DAY && dim <= DIM_YEAR;
}

enum period figure_dim_period(enum figure_dim dim)
{
    static_assert(DIM_YEAR - DIM_DAY == PERIOD_YEAR - PERIOD_DAY, "times in the same order");
    assert(figure_dim_is_time(dim));
    return (enum period)(dim - DIM_DAY + PERIOD_DAY);
}

bool figure_dim_parse(ctx *c, str text, struct figure_by *out)
{
    text = str_trim(text);
    for (i64 d = 0; d < DIM_ATTRIBUTE; d++) {
        if (!str_equal(text, str_of(dim_names[d]))) continue;
        *out = (struct figure_by){.dim = (enum figure_dim)d};
        return true;
    }
    if (!text.size || text.size > BOUND_NAME_BYTES)
        return fail_with(c, ERR_USAGE, tr(c, "a dimension is empty or too long"),
                         tr(c, "Split by touchpoint, channel, unit, segment, organisation, stage, "
                               "subject, source, day, "
                               "week, month, quarter, year, or a customer attribute."));
    *out = (struct figure_by){DIM_ATTRIBUTE, str_copy(c->arena, text)};
    return true;
}

// A few of the names there are, those that share the first letters first.
static const char *names_hint(ctx *c, const struct names *names, str wanted)
{
    buf list = buf_new(c->arena, 4000);
    i64 listed = 0;
    for (i64 close = 1; close >= 0; close--) {
        for (i64 i = 1; i < names->count && listed < 12; i++) {
            bool is_close =
                wanted.size && names->name[i].size &&
                str_equal_fold(str_slice(names->name[i], 0, 1), str_slice(wanted, 0, 1));
            if (is_close != (close == 1) || !names->name[i].size) continue;
            buf_fmt(&list, "%s%.*s", listed++ ? ", " : "", STR(names->name[i]));
        }
    }
    return listed ? fmt(c->arena, tr(c, "There are, for example: %s."), list.s)
                  : tr(c, "There are none yet.");
}

static bool no_such(ctx *c, const char *what, str name, const struct names *names)
{
    return fail_with(c, ERR_NOT_FOUND,
                     fmt(c->arena, tr(c, "there is no %s \"%.*s\""), tr(c, what), STR(name)),
                     names_hint(c, names, name));
}

static void list_add(ctx *c, struct id_list *list, i64 id)
{
    list->ids = arena_grow(c->arena, list->ids, list->count, list->count + 1, (i64)sizeof(i64));
    list->ids[list->count++] = id;
    list->given = true;
}

static bool filter_names(ctx *c, struct question *q, enum figure_dim dim, enum dict dict,
                         str wanted)
{
    i64 id = wanted.size ? names_find(&q->names[dict], wanted) : 0; // empty: those without one
    if (id < 0) return no_such(c, dim_names[dim], wanted, &q->names[dict]);
    list_add(c, &q->only[dim], id);
    return true;
}

static bool filter_organisation(ctx *c, struct question *q, str wanted)
{
    bool any = false;
    for (i64 u = 0; u < q->unit_count; u++) {
        if (!str_equal(q->unit_of[u], wanted) &&
            !(str_equal_fold(wanted, S("ours")) && q->unit_is_ours[u]))
            continue;
        list_add(c, &q->only[DIM_UNIT], u);
        any = true;
    }
    return any || no_such(c, "organisation", wanted, &(struct names){q->unit_count, q->unit_of});
}

static bool filter_stage(ctx *c, struct question *q, str wanted)
{
    bool any = false;
    for (i64 t = 0; t < q->touchpoint_count; t++) {
        if (!str_equal(q->stage[t], wanted)) continue;
        list_add(c, &q->only[DIM_TOUCHPOINT], t);
        any = true;
    }
    return any || no_such(c, "stage", wanted, &(struct names){q->touchpoint_count, q->stage});
}

static bool filter_subject(ctx *c, struct question *q, str wanted)
{
    enum subject subject;
    if (!subject_from_name(wanted, &subject))
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "there is no subject \"%.*s\""), STR(wanted)),
                         tr(c, "There are customer, employee and shopper."));
    list_add(c, &q->only[DIM_SUBJECT], subject);
    return true;
}

static bool filter_attribute(ctx *c, struct question *q, str attribute, str wanted)
{
    i64 name = names_find(&q->names[DICT_ATTRIBUTE], attribute);
    if (name <= 0) return no_such(c, "attribute", attribute, &q->names[DICT_ATTRIBUTE]);
    struct attribute_filter *filter = NULL;
    for (i64 i = 0; i < q->attribute_count; i++)
        if (q->attributes[i].name == name) filter = &q->attributes[i];
    if (!filter) {
        assert(q->attribute_count < COUNT_OF(q->attributes));
        filter = &q->attributes[q->attribute_count++];
        filter->name = name;
    }
    filter->values =
        arena_grow(c->arena, filter->values, filter->count, filter->count + 1, (i64)sizeof(str));
    filter->values[filter->count++] = wanted;
    return true;
}

static bool filter(ctx *c, struct question *q, const struct figure_where *where)
{
    switch (where->on.dim) {
    case DIM_TOUCHPOINT:
        return filter_names(c, q, DIM_TOUCHPOINT, DICT_TOUCHPOINT, where->value);
    case DIM_CHANNEL:
        return filter_names(c, q, DIM_CHANNEL, DICT_CHANNEL, where->value);
    case DIM_UNIT:
        return filter_names(c, q, DIM_UNIT, DICT_UNIT, where->value);
    case DIM_SEGMENT:
        return filter_names(c, q, DIM_SEGMENT, DICT_SEGMENT, where->value);
    case DIM_SOURCE:
        return filter_names(c, q, DIM_SOURCE, DICT_SOURCE, where->value);
    case DIM_ORGANISATION:
        return filter_organisation(c, q, where->value);
    case DIM_STAGE:
        return filter_stage(c, q, where->value);
    case DIM_SUBJECT:
        return filter_subject(c, q, where->value);
    case DIM_ATTRIBUTE:
        return filter_attribute(c, q, where->on.attribute, where->value);
    case DIM_DAY:
    case DIM_WEEK:
    case DIM_MONTH:
    case DIM_QUARTER:
    case DIM_YEAR:
    case DIM__COUNT:
        break;
    }
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "%s cannot be a filter"), tr(c, dim_names[where->on.dim])),
                     tr(c, "Choose a period with from and to."));
}

static bool load_places(ctx *c, struct question *q)
{
    struct rows places, sizes;
    if (!store_rows(c, SQL_figure_places, NO_VALS, &places) ||
        !store_rows(c, SQL_figure_sizes, NO_VALS, &sizes))
        return false;
    q->merged = sizes.column[0].i[0];
    q->facts = sizes.column[1].i[0];
    q->unit_count = MAX(q->names[DICT_UNIT].count, 1);
    q->unit_is_ours = NEW_ARRAY(c->arena, bool, q->unit_count);
    q->unit_of = NEW_ARRAY(c->arena, str, q->unit_count);
    q->unit_is_ours[0] = true;
    q->touchpoint_count = MAX(q->names[DICT_TOUCHPOINT].count, 1);
    q->stage = NEW_ARRAY(c->arena, str, q->touchpoint_count);
    q->touchpoint_label = NEW_ARRAY(c->arena, str, q->touchpoint_count);
    for (i64 i = 0; i < places.count; i++) {
        i64 id = places.column[1].i[i];
        str name = places.column[2].text[i], detail = places.column[3].text[i];
        if (places.column[0].i[i]) {
            q->touchpoint_label[id] = name;
            q->stage[id] = detail;
        } else {
            q->unit_of[id] = name;
            q->unit_is_ours[id] = detail.size > 0;
        }
    }
    return true;
}

// Figures speak of ours unless asked otherwise.
static void keep_to_ours(ctx *c, struct question *q)
{
    if (q->only[DIM_UNIT].given) return;
    for (i64 i = 0; i < q->asked->by_count; i++)
        if (q->asked->by[i].dim == DIM_ORGANISATION) return;
    bool all_ours = true;
    for (i64 u = 0; u < q->unit_count; u++)
        all_ours = all_ours && q->unit_is_ours[u];
    for (i64 u = 0; u < q->unit_count && !all_ours; u++)
        if (q->unit_is_ours[u]) list_add(c, &q->ours, u);
}

static bool list_has(const struct id_list *list, i64 id)
{
    if (!list->given) return true;
    for (i64 i = 0; i < list->count; i++)
        if (list->ids[i] == id) return true;
    return false;
}

bool query_has_unit(const struct question *question, i64 unit)
{
    return list_has(&question->only[DIM_UNIT], unit) && list_has(&question->ours, unit);
}

static bool check_attributes(ctx *c, const struct question *q)
{
    for (i64 i = 0; i < q->asked->by_count; i++) {
        const struct figure_by *by = &q->asked->by[i];
        if (by->dim != DIM_ATTRIBUTE || names_find(&q->names[DICT_ATTRIBUTE], by->attribute) > 0)
            continue;
        return fail_with(
            c, ERR_NOT_FOUND,
            fmt(c->arena, tr(c, "there is no dimension or customer attribute \"%.*s\""),
                STR(by->attribute)),
            fmt(c->arena,
                tr(c, "Dimensions are touchpoint, channel, unit, segment, organisation, stage, "
                      "subject, source, day, week, month, quarter and year, or a customer's "
                      "attribute. %s"),
                names_hint(c, &q->names[DICT_ATTRIBUTE], by->attribute)));
    }
    return true;
}

static bool keep_to_scope(ctx *c, const struct figure_scope *scope, struct question *q)
{
    if (!scope->given) return true;
    struct id_list *only = &q->only[scope->dim], within = {.given = true};
    for (i64 i = 0; i < scope->count; i++)
        if (list_has(only, scope->ids[i])) list_add(c, &within, scope->ids[i]);
    *only = within;
    if (within.count) return true;
    return fail_with(c, ERR_FORBIDDEN,
                     tr(c, "this belongs to a function or unit that is not yours"),
                     tr(c, "Ask its owner, or an administrator for a wider scope."));
}

bool question_resolve(ctx *c, const struct figure_query *asked, struct question *out)
{
    *out = (struct question){.asked = asked};
    if (!metric_load(c, &out->metrics) || !company_names(c, out->names) || !load_places(c, out) ||
        !check_attributes(c, out))
        return false;
    for (i64 i = 0; i < asked->where_count; i++)
        if (!filter(c, out, &asked->where[i])) return false;
    if (!keep_to_scope(c, &asked->scope, out)) return false;
    keep_to_ours(c, out);
    return true;
}
