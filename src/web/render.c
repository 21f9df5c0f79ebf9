#include "web/render.h"

#include "assets.h"
#include "base/lang.h"
#include "base/mustache.h"
#include "bounds.h"
#include "version.h"
#include "http/cookie.h"
#include "http/guard.h"
#include "web/address.h"
#include "web/app.h"
#include "web/house.h"
#include "web/labels.h"
#include "web/notice.h"
#include "web/picture.h"
#include "web/public.h"
#include "web/visitor.h"

#define LANG_COOKIE "lang"
#define YEAR_S      31536000

enum { TEMPLATES_MAX = 200 };

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

const char *render_lang_known(str code)
{
    for (i64 i = 0; i < COUNT_OF(languages); i++)
        if (str_equal(code, str_of(languages[i].code))) return languages[i].code;
    return NULL;
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

const char *render_lang_asked(const struct request *request)
{
    return render_lang_known(raw_parameter(request->query, "lang"));
}

const char *render_lang(const struct request *request)
{
    const char *asked = render_lang_asked(request);
    str header = request_header(request, "Cookie");
    const char *name = request->is_tls ? "__Host-" LANG_COOKIE : LANG_COOKIE;
    return asked ? asked : render_lang_known(cookie_find(header, str_of(name)));
}

void render_keep_lang(ctx *c, const struct request *request, struct response *response)
{
    const char *asked = render_lang_asked(request);
    if (asked) render_set_lang(c, request, response, asked);
}

void render_set_lang(ctx *c, const struct request *request, struct response *response,
                     const char *lang)
{
    cookie_set(c, request, response,
               (struct cookie){.name = LANG_COOKIE,
                               .value = str_of(lang ? lang : "none"),
                               .max_age_s = lang ? YEAR_S : -1});
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

// Where one can go. A place that is not built yet, or that the visitor may not see, is not shown.
// clang-format off
static const struct place_row {
    const char *href, *label, *key; // of the keyboard: g and this goes there
    enum permission may;
    const char *others[6]; // that stand in the place too, without its address
} places[] = {
    {"/",          N_("Today"),     "t", MAY_SEE_RECORDS,   {0}},
    {"/figures",   N_("Figures"),   "f", MAY_SEE_FIGURES,   {0}},
    {"/customers", N_("Customers"), "c", MAY_SEE_CUSTOMERS, {0}},
    {"/remarks",   N_("Voices"),    "v", MAY_READ_REMARKS,  {"/themes"}},
    {"/campaigns", N_("Ask"),       "a", MAY_SEE_RECORDS,   {"/surveys"}},
    {"/cases",     N_("Cases"),     "k", MAY_SEE_CASES,     {"/tasks", "/causes", "/patterns", "/decisions"}},
    {"/journey",   N_("Journey"),   "j", MAY_SEE_RECORDS,   {"/journeys", "/stages", "/touchpoints"}},
    {"/set-up",    N_("Set-up"),    "s", MAY_SEE_PEOPLE,    {"/functions", "/units", "/channels", "/metrics", "/people", "/imports"}},
    {"/imports",   N_("Imports"),   "i", MAY_IMPORT,        {0}},
};
// clang-format on

static bool route_exists(const struct app *app, const char *path)
{
    for (i64 i = 0; i < app->route_count; i++)
        if (app->routes[i].method == GET && !strcmp(app->routes[i].path, path)) return true;
    return false;
}

static bool is_under(const struct request *request, const char *href)
{
    str path = request->path, place = str_of(href);
    if (!str_starts(path, place)) return false;
    return path.size == place.size || (place.size > 1 && path.s[place.size] == '/');
}

static bool is_at(const struct request *request, const struct place_row *row)
{
    bool at = is_under(request, row->href);
    for (i64 i = 0; i < COUNT_OF(row->others) && row->others[i]; i++)
        at = at || is_under(request, row->others[i]);
    return at;
}

static json_t *nav_of(ctx *c, const struct request *request)
{
    json_t *nav = json_new_array(c);
    const struct app *app = request->app;
    bool is_open_house = visitor_of(request)->is_open_house;
    for (i64 i = 0; i < COUNT_OF(places); i++) {
        const struct place_row *row = &places[i];
        if (role_may(visitor_of(request)->person.role, row->may) == MAY_NOT) continue;
        bool has_own = strcmp(row->href, "/imports") != 0 || !route_exists(app, "/set-up");
        bool needs_account = is_open_house && !strcmp(row->href, "/");
        if (needs_account || !has_own || !route_exists(app, row->href)) continue;
        json_t *one = json_new_object(c);
        json_put_c(one, "label", tr(c, row->label));
        json_put_c(one, "href", row->href);
        json_put_c(one, "key", row->key);
        json_put_bool(one, "is_current", is_at(request, row));
        json_array_append(nav, one);
    }
    return nav;
}

static bool is_among(const char *code, const char *const *langs)
{
    bool is = !langs;
    for (i64 i = 0; langs && langs[i]; i++)
        is = is || !strcmp(code, langs[i]);
    return is;
}

json_t *render_languages(ctx *c, const struct request *request, const char *const *langs)
{
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(languages); i++) {
        if (!is_among(languages[i].code, langs)) continue;
        json_t *one = json_new_object(c);
        json_put_c(one, "code", languages[i].code);
        json_put_c(one, "name", languages[i].name);
        json_put_c(one, "href", in_language(c, request, languages[i].code));
        json_put_bool(one, "is_current", strcmp(languages[i].code, c->lang) == 0);
        json_array_append(all, one);
    }
    return all;
}

static json_t *visitor_model(ctx *c, const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    bool is_known = visitor->person.account && !visitor->is_program;
    json_t *model = json_new_object(c);
    json_put_bool(model, "is_known", is_known);
    json_put_bool(model, "is_open_house", visitor->is_open_house);
    json_put_str(model, "name", visitor->name);
    json_put_c(model, "role_label", is_known ? tr(c, role_label(visitor->person.role)) : NULL);
    json_put_c(model, "account_href", "/account");
    bool may_sign_in =
        !is_known && route_exists(request->app, "/sign-in") && !visitor->is_open_house;
    json_put_c(model, "sign_in_href", may_sign_in ? "/sign-in" : NULL);
    return model;
}

static void put_frame(ctx *c, const struct request *request, const char *page, json_t *model)
{
    bool is_start = strcmp(page, "start") == 0;
    json_put_c(model, "page", page);
    json_put_c(model, "lang", c->lang);
    json_put(model, "languages", render_languages(c, request, NULL));
    json_put(model, "nav", is_start ? json_new_array(c) : nav_of(c, request));
    json_put_c(model, "version", TUNTUMA_VERSION);
    json_put_c(model, "source_href", "/source");
    json_put_c(model, "rules_href", "/rules");
    if (!json_object_get(model, "has_picture")) json_put_bool(model, "has_picture", false);
}

// What only somebody who looks at the page needs, and no program.
static void put_person(ctx *c, const struct request *request, struct response *response,
                       json_t *model)
{
    const char *text = notice_text(c, raw_parameter(request->query, "said"));
    json_t *notice = json_new_object(c);
    json_put_c(notice, "text", text);
    if (text)
        json_put(model, "notice", notice);
    else
        json_put_null(model, "notice");
    struct house_look look;
    house_look(c, ((struct app *)request->app)->house, &look);
    json_put_c(model, "house", look.name.size ? look.name.s : NULL);
    json_put_c(model, "accent_href", look.accent);
    json_put(model, "visitor", visitor_model(c, request));
    bool can_search =
        route_exists(request->app, "/search") && json_array_size(json_object_get(model, "nav")) > 0;
    json_put_c(model, "search_href", can_search ? "/search" : NULL);
    if (visitor_of(request)->secret.size)
        json_put_c(model, "csrf", guard_token(c, request, response));
    json_put_bool(model, "has_crumbs", json_array_size(json_object_get(model, "crumbs")) > 0);
}

bool render_template(ctx *c, const char *page, json_t *model, struct response *response)
{
    const struct mustache *template = template_find(NULL, str_of(page));
    assert(template);
    buf out = buf_new(c->arena, BOUND_PAGE_BYTES);
    struct mustache_partials partials = {template_find, NULL};
    if (!mustache_render(c, template, model, partials, &out)) return false;
    response_body(response, "text/html; charset=utf-8", buf_str(&out));
    return true;
}

static bool render_html(ctx *c, const struct request *request, const char *page, json_t *model,
                        struct response *response)
{
    put_person(c, request, response, model);
    if (json_is_true(json_object_get(model, "has_picture")))
        json_put_str(model, "model_json", picture_json(c, model));
    return render_template(c, page, model, response);
}

bool render_is_json(const struct request *request)
{
    return str_equal(raw_parameter(request->query, "format"), S("json")) ||
           !request_wants_html(request);
}

bool render_page(ctx *c, const struct request *request, struct response *response, const char *page,
                 json_t *model)
{
    put_frame(c, request, page, model);
    if (!render_is_json(request)) return render_html(c, request, page, model, response);
    response_json(c, response, model);
    return true;
}

// A page that wants somebody known leads to the door, and from there back.
static void ask_to_sign_in(ctx *c, const struct request *request, struct response *response)
{
    buf next = buf_new(c->arena, 3 * request->target.size + 100);
    buf_c(&next, "/sign-in?next=");
    url_add(&next, request->target);
    response->body = (str){0}; // the error's, for programs
    response->type = NULL;
    response_see(c, response, next.s);
}

bool render_error(ctx *c, const struct request *request, const err *error,
                  struct response *response, void *app)
{
    (void)app;
    if (error->code == ERR_UNKNOWN_USER && request->method == GET &&
        route_exists(request->app, "/sign-in")) {
        ask_to_sign_in(c, request, response);
        return true;
    }
    json_t *model = json_new_object(c);
    json_put_c(model, "title", label_capital(c, error->msg));
    json_put_c(model, "hint", error->hint);
    json_put_i64(model, "status",
                 response->status ? response->status : err_http_status(error->code));
    if (public_is(request)) return render_public(c, request, response, "public_error", model);
    put_frame(c, request, "error", model);
    return render_html(c, request, "error", model, response);
}
