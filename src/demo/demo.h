// demo: writes three years of an invented company, Kuusilinna, as the files that its own systems
// would export, with a mapping for each, a manifest, and the truth behind them. Owns the folder it
// writes to. Uses base only; knows neither the store nor the clock. Never differs: the same plan
// gives the same bytes.
#pragma once

#include "base/ctx.h"

struct demo_plan {
    const char *folder; // made when it does not exist; files of an earlier demo are written over
    u64 seed;
    i64 scale;     // 1 = about 40,000 customers
    i32 last_day;  // day since 1970 that the three years end with
    i64 customers; // 0 = as many as the scale says; tests want fewer
};

// Writes the data files, <file>.map.json for each, manifest.json ([{file, map, rows, facts}] in the
// order to import), truth.json and customers_truth.csv. Memory grows with the customers (about 40
// bytes each), not with the facts. ERR_USAGE when the plan is out of bounds, ERR_SYSTEM when a file
// cannot be written, ERR_STOPPED.
MUST_USE bool demo_write(ctx *c, struct demo_plan plan);
