#include "web/figures.h"

#include "web/address.h"
#include "web/choices.h"
#include "web/figure_csv.h"
#include "web/figure_model.h"
#include "web/record_talk.h"
#include "web/render.h"

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
