// public: pages for customers: the company's name and colour, a choice of language, no way into the
// house, no script, no cookie, less than 50 KB in all. Whoever has the address may see the page, so
// it is never indexed, and where one goes from it never learns the address (Referrer-Policy is
// same-origin; with no-referrer a browser would send its forms with Origin: null, which we refuse).
// Owns what stands round such a page; never knows what is on it.
//
// A route of such a page has .is_keyed and no .may, GET as POST: nobody asks who it is, and its
// forms (form_new) carry no token. Its errors come in this frame too.
#pragma once

#include "http/http.h"

// Whether the request is for such a page.
bool public_is(const struct request *request);
// Answers with the model: JSON, or the page of the template with this frame. The model has "title",
// and may have "languages" (render_languages), "is_kiosk" and "is_embedded": no way out of it. The
// template begins {{> public_top}} and ends {{> public_bottom}}.
MUST_USE bool render_public(ctx *c, const struct request *request, struct response *response,
                            const char *template, json_t *model);
// Lets the page stand in frames of these sites, as settings of the type SETTING_SITES keep them:
// "https://example.com https://example.fi". Nowhere when it is empty. Before render_public.
void public_let_frame(ctx *c, struct response *response, str sites);
