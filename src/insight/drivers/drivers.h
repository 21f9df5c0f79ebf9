// drivers: which of several things that go with an outcome matter most, although they go with each
// other too: each one's share of the variance explained (R²). Pure; results live in c->arena;
// chance only through a gsl_rng. A driver is one column, or several that belong together (the names
// of a factor). Sources: R. H. Lindeman, P. F. Merenda & R. Z. Gold (1980), §4.6 (LMG), which is
// Shapley's value (1953); U. Grömping, J. Statistical Software 17 (1) (2006); J. W. Pratt (1987);
// J. W. Johnson, Multivariate Behavioral Research 35 (2000) 1-19.
#pragma once

#include <gsl/gsl_rng.h>

#include "insight/maths/row_sums.h"

#define DRIVERS_MAX                 200 // columns
#define DRIVERS_EXACT_MAX           18  // drivers whose 2^p subsets are all worked out
#define DRIVERS_RESAMPLED_EXACT_MAX 14  // the same in each resample
#define DRIVERS_EIGEN_LEAST         (-1e-8)

// Correlations of columns, the outcome last.
struct drivers_input {
    i64 columns;            // without the outcome
    const f64 *correlation; // (columns + 1)², both triangles
    const i32 *driver;      // of each column, from 0, not falling
    i64 driver_count;
};

// All in units of R² unless said otherwise.
struct driver {
    f64 lmg;       // mean gain in R² over all orders in which drivers may come
    f64 lmg_error; // of sampled orders; 0 where all were worked out
    f64 first;     // R² of this driver alone
    f64 last;      // gain when it comes after all others
    f64 pratt;     // standardised coefficient × correlation; NaN when coefficients cannot be told
    f64 johnson;   // relative weight
    f64 vif;       // variance inflation of its one column; ∞: it follows from the others; NaN for
                   // a driver of several columns
};

struct drivers {
    f64 r_squared;
    bool singular;       // some column follows from others: coefficients cannot be told
    bool sampled;        // too many drivers for all orders
    i64 shuffles;        // orders drawn then, each with its reverse
    f64 *coefficients;   // standardised, of each column; NaN when singular
    struct driver *list; // driver_count
};

// ERR_REFUSED when correlations contradict one another (pairwise ones may). rng is used beyond
// DRIVERS_EXACT_MAX drivers only, else it may be NULL. Takes 2^p p steps, or shuffles × columns³,
// some seconds at most. ERR_STOPPED.
MUST_USE bool drivers_measure(ctx *c, const struct drivers_input *input, gsl_rng *rng,
                              struct drivers *out);

// lmg[driver_count] alone, from all orders; also the inner part of resampling. Returns R².
f64 drivers_lmg(ctx *c, const struct drivers_input *input, f64 lmg[]);

struct driver_spread {
    f64 share_low, share_high; // of lmg / R²
    f64 rank, rank_low, rank_high;
    f64 ranked_first; // share of resamples in which it ranks first, ties shared
};

struct drivers_spread {
    i64 resamples; // that could be worked out
    struct driver_spread *list;
};

struct drivers_resampling {
    const struct row_sums *sums; // columns and outcome
    const i32 *driver;
    i64 driver_count;
    const struct drivers *measured; // of all rows
    i64 resamples;
    f64 level;
};

// Percentile intervals of shares and ranks over resamples of rows. Beyond
// DRIVERS_RESAMPLED_EXACT_MAX drivers the same few shuffles serve every resample, and what they err
// on all rows is taken off. ERR_STOPPED.
MUST_USE bool drivers_resample(ctx *c, struct drivers_resampling order, gsl_rng *rng,
                               struct drivers_spread *out);
