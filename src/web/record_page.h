// record_page: one record on a page: what is known of it, its state and next steps, what points at
// it, what it belongs together with, what people say, its files; and its history.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

bool record_page_get(ctx *c, struct request *request, struct response *response);
bool record_history_get(ctx *c, struct request *request, struct response *response);
// Every field that the asker sees, as people read it, into "facts".
MUST_USE bool record_put_facts(ctx *c, const struct record_asker *asker,
                               const struct record *record, json_t *model);
