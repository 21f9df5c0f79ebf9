// NBD: purchases at random, rates gamma distributed, nobody ever leaves: what the other models are
// measured by.
#include "insight/customers/lifetime_kind.h"

#include <math.h>

#include <gsl/gsl_sf_psi.h>

#define SUMMED_MAX 64 // repeats whose factors are multiplied one by one

f64 lifetime_gamma_ratio(f64 r, f64 x, f64 *slope)
{
    assert(r > 0);
    assert(x >= 0);
    *slope = 0;
    if (x <= SUMMED_MAX) { // Γ(r + x) / Γ(r) = r (r + 1) … (r + x − 1), exact where r is large too
        f64 ratio = 0;
        for (int i = 0; i < x; i++) {
            ratio += log(r + (f64)i);
            *slope += 1 / (r + (f64)i);
        }
        return ratio;
    }
    int sign;
    *slope = gsl_sf_psi(r + x) - gsl_sf_psi(r);
    return lgamma_r(r + x, &sign) - lgamma_r(r, &sign);
}

static void nbd_level(const f64 p[], f64 repeats, f64 weight, f64 sum[], f64 *term)
{
    f64 slope;
    sum[0] += weight * lifetime_gamma_ratio(p[0], repeats, &slope);
    sum[1] += weight * slope;
    *term = log(p[1]);
}

// r log α − (r + x) log (α + T)
static f64 nbd_one(const f64 p[], struct history history, f64 term, f64 slope[])
{
    f64 shape = p[0] + history.repeats, rate = p[1] + history.age, log_rate = log(rate);
    slope[0] = term - log_rate;
    slope[1] = p[0] / p[1] - shape / rate;
    return p[0] * term - shape * log_rate;
}

static f64 nbd_alive(const f64 p[], struct history history)
{
    (void)p, (void)history;
    return 1;
}

static f64 nbd_expected(const f64 p[], struct history history, f64 horizon)
{
    return (p[0] + history.repeats) / (p[1] + history.age) * horizon;
}

const struct lifetime_kind lifetime_nbd = {
    .name = "NBD",
    .parameter_count = 2,
    .parameter_names = {"r",   "alpha"},
    .is_time = {false, true   },
    .level = nbd_level,
    .one = nbd_one,
    .alive = nbd_alive,
    .expected = nbd_expected
};
