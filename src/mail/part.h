// part: one part of a mail (RFC 5322, RFC 2045): its head and its body, the fields of the head, the
// parameters of a field, the parts inside. Slices point into the bytes. Pure.
#pragma once

#include "base/ctx.h"

struct part {
    str head, body;
};

// The head ends at the first empty line; without one all is head, unless nothing in it looks like a
// head: then all is body.
struct part part_of(str bytes);
// The first field of that name as it stands, its lines put together; empty when there is none.
str part_field(ctx *c, const struct part *part, const char *name);
// The same with encoded words decoded.
str part_words(ctx *c, const struct part *part, const char *name);
// The next field of a head, for reading them all: *head moves on. False at the end.
bool part_next_field(str *head, str *name, str *value);

// "text/html; charset=utf-8" → "text/html" in small letters.
str part_value(ctx *c, str field);
// A parameter of a field, decoded after RFC 2231 or RFC 2047, whichever was used; empty: none.
str part_parameter(ctx *c, str field, const char *name);

// The next part between boundaries: *body moves on. False when there is none.
bool part_next(str *body, str boundary, str *bytes);

// The next address in a field such as "Anna Å <anna@example.com>, …", as it stands, and the name:
// *field moves on. False at the end.
bool part_next_address(ctx *c, str *field, str *address, str *name);
// The next <…> of a field of identifiers, without its brackets: *field moves on.
bool part_next_id(str *field, str *id);
// The moment of a Date field; false when it is none.
bool part_date(str field, i64 *out_ms);
