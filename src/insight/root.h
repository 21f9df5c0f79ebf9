// root: finds where a function crosses zero. Owns nothing, uses base only, never allocates.
#pragma once

#include "base/base.h"

// What is searched: the function and whatever it needs to know.
struct root_search {
    f64 (*at)(f64 x, const void *data);
    const void *data;
    f64 low, high; // at(low) and at(high) have opposite signs, or one of them is zero
    f64 tolerance; // the answer is at most this far from the crossing
};

// The crossing between search.low and search.high. Always ends: at most about 130 evaluations,
// usually 6 to 12.
f64 root_find(struct root_search search);
