// Invariant: with all weights alike every result is that of interval.c and difference.c.
#include "insight/sure/weighted.h"

#include <math.h>

#include "insight/maths/quantile.h"

f64 weighted_effective(f64 sum, f64 squares)
{
    assert(sum >= 0);
    assert(squares >= 0);
    return squares > 0 ? sum * (sum / squares) : 0;
}

void weighted_add(struct weighted_moments *moments, f64 value, f64 weight)
{
    assert(weight >= 0);
    assert(isfinite(value));
    if (weight == 0) return;
    moments->sum += weight;
    moments->squares += weight * weight;
    f64 step = value - moments->mean;
    moments->mean += step * (weight / moments->sum);
    moments->around += weight * step * (value - moments->mean);
}

struct weighted_moments weighted_rest(struct weighted_moments all, struct weighted_moments part)
{
    f64 sum = all.sum - part.sum, squares = fmax(0, all.squares - part.squares);
    if (part.sum == 0) return all;
    if (sum <= 1e-12 * all.sum) return (struct weighted_moments){0};
    f64 mean = all.mean + (all.mean - part.mean) * (part.sum / sum);
    f64 between = part.sum * sum / all.sum * (part.mean - mean) * (part.mean - mean);
    return (struct weighted_moments){sum, squares, mean,
                                     fmax(0, all.around - part.around - between)};
}

f64 weighted_variance(struct weighted_moments moments)
{
    f64 effective = weighted_effective(moments.sum, moments.squares);
    if (!(effective > 1 + 1e-9)) return NAN;
    return moments.around / moments.sum * (effective / (effective - 1));
}

static struct interval no_data(f64 level)
{
    return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
}

static struct difference untold(f64 value, f64 level)
{
    enum interval_status status = isnan(value) ? INTERVAL_NO_DATA : INTERVAL_UNKNOWN;
    return (struct difference){value, -INFINITY, INFINITY, level, 0, NAN, status};
}

struct interval weighted_rate(struct rate_weights weights, f64 level)
{
    assert(weights.successes >= 0);
    assert(weights.failures >= 0);
    f64 sum = weights.successes + weights.failures;
    if (!(sum > 0)) return no_data(level);

    f64 n = weighted_effective(sum, weights.squares), share = weights.successes / sum;
    f64 z = quantile_normal(level), square = z * z;
    f64 centre = (share + square / (2 * n)) / (1 + square / n);
    f64 reach = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n));
    return (struct interval){
        .value = share,
        .low = weights.successes == 0 ? 0 : fmin(share, centre - reach),
        .high = weights.failures == 0 ? 1 : fmax(share, centre + reach),
        .level = level,
    };
}

struct interval weighted_mean(struct weighted_moments moments, f64 level)
{
    if (!(moments.sum > 0)) return no_data(level);
    f64 variance = weighted_variance(moments), mean = moments.mean;
    if (isnan(variance))
        return (struct interval){mean, -INFINITY, INFINITY, level, INTERVAL_UNKNOWN};
    f64 n = weighted_effective(moments.sum, moments.squares);
    f64 reach = quantile_student(level, fmax(1, n - 1)) * sqrt(variance / n);
    return (struct interval){mean, mean - reach, mean + reach, level, INTERVAL_KNOWN};
}

struct nps_side {
    f64 score, score_variance;
};

static struct nps_side nps_side_of(struct nps_weights w, f64 added)
{
    f64 sum = w.detractors + w.passives + w.promoters;
    f64 effective = weighted_effective(sum, w.squares), n = effective + 4 * added;
    f64 promoters = (w.promoters / sum * effective + added) / n;
    f64 detractors = (w.detractors / sum * effective + added) / n, score = promoters - detractors;
    return (struct nps_side){score, fmax(0, promoters + detractors - score * score) / n};
}

static bool nps_is_uniform(struct nps_weights w)
{
    return (w.detractors > 0) + (w.passives > 0) + (w.promoters > 0) < 2;
}

struct difference weighted_nps_difference(struct nps_weights a, struct nps_weights b, f64 level)
{
    if (a.squares == 0 || b.squares == 0) return untold(NAN, level);
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

struct difference weighted_rate_difference(struct rate_weights a, struct rate_weights b, f64 level)
{
    struct interval of_a = weighted_rate(a, level), of_b = weighted_rate(b, level);
    if (of_a.status == INTERVAL_NO_DATA || of_b.status == INTERVAL_NO_DATA)
        return untold(NAN, level);
    f64 n_a = weighted_effective(a.successes + a.failures, a.squares);
    f64 n_b = weighted_effective(b.successes + b.failures, b.squares);
    f64 value = of_a.value - of_b.value;
    f64 pooled = (of_a.value * n_a + of_b.value * n_b) / (n_a + n_b);
    f64 error = sqrt(fmax(0, pooled * (1 - pooled)) * (1 / n_a + 1 / n_b));
    return (struct difference){
        .value = value,
        .low = value - hypot(of_a.value - of_a.low, of_b.high - of_b.value),
        .high = value + hypot(of_a.high - of_a.value, of_b.value - of_b.low),
        .level = level,
        .p = error > 0 ? chance_normal(value / error) : 1,
    };
}

struct difference weighted_mean_difference(struct weighted_moments a, struct weighted_moments b,
                                           f64 level)
{
    if (!(a.sum > 0) || !(b.sum > 0)) return untold(NAN, level);
    f64 n_a = weighted_effective(a.sum, a.squares), n_b = weighted_effective(b.sum, b.squares);
    f64 value = a.mean - b.mean;
    f64 part_a = weighted_variance(a) / n_a, part_b = weighted_variance(b) / n_b;
    f64 sum = part_a + part_b;
    if (!(sum > 0)) return untold(value, level); // also NaN

    f64 degrees = sum * sum / (part_a * part_a / (n_a - 1) + part_b * part_b / (n_b - 1));
    degrees = fmax(1, degrees);
    f64 reach = quantile_student(level, degrees) * sqrt(sum);
    return (struct difference){
        .value = value,
        .low = value - reach,
        .high = value + reach,
        .level = level,
        .p = chance_student(value / sqrt(sum), degrees),
    };
}
