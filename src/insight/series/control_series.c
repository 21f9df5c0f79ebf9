#include "insight/series/control_series.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "insight/series/control_draw.h"
#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"

#define DRAWN_MAX 30000000 // numbers kept, 240 MB

struct prepared {
    const struct control_series *series;
    bool *usable;            // [count]: all controls are known
    f64 *means, *deviations; // [width + 1]: of controls, then of the values
    f64 *y, *x;              // [event], [count][width], standardised
    i64 *after;              // places after the event with a value and all controls
    i64 after_count;
};

static void standard_find(const struct control_series *s, const bool usable[], i64 k, f64 *mean,
                          f64 *deviation)
{
    const f64 *values = k < s->width ? s->controls[k] : s->value;
    f64 squares = 0, n = 0;
    *mean = 0;
    for (i64 t = 0; t < s->event; t++) {
        if (!usable[t] || isnan(s->value[t])) continue;
        f64 away = values[t] - *mean;
        *mean += away / ++n;
        squares += away * (values[t] - *mean);
    }
    *deviation = n > 1 ? sqrt(squares / (n - 1)) : 0;
    if (*deviation <= 1e-12 * fabs(*mean)) *deviation = 0;
}

static void standardise(struct prepared *p, const struct control_found *out)
{
    const struct control_series *s = p->series;
    for (i64 t = 0; t < s->count; t++) {
        bool known = p->usable[t] && !isnan(s->value[t]);
        if (t < s->event) p->y[t] = known ? (s->value[t] - out->mean) / out->deviation : (f64)NAN;
        for (i64 j = 0; j < s->width && p->usable[t]; j++)
            p->x[t * s->width + j] =
                (s->controls[j][t] - p->means[j]) / (p->deviations[j] > 0 ? p->deviations[j] : 1);
    }
}

static struct prepared prepare(ctx *c, const struct control_series *s, struct control_found *out)
{
    struct prepared p = {.series = s};
    p.usable = NEW_ARRAY(c->arena, bool, MAX(s->count, 1));
    p.means = NEW_ARRAY(c->arena, f64, s->width + 1);
    p.deviations = NEW_ARRAY(c->arena, f64, s->width + 1);
    p.y = NEW_ARRAY(c->arena, f64, MAX(s->event, 1));
    p.x = NEW_ARRAY(c->arena, f64, MAX(s->count * s->width, 1));
    p.after = NEW_ARRAY(c->arena, i64, MAX(s->count, 1));
    for (i64 t = 0; t < s->count; t++) {
        p.usable[t] = true;
        for (i64 j = 0; j < s->width; j++)
            p.usable[t] = p.usable[t] && !isnan(s->controls[j][t]);
        if (!p.usable[t] || isnan(s->value[t])) continue;
        out->before += t < s->event;
        if (t >= s->event) p.after[p.after_count++] = t;
    }
    out->after = p.after_count;
    for (i64 k = 0; k <= s->width; k++)
        standard_find(s, p.usable, k, &p.means[k], &p.deviations[k]);
    out->mean = p.means[s->width];
    out->deviation = p.deviations[s->width];
    standardise(&p, out);
    return p;
}

static enum control_status status_of(const struct prepared *p, struct control_found *out)
{
    i64 width = p->series->width;
    if (out->before < width + 4 || !out->after) return CONTROL_TOO_FEW;
    if (p->deviations[width] == 0) return CONTROL_CONSTANT;
    for (out->column = 0; out->column < width; out->column++)
        if (p->deviations[out->column] == 0) return CONTROL_FLAT;
    out->column = out->plain.column;
    switch (out->plain.status) {
    case LOCAL_LEVEL_FOUND:
        return CONTROL_FOUND;
    case LOCAL_LEVEL_TOO_FEW:
        return CONTROL_TOO_FEW;
    case LOCAL_LEVEL_EXACT:
        return CONTROL_EXACT;
    case LOCAL_LEVEL_ALIASED:
        return CONTROL_ALIASED;
    }
    assert(false);
}

static void plain_expect(ctx *c, const struct prepared *p, struct control_found *out)
{
    i64 width = p->series->width, n = p->after_count;
    f64 *x = NEW_ARRAY(c->arena, f64, n * width);
    i64 *after = NEW_ARRAY(c->arena, i64, n);
    for (i64 i = 0; i < n; i++) {
        memcpy(x + i * width, p->x + p->after[i] * width, (size_t)width * sizeof x[0]);
        after[i] = p->after[i] - p->series->event + 1;
        out->actual += p->series->value[p->after[i]] / (f64)n;
    }
    struct expectation e = local_level_expect(&out->plain, width, x, after, n);
    out->plain_mean =
        (struct expectation){e.mean * out->deviation + out->mean, e.error * out->deviation};
}

// --- Draws ---

struct kept {
    i64 draws, places; // places after the event
    f64 *drawn;        // [places][draws]: expected values; NaN where a control is missing
    f64 *means;        // [draws]: of the places that have a value
};

static void keep(const struct prepared *p, struct control_draw *draw, i64 d, struct kept *kept,
                 struct control_found *out)
{
    const struct control_series *s = p->series;
    f64 level = draw->level[s->event - 1], sum = 0, one = 1 / (f64)kept->draws;
    for (i64 t = 0; t < s->count; t++) {
        f64 explained = 0;
        if (!p->usable[t]) continue;
        for (i64 j = 0; j < s->width; j++)
            explained += draw->beta[j] * p->x[t * s->width + j];
        if (t < s->event)
            out->middle[t] += one * (out->mean + out->deviation * (draw->level[t] + explained));
        else
            kept->drawn[(t - s->event) * kept->draws + d] = explained;
    }
    for (i64 t = s->event; t < s->count; t++) {
        f64 *cell = &kept->drawn[(t - s->event) * kept->draws + d];
        level += sqrt(draw->step) * gsl_ran_gaussian_ziggurat(draw->rng, 1);
        if (!p->usable[t]) continue;
        f64 noise = sqrt(draw->noise) * gsl_ran_gaussian_ziggurat(draw->rng, 1);
        *cell = out->mean + out->deviation * (level + *cell + noise);
        if (!isnan(s->value[t])) sum += *cell;
    }
    kept->means[d] = sum / (f64)p->after_count;
    for (i64 j = 0; j < s->width; j++) {
        out->weights[j] += one * draw->beta[j];
        out->inclusion[j] += one * draw->at_work[j];
    }
    out->noise += one * sqrt(draw->noise);
    out->step += one * sqrt(draw->step);
}

static bool draw_all(ctx *c, const struct prepared *p, gsl_rng *rng, struct kept *kept,
                     struct control_found *out)
{
    const struct control_series *s = p->series;
    struct control_draw draw = {
        .n = s->event,
        .k = s->width,
        .y = p->y,
        .x = p->x,
        .level_deviation = s->level_deviation,
        .share = fmin(1, 3 / (f64)s->width),
        .rng = rng,
        .noise = fmax(out->plain.noise, 1e-6),
        .beta = NEW_ARRAY(c->arena, f64, s->width),
    };
    memcpy(draw.beta, out->plain.beta, (size_t)s->width * sizeof draw.beta[0]);
    control_draw_begin(c, &draw);
    for (i64 d = -(s->draws / 10); d < s->draws; d++) {
        if (d % 64 == 0 && ctx_stopped(c)) return false;
        control_draw_next(&draw);
        if (d >= 0) keep(p, &draw, d, kept, out);
    }
    return true;
}

static void summarise(const struct prepared *p, struct kept *kept, f64 level,
                      struct control_found *out)
{
    const struct control_series *s = p->series;
    f64 tail = (1 - level) / 2, variance, n = (f64)p->after_count, expected;
    i64 above = 0, below = 0;
    for (i64 t = s->event; t < s->count; t++) {
        f64 *drawn = kept->drawn + (t - s->event) * kept->draws, unused;
        if (!p->usable[t]) continue;
        sample_moments(drawn, kept->draws, &out->middle[t], &unused);
        sample_sort(drawn, kept->draws);
        out->low[t] = sample_quantile(drawn, kept->draws, tail);
        out->high[t] = sample_quantile(drawn, kept->draws, 1 - tail);
    }
    for (i64 d = 0; d < kept->draws; d++) {
        above += kept->means[d] >= out->actual;
        below += kept->means[d] <= out->actual;
    }
    out->p = (f64)(MIN(above, below) + 1) / (f64)(kept->draws + 1);
    sample_moments(kept->means, kept->draws, &expected, &variance);
    sample_sort(kept->means, kept->draws);
    f64 low = sample_quantile(kept->means, kept->draws, tail);
    f64 high = sample_quantile(kept->means, kept->draws, 1 - tail), actual = out->actual;
    out->expected_deviation = sqrt(variance);
    out->expected = (struct interval){expected, low, high, level, INTERVAL_KNOWN};
    out->effect =
        (struct interval){actual - expected, actual - high, actual - low, level, INTERVAL_KNOWN};
    out->total = (struct interval){out->effect.value * n, out->effect.low * n, out->effect.high * n,
                                   level, INTERVAL_KNOWN};
    bool positive = expected > 0;
    out->relative = (struct interval){out->effect.value / expected, out->effect.low / expected,
                                      out->effect.high / expected, level,
                                      positive ? INTERVAL_KNOWN : INTERVAL_UNKNOWN};
}

#define WANDERS_TIMES 3 // so much farther than the draws' step is more than chance makes it

// A prior that holds the level still makes limits too narrow where it moves.
static void widen(f64 level, struct control_found *out)
{
    f64 reach = quantile_normal(level) * out->plain_mean.error;
    f64 plain = out->actual - out->plain_mean.mean;
    out->wide = out->effect;
    out->wanders = sqrt(out->plain.step) > WANDERS_TIMES * out->step;
    if (!out->wanders) return;
    out->wide.low = fmin(out->wide.low, plain - reach);
    out->wide.high = fmax(out->wide.high, plain + reach);
}

bool control_series_fit(ctx *c, const struct control_series *s, gsl_rng *rng, f64 level,
                        struct control_found *out)
{
    assert(s->width >= 1 && s->width <= CONTROLS_MAX);
    assert(s->event >= 0 && s->event <= s->count);
    assert(s->draws >= 10);
    *out = (struct control_found){.column = -1};
    struct prepared p = prepare(c, s, out);
    struct local_level_data data = {s->event, s->width, p.y, p.x};
    out->status = CONTROL_TOO_FEW;
    if (!out->after || out->before < s->width + 4) return true;
    if (out->deviation > 0) local_level_fit(c, &data, &out->plain);
    out->status = status_of(&p, out);
    if (out->status != CONTROL_FOUND) return true;
    plain_expect(c, &p, out);

    struct kept kept = {.draws = s->draws, .places = s->count - s->event};
    if (kept.draws * kept.places > DRAWN_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "there are too many places after the event"),
                         tr(c, "Take fewer draws, longer steps, or look at a shorter time."));
    kept.drawn = NEW_ARRAY(c->arena, f64, kept.draws * kept.places);
    kept.means = NEW_ARRAY(c->arena, f64, kept.draws);
    f64 *room[] = {NEW_ARRAY(c->arena, f64, s->count), NEW_ARRAY(c->arena, f64, s->count),
                   NEW_ARRAY(c->arena, f64, s->count)};
    out->low = room[0], out->middle = room[1], out->high = room[2];
    out->weights = NEW_ARRAY(c->arena, f64, s->width);
    out->inclusion = NEW_ARRAY(c->arena, f64, s->width);
    for (i64 t = 0; t < s->count; t++) {
        out->low[t] = out->high[t] = NAN;
        if (!p.usable[t]) out->middle[t] = NAN;
    }
    if (!draw_all(c, &p, rng, &kept, out)) return false;
    summarise(&p, &kept, level, out);
    widen(level, out);
    return true;
}
