// Idea: columns are centred and scaled, rows sorted by falling time once; then Newton's method on
// the log partial likelihood, which is concave, with steps halved until it does not fall. Columns
// that the information at 0 cannot tell from those before get no coefficient. When the likelihood
// stands still while steps do not, it rises towards a limit without end: separation.
#include "insight/customers/cox.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"
#include "insight/maths/symmetric.h"

#define ITERATIONS_MAX   60
#define STEP_SMALL       1e-7 // standardised: the next step would be its square
#define STEP_LARGE       1e-3 // of 1 + |β|; with the likelihood at rest a step so large has no end
#define LIKELIHOOD_STILL 1e-7
#define PIVOT_SMALL      1e-9

struct newton {
    struct risk_sets sets;
    i64 k;
    f64 *beta, *trial, *step;
    f64 *score, *information, *factor;
    f64 log_likelihood;
    enum cox_status *status;
};

static void newton_take(void *data, const struct risk_set *set)
{
    struct newton *newton = data;
    newton->log_likelihood += set->log_likelihood;
    for (i64 i = 0; i < newton->k; i++) {
        newton->score[i] += set->score[i];
        for (i64 j = 0; j <= i; j++)
            newton->information[i * newton->k + j] += set->information[i * newton->k + j];
    }
}

// Log-likelihood, score and information at beta; columns without a coefficient are taken out.
static bool newton_look(ctx *c, struct newton *newton, const f64 beta[])
{
    i64 k = newton->k;
    newton->log_likelihood = 0;
    memset(newton->score, 0, (size_t)k * sizeof(f64));
    memset(newton->information, 0, (size_t)(k * k) * sizeof(f64));
    if (!risk_sets_walk(c, &newton->sets, beta, newton_take, newton)) return false;
    for (i64 i = 0; i < k; i++) {
        if (newton->status[i] == COX_KNOWN) continue;
        newton->score[i] = 0;
        for (i64 j = 0; j < k; j++)
            newton->information[MAX(i, j) * k + MIN(i, j)] = 0;
    }
    memcpy(newton->factor, newton->information, (size_t)(k * k) * sizeof(f64));
    return true;
}

static void newton_new(ctx *c, struct newton *newton, i64 k)
{
    i64 room = MAX(k, 1);
    newton->k = k;
    newton->beta = NEW_ARRAY(c->arena, f64, room);
    newton->trial = NEW_ARRAY(c->arena, f64, room);
    newton->step = NEW_ARRAY(c->arena, f64, room);
    newton->score = NEW_ARRAY(c->arena, f64, room);
    newton->information = NEW_ARRAY(c->arena, f64, room * room);
    newton->factor = NEW_ARRAY(c->arena, f64, room * room);
    newton->status = NEW_ARRAY(c->arena, enum cox_status, room);
}

// Means and standard deviations of the columns; 0 of a constant one.
static void column_scales(const struct cox_data *data, f64 mean[], f64 scale[])
{
    i64 n = data->stays.n, k = data->columns;
    for (i64 i = 0; i < n; i++) {
        for (i64 j = 0; j < k; j++) {
            f64 value = data->x[i * k + j], away = value - mean[j];
            mean[j] += away / (f64)(i + 1);
            scale[j] += away * (value - mean[j]);
        }
    }
    for (i64 j = 0; j < k; j++) {
        bool constant = true;
        for (i64 i = 1; i < n && constant; i++)
            constant = data->x[i * k + j] == data->x[j];
        scale[j] = constant ? 0 : sqrt(scale[j] / (f64)n);
    }
}

static struct risk_sets sort_rows(ctx *c, const struct cox_data *data, const f64 mean[],
                                  const f64 scale[])
{
    i64 n = data->stays.n, k = data->columns;
    f64 *time = NEW_ARRAY(c->arena, f64, MAX(n, 1)), *x = NEW_ARRAY(c->arena, f64, MAX(n * k, 1));
    bool *left = NEW_ARRAY(c->arena, bool, MAX(n, 1));
    struct arena_mark mark = arena_mark(c->arena);
    i64 *order = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    sample_order(c, data->stays.time, n, order);
    for (i64 to = 0; to < n; to++) {
        i64 from = order[n - 1 - to];
        time[to] = data->stays.time[from];
        left[to] = data->stays.left[from];
        for (i64 j = 0; j < k; j++)
            if (scale[j] > 0) x[to * k + j] = (data->x[from * k + j] - mean[j]) / scale[j];
    }
    arena_rewind(c->arena, mark);
    return (struct risk_sets){n, k, time, left, x};
}

// From the information at 0: which columns can have a coefficient.
static bool find_status(ctx *c, struct newton *newton, const f64 scale[], i64 left)
{
    i64 k = newton->k, known = 0;
    for (i64 j = 0; j < k; j++) {
        if (scale[j] == 0) {
            newton->status[j] = COX_CONSTANT;
        } else if (!(newton->information[j * k + j] > PIVOT_SMALL * (f64)left)) {
            newton->status[j] = COX_UNSEEN;
            newton->factor[j * k + j] = 0;
        }
    }
    symmetric_factor(newton->factor, k, PIVOT_SMALL);
    for (i64 j = 0; j < k; j++) {
        bool told = newton->status[j] == COX_KNOWN;
        if (told && !symmetric_has(newton->factor, k, j)) newton->status[j] = COX_REPEATED;
        known += newton->status[j] == COX_KNOWN;
    }
    if (known > 0) return true;
    return fail_with(c, ERR_REFUSED,
                     tr(c, "no column varies among those who could still leave when anybody left"),
                     tr(c, "Give columns in which customers differ."));
}

static struct cox_test test_of(f64 chi_square, i64 degrees)
{
    if (isnan(chi_square) || degrees == 0) return (struct cox_test){NAN, degrees, NAN};
    return (struct cox_test){chi_square, degrees,
                             chance_gamma_above(fmax(0, chi_square) / 2, (f64)degrees / 2)};
}

// One step, halved until the likelihood does not fall; *still is set when it is at rest.
static bool newton_step(ctx *c, struct newton *newton, bool *still)
{
    f64 before = newton->log_likelihood;
    for (int halvings = 0; halvings < 30; halvings++) {
        f64 part = ldexp(1, -halvings);
        for (i64 j = 0; j < newton->k; j++)
            newton->trial[j] = newton->beta[j] + part * newton->step[j];
        if (!newton_look(c, newton, newton->trial)) return false;
        f64 gain = newton->log_likelihood - before; // not finite when a risk set weighs nothing
        if (!isfinite(gain) || gain < -1e-12 * fabs(before)) continue;
        *still = fabs(gain) < LIKELIHOOD_STILL;
        memcpy(newton->beta, newton->trial, (size_t)newton->k * sizeof(f64));
        return true;
    }
    *still = true; // no way up: rounding is all that is left
    return newton_look(c, newton, newton->beta);
}

// True in *unbounded when a step so large remains although the likelihood is at rest.
static bool mark_unbounded(struct newton *newton)
{
    bool found = false;
    for (i64 j = 0; j < newton->k; j++) {
        if (newton->status[j] != COX_KNOWN) continue;
        bool sound = symmetric_has(newton->factor, newton->k, j) &&
                     fabs(newton->step[j]) <= STEP_LARGE * (1 + fabs(newton->beta[j]));
        if (sound) continue;
        newton->status[j] = COX_UNBOUNDED;
        found = true;
    }
    return found;
}

static bool newton_climb(ctx *c, struct newton *newton, i64 *iterations)
{
    bool still = false;
    for (*iterations = 0; *iterations < ITERATIONS_MAX; ++*iterations) {
        symmetric_factor(newton->factor, newton->k, 1e-13);
        memcpy(newton->step, newton->score, (size_t)newton->k * sizeof(f64));
        symmetric_solve(newton->factor, newton->k, newton->step);
        if (still && mark_unbounded(newton)) return true;
        f64 largest = 0;
        for (i64 j = 0; j < newton->k; j++)
            largest = fmax(largest, fabs(newton->step[j]));
        if (largest < STEP_SMALL) return true;
        if (!newton_step(c, newton, &still)) return false;
    }
    return fail_with(c, ERR_REFUSED, tr(c, "the model does not come to rest"),
                     tr(c, "Leave columns out one by one, those most alike first."));
}

// Coefficients per unit of the columns, and Wald's test.
static void set_coefficients(ctx *c, const struct newton *newton, const f64 scale[],
                             struct cox_fit *out)
{
    i64 k = newton->k, known = 0;
    bool bounded = true;
    struct cox_coefficient *list = NEW_ARRAY(c->arena, struct cox_coefficient, MAX(k, 1));
    f64 *inverse = NEW_ARRAY(c->arena, f64, MAX(k * k, 1)), wald = 0;
    symmetric_inverse(newton->factor, k, inverse);
    for (i64 j = 0; j < k; j++) {
        list[j] = (struct cox_coefficient){newton->status[j], NAN, NAN};
        bounded &= newton->status[j] != COX_UNBOUNDED;
        if (newton->status[j] == COX_UNBOUNDED)
            list[j].value = newton->beta[j] < 0 ? -INFINITY : INFINITY;
        if (newton->status[j] != COX_KNOWN) continue;
        known++;
        list[j].value = newton->beta[j] / scale[j];
        list[j].error = sqrt(inverse[j * k + j]) / scale[j];
        for (i64 i = 0; i < k; i++)
            wald +=
                newton->beta[j] * newton->beta[i] * newton->information[MAX(i, j) * k + MIN(i, j)];
    }
    out->coefficients = list;
    if (!bounded) wald = (f64)NAN;
    out->wald = test_of(wald, known);
}

static i64 columns_used(const struct newton *newton)
{
    i64 used = 0;
    for (i64 j = 0; j < newton->k; j++)
        used += newton->status[j] == COX_KNOWN || newton->status[j] == COX_UNBOUNDED;
    return used;
}

// The predictors in the order of the data, for the concordance.
static bool set_concordance(ctx *c, const struct cox_data *data, const f64 scale[],
                            struct cox_fit *out)
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 n = data->stays.n, k = data->columns;
    f64 *risk = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j < k; j++)
            if (scale[j] > 0) risk[i] += data->x[i * k + j] / scale[j] * out->beta[j];
    bool done = concordance_of(c, data->stays, risk, &out->concordance);
    arena_rewind(c->arena, mark);
    return done;
}

bool cox_fit(ctx *c, const struct cox_data *data, struct cox_fit *out)
{
    assert(data->columns >= 1);
    assert(data->columns <= RISK_SETS_COLUMNS_MAX);
    i64 k = data->columns;
    *out = (struct cox_fit){.n = data->stays.n, .columns = k};
    for (i64 i = 0; i < data->stays.n; i++)
        out->left += data->stays.left[i];
    if (out->left == 0)
        return fail_with(c, ERR_REFUSED, tr(c, "nobody left, so that nothing can be said of why"),
                         tr(c, "Wait until some have left, or check what marks leaving."));

    f64 *mean = NEW_ARRAY(c->arena, f64, k), *scale = NEW_ARRAY(c->arena, f64, k);
    column_scales(data, mean, scale);
    for (i64 j = 0; j < k; j++)
        if (!isfinite(mean[j]) || !isfinite(scale[j]))
            return fail_with(c, ERR_REFUSED, tr(c, "values are too large to be worked with"),
                             tr(c, "Give them in a larger unit."));
    struct newton newton = {.sets = sort_rows(c, data, mean, scale)};
    newton_new(c, &newton, k);
    if (!newton_look(c, &newton, newton.beta)) return false;
    out->log_likelihood_null = newton.log_likelihood;
    if (!find_status(c, &newton, scale, out->left)) return false;

    if (!newton_look(c, &newton, newton.beta)) return false;
    symmetric_factor(newton.factor, k, PIVOT_SMALL);
    i64 used = columns_used(&newton);
    out->score = test_of(symmetric_square(newton.factor, k, newton.score), used);
    if (!newton_look(c, &newton, newton.beta)) return false;
    if (!newton_climb(c, &newton, &out->iterations)) return false;
    out->log_likelihood = newton.log_likelihood;
    out->likelihood_ratio = test_of(2 * (out->log_likelihood - out->log_likelihood_null), used);
    set_coefficients(c, &newton, scale, out);
    out->sets = newton.sets;
    out->beta = newton.beta;
    return set_concordance(c, data, scale, out);
}
