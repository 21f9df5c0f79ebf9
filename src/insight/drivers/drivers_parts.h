// drivers_parts: what drivers.c has for its resampling half.
#pragma once

#include "insight/drivers/drivers.h"

// lmg of all orders where they are few enough for resampling; else of so many shuffles from this
// seed, the same at each call. Returns R².
f64 drivers_lmg_any(ctx *c, const struct drivers_input *input, i64 shuffles, u64 seed, f64 lmg[]);
