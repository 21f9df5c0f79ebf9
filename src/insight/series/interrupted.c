#include "insight/series/interrupted.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/units/components.h"
#include "insight/series/lags.h"
#include "insight/maths/quantile.h"

enum { STEP = 1, TREND = 2, FIRST_HARMONIC = 3, COLUMNS_MAX = 4 + 2 * INTERRUPTED_HARMONICS_MAX };
enum { PLACEBO_MAX = 20, PLACEBO_SIDE_MIN = 4 };

struct design {
    const struct interrupted_series *series;
    i64 k, slope;        // columns; the one of the slope's change, -1: none
    f64 *x, *y, *offset; // [n][k], [n]; rows with a value
    i64 *place;          // of each row
    i64 n, before;
};

static i64 harmonic_columns(const struct interrupted_series *series)
{
    i64 harmonics = MIN(series->harmonics, series->period / 2);
    if (series->period < 2) return 0;
    return 2 * harmonics - (2 * harmonics == series->period); // there the sine is 0 everywhere
}

// Columns of a place: 1, after, trend, season, slope after. Time is 1 at the event's place, so that
// the step is told at the one before.
static void row_fill(const struct design *design, i64 place, bool after, f64 x[])
{
    const struct interrupted_series *series = design->series;
    f64 since = (f64)(place - series->event + 1);
    i64 k = FIRST_HARMONIC, seasons = harmonic_columns(series);
    x[0] = 1;
    x[STEP] = after;
    x[TREND] = since;
    for (i64 h = 1; k < FIRST_HARMONIC + seasons; h++) {
        f64 angle = 2 * M_PI * (f64)h * (f64)(place + 1) / (f64)series->period;
        x[k++] = cos(angle);
        if (k < FIRST_HARMONIC + seasons) x[k++] = sin(angle);
    }
    if (design->slope >= 0) x[design->slope] = after ? since : 0;
}

static bool is_known(const struct interrupted_series *series, i64 place)
{
    if (isnan(series->value[place])) return false;
    return !series->population || series->population[place] > 0;
}

static struct design design_of(ctx *c, const struct interrupted_series *series)
{
    struct design design = {.series = series, .slope = -1};
    design.k = FIRST_HARMONIC + harmonic_columns(series);
    if (series->slope) design.slope = design.k++;
    assert(design.k <= COLUMNS_MAX);
    design.x = NEW_ARRAY(c->arena, f64, MAX(series->count * design.k, 1));
    design.y = NEW_ARRAY(c->arena, f64, MAX(series->count, 1));
    design.offset = NEW_ARRAY(c->arena, f64, MAX(series->count, 1));
    design.place = NEW_ARRAY(c->arena, i64, MAX(series->count, 1));
    for (i64 i = 0; i < series->count; i++) {
        if (!is_known(series, i)) continue;
        row_fill(&design, i, i >= series->event, design.x + design.n * design.k);
        design.y[design.n] = series->value[i];
        design.offset[design.n] = series->population ? log(series->population[i]) : 0;
        design.place[design.n++] = i;
        design.before += i < series->event;
    }
    return design;
}

static bool design_fit(ctx *c, const struct design *design, i64 k, struct regress_fit *fit)
{
    struct regress_rows rows = {.n = design->n, .k = k, .x = design->x, .y = design->y};
    if (k < design->k) { // without the last column
        f64 *x = NEW_ARRAY(c->arena, f64, MAX(design->n * k, 1));
        for (i64 i = 0; i < design->n; i++)
            memcpy(x + i * k, design->x + i * design->k, (size_t)k * sizeof x[0]);
        rows.x = x;
    }
    if (!design->series->counts) return regress_linear(c, rows, fit);
    rows.offset = design->offset;
    return regress_glm(c, REGRESS_QUASIPOISSON, rows, fit);
}

static f64 mean_of(const struct design *design, const struct regress_fit *fit, const f64 x[],
                   i64 place)
{
    const struct interrupted_series *series = design->series;
    f64 predictor = regress_predict(fit, x);
    if (!series->counts) return predictor;
    return exp(predictor) * (series->population ? series->population[place] : 1);
}

static f64 quadratic(const f64 matrix[], const f64 vector[], i64 k)
{
    f64 sum = 0;
    for (i64 i = 0; i < k; i++)
        for (i64 j = 0; j < k; j++)
            sum += vector[i] * matrix[i * k + j] * vector[j];
    return fmax(0, sum);
}

static f64 chance_of(const struct design *design, f64 value, f64 error)
{
    if (design->series->counts) return chance_normal(value / error);
    return chance_student(value / error, (f64)(design->n - design->k));
}

static f64 quantile_of(const struct design *design, f64 level)
{
    if (design->series->counts) return quantile_normal(level);
    return quantile_student(level, (f64)(design->n - design->k));
}

static struct interrupted_term term_of(const struct design *design, const struct regress_fit *fit,
                                       i64 k)
{
    f64 value = fit->coefficients[k], error = fit->errors[k];
    return (struct interrupted_term){value, error, chance_of(design, value, error)};
}

// By how much errors grow where neighbouring residuals resemble each other.
static f64 widening(const struct design *design, struct interrupted *out)
{
    f64 taken = (f64)design->k / (f64)design->n, r = out->correlation;
    if (!isfinite(r)) return 1;
    r = fmin(0.95, fmax(0, (r + taken) / (1 - fmin(taken, 0.5))));
    out->correlated = out->ljung_p < 0.05 || r > 1.96 / sqrt((f64)design->n);
    return sqrt((1 + r) / (1 - r));
}

static struct interval limits_of(const struct design *design, f64 value, f64 error, f64 level)
{
    f64 reach = quantile_of(design, level) * error;
    struct interval out = {value, value - reach, value + reach, level, INTERVAL_KNOWN};
    if (!design->series->counts) return out;
    out.value = exp(out.value), out.low = exp(out.low), out.high = exp(out.high);
    return out;
}

// Expected values of the places after the event, summed, with or without it, and the slopes of that
// sum by the coefficients.
static f64 sum_after(const struct design *design, const struct regress_fit *fit, bool with,
                     f64 slopes[])
{
    f64 sum = 0;
    for (i64 i = design->before; i < design->n; i++) {
        f64 x[COLUMNS_MAX];
        row_fill(design, design->place[i], with, x);
        f64 mean = mean_of(design, fit, x, design->place[i]);
        sum += mean;
        for (i64 j = 0; j < design->k; j++)
            slopes[j] += design->series->counts ? mean * x[j] : x[j];
    }
    return sum;
}

static void effect_find(const struct design *design, const struct regress_fit *fit, f64 level,
                        struct interrupted *out)
{
    i64 k = design->k;
    f64 with[COLUMNS_MAX] = {0}, without[COLUMNS_MAX] = {0}, slope[COLUMNS_MAX];
    f64 sum_with = sum_after(design, fit, true, with), actual = 0, n = (f64)out->after;
    f64 sum_without = sum_after(design, fit, false, without);
    bool counts = design->series->counts;
    for (i64 i = design->before; i < design->n; i++)
        actual += design->y[i];
    for (i64 j = 0; j < k; j++)
        slope[j] =
            counts ? with[j] / sum_with - without[j] / sum_without : (with[j] - without[j]) / n;
    f64 value = counts ? log(sum_with / sum_without) : (sum_with - sum_without) / n;
    f64 error = sqrt(quadratic(fit->covariance, slope, k));
    f64 robust = error * widening(design, out);
    out->effect = limits_of(design, value, error, level);
    out->effect_p = chance_of(design, value, error);
    out->robust = limits_of(design, value, robust, level);
    out->robust_p = chance_of(design, value, robust);
    out->actual = actual / n;
    out->expected = sum_without / n;
    f64 noise = fit->dispersion * (counts ? sum_without : n);
    f64 reach = quantile_of(design, level) * sqrt(quadratic(fit->covariance, without, k) + noise);
    f64 total = actual - sum_without;
    out->total = (struct interval){total, total - reach, total + reach, level, INTERVAL_KNOWN};
}

static void places_fill(ctx *c, const struct design *design, const struct regress_fit *fit,
                        struct interrupted *out)
{
    const struct interrupted_series *series = design->series;
    out->fitted = NEW_ARRAY(c->arena, f64, series->count);
    out->without = NEW_ARRAY(c->arena, f64, series->count);
    out->residuals = NEW_ARRAY(c->arena, f64, series->count);
    for (i64 i = 0; i < series->count; i++) {
        f64 x[COLUMNS_MAX];
        out->fitted[i] = out->without[i] = out->residuals[i] = NAN;
        if (series->population && !(series->population[i] > 0)) continue;
        row_fill(design, i, i >= series->event, x);
        out->fitted[i] = mean_of(design, fit, x, i);
        f64 scale = series->counts ? sqrt(out->fitted[i]) : 1;
        out->residuals[i] = (series->value[i] - out->fitted[i]) / scale;
        if (i < series->event) continue;
        row_fill(design, i, false, x);
        out->without[i] = mean_of(design, fit, x, i);
    }
    out->correlation = lags_correlation(out->residuals, series->count, 1);
    out->ljung_p = ljung_box(out->residuals, series->count);
}

// Without noise nothing can be told of chance: all values alike, or on a line.
static bool has_noise(const struct design *design, const struct regress_fit *fit)
{
    f64 squares = 0;
    for (i64 i = 0; i < design->n; i++)
        squares += design->y[i] * design->y[i];
    return fit->dispersion > 1e-20 * squares / (f64)design->n;
}

bool interrupted_fit(ctx *c, const struct interrupted_series *series, f64 level,
                     struct interrupted *out)
{
    assert(series->harmonics >= 0 && series->harmonics <= INTERRUPTED_HARMONICS_MAX);
    assert(series->period >= 1);
    struct design design = design_of(c, series);
    struct regress_fit fit, plain;
    *out = (struct interrupted){.status = REGRESS_TOO_FEW, .n = design.n};
    out->before = design.before;
    out->after = design.n - design.before;
    if (out->before < 3 || out->after < 1 || design.n <= design.k) return true;
    if (!design_fit(c, &design, design.k, &fit)) return false;
    out->status = fit.status;
    if (fit.status == REGRESS_FOUND && !has_noise(&design, &fit)) out->status = REGRESS_CONSTANT;
    if (out->status != REGRESS_FOUND) return true;
    out->dispersion = fit.dispersion;
    out->step = term_of(&design, &fit, STEP);
    out->trend = term_of(&design, &fit, TREND);
    out->slope_f = out->slope_p = NAN;
    if (series->slope) {
        out->slope = term_of(&design, &fit, design.slope);
        if (!design_fit(c, &design, design.k - 1, &plain)) return false;
        if (plain.status == REGRESS_FOUND) {
            out->slope_f = (plain.deviance - fit.deviance) / fit.dispersion;
            out->slope_p =
                chance_f_above(out->slope_f, (struct degrees){1, (f64)(design.n - design.k)});
        }
    }
    places_fill(c, &design, &fit, out);
    effect_find(&design, &fit, level, out);
    return true;
}

bool interrupted_placebo(ctx *c, const struct interrupted_series *series, f64 level,
                         struct placebo *out)
{
    struct interrupted_series before = *series;
    before.count = series->event;
    *out = (struct placebo){0};
    i64 side = MAX(before.count / 4, PLACEBO_SIDE_MIN + harmonic_columns(series));
    i64 room = before.count - 2 * side, tries = MIN(PLACEBO_MAX, room + 1);
    for (i64 i = 0; i < tries; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct interrupted found;
        before.event = side + (tries > 1 ? room * i / (tries - 1) : 0);
        if (ctx_stopped(c) || !interrupted_fit(c, &before, level, &found)) return false;
        if (found.status == REGRESS_FOUND) {
            out->tries++;
            out->alarms += found.effect_p < 1 - level;
        }
        arena_rewind(c->arena, mark);
    }
    return true;
}

f64 ljung_box(const f64 residuals[], i64 n)
{
    i64 known = 0;
    for (i64 i = 0; i < n; i++)
        known += !isnan(residuals[i]);
    i64 lags = MIN(10, known / 5);
    if (known < 10) return NAN;
    f64 sum = 0, size = (f64)known;
    for (i64 lag = 1; lag <= lags; lag++) {
        f64 r = lags_correlation(residuals, n, lag);
        if (isfinite(r)) sum += r * r / (size - (f64)lag);
    }
    return chance_gamma_above(size * (size + 2) * sum / 2, (f64)lags / 2);
}
