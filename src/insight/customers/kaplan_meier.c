// Idea: walk once through the times in order; at each the share falls by the part of those at risk
// who left, and Σ d / (n (n - d)) grows. Invariant: share and that sum at point i depend on points
// up to i only, so every question is a look-up or one pass.
#include "insight/customers/kaplan_meier.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"

#define NEAR 1.5e-8 // shares so near are the same: √ε, as in R's survfit

// Limits of a share, of which `spread` is the standard error of its logarithm.
static void set_limits(struct km_point *point, f64 spread, f64 z, enum km_limits limits)
{
    point->low = point->high = NAN;
    if (point->share <= 0 || point->share >= 1 - 1e-15) return;
    if (limits == KM_LOG) {
        point->low = point->share * exp(-z * spread);
        point->high = fmin(1, point->share * exp(z * spread));
        return;
    }
    f64 logarithm = log(point->share), reach = z * spread / logarithm; // < 0
    point->low = exp(logarithm * exp(-reach));
    point->high = exp(logarithm * exp(reach));
}

bool kaplan_meier_fit(ctx *c, struct stays stays, struct km_order order, struct kaplan_meier *out)
{
    assert(stays.n >= 0);
    assert(order.level > 0 && order.level < 1);
    *out = (struct kaplan_meier){.n = stays.n};
    struct km_point *points = NEW_ARRAY(c->arena, struct km_point, MAX(stays.n, 1));
    struct arena_mark mark = arena_mark(c->arena);
    i64 *by_time = NEW_ARRAY(c->arena, i64, MAX(stays.n, 1));
    sample_order(c, stays.time, stays.n, by_time);

    f64 z = quantile_normal(order.level), share = 1, greenwood = 0;
    for (i64 from = 0, to = 0; from < stays.n; from = to) {
        if (out->count % 65536 == 65535 && ctx_stopped(c)) return false;
        struct km_point *point = &points[out->count++];
        *point = (struct km_point){.time = stays.time[by_time[from]], .at_risk = stays.n - from};
        assert(point->time >= 0);
        for (; to < stays.n && stays.time[by_time[to]] == point->time; to++)
            point->left += stays.left[by_time[to]];
        point->watched = to - from - point->left;
        out->left += point->left;

        f64 at_risk = (f64)point->at_risk, stayed = at_risk - (f64)point->left;
        share = stayed > 0 ? share * (stayed / at_risk) : 0;
        if (stayed > 0) greenwood += (f64)point->left / (at_risk * stayed);
        point->share = share;
        point->error = share * sqrt(greenwood);
        set_limits(point, sqrt(greenwood), z, order.limits);
    }
    arena_rewind(c->arena, mark);
    out->points = points;
    return true;
}

f64 kaplan_meier_end(const struct kaplan_meier *curve)
{
    return curve->count ? curve->points[curve->count - 1].time : 0;
}

// How many points lie at or before a time.
static i64 count_until(const struct kaplan_meier *curve, f64 time)
{
    i64 low = 0, high = curve->count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (curve->points[middle].time <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct km_point kaplan_meier_at(const struct kaplan_meier *curve, f64 time)
{
    i64 count = count_until(curve, time);
    struct km_point at = {.time = time, .share = 1, .low = NAN, .high = NAN};
    if (count > 0) at = curve->points[count - 1];
    bool here = count > 0 && at.time == time;
    if (!here) at.at_risk = count < curve->count ? curve->points[count].at_risk : 0;
    if (at.at_risk == 0 && (count == 0 || at.share > 0))
        at.share = at.error = at.low = at.high = NAN;
    at.time = time;
    at.left = at.watched = 0;
    return at;
}

static f64 point_share(const struct km_point *point)
{
    return point->share;
}

static f64 point_low(const struct km_point *point)
{
    return point->low;
}

static f64 point_high(const struct km_point *point)
{
    return point->high;
}

// The first time at which the value is at most `level`, or the middle of the level stretch there.
static f64 crossing(const struct kaplan_meier *curve, f64 (*value)(const struct km_point *),
                    f64 level)
{
    i64 at = 0; // a limit that cannot be told is passed by
    while (at < curve->count && !(value(&curve->points[at]) < level + NEAR))
        at++;
    if (at == curve->count) return NAN;
    f64 found = value(&curve->points[at]);
    if (fabs(found - level) >= NEAR) return curve->points[at].time;
    for (i64 next = at + 1; next < curve->count; next++)
        if (value(&curve->points[next]) < found)
            return (curve->points[at].time + curve->points[next].time) / 2;
    return curve->points[at].time;
}

struct km_value kaplan_meier_quantile(const struct kaplan_meier *curve, f64 gone)
{
    assert(gone > 0 && gone < 1);
    return (struct km_value){
        .value = crossing(curve, point_share, 1 - gone),
        .low = crossing(curve, point_low, 1 - gone),
        .high = crossing(curve, point_high, 1 - gone),
        .error = NAN,
    };
}

struct km_value kaplan_meier_mean(const struct kaplan_meier *curve, f64 until, f64 level)
{
    assert(until >= 0);
    i64 count = count_until(curve, until);
    f64 end = kaplan_meier_end(curve);
    bool known = curve->count > 0 && (end >= until || curve->points[curve->count - 1].share == 0);
    if (!known) return (struct km_value){NAN, NAN, NAN, NAN};

    // From the last time backwards, so that the area after each point is at hand.
    f64 after = 0, variance = 0, next = until;
    for (i64 i = count - 1; i >= 0; i--) {
        const struct km_point *point = &curve->points[i];
        after += point->share * (next - point->time);
        next = point->time;
        f64 at_risk = (f64)point->at_risk, stayed = at_risk - (f64)point->left;
        if (stayed > 0) variance += after * after * (f64)point->left / (at_risk * stayed);
    }
    f64 mean = after + next, error = sqrt(variance), reach = quantile_normal(level) * error;
    struct km_value found = {mean, fmax(0, mean - reach), fmin(until, mean + reach), error};
    if (error == 0)
        found.low = found.high = found.error = NAN; // nobody differed: no spread to go by
    return found;
}
