// Idea: the likelihood of all customers is a sum over different histories, cut into parts for
// threads; its top is looked for on a few thousand customers from several starts, then on all from
// there, by way of a larger sample where they are very many. Times are in units of the longest age,
// so that the unit of the file changes nothing but alpha and beta.
#include "insight/customers/lifetime.h"

#include <math.h>

#include "insight/customers/lifetime_kind.h"
#include "insight/maths/minimise.h"
#include "insight/maths/parts.h"

#define SAMPLE        4000  // customers that the starts are tried on
#define SAMPLE_LARGE  64000 // and those that many are measured by
#define SHAPE_LOW     1e-4  // r, s, a, b
#define SHAPE_HIGH    1e4
#define TIME_LOW      1e-5 // alpha, beta: in longest ages
#define TIME_HIGH     1e5
#define LOG_ERROR_MAX 2.0 // a parameter known to a factor of e² = 7 at best is not known

static const struct lifetime_kind *const kinds[] = {
    [LIFETIME_PARETO_NBD] = &lifetime_pareto_nbd,
    [LIFETIME_BG_NBD] = &lifetime_bg_nbd,
    [LIFETIME_MBG_NBD] = &lifetime_mbg_nbd,
    [LIFETIME_NBD] = &lifetime_nbd,
};
static_assert(COUNT_OF(kinds) == LIFETIME_MODELS, "each model has its kind");

const char *lifetime_model_name(enum lifetime_model model)
{
    return kinds[model]->name;
}

i64 lifetime_parameter_count(enum lifetime_model model)
{
    return kinds[model]->parameter_count;
}

const char *lifetime_parameter_name(enum lifetime_model model, i64 i)
{
    assert(i >= 0 && i < kinds[model]->parameter_count);
    return kinds[model]->parameter_names[i];
}

// --- Likelihood ---

struct likelihood {
    ctx *c;
    const struct lifetime_kind *kind;
    const struct histories *histories;
    const f64 *parameters;
    f64 *terms; // by level
};

static void add_histories(const void *data, i64 begin, i64 end, f64 sum[])
{
    const struct likelihood *likelihood = data;
    const struct histories *histories = likelihood->histories;
    for (i64 i = begin; i < end; i++) {
        f64 slope[LIFETIME_PARAMETERS_MAX] = {0}, weight = histories->customers[i];
        f64 term = likelihood->terms[histories->level_of[i]];
        sum[0] += weight *
                  likelihood->kind->one(likelihood->parameters, histories->history[i], term, slope);
        for (int k = 0; k < LIFETIME_PARAMETERS_MAX; k++)
            sum[k + 1] += weight * slope[k];
    }
}

static void likelihood_at(struct likelihood *likelihood, const f64 parameters[], f64 sum[])
{
    const struct histories *histories = likelihood->histories;
    f64 of_levels[LIFETIME_SUM] = {0};
    for (i64 i = 0; i < histories->level_count; i++) {
        struct history_level level = histories->levels[i];
        likelihood->kind->level(parameters, level.repeats, level.customers, of_levels,
                                &likelihood->terms[i]);
    }
    likelihood->parameters = parameters;
    parts_sum(likelihood->c,
              (struct parts_work){add_histories, likelihood, histories->count, LIFETIME_SUM}, sum);
    for (int k = 0; k < LIFETIME_SUM; k++)
        sum[k] += of_levels[k];
}

// Minus the mean log-likelihood of a customer.
static f64 cost(const f64 x[], void *data, f64 slope[])
{
    struct likelihood *likelihood = data;
    f64 sum[LIFETIME_SUM], n = (f64)likelihood->histories->customer_count;
    likelihood_at(likelihood, x, sum);
    for (i64 i = 0; slope && i < likelihood->kind->parameter_count; i++)
        slope[i] = -sum[i + 1] / n;
    return -sum[0] / n;
}

static struct likelihood likelihood_of(ctx *c, const struct lifetime_kind *kind,
                                       const struct histories *histories)
{
    return (struct likelihood){.c = c,
                               .kind = kind,
                               .histories = histories,
                               .terms = NEW_ARRAY(c->arena, f64, histories->level_count + 1)};
}

f64 lifetime_log_likelihood(ctx *c, enum lifetime_model model, const struct histories *histories,
                            const f64 parameters[])
{
    struct arena_mark mark = arena_mark(c->arena);
    struct likelihood likelihood = likelihood_of(c, kinds[model], histories);
    f64 sum[LIFETIME_SUM];
    likelihood_at(&likelihood, parameters, sum);
    arena_rewind(c->arena, mark);
    return sum[0];
}

// --- Fit ---

#define STARTS 4

// Buying rates around the one seen, customers who leave early, late, alike and unlike.
static void starts_of(const struct histories *histories, const struct lifetime_kind *kind,
                      f64 starts[])
{
    static const f64 shapes[STARTS] =
        {
            0.5, 1, 3, 0.2
    },
                     leaving[STARTS][2] = {{0.6, 0.6}, {1, 3}, {3, 3}, {0.3, 0.1}};
    f64 ages = 0;
    for (i64 i = 0; i < histories->count; i++)
        ages += histories->customers[i] * histories->history[i].age;
    f64 rate = histories->repeats / ages;
    for (i64 s = 0; s < STARTS; s++) {
        f64 all[] = {shapes[s], shapes[s] / (2 * rate), leaving[s][0], leaving[s][1]};
        memcpy(&starts[s * kind->parameter_count], all,
               sizeof all[0] * (size_t)kind->parameter_count);
    }
}

static bool search(ctx *c, const struct lifetime_kind *kind, const struct histories *histories,
                   const struct minimise_search *how, f64 x[], struct minimise_found *found)
{
    struct likelihood likelihood = likelihood_of(c, kind, histories);
    struct minimise_search own = *how;
    own.data = &likelihood;
    return minimise(c, &own, x, found);
}

// Second derivatives of the mean cost by the parameters' logarithms, where the slope is zero.
static void log_curvature(ctx *c, const struct lifetime_kind *kind,
                          const struct histories *histories, const struct minimise_search *how,
                          const f64 x[], f64 curvature[])
{
    struct likelihood likelihood = likelihood_of(c, kind, histories);
    struct minimise_search own = *how;
    own.data = &likelihood;
    minimise_curvature(&own, x, curvature);
    for (i64 i = 0; i < how->size * how->size; i++)
        curvature[i] *= x[i / how->size] * x[i % how->size];
}

// Standard errors, in the unit of `scaled`; false: flat.
static bool find_errors(ctx *c, const struct histories *scaled, const struct minimise_search *how,
                        struct lifetime_fit *fit)
{
    i64 size = fit->parameter_count;
    f64 curvature[LIFETIME_PARAMETERS_MAX * LIFETIME_PARAMETERS_MAX];
    log_curvature(c, kinds[fit->model], scaled, how, fit->parameters, curvature);
    for (i64 i = 0; i < size * size; i++)
        curvature[i] *= (f64)scaled->customer_count;
    bool is_known = minimise_invert(size, curvature, fit->log_covariance);
    for (i64 i = 0; i < size; i++) {
        f64 log_error = sqrt(fit->log_covariance[i * size + i]);
        fit->errors[i] = log_error * fit->parameters[i];
        is_known = is_known && log_error <= LOG_ERROR_MAX;
    }
    return is_known;
}

// From the top for a large sample to that for all, by Newton's method with the sample's curvature:
// a few steps, each one look at all customers. False: it did not get there; x is left alone.
static bool polish(ctx *c, const struct lifetime_kind *kind, const struct histories *sample,
                   const struct histories *scaled, const struct minimise_search *how, f64 x[],
                   struct minimise_found *found)
{
    enum { STEPS = 8 };
    i64 size = how->size;
    f64 curvature[LIFETIME_PARAMETERS_MAX * LIFETIME_PARAMETERS_MAX],
        inverse[LIFETIME_PARAMETERS_MAX * LIFETIME_PARAMETERS_MAX];
    log_curvature(c, kind, sample, how, x, curvature);
    if (!minimise_invert(size, curvature, inverse)) return false;

    struct likelihood likelihood = likelihood_of(c, kind, scaled);
    f64 at[LIFETIME_PARAMETERS_MAX], slope[LIFETIME_PARAMETERS_MAX] = {0}, before = INFINITY;
    memcpy(at, x, sizeof at[0] * (size_t)size);
    for (int step = 1; step <= STEPS; step++) {
        f64 value = cost(at, &likelihood, slope), steepest = 0;
        for (i64 i = 0; i < size; i++)
            steepest = fmax(steepest, fabs(slope[i] *= at[i]));
        if (!isfinite(value) || value > before + how->tolerance) return false;
        if (steepest <= how->tolerance) {
            memcpy(x, at, sizeof at[0] * (size_t)size);
            *found = (struct minimise_found){MINIMISE_FOUND, value, -1, 1, step};
            return true;
        }
        before = value;
        for (i64 i = 0; i < size; i++) {
            f64 move = 0;
            for (i64 k = 0; k < size; k++)
                move += inverse[i * size + k] * slope[k];
            at[i] *= exp(-fmax(fmin(move, 1), -1));
            if (at[i] <= how->low[i] || at[i] >= how->high[i]) return false;
        }
    }
    return false;
}

// The top for all customers: from several starts where they are few; else from the top for a
// sample, and where they are many, from that for a larger one.
static bool climb(ctx *c, const struct lifetime_kind *kind, const struct histories *scaled,
                  struct minimise_search *how, f64 x[], struct minimise_found *found)
{
    if (scaled->customer_count <= 2 * SAMPLE) return search(c, kind, scaled, how, x, found);
    struct histories small = histories_sample(c, scaled, SAMPLE);
    if (!search(c, kind, &small, how, x, found)) return false;
    how->start_count = 1;
    how->starts = x;
    if (scaled->customer_count > 2 * SAMPLE_LARGE) {
        struct histories large = histories_sample(c, scaled, SAMPLE_LARGE);
        if (!search(c, kind, &large, how, x, found)) return false;
        if (found->status == MINIMISE_FOUND && polish(c, kind, &large, scaled, how, x, found))
            return true;
    }
    return search(c, kind, scaled, how, x, found);
}

static bool fit_scaled(ctx *c, const struct histories *scaled, struct lifetime_fit *fit)
{
    const struct lifetime_kind *kind = kinds[fit->model];
    f64 low[LIFETIME_PARAMETERS_MAX], high[LIFETIME_PARAMETERS_MAX],
        starts[STARTS * LIFETIME_PARAMETERS_MAX];
    for (i64 i = 0; i < kind->parameter_count; i++) {
        low[i] = kind->is_time[i] ? TIME_LOW : SHAPE_LOW;
        high[i] = kind->is_time[i] ? TIME_HIGH : SHAPE_HIGH;
    }
    starts_of(scaled, kind, starts);
    struct minimise_search how = {.size = kind->parameter_count,
                                  .at = cost,
                                  .has_slope = true,
                                  .low = low,
                                  .high = high,
                                  .start_count = STARTS,
                                  .starts = starts,
                                  .tolerance = 1e-7,
                                  .evaluations_max = 500};
    struct minimise_found found;
    if (!climb(c, kind, scaled, &how, fit->parameters, &found)) return false;
    fit->evaluations = found.evaluations;
    fit->bound = found.bound;
    fit->log_likelihood = -found.value * (f64)scaled->customer_count;
    if (found.status == MINIMISE_NOT_FOUND) fit->status = LIFETIME_NOT_CONVERGED;
    if (found.status == MINIMISE_AT_BOUND) fit->status = LIFETIME_AT_BOUND;
    if (found.status == MINIMISE_FOUND && !find_errors(c, scaled, &how, fit))
        fit->status = LIFETIME_FLAT;
    return true;
}

bool lifetime_fit(ctx *c, enum lifetime_model model, const struct histories *histories,
                  struct lifetime_fit *out)
{
    const struct lifetime_kind *kind = kinds[model];
    *out = (struct lifetime_fit){.model = model,
                                 .status = LIFETIME_FITTED,
                                 .bound = -1,
                                 .parameter_count = kind->parameter_count,
                                 .log_likelihood = (f64)NAN,
                                 .bic = (f64)NAN};
    for (i64 i = 0; i < LIFETIME_PARAMETERS_MAX; i++)
        out->parameters[i] = out->errors[i] = (f64)NAN;
    for (i64 i = 0; i < COUNT_OF(out->log_covariance); i++)
        out->log_covariance[i] = (f64)NAN;
    if (histories->repeaters < LIFETIME_REPEATERS_MIN) {
        out->status = LIFETIME_TOO_FEW;
        return true;
    }
    struct arena_mark mark = arena_mark(c->arena);
    f64 unit = histories->age_max;
    struct histories scaled = histories_in_unit(c, histories, unit);
    bool going = fit_scaled(c, &scaled, out);
    arena_rewind(c->arena, mark);
    if (!going) return false;

    for (i64 i = 0; i < kind->parameter_count; i++) {
        if (kind->is_time[i]) out->parameters[i] *= unit;
        if (kind->is_time[i]) out->errors[i] *= unit;
    }
    out->log_likelihood -= histories->repeats * log(unit);
    out->bic =
        (f64)kind->parameter_count * log((f64)histories->customer_count) - 2 * out->log_likelihood;
    return true;
}

// --- Predictions ---

f64 lifetime_alive(enum lifetime_model model, const f64 parameters[], struct history history)
{
    return kinds[model]->alive(parameters, history);
}

f64 lifetime_expected(enum lifetime_model model, const f64 parameters[], struct history history,
                      f64 horizon)
{
    assert(horizon >= 0);
    const struct lifetime_kind *kind = kinds[model];
    return kind->alive(parameters, history) * kind->expected(parameters, history, horizon);
}

struct prediction {
    const struct lifetime_kind *kind;
    const f64 *parameters;
    const struct histories *histories;
    f64 horizon;
    f64 *alive, *expected;
};

static void predict_histories(const void *data, i64 begin, i64 end, f64 sum[])
{
    (void)sum;
    const struct prediction *prediction = data;
    const struct lifetime_kind *kind = prediction->kind;
    for (i64 i = begin; i < end; i++) {
        struct history history = prediction->histories->history[i];
        f64 alive = kind->alive(prediction->parameters, history);
        if (prediction->alive) prediction->alive[i] = alive;
        if (prediction->expected)
            prediction->expected[i] =
                alive * kind->expected(prediction->parameters, history, prediction->horizon);
    }
}

void lifetime_predict(ctx *c, const struct lifetime_fit *fit, const struct histories *histories,
                      f64 horizon, f64 alive[], f64 expected[])
{
    struct prediction prediction = {kinds[fit->model], fit->parameters, histories,
                                    horizon,           alive,           expected};
    parts_sum(c, (struct parts_work){predict_histories, &prediction, histories->count, 0}, NULL);
}

// Adds the expected purchases, and the variance of what happens: of those who have not left as of a
// negative binomial variable of shape r + x, and that of having left.
static void add_totals(const void *data, i64 begin, i64 end, f64 sum[])
{
    const struct prediction *prediction = data;
    for (i64 i = begin; i < end; i++) {
        struct history history = prediction->histories->history[i];
        f64 weight = prediction->histories->customers[i];
        f64 alive = prediction->kind->alive(prediction->parameters, history);
        f64 mean = prediction->kind->expected(prediction->parameters, history, prediction->horizon);
        f64 shape = prediction->parameters[0] + history.repeats;
        sum[0] += weight * alive * mean;
        sum[1] += weight * alive * (mean + mean * mean / shape + (1 - alive) * mean * mean);
    }
}

static void totals_at(ctx *c, const struct lifetime_fit *fit, const struct histories *histories,
                      const f64 parameters[], f64 horizon, f64 sum[])
{
    struct prediction prediction = {kinds[fit->model], parameters, histories, horizon, NULL, NULL};
    parts_sum(c, (struct parts_work){add_totals, &prediction, histories->count, 2}, sum);
}

// The relative error of a total by the delta method, on customers that stand for all.
static f64 relative_error(ctx *c, const struct lifetime_fit *fit, const struct histories *histories,
                          f64 horizon)
{
    const f64 step = 1e-4;
    struct histories sample = histories_sample(c, histories, 2 * SAMPLE);
    i64 size = fit->parameter_count;
    f64 slope[LIFETIME_PARAMETERS_MAX], variance = 0;
    for (i64 i = 0; i < size; i++) {
        f64 above[2], below[2], p[LIFETIME_PARAMETERS_MAX];
        memcpy(p, fit->parameters, sizeof p);
        p[i] = fit->parameters[i] * exp(step);
        totals_at(c, fit, &sample, p, horizon, above);
        p[i] = fit->parameters[i] * exp(-step);
        totals_at(c, fit, &sample, p, horizon, below);
        slope[i] = (log(above[0]) - log(below[0])) / (2 * step);
    }
    for (i64 i = 0; i < size; i++) {
        for (i64 k = 0; k < size; k++)
            variance += slope[i] * slope[k] * fit->log_covariance[i * size + k];
    }
    return sqrt(variance);
}

struct lifetime_total lifetime_predict_total(ctx *c, const struct lifetime_fit *fit,
                                             const struct histories *histories, f64 horizon)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 sum[2];
    totals_at(c, fit, histories, fit->parameters, horizon, sum);
    f64 error = sum[0] * relative_error(c, fit, histories, horizon);
    arena_rewind(c->arena, mark);
    return (struct lifetime_total){sum[0], error, sqrt(sum[1])};
}
