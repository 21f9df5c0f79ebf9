// repeat: do customers come back more than their preferences explain? Who chooses us in x of n
// purchases, each time anew, chooses us right after us x (x − 1) / n times, whatever x is: the
// order of the purchases is then left to chance. What is beyond it is habit, or whatever else the
// last purchase does to the next. Pure. Uses base only.
//
// Source: the distribution of runs given the counts, A. Wald & J. Wolfowitz, Annals of Mathematical
// Statistics 11 (1940) 147-162; W. L. Stevens, Annals of Eugenics 9 (1939) 10-17; for purchases R.
// E. Frank, J. of Business 35 (1962) 43-56. That preferences differ between customers cannot be
// taken for habit, because each is compared with own counts.
#pragma once

#include "base/base.h"

struct repeat_customer {
    f64 purchases; // in all
    f64 ours;      // of them with us
    f64 again;     // times that a purchase with us followed right after one with us
    f64 weight;    // 0 … 1: counts in part
};

struct repeat {
    f64 purchases, again;
    f64 expected, variance; // of `again`, from the counts alone
    f64 z;                  // NaN when nothing could have been otherwise
    f64 excess;             // again / expected − 1
};

// Adds one customer; `again` beyond what the counts allow is our bug.
void repeat_add(struct repeat *sum, struct repeat_customer one);
// Whether the counts allow it: 0 ≤ again ≤ ours − 1, and at least ours − (purchases − ours) − 1.
bool repeat_possible(struct repeat_customer one);
void repeat_finish(struct repeat *sum);
