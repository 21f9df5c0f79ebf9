#include "web/today.h"

#include "base/lang.h"
#include "base/locale.h"
#include "figure/figure.h"
#include "web/address.h"
#include "web/choices.h"
#include "web/figure_model.h"
#include "web/figures.h"
#include "web/render.h"
#include "web/today_waits.h"
#include "web/visitor.h"

enum { FIGURES_MAX = 3 };

// What a company looks at first, of what it has.
static const char *const metrics_first[] = {"nps",       "csat",    "ces",  "purchase",
                                            "complaint", "contact", "wait", NULL};

// ---- What changed ----

// The last whole month that has an answer, and its difference from the month before.
static json_t *last_month(const json_t *model)
{
    json_t *rows = json_object_get(model, "rows"), *row = NULL, *found = NULL;
    size_t i = 0;
    json_array_foreach(rows, i, row)
    {
        if (!json_is_null(json_object_get(row, "value_text"))) found = row;
    }
    return found;
}

static bool add_figure(ctx *c, json_t *metric, json_t *list)
{
    static const char *const keys[] = {"value_text", "low_text",     "high_text",  "exact",
                                       "verdict",    "verdict_word", "difference", "label"};
    i32 today = (i32)(c->now_ms / 86400000), month = day_start_of_month(today);
    struct figure_query query = {.metric = json_text(json_object_get(metric, "name")),
                                 .by = {{.dim = DIM_MONTH}},
                                 .by_count = 1,
                                 .from_given = true,
                                 .to_given = true,
                                 .from = day_add_months(month, -2),
                                 .to = month - 1};
    struct figures figures;
    json_t *model = NULL;
    if (!figure_compute(c, query, &figures) || !figure_model(c, &figures, &model)) return false;
    json_t *row = last_month(model);
    if (!row) return true;
    json_t *one = json_new_object(c);
    for (i64 i = 0; i < COUNT_OF(keys); i++)
        json_put(one, keys[i], json_object_get(row, keys[i]));
    query.from_given = query.to_given = false;
    json_put(one, "metric", json_object_get(metric, "label"));
    json_put(one, "unit_label", json_object_get(json_object_get(model, "metric"), "unit_label"));
    json_put(one, "difference_label", json_object_get(model, "difference_label"));
    json_put_c(one, "href", address_of(c, "/figures", &query));
    json_array_append(list, one);
    return true;
}

static bool add_figures(ctx *c, const struct request *request, json_t *list)
{
    struct metrics all;
    json_t *used = NULL, *one = NULL;
    if (!visitor_may(request, MAY_SEE_FIGURES, (struct place){0})) return true;
    if (!metric_load(c, &all) || !choices_metrics(c, &all, (str){0}, &used)) return false;
    for (i64 i = 0; metrics_first[i] && json_array_size(list) < FIGURES_MAX; i++) {
        size_t k = 0;
        json_array_foreach(used, k, one)
        {
            str name = json_text(json_object_get(one, "name"));
            if (str_equal(name, str_of(metrics_first[i])) && !add_figure(c, one, list))
                return false;
        }
    }
    return true;
}

// ---- The page ----

static const char *title_of(ctx *c, i64 waiting)
{
    if (!waiting) return tr(c, "Nothing waits for you");
    if (waiting == 1) return tr(c, "One thing waits for you");
    return fmt(c->arena, tr(c, "%lld things wait for you"), (long long)waiting);
}

static void put_list(json_t *model, const char *key, const char *has_key, json_t *list)
{
    json_put(model, key, list);
    json_put_bool(model, has_key, json_array_size(list) > 0);
}

static bool page(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c), *waits = json_new_array(c), *steps = json_new_array(c),
           *list = json_new_array(c);
    i64 open = 0;
    if (!today_waits(c, request, waits) || !today_steps(c, request, steps, &open) ||
        !add_figures(c, request, list))
        return false;
    if (!open) json_array_clear(steps);
    json_put_c(model, "title", title_of(c, (i64)json_array_size(waits) + open));
    json_put_c(model, "question",
               fmt(c->arena, tr(c, "%s, %s"), str_c(c->arena, visitor_of(request)->name),
                   locale_day(c, (i32)(c->now_ms / 86400000)).s));
    put_list(model, "waits", "has_waits", waits);
    put_list(model, "steps", "has_steps", steps);
    put_list(model, "figures", "has_figures", list);
    return render_page(c, request, response, "today", model);
}

bool today_get(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    // Before there are accounts, the front page leads to the figures, or tells how to begin.
    if (visitor->is_open_house) return start_get(c, request, response);
    if (!visitor_must(c, request, MAY_MANAGE_OWN_ACCOUNT,
                      (struct place){.owner = visitor->person.account}))
        return false;
    render_keep_lang(c, request, response);
    return store_begin_read(c) && page(c, request, response);
}
