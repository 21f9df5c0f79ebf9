// address: a question about figures as an address, and back. Knows the names of the parameters;
// both ways in one place.
#pragma once

#include "figure/figure.h"
#include "http/router.h"

// "/figures?metric=nps&by=unit&where=channel:air&from=2014-01-01": everything in the question.
const char *address_of(ctx *c, const char *path, const struct figure_query *query);
// The same with one more parameter, as in "customers=1".
const char *address_with(ctx *c, const char *path, const struct figure_query *query,
                         const char *more);
// Reads the declared inputs of a request (address_fields) into a question. metric stays empty when
// none is given.
MUST_USE bool address_read(ctx *c, const struct request *request, struct figure_query *out);
// The parameters that address_read understands, for routes.
extern const struct field address_fields[], address_paged_fields[];
