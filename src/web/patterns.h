// patterns: the page of what repeats, largest first, and what the page of one pattern shows beside
// its record: its cases, what it costs, the figure that it hurts. Uses decision/pattern.h. Who may
// see records of the kind is record_asker's.
#pragma once

#include "http/http.h"
#include "record/record.h"

bool patterns_get(ctx *c, struct request *request, struct response *response);
// Into "pattern", where the record is one.
MUST_USE bool pattern_put(ctx *c, const struct request *request, const struct record *record,
                          json_t *model);
