// today: the first page: what waits for whoever looks, each with its next step, and what changed in
// the figures that matter most. Reads everything, changes nothing.
#pragma once

#include "http/http.h"

bool today_get(ctx *c, struct request *request, struct response *response);
