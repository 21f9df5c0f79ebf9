// posted: the two encodings of a form's body. Fuzzed by tests/fuzz/posted_fuzz.c and
// tests/fuzz/multipart_fuzz.c. Knows which fields a route declares, not what may stand in them.
// What two readers could understand differently is refused: a name twice in one part, a coding,
// text before the first boundary or after the last.
#pragma once

#include "http/inputs.h"

// application/x-www-form-urlencoded: "a=1&b=x+y". ERR_BAD_INPUT when it is badly encoded,
// ERR_TOO_LARGE beyond BOUND_FORM_FIELDS.
MUST_USE bool posted_parse(ctx *c, str body, struct form *out);

// "application/json": programs say the fields of a form as one flat object. Texts, numbers, true,
// false, and arrays of them for what may stand more than once; null is a field left out.
bool posted_is_json(str content_type);
// ERR_BAD_INPUT when it is no such object, ERR_TOO_LARGE beyond BOUND_FORM_FIELDS.
MUST_USE bool posted_parse_json(ctx *c, str body, struct form *out);

// multipart/form-data (RFC 7578), as it comes in: text is kept in memory, at most BOUND_BODY_BYTES,
// files go to temporary files in `folder`, each at most as large as its field says and all together
// BOUND_UPLOAD_BYTES.
struct multipart;

// content_type is the request's header. ERR_BAD_INPUT when it names no boundary.
MUST_USE bool multipart_begin(ctx *c, str content_type, const struct route *route,
                              const char *folder, struct multipart **out);
// Takes the next bytes of the body. After a failure it must not be called again.
MUST_USE bool multipart_add(ctx *c, struct multipart *multipart, str bytes);
// ERR_BAD_INPUT when the last boundary is missing. The form lives in c's arena.
MUST_USE bool multipart_end(ctx *c, struct multipart *multipart, struct form *out);
