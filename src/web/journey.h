// journey: the picture of a journey: its stages in order, the touchpoints of each with owner,
// importance, the feelings aimed at, and their figure. Reads records and figures; changes nothing.
#pragma once

#include "http/http.h"

extern const struct field journey_fields[];

bool journey_get(ctx *c, struct request *request, struct response *response);
