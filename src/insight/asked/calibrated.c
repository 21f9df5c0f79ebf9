// Idea of the residuals: what the margins explain of a value is known for all customers and has no
// error. Averages by category are taken off, margin after margin, until none is left over
// (backfitting): the same as the regression on all categories, without its matrix.
#include "insight/asked/calibrated.h"

#include <math.h>

#include "insight/maths/quantile.h"

#define ROUNDS_MAX 2000
#define AT_REST    1e-12 // of the largest value: an average so small takes nothing off

static f64 base_of(const struct weigh_order *order, i64 i)
{
    return order->base ? order->base[i] : 1;
}

// Takes the averages by category of one margin off; the largest of them.
static f64 take_averages(const struct weigh_order *order, i64 m, f64 values[], f64 sums[],
                         f64 weights[])
{
    const struct weigh_margin *margin = &order->margins[m];
    memset(sums, 0, (size_t)margin->count * sizeof sums[0]);
    memset(weights, 0, (size_t)margin->count * sizeof weights[0]);
    for (i64 i = 0; i < order->n; i++) {
        sums[margin->code[i]] += base_of(order, i) * values[i];
        weights[margin->code[i]] += base_of(order, i);
    }
    f64 largest = 0;
    for (i64 j = 0; j < margin->count; j++) {
        sums[j] = weights[j] > 0 ? sums[j] / weights[j] : 0;
        largest = fmax(largest, fabs(sums[j]));
    }
    for (i64 i = 0; i < order->n; i++)
        values[i] -= sums[margin->code[i]];
    return largest;
}

// Turns values into what the margins do not explain of them.
static bool take_residuals(ctx *c, const struct weigh_order *order, f64 values[])
{
    i64 widest = 1;
    for (i64 m = 0; m < order->margin_count; m++)
        widest = MAX(widest, order->margins[m].count);
    f64 *sums = NEW_ARRAY(c->arena, f64, widest), *weights = NEW_ARRAY(c->arena, f64, widest);
    f64 scale = 0;
    for (i64 i = 0; i < order->n; i++)
        scale = fmax(scale, fabs(values[i]));
    for (i64 round = 0; round < ROUNDS_MAX; round++) {
        if (ctx_stopped(c)) return false;
        f64 largest = 0;
        for (i64 m = 0; m < order->margin_count; m++)
            largest = fmax(largest, take_averages(order, m, values, sums, weights));
        if (largest <= AT_REST * scale || order->margin_count < 2) break;
    }
    return true;
}

// Primary units: clusters, or answers. The sum of a unit's values, and the stratum it is in.
struct units {
    i64 count;
    f64 *sums;
    i32 *strata; // −1: no answer came from it
};

static struct units units_of(ctx *c, const struct calibrated_answers *a, const f64 values[])
{
    i64 n = a->order.n;
    struct units units = {.count = a->design.cluster ? a->design.cluster_count : n};
    units.sums = NEW_ARRAY(c->arena, f64, MAX(units.count, 1));
    units.strata = NEW_ARRAY(c->arena, i32, MAX(units.count, 1));
    for (i64 u = 0; u < units.count; u++) {
        units.sums[u] = 0;
        units.strata[u] = -1;
    }
    for (i64 i = 0; i < n; i++) {
        i64 u = a->design.cluster ? a->design.cluster[i] : i;
        units.sums[u] += values[i];
        units.strata[u] = a->design.stratum ? a->design.stratum[i] : 0;
    }
    return units;
}

// Variance of the sum of all units: in each stratum (1 − f) m / (m − 1) Σ(sum − mean)².
static void add_strata(ctx *c, const struct calibrated_answers *a, const f64 values[],
                       struct calibrated_figure *out)
{
    i64 strata = a->design.stratum ? a->design.stratum_count : 1;
    struct units units = units_of(c, a, values);
    struct stratum {
        i64 units;
        f64 sum, squares;
    } *of = NEW_ARRAY(c->arena, struct stratum, MAX(strata, 1));
    memset(of, 0, (size_t)strata * sizeof of[0]);
    for (i64 u = 0; u < units.count; u++) {
        if (units.strata[u] < 0) continue;
        of[units.strata[u]].units++;
        of[units.strata[u]].sum += units.sums[u];
    }
    for (i64 u = 0; u < units.count; u++) {
        if (units.strata[u] < 0) continue;
        struct stratum *s = &of[units.strata[u]];
        f64 away = units.sums[u] - s->sum / (f64)s->units;
        s->squares += away * away;
    }
    f64 variance = 0;
    out->lonely = -1;
    out->degrees = 0;
    for (i64 h = 0; h < strata; h++) {
        if (of[h].units == 0) continue;
        f64 m = (f64)of[h].units, left = 1; // share of units that was not drawn
        if (a->design.sizes) left = fmax(0, 1 - m / a->design.sizes[h]);
        out->degrees += m - 1;
        if (of[h].units > 1) variance += left * m / (m - 1) * of[h].squares;
        if (of[h].units == 1 && left > 0) out->lonely = h;
    }
    out->error = out->lonely >= 0 ? (f64)NAN : sqrt(variance);
}

// The variance of the same figure from as many answers drawn one by one, without replacement, from
// Σw customers.
static f64 plain_variance(const struct calibrated_answers *a, const f64 values[], f64 mean, f64 sum)
{
    f64 n = (f64)a->order.n, squares = 0;
    for (i64 i = 0; i < a->order.n; i++)
        squares += a->weights[i] * (values[i] - mean) * (values[i] - mean);
    return squares / sum * n / (n - 1) * (sum - n) / (sum * n);
}

// All values alike say nothing of how much others differ, unless there are no others.
static bool spread_is_unknown(const struct calibrated_answers *a, const f64 values[])
{
    bool alike = a->design.sizes == NULL;
    for (i64 i = 1; i < a->order.n && alike; i++)
        alike = values[i] == values[0];
    return alike;
}

static bool estimate(ctx *c, const struct calibrated_answers *a, const f64 values[], bool is_total,
                     struct calibrated_figure *out)
{
    i64 n = a->order.n;
    *out = (struct calibrated_figure){NAN, NAN, 0, NAN, -1};
    f64 sum = 0, total = 0;
    for (i64 i = 0; i < n; i++) {
        sum += a->weights[i];
        total += a->weights[i] * values[i];
    }
    if (n == 0 || !(sum > 0)) return true;
    f64 mean = total / sum;
    out->value = is_total ? total : mean;
    if (!isfinite(out->value)) return true;

    struct arena_mark mark = arena_mark(c->arena);
    f64 *influence = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++)
        influence[i] = is_total ? values[i] : values[i] - mean;
    if (!take_residuals(c, &a->order, influence)) return false;
    for (i64 i = 0; i < n; i++)
        influence[i] *= a->weights[i];
    add_strata(c, a, influence, out);
    arena_rewind(c->arena, mark);
    if (!is_total) out->error /= sum;
    if (spread_is_unknown(a, values)) out->error = NAN;

    f64 plain = plain_variance(a, values, mean, sum) * (is_total ? sum * sum : 1);
    if (n > 1 && plain > 0) out->design_effect = out->error * out->error / plain;
    return true;
}

bool calibrated_mean(ctx *c, const struct calibrated_answers *answers, const f64 values[],
                     struct calibrated_figure *out)
{
    return estimate(c, answers, values, false, out);
}

bool calibrated_total(ctx *c, const struct calibrated_answers *answers, const f64 values[],
                      struct calibrated_figure *out)
{
    return estimate(c, answers, values, true, out);
}

struct interval calibrated_interval(struct calibrated_figure figure, f64 level)
{
    struct interval interval = {figure.value, -INFINITY, INFINITY, level, INTERVAL_UNKNOWN};
    if (!isfinite(figure.value)) return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    if (!isfinite(figure.error) || figure.degrees < 1) return interval;
    f64 reach = quantile_student(level, figure.degrees) * figure.error;
    interval.low = figure.value - reach;
    interval.high = figure.value + reach;
    interval.status = INTERVAL_KNOWN;
    return interval;
}
