// Idea: a pair's slope is below b exactly when the pair is out of order in values − b × at, and a
// merge sort counts such pairs in O(n log n). So S comes from the counts for b = 0, and any order
// statistic of the n²/2 slopes from a search over b that never lists them. Few pairs are listed.
#include "insight/series/trend.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"

enum { LISTED_PAIRS_MAX = 2000000, EXACT_MAX = 10, SEARCH_STEPS_MAX = 200, GUESSES_MAX = 10000 };

#define SEARCH_PRECISION 1e-6 // of the distance of the limits, about

// Points sorted by phase, then at, then value.
struct groups {
    i64 n, period;
    f64 *at, *values;
    i64 *starts;    // [period + 1]
    f64 *residuals; // scratch, [n] each
    f64 *merged;
    bool negate; // counts slopes above instead
};

static i64 inversions(f64 values[], f64 merged[], i64 n)
{
    if (n < 2) return 0;
    i64 half = n / 2, count = 0, a = 0, b = half, to = 0;
    if (n <= 12) { // by insertion
        for (i64 i = 1; i < n; i++) {
            f64 value = values[i];
            i64 j = i;
            for (; j > 0 && values[j - 1] > value; j--)
                values[j] = values[j - 1];
            values[j] = value;
            count += i - j;
        }
        return count;
    }
    count = inversions(values, merged, half) + inversions(values + half, merged, n - half);
    while (a < half && b < n) {
        bool swapped = values[b] < values[a];
        count += swapped ? half - a : 0;
        merged[to++] = swapped ? values[b++] : values[a++];
    }
    memcpy(merged + to, values + a, (size_t)(half - a) * sizeof *values);
    memcpy(values, merged, (size_t)(to + half - a) * sizeof *values);
    return count;
}

// Pairs whose slope is below b (above −b, when the groups are negated).
static i64 slopes_below(const struct groups *groups, f64 b)
{
    i64 count = 0;
    f64 sign = groups->negate ? -1 : 1;
    for (i64 k = 0; k < groups->period; k++) {
        i64 from = groups->starts[k], size = groups->starts[k + 1] - from;
        f64 middle = size ? groups->at[from + size / 2] : 0;
        for (i64 i = 0; i < size; i++)
            groups->residuals[i] =
                sign * groups->values[from + i] - b * (groups->at[from + i] - middle);
        // Of one time: ascending, so that they are no pair.
        for (i64 i = 0; i < size && groups->negate; i++) {
            i64 to = i + 1;
            while (to < size && groups->at[from + to] == groups->at[from + i])
                to++;
            for (i64 a = i, z = to - 1; a < z; a++, z--) {
                f64 held = groups->residuals[a];
                groups->residuals[a] = groups->residuals[z];
                groups->residuals[z] = held;
            }
            i = to - 1;
        }
        count += inversions(groups->residuals, groups->merged, size);
    }
    return count;
}

static struct groups groups_make(ctx *c, const struct trend_points *points)
{
    i64 n = points->n, period = points->phases ? points->period : 1;
    struct groups groups = {
        .n = n,
        .period = period,
        .at = NEW_ARRAY(c->arena, f64, n),
        .values = NEW_ARRAY(c->arena, f64, n),
        .starts = NEW_ARRAY(c->arena, i64, period + 1),
        .residuals = NEW_ARRAY(c->arena, f64, n),
        .merged = NEW_ARRAY(c->arena, f64, n),
    };
    for (i64 i = 0; i < n; i++)
        groups.starts[(points->phases ? points->phases[i] : 0) + 1]++;
    for (i64 k = 0; k < period; k++)
        groups.starts[k + 1] += groups.starts[k];
    i64 *next = NEW_ARRAY(c->arena, i64, period + 1);
    memcpy(next, groups.starts, (size_t)(period + 1) * sizeof *next);
    for (i64 i = 0; i < n; i++) {
        i64 to = next[points->phases ? points->phases[i] : 0]++;
        groups.at[to] = points->at[i];
        groups.values[to] = points->values[i];
    }
    for (i64 k = 0; k < period; k++)
        for (i64 from = groups.starts[k], to = from; from < groups.starts[k + 1]; from = to) {
            while (to < groups.starts[k + 1] && groups.at[to] == groups.at[from])
                to++;
            if (to - from > 1) sample_sort(groups.values + from, to - from);
        }
    return groups;
}

// Sums over groups of t equal ones: t(t−1)(2t+5), t(t−1), t(t−1)(t−2).
struct ties {
    f64 variance, pairs, triples;
};

static struct ties ties_of(const f64 sorted[], i64 n)
{
    struct ties ties = {0};
    for (i64 from = 0, to = 0; from < n; from = to) {
        while (to < n && sorted[to] == sorted[from])
            to++;
        f64 t = (f64)(to - from);
        ties.variance += t * (t - 1) * (2 * t + 5);
        ties.pairs += t * (t - 1);
        ties.triples += t * (t - 1) * (t - 2);
    }
    return ties;
}

struct sums {
    f64 variance;                     // of S without inflation
    f64 possible_at, possible_values; // pairs that differ in time, in value
    i64 pairs;
};

static struct sums sums_of(const struct groups *groups)
{
    struct sums sums = {0};
    for (i64 k = 0; k < groups->period; k++) {
        i64 from = groups->starts[k], size = groups->starts[k + 1] - from;
        f64 n = (f64)size, all = n * (n - 1);
        if (size < 2) continue;
        struct ties t = ties_of(groups->at + from, size);
        memcpy(groups->merged, groups->values + from, (size_t)size * sizeof(f64));
        sample_sort(groups->merged, size);
        struct ties u = ties_of(groups->merged, size);
        sums.variance +=
            (all * (2 * n + 5) - t.variance - u.variance) / 18 + t.pairs * u.pairs / (2 * all);
        if (size > 2) sums.variance += t.triples * u.triples / (9 * all * (n - 2));
        sums.possible_at += (all - t.pairs) / 2;
        sums.possible_values += (all - u.pairs) / 2;
        sums.pairs += (i64)((all - t.pairs) / 2);
    }
    return sums;
}

// Chance of |S| at least this large among the n! orders of n different values.
static f64 exact_p(i64 n, f64 s)
{
    i64 most = n * (n - 1) / 2;
    f64 ways[EXACT_MAX * EXACT_MAX] = {1}, next[EXACT_MAX * EXACT_MAX];
    for (i64 size = 2; size <= n; size++) { // ways[k]: orders with k pairs out of order
        for (i64 k = 0; k <= most; k++) {
            next[k] = 0;
            for (i64 back = 0; back < size && back <= k; back++)
                next[k] += ways[k - back] / (f64)size;
        }
        memcpy(ways, next, (size_t)(most + 1) * sizeof *ways);
    }
    f64 p = 0;
    for (i64 k = 0; k <= most; k++)
        if (fabs((f64)(most - 2 * k)) >= fabs(s) - 1e-9) p += ways[k];
    return fmin(1, p);
}

// --- Order statistics of the slopes ---

struct slopes {
    struct groups *groups;
    f64 *listed; // ascending; NULL: too many
    i64 pairs, below_zero, above_zero;
    f64 middle, spread; // a guess
};

static void slopes_list(ctx *c, struct slopes *slopes)
{
    const struct groups *groups = slopes->groups;
    i64 count = 0;
    slopes->listed = NEW_ARRAY(c->arena, f64, MAX(slopes->pairs, 1));
    for (i64 k = 0; k < groups->period; k++)
        for (i64 i = groups->starts[k]; i < groups->starts[k + 1]; i++)
            for (i64 j = i + 1; j < groups->starts[k + 1]; j++) {
                f64 time = groups->at[j] - groups->at[i];
                if (time > 0)
                    slopes->listed[count++] = (groups->values[j] - groups->values[i]) / time;
            }
    assert(count == slopes->pairs);
    sample_sort(slopes->listed, count);
}

// Slopes of pairs half a group apart show about where all lie.
static void slopes_guess(ctx *c, struct slopes *slopes)
{
    const struct groups *groups = slopes->groups;
    i64 count = 0, step = MAX(1, groups->n / GUESSES_MAX);
    f64 *some = NEW_ARRAY(c->arena, f64, groups->n);
    for (i64 k = 0; k < groups->period; k++) {
        i64 from = groups->starts[k], half = (groups->starts[k + 1] - from) / 2;
        for (i64 i = from; i < from + half; i += step) {
            f64 time = groups->at[i + half] - groups->at[i];
            if (time > 0) some[count++] = (groups->values[i + half] - groups->values[i]) / time;
        }
    }
    sample_sort(some, count);
    slopes->middle = count ? sample_quantile(some, count, 0.5) : 0;
    slopes->spread = count ? sample_quantile(some, count, 0.75) - slopes->middle : 0;
    f64 span = groups->at[groups->n - 1] - groups->at[0];
    if (!(slopes->spread > 0)) slopes->spread = fabs(slopes->middle) + 1 / fmax(fabs(span), 1);
    slopes->spread /= sqrt((f64)groups->n); // the limits lie about so near
}

// The slope with `rank` others below it (0-based).
static bool slope_ranked(ctx *c, const struct slopes *slopes, i64 rank, f64 *out)
{
    rank = MIN(MAX(rank, 0), slopes->pairs - 1);
    if (slopes->listed) {
        *out = slopes->listed[rank];
        return true;
    }
    *out = 0;
    if (rank >= slopes->below_zero && rank < slopes->pairs - slopes->above_zero) return true;
    f64 target = (f64)rank + 0.5, low = slopes->middle, high = low, reach = slopes->spread;
    f64 below = (f64)slopes_below(slopes->groups, low) - target, above = below;
    while (below > 0 && isfinite(low)) {
        high = low, above = below;
        low -= reach;
        below = (f64)slopes_below(slopes->groups, low) - target;
        reach *= 2;
    }
    while (above < 0 && isfinite(high)) {
        low = high, below = above;
        high += reach;
        above = (f64)slopes_below(slopes->groups, high) - target;
        reach *= 2;
    }
    // Illinois steps; every third one halves, for counts that jump.
    f64 below_weight = below, above_weight = above;
    f64 precision = SEARCH_PRECISION * slopes->spread;
    for (i64 step = 0; step < SEARCH_STEPS_MAX && high - low > precision; step++) {
        if (ctx_stopped(c)) return false;
        f64 next = low + (high - low) * below_weight / (below_weight - above_weight);
        if (step % 3 == 2 || !(next > low && next < high)) next = low + (high - low) / 2;
        if (next <= low || next >= high) break;
        f64 found = (f64)slopes_below(slopes->groups, next) - target;
        if (found < 0) {
            low = next, below_weight = below = found, above_weight /= 2;
        } else {
            high = next, above_weight = above = found, below_weight /= 2;
        }
        if (above - below <= 1) break; // one slope lies between
    }
    *out = low + (high - low) / 2;
    return true;
}

static f64 intercept_of(ctx *c, const struct trend_points *points, f64 slope)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *rest = NEW_ARRAY(c->arena, f64, points->n);
    for (i64 i = 0; i < points->n; i++)
        rest[i] = points->values[i] - slope * points->at[i];
    f64 median = sample_median(c, rest, points->n);
    arena_rewind(c->arena, mark);
    return median;
}

static void test_make(const struct trend_points *points, const struct sums *sums, f64 inflation,
                      struct trend *out)
{
    out->variance = sums->variance * inflation;
    f64 error = sqrt(out->variance);
    out->z = out->s > 0 ? (out->s - 1) / error : out->s < 0 ? (out->s + 1) / error : 0;
    out->p_value = 2 * gsl_cdf_ugaussian_Q(fabs(out->z));
    out->tau = out->s / sqrt(sums->possible_at * sums->possible_values);
    f64 all = (f64)points->n * (f64)(points->n - 1) / 2;
    bool untied = sums->possible_at == all && sums->possible_values == all;
    if (points->n <= EXACT_MAX && untied && inflation == 1)
        out->p_value = exact_p(points->n, out->s);
}

static struct slopes slopes_make(ctx *c, struct groups *groups, i64 pairs)
{
    struct slopes slopes = {.groups = groups, .pairs = pairs};
    slopes.below_zero = slopes_below(groups, 0);
    groups->negate = true;
    slopes.above_zero = slopes_below(groups, 0);
    groups->negate = false;
    if (pairs <= LISTED_PAIRS_MAX)
        slopes_list(c, &slopes);
    else
        slopes_guess(c, &slopes);
    return slopes;
}

static bool slope_find(ctx *c, const struct slopes *slopes, struct trend *out)
{
    f64 left = 0, right = 0;
    if (!slope_ranked(c, slopes, (slopes->pairs - 1) / 2, &left)) return false;
    right = left;
    if (slopes->listed && !slope_ranked(c, slopes, slopes->pairs / 2, &right)) return false;
    out->slope = left + (right - left) / 2;
    return true;
}

bool trend_find(ctx *c, struct trend_points points, struct trend *out)
{
    *out = (struct trend){TREND_TOO_FEW, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0};
    if (points.n < 4) return true;
    struct arena_mark mark = arena_mark(c->arena);
    struct groups groups = groups_make(c, &points);
    struct sums sums = sums_of(&groups);
    out->pairs = sums.pairs;
    if (sums.pairs == 0) return true;
    struct slopes slopes = slopes_make(c, &groups, sums.pairs);
    out->s = (f64)(slopes.above_zero - slopes.below_zero);
    out->status = sums.possible_values > 0 ? TREND_FOUND : TREND_CONSTANT;
    if (out->status == TREND_CONSTANT) {
        out->slope = out->low = out->high = 0;
        out->p_value = 1;
        out->intercept = points.values[0];
        return true;
    }
    test_make(&points, &sums, 1, out);
    bool done = slope_find(c, &slopes, out);
    arena_rewind(c->arena, mark);
    out->intercept = intercept_of(c, &points, out->slope);
    return done;
}

bool trend_widen(ctx *c, struct trend_points points, struct trend_width width, struct trend *out)
{
    assert(width.inflation >= 1);
    assert(width.level > 0 && width.level < 1);
    if (out->status != TREND_FOUND) return true;
    struct arena_mark mark = arena_mark(c->arena);
    struct groups groups = groups_make(c, &points);
    struct sums sums = sums_of(&groups);
    struct slopes slopes = slopes_make(c, &groups, sums.pairs);
    test_make(&points, &sums, width.inflation, out);
    // Ranks of the limits: Gilbert 1987, §16.5.
    f64 reach = quantile_normal(width.level) * sqrt(out->variance), pairs = (f64)sums.pairs;
    bool done = slope_ranked(c, &slopes, (i64)nearbyint((pairs - reach) / 2) - 1, &out->low) &&
                slope_ranked(c, &slopes, (i64)nearbyint((pairs + reach) / 2), &out->high);
    arena_rewind(c->arena, mark);
    return done;
}
