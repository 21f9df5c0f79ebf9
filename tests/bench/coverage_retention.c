// coverage_retention: how often limits of shares, medians, means and hazard ratios hold the truth,
// and how often tests that should stay silent speak, for customers made up with a known truth.
// Prints one line for each size; the figures are told in docs/statistics/retention.md.
//   bench_coverage_retention [ROUNDS]     default 4000
#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "insight/maths/chance.h"
#include "insight/customers/cox.h"
#include "insight/customers/log_rank.h"

enum { ROWS_MAX = 1000 };

#define MEDIAN 0.6931471805599453 // of times with mean 1
#define UNTIL  1.0
#define EFFECT 0.5

struct held {
    f64 log_log, log, median, mean, ratio, silent_log_rank, silent_hazards;
    f64 shares, medians, means, rounds;
};

struct sample {
    i64 n;
    f64 time[ROWS_MAX], x[2 * ROWS_MAX];
    bool left[ROWS_MAX];
    i32 group[ROWS_MAX];
};

// Exponential times, mean 1 / exp(effect × x); watched for 0 to 3: about three in ten still here.
static void draw(gsl_rng *rng, struct sample *sample, f64 effect)
{
    for (i64 i = 0; i < sample->n; i++) {
        sample->x[2 * i] = gsl_ran_gaussian(rng, 1);
        sample->x[2 * i + 1] = gsl_rng_uniform(rng) < 0.5;
        sample->group[i] = (i32)(i % 3);
        f64 time = gsl_ran_exponential(rng, exp(-effect * sample->x[2 * i]));
        f64 watched = 3 * gsl_rng_uniform(rng);
        sample->time[i] = fmin(time, watched);
        sample->left[i] = time <= watched;
    }
}

static bool curves(ctx *c, const struct sample *sample, struct held *held)
{
    struct stays stays = {sample->n, sample->time, sample->left};
    struct kaplan_meier curve, logged;
    struct log_rank test;
    if (!kaplan_meier_fit(c, stays, (struct km_order){0.95, KM_LOG_LOG}, &curve) ||
        !kaplan_meier_fit(c, stays, (struct km_order){0.95, KM_LOG}, &logged) ||
        !log_rank_test(c, stays, sample->group, 3, &test))
        return false;
    struct km_point at = kaplan_meier_at(&curve, MEDIAN), other = kaplan_meier_at(&logged, MEDIAN);
    struct km_value median = kaplan_meier_quantile(&curve, 0.5);
    struct km_value mean = kaplan_meier_mean(&curve, UNTIL, 0.95);
    f64 truth = 1 - exp(-UNTIL);
    if (!isnan(at.low)) {
        held->shares++;
        held->log_log += at.low <= 0.5 && 0.5 <= at.high;
        held->log += other.low <= 0.5 && 0.5 <= other.high;
    }
    if (!isnan(median.low)) { // an upper limit that is not yet known has not been passed
        held->medians++;
        held->median += median.low <= MEDIAN && !(median.high < MEDIAN);
    }
    if (!isnan(mean.low)) {
        held->means++;
        held->mean += mean.low <= truth && truth <= mean.high;
    }
    held->silent_log_rank += test.p < 0.05;
    return true;
}

static bool model(ctx *c, const struct sample *sample, struct held *held)
{
    static const i32 terms[] = {0, 1};
    struct cox_data data = {
        {sample->n, sample->time, sample->left},
        2, sample->x, terms, 2
    };
    struct cox_fit fit;
    struct cox_hazards hazards;
    if (!cox_fit(c, &data, &fit) || !cox_hazards_test(c, &data, &fit, CLOCK_KM, &hazards))
        return false;
    struct cox_coefficient found = fit.coefficients[0];
    held->ratio += fabs(found.value - EFFECT) <= 1.959963984540054 * found.error;
    held->silent_hazards += hazards.all.p < 0.05;
    return true;
}

int main(int count, char **words)
{
    static const i64 sizes[] = {20, 50, 200, 1000};
    i64 rounds = count > 1 ? strtoll(words[1], NULL, 10) : 4000;
    static struct sample sample;
    for (i64 s = 0; s < COUNT_OF(sizes); s++) {
        struct arena arena;
        arena_init(&arena, 256 * 1024 * 1024);
        ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
        gsl_rng *rng = chance_new(&c, 1);
        struct held held = {0};
        sample.n = sizes[s];
        for (i64 round = 0; round < rounds; round++) {
            struct arena_mark mark = arena_mark(&arena);
            draw(rng, &sample, 0);
            if (!curves(&c, &sample, &held)) return 1;
            draw(rng, &sample, EFFECT);
            if (model(&c, &sample, &held)) held.rounds++;
            c.err = (err){0};
            arena_rewind(&arena, mark);
        }
        printf("n %4lld: share log-log %.3f log %.3f, median %.3f, mean %.3f, hazard ratio %.3f; "
               "log-rank speaks %.3f, hazards test %.3f\n",
               (long long)sizes[s], held.log_log / held.shares, held.log / held.shares,
               held.median / held.medians, held.mean / held.means, held.ratio / held.rounds,
               held.silent_log_rank / (f64)rounds, held.silent_hazards / held.rounds);
        arena_release(&arena);
    }
    return 0;
}
