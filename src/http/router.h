// router: one table of routes gives routing, checking of declared inputs and the OpenAPI
// description. Knows only the table it is given. Owns nothing.
#pragma once

#include "base/json.h"
#include "http/request.h"
#include "http/response.h"

enum field_type { FIELD_TEXT, FIELD_I64, FIELD_F64, FIELD_BOOL, FIELD_DAY, FIELD_CHOICE };

// One declared parameter of an address.
struct field {
    const char *name;
    enum field_type type;
    i64 min, max;               // of a number; of a text's bytes (max 0 = BOUND_NAME_BYTES)
    bool required, many;        // many: may stand more than once
    const char *const *choices; // FIELD_CHOICE: NULL-terminated
    const char *what;           // one sentence
};

// Paths are segments; ":name" takes any one segment. The first route that fits is taken, so fixed
// paths stand before those with names. The last entry of `in` has no name.
struct route {
    enum method method;
    const char *path;
    // False: c->err is answered. True: response is answered, now, or later after response_later.
    bool (*handler)(ctx *c, struct request *request, struct response *response);
    int may;                // the permission that it takes, for server_options.may; 0 = none
    const char *what;       // one sentence
    const struct field *in; // declared inputs; NULL = none
    const char *page;       // template of its page; NULL = no page
    const char *body;       // POST: media type of the body; NULL = none
    bool in_background;     // for listings: no person opens it (assets, health)
};

// Finds the route of request and fills request->route and params. False with ERR_NOT_FOUND; or with
// response->status 405 and the header Allow; or with ERR_BAD_INPUT when the path is badly encoded.
// `known_method` false: the method is none of ours.
MUST_USE bool router_find(ctx *c, const struct route *routes, i64 count, bool known_method,
                          struct request *request, struct response *response);
// Checks request->query against the route's declared fields and fills request->inputs.
// ERR_BAD_INPUT names the field, what is wrong with it, and what is allowed.
MUST_USE bool router_read_inputs(ctx *c, struct request *request);

struct openapi_about {
    const char *title, *version, *what;
};
// The description of all routes, OpenAPI 3.0.3.
json_t *openapi_write(ctx *c, struct openapi_about about, const struct route *routes, i64 count);
