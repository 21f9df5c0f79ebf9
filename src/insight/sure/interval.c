// Idea of the score limits for NPS: the lowest true score that the data do not contradict at this
// level. For a score δ Tango fits the shares to the data under the condition promoters - detractors
// = δ (a quadratic) and takes the variance from that fit; the limit is where the distance of the
// found score from δ is z standard errors. The upper limit is the lower one with detractors and
// promoters exchanged. Invariant: -1 ≤ low ≤ value ≤ high ≤ 1.
#include "insight/sure/interval.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/root.h"

#define COUNT_LARGE                                                                                \
    100000 // above it exact and normal limits of a share agree within 1 % of the half width

static struct interval interval_no_data(f64 level)
{
    return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
}

f64 interval_half_width(struct interval interval)
{
    if (interval.status != INTERVAL_KNOWN) return INFINITY;
    return (interval.high - interval.low) / 2;
}

struct interval interval_exact(f64 value, f64 level)
{
    return (struct interval){value, value, value, level, INTERVAL_KNOWN};
}

// The variance of one answer (-1, 0, 1) in the best fit to the shares whose score is `score`;
// *slope becomes its derivative by the score.
static f64 nps_fitted_variance(struct nps_shares s, f64 score, f64 *slope)
{
    if (score < 0) {
        struct nps_shares swapped = {s.n, s.promoters, s.detractors};
        f64 variance = nps_fitted_variance(swapped, -score, slope);
        *slope = -*slope;
        return variance;
    }
    // The fitted share of detractors is the root ≥ 0 of 2q² + bq + c, where c ≤ 0.
    f64 b_slope = 2 - s.promoters + s.detractors;
    f64 b = b_slope * score - s.promoters - s.detractors;
    f64 c = -s.detractors * score * (1 - score);
    f64 root = sqrt(fmax(0, b * b - 8 * c));
    f64 detractors = (root - b) / 4;
    if (b > 0) detractors = -2 * c / (b + root); // the same without cancellation
    f64 detractors_slope = 0;
    if (root > 0) detractors_slope = (s.detractors * (1 - 2 * score) - b_slope * detractors) / root;
    *slope = 2 * detractors_slope + 1 - 2 * score;
    return fmax(0, 2 * detractors + score * (1 - score));
}

struct nps_search {
    struct nps_shares shares;
    f64 z_per_root_n;
};

// How far the score found lies above `score`, in excess of z standard errors; negated, so that it
// rises with the score.
static f64 nps_low_excess(f64 score, const void *data, f64 *slope)
{
    const struct nps_search *search = data;
    f64 found = search->shares.promoters - search->shares.detractors, variance_slope = 0;
    f64 error = sqrt(nps_fitted_variance(search->shares, score, &variance_slope));
    *slope = 1 + search->z_per_root_n * variance_slope / (2 * error);
    return search->z_per_root_n * error - (found - score);
}

static f64 nps_low(struct nps_shares shares, f64 z)
{
    f64 found = shares.promoters - shares.detractors;
    // Answers all alike: the score found has no variance itself and would be taken for the limit;
    // closed form instead.
    bool uniform = found == 1 || found == -1 || (shares.promoters == 0 && shares.detractors == 0);
    if (uniform) return (found * shares.n - z * z) / (shares.n + z * z);

    // Starts from the adjusted Wald limit, which is near.
    struct nps_search search = {shares, z / sqrt(shares.n)};
    f64 n = shares.n + 3, centre = found * shares.n / n;
    f64 both = ((shares.promoters + shares.detractors) * shares.n + 1.5) / n;
    f64 low = root_find((struct root_search){
        .at = nps_low_excess,
        .data = &search,
        .low = -1,
        .high = found,
        .start = centre - z * sqrt(fmax(0, both - centre * centre) / n),
        .tolerance = 1e-13,
    });
    return fmin(low, found);
}

struct interval interval_nps_shares(struct nps_shares shares, f64 level)
{
    assert(shares.n >= 0);
    assert(shares.detractors >= 0 && shares.promoters >= 0);
    if (shares.n == 0) return interval_no_data(level);
    assert(shares.detractors + shares.promoters <= 1 + 1e-12);

    f64 z = quantile_normal(level);
    struct nps_shares swapped = {shares.n, shares.promoters, shares.detractors};
    return (struct interval){
        .value = shares.promoters - shares.detractors,
        .low = nps_low(shares, z),
        .high = -nps_low(swapped, z),
        .level = level,
    };
}

static struct nps_shares nps_shares_of(struct nps_counts counts)
{
    assert(counts.detractors >= 0 && counts.passives >= 0);
    assert(counts.promoters >= 0);
    f64 n = (f64)counts.detractors + (f64)counts.passives + (f64)counts.promoters;
    if (n == 0) return (struct nps_shares){0, 0, 0};
    return (struct nps_shares){n, (f64)counts.detractors / n, (f64)counts.promoters / n};
}

struct interval interval_nps(struct nps_counts counts, f64 level)
{
    return interval_nps_shares(nps_shares_of(counts), level);
}

f64 interval_nps_z(struct nps_counts counts, f64 score)
{
    assert(score >= -1 && score <= 1);
    struct nps_shares shares = nps_shares_of(counts);
    assert(shares.n > 0);
    f64 distance = shares.promoters - shares.detractors - score;
    if (distance == 0) return 0;
    f64 slope = 0, variance = nps_fitted_variance(shares, score, &slope);
    return distance * sqrt(shares.n / variance); // ±∞ where no other score can be
}

struct interval interval_nps_weighted(struct nps_weights weights, f64 level)
{
    assert(weights.detractors >= 0 && weights.passives >= 0);
    assert(weights.promoters >= 0 && weights.squares >= 0);
    f64 sum = weights.detractors + weights.passives + weights.promoters;
    if (sum == 0) return interval_no_data(level);

    f64 effective = sum * sum / weights.squares, n = effective + 3;
    f64 detractors = (weights.detractors / sum * effective + 0.75) / n;
    f64 promoters = (weights.promoters / sum * effective + 0.75) / n;
    f64 value = (weights.promoters - weights.detractors) / sum, centre = promoters - detractors;
    f64 reach = quantile_normal(level) * sqrt((promoters + detractors - centre * centre) / n);
    return (struct interval){
        .value = value,
        .low = fmin(value, fmax(-1, centre - reach)),
        .high = fmax(value, fmin(1, centre + reach)),
        .level = level,
    };
}

struct interval interval_rate(struct rate_counts counts, f64 level)
{
    assert(counts.successes >= 0);
    assert(counts.successes <= counts.n);
    if (counts.n == 0) return interval_no_data(level);

    f64 n = (f64)counts.n, share = (f64)counts.successes / n;
    f64 z = quantile_normal(level), square = z * z;
    f64 centre = (share + square / (2 * n)) / (1 + square / n);
    f64 reach = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n));
    return (struct interval){
        .value = share,
        .low = counts.successes == 0 ? 0 : centre - reach,
        .high = counts.successes == counts.n ? 1 : centre + reach,
        .level = level,
    };
}

struct interval interval_mean(struct moments moments, f64 level)
{
    assert(moments.n >= 0);
    if (moments.n == 0) return interval_no_data(level);
    bool known = moments.n > 1 && isfinite(moments.mean) && isfinite(moments.variance) &&
                 moments.variance >= 0;
    if (!known)
        return (struct interval){moments.mean, -INFINITY, INFINITY, level, INTERVAL_UNKNOWN};

    f64 n = (f64)moments.n;
    f64 reach = quantile_student(level, n - 1) * sqrt(moments.variance / n);
    return (struct interval){moments.mean, moments.mean - reach, moments.mean + reach, level,
                             INTERVAL_KNOWN};
}

struct moments moments_of_sums(i64 n, long double sum, long double sum_squares)
{
    assert(n >= 0);
    if (n == 0) return (struct moments){0, NAN, NAN};
    long double mean = sum / (long double)n;
    long double around_mean = sum_squares - sum * mean;
    if (n == 1 || around_mean < 0) around_mean = 0; // below zero only by rounding
    long double degrees = n > 1 ? (long double)(n - 1) : 1;
    return (struct moments){n, (f64)mean, (f64)(around_mean / degrees)};
}

// Garwood's limits for a count that need not be whole.
static struct interval poisson_interval(f64 count, f64 level)
{
    f64 tail = (1 - level) / 2;
    return (struct interval){
        .value = count,
        .low = count > 0 ? quantile_gamma(tail, count) : 0,
        .high = quantile_gamma(1 - tail, count + 1),
        .level = level,
    };
}

struct interval interval_count(i64 count, f64 level)
{
    assert(count >= 0);
    assert(level > 0 && level < 1);
    return poisson_interval((f64)count, level);
}

struct interval interval_total(struct total total, f64 level)
{
    assert(total.n >= 0);
    assert(level > 0 && level < 1);
    if (total.n == 0 || total.sum <= 0 || total.sum_squares <= 0) {
        return (struct interval){total.sum, fmin(0, total.sum), INFINITY, level, INTERVAL_UNKNOWN};
    }
    f64 scale = total.sum_squares /
                total.sum; // so large would be each of equal values with this sum and variance
    struct interval counted = poisson_interval(total.sum / scale, level);
    return (struct interval){total.sum, counted.low * scale, counted.high * scale, level,
                             INTERVAL_KNOWN};
}

struct interval interval_total_signed(struct total total, f64 level)
{
    assert(total.n >= 0);
    assert(total.sum_squares >= 0);
    if (total.n == 0) return (struct interval){0, -INFINITY, INFINITY, level, INTERVAL_UNKNOWN};
    f64 reach = quantile_normal(level) * sqrt(total.sum_squares);
    return (struct interval){total.sum, total.sum - reach, total.sum + reach, level,
                             INTERVAL_KNOWN};
}

f64 ratio_log_variance(struct ratio_parts parts)
{
    assert(parts.over > 0 && parts.under > 0);
    f64 variance = parts.over_variance / (parts.over * parts.over) +
                   parts.under_variance / (parts.under * parts.under) -
                   2 * parts.covariance / (parts.over * parts.under);
    return fmax(0, variance);
}

struct interval interval_ratio(struct ratio_parts parts, f64 level)
{
    assert(parts.over_variance >= 0);
    assert(parts.under_variance >= 0);
    if (parts.under == 0) return interval_no_data(level);
    f64 value = parts.over / parts.under;
    if (parts.over <= 0 || parts.under < 0) {
        return (struct interval){value, -INFINITY, INFINITY, level, INTERVAL_UNKNOWN};
    }
    f64 factor = exp(quantile_normal(level) * sqrt(ratio_log_variance(parts)));
    return (struct interval){value, value / factor, value * factor, level, INTERVAL_KNOWN};
}

// Limits of the chance of a success as odds, successes not more than half of all, so that no digits
// are lost.
static struct interval odds_interval(struct count_pair counts, f64 level)
{
    f64 over = (f64)counts.over, under = (f64)counts.under, low = 0, high = 1;
    if (counts.over > COUNT_LARGE) {
        struct interval rate =
            interval_rate((struct rate_counts){counts.over, counts.over + counts.under}, level);
        low = rate.low;
        high = rate.high;
    } else {
        f64 tail = (1 - level) / 2;
        if (counts.over > 0) low = quantile_beta(tail, (struct beta_shape){over, under + 1});
        high = quantile_beta(1 - tail, (struct beta_shape){over + 1, under});
    }
    return (struct interval){over / under, low / (1 - low), high / (1 - high), level,
                             INTERVAL_KNOWN};
}

struct interval interval_count_ratio(struct count_pair counts, f64 level)
{
    assert(counts.over >= 0 && counts.under >= 0);
    assert(level > 0 && level < 1);
    if (counts.over == 0 && counts.under == 0) return interval_no_data(level);
    if (counts.over <= counts.under) return odds_interval(counts, level);

    struct interval inverse = odds_interval((struct count_pair){counts.under, counts.over}, level);
    return (struct interval){
        .value = 1 / inverse.value, // infinite when nothing is under
        .low = 1 / inverse.high,
        .high = 1 / inverse.low,
        .level = level,
    };
}
