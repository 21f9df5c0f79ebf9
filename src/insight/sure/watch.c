// Idea: the sum of all values less what was expected stays within a line (boundary.h) for ever,
// with the stated chance; dividing by n gives the interval. Invariant: low ≤ mean ≤ high, and
// watch_p < 1 − level exactly where the interval leaves the target out.
#include "insight/sure/watch.h"

#include <math.h>

// Of bounded values: the variance for which lines are made best, as a share of the range squared;
// half of the largest that can be.
#define VARIANCE_SHARE 0.125

struct watch watch_of(struct watch_order order)
{
    assert(order.level > 0 && order.level < 1);
    assert(order.n_best > 0);
    bool bounded = order.method != WATCH_ASYMPTOTIC;
    assert(!bounded || order.low < order.high);
    struct watch made = {.order = order};
    f64 alpha = 1 - order.level;
    struct boundary_order asymptotic = {BOUNDARY_NORMAL, order.n_best, alpha, 0};
    // Either side with half the chance; the range is 1.
    struct boundary_order bernstein = {BOUNDARY_GAMMA_EXPONENTIAL, order.n_best * VARIANCE_SHARE,
                                       alpha / 2, 1};
    made.boundary = boundary_of(bounded ? bernstein : asymptotic);
    return made;
}

static f64 unit_value(const struct watch_order *order, f64 value)
{
    return (value - order->low) / (order->high - order->low);
}

void watch_add(struct watch *watch, f64 value)
{
    const struct watch_order *order = &watch->order;
    assert(isfinite(value));
    if (order->method != WATCH_ASYMPTOTIC) {
        assert(value >= order->low && value <= order->high);
        f64 unit = unit_value(order, value), n = (f64)watch->n;
        f64 sum = watch->n > 0 ? unit_value(order, watch->mean) * n : 0;
        f64 off = unit - (sum + 0.5) / (n + 1); // predicted by all before and one in the middle
        watch->predicted += off * off;
    }
    watch->n++;
    f64 step = value - watch->mean;
    watch->mean += step / (f64)watch->n;
    watch->around += step * (value - watch->mean);
}

static struct interval untold(f64 value, f64 level)
{
    enum interval_status status = isnan(value) ? INTERVAL_NO_DATA : INTERVAL_UNKNOWN;
    return (struct interval){value, -INFINITY, INFINITY, level, status};
}

// Theorem 2.2: ± σ √((n + ρ) (ln(1 + n/ρ) + 2 ln(1/α))) / n.
static struct interval asymptotic(const struct boundary *line, struct watch_side side, f64 level)
{
    f64 reach = sqrt(side.variance) * boundary_at(line, side.n, 1 - level) / side.n;
    return (struct interval){side.mean, side.mean - reach, side.mean + reach, level,
                             INTERVAL_KNOWN};
}

// No figure lies beyond the bounds of its values, where they have bounds.
static struct interval clipped(struct interval found, f64 low, f64 high)
{
    if (!(low < high)) return found;
    found.low = fmin(found.value, fmax(low, found.low));
    found.high = fmax(found.value, fmin(high, found.high));
    return found;
}

static bool asymptotic_begins(const struct watch *watch)
{
    return watch->n >= MAX(2, watch->order.start) && watch->around > 0;
}

// In units of the range.
static struct interval bounded_interval(const struct watch *watch)
{
    const struct watch_order *order = &watch->order;
    f64 n = (f64)watch->n, mean = fmin(1, fmax(0, unit_value(order, watch->mean)));
    if (order->method == WATCH_BERNOULLI)
        return boundary_rate((struct boundary_share){mean * n, n, order->n_best}, order->level);
    f64 reach = boundary_at(&watch->boundary, watch->predicted, (1 - order->level) / 2) / n;
    return (struct interval){mean, fmax(0, mean - reach), fmin(1, mean + reach), order->level,
                             INTERVAL_KNOWN};
}

struct interval watch_interval(const struct watch *watch)
{
    const struct watch_order *order = &watch->order;
    if (watch->n == 0) return untold(NAN, order->level);
    if (order->method == WATCH_ASYMPTOTIC) {
        if (!asymptotic_begins(watch)) return untold(watch->mean, order->level);
        struct watch_side side = {(f64)watch->n, watch->mean, watch->around / (f64)watch->n};
        return clipped(asymptotic(&watch->boundary, side, order->level), order->low, order->high);
    }
    struct interval unit = bounded_interval(watch);
    f64 range = order->high - order->low;
    return (struct interval){
        .value = watch->mean,
        .low = fmin(watch->mean, order->low + unit.low * range),
        .high = fmax(watch->mean, order->low + unit.high * range),
        .level = order->level,
    };
}

static f64 chance_of_evidence(f64 log_evidence)
{
    return fmin(1, exp(-log_evidence));
}

// Evidence against a target within (0, 1); beyond, values that were bounded speak for themselves.
static f64 bounded_p(const struct watch *watch, f64 target)
{
    const struct watch_order *order = &watch->order;
    f64 n = (f64)watch->n, mean = unit_value(order, watch->mean);
    if (target < 0 || target > 1) return 0;
    if (order->method == WATCH_BERNOULLI) {
        f64 successes = fmin(n, fmax(0, mean * n));
        f64 counts[] = {successes, n - successes}, shares[] = {target, 1 - target};
        if (target == 0 || target == 1) return counts[target == 0 ? 0 : 1] > 0 ? 0 : 1;
        f64 concentration = boundary_concentration(order->n_best, 0.05);
        return chance_of_evidence(boundary_shares_log_evidence(counts, shares, 2, concentration));
    }
    f64 s = fabs(mean - target) * n;
    return fmin(1, 2 * exp(-boundary_log_evidence(&watch->boundary, s, watch->predicted)));
}

f64 watch_p(const struct watch *watch, f64 target)
{
    if (watch->n == 0) return 1;
    if (watch->order.method != WATCH_ASYMPTOTIC)
        return bounded_p(watch, unit_value(&watch->order, target));
    if (!asymptotic_begins(watch)) return 1;
    f64 n = (f64)watch->n, s = (watch->mean - target) * n / sqrt(watch->around / n);
    return chance_of_evidence(boundary_log_evidence(&watch->boundary, s, n));
}

// A difference as one mean: of values whose variance is that of both sides' influence.
static bool difference_side(const struct watch_order *order, struct watch_side first,
                            struct watch_side second, struct watch_side *out)
{
    assert(first.n >= 0 && second.n >= 0);
    f64 least = fmax(2, (f64)order->start / 2), n = first.n + second.n;
    *out = (struct watch_side){n, NAN, 0};
    if (first.n == 0 || second.n == 0) return false;
    out->mean = second.mean - first.mean;
    out->variance = n * (first.variance / first.n + second.variance / second.n);
    return first.n >= least && second.n >= least && out->variance > 0;
}

struct interval watch_difference(struct watch_order order, struct watch_side first,
                                 struct watch_side second)
{
    struct watch_side side;
    if (!difference_side(&order, first, second, &side)) return untold(side.mean, order.level);
    struct boundary line = watch_of(order).boundary;
    f64 range = order.high - order.low;
    return clipped(asymptotic(&line, side, order.level), -range, range);
}

f64 watch_difference_p(struct watch_order order, struct watch_side first, struct watch_side second)
{
    struct watch_side side;
    if (!difference_side(&order, first, second, &side)) return 1;
    struct boundary line = watch_of(order).boundary;
    f64 s = side.mean * side.n / sqrt(side.variance);
    return chance_of_evidence(boundary_log_evidence(&line, s, side.n));
}
