#include "insight/series/multiplicative.h"

#include <math.h>

#include "insight/maths/minimise.h"

enum { START_EXTRA = 2, PACES = 3 };

// --- Classical decomposition ---

// The centred moving average at i, over one period with halves at both ends where it is even.
static f64 centred(const f64 values[], i64 n, i64 period, i64 i)
{
    i64 half = period / 2;
    if (i < half || i + half >= n) return NAN;
    f64 sum = 0, ends = period % 2 ? 1 : 0.5;
    for (i64 j = i - half; j <= i + half; j++)
        sum += values[j] * (j == i - half || j == i + half ? ends : 1);
    return sum / (f64)period;
}

static f64 misfit(const f64 values[], i64 n, i64 period, bool shares, const f64 figure[])
{
    f64 sum = 0;
    i64 count = 0;
    for (i64 i = 0; i < n; i++) {
        f64 level = centred(values, n, period, i), own = figure[i % period];
        f64 away = fabs(values[i] - (shares ? level * own : level + own));
        if (!isfinite(away)) continue;
        sum += away;
        count++;
    }
    return sum / (f64)MAX(count, 1);
}

f64 season_classical(ctx *c, const f64 values[], i64 n, i64 period, bool shares, f64 figure[])
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 *counts = NEW_ARRAY(c->arena, i64, period);
    f64 mean = 0;
    bool whole = true;
    for (i64 k = 0; k < period; k++)
        figure[k] = 0;
    for (i64 i = 0; i < n; i++) {
        f64 level = centred(values, n, period, i);
        f64 own = shares ? values[i] / level : values[i] - level;
        if (!isfinite(own)) continue;
        figure[i % period] += own;
        counts[i % period]++;
    }
    for (i64 k = 0; k < period; k++) {
        whole = whole && counts[k] > 0;
        figure[k] /= (f64)counts[k];
        mean += figure[k] / (f64)period;
    }
    for (i64 k = 0; k < period; k++)
        figure[k] = shares ? figure[k] / mean : figure[k] - mean;
    arena_rewind(c->arena, mark);
    return whole ? misfit(values, n, period, shares, figure) : (f64)NAN;
}

f64 aicc_of(f64 log_likelihood, i64 parameters, i64 n)
{
    f64 k = (f64)parameters, left = (f64)n - k - 1;
    return left > 0 ? -2 * log_likelihood + 2 * k + 2 * k * (k + 1) / left : (f64)NAN;
}

// --- Both recursions ---

struct states {
    f64 level, slope;
    f64 *season; // [period] by phase
};

// What was expected of value i; the states take the value in.
static f64 winters_step(struct states *s, struct multiplicative_paces p, i64 phase, f64 value)
{
    f64 before = s->level, expected = (s->level + s->slope) * s->season[phase];
    s->level = p.alpha * value / s->season[phase] + (1 - p.alpha) * (s->level + s->slope);
    s->slope = p.beta * (s->level - before) + (1 - p.beta) * s->slope;
    s->season[phase] = p.gamma * value / s->level + (1 - p.gamma) * s->season[phase];
    return expected;
}

static f64 mam_step(struct states *s, struct multiplicative_paces p, i64 phase, f64 value)
{
    f64 level = s->level + s->slope, expected = level * s->season[phase];
    f64 error = (value - expected) / expected;
    s->level = level * (1 + p.alpha * error);
    s->slope += p.beta * level * error;
    s->season[phase] *= 1 + p.gamma * error;
    return expected;
}

struct fitting {
    const f64 *values;
    i64 n, period;
    f64 level, slope;
    const f64 *figure;
    f64 *season; // scratch
    f64 size;    // mean value: the scale of level and slope
};

static bool values_fit(const f64 values[], i64 n, i64 period, struct multiplicative *out)
{
    out->status = MULTIPLICATIVE_TOO_FEW;
    if (period < 2 || period > MULTIPLICATIVE_PERIOD_MAX || n < 2 * period + 3) return false;
    out->status = MULTIPLICATIVE_NOT_ABOVE;
    for (i64 i = 0; i < n; i++)
        if (!(values[i] > 0) || !(values[i] < 1e140)) return false;
    return true;
}

// Holt and Winters' start: classical decomposition of the first two rounds, a line through its
// moving average.
static bool start_make(ctx *c, struct fitting *f)
{
    i64 period = f->period, count = 0;
    f64 x = 0, y = 0, xx = 0, xy = 0;
    f64 *figure = NEW_ARRAY(c->arena, f64, period);
    f64 away = season_classical(c, f->values, 2 * period, period, true, figure);
    for (i64 i = 0; i < 2 * period; i++) {
        f64 level = centred(f->values, 2 * period, period, i);
        if (isnan(level)) continue;
        f64 place = (f64)++count;
        x += place, y += level, xx += place * place, xy += place * level;
    }
    f64 m = (f64)count;
    f->slope = (xy - x * y / m) / (xx - x * x / m);
    f->level = (y - f->slope * x) / m;
    f->figure = figure;
    f->season = NEW_ARRAY(c->arena, f64, period);
    for (i64 i = 0; i < f->n; i++)
        f->size += f->values[i] / (f64)f->n;
    return !isnan(away);
}

static f64 winters_squares(const struct fitting *f, struct multiplicative_paces p, f64 errors[],
                           struct states *s)
{
    f64 squares = 0;
    *s = (struct states){f->level, f->slope, f->season};
    memcpy(s->season, f->figure, (size_t)f->period * sizeof(f64));
    for (i64 i = f->period; i < f->n; i++) {
        f64 error = f->values[i] - winters_step(s, p, i % f->period, f->values[i]);
        squares += error * error;
        if (errors) errors[i] = error;
    }
    return squares;
}

static f64 winters_excess(const f64 x[], void *data, f64 slope[])
{
    (void)slope;
    const struct fitting *f = data;
    struct states s;
    f64 squares = winters_squares(f, (struct multiplicative_paces){x[0], x[1], x[2]}, NULL, &s);
    return log(squares / (f64)(f->n - f->period) / (f->size * f->size));
}

// Seasons from the phase of value n on.
static const f64 *season_turned(ctx *c, const f64 season[], i64 n, i64 period)
{
    f64 *end = NEW_ARRAY(c->arena, f64, period);
    for (i64 k = 0; k < period; k++)
        end[k] = season[(n + k) % period];
    return end;
}

bool holt_winters_fit(ctx *c, const f64 values[], i64 n, i64 period, struct multiplicative *out)
{
    static const f64 low[] = {0, 0, 0}, high[] = {1, 1, 1};
    static const f64 starts[] = {0.3, 0.1, 0.1, 0.3, 0.05, 0.8, 0.8, 0.02, 0.3};
    *out = (struct multiplicative){.n = n, .period = period, .log_likelihood = NAN, .aicc = NAN};
    if (!values_fit(values, n, period, out)) return true;
    struct fitting f = {.values = values, .n = n, .period = period};
    if (!start_make(c, &f)) return true;
    struct minimise_search search = {.size = PACES,
                                     .at = winters_excess,
                                     .data = &f,
                                     .low = low,
                                     .high = high,
                                     .start_count = 3,
                                     .starts = starts,
                                     .tolerance = 1e-6};
    struct minimise_found found;
    f64 x[PACES];
    if (!minimise(c, &search, x, &found)) return false;
    out->status =
        found.status == MINIMISE_NOT_FOUND ? MULTIPLICATIVE_NOT_FOUND : MULTIPLICATIVE_FOUND;
    out->paces = (struct multiplicative_paces){x[0], x[1], x[2]};
    f64 *errors = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < period; i++)
        errors[i] = NAN;
    struct states s;
    out->squares = winters_squares(&f, out->paces, errors, &s);
    out->parameters = PACES + START_EXTRA + period;
    out->level = f.level, out->slope = f.slope, out->season = f.figure;
    out->level_end = s.level, out->slope_end = s.slope;
    out->season_end = season_turned(c, s.season, n, period);
    out->errors = errors;
    return true;
}

// --- ETS(M,A,M) ---

struct mam_sums {
    f64 squares, logs;
};

static struct mam_sums mam_run(const f64 values[], i64 n, i64 period, struct multiplicative_paces p,
                               struct states *s, f64 errors[])
{
    struct mam_sums sums = {0, 0};
    for (i64 i = 0; i < n; i++) {
        f64 expected = mam_step(s, p, i % period, values[i]);
        f64 error = (values[i] - expected) / expected;
        sums.squares += error * error;
        sums.logs += log(fabs(expected));
        if (!(expected > 0)) sums.squares = NAN; // no such series
        if (errors) errors[i] = error;
    }
    return sums;
}

static f64 mam_log_likelihood(struct mam_sums sums, i64 n)
{
    return -0.5 * ((f64)n * log(sums.squares) + 2 * sums.logs);
}

f64 ets_mam_log_likelihood(const f64 values[], i64 n, i64 period, struct multiplicative_paces paces,
                           struct multiplicative_start start)
{
    f64 season[MULTIPLICATIVE_PERIOD_MAX];
    assert(period <= MULTIPLICATIVE_PERIOD_MAX);
    memcpy(season, start.season, (size_t)period * sizeof(f64));
    struct states s = {start.level, start.slope, season};
    return mam_log_likelihood(mam_run(values, n, period, paces, &s, NULL), n);
}

// α, β by α, γ by 1 − α; level and slope by the mean; seasons but the last.
static struct multiplicative_paces mam_open(const struct fitting *f, const f64 x[],
                                            struct states *s)
{
    f64 rest = (f64)f->period;
    s->level = x[3] * f->size;
    s->slope = x[4] * f->size;
    s->season = f->season;
    for (i64 k = 0; k + 1 < f->period; k++)
        rest -= s->season[k] = x[PACES + START_EXTRA + k];
    s->season[f->period - 1] = rest;
    return (struct multiplicative_paces){x[0], x[0] * x[1], (1 - x[0]) * x[2]};
}

static f64 mam_excess(const f64 x[], void *data, f64 slope[])
{
    (void)slope;
    const struct fitting *f = data;
    struct states s;
    struct multiplicative_paces p = mam_open(f, x, &s);
    struct mam_sums sums = mam_run(f->values, f->n, f->period, p, &s, NULL);
    return -mam_log_likelihood(sums, f->n) / (f64)f->n;
}

static bool mam_search(ctx *c, struct fitting *f, f64 x[], struct minimise_found *found)
{
    static const f64 paces[][PACES] = {
        {0.3, 0.03, 0.3 },
        {0.7, 0.01, 0.05},
        {0.1, 0.1,  0.1 }
    };
    f64 starts[COUNT_OF(paces) * MINIMISE_SIZE_MAX], low[MINIMISE_SIZE_MAX],
        high[MINIMISE_SIZE_MAX];
    i64 size = PACES + START_EXTRA + f->period - 1;
    assert(size <= MINIMISE_SIZE_MAX);
    for (i64 i = 0; i < COUNT_OF(paces); i++) {
        f64 *start = starts + i * size;
        memcpy(start, paces[i], sizeof paces[i]);
        start[3] = f->level / f->size;
        start[4] = f->slope / f->size;
        memcpy(start + PACES + START_EXTRA, f->figure, (size_t)(f->period - 1) * sizeof(f64));
    }
    for (i64 k = 0; k < size; k++) {
        low[k] = k < PACES ? 1e-4 : 0.01;
        high[k] = k < PACES ? 0.9999 : (f64)f->period;
    }
    low[4] = -1, high[4] = 1;
    struct minimise_search search = {.size = size,
                                     .at = mam_excess,
                                     .data = f,
                                     .low = low,
                                     .high = high,
                                     .start_count = COUNT_OF(paces),
                                     .starts = starts,
                                     .tolerance = 1e-6,
                                     .evaluations_max = 20000};
    return minimise(c, &search, x, found);
}

bool ets_mam_fit(ctx *c, const f64 values[], i64 n, i64 period, struct multiplicative *out)
{
    *out = (struct multiplicative){
        .n = n, .period = period, .relative = true, .log_likelihood = NAN, .aicc = NAN};
    if (!values_fit(values, n, period, out)) return true;
    struct fitting f = {.values = values, .n = n, .period = period};
    f64 x[MINIMISE_SIZE_MAX];
    struct minimise_found found;
    if (!start_make(c, &f)) return true;
    if (!mam_search(c, &f, x, &found)) return false;
    out->status =
        found.status == MINIMISE_NOT_FOUND ? MULTIPLICATIVE_NOT_FOUND : MULTIPLICATIVE_FOUND;
    struct states s;
    f64 *errors = NEW_ARRAY(c->arena, f64, n), *season = NEW_ARRAY(c->arena, f64, period);
    out->paces = mam_open(&f, x, &s);
    out->level = s.level, out->slope = s.slope;
    memcpy(season, s.season, (size_t)period * sizeof(f64));
    struct mam_sums sums = mam_run(values, n, period, out->paces, &s, errors);
    out->squares = sums.squares;
    out->log_likelihood = mam_log_likelihood(sums, n);
    out->parameters = PACES + START_EXTRA + period;
    out->aicc = aicc_of(out->log_likelihood, out->parameters, n);
    out->season = season;
    out->level_end = s.level, out->slope_end = s.slope;
    out->season_end = season_turned(c, s.season, n, period);
    out->errors = errors;
    return true;
}

void multiplicative_ahead(const struct multiplicative *fit, i64 ahead, const f64 shocks[],
                          f64 out[])
{
    f64 season[MULTIPLICATIVE_PERIOD_MAX];
    memcpy(season, fit->season_end, (size_t)fit->period * sizeof(f64));
    struct states s = {fit->level_end, fit->slope_end, season};
    for (i64 h = 0; h < ahead; h++) {
        i64 phase = h % fit->period;
        f64 expected = (s.level + s.slope) * s.season[phase], shock = shocks ? shocks[h] : 0;
        out[h] = fit->relative ? expected * (1 + shock) : expected + shock;
        // The states follow a value above 0 only: below, the recursion has no meaning.
        f64 taken = fmax(out[h], fabs(expected) * 1e-6);
        (void)(fit->relative ? mam_step : winters_step)(&s, fit->paces, phase, taken);
    }
}
