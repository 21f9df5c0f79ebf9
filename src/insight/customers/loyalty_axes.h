// loyalty_axes: the two axes behind loyalty: how customers differ in attitude and in behaviour, and
// where each one is likely to be. Part of loyalty.
#pragma once

#include "insight/customers/loyalty_attitude.h"

struct loyalty_axes {
    struct loyalty_attitude attitude;
    f64 first, second; // behaviour: beta or gamma
    f64 mean_rate;     // mean share or rate
    bool alike;        // behaviour differs no more than chance makes it
};

bool loyalty_known(const struct loyalty_rows *rows, i64 i);
// ERR_REFUSED when attitude or behaviour cannot be told from these rows; ERR_STOPPED.
MUST_USE bool loyalty_axes_fit(ctx *c, const struct loyalty_rows *rows, f64 icc, i64 fold,
                               struct loyalty_axes *out);

struct loyalty_bins {
    f64 z[LOYALTY_BINS + 1];    // edges on the scale of a standard normal variable
    f64 edge[LOYALTY_BINS + 1]; // of behaviour: on its own scale
    f64 mass[LOYALTY_BINS];     // chance of each bin
};

struct loyalty_grid {
    f64 warm_at, often_at; // the cuts: on the scale of a, and of behaviour
    struct loyalty_bins warm, often;
    const struct loyalty_steps *steps;
};

// How much more likely each bin is, given what is known of a customer, than before.
struct loyalty_evidence {
    f64 warm[LOYALTY_BINS], often[LOYALTY_BINS];
};

struct loyalty_grid loyalty_grid_make(ctx *c, const struct loyalty_rows *rows,
                                      const struct loyalty_axes *axes, struct loyalty_ask ask);
struct loyalty_evidence loyalty_evidence_of(const struct loyalty_rows *rows,
                                            const struct loyalty_axes *axes,
                                            const struct loyalty_grid *grid, i64 i);
