// figure_model: figures as the one JSON model that the API gives, the page's template renders, and
// `tuntuma figures --format json` prints: ui/model.md says what is in it.
#pragma once

#include "base/json.h"
#include "figure/figure.h"

// The model without the page's frame.
MUST_USE bool figure_model(ctx *c, const struct figures *figures, json_t **out);
// The four verdicts, a sentence each.
json_t *figure_rules(ctx *c);
