#include "insight/loyalty_axes.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/quantile.h"

// Chances are kept away from 0 and 1, so that the odds of the axes can be multiplied.
static const f64 hardly = 1e-9;

bool loyalty_known(const struct loyalty_rows *rows, i64 i)
{
    return rows->answers[i] > 0 && rows->base[i] > 0;
}

static bool in_fold(i64 i, i64 out_fold)
{
    return out_fold >= 0 && i % LOYALTY_FOLDS == out_fold;
}

// Moments of an unbalanced one-way layout, and the mean weighted by precision.
static bool fit_attitude(const struct loyalty_rows *rows, f64 noise, i64 out_fold,
                         struct loyalty_axes *out)
{
    f64 customers = 0, answers = 0, squares = 0, sum = 0, scatter = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (rows->answers[i] == 0 || in_fold(i, out_fold)) continue;
        f64 count = (f64)rows->answers[i];
        customers++;
        answers += count;
        squares += count * count;
        sum += count * rows->attitude[i];
        scatter += rows->scatter[i];
    }
    if (isnan(noise) && answers - customers < 1) return false;
    out->within = isnan(noise) ? scatter / (answers - customers) : noise * noise;
    f64 mean = sum / answers, between = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (rows->answers[i] == 0 || in_fold(i, out_fold)) continue;
        f64 away = rows->attitude[i] - mean;
        between += (f64)rows->answers[i] * away * away;
    }
    f64 spread = answers - squares / answers;
    out->between = spread > 0 ? (between - (customers - 1) * out->within) / spread : 0;
    if (!(out->between > 1e-12 * (out->within + mean * mean))) {
        out->between = 1e-12 * (out->within + mean * mean + 1);
        out->flaws |= LOYALTY_ATTITUDES_ALIKE;
    }
    f64 weights = 0;
    sum = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (rows->answers[i] == 0 || in_fold(i, out_fold)) continue;
        f64 weight = 1 / (out->between + out->within / (f64)rows->answers[i]);
        weights += weight;
        sum += weight * rows->attitude[i];
    }
    out->mean = sum / weights;
    return true;
}

static bool fit_behaviour(const struct loyalty_rows *rows, i64 out_fold, struct loyalty_axes *out)
{
    f64 customers = 0, ours = 0, base = 0, squares = 0, scatter = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (!(rows->base[i] > 0) || in_fold(i, out_fold)) continue;
        customers++;
        ours += rows->ours[i];
        base += rows->base[i];
        squares += rows->base[i] * rows->base[i];
    }
    f64 mean = ours / base;
    if (!(mean > 0)) return false;
    for (i64 i = 0; i < rows->n; i++) {
        if (!(rows->base[i] > 0) || in_fold(i, out_fold)) continue;
        f64 away = rows->ours[i] / rows->base[i] - mean;
        scatter += rows->base[i] * away * away;
    }
    out->mean_rate = mean;
    f64 spread = base - squares / base;
    if (rows->behaviour == LOYALTY_RATE) {
        f64 variance = spread > 0 ? (scatter - (customers - 1) * mean) / spread : 0;
        bool alike = !(variance > 1e-6 * mean * mean);
        if (alike) out->flaws |= LOYALTY_HABITS_ALIKE;
        f64 rate = alike ? 1e6 / mean : mean / variance;
        out->first = mean * rate;
        out->second = rate;
        return true;
    }
    f64 chance = mean * (1 - mean);
    if (!(chance > 0) || spread - (customers - 1) < 1e-9 * base) return false;
    f64 polarised = (scatter - chance * (customers - 1)) / (chance * (spread - (customers - 1)));
    bool alike = !(polarised > 1e-6);
    if (alike) out->flaws |= LOYALTY_HABITS_ALIKE;
    polarised = fmin(0.999, fmax(1e-6, polarised));
    out->first = mean * (1 - polarised) / polarised;
    out->second = (1 - mean) * (1 - polarised) / polarised;
    return true;
}

bool loyalty_axes_fit(const struct loyalty_rows *rows, f64 noise, i64 out_fold,
                      struct loyalty_axes *out)
{
    *out = (struct loyalty_axes){0};
    return fit_attitude(rows, noise, out_fold, out) && fit_behaviour(rows, out_fold, out);
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

struct loyalty_grid loyalty_grid_make(const struct loyalty_rows *rows,
                                      const struct loyalty_axes *axes, struct loyalty_ask ask)
{
    struct loyalty_grid grid;
    f64 spread = sqrt(axes->between);
    bins_set(&grid.warm, kept(gsl_cdf_ugaussian_P((ask.warm - axes->mean) / spread)));
    for (i32 k = 0; k <= LOYALTY_BINS; k++)
        grid.warm.edge[k] = axes->mean + spread * grid.warm.z[k];
    grid.warm.edge[LOYALTY_HALF] = ask.warm;
    f64 below = kept(seldom_of(rows, axes, ask.often, 0, 0));
    bins_set(&grid.often, below);
    for (i32 k = 1; k < LOYALTY_BINS; k++)
        grid.often.edge[k] = behaviour_quantile(rows, axes, edge_chance(below, k));
    grid.often.edge[LOYALTY_HALF] = ask.often;
    return grid;
}

struct loyalty_evidence loyalty_evidence_of(const struct loyalty_rows *rows,
                                            const struct loyalty_axes *axes,
                                            const struct loyalty_grid *grid, i64 i)
{
    f64 noise = axes->within / (f64)rows->answers[i];
    f64 own = axes->between / (axes->between + noise);
    f64 mean = axes->mean + own * (rows->attitude[i] - axes->mean);
    f64 spread = sqrt(axes->between * noise / (axes->between + noise));
    struct loyalty_evidence out;
    f64 cold = 0, seldom = 0;
    for (i32 k = 0; k < LOYALTY_BINS; k++) {
        f64 cold_next = 1, seldom_next = 1, edge = grid->warm.edge[k + 1];
        if (k + 1 < LOYALTY_BINS) {
            cold_next = spread > 0 ? gsl_cdf_ugaussian_P((edge - mean) / spread) : edge >= mean;
            seldom_next =
                seldom_of(rows, axes, grid->often.edge[k + 1], rows->ours[i], rows->base[i]);
        }
        out.warm[k] = fmax(hardly, cold_next - cold) / grid->warm.mass[k];
        out.often[k] = fmax(hardly, seldom_next - seldom) / grid->often.mass[k];
        cold = cold_next;
        seldom = seldom_next;
    }
    return out;
}
