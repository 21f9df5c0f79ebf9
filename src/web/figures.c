#include "web/figures.h"

#include <math.h>

#include "base/locale.h"
#include "web/address.h"
#include "web/choices.h"
#include "web/figure_csv.h"
#include "web/figure_model.h"
#include "web/record_talk.h"
#include "web/render.h"
#include "web/scope.h"

enum { REMARKS_PER_PAGE = 25 };

static bool begin(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c); // one snapshot for all that a page shows
}

// What is shown when nobody said what: NPS, or else the first metric that has facts, by month.
static bool choose_metric(ctx *c, struct figure_query *query, bool *any)
{
    *any = true;
    if (query->metric.size) return true;
    struct metrics all;
    json_t *used = NULL, *one = NULL;
    if (!metric_load(c, &all) || !choices_metrics(c, &all, S(""), &used)) return false;
    *any = json_array_size(used) > 0;
    size_t i = 0;
    json_array_foreach(used, i, one)
    {
        str name = json_text(json_object_get(one, "name"));
        if (!query->metric.size || str_equal(name, S("nps")))
            query->metric = str_copy(c->arena, name);
    }
    if (!query->by_count && !query->where_count && !query->from_given && !query->to_given) {
        query->by_count = 1;
        query->by[0] = (struct figure_by){.dim = DIM_MONTH};
    }
    return true;
}

static bool start_page(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "Nothing has been counted yet"));
    return render_page(c, request, response, "start", model);
}

bool start_get(ctx *c, struct request *request, struct response *response)
{
    struct figure_query query = {0};
    bool any = false;
    if (!begin(c, request, response) || !choose_metric(c, &query, &any)) return false;
    if (!any) return start_page(c, request, response);
    response_see(c, response, "/figures");
    return true;
}

bool figures_get(ctx *c, struct request *request, struct response *response)
{
    struct figure_query query;
    struct figures figures;
    json_t *model = NULL;
    bool any = false;
    if (!begin(c, request, response) || !address_read(c, request, &query) ||
        !choose_metric(c, &query, &any))
        return false;
    if (!any) return start_page(c, request, response);
    return figure_compute(c, query, &figures) && figure_model(c, &figures, &model) &&
           figure_talk_put(c, &query, model) &&
           render_page(c, request, response, "figures", model);
}

bool figures_csv_get(ctx *c, struct request *request, struct response *response)
{
    struct figure_query query;
    struct figures figures;
    bool any = false;
    if (!begin(c, request, response) || !address_read(c, request, &query) ||
        !choose_metric(c, &query, &any))
        return false;
    if (!any) return fail_with(c, ERR_NOT_FOUND, tr(c, "there are no figures yet"), NULL);
    if (!figure_compute(c, query, &figures)) return false;
    response_body(response, "text/csv; charset=utf-8", figure_csv(c, &figures));
    response_header(c, response, "Content-Disposition", "attachment; filename=\"figures.csv\"");
    return true;
}

static void put_place(ctx *c, json_t *places, str label)
{
    if (!label.size) return;
    json_t *place = json_new_object(c);
    json_put_str(place, "label", label);
    json_array_append(places, place);
}

static json_t *remark_model(ctx *c, const struct remark_line *line)
{
    json_t *one = json_new_object(c), *places = json_new_array(c);
    json_put_str(one, "text", line->text);
    json_put_f64(one, "value", line->value);
    json_put_c(one, "value_text",
               isfinite(line->value)
                   ? fmt(c->arena, tr(c, "gave %s"), json_number_text(line->value, (char[32]){0}).s)
                   : NULL);
    json_put_str(one, "day", day_write(c->arena, line->day));
    json_put_str(one, "day_text", locale_day(c, line->day));
    put_place(c, places, line->unit);
    put_place(c, places, line->touchpoint);
    put_place(c, places, line->channel);
    put_place(c, places, line->segment);
    json_put(one, "places", places);
    return one;
}

bool remarks_get(ctx *c, struct request *request, struct response *response)
{
    struct figure_query query;
    struct remark_page words;
    i64 page = request_i64(request, "page", 1);
    if (!begin(c, request, response) || !address_read(c, request, &query) ||
        !scope_of(c, request, MAY_READ_REMARKS, &query.scope) ||
        !figure_remarks(c, query, page - 1, REMARKS_PER_PAGE, &words))
        return false;
    json_t *model = json_new_object(c), *remarks = json_new_array(c);
    for (i64 i = 0; i < words.count; i++)
        json_array_append(remarks, remark_model(c, &words.remarks[i]));
    json_put_c(model, "title", tr(c, "In their own words"));
    json_put_c(model, "question", tr(c, "What customers said, newest first."));
    json_put_c(model, "figures_href", address_of(c, "/figures", &query));
    json_t *filters = choices_filters(c, "/remarks", &query);
    json_put(model, "filters", filters);
    json_put_bool(model, "has_filters", json_array_size(filters) > 0);
    json_put_bool(model, "has_remarks", words.count > 0);
    const char *why =
        words.is_hidden
            ? tr(c, "Fewer than 5 people said anything here; their words are not shown.")
        : page > 1 ? tr(c, "These were all of them.")
                   : tr(c, "Nobody has said anything here.");
    json_put_c(model, "why", words.count ? NULL : why);
    json_put_i64(model, "first", (page - 1) * REMARKS_PER_PAGE + 1);
    json_put(model, "remarks", remarks);
    json_put_bool(model, "has_pages", page > 1 || words.more);
    json_put_c(model, "newer_href",
               page > 1 ? address_with(c, "/remarks", &query,
                                       fmt(c->arena, "page=%lld", (long long)page - 1))
                        : NULL);
    json_put_c(model, "older_href",
               words.more ? address_with(c, "/remarks", &query,
                                         fmt(c->arena, "page=%lld", (long long)page + 1))
                          : NULL);
    return render_page(c, request, response, "remarks", model);
}
