// truth: what analyses can be scored against: who left when and why, and every effect built into
// the story. Owns truth.json. The customers themselves are in customers_truth.csv, a row each
// (rows).
#pragma once

#include "demo/day.h"

// Writes truth.json into the folder, counting customers and rows. ERR_SYSTEM.
MUST_USE bool truth_write(struct life *life, const struct demo_plan *plan, int folder_fd);
