// chance: random numbers for resampling and simulation, from a seed, so that the same input gives
// the same answer. GSL's MT19937; its distributions (gsl/gsl_randist.h) draw from it.
#pragma once

#include <gsl/gsl_rng.h>

#include "base/ctx.h"

// Lives in c->arena.
gsl_rng *chance_new(ctx *c, u64 seed);
// A whole number from 0 to n − 1.
i64 chance_below(gsl_rng *rng, i64 n);
