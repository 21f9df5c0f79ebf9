#include "insight/customers/loyalty_axes.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/maths/quantile.h"

// Chances are kept away from 0 and 1, so that the odds of the axes can be multiplied.
static const f64 hardly = 1e-9;

bool loyalty_known(const struct loyalty_rows *rows, i64 i)
{
    return rows->answer_first[i] < rows->answer_first[i + 1] && rows->base[i] > 0;
}

static bool fit_behaviour(const struct loyalty_rows *rows, i64 fold, struct loyalty_axes *out)
{
    f64 customers = 0, ours = 0, base = 0, squares = 0, scatter = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (!(rows->base[i] > 0) || loyalty_left_out(i, fold)) continue;
        customers++;
        ours += rows->ours[i];
        base += rows->base[i];
        squares += rows->base[i] * rows->base[i];
    }
    f64 mean = ours / base;
    if (!(mean > 0)) return false;
    for (i64 i = 0; i < rows->n; i++) {
        if (!(rows->base[i] > 0) || loyalty_left_out(i, fold)) continue;
        f64 away = rows->ours[i] / rows->base[i] - mean;
        scatter += rows->base[i] * away * away;
    }
    out->mean_rate = mean;
    f64 spread = base - squares / base;
    if (rows->behaviour == LOYALTY_RATE) {
        f64 variance = spread > 0 ? (scatter - (customers - 1) * mean) / spread : 0;
        bool alike = !(variance > 1e-6 * mean * mean);
        if (alike) out->alike = true;
        f64 rate = alike ? 1e6 / mean : mean / variance;
        out->first = mean * rate;
        out->second = rate;
        return true;
    }
    f64 chance = mean * (1 - mean);
    if (!(chance > 0) || spread - (customers - 1) < 1e-9 * base) return false;
    f64 polarised = (scatter - chance * (customers - 1)) / (chance * (spread - (customers - 1)));
    bool alike = !(polarised > 1e-6);
    if (alike) out->alike = true;
    polarised = fmin(0.999, fmax(1e-6, polarised));
    out->first = mean * (1 - polarised) / polarised;
    out->second = (1 - mean) * (1 - polarised) / polarised;
    return true;
}

bool loyalty_axes_fit(ctx *c, const struct loyalty_rows *rows, f64 icc, i64 fold,
                      struct loyalty_axes *out)
{
    *out = (struct loyalty_axes){.first = NAN};
    if (!loyalty_attitude_fit(c, rows, icc, fold, &out->attitude)) return false;
    if (isnan(out->attitude.icc))
        return fail_with(
            c, ERR_REFUSED,
            fold < 0 ? tr(c, "nobody answered twice: how sure an answer is cannot be told")
                     : tr(c, "too few customers answered twice"),
            tr(c, "Say with --icc how much of the difference between two answers is real, "
                  "as 0.4."));
    if (fit_behaviour(rows, fold, out)) return true;
    return fail_with(c, ERR_REFUSED, tr(c, "behaviour tells nobody apart"),
                     tr(c, "Customers must have bought more than once, and not all alike."));
}

static f64 kept(f64 chance)
{
    return fmin(1 - hardly, fmax(hardly, chance));
}

// The chance that behaviour is at most `edge`, given `ours` of `base`.
static f64 seldom_of(const struct loyalty_rows *rows, const struct loyalty_axes *axes, f64 edge,
                     f64 ours, f64 base)
{
    if (rows->behaviour == LOYALTY_RATE)
        return chance_gamma_below(edge * (axes->second + base), axes->first + ours);
    return gsl_cdf_beta_P(edge, axes->first + ours, axes->second + base - ours);
}

static f64 behaviour_quantile(const struct loyalty_rows *rows, const struct loyalty_axes *axes,
                              f64 p)
{
    if (rows->behaviour == LOYALTY_RATE) return quantile_gamma(p, axes->first) / axes->second;
    return quantile_beta(p, (struct beta_shape){axes->first, axes->second});
}

// Chances up to the edges, when `below` lies under the middle one.
static f64 edge_chance(f64 below, i32 edge)
{
    if (edge <= LOYALTY_HALF) return below * edge / LOYALTY_HALF;
    return below + (1 - below) * (edge - LOYALTY_HALF) / LOYALTY_HALF;
}

static void bins_set(struct loyalty_bins *bins, f64 below)
{
    for (i32 k = 0; k < LOYALTY_BINS; k++)
        bins->mass[k] = edge_chance(below, k + 1) - edge_chance(below, k);
    bins->z[0] = -INFINITY;
    bins->z[LOYALTY_BINS] = INFINITY;
    for (i32 k = 1; k < LOYALTY_BINS; k++)
        bins->z[k] = gsl_cdf_ugaussian_Pinv(edge_chance(below, k));
}

struct loyalty_grid loyalty_grid_make(ctx *c, const struct loyalty_rows *rows,
                                      const struct loyalty_axes *axes, struct loyalty_ask ask)
{
    struct loyalty_grid grid;
    const struct loyalty_attitude *attitude = &axes->attitude;
    f64 usual = rows->behaviour == LOYALTY_SHARE ? 0.5 : axes->mean_rate;
    grid.warm_at = isnan(ask.warm) ? 0 : loyalty_attitude_of(rows, attitude, ask.warm);
    grid.often_at = isnan(ask.often) ? usual : ask.often;
    f64 cold = kept(gsl_cdf_ugaussian_P(grid.warm_at / sqrt(attitude->icc)));
    f64 seldom = kept(seldom_of(rows, axes, grid.often_at, 0, 0)), edges[LOYALTY_BINS + 1];
    bins_set(&grid.warm, cold);
    bins_set(&grid.often, seldom);
    for (i32 k = 0; k <= LOYALTY_BINS; k++)
        edges[k] = edge_chance(cold, k);
    for (i32 k = 1; k < LOYALTY_BINS; k++)
        grid.often.edge[k] = behaviour_quantile(rows, axes, edge_chance(seldom, k));
    grid.often.edge[LOYALTY_HALF] = grid.often_at;
    grid.steps = loyalty_steps_new(c, rows, attitude, edges);
    return grid;
}

struct loyalty_evidence loyalty_evidence_of(const struct loyalty_rows *rows,
                                            const struct loyalty_axes *axes,
                                            const struct loyalty_grid *grid, i64 i)
{
    struct loyalty_evidence out;
    f64 below = 0;
    loyalty_steps_weigh(grid->steps, rows, i, out.warm);
    for (i32 k = 0; k < LOYALTY_BINS; k++) {
        bool last = k + 1 == LOYALTY_BINS;
        f64 edge = grid->often.edge[k + 1];
        f64 next = last ? 1 : seldom_of(rows, axes, edge, rows->ours[i], rows->base[i]);
        out.often[k] = fmax(hardly, next - below) / grid->often.mass[k];
        below = next;
    }
    return out;
}
