// record_list: the list of a kind's records: a page of it, filters and columns to choose from, and
// the whole of it as a sheet.
#pragma once

#include "http/http.h"
#include "web/record_address.h"

bool record_list_get(ctx *c, struct request *request, struct response *response);
// The model of a page of a list that was asked for.
MUST_USE bool record_list_model(ctx *c, const struct request *request,
                                const struct record_asker *asker, struct record_asked *asked,
                                json_t **out);
