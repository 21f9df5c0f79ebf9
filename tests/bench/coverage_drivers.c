// coverage_drivers: how often resampled limits of shares, and Feldt's limits of alpha, hold the
// truth, for answers made up with a known truth. Prints one line for each size; the figures are
// told in docs/statistics/drivers.md and scale.md.
//   bench_coverage_drivers [ROUNDS]     default 1000
#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "insight/maths/chance.h"
#include "insight/drivers/drivers.h"
#include "insight/asked/scale.h"

enum { DRIVERS = 4, ITEMS = 5, N_MAX = 2000, ALPHAS = 8 };

static const i32 own[DRIVERS] = {0, 1, 2, 3};
static const f64 effect[DRIVERS] = {0.6, 0.4, 0.2, 0};

// Drivers correlate by ½; the outcome's own part is as large as theirs.
static void answer(gsl_rng *rng, f64 row[DRIVERS + 1])
{
    f64 common = gsl_ran_gaussian(rng, 1), sum = 0;
    for (i64 j = 0; j < DRIVERS; j++) {
        row[j] = sqrt(0.5) * common + sqrt(0.5) * gsl_ran_gaussian(rng, 1);
        sum += effect[j] * row[j];
    }
    row[DRIVERS] = sum + gsl_ran_gaussian(rng, 1);
}

static bool measure(ctx *c, const f64 rows[], i64 n, i64 work, struct row_sums *sums,
                    struct drivers *out)
{
    f64 *correlation = NEW_ARRAY(c->arena, f64, (DRIVERS + 1) * (DRIVERS + 1));
    if (!row_sums_make(c, (struct row_sums_order){n, DRIVERS + 1, rows, false, work}, sums))
        return false;
    row_sums_correlate(sums, sums->total, correlation);
    struct drivers_input input = {DRIVERS, correlation, own, DRIVERS};
    return drivers_measure(c, &input, NULL, out);
}

// The shares themselves: from the correlations that the made-up answers have in the long run.
static bool truth_of(ctx *c, f64 share[DRIVERS])
{
    f64 correlation[(DRIVERS + 1) * (DRIVERS + 1)], variance = 1, along[DRIVERS];
    for (i64 a = 0; a < DRIVERS; a++) {
        along[a] = 0;
        for (i64 b = 0; b < DRIVERS; b++)
            along[a] += effect[b] * (a == b ? 1 : 0.5);
        variance += effect[a] * along[a];
    }
    for (i64 a = 0; a <= DRIVERS; a++)
        for (i64 b = 0; b <= DRIVERS; b++) {
            f64 value = a == b ? 1 : 0.5;
            if (a != b && (a == DRIVERS || b == DRIVERS)) value = along[MIN(a, b)] / sqrt(variance);
            correlation[a * (DRIVERS + 1) + b] = value;
        }
    struct drivers_input input = {DRIVERS, correlation, own, DRIVERS};
    struct drivers drivers;
    if (!drivers_measure(c, &input, NULL, &drivers)) return false;
    for (i64 j = 0; j < DRIVERS; j++)
        share[j] = drivers.list[j].lmg / drivers.r_squared;
    return true;
}

static bool round_of_shares(ctx *c, gsl_rng *rng, i64 n, const f64 truth[], i64 held[])
{
    f64 *rows = NEW_ARRAY(c->arena, f64, n * (DRIVERS + 1));
    struct row_sums sums;
    struct drivers found;
    struct drivers_spread spread;
    for (i64 i = 0; i < n; i++)
        answer(rng, rows + i * (DRIVERS + 1));
    if (!measure(c, rows, n, 1000000, &sums, &found)) return false;
    struct drivers_resampling order = {&sums, own, DRIVERS, &found, 400, 0.95};
    if (!drivers_resample(c, order, rng, &spread)) return false;
    for (i64 j = 0; j < DRIVERS; j++)
        held[j] += spread.list[j].share_low <= truth[j] && truth[j] <= spread.list[j].share_high;
    return true;
}

// Items of one thing, all with error variance 1: alpha is exactly reliability, k / (k + 1).
static bool round_of_alpha(ctx *c, gsl_rng *rng, i64 n, i64 *held)
{
    f64 *values = NEW_ARRAY(c->arena, f64, n * ITEMS);
    struct scale_alpha alpha;
    for (i64 i = 0; i < n; i++) {
        f64 thing = gsl_ran_gaussian(rng, 1);
        for (i64 j = 0; j < ITEMS; j++)
            values[i * ITEMS + j] = thing + gsl_ran_gaussian(rng, 1);
    }
    if (!scale_alpha_of(c, (struct scale_answers){n, ITEMS, values}, 0.95, &alpha)) return false;
    f64 truth = (f64)ITEMS / (ITEMS + 1);
    *held += alpha.raw_low <= truth && truth <= alpha.raw_high;
    return true;
}

int main(int count, char **words)
{
    static const i64 sizes[] = {30, 100, 400, N_MAX};
    i64 rounds = count > 1 ? strtoll(words[1], NULL, 10) : 1000;
    for (i64 s = 0; s < COUNT_OF(sizes); s++) {
        struct arena arena;
        arena_init(&arena, 512 * 1024 * 1024);
        ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
        gsl_rng *rng = chance_new(&c, 1);
        f64 truth[DRIVERS];
        i64 held[DRIVERS] = {0}, alpha = 0;
        if (!truth_of(&c, truth)) return 1;
        for (i64 round = 0; round < rounds; round++) {
            struct arena_mark mark = arena_mark(&arena);
            if (!round_of_shares(&c, rng, sizes[s], truth, held)) return 1;
            for (i64 i = 0; i < ALPHAS; i++)
                if (!round_of_alpha(&c, rng, sizes[s], &alpha)) return 1;
            arena_rewind(&arena, mark);
        }
        printf("n %4lld:", (long long)sizes[s]);
        for (i64 j = 0; j < DRIVERS; j++)
            printf(" share %.3f held %.3f,", truth[j], (f64)held[j] / (f64)rounds);
        printf(" alpha %.3f\n", (f64)alpha / (f64)(rounds * ALPHAS));
        arena_release(&arena);
    }
    return 0;
}
