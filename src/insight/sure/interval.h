// interval: how sure is this figure? Limits between which the true value lies with a stated
// confidence. Pure functions; uses GSL through quantile.h; owns nothing and never fails: what
// cannot be known is said by `status`. Counts below zero and levels outside (0, 1) are our own bugs
// and asserted.
#pragma once

#include "base/base.h"

enum interval_status {
    INTERVAL_KNOWN,   // value and both limits
    INTERVAL_UNKNOWN, // the value is there, its limits cannot be told: they are as wide as the
                      // figure can be
    INTERVAL_NO_DATA, // nothing was counted: value and limits are NaN
};

struct interval {
    f64 value, low, high; // in the figure's own unit; NPS from -1 to 1, rates from 0 to 1
    f64 level;            // 0.95: 95 of 100 such intervals hold the true value
    enum interval_status status;
};

struct nps_counts {
    i64 detractors, passives, promoters;
};

// Answers that count by weights: sums of the weights in each class, and of all weights squared.
struct nps_weights {
    f64 detractors, passives, promoters, squares;
};

// Shares of one sample; n need not be whole, so that planning can ask about samples not yet drawn.
struct nps_shares {
    f64 n, detractors, promoters;
};

struct rate_counts {
    i64 successes, n;
};

struct moments {
    i64 n;
    f64 mean, variance; // the sample's variance, divisor n - 1; 0 when n = 1
};

// A recorded total: how many values, their sum, and the sum of their squares.
struct total {
    i64 n;
    f64 sum, sum_squares;
};

// One total over another: complaints per contact, cost per customer. A total that is given and not
// left to chance (days, seats) has variance 0; of a recorded total the variance is its sum of
// squares (see interval_total).
struct ratio_parts {
    f64 over, over_variance;
    f64 under, under_variance;
    f64 covariance; // 0 when the two are recorded by different facts
};

struct count_pair {
    i64 over, under;
};

// Half of what lies between the limits: the "give or take". Infinite when the limits are not known.
f64 interval_half_width(struct interval interval);

// A recorded total as such: nothing was sampled, so low = value = high.
struct interval interval_exact(f64 value, f64 level);

// Net Promoter Score: (promoters - detractors) / n with score limits.
// T. Tango, Statistics in Medicine 17 (1998) 891-908, his paired counts b = detractors, c =
// promoters; recommended for NPS by B. Rocks, "Interval estimation for the Net Promoter Score"
// (2016), arXiv 1601.07235 (the iterative score test).
struct interval interval_nps(struct nps_counts counts, f64 level);
// The same for shares.
struct interval interval_nps_shares(struct nps_shares shares, f64 level);
// Tango's score statistic (ibid.): standard normal when the true score is `score` (-1 to 1). Not
// for an empty sample.
f64 interval_nps_z(struct nps_counts counts, f64 score);
// Weighted answers: adjusted Wald on the effective sample (Σw)²/Σw² (L. Kish, J. Official
// Statistics 8 (1992) 183-200), with ¾ detractor, 1½ passives and ¾ promoter added (Rocks 2016),
// clipped to [-1, 1]. `value` is the plain weighted score.
struct interval interval_nps_weighted(struct nps_weights weights, f64 level);

// A rate: Wilson's score limits. E. B. Wilson, JASA 22 (1927) 209-212; method 3 of R. G. Newcombe,
// Statistics in Medicine 17 (1998) 857-872.
struct interval interval_rate(struct rate_counts counts, f64 level);

// A mean: Student's t. "Student", Biometrika 6 (1908) 1-25. Not known for one value alone.
struct interval interval_mean(struct moments moments, f64 level);
// Mean and variance from exact sums; long double keeps the digits that the subtraction of two near
// sums costs.
struct moments moments_of_sums(i64 n, long double sum, long double sum_squares);

// The expected count of the process behind a count: exact Poisson limits. F. Garwood, Biometrika 28
// (1936) 437-442.
struct interval interval_count(i64 count, f64 level);

// The expected total of the process behind a sum of values ≥ 0 that come at random: compound
// Poisson, variance Σx²; limits are Garwood's for the effective count (Σx)²/Σx², scaled back. G.
// Bohm & G. Zech, Nucl. Instr. Meth. A 748 (2014) 1-6; for equal values it is interval_count. Not
// known when the sum is not above 0.
struct interval interval_total(struct total total, f64 level);
// The same where values may be of either sign (sales with refunds): sum ± z √Σx².
struct interval interval_total_signed(struct total total, f64 level);

// One total over another: limits on the logarithm by the delta method; the variance of a ratio as
// in W. G. Cochran, Sampling Techniques (3rd ed. 1977), §6.3. Both totals must be above 0, else the
// limits are not known. An average over the same facts (mean purchase) is a mean: use
// interval_mean.
struct interval interval_ratio(struct ratio_parts parts, f64 level);
// The variance of the logarithm of such a ratio (both totals above 0).
f64 ratio_log_variance(struct ratio_parts parts);
// One count over another, exact also when one is zero: Clopper-Pearson limits of over / (over +
// under). C. J. Clopper & E. S. Pearson, Biometrika 26 (1934) 404-413; J. Przyborowski & H.
// Wilenski, ibid. 31 (1940) 313-323. Where both exceed 100,000, Wilson's limits take their place:
// they agree there within 1 % of the half width.
struct interval interval_count_ratio(struct count_pair counts, f64 level);
