// routes: the one table of addresses: routing, inputs, permissions, the API's description and the
// tests follow from it.
#pragma once

#include "http/http.h"

extern const struct route routes[];
extern const i64 route_count;
