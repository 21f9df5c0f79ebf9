// Invariant of every known difference: low ≤ value ≤ high, 0 ≤ p ≤ 1.
#include "insight/sure/difference.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "insight/maths/quantile.h"

#define COUNT_LARGE 100000 // as in interval.c

static struct difference difference_untold(f64 value, f64 none, f64 level)
{
    enum interval_status status = isnan(value) ? INTERVAL_NO_DATA : INTERVAL_UNKNOWN;
    f64 low = none == 1 ? 0 : -(f64)INFINITY;
    return (struct difference){value, low, INFINITY, level, none, NAN, status};
}

bool difference_beyond_chance(f64 p, f64 level)
{
    assert(level > 0 && level < 1);
    return p < 1 - level; // false for NaN
}

// One side of a comparison of scores: its score and the variance of that.
struct nps_side {
    f64 score, score_variance;
};

static struct nps_side nps_side_of(struct nps_counts counts, f64 added)
{
    f64 n = (f64)counts.detractors + (f64)counts.passives + (f64)counts.promoters + 4 * added;
    f64 promoters = ((f64)counts.promoters + added) / n,
        detractors = ((f64)counts.detractors + added) / n;
    f64 score = promoters - detractors;
    return (struct nps_side){score, fmax(0, promoters + detractors - score * score) / n};
}

static i64 nps_n(struct nps_counts counts)
{
    assert(counts.detractors >= 0 && counts.passives >= 0);
    assert(counts.promoters >= 0);
    return counts.detractors + counts.passives + counts.promoters;
}

static bool nps_is_uniform(struct nps_counts counts)
{
    i64 n = nps_n(counts);
    return counts.detractors == n || counts.passives == n || counts.promoters == n;
}

struct difference difference_nps(struct nps_counts a, struct nps_counts b, f64 level)
{
    if (nps_n(a) == 0 || nps_n(b) == 0) return difference_untold(NAN, 0, level);
    f64 value = nps_side_of(a, 0).score - nps_side_of(b, 0).score;
    f64 added = nps_is_uniform(a) || nps_is_uniform(b) ? 0.75 : 0;
    struct nps_side side_a = nps_side_of(a, added), side_b = nps_side_of(b, added);
    f64 centre = side_a.score - side_b.score;
    f64 error = sqrt(side_a.score_variance + side_b.score_variance);
    f64 reach = quantile_normal(level) * error;
    return (struct difference){
        .value = value,
        .low = fmin(value, fmax(-2, centre - reach)),
        .high = fmax(value, fmin(2, centre + reach)),
        .level = level,
        .p = chance_normal(centre / error),
    };
}

struct difference difference_rate(struct rate_counts a, struct rate_counts b, f64 level)
{
    if (a.n == 0 || b.n == 0) return difference_untold(NAN, 0, level);
    struct interval of_a = interval_rate(a, level), of_b = interval_rate(b, level);
    f64 value = of_a.value - of_b.value;
    f64 pooled = ((f64)a.successes + (f64)b.successes) / ((f64)a.n + (f64)b.n);
    f64 error = sqrt(pooled * (1 - pooled) * (1 / (f64)a.n + 1 / (f64)b.n));
    return (struct difference){
        .value = value,
        .low = value - hypot(of_a.value - of_a.low, of_b.high - of_b.value),
        .high = value + hypot(of_a.high - of_a.value, of_b.value - of_b.low),
        .level = level,
        .p = error > 0 ? chance_normal(value / error) : 1,
    };
}

static bool moments_known(struct moments m)
{
    return m.n > 1 && isfinite(m.mean) && isfinite(m.variance) && m.variance >= 0;
}

struct difference difference_mean(struct moments a, struct moments b, f64 level)
{
    if (a.n == 0 || b.n == 0) return difference_untold(NAN, 0, level);
    f64 value = a.mean - b.mean;
    if (!moments_known(a) || !moments_known(b)) return difference_untold(value, 0, level);
    f64 part_a = a.variance / (f64)a.n, part_b = b.variance / (f64)b.n, sum = part_a + part_b;
    if (sum <= 0) return difference_untold(value, 0, level);

    f64 degrees = sum * sum / (part_a * part_a / (f64)(a.n - 1) + part_b * part_b / (f64)(b.n - 1));
    degrees = fmax(1, degrees); // never below by theory, only by rounding
    f64 reach = quantile_student(level, degrees) * sqrt(sum);
    return (struct difference){
        .value = value,
        .low = value - reach,
        .high = value + reach,
        .level = level,
        .p = chance_student(value / sqrt(sum), degrees),
    };
}

// P(X ≤ successes), X binomial of n trials with chance `share`: by the beta distribution, which
// takes large counts.
static f64 binomial_at_most(f64 successes, f64 n, f64 share)
{
    if (successes < 0) return 0;
    if (successes >= n) return 1;
    return gsl_cdf_beta_Q(share, successes + 1, n - successes);
}

static f64 binomial_p(struct count_pair counts, f64 share)
{
    f64 over = (f64)counts.over, n = over + (f64)counts.under;
    if (MIN(counts.over, counts.under) > COUNT_LARGE) {
        return chance_normal((over - n * share) / sqrt(n * share * (1 - share)));
    }
    f64 at_most = binomial_at_most(over, n, share);
    f64 at_least = over > 0 ? gsl_cdf_beta_P(share, over, n - over + 1) : 1;
    return fmin(1, 2 * fmin(at_most, at_least));
}

struct difference difference_count(struct exposed_count a, struct exposed_count b, f64 level)
{
    assert(a.count >= 0 && b.count >= 0);
    assert(a.exposure > 0 && b.exposure > 0);
    if (a.count == 0 && b.count == 0) return difference_untold(NAN, 1, level);

    struct count_pair counts = {a.count, b.count};
    struct interval ratio = interval_count_ratio(counts, level);
    f64 scale = b.exposure / a.exposure;
    return (struct difference){
        .value = ratio.value * scale,
        .low = ratio.low * scale,
        .high = ratio.high * scale,
        .level = level,
        .none = 1,
        .p = binomial_p(counts, a.exposure / (a.exposure + b.exposure)),
    };
}

// A ratio of ratios from its value and the variance of its logarithm.
static struct difference difference_of_logs(f64 value, f64 log_variance, f64 level)
{
    if (log_variance <= 0) return difference_untold(value, 1, level);
    f64 error = sqrt(log_variance), factor = exp(quantile_normal(level) * error);
    return (struct difference){
        .value = value,
        .low = value / factor,
        .high = value * factor,
        .level = level,
        .none = 1,
        .p = chance_normal(log(value) / error),
    };
}

static bool ratio_known(struct ratio_parts parts)
{
    return parts.over > 0 && parts.under > 0;
}

struct difference difference_ratio(struct ratio_parts a, struct ratio_parts b, f64 level)
{
    if (a.under == 0 || b.under == 0 || b.over == 0) return difference_untold(NAN, 1, level);
    f64 value = a.over / a.under / (b.over / b.under);
    if (!ratio_known(a) || !ratio_known(b)) return difference_untold(value, 1, level);
    return difference_of_logs(value, ratio_log_variance(a) + ratio_log_variance(b), level);
}

struct nps_counts nps_rest(struct nps_counts all, struct nps_counts part)
{
    assert(part.detractors <= all.detractors && part.passives <= all.passives);
    assert(part.promoters <= all.promoters);
    return (struct nps_counts){
        all.detractors - part.detractors,
        all.passives - part.passives,
        all.promoters - part.promoters,
    };
}

struct rate_counts rate_rest(struct rate_counts all, struct rate_counts part)
{
    assert(part.successes <= all.successes);
    assert(part.n - part.successes <= all.n - all.successes);
    return (struct rate_counts){all.successes - part.successes, all.n - part.n};
}

struct moments moments_rest(struct moments all, struct moments part)
{
    assert(part.n <= all.n);
    if (part.n == 0) return all;
    if (part.n == all.n) return (struct moments){0, NAN, NAN};

    // Around-the-mean sums add up as Chan, Golub & LeVeque (American Statistician 37, 1983,
    // 242-247) join two samples.
    f64 n = (f64)(all.n - part.n), share = (f64)part.n / n;
    f64 mean = all.mean + (all.mean - part.mean) * share;
    f64 between = (f64)part.n * n / (f64)all.n * (part.mean - mean) * (part.mean - mean);
    f64 around = all.variance * (f64)(all.n - 1) - part.variance * (f64)(part.n - 1) - between;
    if (all.n - part.n == 1) around = 0;
    return (struct moments){all.n - part.n, mean, fmax(0, around) / fmax(1, n - 1)};
}

// The interval of a figure as the interval of its distance from a target.
static struct difference difference_shifted(struct interval figure, f64 target, f64 p)
{
    if (figure.status != INTERVAL_KNOWN)
        return difference_untold(figure.value - target, 0, figure.level);
    return (struct difference){
        .value = figure.value - target,
        .low = figure.low - target,
        .high = figure.high - target,
        .level = figure.level,
        .p = p,
    };
}

struct difference difference_nps_target(struct nps_counts counts, f64 target, f64 level)
{
    assert(target >= -1 && target <= 1);
    if (nps_n(counts) == 0) return difference_untold(NAN, 0, level);
    f64 p = chance_normal(interval_nps_z(counts, target));
    return difference_shifted(interval_nps(counts, level), target, p);
}

struct difference difference_rate_target(struct rate_counts counts, f64 target, f64 level)
{
    assert(target >= 0 && target <= 1);
    if (counts.n == 0) return difference_untold(NAN, 0, level);
    struct interval rate = interval_rate(counts, level);
    f64 distance = rate.value - target, error = sqrt(target * (1 - target) / (f64)counts.n);
    f64 p = distance == 0
                ? 1
                : chance_normal(distance / error); // a target of 0 or 1 is missed for certain
    return difference_shifted(rate, target, p);
}

struct difference difference_mean_target(struct moments moments, f64 target, f64 level)
{
    if (!moments_known(moments) || moments.variance == 0) {
        f64 value = moments.n > 0 ? moments.mean - target : (f64)NAN;
        return difference_untold(value, 0, level);
    }
    f64 n = (f64)moments.n, t = (moments.mean - target) / sqrt(moments.variance / n);
    return difference_shifted(interval_mean(moments, level), target, chance_student(t, n - 1));
}

struct difference difference_count_target(struct exposed_count counted, f64 target_rate, f64 level)
{
    assert(counted.exposure > 0);
    assert(target_rate > 0);
    f64 expected = target_rate * counted.exposure, count = (f64)counted.count;
    struct interval figure = interval_count(counted.count, level);
    f64 at_most = chance_gamma_above(expected, count + 1);
    f64 at_least = counted.count > 0 ? chance_gamma_below(expected, count) : 1;
    return (struct difference){
        .value = figure.value / expected,
        .low = figure.low / expected,
        .high = figure.high / expected,
        .level = level,
        .none = 1,
        .p = fmin(1, 2 * fmin(at_most, at_least)),
    };
}

struct difference difference_ratio_target(struct ratio_parts parts, f64 target, f64 level)
{
    assert(target > 0);
    if (parts.under == 0) return difference_untold(NAN, 1, level);
    f64 value = parts.over / parts.under / target;
    if (!ratio_known(parts)) return difference_untold(value, 1, level);
    return difference_of_logs(value, ratio_log_variance(parts), level);
}

// Fills order[] with the tests from the smallest p; returns how many are known (the others come
// last).
static i64 p_sort(const f64 p[], i64 n, f64 keys[], size_t order[])
{
    assert(n >= 0);
    i64 known = 0;
    for (i64 i = 0; i < n; i++) {
        assert(isnan(p[i]) || (p[i] >= 0 && p[i] <= 1));
        keys[i] = isnan(p[i]) ? 2 : p[i];
        known += !isnan(p[i]);
    }
    if (n > 0) gsl_sort_index(order, keys, 1, (size_t)n);
    return known;
}

void difference_adjust_holm(const f64 p[], i64 n, f64 adjusted[], size_t order[])
{
    i64 known = p_sort(p, n, adjusted, order);
    f64 largest = 0;
    for (i64 rank = 0; rank < n; rank++) {
        size_t i = order[rank];
        if (rank < known) largest = fmax(largest, fmin(1, p[i] * (f64)(known - rank)));
        adjusted[i] = rank < known ? largest : (f64)NAN;
    }
}

void difference_adjust_false_discovery(const f64 p[], i64 n, f64 adjusted[], size_t order[])
{
    i64 known = p_sort(p, n, adjusted, order);
    f64 smallest = 1;
    for (i64 rank = n - 1; rank >= 0; rank--) {
        size_t i = order[rank];
        if (rank < known) smallest = fmin(smallest, p[i] * ((f64)known / (f64)(rank + 1)));
        adjusted[i] = rank < known ? smallest : (f64)NAN;
    }
}
