// today_waits: what waits for somebody, from every corner of the house, each with its next step:
// being named in a comment, rows that were refused, webhooks that were stopped, what is not set up
// yet.
#pragma once

#include "http/http.h"

// Adds {"what", "about", "note", "when", "when_text", "step", "href"}, the most pressing first.
MUST_USE bool today_waits(ctx *c, const struct request *request, json_t *waits);
// Adds the steps of setting the house up, {"label", "href", "is_done"}, for whoever may take them;
// none when all are done. *open: how many are not.
MUST_USE bool today_steps(ctx *c, const struct request *request, json_t *steps, i64 *open);
