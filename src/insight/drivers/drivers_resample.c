// Idea: correlations of a resample follow from sums of its blocks, so that a round costs the same
// whatever the number of rows. Ranks are of lmg, the largest first; ties share theirs.
#include <math.h>

#include "insight/drivers/drivers.h"
#include "insight/drivers/drivers_parts.h"
#include "insight/maths/sample.h"

#define SHUFFLES 50 // of each resample, where not all orders can be worked out

struct rounds {
    i64 drivers, done;
    f64 *share, *rank; // by driver, then by round
    f64 *first;        // by driver: rounds won, ties shared
    i64 room;
};

static void take_round(ctx *c, struct rounds *rounds, const f64 lmg[], f64 all)
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 p = rounds->drivers, at = rounds->done++, winners = 0;
    f64 *falling = NEW_ARRAY(c->arena, f64, p), *rank = NEW_ARRAY(c->arena, f64, p),
        best = -INFINITY;
    for (i64 j = 0; j < p; j++) {
        falling[j] = -lmg[j];
        best = fmax(best, lmg[j]);
    }
    sample_ranks(c, falling, p, rank, NULL);
    for (i64 j = 0; j < p; j++)
        winners += lmg[j] == best;
    for (i64 j = 0; j < p; j++) {
        rounds->share[j * rounds->room + at] = lmg[j] / all;
        rounds->rank[j * rounds->room + at] = rank[j];
        if (lmg[j] == best) rounds->first[j] += 1 / (f64)winners;
    }
    arena_rewind(c->arena, mark);
}

static struct driver_spread spread_of(const struct rounds *rounds, i64 driver, f64 level)
{
    i64 n = rounds->done;
    f64 *share = rounds->share + driver * rounds->room,
        *rank = rounds->rank + driver * rounds->room;
    struct driver_spread spread = {NAN, NAN, NAN, NAN, NAN, NAN};
    if (n < 2) return spread;
    f64 tail = (1 - level) / 2, sum = 0;
    for (i64 i = 0; i < n; i++)
        sum += rank[i];
    sample_sort(share, n);
    sample_sort(rank, n);
    spread.share_low = sample_quantile(share, n, tail);
    spread.share_high = sample_quantile(share, n, 1 - tail);
    spread.rank = sum / (f64)n;
    spread.rank_low = sample_quantile(rank, n, tail);
    spread.rank_high = sample_quantile(rank, n, 1 - tail);
    spread.ranked_first = rounds->first[driver] / (f64)n;
    return spread;
}

bool drivers_resample(ctx *c, struct drivers_resampling order, gsl_rng *rng,
                      struct drivers_spread *out)
{
    const struct row_sums *sums = order.sums;
    i64 k = sums->columns, p = order.driver_count;
    assert(k >= 2 && p >= 1);
    assert(order.resamples >= 0);
    *out = (struct drivers_spread){0, NEW_ARRAY(c->arena, struct driver_spread, p)};
    struct arena_mark mark = arena_mark(c->arena);
    f64 *total = NEW_ARRAY(c->arena, f64, sums->length), *lmg = NEW_ARRAY(c->arena, f64, p);
    f64 *correlation = NEW_ARRAY(c->arena, f64, k * k);
    struct rounds rounds = {p,
                            0,
                            NEW_ARRAY(c->arena, f64, p * order.resamples + 1),
                            NEW_ARRAY(c->arena, f64, p * order.resamples + 1),
                            NEW_ARRAY(c->arena, f64, p),
                            order.resamples};
    struct drivers_input input = {k - 1, correlation, order.driver, p};
    u64 seed = gsl_rng_get(rng);
    f64 *error = NEW_ARRAY(c->arena, f64, p);
    row_sums_correlate(sums, sums->total, correlation);
    (void)drivers_lmg_any(c, &input, SHUFFLES, seed, error);
    for (i64 j = 0; j < p; j++)
        error[j] -= order.measured->list[j].lmg;
    for (i64 round = 0; round < order.resamples; round++) {
        if (ctx_stopped(c)) return false;
        row_sums_draw(sums, rng, total);
        row_sums_correlate(sums, total, correlation);
        f64 all = drivers_lmg_any(c, &input, SHUFFLES, seed, lmg);
        for (i64 j = 0; j < p; j++)
            lmg[j] -= error[j];
        if (all > 1e-12 && all <= 1 + 1e-9) take_round(c, &rounds, lmg, all);
    }
    out->resamples = rounds.done;
    for (i64 j = 0; j < p; j++)
        out->list[j] = spread_of(&rounds, j, order.level);
    arena_rewind(c->arena, mark);
    return true;
}
