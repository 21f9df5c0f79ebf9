// Idea (PELT): best[t], the least cost of the first t values, is the least over the place s of the
// last change of best[s] + cost(s, t) + penalty. An s that is worse than best[t] even without the
// penalty can never be the last change again, and is dropped for good. Costs come from running sums
// of values less their median, so that digits are kept far from zero.
#include "insight/series/changepoint.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/root.h"
#include "insight/maths/sample.h"

enum { LOOK_EVERY = 256 };

#define LOG_2PI        1.8378770664093454836
#define VARIANCE_LEAST 1e-11 // as in R's changepoint: equal values have some variance

struct costs {
    enum changepoint_cost cost;
    bool modified;             // short segments cost more
    const f64 *sums, *squares; // of the first t values
    const f64 *logs;           // of sizes; a search asks for them n² times
};

static f64 cost_of(const struct costs *costs, i64 from, i64 to)
{
    f64 n = (f64)(to - from), sum = costs->sums[to] - costs->sums[from];
    f64 around = costs->squares[to] - costs->squares[from] - sum * sum / n;
    f64 more = costs->modified ? costs->logs[to - from] : 0;
    if (costs->cost == CHANGEPOINT_MEAN) return around + more;
    return n * (LOG_2PI + log(fmax(around / n, VARIANCE_LEAST)) + 1) + more;
}

static f64 penalty_of(const struct changepoint_order *order)
{
    f64 parameters = order->cost == CHANGEPOINT_MEAN ? 2 : 3; // with the place itself
    switch (order->penalty) {
    case CHANGEPOINT_BIC:
        return parameters * log((f64)order->n);
    case CHANGEPOINT_MBIC:
        return (parameters + 1) * log((f64)order->n);
    case CHANGEPOINT_MANUAL:
        return order->value;
    }
    assert(false);
    return 0;
}

static struct costs costs_make(ctx *c, const struct changepoint_order *order)
{
    i64 n = order->n;
    f64 *sums = NEW_ARRAY(c->arena, f64, n + 1), *squares = NEW_ARRAY(c->arena, f64, n + 1);
    f64 *logs = NEW_ARRAY(c->arena, f64, n + 1);
    f64 middle = sample_median(c, order->values, n);
    for (i64 i = 0; i < n; i++) {
        f64 value = order->values[i] - middle;
        sums[i + 1] = sums[i] + value;
        squares[i + 1] = squares[i] + value * value;
        logs[i + 1] = log((f64)(i + 1));
    }
    return (struct costs){order->cost, order->penalty == CHANGEPOINT_MBIC, sums, squares, logs};
}

struct candidates {
    i64 count;
    i64 *place;  // that may still be the last change
    i64 *beaten; // since which t it is worse than a change at t; 0: it is not
    f64 *cost;   // with it as the last change
};

// Those beaten leave when the change that beats them may be made: `shortest` values later.
static void candidates_sift(struct candidates *all, f64 least, i64 t, i64 shortest)
{
    i64 left = 0;
    for (i64 i = 0; i < all->count; i++) {
        i64 beaten = all->beaten[i];
        if (!beaten && all->cost[i] > least) beaten = t;
        if (beaten && t + 1 - beaten >= shortest) continue;
        all->place[left] = all->place[i];
        all->beaten[left++] = beaten;
    }
    all->count = left;
}

// last[t] becomes the place of the last change before t.
static bool search(ctx *c, const struct changepoint_order *order, const struct costs *costs,
                   i64 last[])
{
    i64 n = order->n, shortest = order->shortest;
    f64 penalty = penalty_of(order);
    // Two parts with their own log n may cost that much more than one.
    f64 slack = costs->modified ? log((f64)n) : 0;
    f64 *best = NEW_ARRAY(c->arena, f64, n + 1);
    struct candidates all = {0, NEW_ARRAY(c->arena, i64, n + 1), NEW_ARRAY(c->arena, i64, n + 1),
                             NEW_ARRAY(c->arena, f64, n + 1)};
    best[0] = -penalty;
    for (i64 t = shortest; t <= n; t++) {
        if (t % LOOK_EVERY == 0 && ctx_stopped(c)) return false;
        if (t == shortest || t >= 2 * shortest) {
            all.beaten[all.count] = 0;
            all.place[all.count++] = t - shortest;
        }
        best[t] = INFINITY;
        for (i64 i = 0; i < all.count; i++) {
            all.cost[i] = best[all.place[i]] + cost_of(costs, all.place[i], t);
            if (all.cost[i] + penalty >= best[t]) continue;
            best[t] = all.cost[i] + penalty;
            last[t] = all.place[i];
        }
        candidates_sift(&all, best[t] + slack, t, shortest);
    }
    return true;
}

static void search_one(const struct changepoint_order *order, const struct costs *costs, i64 last[])
{
    i64 n = order->n, place = 0;
    f64 least = cost_of(costs, 0, n);
    for (i64 t = order->shortest; t + order->shortest <= n; t++) {
        f64 cost = cost_of(costs, 0, t) + cost_of(costs, t, n) + penalty_of(order);
        if (cost >= least) continue;
        least = cost;
        place = t;
    }
    last[n] = place;
    last[place] = 0;
}

static void segments_make(ctx *c, const struct changepoint_order *order, const struct costs *costs,
                          const i64 last[], struct changepoint_segments *out)
{
    i64 n = order->n, count = 0;
    for (i64 t = n; t > 0; t = last[t])
        count++;
    i64 *ends = NEW_ARRAY(c->arena, i64, count);
    f64 *means = NEW_ARRAY(c->arena, f64, count), *variances = NEW_ARRAY(c->arena, f64, count);
    out->cost = penalty_of(order) * (f64)(count - 1);
    for (i64 t = n, k = count - 1; t > 0; t = last[t], k--) {
        f64 variance = 0, size = (f64)(t - last[t]);
        sample_moments(order->values + last[t], t - last[t], &means[k], &variance);
        variances[k] = variance * (size - 1) / size;
        ends[k] = t;
        out->cost += cost_of(costs, last[t], t);
    }
    out->count = count;
    out->ends = ends;
    out->means = means;
    out->variances = variances;
}

bool changepoint_find(ctx *c, struct changepoint_order order, struct changepoint_segments *out)
{
    assert(order.shortest >= (order.cost == CHANGEPOINT_MEAN ? 1 : 2));
    *out = (struct changepoint_segments){0};
    if (order.n > CHANGEPOINT_VALUES_MAX && !order.at_most_one)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%lld values are too many to look for changes"),
                             (long long)order.n),
                         tr(c, "Add them up by day or week first: --every day."));
    if (order.n == 0) return true;
    struct costs costs = costs_make(c, &order);
    i64 *last = NEW_ARRAY(c->arena, i64, order.n + 1);
    if (order.at_most_one)
        search_one(&order, &costs, last);
    else if (order.n >= 2 * order.shortest && !search(c, &order, &costs, last))
        return false;
    segments_make(c, &order, &costs, last, out);
    return true;
}

f64 changepoint_noise(ctx *c, const f64 values[], i64 n)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *steps = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    for (i64 i = 0; i + 1 < n; i++)
        steps[i] = values[i + 1] - values[i];
    f64 noise = n > 1 ? sample_mad(c, steps, n - 1) / sqrt(2) : (f64)NAN;
    arena_rewind(c->arena, mark);
    return noise;
}

f64 changepoint_tails(const f64 rest[], i64 n, f64 noise)
{
    f64 mean = 0, second = 0, fourth = 0, m = (f64)n;
    for (i64 i = 0; i < n; i++)
        mean += rest[i] / m;
    for (i64 i = 0; i < n; i++) {
        f64 square = (rest[i] - mean) * (rest[i] - mean) / (noise * noise);
        second += square / m;
        fourth += square * square / m;
    }
    bool tails = n >= 8 && fourth / (second * second) > 3 + 1.645 * sqrt(24 / m);
    return tails ? fmin(fmax(sqrt(second), 1), 2) : 1;
}

// --- Limits of a place ---

// exp(a) Φ(−z) without overflow: z is large where a is.
static f64 exp_tail(f64 a, f64 z)
{
    f64 tail = z > 35 ? -z * z / 2 - log(z) - LOG_2PI / 2 : log(erfc(z / sqrt(2)) / 2);
    return exp(a + tail);
}

// Bai (1997), eq. (B.1) in its appendix with ξ = 1: levels change, regressors do not.
f64 changepoint_argmax(f64 x, f64 phi)
{
    f64 size = fabs(x), root = sqrt(size), share = 1 / phi;
    if (x < 0) {
        f64 first = -root * exp(-size / 8) / sqrt(2 * 3.14159265358979323846);
        f64 second = -(phi * (phi + 2) / (phi + 1)) *
                     exp_tail(share * (1 + share) * size / 2, (0.5 + share) * root);
        f64 third = (size / 2 - 2 + (phi + 2) * (phi + 2) / (phi + 1)) * exp_tail(0, root / 2);
        return first + second + third;
    }
    f64 first = sqrt(share) * root * exp(-share * size / 8) / sqrt(2 * 3.14159265358979323846);
    f64 second = ((2 * phi + 1) / (phi * (phi + 1))) *
                 exp_tail((phi + 1) * size / 2, (phi + 0.5) / sqrt(phi) * root);
    f64 third = ((2 * phi + 1) * (2 * phi + 1) / ((phi + 1) * phi) - 2 + share * size / 2) *
                exp_tail(0, sqrt(share) * root / 2);
    return 1 + first + second - third;
}

struct argmax_search {
    f64 phi, share;
};

static f64 argmax_excess(f64 x, const void *data, f64 *slope)
{
    const struct argmax_search *search = data;
    f64 step = 1e-6 * fmax(1, fabs(x));
    f64 here = changepoint_argmax(x, search->phi);
    f64 away = changepoint_argmax(x + (x < 0 ? -step : step), search->phi);
    *slope = (away - here) / (x < 0 ? -step : step);
    return here - search->share;
}

// The quantile on one side of 0.
static f64 argmax_quantile(f64 share, f64 phi, bool above)
{
    f64 end = above ? 1 : -1;
    while (above ? changepoint_argmax(end, phi) < share : changepoint_argmax(end, phi) > share) {
        end *= 2;
        if (fabs(end) > 1e6) return above ? INFINITY : -INFINITY;
    }
    struct argmax_search data = {phi, share};
    return root_find((struct root_search){.at = argmax_excess,
                                          .data = &data,
                                          .low = above ? 0 : end,
                                          .high = above ? end : 0,
                                          .start = end / 2,
                                          .tolerance = 1e-9});
}

struct changepoint_place changepoint_limits(struct changepoint_sides sides, f64 level)
{
    assert(level > 0 && level < 1);
    struct changepoint_place out = {.place = sides.place, .low = sides.place, .high = sides.place};
    f64 jump = sides.mean_after - sides.mean_before;
    f64 before = sides.variance_before * sides.widen, after = sides.variance_after * sides.widen;
    f64 tail = (1 - level) / 2;
    if (before <= 0 && after <= 0) { // no noise: the place is certain
        out.known = jump != 0;
        return out;
    }
    f64 least = 0.01 * (before + after); // a side without noise has little, not none
    f64 phi = fmax(after, least) / fmax(before, least), here = changepoint_argmax(0, phi);
    if (!(here > tail && here < 1 - tail) || jump == 0) return out;
    f64 scale = fmax(before, least) / (jump * jump);
    f64 high = argmax_quantile(1 - tail, phi, true) * scale;
    f64 low = argmax_quantile(tail, phi, false) * scale;
    if (!isfinite(high) || !isfinite(low) || high > 1e15 || low < -1e15) return out;
    // R's strucchange: breakpoint − ⌈upper⌉ and − ⌊lower⌋.
    out.low = sides.place - (i64)ceil(high);
    out.high = sides.place - (i64)floor(low);
    out.low = MAX(out.low, sides.place - sides.before + 1);
    out.high = MIN(out.high, sides.place + sides.after - 1);
    out.known = true;
    return out;
}
