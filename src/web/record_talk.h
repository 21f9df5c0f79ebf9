// record_talk: what people say of a record or of a figure: the thread, a form to add to it, taking
// one's own words back.
#pragma once

#include "http/http.h"
#include "record/comment.h"
#include "web/record_asker.h"

// Into "thread". `asker` may be NULL for a figure.
MUST_USE bool record_put_thread(ctx *c, struct request *request, struct response *response,
                                const struct record_asker *asker, const struct comment_about *about,
                                json_t *model);
bool record_comment_post(ctx *c, struct request *request, struct response *response);
bool record_comment_again(ctx *c, struct request *request, struct response *response);
bool record_comment_remove_post(ctx *c, struct request *request, struct response *response);

// The same of figures: a page of its own, keyed by the figure's address. The figure's page leads
// there: "talk_href", and "talk_text" where something was said.
struct figure_query;
MUST_USE bool figure_talk_put(ctx *c, const struct figure_query *query, json_t *model);
bool figure_talk_get(ctx *c, struct request *request, struct response *response);
bool figure_comment_post(ctx *c, struct request *request, struct response *response);
bool figure_comment_again(ctx *c, struct request *request, struct response *response);
bool figure_comment_remove_post(ctx *c, struct request *request, struct response *response);
