// Idea: a bet against chance whose capital m(s, v) is a supermartingale that begins at 1; it
// exceeds 1/alpha at any time with a chance of at most alpha (Ville). Mixing bets of all sizes
// gives closed forms; the line is where the capital reaches 1/alpha. Invariant: m rises with s on s
// ≥ 0.
#include "insight/sure/boundary.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_sf_psi.h>
#include <gsl/gsl_sf_zeta.h>
#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/root.h"

#define DOUBLINGS_MAX 200
#define STIRLING_FROM 30.0     // from here on its series has all digits
#define SHAPE_LARGE   100000.0 // as in quantile.c

// §3.5, the two-sided normal mixture; its first-order solution.
static f64 best_rho(f64 v, f64 alpha)
{
    f64 twice_log = -2 * log(alpha);
    return v / (twice_log + log1p(twice_log));
}

// Stirling: what is left of ln Γ(a) without a ln a − a. Evidence is made of its
// differences, for the large terms cancel on paper; in numbers they would take all digits with
// them.
static f64 stirling_rest(f64 a)
{
    if (a < STIRLING_FROM) return lgamma(a) - (a * log(a) - a);
    f64 square = 1 / (a * a);
    return (1.0 / 12 - square * (1.0 / 360 - square / 1260)) / a - log(a / (2 * M_PI)) / 2;
}

// ln of the chance that a gamma variable of this shape stays below shape (1 + u), or exceeds it.
// Large shapes as in quantile.c, with the digits of a small u kept.
static f64 log_gamma_chance(f64 shape, f64 u, bool above)
{
    f64 x = fmax(0, shape * (1 + u));
    if (fmax(shape, x) < SHAPE_LARGE)
        return log(above ? chance_gamma_above(x, shape) : chance_gamma_below(x, shape));
    f64 z = 3 * sqrt(shape) * (expm1(log1p(u) / 3) + 1 / (9 * shape));
    return log(gsl_cdf_ugaussian_P(above ? -z : z));
}

struct boundary boundary_of(struct boundary_order order)
{
    assert(order.v_best > 0);
    assert(order.alpha > 0 && order.alpha < 1);
    bool both = order.kind == BOUNDARY_NORMAL;
    assert(both || order.alpha < 0.5);
    f64 rho = best_rho(order.v_best, both ? order.alpha : 2 * order.alpha);
    struct boundary made = {order.kind, rho, order.scale, 0};
    if (both || order.kind == BOUNDARY_NORMAL_UPPER) return made;

    assert(order.scale > 0);
    f64 shape = rho / (order.scale * order.scale);
    bool above = order.kind == BOUNDARY_GAMMA_POISSON;
    made.constant = -stirling_rest(shape) - log_gamma_chance(shape, 0, above);
    return made;
}

// The paper's m with x − shape = s/scale put in: shape (u − ln(1 + u)), and small terms.
static f64 exponential_log_evidence(const struct boundary *b, f64 s, f64 v)
{
    f64 shape = (v + b->rho) / (b->scale * b->scale), u = s / b->scale / shape;
    return b->constant - shape * gsl_sf_log_1plusx_mx(u) + stirling_rest(shape) +
           log_gamma_chance(shape, u, false);
}

// The same with shape − x = s/scale: x ((1 + w) ln(1 + w) − w), and small terms.
static f64 poisson_log_evidence(const struct boundary *b, f64 s, f64 v)
{
    f64 x = (v + b->rho) / (b->scale * b->scale), w = s / b->scale / x, shape = x * (1 + w);
    return b->constant + x * (gsl_sf_log_1plusx_mx(w) + w * log1p(w)) + stirling_rest(shape) +
           log_gamma_chance(shape, -w / (1 + w), true);
}

f64 boundary_log_evidence(const struct boundary *boundary, f64 s, f64 v)
{
    assert(v >= 0);
    assert(boundary->rho > 0);
    f64 rho = boundary->rho, sum = v + rho, upper = fmax(0, s);
    switch (boundary->kind) {
    case BOUNDARY_NORMAL:
        return log(rho / sum) / 2 + s * s / (2 * sum);
    case BOUNDARY_NORMAL_UPPER:
        return log(4 * rho / sum) / 2 + upper * upper / (2 * sum) +
               log(gsl_cdf_ugaussian_P(upper / sqrt(sum)));
    case BOUNDARY_GAMMA_EXPONENTIAL:
        return exponential_log_evidence(boundary, upper, v);
    case BOUNDARY_GAMMA_POISSON:
        return poisson_log_evidence(boundary, upper, v);
    }
    return 0;
}

struct line_search {
    const struct boundary *boundary;
    f64 v, log_wanted;
};

// Evidence in excess of what is wanted; its slope by a difference, which Newton's method forgives.
static f64 line_excess(f64 s, const void *data, f64 *slope)
{
    const struct line_search *search = data;
    f64 step = 1e-6 * s, found = boundary_log_evidence(search->boundary, s, search->v);
    f64 above = boundary_log_evidence(search->boundary, s + step, search->v);
    *slope = (above - found) / step;
    return found - search->log_wanted;
}

f64 boundary_at(const struct boundary *boundary, f64 v, f64 alpha)
{
    assert(v >= 0);
    assert(alpha > 0 && alpha < 1);
    f64 log_wanted = -log(alpha), sum = v + boundary->rho;
    f64 normal = sqrt(sum * (log(sum / boundary->rho) + 2 * log_wanted));
    if (boundary->kind == BOUNDARY_NORMAL) return normal;

    struct line_search search = {boundary, v, log_wanted};
    f64 low = 0, high = normal;
    for (int i = 0; boundary_log_evidence(boundary, high, v) < log_wanted; i++) {
        if (i == DOUBLINGS_MAX) return INFINITY;
        low = high;
        high *= 2;
    }
    return root_find((struct root_search){
        .at = line_excess,
        .data = &search,
        .low = low,
        .high = high,
        .start = low + (high - low) / 2,
        .tolerance = 1e-11 * high,
    });
}

f64 boundary_stitched(struct boundary_stitch stitch, f64 v, f64 alpha)
{
    assert(stitch.v_min > 0);
    assert(stitch.power > 1 && stitch.ratio > 1);
    f64 power = stitch.power, ratio = stitch.ratio, at = fmax(v, stitch.v_min);
    f64 first = (pow(ratio, 0.25) + pow(ratio, -0.25)) / sqrt(2), second = (sqrt(ratio) + 1) / 2;
    f64 length = power * log(log(ratio * at / stitch.v_min)) +
                 log(gsl_sf_zeta(power) / pow(log(ratio), power)) - log(alpha);
    f64 skew = second * stitch.scale * length;
    return sqrt(first * first * at * length + skew * skew) + skew;
}

f64 boundary_shares_log_evidence(const f64 counts[], const f64 shares[], i64 n, f64 concentration)
{
    assert(n >= 1);
    assert(concentration > 0);
    f64 sum = 0, found = 0;
    for (i64 i = 0; i < n; i++) {
        assert(counts[i] >= 0 && shares[i] > 0);
        f64 prior = concentration * shares[i];
        found += lgamma(prior + counts[i]) - lgamma(prior) - counts[i] * log(shares[i]);
        sum += counts[i];
    }
    return found + lgamma(concentration) - lgamma(concentration + sum);
}

f64 boundary_concentration(f64 n_best, f64 alpha)
{
    assert(n_best > 0);
    return fmax(best_rho(n_best, alpha) - 1, 1e-3);
}

struct rate_search {
    f64 successes, failures, concentration, log_wanted;
    bool upper; // the upper limit is looked for
};

// Rises with the share below what was found as the evidence falls, and above it with the evidence.
static f64 rate_excess(f64 share, const void *data, f64 *slope)
{
    const struct rate_search *q = data;
    f64 counts[] = {q->successes, q->failures}, shares[] = {share, 1 - share};
    f64 k = q->concentration, sign = q->upper ? 1 : -1;
    f64 excess = boundary_shares_log_evidence(counts, shares, 2, k) - q->log_wanted;
    f64 of_successes = gsl_sf_psi(k * share + q->successes) - gsl_sf_psi(k * share);
    f64 of_failures = gsl_sf_psi(k * (1 - share) + q->failures) - gsl_sf_psi(k * (1 - share));
    *slope = sign *
             (k * (of_successes - of_failures) - q->successes / share + q->failures / (1 - share));
    return sign * excess;
}

static f64 rate_limit(struct boundary_share share, f64 level, bool upper)
{
    f64 found = share.successes / share.n;
    if (found == (upper ? 1 : 0)) return found;
    f64 alpha = 1 - level, concentration = boundary_concentration(share.n_best, 0.05);
    struct rate_search search = {share.successes, share.n - share.successes, concentration,
                                 -log(alpha), upper};
    f64 reach = sqrt((found * (1 - found) + 1 / share.n) * 8 / share.n);
    return root_find((struct root_search){
        .at = rate_excess,
        .data = &search,
        .low = upper ? found : 1e-15,
        .high = upper ? 1 - 1e-15 : found,
        .start = upper ? found + reach : found - reach,
        .tolerance = 1e-13,
    });
}

struct interval boundary_rate(struct boundary_share share, f64 level)
{
    assert(share.successes >= 0);
    assert(share.n == 0 || share.successes <= share.n);
    if (share.n == 0) return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    return (struct interval){
        .value = share.successes / share.n,
        .low = rate_limit(share, level, false),
        .high = rate_limit(share, level, true),
        .level = level,
    };
}
