// Invariant of a run: each person's contribution is an unbiased estimate of the effect, whatever
// was predicted, for the prediction looks only at people before.
#include "insight/sure/experiment.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

struct experiment_split experiment_split(const f64 counts[], const f64 shares[], i64 n)
{
    assert(n >= 2);
    f64 sum = 0;
    for (i64 i = 0; i < n; i++)
        sum += counts[i];
    assert(sum > 0);
    struct experiment_split found = {.degrees = (f64)(n - 1), .expected_min = INFINITY};
    for (i64 i = 0; i < n; i++) {
        f64 expected = sum * shares[i], off = counts[i] - expected;
        assert(expected > 0);
        found.chi_squared += off * off / expected;
        found.expected_min = fmin(found.expected_min, expected);
    }
    found.p = gsl_cdf_chisq_Q(found.chi_squared, found.degrees);
    // Made best for a thousand people: splits are wrong from the first day on, or not at all.
    f64 concentration = boundary_concentration(1000, EXPERIMENT_SPLIT_P);
    f64 log_evidence = boundary_shares_log_evidence(counts, shares, n, concentration);
    found.p_any_time = fmin(1, exp(-log_evidence));
    return found;
}

struct experiment_run experiment_begin(struct experiment_order order)
{
    assert(order.low < order.high);
    assert(order.share > 0 && order.share < 1);
    f64 range = order.high - order.low, least = fmin(order.share, 1 - order.share);
    f64 v_best = order.n_best * order.noise * (1 / order.share + 1 / (1 - order.share));
    struct experiment_run made = {.order = order};
    made.boundary = boundary_of((struct boundary_order){BOUNDARY_GAMMA_EXPONENTIAL, v_best,
                                                        (1 - order.level) / 2, 2 * range / least});
    return made;
}

// What an arm's next outcome is expected to be. Any prediction is right; these are those of the
// authors' example: the middle before anybody came, the low end while the arm is empty, then its
// mean.
static f64 predicted(const struct experiment_run *run, int arm)
{
    if (run->n == 0) return (run->order.low + run->order.high) / 2;
    return run->count[arm] > 0 ? run->sum[arm] / run->count[arm] : run->order.low;
}

void experiment_add(struct experiment_run *run, bool second, f64 outcome)
{
    const struct experiment_order *order = &run->order;
    assert(outcome >= order->low);
    assert(outcome <= order->high);
    f64 expected = predicted(run, 1) - predicted(run, 0), share = order->share;
    f64 weight = second ? 1 / share : -1 / (1 - share);
    f64 off = weight * (outcome - predicted(run, second));
    run->effect_sum += expected + off;
    run->variance += off * off;
    run->n++;
    run->count[second]++;
    run->sum[second] += outcome;
}

struct interval experiment_effect(const struct experiment_run *run)
{
    f64 level = run->order.level, range = run->order.high - run->order.low;
    if (run->n == 0) return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    f64 n = (f64)run->n, effect = run->effect_sum / n;
    f64 reach = boundary_at(&run->boundary, run->variance, (1 - level) / 2) / n;
    return (struct interval){effect, fmax(-range, effect - reach), fmin(range, effect + reach),
                             level, INTERVAL_KNOWN};
}

f64 experiment_p(const struct experiment_run *run, bool sided)
{
    f64 s = sided ? run->effect_sum : fabs(run->effect_sum);
    f64 chance = exp(-boundary_log_evidence(&run->boundary, s, run->variance));
    return fmin(1, sided ? chance : 2 * chance);
}
