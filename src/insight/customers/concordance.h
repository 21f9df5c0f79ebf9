// concordance: how often the one who was predicted to leave earlier did. Pure; scratch lives in
// c->arena. Sources: F. E. Harrell et al., JAMA 247 (1982) 2543-2546; standard error by the
// infinitesimal jackknife, as in R's survival 3.5 (T. Therneau & E. Atkinson, its vignette
// "Concordance").
#pragma once

#include "insight/customers/kaplan_meier.h"

struct concordance {
    f64 pairs;        // that can be compared: the earlier one is known to have left
    f64 value, error; // ½: no better than chance. NaN when there is no such pair
};

// risk[i]: the higher, the earlier; equal risks count half. Takes n log n steps. ERR_STOPPED.
MUST_USE bool concordance_of(ctx *c, struct stays stays, const f64 risk[], struct concordance *out);
