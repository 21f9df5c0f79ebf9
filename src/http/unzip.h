// unzip: a body that came compressed, for routes whose senders may do so. Only gzip is known.
// Bounded by what a body may have anyway, however little came over the wire.
#pragma once

#include "http/request.h"

// Makes request->body what it was before the sender compressed it; nothing where it did not.
// ERR_BAD_INPUT when it was compressed in another way or is broken, ERR_TOO_LARGE beyond
// BOUND_BODY_BYTES.
MUST_USE bool unzip_body(ctx *c, struct request *request);
