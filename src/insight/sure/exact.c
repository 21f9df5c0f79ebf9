#include "insight/sure/exact.h"

#include <math.h>

#include "insight/maths/quantile.h"

#define COUNT_LARGE 100000 // as in interval.c

struct interval exact_rate(struct rate_counts counts, f64 level)
{
    assert(counts.successes >= 0);
    assert(counts.successes <= counts.n);
    i64 failures = counts.n - counts.successes;
    bool large = MIN(counts.successes, failures) > COUNT_LARGE;
    if (counts.n == 0 || large) return interval_rate(counts, level);

    f64 tail = (1 - level) / 2, k = (f64)counts.successes, rest = (f64)failures;
    // quantile_beta is most exact for a ≤ b: the smaller outcome leads, the other is its mirror.
    bool few = counts.successes <= failures;
    f64 a = few ? k : rest, b = few ? rest : k;
    f64 low = a > 0 ? quantile_beta(tail, (struct beta_shape){a, b + 1}) : 0;
    f64 high = b > 0 ? quantile_beta(1 - tail, (struct beta_shape){a + 1, b}) : 1;
    return (struct interval){
        .value = k / (k + rest),
        .low = few ? low : 1 - high,
        .high = few ? high : 1 - low,
        .level = level,
    };
}

// ln of the chance that `k` of the successes fall to a, up to a constant.
static f64 split_log_chance(i64 k, i64 successes, i64 a_n, i64 b_n)
{
    f64 x = (f64)k, rest = (f64)(successes - k);
    return -lgamma(x + 1) - lgamma((f64)a_n - x + 1) - lgamma(rest + 1) -
           lgamma((f64)b_n - rest + 1);
}

f64 exact_rate_p(struct rate_counts a, struct rate_counts b)
{
    assert(a.successes >= 0 && a.successes <= a.n);
    assert(b.successes >= 0 && b.successes <= b.n);
    i64 successes = a.successes + b.successes, n = a.n + b.n;
    if (a.n == 0 || b.n == 0 || MIN(successes, n - successes) > EXACT_SUCCESSES_MAX) return NAN;
    i64 low = MAX(0, successes - b.n), high = MIN(a.n, successes);
    f64 seen = split_log_chance(a.successes, successes, a.n, b.n), all = 0, as_far = 0;
    for (i64 k = low; k <= high; k++) {
        // Against the seen one's chance: what is far less likely than a double holds counts for
        // nothing.
        f64 chance = exp(split_log_chance(k, successes, a.n, b.n) - seen);
        all += chance;
        if (chance <= 1 + 1e-7) as_far += chance; // as likely, but for rounding
    }
    return isfinite(all) ? fmin(1, as_far / all) : 0;
}

// The chance of that sample.
static f64 sample_chance(struct nps_counts counts, struct nps_shares truth)
{
    f64 d = (f64)counts.detractors, p = (f64)counts.passives, o = (f64)counts.promoters;
    f64 passives = fmax(0, 1 - truth.detractors - truth.promoters);
    f64 log_ways = lgamma(d + p + o + 1) - lgamma(d + 1) - lgamma(p + 1) - lgamma(o + 1);
    return exp(log_ways) * pow(truth.detractors, d) * pow(passives, p) * pow(truth.promoters, o);
}

static struct interval method_interval(struct nps_counts counts, f64 level,
                                       enum exact_method method)
{
    if (method == EXACT_SCORE) return interval_nps(counts, level);
    f64 d = (f64)counts.detractors, p = (f64)counts.passives, o = (f64)counts.promoters;
    return interval_nps_weighted((struct nps_weights){d, p, o, d + p + o}, level);
}

struct exact_coverage exact_nps_coverage(struct nps_shares truth, f64 level,
                                         enum exact_method method)
{
    assert(truth.n >= 1 && truth.n <= EXACT_NPS_MAX);
    assert(truth.detractors >= 0 && truth.promoters >= 0);
    struct exact_coverage found = {0, 0};
    i64 n = (i64)truth.n;
    f64 score = truth.promoters - truth.detractors;
    for (i64 d = 0; d <= n; d++) {
        for (i64 p = 0; p + d <= n; p++) {
            struct nps_counts counts = {d, p, n - d - p};
            f64 chance = sample_chance(counts, truth);
            if (chance < 1e-15) continue;
            struct interval limits = method_interval(counts, level, method);
            if (limits.low <= score && score <= limits.high) found.coverage += chance;
            found.mean_width += chance * (limits.high - limits.low);
        }
    }
    return found;
}
