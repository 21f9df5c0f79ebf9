// check: recounts the cube from the facts and verifies references and identities. Reads everything,
// writes nothing.
#pragma once

#include "facts/metric.h"

struct check_finding {
    const char *what;  // "cube differs from facts", "fact names a unit that does not exist" …
    const char *where; // which metric, day, …
};

struct check_report {
    i64 facts, cells, keys, batches;
    i64 finding_count;
    struct check_finding *findings; // the first hundred
};

MUST_USE bool check_run(ctx *c, struct check_report *out);
