// control_series: what an event changed, when other series that it did not touch tell how things
// would have gone on: a wandering level and what the controls explain, drawn by Gibbs sampling from
// the time before, and let run on after. Pure; results live in c->arena.
//
// K. H. Brodersen, F. Gallusser, J. Koehler, N. Remy & S. L. Scott, Annals of Applied Statistics 9
// (2015) 247-274, with the priors of their R packages CausalImpact and bsts: values standardised by
// the time before; step of the level around 0.01 (as if seen 32 times); expected R² 0.8 (50 times);
// about three controls at work (spike and slab, E. I. George & R. E. McCulloch, Statistica
// Sinica 7 (1997) 339-373). Levels by forward filtering and backward sampling: C. K. Carter & R.
// Kohn, Biometrika 81 (1994) 541-553; S. Frühwirth-Schnatter, J. Time Series Analysis 15 (1994)
// 183-202.
#pragma once

#include <gsl/gsl_rng.h>

#include "insight/sure/interval.h"
#include "insight/series/local_level.h"

#define CONTROLS_MAX 32

struct control_series {
    i64 count, width;     // places; controls, 1 to CONTROLS_MAX
    const f64 *value;     // [count]; NaN: missing
    f64 *const *controls; // [width][count]; places where one is missing are left out
    i64 event;            // the first place after it
    f64 level_deviation;  // of the level's step, standardised, as expected before; 0.01
    i64 draws;            // kept; a tenth as many come before them and are not
};

enum control_status {
    CONTROL_FOUND,
    CONTROL_TOO_FEW,  // fewer than controls + 4 values before, or none after
    CONTROL_CONSTANT, // values before the event are all alike
    CONTROL_FLAT,     // a control is always the same before the event: `column`
    CONTROL_ALIASED,  // a control says nothing beyond those before it: `column`
    CONTROL_EXACT,    // the controls tell the values without any noise: they are the same thing
};

struct control_found {
    enum control_status status;
    i64 column;
    i64 before, after;             // places with a value and all controls
    f64 mean, deviation;           // of the values before: what they are standardised by
    struct local_level plain;      // by maximum likelihood, standardised: a check
    struct expectation plain_mean; // mean of the places after, by that, in the values' unit
    f64 actual;                    // mean of a place after
    struct interval expected;      // mean that it would have had; its standard deviation:
    f64 expected_deviation;
    struct interval effect; // actual minus expected, of a place; its sum; and divided by expected
    struct interval total, relative;
    bool wanders;         // by maximum likelihood the level steps farther than the prior lets it
    struct interval wide; // effect; where it wanders, with the limits of both, whichever are wider
    f64 p;                // chance, one side, of an effect as large when there is none
    f64 *low, *middle, *high; // [count]: expected at each place, with limits; before: fitted, no
                              // limits. NaN where a control is missing
    f64 *weights, *inclusion; // [width]: standardised coefficients, mean; share of draws with it
    f64 noise, step;          // standardised standard deviations, means of draws
};

// Fails with ERR_STOPPED only, and ERR_TOO_LARGE when draws × places after are too many; look at
// out->status.
MUST_USE bool control_series_fit(ctx *c, const struct control_series *series, gsl_rng *rng,
                                 f64 level, struct control_found *out);
