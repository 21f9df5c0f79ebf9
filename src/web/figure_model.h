// figure_model: figures as the one JSON model that the API gives, the page's template renders, and
// `tuntuma figures --format json` prints: ui/model.md says what is in it.
#pragma once

#include "figure/figure.h"

// The model without the page's frame.
MUST_USE bool figure_model(ctx *c, const struct figures *figures, json_t **out);
// The same figures as CSV: one line a row, raw numbers.
str figure_csv(ctx *c, const struct figures *figures);
// The four verdicts, a sentence each.
json_t *figure_rules(ctx *c);
// Metrics that can be asked for, because there are facts for them. {name, label, selected}
MUST_USE bool figure_metrics(ctx *c, const struct metrics *all, str selected, json_t **out);
// {dim, dim_label, value, value_label, without_href} for each filter.
json_t *figure_filters(ctx *c, const char *path, const struct figure_query *query);
