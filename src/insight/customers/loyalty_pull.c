// Each place has a rate of leaving without a competitor nearby, and one with. A customer's place is
// known by chances only, and that the customer stayed, or left, tells more of it: the EM algorithm
// weighs each customer by both, and takes leavings over years; once more without each fold for the
// errors.
#include "insight/customers/loyalty.h"

#include <math.h>

#include "insight/customers/loyalty_axes.h"
#include "insight/maths/quantile.h"

enum { EM_STEPS = 300, LEAVINGS_MIN = 10 };

struct rates {
    f64 without[LOYALTY_PLACES], with[LOYALTY_PLACES];
};

struct tally {
    f64 left_without[LOYALTY_PLACES], left_with[LOYALTY_PLACES];
    f64 years_without[LOYALTY_PLACES], years_with[LOYALTY_PLACES];
};

// How likely the places are once it is known how long the customer stayed.
static void weigh(const f64 places[LOYALTY_PLACES], const struct loyalty_stay *stay, i64 i,
                  const struct rates *rates, f64 weights[LOYALTY_PLACES])
{
    f64 sum = 0;
    for (i32 k = 0; k < LOYALTY_PLACES; k++) {
        f64 weight = places[k] * exp(-rates->without[k] * stay->years_without[i] -
                                     rates->with[k] * stay->years_with[i]);
        if (stay->left_without[i]) weight *= rates->without[k];
        if (stay->left_with[i]) weight *= rates->with[k];
        sum += weights[k] = weight;
    }
    for (i32 k = 0; k < LOYALTY_PLACES; k++)
        weights[k] = sum > 0 ? weights[k] / sum : places[k];
}

static void tally_add(struct tally *tally, const struct loyalty_stay *stay, i64 i,
                      const f64 weights[LOYALTY_PLACES])
{
    for (i32 k = 0; k < LOYALTY_PLACES; k++) {
        tally->left_without[k] += weights[k] * stay->left_without[i];
        tally->left_with[k] += weights[k] * stay->left_with[i];
        tally->years_without[k] += weights[k] * stay->years_without[i];
        tally->years_with[k] += weights[k] * stay->years_with[i];
    }
}

static f64 step_to(f64 *rate, f64 left, f64 years)
{
    f64 next = years > 0 ? left / years : 0, moved = fabs(next - *rate);
    *rate = next;
    return moved;
}

static struct rates rates_find(const struct loyalty *found, i64 n, const struct loyalty_stay *stay,
                               i64 fold)
{
    struct rates rates = {{0}, {0}};
    for (i64 step = 0; step < EM_STEPS; step++) {
        struct tally tally = {0};
        for (i64 i = 0; i < n; i++) {
            f64 weights[LOYALTY_PLACES];
            if (isnan(found->places[i][0]) || loyalty_left_out(i, fold)) continue;
            memcpy(weights, found->places[i], sizeof weights);
            if (step) weigh(found->places[i], stay, i, &rates, weights);
            tally_add(&tally, stay, i, weights);
        }
        f64 moved = 0;
        for (i32 k = 0; k < LOYALTY_PLACES; k++) {
            f64 without = step_to(&rates.without[k], tally.left_without[k], tally.years_without[k]);
            f64 with = step_to(&rates.with[k], tally.left_with[k], tally.years_with[k]);
            moved = fmax(moved, fmax(without, with));
        }
        if (moved < 1e-5) break;
    }
    return rates;
}

struct pulls {
    f64 of[LOYALTY_PLACES]; // leavings a year that the competitor adds
};

static struct pulls pull_find(const struct loyalty *found, i64 n, const struct loyalty_stay *stay,
                              i64 fold)
{
    struct rates rates = rates_find(found, n, stay, fold);
    struct pulls pulls;
    for (i32 k = 0; k < LOYALTY_PLACES; k++)
        pulls.of[k] = rates.with[k] - rates.without[k];
    return pulls;
}

bool loyalty_pull(ctx *c, const struct loyalty *found, i64 n, struct loyalty_stay stay, f64 level,
                  struct loyalty_pull *out)
{
    *out = (struct loyalty_pull){0};
    for (i64 i = 0; i < n; i++) {
        if (isnan(found->places[i][0])) continue;
        out->left_with += stay.left_with[i];
        out->left_without += stay.left_without[i];
        out->years_with += stay.years_with[i];
        out->years_without += stay.years_without[i];
    }
    if (out->left_with < LEAVINGS_MIN || !(out->years_without > 0)) {
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena,
                tr(c,
                   "%.0f customers left where a competitor had opened: too few to tell its pull"),
                out->left_with),
            fmt(c->arena,
                tr(c,
                   "At least %d are needed, and time without a competitor to compare with; or say "
                   "what it takes with --pull."),
                LEAVINGS_MIN));
    }
    struct pulls whole = pull_find(found, n, &stay, -1), parts[LOYALTY_FOLDS];
    for (i64 fold = 0; fold < LOYALTY_FOLDS; fold++) {
        if (ctx_stopped(c)) return false;
        parts[fold] = pull_find(found, n, &stay, loyalty_fold(found->placed, fold));
    }
    f64 z = quantile_normal(level);
    for (i32 k = 0; k < LOYALTY_PLACES; k++) {
        f64 of[LOYALTY_FOLDS];
        for (i64 fold = 0; fold < LOYALTY_FOLDS; fold++)
            of[fold] = parts[fold].of[k];
        f64 reach = z * sqrt(loyalty_fold_variance(found->placed, of));
        out->pull[k] = (struct loyalty_interval){-expm1(-fmax(0, whole.of[k])),
                                                 -expm1(-fmax(0, whole.of[k] - reach)),
                                                 -expm1(-fmax(0, whole.of[k] + reach))};
    }
    return true;
}
