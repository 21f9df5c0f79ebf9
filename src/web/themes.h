// themes: what customers speak of: the share of remarks of each theme, now and before, what one
// theme's months show with examples, and words that no theme has yet. Uses voice, figure.
#pragma once

#include "http/http.h"
#include "record/record.h"

bool themes_get(ctx *c, struct request *request, struct response *response);
// Into "theme", where the record is one: its months and examples.
MUST_USE bool theme_put(ctx *c, const struct request *request, const struct record *record,
                        json_t *model);
