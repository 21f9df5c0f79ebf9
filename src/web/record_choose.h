// record_choose: what a list may be narrowed by: a form with every field, the filters that stand,
// states and shelves, each with its address. Knows which records a reference can be chosen from.
#pragma once

#include "http/http.h"
#include "web/form.h"
#include "web/record_address.h"

// Puts "search", "filters" (a form), "chips", "states" and "shelves" into a list's model.
MUST_USE bool record_choose_put(ctx *c, const struct request *request,
                                const struct record_asker *asker, const struct record_asked *asked,
                                json_t *list);
// Records of a kind that a field can refer to, by title, with "– none –" first and `chosen` (0:
// none) among them; NULL when there are more than a list to choose from can hold: then it is typed.
MUST_USE bool record_choose_from(ctx *c, const struct record_asker *asker, const struct kind *kind,
                                 i64 chosen, const char *none, struct form_option **out);
