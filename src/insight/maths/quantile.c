// Quantiles of the gamma and beta distributions are roots of the distribution function, taken in
// whichever tail is the smaller so that no digits are lost. Large gamma shapes use the cube-root
// normal approximation (E. B. Wilson & M. M. Hilferty, PNAS 17, 1931, 684-688): at shape 100,000
// its relative error is below 2e-8.
#include "insight/maths/quantile.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "insight/maths/root.h"

#define SHAPE_LARGE 100000.0

f64 quantile_normal(f64 level)
{
    assert(level > 0 && level < 1);
    return gsl_cdf_ugaussian_Qinv((1 - level) / 2);
}

f64 quantile_student(f64 level, f64 degrees)
{
    assert(level > 0 && level < 1);
    assert(degrees >= 1);
    return gsl_cdf_tdist_Qinv((1 - level) / 2, degrees);
}

struct quantile_wanted {
    f64 p;
    struct beta_shape shape; // .a alone for the gamma distribution
};

static f64 gamma_excess(f64 x, const void *data, f64 *slope)
{
    const struct quantile_wanted *q = data;
    *slope = gsl_ran_gamma_pdf(x, q->shape.a, 1);
    if (q->p <= 0.5) return chance_gamma_below(x, q->shape.a) - q->p;
    return (1 - q->p) - chance_gamma_above(x, q->shape.a);
}

static f64 beta_excess(f64 x, const void *data, f64 *slope)
{
    const struct quantile_wanted *q = data;
    *slope = gsl_ran_beta_pdf(x, q->shape.a, q->shape.b);
    if (q->p <= 0.5) return gsl_cdf_beta_P(x, q->shape.a, q->shape.b) - q->p;
    return (1 - q->p) - gsl_cdf_beta_Q(x, q->shape.a, q->shape.b);
}

f64 quantile_gamma(f64 p, f64 shape)
{
    assert(p > 0 && p < 1);
    assert(shape > 0);
    f64 root = 1 - 1 / (9 * shape) + gsl_cdf_ugaussian_Pinv(p) / (3 * sqrt(shape));
    f64 guess = shape * root * root * root;
    if (shape >= SHAPE_LARGE) return guess;
    if (root < 0.3) guess = exp((log(p) + lgamma(shape + 1)) / shape); // the density's first term

    struct quantile_wanted wanted = {
        p, {shape, 0}
    };
    return root_find((struct root_search){
        .at = gamma_excess,
        .data = &wanted,
        .low = 0,
        .high = shape + 40 * sqrt(shape) + 40, // beyond it no double below 1 is a chance
        .start = guess,
        .tolerance = fmax(1e-13 * guess, DBL_MIN),
    });
}

f64 quantile_beta(f64 p, struct beta_shape shape)
{
    assert(p > 0 && p < 1);
    assert(shape.a > 0 && shape.b > 0);
    f64 log_odds = log(shape.a / shape.b) +
                   gsl_cdf_ugaussian_Pinv(p) * sqrt(1 / shape.a + 1 / shape.b); // nearly normal
    f64 guess = 1 / (1 + exp(-log_odds));
    struct quantile_wanted wanted = {p, shape};
    return root_find((struct root_search){
        .at = beta_excess,
        .data = &wanted,
        .low = 0,
        .high = 1,
        .start = guess,
        .tolerance = fmax(1e-13 * guess, DBL_MIN),
    });
}

// The z that the cube root of x/shape has as a nearly normal variable.
static f64 gamma_z(f64 x, f64 shape)
{
    return (cbrt(x / shape) - 1 + 1 / (9 * shape)) * 3 * sqrt(shape);
}

f64 chance_gamma_above(f64 x, f64 shape)
{
    assert(x >= 0);
    assert(shape > 0);
    if (fmax(x, shape) >= SHAPE_LARGE) return gsl_cdf_ugaussian_Q(gamma_z(x, shape));
    return gsl_cdf_gamma_Q(x, shape, 1);
}

f64 chance_gamma_below(f64 x, f64 shape)
{
    assert(x >= 0);
    assert(shape > 0);
    if (fmax(x, shape) >= SHAPE_LARGE) return gsl_cdf_ugaussian_P(gamma_z(x, shape));
    return gsl_cdf_gamma_P(x, shape, 1);
}

f64 chance_normal(f64 z)
{
    assert(!isnan(z));
    return fmin(1, 2 * gsl_cdf_ugaussian_Q(fabs(z)));
}

f64 chance_student(f64 t, f64 degrees)
{
    assert(!isnan(t));
    assert(degrees >= 1);
    return isinf(t) ? 0 : fmin(1, 2 * gsl_cdf_tdist_Q(fabs(t), degrees));
}
