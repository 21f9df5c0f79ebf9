// record_views: questions of lists that people keep under a name: offered above the list, saved and
// forgotten beside it.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

// "views" and "keeping" (a form, the person's own with their way out) into a list's model.
MUST_USE bool record_views_put(ctx *c, const struct request *request, struct response *response,
                               const struct record_asker *asker, json_t *list);
bool record_view_post(ctx *c, struct request *request, struct response *response);
bool record_view_again(ctx *c, struct request *request, struct response *response);
bool record_view_remove_post(ctx *c, struct request *request, struct response *response);
