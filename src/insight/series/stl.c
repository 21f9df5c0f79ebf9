// Idea: two steps in turn. Season: values less trend, the values of each phase (all Januaries)
// smoothed by themselves, less what a low pass of that still holds. Trend: values less season,
// smoothed. Loess is evaluated at every `jump`-th place and joined by lines between them, so that
// the work is linear in n. Robust weights (bisquare of the remainder) come from outside rounds.
#include "insight/series/stl.h"

#include <math.h>

#include "insight/maths/sample.h"

enum { ROUNDS = 2, ROBUST_ROUNDS = 15 };

#define ROUNDING 1e-12 // of the largest value: what varies less does not vary

struct loess {
    const f64 *y;
    const f64 *weights; // NULL: all 1
    i64 n;
    i64 length; // places in the window
    i64 degree; // 0 or 1
    i64 jump;
    f64 *scratch; // [n]
};

struct window {
    i64 left, right; // places, from 1
};

// The local fit at x from the places of a window; false where they have no weight.
static bool loess_at(const struct loess *loess, f64 x, struct window window, f64 *out)
{
    f64 *w = loess->scratch, sum = 0;
    f64 reach = fmax(x - (f64)window.left, (f64)window.right - x);
    if (loess->length > loess->n) reach += (f64)((loess->length - loess->n) / 2);
    for (i64 j = window.left; j <= window.right; j++) {
        f64 distance = fabs((f64)j - x), share = reach > 0 ? distance / reach : 0;
        w[j - 1] = 0;
        if (distance > 0.999 * reach) continue;
        f64 kept = 1 - share * share * share;
        w[j - 1] = distance <= 0.001 * reach ? 1 : kept * kept * kept;
        if (loess->weights) w[j - 1] *= loess->weights[j - 1];
        sum += w[j - 1];
    }
    if (!(sum > 0)) return false;
    f64 centre = 0, spread = 0, fit = 0, tilt = 0;
    for (i64 j = window.left; j <= window.right; j++)
        centre += (w[j - 1] /= sum) * (f64)j;
    for (i64 j = window.left; j <= window.right; j++)
        spread += w[j - 1] * ((f64)j - centre) * ((f64)j - centre);
    if (reach > 0 && loess->degree > 0 && sqrt(spread) > 0.001 * (f64)(loess->n - 1))
        tilt = (x - centre) / spread;
    for (i64 j = window.left; j <= window.right; j++)
        fit += w[j - 1] * (tilt * ((f64)j - centre) + 1) * loess->y[j - 1];
    *out = fit;
    return true;
}

static struct window window_at(const struct loess *loess, i64 i)
{
    i64 n = loess->n, length = loess->length, half = (length + 1) / 2;
    if (length >= n) return (struct window){1, n};
    i64 left = MIN(MAX(1, i - half + 1), n - length + 1);
    return (struct window){left, left + length - 1};
}

// Smooths all places; out may not be loess->y.
static void loess_all(const struct loess *loess, f64 out[])
{
    i64 n = loess->n, jump = MIN(loess->jump, n - 1), last = 1;
    if (n < 2) {
        out[0] = loess->y[0];
        return;
    }
    for (i64 i = 1; i <= n; i += jump) {
        if (!loess_at(loess, (f64)i, window_at(loess, i), &out[i - 1]))
            out[i - 1] = loess->y[i - 1];
        f64 step = (out[i - 1] - out[last - 1]) / (f64)MAX(i - last, 1);
        for (i64 j = last + 1; j < i; j++)
            out[j - 1] = out[last - 1] + step * (f64)(j - last);
        last = i;
    }
    if (last == n) return;
    // The last place stands with the window of the last jump.
    if (!loess_at(loess, (f64)n, window_at(loess, last), &out[n - 1])) out[n - 1] = loess->y[n - 1];
    f64 step = (out[n - 1] - out[last - 1]) / (f64)(n - last);
    for (i64 j = last + 1; j < n; j++)
        out[j - 1] = out[last - 1] + step * (f64)(j - last);
}

static i64 next_odd(f64 size)
{
    i64 whole = (i64)nearbyint(size);
    return whole % 2 ? whole : whole + 1;
}

static i64 jump_of(i64 window)
{
    return (window + 9) / 10;
}

struct split {
    const struct stl_order *order;
    f64 *y; // gaps bridged
    f64 *weights;
    bool weighted;
    i64 season_window, trend_window;
    f64 *phase, *phase_weights, *smooth, *scratch; // [n + 2]
    f64 *long_season;                              // [n + 2 periods]
    f64 *pass_a, *pass_b;                          // [n + 2 periods]
    f64 *rest;                                     // [n]
    struct stl *out;
};

// Smooths the values of each phase, one period longer at both ends.
static void seasons_smooth(struct split *s)
{
    i64 n = s->order->n, period = s->order->period;
    for (i64 phase = 0; phase < period; phase++) {
        i64 count = (n - phase - 1) / period + 1;
        for (i64 i = 0; i < count; i++) {
            s->phase[i] = s->rest[i * period + phase];
            s->phase_weights[i] = s->weights[i * period + phase];
        }
        struct loess loess = {.y = s->phase,
                              .weights = s->weighted ? s->phase_weights : NULL,
                              .n = count,
                              .length = s->season_window,
                              .degree = 0,
                              .jump = jump_of(s->season_window),
                              .scratch = s->scratch};
        loess_all(&loess, s->smooth + 1);
        struct window first = {1, MIN(s->season_window, count)};
        struct window end = {MAX(1, count - s->season_window + 1), count};
        if (!loess_at(&loess, 0, first, &s->smooth[0])) s->smooth[0] = s->smooth[1];
        if (!loess_at(&loess, (f64)(count + 1), end, &s->smooth[count + 1]))
            s->smooth[count + 1] = s->smooth[count];
        for (i64 i = 0; i < count + 2; i++)
            s->long_season[i * period + phase] = s->smooth[i];
    }
}

// Means of `length` neighbours; n − length + 1 of them.
static void mean_move(const f64 in[], i64 n, i64 length, f64 out[])
{
    f64 sum = 0;
    for (i64 i = 0; i < length; i++)
        sum += in[i];
    out[0] = sum / (f64)length;
    for (i64 i = length; i < n; i++) {
        sum += in[i] - in[i - length];
        out[i - length + 1] = sum / (f64)length;
    }
}

static void round_once(struct split *s)
{
    i64 n = s->order->n, period = s->order->period;
    for (i64 i = 0; i < n; i++)
        s->rest[i] = s->y[i] - s->out->trend[i];
    seasons_smooth(s);
    mean_move(s->long_season, n + 2 * period, period, s->pass_a);
    mean_move(s->pass_a, n + period + 1, period, s->pass_b);
    mean_move(s->pass_b, n + 2, 3, s->pass_a);
    i64 low_window = next_odd((f64)period);
    struct loess low = {.y = s->pass_a,
                        .n = n,
                        .length = low_window,
                        .degree = 1,
                        .jump = jump_of(low_window),
                        .scratch = s->scratch};
    loess_all(&low, s->pass_b);
    for (i64 i = 0; i < n; i++) {
        s->out->season[i] = s->long_season[period + i] - s->pass_b[i];
        s->rest[i] = s->y[i] - s->out->season[i];
    }
    struct loess trend = {.y = s->rest,
                          .weights = s->weighted ? s->weights : NULL,
                          .n = n,
                          .length = s->trend_window,
                          .degree = 1,
                          .jump = jump_of(s->trend_window),
                          .scratch = s->scratch};
    loess_all(&trend, s->out->trend);
}

// Bisquare weights by six times the median remainder; gaps keep none.
static void weights_update(ctx *c, struct split *s)
{
    i64 n = s->order->n, count = 0;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *sizes = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++) {
        if (isnan(s->order->values[i])) continue;
        sizes[count++] = fabs(s->y[i] - s->out->trend[i] - s->out->season[i]);
    }
    f64 end = 6 * sample_median(c, sizes, count);
    arena_rewind(c->arena, mark);
    for (i64 i = 0; i < n; i++) {
        f64 size = fabs(s->y[i] - s->out->trend[i] - s->out->season[i]), share = size / end;
        f64 kept = 1 - share * share;
        s->weights[i] = size <= 0.001 * end ? 1 : size <= 0.999 * end ? kept * kept : 0;
        if (isnan(s->order->values[i])) s->weights[i] = 0;
    }
    s->weighted = true;
}

// The season of each phase becomes its mean.
static void season_fix(ctx *c, struct split *s)
{
    i64 n = s->order->n, period = s->order->period;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *sums = NEW_ARRAY(c->arena, f64, period);
    for (i64 i = 0; i < n; i++)
        sums[i % period] += s->out->season[i];
    for (i64 i = 0; i < n; i++)
        s->out->season[i] = sums[i % period] / (f64)((n - i % period - 1) / period + 1);
    arena_rewind(c->arena, mark);
}

// Share of the variance of part + remainder that the part explains; gaps do not count.
static f64 strength(ctx *c, const f64 values[], const f64 part[], const f64 remainder[], i64 n)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *both = NEW_ARRAY(c->arena, f64, n), *alone = NEW_ARRAY(c->arena, f64, n);
    f64 mean = 0, of_both = 0, of_alone = 0, largest = 0;
    i64 count = 0;
    for (i64 i = 0; i < n; i++) {
        if (isnan(remainder[i])) continue;
        largest = fmax(largest, fabs(values[i]));
        both[count] = part[i] + remainder[i];
        alone[count++] = remainder[i];
    }
    sample_moments(both, count, &mean, &of_both);
    sample_moments(alone, count, &mean, &of_alone);
    arena_rewind(c->arena, mark);
    if (!(sqrt(of_both) > ROUNDING * largest)) return NAN;
    return fmax(0, 1 - of_alone / of_both);
}

// Gaps are bridged by lines for the places where nothing near has weight.
static bool values_bridge(struct split *s)
{
    const f64 *values = s->order->values;
    i64 n = s->order->n, known = -1;
    for (i64 i = 0; i < n; i++) {
        s->weights[i] = isnan(values[i]) ? 0 : 1;
        s->weighted = s->weighted || isnan(values[i]);
        if (isnan(values[i])) continue;
        s->y[i] = values[i];
        for (i64 j = known + 1; j < i; j++)
            s->y[j] = known < 0 ? values[i]
                                : values[known] + (values[i] - values[known]) * (f64)(j - known) /
                                                      (f64)(i - known);
        known = i;
    }
    for (i64 j = known + 1; j < n && known >= 0; j++)
        s->y[j] = values[known];
    return known >= 0;
}

static struct split split_new(ctx *c, const struct stl_order *order, struct stl *out)
{
    i64 n = order->n, longest = n + 2 * order->period;
    i64 season_window = order->season_window ? order->season_window : 10 * n + 1;
    f64 trend = ceil(1.5 * (f64)order->period / (1 - 1.5 / (f64)season_window));
    return (struct split){
        .order = order,
        .y = NEW_ARRAY(c->arena, f64, n),
        .weights = NEW_ARRAY(c->arena, f64, n),
        .season_window = season_window,
        .trend_window = next_odd(trend),
        .phase = NEW_ARRAY(c->arena, f64, n + 2),
        .phase_weights = NEW_ARRAY(c->arena, f64, n + 2),
        .smooth = NEW_ARRAY(c->arena, f64, n + 2),
        .scratch = NEW_ARRAY(c->arena, f64, n + 2),
        .long_season = NEW_ARRAY(c->arena, f64, longest),
        .pass_a = NEW_ARRAY(c->arena, f64, longest),
        .pass_b = NEW_ARRAY(c->arena, f64, longest),
        .rest = NEW_ARRAY(c->arena, f64, n),
        .out = out,
    };
}

bool stl_split(ctx *c, struct stl_order order, struct stl *out)
{
    assert(order.period >= 2);
    assert(order.n >= 2 * order.period);
    i64 n = order.n;
    *out = (struct stl){NEW_ARRAY(c->arena, f64, n), NEW_ARRAY(c->arena, f64, n),
                        NEW_ARRAY(c->arena, f64, n), NAN, NAN};
    struct arena_mark mark = arena_mark(c->arena);
    struct split s = split_new(c, &order, out);
    bool known = values_bridge(&s);
    i64 outside = order.robust ? ROBUST_ROUNDS : 0, inside = order.robust ? 1 : ROUNDS;
    for (i64 outer = 0; known && outer <= outside; outer++) {
        if (ctx_stopped(c)) return false;
        for (i64 i = 0; i < inside; i++)
            round_once(&s);
        if (outer < outside) weights_update(c, &s);
    }
    if (!order.season_window) season_fix(c, &s);
    for (i64 i = 0; i < n; i++)
        out->remainder[i] = order.values[i] - out->trend[i] - out->season[i];
    arena_rewind(c->arena, mark);
    out->trend_strength = strength(c, order.values, out->trend, out->remainder, n);
    out->season_strength = strength(c, order.values, out->season, out->remainder, n);
    return true;
}
