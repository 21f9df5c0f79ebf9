// router: one table of routes gives routing, declared inputs (inputs.h reads them) and the OpenAPI
// description. Knows only the table it is given. Owns nothing.
#pragma once

#include "base/json.h"
#include "http/request.h"
#include "http/response.h"

enum field_type {
    FIELD_TEXT,
    FIELD_I64,
    FIELD_F64,
    FIELD_BOOL,
    FIELD_DAY,
    FIELD_CHOICE,
    FIELD_FILE // of a form with BODY_FILES
};

// Media types of bodies that are read as declared inputs.
#define BODY_FORM  "application/x-www-form-urlencoded"
#define BODY_FILES "multipart/form-data"

// One declared parameter of an address, or field of a form.
struct field {
    const char *name; // of a form "row.": all names that begin with it (request->typed has them)
    enum field_type type;
    i64 min, max;        // of a number; of a text's bytes (max 0 = BOUND_NAME_BYTES); of a file's
                         // (max 0 = BOUND_UPLOAD_BYTES)
    bool required, many; // many: may stand more than once
    bool is_secret;      // never shown again: passwords, codes
    const char *const *choices; // FIELD_CHOICE: NULL-terminated
    const char *what;           // one sentence
};

// Paths are segments; ":name" takes any one segment. Of several that fit, the one that says more in
// words is taken, from the left; of equal ones the first. The last entry of `in` has no name.
struct route {
    enum method method;
    const char *path;
    // False: c->err is answered. True: response is answered, now, or later after response_later.
    bool (*handler)(ctx *c, struct request *request, struct response *response);
    int may;                // the permission that it takes, for server_options.may; 0 = none
    const char *what;       // one sentence
    const struct field *in; // declared inputs: of the form where body is one, else of the address
    const char *page;       // template of its page; NULL = no page
    const char *body;       // POST: media type of the body; NULL = none
    bool takes_others;      // GET: parameters that are not declared are left out, not refused: an
                            // address that others lead to
    bool in_background;     // no person opens it (assets, health): nobody asks who it is
    bool is_keyed;          // POST: the asker shows a key and has no session, so no CSRF token
    bool ends_session;      // POST: whoever has no session needs no CSRF token for it
    // Called instead of the handler when a form has problems: shows it again with what was typed.
    // The status is 400 unless it says otherwise. NULL: an error that names all problems.
    bool (*again)(ctx *c, struct request *request, struct response *response);
    const void *data; // what the handler works on, where several routes share it; may be NULL
};

// Finds the route of request and fills request->route and params. False with ERR_NOT_FOUND; or with
// response->status 405 and the header Allow; or with ERR_BAD_INPUT when the path is badly encoded.
// `known_method` false: the method is none of ours.
MUST_USE bool router_find(ctx *c, const struct route *routes, i64 count, bool known_method,
                          struct request *request, struct response *response);
// Whether a route's body is read as its declared inputs, and whether files may be among them.
bool route_has_form(const struct route *route);
bool route_takes_files(const struct route *route);

struct openapi_about {
    const char *title, *version, *what;
};
// The description of all routes, OpenAPI 3.0.3.
json_t *openapi_write(ctx *c, struct openapi_about about, const struct route *routes, i64 count);
