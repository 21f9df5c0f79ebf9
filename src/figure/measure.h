// measure: from sums to a figure with its interval, by the metric's kind; and from two sums to
// their difference. Knows which method of insight fits which kind. Pure.
#pragma once

#include "figure/query.h"
#include "insight/sure/difference.h"

// What one row's figure is made of.
struct material {
    struct sums over;  // the metric's own sums; a ratio's numerator
    struct sums under; // a ratio's denominator
    f64 days;          // length of the row's period; 0: not known
    i64 active, before, kept,
        fresh; // METRIC_CUSTOMERS: active now, in the period before, in both, for the first time
};

struct measured {
    struct interval interval; // in the metric's unit: NPS in points
    enum verdict_source source;
    f64 tolerance; // in the same unit
    i64 n;         // facts behind it
    i64 more;      // answers missing for a fact, or ENOUGH_UNKNOWN
};

struct measured measure(const struct metric *metric, const struct material *material, f64 level);

// The first less the second (totals, counts, ratios: divided by it). False when they cannot be
// compared.
bool measure_difference(const struct metric *metric, const struct material *a,
                        const struct material *b, f64 level, struct difference *out);
// True when a difference of this metric is a quotient.
bool measure_divides(const struct metric *metric);
// What is left of the whole without the part.
struct material measure_rest(const struct material *whole, const struct material *part);
