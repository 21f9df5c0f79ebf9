#include "insight/units/funnel.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"

enum { BINOMIAL_MAX = 100000 }; // above it binomial and normal limits are the same to the eye

// Spiegelhalter's interpolated quantile as a share of n.
static f64 binomial_quantile(f64 p, f64 rate, i64 n)
{
    i64 low = -1, high = n; // P(R ≤ low) < p ≤ P(R ≤ high)
    while (high - low > 1) {
        i64 middle = low + (high - low) / 2;
        if (gsl_cdf_binomial_P((unsigned)middle, rate, (unsigned)n) >= p)
            high = middle;
        else
            low = middle;
    }
    f64 at = gsl_cdf_binomial_P((unsigned)high, rate, (unsigned)n);
    f64 before = high > 0 ? gsl_cdf_binomial_P((unsigned)(high - 1), rate, (unsigned)n) : 0;
    f64 part = at > before ? (at - p) / (at - before) : 0;
    return fmin(1, fmax(0, ((f64)high - part) / (f64)n));
}

struct funnel_limits funnel_at(const struct funnel *funnel, i64 n, f64 level)
{
    assert(n >= 1);
    assert(level > 0 && level < 1);
    f64 centre = funnel->centre, tail = (1 - level) / 2;
    bool is_rate = funnel->kind == FUNNEL_RATE;
    if (is_rate && n <= BINOMIAL_MAX && centre > 0 && centre < 1)
        return (struct funnel_limits){binomial_quantile(tail, centre, n),
                                      binomial_quantile(1 - tail, centre, n)};
    f64 variance = is_rate ? centre * (1 - centre) : funnel->variance;
    f64 reach = quantile_normal(level) * sqrt(variance / (f64)n);
    struct funnel_limits limits = {centre - reach, centre + reach};
    if (!is_rate) return limits;
    return (struct funnel_limits){fmax(0, limits.low), fmin(1, limits.high)};
}

bool funnel_holds(const struct funnel *funnel, i64 n, f64 figure, f64 level)
{
    f64 tail = (1 - level) / 2;
    bool is_exact = funnel->kind == FUNNEL_RATE && n <= BINOMIAL_MAX;
    if (!is_exact || funnel->centre <= 0 || funnel->centre >= 1) {
        struct funnel_limits limits = funnel_at(funnel, n, level);
        return limits.low <= figure && figure <= limits.high;
    }
    unsigned ones = (unsigned)nearbyint(figure * (f64)n);
    f64 fewer = ones ? gsl_cdf_binomial_P(ones - 1, funnel->centre, (unsigned)n) : 0;
    return gsl_cdf_binomial_P(ones, funnel->centre, (unsigned)n) >= tail && 1 - fewer >= tail;
}

f64 funnel_dispersion(f64 z[], i64 count)
{
    if (count == 0) return NAN;
    sample_sort(z, count);
    f64 low = sample_quantile(z, count, 0.1), high = sample_quantile(z, count, 0.9), sum = 0;
    for (i64 i = 0; i < count; i++) {
        f64 drawn = fmin(high, fmax(low, z[i]));
        sum += drawn * drawn;
    }
    return sum / (f64)count;
}
