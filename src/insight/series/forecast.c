#include "insight/series/forecast.h"

#include <math.h>

#include <gsl/gsl_randist.h>

#include "insight/maths/sample.h"

enum { PARTS_MAX = 2, DRAWN_LEAST = 20, ORIGINS_MAX = 12, SLOW_ORIGINS_MAX = 3, LOOK_EVERY = 64 };

// A model that goes on from the last value.
struct part {
    const void *fit;
    void (*go)(const void *fit, i64 ahead, const f64 shocks[], f64 out[]);
    const f64 *errors; // [n]
    i64 parameters;
};

static void smoothing_go(const void *fit, i64 ahead, const f64 shocks[], f64 out[])
{
    smoothing_ahead(fit, ahead, shocks, out);
}

static void logarithm_go(const void *fit, i64 ahead, const f64 shocks[], f64 out[])
{
    smoothing_ahead(fit, ahead, shocks, out);
    for (i64 h = 0; h < ahead; h++)
        out[h] = exp(fmin(out[h], 600));
}

static void theta_go(const void *fit, i64 ahead, const f64 shocks[], f64 out[])
{
    theta_ahead(fit, ahead, shocks, out);
}

static void multiplicative_go(const void *fit, i64 ahead, const f64 shocks[], f64 out[])
{
    multiplicative_ahead(fit, ahead, shocks, out);
}

static enum forecast_status status_of(enum smoothing_status status)
{
    switch (status) {
    case SMOOTHING_FOUND:
        return FORECAST_FOUND;
    case SMOOTHING_EXACT:
        return FORECAST_EXACT;
    case SMOOTHING_TOO_FEW:
        return FORECAST_TOO_FEW;
    case SMOOTHING_HUGE:
        return FORECAST_NOT_FOUND;
    }
    assert(false);
    return FORECAST_NOT_FOUND;
}

static bool has_smoothing(enum forecast_method method)
{
    return method == FORECAST_AVERAGE || method == FORECAST_DAMPED || method == FORECAST_LEVEL;
}

static bool has_theta(enum forecast_method method)
{
    return method == FORECAST_AVERAGE || method == FORECAST_THETA;
}

// near_by: a fit of almost the same values; NULL: none. With a season that multiplies the average
// takes logarithms, where it adds.
static bool smoothing_part(ctx *c, const struct forecast_order *order,
                           const struct smoothing *near_by, struct forecast *out)
{
    struct smoothing_model model = {SMOOTHING_DAMPED, order->period};
    const f64 *values = order->values;
    if (order->method == FORECAST_LEVEL) model.trend = SMOOTHING_LEVEL;
    out->logarithms = order->method == FORECAST_AVERAGE && out->theta.shares;
    if (out->logarithms) {
        f64 *logs = NEW_ARRAY(c->arena, f64, order->n);
        for (i64 i = 0; i < order->n; i++)
            logs[i] = log(values[i]);
        values = logs;
    }
    bool done = near_by ? smoothing_refit(c, values, order->n, near_by, &out->smoothing)
                        : smoothing_fit(c, values, order->n, model, &out->smoothing);
    enum forecast_status status = status_of(out->smoothing.status);
    if (out->status == FORECAST_FOUND || status != FORECAST_EXACT) out->status = status;
    return done;
}

static bool multiplicative_part(ctx *c, const struct forecast_order *order, struct forecast *out)
{
    struct multiplicative *fit = &out->multiplicative;
    bool classic = order->method == FORECAST_HOLT_WINTERS;
    bool done =
        (classic ? holt_winters_fit : ets_mam_fit)(c, order->values, order->n, order->period, fit);
    switch (fit->status) {
    case MULTIPLICATIVE_FOUND:
        out->status = FORECAST_FOUND;
        break;
    case MULTIPLICATIVE_TOO_FEW:
        out->status = FORECAST_TOO_FEW;
        break;
    case MULTIPLICATIVE_NOT_ABOVE:
        out->status = FORECAST_NOT_ABOVE;
        break;
    case MULTIPLICATIVE_NOT_FOUND:
        out->status = FORECAST_NOT_FOUND;
        break;
    }
    return done;
}

static bool is_made(const struct forecast *forecast)
{
    return forecast->status == FORECAST_FOUND || forecast->status == FORECAST_EXACT;
}

// The models of the method; *count of them.
static bool parts_fit(ctx *c, const struct forecast_order *order, const struct forecast *near_by,
                      struct forecast *out, struct part parts[PARTS_MAX], i64 *count)
{
    *count = 0;
    out->status = FORECAST_FOUND;
    if (has_theta(order->method)) {
        if (!theta_fit(c, order->values, order->n, order->period, &out->theta)) return false;
        out->status = status_of(out->theta.status);
        parts[(*count)++] =
            (struct part){&out->theta, theta_go, out->theta.errors, out->theta.parameters};
    }
    if (has_smoothing(order->method) && is_made(out)) {
        bool same = near_by && near_by->logarithms == out->theta.shares;
        if (!smoothing_part(c, order, same ? &near_by->smoothing : NULL, out)) return false;
        parts[(*count)++] =
            (struct part){&out->smoothing, out->logarithms ? logarithm_go : smoothing_go,
                          out->smoothing.errors, out->smoothing.parameters};
    }
    if (*count) return true;
    if (!multiplicative_part(c, order, out)) return false;
    parts[(*count)++] = (struct part){&out->multiplicative, multiplicative_go,
                                      out->multiplicative.errors, out->multiplicative.parameters};
    return true;
}

// Mean of the parts' ways on with these shocks ([part][ahead]; NULL: as expected).
static void parts_go(const struct part parts[], i64 count, i64 ahead, const f64 shocks[],
                     f64 scratch[], f64 out[])
{
    memset(out, 0, (size_t)ahead * sizeof *out);
    for (i64 k = 0; k < count; k++) {
        parts[k].go(parts[k].fit, ahead, shocks ? shocks + k * ahead : NULL, scratch);
        for (i64 h = 0; h < ahead; h++)
            out[h] += scratch[h] / (f64)count;
    }
}

// Errors of all parts at the same moments, around 0, widened by what fitting has taken from them.
struct pool {
    i64 count;
    f64 *errors[PARTS_MAX];
    f64 deviation[PARTS_MAX];
};

static struct pool pool_make(ctx *c, const struct part parts[], i64 part_count, i64 n)
{
    struct pool pool = {0};
    for (i64 k = 0; k < part_count; k++)
        pool.errors[k] = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++) {
        bool known = true;
        for (i64 k = 0; k < part_count; k++) {
            pool.errors[k][pool.count] = parts[k].errors[i];
            known = known && isfinite(parts[k].errors[i]);
        }
        pool.count += known;
    }
    for (i64 k = 0; k < part_count; k++) {
        f64 mean = 0, variance = 0, m = (f64)pool.count;
        sample_moments(pool.errors[k], pool.count, &mean, &variance);
        f64 widen = sqrt(m / fmax(m - (f64)parts[k].parameters, m / 4));
        for (i64 i = 0; i < pool.count; i++)
            pool.errors[k][i] = (pool.errors[k][i] - mean) * widen;
        pool.deviation[k] = sqrt(variance) * widen;
    }
    return pool;
}

static void shocks_draw(gsl_rng *rng, const struct pool *pool, i64 part_count, i64 ahead,
                        f64 shocks[])
{
    for (i64 h = 0; h < ahead; h++) {
        bool drawn = pool->count >= DRAWN_LEAST;
        i64 moment = drawn ? chance_below(rng, pool->count) : 0;
        f64 normal = drawn ? 0 : gsl_ran_ugaussian(rng);
        for (i64 k = 0; k < part_count; k++)
            shocks[k * ahead + h] = drawn ? pool->errors[k][moment] : normal * pool->deviation[k];
    }
}

static bool paths_make(ctx *c, gsl_rng *rng, const struct forecast_order *order,
                       const struct part parts[], i64 part_count, struct forecast *out)
{
    i64 ahead = order->ahead, count = order->paths;
    struct pool pool = pool_make(c, parts, part_count, order->n);
    f64 *paths = NEW_ARRAY(c->arena, f64, count * ahead);
    f64 *shocks = NEW_ARRAY(c->arena, f64, part_count * ahead);
    f64 *scratch = NEW_ARRAY(c->arena, f64, MAX(ahead, count));
    f64 *low = NEW_ARRAY(c->arena, f64, ahead), *high = NEW_ARRAY(c->arena, f64, ahead);
    for (i64 i = 0; i < count; i++) {
        if (i % LOOK_EVERY == 0 && ctx_stopped(c)) return false;
        shocks_draw(rng, &pool, part_count, ahead, shocks);
        parts_go(parts, part_count, ahead, shocks, scratch, paths + i * ahead);
    }
    for (i64 h = 0; h < ahead; h++) {
        for (i64 i = 0; i < count; i++)
            scratch[i] = paths[i * ahead + h];
        sample_sort(scratch, count);
        low[h] = sample_quantile(scratch, count, (1 - order->level) / 2);
        high[h] = sample_quantile(scratch, count, (1 + order->level) / 2);
    }
    out->paths = paths, out->path_count = count;
    out->low = low, out->high = high;
    return true;
}

// The last known value of the same phase.
static void naive_go(const struct forecast_order *order, f64 out[])
{
    for (i64 h = 0; h < order->ahead; h++) {
        i64 from = order->n - order->period + h % order->period;
        while (from >= 0 && isnan(order->values[from]))
            from -= order->period;
        out[h] = from >= 0 ? order->values[from] : (f64)NAN;
    }
}

bool forecast_make(ctx *c, gsl_rng *rng, struct forecast_order order, struct forecast *out)
{
    assert(order.n <= FORECAST_VALUES_MAX);
    assert(order.ahead >= 1 && order.ahead <= FORECAST_AHEAD_MAX);
    struct part parts[PARTS_MAX];
    i64 count = 0;
    *out = (struct forecast){.ahead = order.ahead};
    if (!parts_fit(c, &order, NULL, out, parts, &count)) return false;
    if (!is_made(out)) return true;
    f64 *expected = NEW_ARRAY(c->arena, f64, order.ahead);
    f64 *naive = NEW_ARRAY(c->arena, f64, order.ahead);
    f64 *scratch = NEW_ARRAY(c->arena, f64, order.ahead);
    parts_go(parts, count, order.ahead, NULL, scratch, expected);
    naive_go(&order, naive);
    out->expected = expected, out->naive = naive, out->errors = parts[0].errors;
    return !order.paths || paths_make(c, rng, &order, parts, count, out);
}

struct forecast_chance forecast_chance(const struct forecast *forecast, struct forecast_goal goal)
{
    assert(goal.by >= 1 && goal.by <= forecast->ahead);
    assert(forecast->path_count > 0);
    i64 at = 0, once = 0;
    for (i64 i = 0; i < forecast->path_count; i++) {
        const f64 *path = forecast->paths + i * forecast->ahead;
        bool reached = false, any = false;
        for (i64 h = 0; h < goal.by; h++) {
            reached = goal.above ? path[h] >= goal.value : path[h] <= goal.value;
            any = any || reached;
        }
        at += reached;
        once += any;
    }
    f64 n = (f64)forecast->path_count, share = (f64)at / n;
    return (struct forecast_chance){share, (f64)once / n, sqrt(share * (1 - share) / n)};
}

// --- Rolling origins ---

// Mean absolute difference from one season ago.
static f64 naive_scale(const f64 values[], i64 n, i64 period)
{
    f64 sum = 0;
    i64 count = 0;
    for (i64 i = period; i < n; i++) {
        f64 step = fabs(values[i] - values[i - period]);
        if (isnan(step)) continue;
        sum += step;
        count++;
    }
    return count ? sum / (f64)count : (f64)NAN;
}

struct tally {
    f64 sum;
    i64 count;
};

static void tally_add(struct tally *tally, const f64 guesses[], const f64 truths[], i64 n,
                      f64 scale)
{
    for (i64 h = 0; h < n; h++) {
        f64 away = fabs(guesses[h] - truths[h]) / scale;
        if (!isfinite(away)) continue;
        tally->sum += away;
        tally->count++;
    }
}

static f64 tally_mean(struct tally tally)
{
    return tally.count ? tally.sum / (f64)tally.count : (f64)NAN;
}

struct tallies {
    struct tally method, smoothing, theta, naive;
};

// Forecasts from the first order->n values, against those that came.
static bool origin_try(ctx *c, const struct forecast_order *order, const struct forecast *near_by,
                       struct tallies *tallies, bool *made)
{
    struct part parts[PARTS_MAX];
    struct forecast found = {0};
    i64 count = 0, ahead = order->ahead;
    f64 *guess = NEW_ARRAY(c->arena, f64, ahead), *scratch = NEW_ARRAY(c->arena, f64, ahead);
    const f64 *truths = order->values + order->n;
    f64 scale = naive_scale(order->values, order->n, order->period);
    *made = false;
    if (!parts_fit(c, order, near_by, &found, parts, &count)) return false;
    if (!is_made(&found) || !(scale > 0)) return true;
    parts_go(parts, count, ahead, NULL, scratch, guess);
    tally_add(&tallies->method, guess, truths, ahead, scale);
    for (i64 k = 0; k < count && count > 1; k++) {
        parts[k].go(parts[k].fit, ahead, NULL, guess);
        tally_add(k ? &tallies->smoothing : &tallies->theta, guess, truths, ahead, scale);
    }
    naive_go(order, guess);
    tally_add(&tallies->naive, guess, truths, ahead, scale);
    *made = true;
    return true;
}

bool forecast_try(ctx *c, struct forecast_order order, struct forecast_trial *out)
{
    struct tallies tallies = {.method = {0}};
    i64 n = order.n, least = MAX(3 * order.period, 12);
    *out = (struct forecast_trial){.ahead = MIN(order.ahead, MAX(n / 4, 1))};
    order.ahead = out->ahead;
    // ETS(M,A,M) searches for its start anew each time.
    i64 most = order.method == FORECAST_ETS_MAM ? SLOW_ORIGINS_MAX : ORIGINS_MAX;
    i64 room = n - out->ahead - least, origins = MIN(most, room);
    struct arena_mark mark = arena_mark(c->arena);
    struct forecast whole = {0};
    struct part parts[PARTS_MAX];
    i64 count = 0;
    bool near_by = origins > 0 && has_smoothing(order.method);
    if (near_by && !parts_fit(c, &order, NULL, &whole, parts, &count)) return false;
    for (i64 k = 0; k < origins; k++) {
        struct arena_mark inner = arena_mark(c->arena);
        bool made = false;
        order.n = n - out->ahead - k;
        if (ctx_stopped(c)) return false;
        if (!origin_try(c, &order, near_by ? &whole : NULL, &tallies, &made)) return false;
        arena_rewind(c->arena, inner);
        out->origins += made;
    }
    arena_rewind(c->arena, mark);
    out->method = tally_mean(tallies.method);
    out->smoothing = tally_mean(tallies.smoothing);
    out->theta = tally_mean(tallies.theta);
    out->naive = tally_mean(tallies.naive);
    return true;
}
