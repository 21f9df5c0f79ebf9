// case_handled: what the customer of a closed case said of how it was handled, beside the case.
#pragma once

#include "web/case_seen.h"

// Puts "handled" into the model: null where nobody was asked.
MUST_USE bool case_handled_put(ctx *c, const struct case_seen *seen, json_t *model);
