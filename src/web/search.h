// search: one field from which everything can be reached: pages, what can be done, metrics,
// records, and a customer by key. Shows nobody what they may not open. Changes nothing.
#pragma once

#include "http/http.h"

extern const struct field search_fields[];

bool search_get(ctx *c, struct request *request, struct response *response);
