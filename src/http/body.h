// body: a request's body as it comes in: its type, its size, its speed, and where it is kept;
// private to src/http. Runs on the I/O threads.
#pragma once

#include "http/exchange.h"

// Makes room for the body of the route that was found. `size` by Content-Length, -1 when not told.
// ERR_TOO_LARGE; ERR_BUSY when many files are coming in; ERR_BAD_INPUT when a form has another
// type.
MUST_USE bool body_prepare(ctx *c, struct exchange *x, i64 size);

struct body_part {
    struct exchange *x;
    str bytes;
};
// Takes the next bytes, of a struct body_part, in; for ctx_try.
MUST_USE bool body_take(ctx *c, void *part);
// Who sends a byte now and then holds a connection, and nothing else would end it.
bool body_is_too_slow(const struct exchange *x);
