// valley: where a function of x ≥ 0 is least, when it may have several low places and the least may
// be at 0: a variance, or a ratio of two. Owns nothing, never fails, never allocates.
#pragma once

#include "base/base.h"

struct valley {
    f64 (*at)(f64 x, const void *data);
    const void *data;
    f64 scale; // > 0: within six decades of it the least value is expected, if not at 0
};

// The x of the least value; 0 when no other is less. To about 1e-7 of itself.
f64 valley_find(struct valley valley);
