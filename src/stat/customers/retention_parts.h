// retention_parts: what retention.c has in its other half.
#pragma once

#include "stat/customers/retention_rows.h"

// Cox's model of the columns given: fields, tables, warnings, and a sentence.
MUST_USE bool retention_explain(ctx *c, struct stat_job *stat, const struct retention_rows *rows);
// "0.0013", or "below 0.0001".
const char *retention_p(ctx *c, f64 p);
