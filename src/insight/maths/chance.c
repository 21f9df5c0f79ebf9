#include "insight/maths/chance.h"

static void rng_free(void *rng)
{
    gsl_rng_free(rng);
}

gsl_rng *chance_new(ctx *c, u64 seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng) arena_full(c->arena, true);
    arena_defer(c->arena, rng_free, rng);
    gsl_rng_set(rng, (unsigned long)(seed ^ seed >> 32)); // the generator takes 32 bits
    return rng;
}

i64 chance_below(gsl_rng *rng, i64 n)
{
    assert(n > 0 && n <= UINT32_MAX);
    return (i64)gsl_rng_uniform_int(rng, (unsigned long)n);
}
