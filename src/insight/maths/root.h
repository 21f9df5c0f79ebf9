// root: finds where a function crosses zero. Owns nothing, uses base only, never allocates.
#pragma once

#include "base/base.h"

// A function that is below zero at `low`, above it at `high`, and crosses once between.
struct root_search {
    // The function's value at x; *slope becomes its derivative there.
    f64 (*at)(f64 x, const void *data, f64 *slope);
    const void *data;
    f64 low, high;
    f64 start;     // a guess between them
    f64 tolerance; // a step so small ends the search
};

// The crossing. Always ends; from a fair guess after 3 to 6 evaluations.
f64 root_find(struct root_search search);
