// routes: the one table of addresses: routing, inputs, permissions, the API's description and the
// tests follow from it. What is said once here stands beside what every kind of record has
// (record_routes.h).
#pragma once

#include "http/http.h"

extern const struct route routes[];
extern const i64 route_count;

struct route_table {
    const struct route *routes;
    i64 count;
};
// All of it, with the addresses of every registered kind; lives in c->arena.
struct route_table routes_make(ctx *c);
