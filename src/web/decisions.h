// decisions: what the page of one decision shows beside its record: whether its figure moved, whom
// it is told to; telling it, having looked; and the public page of what was heard. Uses
// decision/decision.h.
#pragma once

#include "http/http.h"
#include "record/record.h"

extern const struct field decision_form[], heard_fields[];

// Into "decided", where the record is a decision.
MUST_USE bool decision_put(ctx *c, const struct request *request, const struct record *record,
                           json_t *model);
bool decision_tell_post(ctx *c, struct request *request, struct response *response);
bool decision_looked_post(ctx *c, struct request *request, struct response *response);
// "You said, we did, we did not": for everybody.
bool heard_get(ctx *c, struct request *request, struct response *response);
