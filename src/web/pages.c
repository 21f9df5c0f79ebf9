// The small pages: health, assets, imports, rules, source, the description of the API.
#include "web/pages.h"

#include <math.h>

#include "assets.h"
#include "base/locale.h"
#include "version.h"
#include "web/app.h"
#include "web/figure_model.h"
#include "web/labels.h"
#include "web/record_openapi.h"
#include "web/render.h"
#include "web/routes.h"

enum { BATCHES_PER_PAGE = 50 };

bool health_get(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    i64 one = 0;
    if (!store_i64(c, SQL_health, NO_VALS, &one)) return false;
    json_t *model = json_new_object(c);
    json_put_bool(model, "ok", true);
    json_put_c(model, "version", TUNTUMA_VERSION);
    response_json(c, response, model);
    return true;
}

static const struct asset *asset_find(str name, const char *end)
{
    for (i64 i = 0; i < assets_count; i++) {
        str path = str_of(assets[i].path);
        i64 at = str_find(path, S("assets/"));
        if (at < 0) continue;
        str file = str_slice(path, at + 7, path.size);
        if (str_starts(file, name) && str_equal(str_slice(file, name.size, file.size), str_of(end)))
            return &assets[i];
    }
    return NULL;
}

bool asset_get(ctx *c, struct request *request, struct response *response)
{
    str name = request_param(request, "name");
    const struct asset *asset = asset_find(name, ""), *packed = asset_find(name, ".gz");
    if (!asset) return fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"), NULL);
    response_body(response, asset->type, (str){(const char *)asset->bytes, (i64)asset->size});
    if (packed) response->gzip = (str){(const char *)packed->bytes, (i64)packed->size};
    response->etag = asset->etag;
    response->cache = CACHE_HASHED;
    return true;
}

static bool put_batch(ctx *c, const struct rows *rows, i64 i, json_t *batches)
{
    const char *who = NULL;
    const struct column *col = rows->column;
    json_t *one = json_new_object(c);
    str file = col[3].text[i], mapping = col[5].text[i], checksum = col[4].text[i];
    i64 ended = col[7].i[i] / 1000 * 1000;
    if (!label_who(c, col[2].text[i], &who)) return false;
    json_put_str(one, "when", ms_write(c->arena, ended));
    json_put_str(one, "when_text", locale_moment(c, ended));
    json_put_c(one, "name",
               file.size ? fmt(c->arena, "%.*s (%.*s)", STR(file), STR(mapping))
                         : tr(c, "sent over HTTP"));
    json_put_str(one, "who", col[2].text[i]);
    json_put_c(one, "who_text", who);
    json_put_i64(one, "taken", col[8].i[i]);
    json_put_str(one, "taken_text", locale_number(c, (f64)col[8].i[i], 0));
    json_put_i64(one, "repeated", col[9].i[i]);
    json_put_str(one, "repeated_text", locale_number(c, (f64)col[9].i[i], 0));
    json_put_i64(one, "refused", col[10].i[i]);
    json_put_str(one, "refused_text", locale_number(c, (f64)col[10].i[i], 0));
    if (checksum.size)
        json_put_str(one, "checksum", str_slice(checksum, 0, MIN(12, checksum.size)));
    else
        json_put_null(one, "checksum");
    json_array_append(batches, one);
    return true;
}

bool imports_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    i64 page = request_i64(request, "page", 1);
    struct rows rows;
    if (!store_rows(c, SQL_batch_list,
                    VALS(V_I64(BATCHES_PER_PAGE + 1), V_I64((page - 1) * BATCHES_PER_PAGE)), &rows))
        return false;
    json_t *model = json_new_object(c), *batches = json_new_array(c);
    for (i64 i = 0; i < MIN(rows.count, BATCHES_PER_PAGE); i++)
        if (!put_batch(c, &rows, i, batches)) return false;
    bool more = rows.count > BATCHES_PER_PAGE;
    json_put_c(model, "title", tr(c, "What came in"));
    json_put(model, "batches", batches);
    json_put_bool(model, "has_batches", rows.count > 0);
    json_put_bool(model, "has_pages", page > 1 || more);
    json_put_c(model, "newer_href",
               page > 1 ? fmt(c->arena, "/imports?page=%lld", (long long)page - 1) : NULL);
    json_put_c(model, "older_href",
               more ? fmt(c->arena, "/imports?page=%lld", (long long)page + 1) : NULL);
    return render_page(c, request, response, "imports", model);
}

bool rules_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "How we judge"));
    json_put(model, "rules", figure_rules(c));
    return render_page(c, request, response, "rules", model);
}

bool source_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    json_t *model = json_new_object(c);
    bool known = strcmp(TUNTUMA_COMMIT, "unknown") != 0;
    json_put_c(model, "title", tr(c, "The source of what you are using"));
    json_put_c(model, "commit", known ? TUNTUMA_COMMIT : NULL);
    json_put_c(model, "download_href", "/source.tar.gz");
    json_put_c(model, "download_label", fmt(c->arena, "tuntuma-%s.tar.gz", TUNTUMA_VERSION));
    json_put_c(model, "license_href", "https://www.gnu.org/licenses/agpl-3.0.html");
    return render_page(c, request, response, "source", model);
}

bool openapi_get(ctx *c, struct request *request, struct response *response)
{
    struct openapi_about about = {"Tuntuma", TUNTUMA_VERSION, "Facts in, honest figures out."};
    const struct app *app = request->app;
    json_t *openapi = openapi_write(c, about, app->routes, app->route_count);
    record_openapi_put(c, openapi);
    response_json(c, response, openapi);
    return true;
}
