// choices: what a reader of figures may ask for next: metrics, dimensions, filters, periods, each
// with its address.
#pragma once

#include "base/json.h"
#include "figure/figure.h"

// Metrics that can be asked for, because there are facts for them. {name, label, selected}
MUST_USE bool choices_metrics(ctx *c, const struct metrics *all, str selected, json_t **out);
// {dim, dim_label, value, value_label, without_href} for each filter.
json_t *choices_filters(ctx *c, const char *path, const struct figure_query *query);
// Puts all of the form and of the links beside it into the model of a figures page.
MUST_USE bool choices_put(ctx *c, const struct figures *figures, json_t *model);
