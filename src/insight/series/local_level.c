// Idea: for a given ratio of the two variances the filter's gains do not depend on the values. So
// it runs over the values and every column at once; β and the noise are then least squares of the
// filtered values on the filtered columns, and only the ratio is searched for.
#include "insight/series/local_level.h"

#include <math.h>

#include "insight/maths/symmetric.h"
#include "insight/maths/valley.h"

struct filtering {
    const struct local_level_data *data;
    f64 *levels;   // [k + 1]: of the columns, then of the values
    f64 *surprise; // [k + 1]
    f64 *sums;     // [k][k]: of squares and products of filtered columns, and its factor
    f64 *products; // [k]: of columns and values
    f64 *beta;
    f64 squares, logs, noise; // of values; Σ log variance; variance
    f64 last_variance;        // of the level after the last place, noise 1
    i64 count, rank;          // values but the first
};

// One place: surprises of all series, and their common variance; false when the value is missing or
// the first.
static bool filter_place(struct filtering *f, i64 t, bool *begun, f64 ratio, f64 *variance)
{
    const struct local_level_data *d = f->data;
    bool known = !isnan(d->y[t]);
    if (!*begun) {
        if (!known) return false;
        for (i64 j = 0; j < d->k; j++)
            f->levels[j] = d->x[t * d->k + j];
        f->levels[d->k] = d->y[t];
        f->last_variance = 1;
        *begun = true;
        return false;
    }
    f->last_variance += ratio; // the step to this place
    if (!known) return false;
    *variance = f->last_variance + 1;
    f64 gain = f->last_variance / *variance;
    for (i64 j = 0; j <= d->k; j++) {
        f64 value = j < d->k ? d->x[t * d->k + j] : d->y[t];
        f->surprise[j] = value - f->levels[j];
        f->levels[j] += gain * f->surprise[j];
    }
    f->last_variance *= 1 - gain;
    return true;
}

static void filter_run(struct filtering *f, f64 ratio)
{
    const struct local_level_data *d = f->data;
    i64 k = d->k;
    bool begun = false;
    memset(f->sums, 0, (size_t)(k * k) * sizeof f->sums[0]);
    memset(f->products, 0, (size_t)k * sizeof f->products[0]);
    f->squares = f->logs = 0;
    f->count = 0;
    for (i64 t = 0; t < d->n; t++) {
        f64 variance = 1;
        if (!filter_place(f, t, &begun, ratio, &variance)) continue;
        for (i64 i = 0; i < k; i++) {
            for (i64 j = 0; j <= i; j++)
                f->sums[i * k + j] += f->surprise[i] * f->surprise[j] / variance;
            f->products[i] += f->surprise[i] * f->surprise[k] / variance;
        }
        f->squares += f->surprise[k] * f->surprise[k] / variance;
        f->logs += log(variance);
        f->count++;
    }
    memcpy(f->beta, f->products, (size_t)k * sizeof f->beta[0]);
    f->rank = symmetric_factor(f->sums, k, SYMMETRIC_TOLERANCE);
    symmetric_solve(f->sums, k, f->beta);
    f64 left = f->squares;
    for (i64 i = 0; i < k; i++)
        left -= f->beta[i] * f->products[i];
    f->noise = fmax(left, 0) / (f64)f->count;
}

static f64 criterion_at(f64 ratio, const void *data)
{
    // The search hands its data on as const, though what it holds is scratch.
    struct filtering f = *(const struct filtering *)data;
    filter_run(&f, ratio);
    if (!(f.noise > 0)) return -INFINITY;
    return (f64)f.count * log(f.noise) + f.logs;
}

static void surprises_fill(struct filtering *f, f64 ratio, struct local_level *out)
{
    const struct local_level_data *d = f->data;
    bool begun = false;
    for (i64 t = 0; t < d->n; t++) {
        f64 variance = 1;
        out->surprises[t] = NAN;
        if (!filter_place(f, t, &begun, ratio, &variance)) continue;
        f64 away = f->surprise[d->k];
        for (i64 j = 0; j < d->k; j++)
            away -= out->beta[j] * f->surprise[j];
        out->surprises[t] = away / sqrt(variance * out->noise);
    }
    out->last = f->levels[d->k];
    for (i64 j = 0; j < d->k; j++)
        out->last -= out->beta[j] * f->levels[j];
    out->last_variance = f->last_variance * out->noise;
}

void local_level_fit(ctx *c, const struct local_level_data *data, struct local_level *out)
{
    i64 k = data->k, known = 0;
    f64 squares = 0;
    for (i64 t = 0; t < data->n; t++)
        known += !isnan(data->y[t]);
    *out = (struct local_level){.status = LOCAL_LEVEL_TOO_FEW, .column = -1};
    out->beta = NEW_ARRAY(c->arena, f64, MAX(k, 1));
    out->surprises = NEW_ARRAY(c->arena, f64, MAX(data->n, 1));
    if (known <= k + 2) return;
    struct filtering f = {.data = data,
                          .levels = NEW_ARRAY(c->arena, f64, k + 1),
                          .surprise = NEW_ARRAY(c->arena, f64, k + 1),
                          .sums = NEW_ARRAY(c->arena, f64, MAX(k * k, 1)),
                          .products = NEW_ARRAY(c->arena, f64, MAX(k, 1)),
                          .beta = NEW_ARRAY(c->arena, f64, MAX(k, 1))};
    filter_run(&f, 0.1);
    squares = f.squares;
    for (i64 j = 0; j < k && out->column < 0; j++)
        if (!symmetric_has(f.sums, k, j)) out->column = j;
    if (out->column >= 0) {
        out->status = LOCAL_LEVEL_ALIASED;
        return;
    }
    if (!(f.noise > 1e-18 * squares / (f64)f.count)) {
        out->status = LOCAL_LEVEL_EXACT;
        return;
    }
    f64 ratio = valley_find((struct valley){criterion_at, &f, 0.1});
    filter_run(&f, ratio);
    out->status = LOCAL_LEVEL_FOUND;
    memcpy(out->beta, f.beta, (size_t)k * sizeof f.beta[0]);
    out->noise = f.noise;
    out->step = ratio * f.noise;
    out->log_likelihood = -0.5 * ((f64)f.count * (1 + log(2 * M_PI * f.noise)) + f.logs);
    surprises_fill(&f, ratio, out);
}

struct expectation local_level_expect(const struct local_level *fit, i64 k, const f64 x[],
                                      const i64 after[], i64 count)
{
    f64 sum = 0, steps = 0, done = 0, n = (f64)count;
    assert(count > 0);
    for (i64 i = 0; i < count; i++) {
        sum += fit->last;
        for (i64 j = 0; j < k; j++)
            sum += fit->beta[j] * x[i * k + j];
        // The steps since the place before are in all places from here on.
        f64 left = n - (f64)i;
        steps += ((f64)after[i] - done) * left * left;
        done = (f64)after[i];
    }
    f64 variance = fit->last_variance * n * n + fit->step * steps + fit->noise * n;
    return (struct expectation){sum / n, sqrt(variance) / n};
}
