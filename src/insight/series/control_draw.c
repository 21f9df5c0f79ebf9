#include "insight/series/control_draw.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#define STEP_PRIOR_ROWS   32.0 // how much the prior of the level's step counts for
#define NOISE_PRIOR_ROWS  50.0
#define NOISE_PRIOR_SHARE 0.2  // of the variance that controls are expected to leave
#define SLAB_ROWS         0.01 // how much the prior of β counts for
#define SLAB_DIAGONAL     0.5  // share of its precision without the correlations of controls

void control_draw_begin(ctx *c, struct control_draw *d)
{
    i64 k = d->k, n = d->n;
    d->level = NEW_ARRAY(c->arena, f64, n);
    d->at_work = NEW_ARRAY(c->arena, bool, k);
    d->sums = NEW_ARRAY(c->arena, f64, k * k);
    d->precision = NEW_ARRAY(c->arena, f64, k * k);
    d->products = NEW_ARRAY(c->arena, f64, k);
    d->factor = NEW_ARRAY(c->arena, f64, k * k);
    d->mean = NEW_ARRAY(c->arena, f64, k);
    d->spare = NEW_ARRAY(c->arena, f64, 2 * n);
    d->step = d->level_deviation * d->level_deviation;
    for (i64 t = 0; t < n; t++) {
        if (isnan(d->y[t])) continue;
        d->known++;
        for (i64 i = 0; i < k; i++)
            for (i64 j = 0; j < k; j++)
                d->sums[i * k + j] += d->x[t * k + i] * d->x[t * k + j];
    }
    for (i64 i = 0; i < k * k; i++) {
        bool diagonal = i % k == i / k;
        d->precision[i] =
            SLAB_ROWS / (f64)d->known * d->sums[i] * (diagonal ? 1 : 1 - SLAB_DIAGONAL);
    }
    for (i64 i = 0; i < k; i++)
        d->at_work[i] = true;
}

// An inverse gamma variance of so many rows with this sum of squares.
static f64 draw_variance(struct control_draw *d, f64 rows, f64 squares)
{
    return 1 / gsl_ran_gamma(d->rng, rows / 2, 2 / squares);
}

// Forward filtering, backward sampling.
static void draw_level(struct control_draw *d)
{
    f64 *means = d->spare, *variances = d->spare + d->n;
    f64 mean = 0, variance = 1; // of the first level: the first value's own, give or take 1
    for (i64 t = d->n - 1; t >= 0; t--)
        if (!isnan(d->y[t])) mean = d->y[t];
    for (i64 t = 0; t < d->n; t++) {
        if (t) variance += d->step;
        if (!isnan(d->y[t])) {
            f64 left = d->y[t] - mean, gain = variance / (variance + d->noise);
            for (i64 j = 0; j < d->k; j++)
                left -= d->beta[j] * d->x[t * d->k + j];
            mean += gain * left;
            variance *= 1 - gain;
        }
        means[t] = mean;
        variances[t] = variance;
    }
    for (i64 t = d->n - 1; t >= 0; t--) {
        f64 centre = means[t], spread = variances[t];
        if (t < d->n - 1) {
            f64 pull = spread / (spread + d->step);
            centre += pull * (d->level[t + 1] - centre);
            spread *= 1 - pull;
        }
        d->level[t] = centre + sqrt(spread) * gsl_ran_gaussian_ziggurat(d->rng, 1);
    }
}

static void draw_step(struct control_draw *d)
{
    f64 squares = STEP_PRIOR_ROWS * d->level_deviation * d->level_deviation;
    for (i64 t = 1; t < d->n; t++) {
        f64 step = d->level[t] - d->level[t - 1];
        squares += step * step;
    }
    // The level does not step farther than values vary.
    for (i64 tries = 0; tries < 100; tries++) {
        d->step = draw_variance(d, STEP_PRIOR_ROWS + (f64)(d->n - 1), squares);
        if (d->step < 1) return;
    }
    d->step = 1;
}

// Cholesky's factor of X'X + precision (or of the precision alone) of the controls at work, packed;
// returns ½ log of its determinant.
static f64 factor_of(struct control_draw *d, bool with_rows, const i64 chosen[], i64 count)
{
    i64 k = d->k;
    f64 logs = 0;
    for (i64 i = 0; i < count; i++) {
        for (i64 j = 0; j <= i; j++) {
            i64 at = chosen[i] * k + chosen[j];
            f64 sum = d->precision[at] + (with_rows ? d->sums[at] : 0);
            for (i64 l = 0; l < j; l++)
                sum -= d->factor[i * k + l] * d->factor[j * k + l];
            if (i == j) {
                d->factor[i * k + i] = sqrt(fmax(sum, 1e-300));
                logs += log(d->factor[i * k + i]);
            } else {
                d->factor[i * k + j] = sum / d->factor[j * k + j];
            }
        }
    }
    return logs;
}

struct slab {
    f64 log_chance; // of these controls being at work, up to a constant
    f64 squares;    // of the noise: prior's and what they leave
    i64 count;
    i64 chosen[64];
};

// d->mean becomes L⁻¹ X'y, d->factor L.
static struct slab slab_of(struct control_draw *d, f64 squares_y)
{
    struct slab slab = {.squares = NOISE_PRIOR_ROWS * NOISE_PRIOR_SHARE + squares_y};
    for (i64 j = 0; j < d->k; j++)
        if (d->at_work[j]) slab.chosen[slab.count++] = j;
    slab.log_chance = factor_of(d, false, slab.chosen, slab.count);
    slab.log_chance -= factor_of(d, true, slab.chosen, slab.count);
    for (i64 i = 0; i < slab.count; i++) {
        f64 sum = d->products[slab.chosen[i]];
        for (i64 l = 0; l < i; l++)
            sum -= d->factor[i * d->k + l] * d->mean[l];
        d->mean[i] = sum / d->factor[i * d->k + i];
        slab.squares -= d->mean[i] * d->mean[i];
    }
    slab.squares = fmax(slab.squares, 1e-12);
    slab.log_chance -= (NOISE_PRIOR_ROWS + (f64)d->known) / 2 * log(slab.squares);
    if (d->share < 1) slab.log_chance += (f64)slab.count * log(d->share / (1 - d->share));
    return slab;
}

static void draw_at_work(struct control_draw *d, f64 squares_y)
{
    if (d->share >= 1) return;
    for (i64 j = 0; j < d->k; j++) {
        d->at_work[j] = true;
        f64 with = slab_of(d, squares_y).log_chance;
        d->at_work[j] = false;
        f64 without = slab_of(d, squares_y).log_chance;
        d->at_work[j] = gsl_rng_uniform(d->rng) < 1 / (1 + exp(without - with));
    }
}

static void draw_controls(struct control_draw *d)
{
    f64 squares_y = 0;
    memset(d->products, 0, (size_t)d->k * sizeof d->products[0]);
    for (i64 t = 0; t < d->n; t++) {
        if (isnan(d->y[t])) continue;
        f64 left = d->y[t] - d->level[t];
        squares_y += left * left;
        for (i64 j = 0; j < d->k; j++)
            d->products[j] += left * d->x[t * d->k + j];
    }
    draw_at_work(d, squares_y);
    struct slab slab = slab_of(d, squares_y);
    d->noise = draw_variance(d, NOISE_PRIOR_ROWS + (f64)d->known, slab.squares);
    memset(d->beta, 0, (size_t)d->k * sizeof d->beta[0]);
    for (i64 i = slab.count - 1; i >= 0; i--) {
        f64 sum = d->mean[i] + sqrt(d->noise) * gsl_ran_gaussian_ziggurat(d->rng, 1);
        for (i64 l = i + 1; l < slab.count; l++)
            sum -= d->factor[l * d->k + i] * d->beta[slab.chosen[l]];
        d->beta[slab.chosen[i]] = sum / d->factor[i * d->k + i];
    }
}

void control_draw_next(struct control_draw *d)
{
    draw_level(d);
    draw_step(d);
    draw_controls(d);
}
