// moved: did a figure move from one stretch of days to another? Both with interval and verdict, and
// the difference with its own: hidden where either is. Never writes.
#pragma once

#include "figure/figure.h"

struct figure_moved {
    const struct metric *metric;
    struct figure_row before, after; // the whole of each stretch
    const char *before_text, *after_text, *low_text, *high_text, *difference_text;
    bool is_known;                // there is a difference
    bool divides;                 // it is a quotient: 1.08 is 8 % more
    f64 difference, low, high, p; // the second less the first, in the metric's unit
    bool beyond_chance;
    i32 direction; // beyond chance: 1 better, -1 worse, 0 neither
};

struct figure_stretches {
    struct day_range before, after;
};

// query: metric and filters; its own days do not count. ERR_NOT_FOUND as figure_compute.
MUST_USE bool figure_moved(ctx *c, struct figure_query query, struct figure_stretches stretches,
                           struct figure_moved *out);
