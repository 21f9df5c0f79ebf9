// loyalty_axes: the two axes behind loyalty: how customers differ in attitude and in behaviour, and
// where each one is likely to be. Part of loyalty.
#pragma once

#include "insight/loyalty.h"

// Customers i with i % LOYALTY_FOLDS == out are left out; out −1: none.
enum { LOYALTY_FOLDS = 20 };

struct loyalty_axes {
    f64 mean, between, within; // attitude: mean, variances between customers and of one's answers
    f64 first, second;         // behaviour: beta or gamma
    f64 mean_rate;             // mean share or rate
    i32 flaws;
};

bool loyalty_known(const struct loyalty_rows *rows, i64 i);
// False when noise or behaviour cannot be told from these rows.
bool loyalty_axes_fit(const struct loyalty_rows *rows, f64 noise, i64 out_fold,
                      struct loyalty_axes *out);
// Each axis is cut into bins, half of them on either side of what counts as warm or often, equally
// likely on their side before anything is known of a customer.
enum { LOYALTY_BINS = 8, LOYALTY_HALF = LOYALTY_BINS / 2 };

struct loyalty_bins {
    f64 z[LOYALTY_BINS + 1];    // edges on the scale of a standard normal variable
    f64 edge[LOYALTY_BINS + 1]; // and on the axis's own
    f64 mass[LOYALTY_BINS];     // chance of each bin
};

struct loyalty_grid {
    struct loyalty_bins warm, often;
};

// How much more likely each bin is, given what is known of a customer, than before.
struct loyalty_evidence {
    f64 warm[LOYALTY_BINS], often[LOYALTY_BINS];
};

struct loyalty_grid loyalty_grid_make(const struct loyalty_rows *rows,
                                      const struct loyalty_axes *axes, struct loyalty_ask ask);
struct loyalty_evidence loyalty_evidence_of(const struct loyalty_rows *rows,
                                            const struct loyalty_axes *axes,
                                            const struct loyalty_grid *grid, i64 i);
