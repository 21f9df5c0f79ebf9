// control_draw: one Gibbs draw after another of a wandering level and of the controls'
// coefficients. Part of control_series; everything is standardised.
#pragma once

#include <gsl/gsl_rng.h>

#include "base/ctx.h"

struct control_draw {
    i64 n, k;     // places before the event; controls
    const f64 *y; // [n]; NaN: missing
    const f64 *x; // [n][k]; 0 where y is missing
    i64 known;    // values
    f64 level_deviation;
    f64 share; // of controls expected to be at work
    gsl_rng *rng;
    f64 noise, step; // variances, as drawn last
    f64 *level;      // [n]
    f64 *beta;       // [k]; 0 for those that are not at work
    bool *at_work;   // [k]
    // Scratch.
    f64 *sums, *precision;      // [k][k]: X'X; of the prior, over the noise
    f64 *products;              // [k]
    f64 *factor, *mean, *spare; // [k][k], [k], [n]
};

// Room for draws, from where plain estimates of the noise and β begin them.
void control_draw_begin(ctx *c, struct control_draw *draw);
// The next draw of level, step, noise and β.
void control_draw_next(struct control_draw *draw);
