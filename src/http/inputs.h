// inputs: what came in an address or a form, checked against the declared fields of a route.
// Knows nothing of how it was encoded.
#pragma once

#include "http/router.h"
#include "http/upload.h"

// Checks request->query against the route's declared fields (none, when these are a form's) and
// fills request->inputs. ERR_BAD_INPUT names the first field that is wrong, what is wrong with it,
// and what is allowed.
MUST_USE bool inputs_read_query(ctx *c, struct request *request);

// What a form brought, in its order; files apart.
struct form {
    struct pair *pairs;
    struct upload *uploads;
    i64 pair_count, upload_count;
};

// Fills request->inputs, typed, csrf, and problems with all that is wrong, field by field. False
// with ERR_BAD_INPUT only when the form is none of ours: a field that was not declared.
MUST_USE bool inputs_read_form(ctx *c, struct request *request, struct form form);
// The error of a form with problems and no page to show it again; response_error adds the fields.
bool inputs_refuse(ctx *c, const struct request *request);
