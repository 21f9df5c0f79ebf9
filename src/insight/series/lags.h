// lags: how far neighbours in a series resemble each other, and what that does to certainty. Pure;
// missing values are NaN and take no part.
#pragma once

#include "base/ctx.h"

// Autocorrelation at a lag ≥ 1: Σ(y_t − ȳ)(y_{t+lag} − ȳ) / Σ(y_t − ȳ)². NaN when nothing varies or
// no pair is there.
f64 lags_correlation(const f64 values[], i64 n, i64 lag);
// The same at lag 1 for values whose level may jump: from differences over one and two steps
// without the largest tenth, which jumps and outliers hardly touch. After S. Chakar, E. Lebarbier,
// C. Lévy-Leduc, S. Robin, Bernoulli 23 (2017) 1408-1447, eq. (4), whose medians stray half as far
// again. Kept to −0.95 … 0.95; NaN below 8 values.
f64 lags_first_robust(ctx *c, const f64 values[], i64 n);
// By how much the variance of Mann-Kendall's S grows where the ranks of values (a line taken off)
// resemble each other: K. H. Hamed & A. R. Rao, J. Hydrology 204 (1998) 182-196, eq. (20-22), from
// lag 1 up to the first that is not significant (5 %), at most n / 4; or as for a chain with the
// correlation of neighbours, freed from what the line hid of it (F. H. C. Marriott & J. A. Pope,
// Biometrika 41 (1954) 390-402), if that is more. At least 1.
f64 lags_inflation(ctx *c, const f64 values[], i64 n);
