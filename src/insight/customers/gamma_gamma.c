// A customer's mean z of x purchases has the density (note 25, eq. 1a)
//   Γ(px+q) / (Γ(px) Γ(q)) v^q z^(px−1) x^(px) / (v + xz)^(px+q).
// Values are fitted in units of their mean, so that their currency changes nothing but v.
#include "insight/customers/gamma_gamma.h"

#include <math.h>

#include <gsl/gsl_sf_psi.h>

#include "insight/maths/minimise.h"
#include "insight/maths/parts.h"

enum { P, Q, V };

#define SAMPLE        4000
#define LOW           1e-4
#define HIGH          1e5
#define LOG_ERROR_MAX 2.0

struct likelihood {
    ctx *c;
    const struct spending *customers;
    i64 count;
    f64 unit; // of values
    const f64 *parameters;
    i64 stride; // every stride-th customer only
};

static f64 log_gamma(f64 x)
{
    int sign;
    return lgamma_r(x, &sign);
}

// Adds value and derivatives by p, q, v of each customer's log-likelihood, without the terms of
// gammas that are equal for all.
static void add_customers(const void *data, i64 begin, i64 end, f64 sum[])
{
    const struct likelihood *likelihood = data;
    f64 p = likelihood->parameters[P], q = likelihood->parameters[Q], v = likelihood->parameters[V];
    f64 known_x = -1, ratio = 0, psi_both = 0, psi_p = 0; // of the last customer's x
    for (i64 i = begin; i < end; i++) {
        struct spending customer = likelihood->customers[i * likelihood->stride];
        f64 x = customer.purchases, z = customer.mean / likelihood->unit;
        if (x != known_x) {
            ratio = log_gamma(p * x + q) - log_gamma(p * x);
            psi_both = gsl_sf_psi(p * x + q);
            psi_p = gsl_sf_psi(p * x);
            known_x = x;
        }
        f64 both = p * x + q, log_both = log(v + x * z), log_xz = log(x * z);
        sum[0] += ratio + p * x * log_xz - log(z) - both * log_both;
        sum[1] += x * (psi_both - psi_p + log_xz - log_both);
        sum[2] += psi_both - log_both;
        sum[3] -= both / (v + x * z);
    }
}

static void likelihood_at(struct likelihood *likelihood, const f64 x[], f64 sum[4])
{
    likelihood->parameters = x;
    f64 n = (f64)likelihood->count;
    parts_sum(likelihood->c, (struct parts_work){add_customers, likelihood, likelihood->count, 4},
              sum);
    sum[0] += n * (x[Q] * log(x[V]) - log_gamma(x[Q]));
    sum[2] += n * (log(x[V]) - gsl_sf_psi(x[Q]));
    sum[3] += n * x[Q] / x[V];
}

static f64 cost(const f64 x[], void *data, f64 slope[])
{
    struct likelihood *likelihood = data;
    f64 sum[4], n = (f64)likelihood->count;
    likelihood_at(likelihood, x, sum);
    for (int i = 0; slope && i < 3; i++)
        slope[i] = -sum[i + 1] / n;
    return -sum[0] / n;
}

f64 gamma_gamma_log_likelihood(ctx *c, const struct spending customers[], i64 count,
                               const f64 parameters[3])
{
    struct likelihood likelihood = {
        .c = c, .customers = customers, .count = count, .unit = 1, .stride = 1};
    f64 sum[4];
    likelihood_at(&likelihood, parameters, sum);
    return sum[0];
}

static void find_errors(struct minimise_search *search, f64 customers, const f64 x[],
                        struct gamma_gamma *out)
{
    f64 curvature[9], covariance[9];
    minimise_curvature(search, x, curvature);
    for (int i = 0; i < 9; i++)
        curvature[i] *= customers * x[i / 3] * x[i % 3];
    if (!minimise_invert(3, curvature, covariance)) out->status = GAMMA_GAMMA_FLAT;
    for (int i = 0; i < 3; i++) {
        f64 log_error = sqrt(covariance[i * 3 + i]);
        out->errors[i] = log_error * x[i];
        if (!(log_error <= LOG_ERROR_MAX)) out->status = GAMMA_GAMMA_FLAT;
    }
}

static bool fit_in_unit(ctx *c, struct likelihood likelihood, f64 x[3], struct gamma_gamma *out)
{
    static const f64 low[] = {LOW, LOW, LOW}, high[] = {HIGH, HIGH, HIGH},
                     starts[] = {1, 3, 2, 6, 4, 0.5, 3, 30, 10, 0.5, 1.5, 1};
    struct minimise_search search = {.size = 3,
                                     .at = cost,
                                     .data = &likelihood,
                                     .has_slope = true,
                                     .low = low,
                                     .high = high,
                                     .start_count = 4,
                                     .starts = starts,
                                     .tolerance = 1e-7,
                                     .evaluations_max = 500};
    struct minimise_found found;
    i64 all = likelihood.count;
    likelihood.stride = MAX(1, all / SAMPLE);
    likelihood.count = all / likelihood.stride;
    if (!minimise(c, &search, x, &found)) return false;
    if (likelihood.stride > 1) {
        likelihood.stride = 1;
        likelihood.count = all;
        search.start_count = 1;
        search.starts = x;
        if (!minimise(c, &search, x, &found)) return false;
    }
    out->log_likelihood = -found.value * (f64)all;
    if (found.status == MINIMISE_AT_BOUND) out->status = GAMMA_GAMMA_AT_BOUND;
    if (found.status == MINIMISE_NOT_FOUND) out->status = GAMMA_GAMMA_NOT_CONVERGED;
    if (found.status == MINIMISE_FOUND) find_errors(&search, (f64)all, x, out);
    return true;
}

static int compare_spendings(const void *a, const void *b)
{
    const struct spending *one = a, *other = b;
    int order = (one->purchases > other->purchases) - (one->purchases < other->purchases);
    return order ? order : (one->mean > other->mean) - (one->mean < other->mean);
}

bool gamma_gamma_fit(ctx *c, const struct spending customers[], i64 count, struct gamma_gamma *out)
{
    *out = (struct gamma_gamma){
        .customers = count,
        .p = (f64)NAN,
        .q = (f64)NAN,
        .v = (f64)NAN,
        .errors = {(f64)NAN, (f64)NAN, (f64)NAN},
        .log_likelihood = (f64)NAN
    };
    if (count < GAMMA_GAMMA_LEAST) {
        out->status = GAMMA_GAMMA_TOO_FEW;
        return true;
    }
    // Ordered, so that equal numbers of purchases share their gammas and the order of rows changes
    // nothing.
    struct arena_mark mark = arena_mark(c->arena);
    struct spending *sorted = NEW_ARRAY(c->arena, struct spending, count);
    memcpy(sorted, customers, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, compare_spendings);
    f64 unit = 0;
    for (i64 i = 0; i < count; i++) {
        assert(sorted[i].purchases > 0 && sorted[i].mean > 0);
        unit += (sorted[i].mean - unit) / (f64)(i + 1);
    }
    f64 x[3];
    struct likelihood likelihood = {.c = c, .customers = sorted, .count = count, .unit = unit};
    bool going = fit_in_unit(c, likelihood, x, out);
    arena_rewind(c->arena, mark);
    if (!going) return false;
    out->p = x[P];
    out->q = x[Q];
    out->v = x[V] * unit;
    out->errors[V] *= unit;
    out->log_likelihood -= (f64)count * log(unit);
    if (out->status == GAMMA_GAMMA_FITTED && out->q <= 1) out->status = GAMMA_GAMMA_NO_MEAN;
    return true;
}

f64 gamma_gamma_expected(struct gamma_gamma fit, struct spending customer)
{
    f64 below = fit.p * customer.purchases + fit.q - 1;
    if (!(below > 0)) return (f64)NAN;
    return fit.p * (fit.v + customer.purchases * customer.mean) / below;
}
