#include "web/public.h"

#include "web/app.h"
#include "web/house.h"
#include "web/render.h"

#define POLICY                                                                                     \
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' "    \
    "data:; form-action 'self'; base-uri 'none'; frame-ancestors "

bool public_is(const struct request *request)
{
    return request->route && request->route->is_keyed && !request->route->may;
}

void public_let_frame(ctx *c, struct response *response, str sites)
{
    const char *policy = fmt(c->arena, POLICY "%.*s", STR(sites.size ? sites : S("'none'")));
    response_header(c, response, "Content-Security-Policy", policy);
}

static void put_flag(json_t *model, const char *name)
{
    if (!json_object_get(model, name)) json_put_bool(model, name, false);
}

static void put_frame(ctx *c, const struct request *request, const char *template, json_t *model)
{
    json_t *languages = json_object_get(model, "languages");
    if (!languages) json_put(model, "languages", languages = render_languages(c, request, NULL));
    json_put_bool(model, "has_languages", json_array_size(languages) > 1);
    json_put_c(model, "page", template);
    json_put_c(model, "lang", c->lang);
    put_flag(model, "is_kiosk");
    put_flag(model, "is_embedded");
    struct house_look look;
    house_look(c, ((struct app *)request->app)->house, &look);
    json_put_c(model, "house", look.name.size ? look.name.s : NULL);
    json_put_c(model, "accent_href", look.public_accent);
    bool is_closed = json_is_true(json_object_get(model, "is_kiosk"));
    json_put_c(model, "source_href", is_closed ? NULL : "/source");
}

bool render_public(ctx *c, const struct request *request, struct response *response,
                   const char *template, json_t *model)
{
    put_frame(c, request, template, model);
    response_header(c, response, "X-Robots-Tag", "noindex, nofollow");
    if (!render_is_json(request)) return render_template(c, template, model, response);
    response_json(c, response, model);
    return true;
}
