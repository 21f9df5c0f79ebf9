#include "insight/series/season.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "insight/maths/sample.h"

#define P_FOUND 0.01

static bool phases_known(ctx *c, const f64 values[], i64 n, i64 period)
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 *counts = NEW_ARRAY(c->arena, i64, period), least = n;
    for (i64 i = 0; i < n; i++)
        counts[i % period] += !isnan(values[i]);
    for (i64 k = 0; k < period; k++)
        least = MIN(least, counts[k]);
    arena_rewind(c->arena, mark);
    return least >= 2;
}

// Kruskal and Wallis's H with its correction for ties, as a p-value.
static f64 phases_p(ctx *c, const f64 values[], i64 n, i64 period)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *known = NEW_ARRAY(c->arena, f64, n), *ranks = NEW_ARRAY(c->arena, f64, n), ties = 0;
    f64 *sums = NEW_ARRAY(c->arena, f64, period), *counts = NEW_ARRAY(c->arena, f64, period);
    i64 *phase = NEW_ARRAY(c->arena, i64, n), count = 0;
    for (i64 i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        known[count] = values[i];
        phase[count++] = i % period;
    }
    sample_ranks(c, known, count, ranks, &ties);
    for (i64 i = 0; i < count; i++) {
        sums[phase[i]] += ranks[i];
        counts[phase[i]]++;
    }
    f64 m = (f64)count, h = 0;
    for (i64 k = 0; k < period; k++) {
        f64 away = sums[k] / counts[k] - (m + 1) / 2;
        h += counts[k] * away * away;
    }
    h *= 12 / (m * (m + 1)) / (1 - ties / (m * m * m - m));
    arena_rewind(c->arena, mark);
    return isfinite(h) ? gsl_cdf_chisq_Q(h, (f64)(period - 1)) : 1;
}

bool season_find(ctx *c, const f64 values[], i64 n, i64 period, struct season *out)
{
    assert(period >= 1);
    f64 *effects = NEW_ARRAY(c->arena, f64, period);
    *out = (struct season){.period = period, .p_value = NAN, .strength = NAN, .effects = effects};
    if (period == 1 || n < 2 * period || !phases_known(c, values, n, period)) return true;
    struct stl_order order = {.n = n, .values = values, .period = period};
    if (!stl_split(c, order, &out->split)) return false;
    out->tested = true;
    out->strength = out->split.season_strength;
    f64 *level = NEW_ARRAY(c->arena, f64, n), mean = 0;
    for (i64 i = 0; i < n; i++)
        level[i] = values[i] - out->split.trend[i];
    // Rounding of equal values is no season.
    out->p_value = isnan(out->strength) ? 1 : phases_p(c, level, n, period);
    out->found = out->p_value < P_FOUND;
    for (i64 k = 0; k < period; k++)
        mean += out->split.season[k] / (f64)period;
    for (i64 k = 0; k < period; k++)
        effects[k] = out->split.season[k] - mean;
    return true;
}
