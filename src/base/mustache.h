// mustache: logic-less templates over JSON (mustache.github.io/mustache.5.html), without lambdas
// and delimiter changes. Variables, sections, inverted sections, partials with indentation,
// comments, dotted names; HTML is escaped. False are false, null, what is missing, the empty list
// and the empty text; the number 0 is a value like any other. Beyond the specification:
// {{_ English text}} is replaced by its translation, escaped.
// Owns nothing: a parsed template lives in the arena it was parsed into, and any thread may read
// it.
#pragma once

#include "base/json.h"

struct mustache;

// ERR_BAD_INPUT with line when a tag is not closed, a section does not match, or a delimiter change
// is asked for.
MUST_USE const struct mustache *mustache_parse(ctx *c, str text);
// partial(name) gives the template of {{> name}}, or NULL, which renders as nothing.
struct mustache_partials {
    const struct mustache *(*find)(void *data, str name);
    void *data;
};
// Renders into out. ERR_TOO_LARGE when partials nest deeper than bounds allow.
MUST_USE bool mustache_render(ctx *c, const struct mustache *template, json_t *view,
                              struct mustache_partials partials, buf *out);
