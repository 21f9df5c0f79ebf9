#include "insight/series/theta.h"

#include <math.h>

#include "insight/series/multiplicative.h"
#include "insight/series/season.h"

static f64 less_season(const struct theta *fit, f64 value, i64 i)
{
    f64 own = fit->figure[i % fit->period];
    return fit->shares ? value / own : value - own;
}

// The season of each phase: as a share of the level where all values are above 0 and that comes
// nearer, else as a difference.
static bool figure_make(ctx *c, const f64 values[], struct theta *out)
{
    i64 period = out->period;
    f64 *figure = NEW_ARRAY(c->arena, f64, period), *shares = NEW_ARRAY(c->arena, f64, period);
    bool above = true;
    for (i64 i = 0; i < out->n; i++)
        above = above && !(values[i] <= 0);
    out->figure = figure;
    if (period == 1) return true;
    f64 away = season_classical(c, values, out->n, period, false, figure);
    f64 away_shares = above ? season_classical(c, values, out->n, period, true, shares) : (f64)NAN;
    for (i64 k = 0; k < period; k++)
        above = above && shares[k] > 1e-10;
    out->shares = above && away_shares <= away;
    if (out->shares) out->figure = shares;
    if (!isnan(away)) return true;
    // Gaps break moving averages: take the season of STL, which can do without some values.
    struct season season;
    if (!season_find(c, values, out->n, period, &season)) return false;
    memcpy(figure, season.effects, (size_t)period * sizeof(f64));
    return true;
}

// Slope of the line through the known values.
static f64 line_slope(const f64 values[], i64 n)
{
    f64 count = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (i64 i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        f64 dx = (f64)i - x, dy = values[i] - y; // running means keep digits
        count++;
        x += dx / count;
        y += dy / count;
        xx += dx * ((f64)i - x);
        xy += dx * (values[i] - y);
    }
    return xx > 0 ? xy / xx : 0;
}

// What a level with this pace is behind a line of slope 1 after n values.
static f64 lag_after(f64 alpha, i64 n)
{
    return (1 - pow(1 - alpha, (f64)n)) / alpha;
}

bool theta_fit(ctx *c, const f64 values[], i64 n, i64 period, struct theta *out)
{
    assert(period >= 1);
    *out = (struct theta){.status = SMOOTHING_TOO_FEW, .n = n, .period = period};
    if (n < 2 * period) out->period = 1;
    if (!figure_make(c, values, out)) return false;
    f64 *own = NEW_ARRAY(c->arena, f64, n), *errors = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++)
        own[i] = less_season(out, values[i], i);
    struct smoothing level;
    if (!smoothing_fit(c, own, n, (struct smoothing_model){SMOOTHING_LEVEL, 1}, &level))
        return false;
    out->status = level.status;
    if (level.status != SMOOTHING_FOUND && level.status != SMOOTHING_EXACT) return true;
    out->alpha = fmax(level.alpha, 1e-10);
    out->drift = line_slope(own, n) / 2;
    out->level_end = level.level_end;
    out->lag = lag_after(out->alpha, n);
    out->parameters = 4 + (out->period > 1 ? out->period - 1 : 0);
    for (i64 i = 0; i < n; i++)
        errors[i] = level.errors[i] - out->drift * lag_after(out->alpha, i);
    out->errors = errors;
    return true;
}

void theta_ahead(const struct theta *fit, i64 ahead, const f64 shocks[], f64 out[])
{
    f64 level = fit->level_end;
    for (i64 h = 0; h < ahead; h++) {
        f64 shock = shocks ? shocks[h] : 0, own = fit->figure[(fit->n + h) % fit->period];
        f64 value = level + fit->drift * ((f64)h + fit->lag) + shock;
        level += fit->alpha * shock;
        out[h] = fit->shares ? value * own : value + own;
    }
}

f64 theta_variance(const struct theta *fit, i64 h)
{
    return 1 + (f64)(h - 1) * fit->alpha * fit->alpha;
}
