#include "web/render.h"

#include "assets.h"
#include "base/lang.h"
#include "base/mustache.h"
#include "bounds.h"
#include "version.h"
#include "web/labels.h"
#include "web/picture.h"

enum { TEMPLATES_MAX = 64 };

#define TEMPLATE_FOLDER "templates/"
#define TEMPLATE_END    ".mustache"

static struct {
    i64 count;
    struct {
        str name;
        const struct mustache *template;
    } item[TEMPLATES_MAX];
} templates;

bool render_prepare(ctx *c)
{
    templates.count = 0;
    for (i64 i = 0; i < assets_count; i++) {
        str path = str_of(assets[i].path);
        i64 folder = str_find(path, S(TEMPLATE_FOLDER));
        if (folder < 0 || !str_ends(path, S(TEMPLATE_END))) continue;
        assert(templates.count < TEMPLATES_MAX);
        str name = str_slice(path, folder + (i64)strlen(TEMPLATE_FOLDER),
                             path.size - (i64)strlen(TEMPLATE_END));
        const struct mustache *template =
            mustache_parse(c, (str){(const char *)assets[i].bytes, (i64)assets[i].size});
        if (!template) return false;
        templates.item[templates.count].name = name;
        templates.item[templates.count++].template = template;
    }
    return true;
}

static const struct mustache *template_find(void *data, str name)
{
    (void)data;
    for (i64 i = 0; i < templates.count; i++)
        if (str_equal(templates.item[i].name, name)) return templates.item[i].template;
    return NULL;
}

// Languages.

static const struct {
    const char *code, *name;
} languages[] = {
    {"fi", "suomi"  },
    {"sv", "svenska"},
    {"en", "English"}
};

static const char *lang_known(str code)
{
    for (i64 i = 0; i < COUNT_OF(languages); i++)
        if (str_equal(code, str_of(languages[i].code))) return languages[i].code;
    return NULL;
}

static str cookie_lang(const struct request *request)
{
    str rest = request_header(request, "Cookie"), one = {0};
    while (str_cut(&rest, ';', &one)) {
        one = str_trim(one);
        if (str_starts(one, S("lang="))) return str_slice(one, 5, one.size);
    }
    return (str){0};
}

// The value of a query parameter as it stands in the address.
static str raw_parameter(str query, const char *name)
{
    str rest = query, one = {0};
    while (str_cut(&rest, '&', &one)) {
        str key = {0}, value = one;
        if (str_cut(&value, '=', &key) && str_equal(key, str_of(name))) return value;
    }
    return (str){0};
}

const char *render_lang(const struct request *request)
{
    const char *asked = lang_known(raw_parameter(request->query, "lang"));
    return asked ? asked : lang_known(cookie_lang(request));
}

void render_keep_lang(ctx *c, const struct request *request, struct response *response)
{
    const char *asked = lang_known(raw_parameter(request->query, "lang"));
    if (!asked) return;
    response_header(
        c, response, "Set-Cookie",
        fmt(c->arena, "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", asked));
}

// This page in another language: the same address with ?lang= set.
static const char *in_language(ctx *c, const struct request *request, const char *code)
{
    buf out = buf_new(c->arena, 20000);
    buf_c(&out, "?");
    str rest = request->query, one = {0};
    while (str_cut(&rest, '&', &one)) {
        if (!one.size || str_starts(one, S("lang="))) continue;
        buf_add(&out, one);
        buf_char(&out, '&');
    }
    buf_fmt(&out, "lang=%s", code);
    return out.s;
}

static void put_frame(ctx *c, const struct request *request, const char *page, json_t *model)
{
    static const struct {
        const char *page, *label, *href;
    } places[] = {
        {"figures", N_("Figures"), "/figures"},
        {"imports", N_("Imports"), "/imports"}
    };
    json_t *all = json_new_array(c), *nav = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(languages); i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "code", languages[i].code);
        json_put_c(one, "name", languages[i].name);
        json_put_c(one, "href", in_language(c, request, languages[i].code));
        json_put_bool(one, "is_current", strcmp(languages[i].code, c->lang) == 0);
        json_array_append(all, one);
    }
    bool is_start = strcmp(page, "start") == 0;
    for (i64 i = 0; i < COUNT_OF(places) && !is_start; i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "label", tr(c, places[i].label));
        json_put_c(one, "href", places[i].href);
        json_put_bool(one, "is_current", strcmp(places[i].page, page) == 0);
        json_array_append(nav, one);
    }
    json_put_c(model, "page", page);
    json_put_c(model, "lang", c->lang);
    json_put(model, "languages", all);
    json_put(model, "nav", nav);
    json_put_c(model, "version", TUNTUMA_VERSION);
    json_put_c(model, "source_href", "/source");
    json_put_c(model, "rules_href", "/rules");
    if (!json_object_get(model, "has_picture")) json_put_bool(model, "has_picture", false);
}

static bool render_html(ctx *c, const char *page, json_t *model, struct response *response)
{
    const struct mustache *template = template_find(NULL, str_of(page));
    assert(template);
    buf out = buf_new(c->arena, BOUND_PAGE_BYTES);
    if (json_is_true(json_object_get(model, "has_picture")))
        json_put_str(model, "model_json", picture_json(c, model));
    struct mustache_partials partials = {template_find, NULL};
    if (!mustache_render(c, template, model, partials, &out)) return false;
    response_body(response, "text/html; charset=utf-8", buf_str(&out));
    return true;
}

bool render_page(ctx *c, const struct request *request, struct response *response, const char *page,
                 json_t *model)
{
    put_frame(c, request, page, model);
    bool json = str_equal(raw_parameter(request->query, "format"), S("json")) ||
                !request_wants_html(request);
    if (!json) return render_html(c, page, model, response);
    response_json(c, response, model);
    return true;
}

bool render_error(ctx *c, const struct request *request, const err *error,
                  struct response *response, void *app)
{
    (void)app;
    json_t *model = json_new_object(c);
    json_put_c(model, "title", label_capital(c, error->msg));
    json_put_c(model, "hint", error->hint);
    json_put_i64(model, "status",
                 response->status ? response->status : err_http_status(error->code));
    put_frame(c, request, "error", model);
    return render_html(c, "error", model, response);
}
