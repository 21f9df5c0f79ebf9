#include "insight/customers/loyalty.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/customers/loyalty_axes.h"
#include "insight/maths/quantile.h"

enum { CUSTOMERS_MIN = 20, NODES = 8 };

// How likely each pair of bins is, when the axes correlate by rho on the normal scale.
struct mixture {
    f64 rho;
    f64 cell[LOYALTY_BINS][LOYALTY_BINS]; // [warm][often]
};

static const f64 rho_most = 0.95;

// Integrates over the warm bin by Gauss-Legendre in its chance, exactly over the other.
static void mixture_set(const struct loyalty_grid *grid, f64 rho, struct mixture *out)
{
    static const f64 nodes[NODES / 2] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                         0.9602898564975363};
    static const f64 weights[NODES / 2] = {0.3626837833783620, 0.3137066458778873,
                                           0.2223810344533745, 0.1012285362903763};
    f64 rest = sqrt(1 - rho * rho), up_to = 0;
    *out = (struct mixture){.rho = rho};
    for (i32 j = 0; j < LOYALTY_BINS; j++) {
        f64 half = grid->warm.mass[j] / 2;
        for (i32 node = 0; node < NODES; node++) {
            f64 at = node % 2 ? nodes[node / 2] : -nodes[node / 2];
            f64 z = gsl_cdf_ugaussian_Pinv(up_to + half * (1 + at)), below = 0;
            for (i32 k = 0; k < LOYALTY_BINS; k++) {
                bool last = k + 1 == LOYALTY_BINS;
                f64 next = last ? 1 : gsl_cdf_ugaussian_P((grid->often.z[k + 1] - rho * z) / rest);
                out->cell[j][k] += half * weights[node / 2] * (next - below);
                below = next;
            }
        }
        up_to += grid->warm.mass[j];
    }
}

static f64 row_of(const struct mixture *mixture, i32 j, const struct loyalty_evidence *evidence)
{
    f64 sum = 0;
    for (i32 k = 0; k < LOYALTY_BINS; k++)
        sum += mixture->cell[j][k] * evidence->often[k];
    return sum;
}

static void places_of(const struct mixture *mixture, const struct loyalty_evidence *evidence,
                      f64 places[LOYALTY_PLACES])
{
    f64 sum = 0;
    for (i32 k = 0; k < LOYALTY_PLACES; k++)
        places[k] = 0;
    for (i32 j = 0; j < LOYALTY_BINS; j++) {
        for (i32 k = 0; k < LOYALTY_BINS; k++) {
            f64 part = mixture->cell[j][k] * evidence->warm[j] * evidence->often[k];
            bool warm = j >= LOYALTY_HALF, often = k >= LOYALTY_HALF;
            places[warm    ? often ? LOYALTY_LOYAL : LOYALTY_LATENT
                   : often ? LOYALTY_LAZY
                           : LOYALTY_NONE] += part;
            sum += part;
        }
    }
    for (i32 k = 0; k < LOYALTY_PLACES; k++)
        places[k] /= sum;
}

static f64 log_likelihood(const struct loyalty_grid *grid, f64 rho,
                          const struct loyalty_evidence *evidence, i64 n)
{
    struct mixture mixture;
    mixture_set(grid, rho, &mixture);
    f64 total = 0;
    for (i64 i = 0; i < n; i++) {
        f64 sum = 0;
        for (i32 j = 0; j < LOYALTY_BINS; j++)
            sum += evidence[i].warm[j] * row_of(&mixture, j, &evidence[i]);
        total += log(sum);
    }
    return total;
}

// The likeliest rho between two, by the golden section.
static bool mix(ctx *c, const struct loyalty_grid *grid, const struct loyalty_evidence *evidence,
                i64 n, f64 low, f64 high, struct mixture *out)
{
    const f64 golden = 0.6180339887498949;
    f64 a = high - golden * (high - low), b = low + golden * (high - low);
    f64 at_a = log_likelihood(grid, a, evidence, n), at_b = log_likelihood(grid, b, evidence, n);
    while (high - low > 2e-3) {
        if (ctx_stopped(c)) return false;
        if (at_a >= at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - golden * (high - low);
            at_a = log_likelihood(grid, a, evidence, n);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + golden * (high - low);
            at_b = log_likelihood(grid, b, evidence, n);
        }
    }
    mixture_set(grid, (low + high) / 2, out);
    return true;
}

// Everything from the rows but those of one fold; shares and values of the groups as sums of
// places.
struct sums {
    f64 rho;
    f64 share[LOYALTY_PLACES], worth[LOYALTY_PLACES];
};

static i64 gather(const struct loyalty_rows *rows, const struct loyalty_axes *axes,
                  const struct loyalty_grid *grid, i64 fold, struct loyalty_evidence *evidence,
                  i64 *who)
{
    i64 n = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (!loyalty_known(rows, i) || loyalty_left_out(i, fold)) continue;
        who[n] = i;
        evidence[n++] = loyalty_evidence_of(rows, axes, grid, i);
    }
    return n;
}

static struct sums add_up(const struct loyalty_rows *rows, const struct mixture *mixture,
                          const struct loyalty_evidence *evidence, const i64 *who, i64 n)
{
    struct sums sums = {.rho = mixture->rho};
    f64 places[LOYALTY_PLACES];
    for (i64 i = 0; i < n; i++) {
        places_of(mixture, &evidence[i], places);
        for (i32 k = 0; k < LOYALTY_PLACES; k++) {
            sums.share[k] += places[k] / (f64)n;
            if (rows->value) sums.worth[k] += places[k] * rows->value[who[i]] / (f64)n;
        }
    }
    return sums;
}

// Limits on the logit scale, so that they stay within 0 and 1.
static struct loyalty_interval share_interval(f64 share, f64 variance, f64 z)
{
    struct loyalty_interval out = {share, 0, 1};
    if (!(share > 0 && share < 1)) return out;
    f64 middle = log(share / (1 - share)), reach = z * sqrt(variance) / (share * (1 - share));
    out.low = 1 / (1 + exp(reach - middle));
    out.high = 1 / (1 + exp(-reach - middle));
    return out;
}

// The axes, and how they go together, once more for each fold: for the variances.
static bool fold_sums(ctx *c, const struct loyalty_rows *rows, struct loyalty_ask ask, i64 placed,
                      f64 rho, struct loyalty_evidence *evidence, i64 *who,
                      struct sums parts[LOYALTY_FOLDS])
{
    for (i64 fold = 0; fold < LOYALTY_FOLDS; fold++) {
        struct loyalty_axes axes;
        struct arena_mark mark = arena_mark(c->arena);
        i64 left_out = loyalty_fold(placed, fold);
        if (!loyalty_axes_fit(c, rows, ask.icc, left_out, &axes)) return false;
        struct loyalty_grid grid = loyalty_grid_make(c, rows, &axes, ask);
        i64 n = gather(rows, &axes, &grid, left_out, evidence, who);
        struct mixture mixture;
        f64 low = fmax(-rho_most, rho - 0.3), high = fmin(rho_most, rho + 0.3);
        if (!mix(c, &grid, evidence, n, low, high, &mixture)) return false;
        parts[fold] = add_up(rows, &mixture, evidence, who, n);
        arena_rewind(c->arena, mark);
    }
    return true;
}

// A group's size is uncertain in two ways: where each customer of it stands, which adds up as
// chance does; and the axes themselves, by the folds.
static void size_group(const struct loyalty_rows *rows, const struct sums parts[LOYALTY_FOLDS],
                       i32 k, f64 z, struct loyalty *out)
{
    f64 n = (f64)out->placed, share = 0, worth = 0, by_share = 0, by_worth = 0;
    f64 squares = 0, worth_squares = 0;
    for (i64 i = 0; i < rows->n; i++) {
        f64 place = out->places[i][k];
        if (isnan(place)) continue;
        f64 value = rows->value ? rows->value[i] : (f64)NAN;
        share += place / n;
        worth += place * value;
        by_share += place * (1 - place) / (n * n);
        by_worth += place * (1 - place) * value * value;
        squares += place * place / n;
        worth_squares += place * place * value * value;
    }
    f64 shares[LOYALTY_FOLDS], worths[LOYALTY_FOLDS];
    for (i32 fold = 0; fold < LOYALTY_FOLDS; fold++) {
        shares[fold] = parts[fold].share[k];
        worths[fold] = n * parts[fold].worth[k];
    }
    by_share += fmax(0, loyalty_fold_variance(out->placed, shares) - (squares - share * share) / n);
    by_worth +=
        fmax(0, loyalty_fold_variance(out->placed, worths) - (worth_squares - worth * worth / n));
    struct loyalty_group *group = &out->groups[k];
    f64 reach = z * sqrt(by_worth);
    group->share = share_interval(share, by_share, z);
    group->customers =
        (struct loyalty_interval){n * share, n * group->share.low, n * group->share.high};
    group->worth = (struct loyalty_interval){worth, worth - reach, worth + reach};
}

static bool check(ctx *c, const struct loyalty_rows *rows, i64 *placed)
{
    i64 answered = 0;
    *placed = 0;
    for (i64 i = 0; i < rows->n; i++) {
        *placed += loyalty_known(rows, i);
        answered += rows->answer_first[i] < rows->answer_first[i + 1];
    }
    if (*placed >= CUSTOMERS_MIN) return true;
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena,
                         tr(c, "of %lld customers %lld answered, and of %lld of them the behaviour "
                               "is known: too few"),
                         (long long)rows->n, (long long)answered, (long long)*placed),
                     fmt(c->arena, tr(c, "At least %d with both are needed."), CUSTOMERS_MIN));
}

// How much of the difference between customers is real: 1 less what is left of it once their
// answers are known.
static f64 reliability_of(const struct loyalty_grid *grid, const struct loyalty_evidence *evidence,
                          i64 n)
{
    f64 middle[LOYALTY_BINS], prior = 0, left = 0, up_to = 0;
    for (i32 k = 0; k < LOYALTY_BINS; k++) {
        middle[k] = gsl_cdf_ugaussian_Pinv(up_to + grid->warm.mass[k] / 2);
        prior += grid->warm.mass[k] * middle[k] * middle[k];
        up_to += grid->warm.mass[k];
    }
    for (i64 i = 0; i < n; i++) {
        f64 sum = 0, mean = 0, squares = 0;
        for (i32 k = 0; k < LOYALTY_BINS; k++) {
            f64 weight = grid->warm.mass[k] * evidence[i].warm[k];
            sum += weight;
            mean += weight * middle[k];
            squares += weight * middle[k] * middle[k];
        }
        left += squares / sum - mean * mean / (sum * sum);
    }
    return fmax(0, 1 - left / ((f64)n * prior));
}

static void put_axes(const struct loyalty_rows *rows, const struct loyalty_axes *axes,
                     const struct loyalty_grid *grid, struct loyalty *out)
{
    out->warm = loyalty_score_of(rows, &axes->attitude, grid->warm_at);
    out->often = grid->often_at;
    out->icc = axes->attitude.icc;
    out->first = axes->first;
    out->second = axes->second;
    out->flaws = (axes->attitude.alike ? LOYALTY_ATTITUDES_ALIKE : 0) |
                 (axes->alike ? LOYALTY_HABITS_ALIKE : 0);
}

static void put_places(ctx *c, i64 rows, const struct mixture *mixture,
                       const struct loyalty_evidence *evidence, const i64 *who, i64 n,
                       struct loyalty *out)
{
    f64 *warm = NEW_ARRAY(c->arena, f64, rows), *often = NEW_ARRAY(c->arena, f64, rows);
    f64(*places)[LOYALTY_PLACES] = arena_alloc(c->arena, rows, (i64)sizeof(f64[LOYALTY_PLACES]));
    for (i64 i = 0; i < rows; i++) {
        warm[i] = often[i] = NAN;
        for (i32 k = 0; k < LOYALTY_PLACES; k++)
            places[i][k] = NAN;
    }
    for (i64 i = 0; i < n; i++) {
        f64 *place = places[who[i]];
        places_of(mixture, &evidence[i], place);
        warm[who[i]] = place[LOYALTY_LOYAL] + place[LOYALTY_LATENT];
        often[who[i]] = place[LOYALTY_LOYAL] + place[LOYALTY_LAZY];
    }
    out->warm_chance = warm;
    out->often_chance = often;
    out->places = (const f64(*)[LOYALTY_PLACES])places;
}

bool loyalty_place(ctx *c, struct loyalty_rows rows, struct loyalty_ask ask, struct loyalty *out)
{
    assert(ask.level > 0 && ask.level < 1);
    assert(isnan(ask.icc) || (ask.icc > 0 && ask.icc < 1));
    *out = (struct loyalty){0};
    struct loyalty_axes axes;
    if (!check(c, &rows, &out->placed)) return false;
    if (!loyalty_axes_fit(c, &rows, ask.icc, -1, &axes)) return false;
    struct loyalty_grid grid = loyalty_grid_make(c, &rows, &axes, ask);
    put_axes(&rows, &axes, &grid, out);
    ask.often = grid.often_at; // folds are cut where the whole is
    struct loyalty_evidence *evidence = NEW_ARRAY(c->arena, struct loyalty_evidence, out->placed);
    i64 *who = NEW_ARRAY(c->arena, i64, out->placed);
    struct mixture mixture;
    i64 n = gather(&rows, &axes, &grid, -1, evidence, who);
    f64 most = out->flaws ? 0 : rho_most; // one axis that says nothing cannot go with the other
    if (!mix(c, &grid, evidence, n, -most, most, &mixture)) return false;
    put_places(c, rows.n, &mixture, evidence, who, n, out);
    out->reliability = reliability_of(&grid, evidence, n);
    struct sums parts[LOYALTY_FOLDS];
    if (!fold_sums(c, &rows, ask, out->placed, mixture.rho, evidence, who, parts)) return false;
    f64 z = quantile_normal(ask.level), rhos[LOYALTY_FOLDS];
    for (i32 k = 0; k < LOYALTY_PLACES; k++)
        size_group(&rows, parts, k, z, out);
    for (i32 fold = 0; fold < LOYALTY_FOLDS; fold++)
        rhos[fold] = parts[fold].rho;
    f64 reach = z * sqrt(loyalty_fold_variance(out->placed, rhos));
    out->association = (struct loyalty_interval){mixture.rho, fmax(-1, mixture.rho - reach),
                                                 fmin(1, mixture.rho + reach)};
    return true;
}
