// Idea: for given paces the errors are e = e⁰ − C x, where e⁰ comes from a start of zeros, x is the
// start (level, slope, seasons but the last), and column k of C from a start of one at k with all
// values zero. Least squares give x, and what is left is the sum of squares that the search over
// the paces (at most four) makes small. Normal equations suffice: columns are well apart or
// dropped.
#include "insight/series/smoothing.h"

#include <math.h>

#include "insight/maths/minimise.h"

#define PACE_LEAST 1e-4
#define PACE_MOST  0.9999
#define PHI_LEAST  0.8
#define PHI_MOST   0.98
#define ALIASED    1e-9  // of a column's own size: what is less is said by those before it
#define EXACT      1e-20 // of the squares around the mean

enum { START_MAX = SMOOTHING_PERIOD_MAX + 2 };

struct paces {
    f64 alpha, beta, gamma, phi;
};

struct fitting {
    const f64 *values; // less their middle, by their scale
    i64 n, known;
    struct smoothing_model model;
    i64 start_count;
    f64 *errors;  // [n] e⁰, then e
    f64 *columns; // [n][start_count]
    f64 start[START_MAX];
    f64 squares;
};

// Level, slope and seasons of one run through the values.
struct states {
    f64 level, slope;
    f64 season[SMOOTHING_PERIOD_MAX]; // by phase
};

static f64 step(struct states *s, const struct smoothing_model *model, struct paces p, i64 phase,
                f64 value, bool known)
{
    f64 slope = model->trend == SMOOTHING_LEVEL ? 0 : p.phi * s->slope;
    f64 season = model->period > 1 ? s->season[phase] : 0;
    f64 error = known ? value - (s->level + slope + season) : 0;
    s->level += slope + p.alpha * error;
    s->slope = slope + p.beta * error;
    s->season[phase] = season + p.gamma * error;
    return error;
}

static void start_set(const struct fitting *f, const f64 start[], struct states *s)
{
    i64 k = 0, period = f->model.period;
    memset(s, 0, sizeof *s);
    s->level = start[k++];
    if (f->model.trend != SMOOTHING_LEVEL) s->slope = start[k++];
    for (i64 i = 0; i + 1 < period; i++) {
        s->season[i] = start[k];
        s->season[period - 1] -= start[k++];
    }
}

static void columns_make(struct fitting *f, struct paces p)
{
    struct states states[START_MAX + 1];
    f64 unit[START_MAX] = {0};
    i64 count = f->start_count;
    for (i64 k = 0; k <= count; k++) { // the last starts with zeros
        if (k < count) unit[k] = 1;
        start_set(f, unit, &states[k]);
        if (k < count) unit[k] = 0;
    }
    for (i64 i = 0, phase = 0; i < f->n; i++) {
        bool known = !isnan(f->values[i]);
        f->errors[i] = step(&states[count], &f->model, p, phase, f->values[i], known);
        for (i64 k = 0; k < count; k++)
            f->columns[i * count + k] = step(&states[k], &f->model, p, phase, 0, known);
        if (++phase == f->model.period) phase = 0;
    }
}

// x of A x = b by Cholesky's factors; what is aliased becomes 0. A is lost.
static void equations_solve(i64 count, f64 a[START_MAX][START_MAX], f64 b[])
{
    bool aliased[START_MAX] = {false};
    for (i64 k = 0; k < count; k++) {
        f64 own = a[k][k];
        for (i64 j = 0; j < k; j++)
            own -= a[k][j] * a[k][j];
        aliased[k] = !(own > ALIASED * a[k][k]);
        f64 root = sqrt(fmax(own, 0));
        for (i64 i = k + 1; i < count; i++) {
            f64 sum = a[i][k];
            for (i64 j = 0; j < k; j++)
                sum -= a[i][j] * a[k][j];
            a[i][k] = aliased[k] ? 0 : sum / root;
        }
        f64 right = b[k];
        for (i64 j = 0; j < k; j++)
            right -= a[k][j] * b[j];
        a[k][k] = root;
        b[k] = aliased[k] ? 0 : right / root;
    }
    for (i64 k = count - 1; k >= 0; k--) {
        for (i64 i = k + 1; i < count; i++)
            b[k] -= a[i][k] * b[i];
        b[k] = aliased[k] ? 0 : b[k] / a[k][k];
    }
}

// The start for these paces, the errors and their squares.
static void start_find(struct fitting *f, struct paces p)
{
    static_assert(START_MAX <= 64, "the equations stand on the stack");
    f64 a[START_MAX][START_MAX] = {{0}}, b[START_MAX] = {0};
    i64 count = f->start_count;
    columns_make(f, p);
    for (i64 i = 0; i < f->n; i++) {
        if (isnan(f->values[i])) continue;
        const f64 *row = f->columns + i * count;
        for (i64 k = 0; k < count; k++) {
            for (i64 j = 0; j <= k; j++)
                a[k][j] += row[k] * row[j];
            b[k] -= row[k] * f->errors[i]; // e⁰ + C x is least: columns hold minus what they add
        }
    }
    equations_solve(count, a, b);
    f->squares = 0;
    for (i64 i = 0; i < f->n; i++) {
        for (i64 k = 0; k < count; k++)
            f->errors[i] += f->columns[i * count + k] * b[k];
        if (isnan(f->values[i]))
            f->errors[i] = NAN;
        else
            f->squares += f->errors[i] * f->errors[i];
    }
    memcpy(f->start, b, sizeof b);
}

// Places of the search: α, β by α, γ by 1 − α, φ.
static struct paces paces_of(const struct smoothing_model *model, const f64 x[])
{
    struct paces p = {.alpha = x[0], .phi = 1};
    i64 k = 1;
    if (model->trend != SMOOTHING_LEVEL) p.beta = x[k++] * p.alpha;
    if (model->period > 1) p.gamma = x[k++] * (1 - p.alpha);
    if (model->trend == SMOOTHING_DAMPED) p.phi = x[k];
    return p;
}

static f64 excess(const f64 x[], void *data, f64 slope[])
{
    struct fitting *f = data;
    (void)slope;
    start_find(f, paces_of(&f->model, x));
    return log(f->squares / (f64)f->known);
}

// A start of the search from paces.
static void place_of(const struct smoothing_model *model, struct paces p, f64 x[])
{
    i64 k = 0;
    x[k++] = p.alpha;
    if (model->trend != SMOOTHING_LEVEL) x[k++] = p.beta / p.alpha;
    if (model->period > 1) x[k++] = p.gamma / (1 - p.alpha);
    if (model->trend == SMOOTHING_DAMPED) x[k] = p.phi;
}

static bool paces_find(ctx *c, struct fitting *f, const struct smoothing *near_by, f64 x[])
{
    static const struct paces all[] = {
        {0.3,  0.03,  0.07,  0.9},
        {0.9,  0.045, 0.03,  0.9},
        {0.05, 0.015, 0.019, 0.9}
    };
    f64 starts[COUNT_OF(all) * 4], low[4], high[4];
    i64 size = 1 + (f->model.trend != SMOOTHING_LEVEL) + (f->model.period > 1) +
               (f->model.trend == SMOOTHING_DAMPED);
    for (i64 i = 0; i < COUNT_OF(all); i++)
        place_of(&f->model, all[i], starts + i * size);
    if (near_by)
        place_of(&f->model,
                 (struct paces){near_by->alpha, near_by->beta, near_by->gamma, near_by->phi},
                 starts);
    for (i64 k = 0; k < size; k++) {
        low[k] = PACE_LEAST;
        high[k] = PACE_MOST;
    }
    if (f->model.trend == SMOOTHING_DAMPED) low[size - 1] = PHI_LEAST, high[size - 1] = PHI_MOST;
    struct minimise_search search = {.size = size,
                                     .at = excess,
                                     .data = f,
                                     .low = low,
                                     .high = high,
                                     .start_count = near_by ? 1 : COUNT_OF(all),
                                     .starts = starts,
                                     .tolerance = near_by ? 1e-3 : 1e-7,
                                     .evaluations_max = near_by ? 100 : 400};
    struct minimise_found found;
    return minimise(c, &search, x, &found);
}

// What the fit has found, in the values' own scale.
static void fit_tell(ctx *c, struct fitting *f, struct paces p, f64 middle, f64 scale,
                     struct smoothing *out)
{
    struct states s;
    i64 period = f->model.period;
    start_find(f, p);
    start_set(f, f->start, &s);
    out->alpha = p.alpha, out->beta = p.beta, out->gamma = p.gamma, out->phi = p.phi;
    out->level = s.level * scale + middle;
    out->slope = s.slope * scale;
    f64 *season = NEW_ARRAY(c->arena, f64, period), *end = NEW_ARRAY(c->arena, f64, period);
    f64 *errors = NEW_ARRAY(c->arena, f64, f->n);
    for (i64 k = 0; k < period; k++)
        season[k] = s.season[k] * scale;
    for (i64 i = 0; i < f->n; i++) {
        errors[i] = f->errors[i] * scale;
        step(&s, &f->model, p, i % period, f->values[i], !isnan(f->values[i]));
    }
    for (i64 k = 0; k < period; k++)
        end[k] = s.season[(f->n + k) % period] * scale;
    out->level_end = s.level * scale + middle;
    out->slope_end = s.slope * scale;
    out->season = season, out->season_end = end, out->errors = errors;
    out->squares = f->squares * scale * scale;
    f64 known = (f64)f->known, k = (f64)out->parameters, left = known - k - 1;
    out->log_likelihood = -known / 2 * log(out->squares);
    out->aicc = left > 0 ? -2 * out->log_likelihood + 2 * k + 2 * k * (k + 1) / left : (f64)NAN;
}

// Middle and scale of the known values; false where there is nothing to fit.
static bool values_scale(const f64 values[], i64 n, i64 period, f64 *middle, f64 *scale, i64 *known)
{
    i64 counts[SMOOTHING_PERIOD_MAX] = {0};
    f64 mean = 0, largest = 0;
    *known = 0;
    for (i64 i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        mean += (values[i] - mean) / (f64)++ * known;
        counts[i % period]++;
    }
    for (i64 i = 0; i < n; i++)
        if (!isnan(values[i])) largest = fmax(largest, fabs(values[i] - mean));
    *middle = mean;
    *scale = largest > 0 ? largest : 1;
    for (i64 k = 0; k < period; k++)
        if (!counts[k]) return false;
    return true;
}

static bool fit_make(ctx *c, const f64 values[], i64 n, struct smoothing_model model,
                     const struct smoothing *near_by, struct smoothing *out)
{
    assert(model.period >= 1);
    assert(model.period <= SMOOTHING_PERIOD_MAX);
    bool trend = model.trend != SMOOTHING_LEVEL, damped = model.trend == SMOOTHING_DAMPED;
    i64 states = 1 + trend + model.period - 1;
    *out = (struct smoothing){.model = model,
                              .n = n,
                              .phi = 1,
                              .log_likelihood = NAN,
                              .parameters = states + 1 + trend + (model.period > 1) + damped + 1};
    f64 middle = 0, scale = 1, x[4] = {0};
    bool whole = values_scale(values, n, model.period, &middle, &scale, &out->known);
    out->status = SMOOTHING_TOO_FEW;
    if (!whole || out->known < states + 3) return true;
    out->status = SMOOTHING_HUGE;
    if (!(scale < 1e140) || !(fabs(middle) < 1e140)) return true;
    struct fitting f = {.n = n,
                        .known = out->known,
                        .model = model,
                        .start_count = states,
                        .errors = NEW_ARRAY(c->arena, f64, n),
                        .columns = NEW_ARRAY(c->arena, f64, n * states)};
    f64 *scaled = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++)
        scaled[i] = (values[i] - middle) / scale;
    f.values = scaled;
    struct paces p = {.alpha = 0.1, .beta = trend ? 0.01 : 0, .phi = 1};
    start_find(&f, p);
    out->status = SMOOTHING_EXACT;
    if (f.squares > EXACT * (f64)n) {
        if (!paces_find(c, &f, near_by, x)) return false;
        p = paces_of(&model, x);
        out->status = SMOOTHING_FOUND;
    }
    fit_tell(c, &f, p, middle, scale, out);
    return true;
}

bool smoothing_fit(ctx *c, const f64 values[], i64 n, struct smoothing_model model,
                   struct smoothing *out)
{
    return fit_make(c, values, n, model, NULL, out);
}

bool smoothing_refit(ctx *c, const f64 values[], i64 n, const struct smoothing *near_by,
                     struct smoothing *out)
{
    bool fitted = near_by->status == SMOOTHING_FOUND;
    return fit_make(c, values, n, near_by->model, fitted ? near_by : NULL, out);
}

void smoothing_ahead(const struct smoothing *fit, i64 ahead, const f64 shocks[], f64 out[])
{
    struct states s = {.level = fit->level_end, .slope = fit->slope_end};
    struct paces p = {fit->alpha, fit->beta, fit->gamma, fit->phi};
    memcpy(s.season, fit->season_end, (size_t)fit->model.period * sizeof(f64));
    for (i64 h = 0; h < ahead; h++) {
        f64 slope = fit->model.trend == SMOOTHING_LEVEL ? 0 : p.phi * s.slope;
        f64 season = fit->model.period > 1 ? s.season[h % fit->model.period] : 0;
        out[h] = s.level + slope + season + (shocks ? shocks[h] : 0);
        (void)step(&s, &fit->model, p, h % fit->model.period, out[h], true);
    }
}

f64 smoothing_variance(const struct smoothing *fit, i64 h)
{
    f64 sum = 1, slopes = 0, power = 1;
    for (i64 j = 1; j < h; j++) {
        power *= fit->phi;
        slopes += power;
        bool same = fit->model.period > 1 && j % fit->model.period == 0;
        f64 weight = fit->alpha + fit->beta * slopes + (same ? fit->gamma : 0);
        sum += weight * weight;
    }
    return sum;
}
