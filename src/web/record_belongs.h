// record_belongs: what a record has to do with others: what refers to it, and what people linked
// it with.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

// Into "pointing": for each kind and field that refers to it, the first few and the address of all.
MUST_USE bool record_put_pointing(ctx *c, const struct record_asker *asker,
                                  const struct record *record, json_t *model);
// Into "links".
MUST_USE bool record_put_links(ctx *c, const struct request *request,
                               const struct record_asker *asker, const struct record *record,
                               json_t *model);
bool record_links_get(ctx *c, struct request *request, struct response *response);
bool record_links_post(ctx *c, struct request *request, struct response *response);
bool record_links_again(ctx *c, struct request *request, struct response *response);
bool record_link_remove_post(ctx *c, struct request *request, struct response *response);
