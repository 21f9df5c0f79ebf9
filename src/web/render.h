// render: one model, two faces: JSON, or the page's template over the very same model. Owns the
// parsed templates, which are compiled in and parsed once. Adds the frame that every page has.
// Never makes a model of its own.
#pragma once

#include "http/http.h"

// Parses all templates; they live in c->arena, which must outlive the server.
MUST_USE bool render_prepare(ctx *c);
// For server_options.lang: the language of ?lang=, else the one kept from an earlier choice, or
// NULL.
const char *render_lang(const struct request *request);
// The language of ?lang= alone, or NULL; one of ours by its code, or NULL.
const char *render_lang_asked(const struct request *request);
const char *render_lang_known(str code);
// Keeps the language of ?lang= for later pages.
void render_keep_lang(ctx *c, const struct request *request, struct response *response);
// Keeps a language for later pages in this browser, or with NULL none: the account's, or the
// browser's own.
void render_set_lang(ctx *c, const struct request *request, struct response *response,
                     const char *lang);
// Answers with the model: JSON, or the page of route->page with its frame. `empty` store: no
// navigation.
MUST_USE bool render_page(ctx *c, const struct request *request, struct response *response,
                          const char *page, json_t *model);
// For other frames (public.h): the page in these languages, NULL-terminated, or NULL for all of
// ours; whether the asker takes JSON; and the template over the model, with the model as it is.
json_t *render_languages(ctx *c, const struct request *request, const char *const *langs);
bool render_is_json(const struct request *request);
MUST_USE bool render_template(ctx *c, const char *page, json_t *model, struct response *response);
// For server_options.error_page.
bool render_error(ctx *c, const struct request *request, const err *error,
                  struct response *response, void *app);
