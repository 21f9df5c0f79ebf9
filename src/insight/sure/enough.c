// Idea of "how many more": the interval's half width falls as n grows with the shares as they are,
// so the smallest n is found by doubling and then halving. Invariant of the search: too few at
// `low`, enough at `high`.
#include "insight/sure/enough.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/maths/quantile.h"

// What kind of answers are expected, and how wide their interval is when there are n of them.
struct prospect {
    f64 (*half_width)(f64 n, const struct prospect *prospect);
    f64 level;
    struct nps_shares nps;
    f64 share, deviation;
};

static bool precision_valid(struct precision wanted)
{
    return wanted.half_width > 0 && wanted.level > 0 && wanted.level < 1 && wanted.population >= 0;
}

// The whole number of answers for n of an endless population.
static i64 enough_of(f64 n, i64 population)
{
    if (population > 0 && n > 0) n = n / (1 + (n - 1) / (f64)population);
    if (!(n <= (f64)ENOUGH_ANSWERS_MAX)) return ENOUGH_UNKNOWN; // also NaN
    return (i64)ceil(n);
}

// The smallest n ≥ n_min with a half width within the wanted one.
static i64 enough_search(const struct prospect *prospect, i64 n_min, f64 half_width)
{
    assert(n_min > 0);
    if (prospect->half_width((f64)n_min, prospect) <= half_width) return n_min;
    i64 low = n_min, high = 2 * n_min;
    while (!(prospect->half_width((f64)high, prospect) <= half_width)) {
        low = high;
        high *= 2;
        if (high > ENOUGH_ANSWERS_MAX) return ENOUGH_UNKNOWN;
    }
    while (high - low > 1) {
        i64 middle = low + (high - low) / 2;
        bool enough = prospect->half_width((f64)middle, prospect) <= half_width;
        if (enough)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static i64 enough_more(const struct prospect *prospect, i64 n, f64 half_width)
{
    i64 needed = enough_search(prospect, MAX(n, ENOUGH_ANSWERS_MIN), half_width);
    return needed == ENOUGH_UNKNOWN ? ENOUGH_UNKNOWN : needed - n;
}

static f64 nps_half_width(f64 n, const struct prospect *prospect)
{
    struct nps_shares shares = prospect->nps;
    shares.n = n;
    return interval_half_width(interval_nps_shares(shares, prospect->level));
}

static f64 rate_half_width(f64 n, const struct prospect *prospect)
{
    f64 z = quantile_normal(prospect->level), square = z * z, share = prospect->share;
    return z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n));
}

static f64 mean_half_width(f64 n, const struct prospect *prospect)
{
    return quantile_student(prospect->level, n - 1) * prospect->deviation / sqrt(n);
}

i64 enough_nps(f64 variance, struct precision wanted)
{
    assert(precision_valid(wanted));
    assert(variance >= 0);
    f64 z = quantile_normal(wanted.level) / wanted.half_width;
    return enough_of(z * z * variance, wanted.population);
}

i64 enough_rate(f64 share, struct precision wanted)
{
    assert(share >= 0 && share <= 1);
    return enough_nps(share * (1 - share), wanted);
}

i64 enough_mean(f64 deviation, struct precision wanted)
{
    assert(precision_valid(wanted));
    assert(deviation >= 0);
    struct prospect prospect = {mean_half_width, wanted.level, .deviation = deviation};
    i64 n = enough_search(&prospect, 2, wanted.half_width);
    return n == ENOUGH_UNKNOWN ? ENOUGH_UNKNOWN : enough_of((f64)n, wanted.population);
}

i64 enough_ratio(f64 variation, struct precision wanted)
{
    assert(precision_valid(wanted));
    assert(variation >= 0);
    f64 z =
        quantile_normal(wanted.level) / asinh(wanted.half_width); // half of e^x - e^-x is sinh x
    return enough_of(z * z * variation * variation, wanted.population);
}

static f64 count_half_width(f64 n, const struct prospect *prospect)
{
    return interval_half_width(interval_count((i64)n, prospect->level)) / n;
}

i64 enough_events(f64 share, f64 level)
{
    assert(share > 0);
    assert(level > 0 && level < 1);
    struct prospect prospect = {count_half_width, level, .deviation = 0};
    return enough_search(&prospect, 1, share);
}

i64 enough_more_nps(struct nps_counts counts, struct precision wanted)
{
    assert(precision_valid(wanted));
    i64 n = counts.detractors + counts.passives + counts.promoters;
    struct prospect prospect = {
        nps_half_width, wanted.level, .nps = {0, 0.5, 0.5}
    };
    if (n > 0) {
        prospect.nps.detractors = (f64)counts.detractors / (f64)n;
        prospect.nps.promoters = (f64)counts.promoters / (f64)n;
    }
    return enough_more(&prospect, n, wanted.half_width);
}

i64 enough_more_rate(struct rate_counts counts, struct precision wanted)
{
    assert(precision_valid(wanted));
    struct prospect prospect = {rate_half_width, wanted.level, .share = 0.5};
    if (counts.n > 0) prospect.share = (f64)counts.successes / (f64)counts.n;
    return enough_more(&prospect, counts.n, wanted.half_width);
}

i64 enough_more_mean(struct moments moments, struct precision wanted)
{
    assert(precision_valid(wanted));
    bool known = moments.n > 1 && isfinite(moments.variance) && moments.variance >= 0;
    if (!known) return ENOUGH_UNKNOWN;
    struct prospect prospect = {mean_half_width, wanted.level, .deviation = sqrt(moments.variance)};
    return enough_more(&prospect, moments.n, wanted.half_width);
}

i64 enough_more_ratio(struct ratio_parts parts, i64 n, struct precision wanted)
{
    assert(precision_valid(wanted));
    if (n <= 0 || parts.over <= 0 || parts.under <= 0) return ENOUGH_UNKNOWN;
    wanted.population = 0;
    i64 needed = enough_ratio(sqrt((f64)n * ratio_log_variance(parts)), wanted);
    if (needed == ENOUGH_UNKNOWN) return ENOUGH_UNKNOWN;
    return MAX(0, MAX(needed, ENOUGH_ANSWERS_MIN) - n);
}

// The z of the level and the z of the power.
struct test_z {
    f64 level, power;
};

static struct test_z test_z_of(struct enough_test test)
{
    assert(test.level > 0 && test.level < 1);
    assert(test.power > 0 && test.power < 1);
    return (struct test_z){quantile_normal(test.level), gsl_cdf_ugaussian_Pinv(test.power)};
}

// A power below half the chance of a false alarm has no meaning: then nothing is needed.
static f64 test_z_sum(struct enough_test test)
{
    struct test_z z = test_z_of(test);
    return fmax(0, z.level + z.power);
}

i64 enough_two_rates(struct rate_pair pair, struct enough_test test)
{
    assert(pair.from >= 0 && pair.from <= 1);
    assert(pair.to >= 0 && pair.to <= 1);
    struct test_z z = test_z_of(test);
    f64 pooled = (pair.from + pair.to) / 2, difference = pair.to - pair.from;
    f64 separate = pair.from * (1 - pair.from) + pair.to * (1 - pair.to);
    f64 reach = z.level * sqrt(2 * pooled * (1 - pooled)) + z.power * sqrt(separate);
    f64 root = fmax(0, reach) / difference;
    return enough_of(root * root, 0);
}

i64 enough_two_scores(f64 variance, f64 difference, struct enough_test test)
{
    assert(variance >= 0);
    f64 z = test_z_sum(test) / difference;
    return enough_of(2 * z * z * variance, 0);
}

i64 enough_two_means(f64 deviation, f64 difference, struct enough_test test)
{
    assert(deviation >= 0);
    f64 z = test_z_sum(test) * deviation / difference, level = test_z_of(test).level;
    return enough_of(fmax(2, 2 * z * z + level * level / 4), 0);
}

i64 enough_two_ratios(f64 variation, f64 factor, struct enough_test test)
{
    assert(variation >= 0);
    assert(factor > 0);
    f64 z = test_z_sum(test) * variation / log(factor);
    return enough_of(2 * z * z, 0);
}

f64 enough_two_counts(f64 rate, f64 factor, struct enough_test test)
{
    if (!(rate > 0 && factor > 0) || factor == 1) return NAN;
    f64 z = test_z_sum(test) / log(factor);
    return z * z * (1 + 1 / factor) / rate;
}

f64 enough_seen_mean(f64 deviation, f64 n, struct enough_test test)
{
    assert(deviation >= 0);
    if (!(n >= 2)) return NAN;
    return test_z_sum(test) * deviation * sqrt(2 / n);
}

// Needed samples fall as the other rate moves away: halving finds where they meet what is there.
f64 enough_seen_rate(f64 from, f64 n, bool above, struct enough_test test)
{
    assert(from >= 0 && from <= 1);
    f64 near = from, far = above ? 1 : 0;
    i64 needed = enough_two_rates((struct rate_pair){from, far}, test);
    if (!(n >= 2) || needed == ENOUGH_UNKNOWN || (f64)needed > n) return NAN;
    for (int i = 0; i < 60; i++) {
        f64 middle = near + (far - near) / 2;
        needed = enough_two_rates((struct rate_pair){from, middle}, test);
        bool seen = needed != ENOUGH_UNKNOWN && (f64)needed <= n;
        *(seen ? &far : &near) = middle;
    }
    return far;
}

f64 enough_seen_factor(f64 variation, f64 n, struct enough_test test)
{
    assert(variation >= 0);
    if (!(n > 0)) return NAN;
    return exp(test_z_sum(test) * variation * sqrt(2 / n));
}
