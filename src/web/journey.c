#include "web/journey.h"

#include <math.h>

#include "base/lang.h"
#include "figure/figure.h"
#include "record/list.h"
#include "web/address.h"
#include "web/choices.h"
#include "web/figure_model.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/visitor.h"

enum { RECORDS_MAX = 1000 }; // of a kind: more is no picture any more

// clang-format off
const struct field journey_fields[] = {
    {.name = "journey", .type = FIELD_I64, .min = 1, .max = 9007199254740991,
     .what = "the number of one journey; all without"},
    PAGE_FIELDS, {0}};
// clang-format on

struct picture {
    const struct request *request;
    struct record_page journeys, stages, touchpoints, functions;
    json_t *figures; // rows of the figure by touchpoint, or NULL
    str metric;      // its name
    i64 only;        // journey; 0: all
};

// ---- Reading ----

static bool read_kind(ctx *c, const struct request *request, const char *name, const char *sort,
                      struct record_page *out)
{
    struct record_query query = {.kind = kind_find(str_of(name)),
                                 .sort = str_of(sort),
                                 .roles = ROLE_BIT(visitor_of(request)->person.role),
                                 .rows_max = RECORDS_MAX};
    assert(query.kind);
    return record_list(c, &query, out);
}

static bool read_records(ctx *c, struct picture *p)
{
    return read_kind(c, p->request, "journey", "", &p->journeys) &&
           read_kind(c, p->request, "stage", "place", &p->stages) &&
           read_kind(c, p->request, "touchpoint", "", &p->touchpoints) &&
           read_kind(c, p->request, "function", "", &p->functions);
}

// NPS by touchpoint, where it is asked and the visitor may see figures.
static bool read_figures(ctx *c, struct picture *p)
{
    struct metrics all;
    struct figures figures;
    json_t *used = NULL, *one = NULL, *model = NULL;
    if (role_may(visitor_of(p->request)->person.role, MAY_SEE_FIGURES) == MAY_NOT) return true;
    if (!metric_load(c, &all) || !choices_metrics(c, &all, (str){0}, &used)) return false;
    size_t i = 0;
    bool is_asked = false;
    json_array_foreach(used, i, one) is_asked =
        is_asked || str_equal(json_text(json_object_get(one, "name")), S("nps"));
    if (!is_asked) return true;
    struct figure_query query = {
        .metric = S("nps"), .by = {{.dim = DIM_TOUCHPOINT}}, .by_count = 1};
    if (!figure_compute(c, query, &figures) || !figure_model(c, &figures, &model)) return false;
    for (i64 k = 0; k < figures.count; k++)
        json_put_str(json_array_get(json_object_get(model, "rows"), (size_t)k), "name",
                     figures.rows[k].name[0]);
    p->figures = json_object_get(model, "rows");
    p->metric =
        str_of(json_string_value(json_object_get(json_object_get(model, "metric"), "short_label")));
    return true;
}

// ---- Showing ----

static i64 ref_of(const struct record *record, const char *field)
{
    const struct record_value *value = record_value(record, field);
    return value->given ? value->i : 0;
}

static str text_of(const struct record *record, const char *field)
{
    const struct record_value *value = record_value(record, field);
    return value->given ? value->text : (str){0};
}

static const char *href_of(ctx *c, const struct record *record)
{
    return fmt(c->arena, "/%s/%lld", record->kind->path, (long long)record->id);
}

static str title_of(const struct record *record)
{
    return record->values[0].text;
}

static const struct kind_field *field_of(const struct kind *kind, const char *name)
{
    i64 index = kind_field_index(kind, str_of(name));
    assert(index >= 0);
    return &kind->fields[index];
}

static const char *choice_label(ctx *c, const struct kind_field *field, str name)
{
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        if (str_equal(name, str_of(choice->name))) return tr(c, choice->label);
    return NULL;
}

static json_t *feelings_of(ctx *c, const struct record *touchpoint)
{
    const struct kind_field *field = field_of(touchpoint->kind, "feelings");
    json_t *feelings = json_new_array(c);
    str rest = text_of(touchpoint, "feelings"), name = {0};
    while (str_cut(&rest, ',', &name)) {
        const char *label = choice_label(c, field, name);
        if (!label) continue;
        json_t *one = json_new_object(c);
        json_put_c(one, "label", label);
        json_array_append(feelings, one);
    }
    return feelings;
}

static json_t *figure_of(ctx *c, const struct picture *p, const struct record *touchpoint)
{
    static const char *const keys[] = {"value",        "value_text", "low_text", "high_text",
                                       "exact",        "verdict",    "note",     "why",
                                       "verdict_word", "difference"};
    size_t i = 0;
    json_t *row = NULL;
    json_array_foreach(p->figures, i, row)
    {
        if (!str_equal(json_text(json_object_get(row, "name")), title_of(touchpoint))) continue;
        json_t *out = json_new_object(c);
        for (i64 k = 0; k < COUNT_OF(keys); k++)
            json_put(out, keys[k], json_object_get(row, keys[k]));
        json_put_str(out, "metric", p->metric);
        struct figure_query query = {.metric = S("nps"),
                                     .by = {{.dim = DIM_MONTH}},
                                     .by_count = 1,
                                     .where = {{{.dim = DIM_TOUCHPOINT}, title_of(touchpoint)}},
                                     .where_count = 1};
        json_put_c(out, "figures_href", address_of(c, "/figures", &query));
        return out;
    }
    return NULL;
}

static void put_or_null(json_t *object, const char *key, json_t *value)
{
    if (value)
        json_put(object, key, value);
    else
        json_put_null(object, key);
}

static json_t *touchpoint_model(ctx *c, const struct picture *p, const struct record *touchpoint)
{
    json_t *model = json_new_object(c), *feelings = feelings_of(c, touchpoint);
    str label = text_of(touchpoint, "label"), importance = text_of(touchpoint, "importance");
    json_put_str(model, "label", label.size ? label : title_of(touchpoint));
    json_put_c(model, "href", href_of(c, touchpoint));
    json_put_str(model, "importance", importance);
    json_put_c(model, "importance_text",
               choice_label(c, field_of(touchpoint->kind, "importance"), importance));
    json_put_bool(model, "is_critical", str_equal(importance, S("critical")));
    json_put_null(model, "owner");
    for (i64 i = 0; i < p->functions.count; i++) {
        const struct record *function = &p->functions.records[i];
        if (function->id == ref_of(touchpoint, "function"))
            json_put_str(model, "owner", title_of(function));
    }
    json_put(model, "feelings", feelings);
    json_put_bool(model, "has_feelings", json_array_size(feelings) > 0);
    put_or_null(model, "figure", figure_of(c, p, touchpoint));
    return model;
}

// Touchpoints of a stage; of none: 0.
static json_t *touchpoints_of(ctx *c, const struct picture *p, i64 stage)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < p->touchpoints.count; i++) {
        const struct record *one = &p->touchpoints.records[i];
        if (ref_of(one, "stage") == stage) json_array_append(list, touchpoint_model(c, p, one));
    }
    return list;
}

static json_t *stage_model(ctx *c, const struct picture *p, const struct record *stage)
{
    json_t *model = json_new_object(c), *touchpoints = touchpoints_of(c, p, stage->id);
    json_put_str(model, "label", title_of(stage));
    json_put_c(model, "href", href_of(c, stage));
    json_put_c(model, "moment_text",
               choice_label(c, field_of(stage->kind, "moment"), text_of(stage, "moment")));
    json_put(model, "touchpoints", touchpoints);
    json_put_bool(model, "has_touchpoints", json_array_size(touchpoints) > 0);
    return model;
}

// A journey with its stages; NULL, one that is made of the stages that belong to none.
static json_t *journey_model(ctx *c, const struct picture *p, const struct record *journey)
{
    json_t *model = json_new_object(c), *stages = json_new_array(c);
    for (i64 i = 0; i < p->stages.count; i++) {
        const struct record *stage = &p->stages.records[i];
        if (ref_of(stage, "journey") == (journey ? journey->id : 0))
            json_array_append(stages, stage_model(c, p, stage));
    }
    if (!journey && !json_array_size(stages)) return NULL;
    json_put_str(model, "label",
                 journey ? title_of(journey) : str_of(tr(c, "Stages of no journey")));
    json_put_c(model, "href", journey ? href_of(c, journey) : NULL);
    json_put_str(model, "who", journey ? text_of(journey, "who") : (str){0});
    json_put(model, "stages", stages);
    json_put_bool(model, "has_stages", json_array_size(stages) > 0);
    return model;
}

static void put_journeys(ctx *c, const struct picture *p, json_t *model)
{
    json_t *journeys = json_new_array(c), *loose = p->only ? NULL : journey_model(c, p, NULL);
    json_t *unplaced = p->only ? json_new_array(c) : touchpoints_of(c, p, 0);
    for (i64 i = 0; i < p->journeys.count; i++) {
        const struct record *journey = &p->journeys.records[i];
        if (!p->only || journey->id == p->only)
            json_array_append(journeys, journey_model(c, p, journey));
    }
    if (loose) json_array_append(journeys, loose);
    json_put(model, "journeys", journeys);
    json_put_bool(model, "has_journeys", json_array_size(journeys) > 0);
    json_put(model, "unplaced", unplaced);
    json_put_bool(model, "has_unplaced", json_array_size(unplaced) > 0);
}

static const char *title(ctx *c, const struct picture *p)
{
    i64 unowned = 0;
    for (i64 i = 0; i < p->touchpoints.count; i++)
        unowned += ref_of(&p->touchpoints.records[i], "function") == 0;
    if (!p->journeys.count && !p->stages.count) return tr(c, "No journey has been drawn yet");
    if (unowned == 1) return tr(c, "One touchpoint has no owner");
    if (unowned) return fmt(c->arena, tr(c, "%lld touchpoints have no owner"), (long long)unowned);
    return tr(c, "Every touchpoint has its owner");
}

static bool may_set_up(const struct request *request)
{
    return visitor_may(request, MAY_SET_UP, (struct place){0});
}

bool journey_get(ctx *c, struct request *request, struct response *response)
{
    struct picture p = {.request = request, .only = request_i64(request, "journey", 0)};
    render_keep_lang(c, request, response);
    if (!visitor_must(c, request, MAY_SEE_RECORDS, (struct place){0}) || !store_begin_read(c) ||
        !read_records(c, &p) || !read_figures(c, &p))
        return false;
    json_t *model = json_new_object(c);
    json_put_c(model, "title", title(c, &p));
    json_put_c(model, "question",
               tr(c, "The customer’s way, stage by stage: who answers for each touchpoint, what "
                     "customers shall feel there, and what we know of it."));
    put_journeys(c, &p, model);
    json_put_bool(model, "may_set_up", may_set_up(request));
    return render_page(c, request, response, "journey", model);
}
