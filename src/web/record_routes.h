// record_routes: the addresses that every kind of record has, made from one pattern and the kinds'
// tables. route->data is the struct kind.
#pragma once

#include "http/http.h"

// How many there are for all registered kinds; fills that many.
i64 record_routes_count(void);
void record_routes_make(ctx *c, struct route *out);
