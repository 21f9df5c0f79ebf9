// parse: the small languages inside a request: percent-encoding, query parameters, Accept lists,
// Host. Pure functions over bytes from outside, fuzzed by tests/fuzz/request_fuzz.c. Knows nothing
// of connections.
#pragma once

#include "base/ctx.h"

struct pair {
    str name, value;
};

// Decodes %XX, and '+' as a blank where asked for (queries, not paths). False when a % is not
// followed by two hexadecimal digits or the result is no UTF-8 text. The result lives in the arena;
// text without anything to decode is given back.
MUST_USE bool percent_decode(struct arena *arena, str text, bool plus_is_blank, str *out);

// "a=1&b=x%20y" in the order of the text; a name without '=' has an empty value. ERR_BAD_INPUT
// names the parameter that is badly encoded; ERR_TOO_LARGE beyond BOUND_QUERY_FIELDS.
MUST_USE bool query_parse(ctx *c, str query, struct pair **out, i64 *count);

// The choice that an Accept, Accept-Language or Accept-Encoding header likes best; of equals the
// first. Ranges are "a/b", "a/*", "*/*", "*", or a language that begins with the choice. -1 when it
// accepts none; 0 when header is empty.
i64 accept_choose(str header, const char *const *choices, i64 count);
// True when header names the choice, or everything, with a weight above zero. An empty header names
// nothing.
bool accept_allows(str header, const char *choice);

// Cuts a Host header into name ("[::1]" keeps its brackets) and port (empty when there is none).
// False when it is no Host.
MUST_USE bool host_split(str host, str *name, str *port);
// True when path leads to a place here: it begins with one '/', and has nothing that a browser
// reads as another host (// or a backslash) or that would end a header.
bool path_is_own(str path);
// True when text is a token of RFC 9110 §5.6.2: what a header's name and a method may be.
bool token_is_valid(str text);
