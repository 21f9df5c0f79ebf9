// coverage_figures: how often the limits of nps, rate, mean, count and their differences hold a
// known truth, with weights and without; and how often looking after every value raises a false
// alarm. Prints one line each; the figures are told in
// docs/statistics/{nps,rate,mean,count,watch,experiment}.md.
//   bench_coverage_figures [RUNS]     default 20000
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "insight/maths/chance.h"
#include "insight/sure/exact.h"
#include "insight/sure/experiment.h"
#include "insight/sure/weighted.h"

enum { LOOKS_FROM = 30, LOOKS_TO = 2000 };

static i64 runs = 20000;

static void tell(const char *what, i64 held, i64 of)
{
    printf("  %-66s %.4f\n", what, (f64)held / (f64)of);
    (void)fflush(stdout);
}

static bool holds(struct interval i, f64 truth)
{
    return i.low <= truth && truth <= i.high;
}

static bool differs_holds(struct difference d, f64 truth)
{
    return d.low <= truth && truth <= d.high;
}

static int answer(gsl_rng *rng, const f64 shares[3])
{
    f64 at = gsl_rng_uniform(rng);
    return at < shares[0] ? -1 : at < shares[0] + shares[1] ? 0 : 1;
}

static struct nps_counts answers(gsl_rng *rng, const f64 shares[3], i64 n)
{
    struct nps_counts found = {0, 0, 0};
    for (i64 i = 0; i < n; i++) {
        int value = answer(rng, shares);
        *(value < 0 ? &found.detractors : value ? &found.promoters : &found.passives) += 1;
    }
    return found;
}

// Exact: over all samples that can be.
static void scores_exactly(void)
{
    static const f64 truths[][3] = {
        {0.2,  0.3,  0.5},
        {0.01, 0.09, 0.9},
        {0.1,  0.1,  0.8}
    };
    static const f64 sizes[] = {5, 10, 30, 60};
    printf("NPS, exact coverage of 95%% limits: score, adjusted\n");
    for (i64 t = 0; t < COUNT_OF(truths); t++) {
        for (i64 s = 0; s < COUNT_OF(sizes); s++) {
            struct nps_shares truth = {sizes[s], truths[t][0], truths[t][2]};
            printf("  p = (%.2f, %.2f, %.2f), n = %-32.0f %.4f  %.4f\n", truths[t][0], truths[t][1],
                   truths[t][2], sizes[s], exact_nps_coverage(truth, 0.95, EXACT_SCORE).coverage,
                   exact_nps_coverage(truth, 0.95, EXACT_ADJUSTED).coverage);
        }
    }
}

static void differences(gsl_rng *rng)
{
    static const f64 a[3] = {0.2, 0.3, 0.5}, b[3] = {0.1, 0.3, 0.6};
    i64 nps = 0, rate = 0, mean = 0, count = 0;
    for (i64 k = 0; k < runs; k++) {
        nps += differs_holds(difference_nps(answers(rng, a, 40), answers(rng, b, 60), 0.95), -0.2);
        struct rate_counts x = {gsl_ran_binomial(rng, 0.1, 40), 40};
        struct rate_counts y = {gsl_ran_binomial(rng, 0.3, 60), 60};
        rate += differs_holds(difference_rate(x, y, 0.95), -0.2);
        struct weighted_moments m[2] = {{0}, {0}};
        for (int i = 0; i < 50; i++)
            weighted_add(&m[i >= 20], i < 20 ? gsl_ran_gaussian(rng, 1) : gsl_ran_gaussian(rng, 4),
                         1);
        mean += differs_holds(weighted_mean_difference(m[0], m[1], 0.95), 0);
        struct exposed_count c = {gsl_ran_poisson(rng, 12), 10}, d = {gsl_ran_poisson(rng, 10), 20};
        count += differs_holds(difference_count(c, d, 0.95), 1.2 / 0.5);
    }
    printf("differences, 95%% limits\n");
    tell("NPS, 40 and 60 answers", nps, runs);
    tell("rate, .1 of 40 and .3 of 60 (Newcombe)", rate, runs);
    tell("mean, 20 of deviation 1 and 30 of deviation 4 (Welch)", mean, runs);
    tell("count, 12 in 10 and 10 in 20 (exact: at least)", count, runs);
}

// Weights from 0.3 to 3 that have nothing to do with the answers.
static void weighted(gsl_rng *rng)
{
    static const f64 shares[3] = {0.2, 0.3, 0.5};
    i64 nps = 0, rate = 0, mean = 0;
    for (i64 k = 0; k < runs; k++) {
        struct nps_weights scores = {0, 0, 0, 0};
        struct rate_weights yes = {0, 0, 0};
        struct weighted_moments values = {0};
        for (int i = 0; i < 60; i++) {
            f64 w = exp(gsl_ran_gaussian(rng, 0.6));
            int value = answer(rng, shares);
            *(value < 0 ? &scores.detractors : value ? &scores.promoters : &scores.passives) += w;
            scores.squares += w * w;
            *(gsl_rng_uniform(rng) < 0.2 ? &yes.successes : &yes.failures) += w;
            yes.squares += w * w;
            weighted_add(&values, gsl_ran_gaussian(rng, 1), w);
        }
        nps += holds(interval_nps_weighted(scores, 0.95), 0.3);
        rate += holds(weighted_rate(yes, 0.95), 0.2);
        mean += holds(weighted_mean(values, 0.95), 0);
    }
    printf("60 weighted answers (log-normal weights, deviation 0.6), 95%% limits\n");
    tell("NPS", nps, runs);
    tell("rate .2", rate, runs);
    tell("mean", mean, runs);
}

static void single(gsl_rng *rng)
{
    i64 wilson = 0, exact = 0, normal = 0, skewed = 0, count = 0;
    for (i64 k = 0; k < runs; k++) {
        struct rate_counts x = {gsl_ran_binomial(rng, 0.05, 40), 40};
        wilson += holds(interval_rate(x, 0.95), 0.05);
        exact += holds(exact_rate(x, 0.95), 0.05);
        struct weighted_moments m = {0}, e = {0};
        for (int i = 0; i < 30; i++) {
            weighted_add(&m, gsl_ran_gaussian(rng, 1), 1);
            weighted_add(&e, gsl_ran_exponential(rng, 1), 1);
        }
        normal += holds(weighted_mean(m, 0.95), 0);
        skewed += holds(weighted_mean(e, 0.95), 1);
        count += holds(interval_count(gsl_ran_poisson(rng, 4), 0.95), 4);
    }
    printf("single figures, 95%% limits\n");
    tell("rate .05 of 40, Wilson", wilson, runs);
    tell("rate .05 of 40, exact", exact, runs);
    tell("mean of 30 normal values", normal, runs);
    tell("mean of 30 exponential values (skewness 2: 100 rows are asked for)", skewed, runs);
    tell("count 4 (exact: at least)", count, runs);
}

struct alarms {
    i64 ordinary, sequence;
};

static void peek(gsl_rng *rng, struct watch_order order, struct alarms *alarms)
{
    static const f64 shares[3] = {0.2, 0.3, 0.5};
    struct watch watch = watch_of(order);
    bool ordinary = false, sequence = false;
    for (i64 i = 1; i <= LOOKS_TO && !(ordinary && sequence); i++) {
        watch_add(&watch, answer(rng, shares));
        if (i < LOOKS_FROM) continue;
        ordinary |= fabs(watch.mean - 0.3) > 1.959964 * sqrt(watch.around) / (f64)i;
        sequence |= watch_p(&watch, 0.3) < 0.05;
    }
    alarms->ordinary += ordinary;
    alarms->sequence += sequence;
}

// ../shared/reference/sequential_ab.json, peeking_false_alarm: .4835 and .0325 in 2,000 runs.
static void peeking(gsl_rng *rng)
{
    static const f64 best[] = {100, 500, 2000};
    char name[128];
    printf("a look after every answer, 30 to 2,000: false alarms\n");
    for (i64 b = 0; b < COUNT_OF(best); b++) {
        struct alarms found = {0, 0};
        for (i64 k = 0; k < runs; k++)
            peek(rng, (struct watch_order){WATCH_ASYMPTOTIC, 0.95, best[b], 30, 0, 0}, &found);
        if (b == 0) tell("ordinary 95% interval", found.ordinary, runs);
        (void)snprintf(name, sizeof name, "asymptotic sequence, planned for %.0f", best[b]);
        tell(name, found.sequence, runs);
    }
    for (int method = WATCH_BERNSTEIN; method <= WATCH_BERNOULLI; method++) {
        struct alarms found = {0, 0};
        for (i64 k = 0; k < runs / 10; k++)
            peek(rng, (struct watch_order){(enum watch_method)method, 0.95, 500, 0, -1, 1}, &found);
        tell(method == WATCH_BERNSTEIN ? "empirical Bernstein" : "Bernoulli", found.sequence,
             runs / 10);
    }
}

// Experiments without an effect, a look after every person.
static void trials(gsl_rng *rng)
{
    i64 asymptotic = 0, bernstein = 0, ordinary = 0, splits = 0, count = runs / 10;
    struct watch_order order = {WATCH_ASYMPTOTIC, 0.95, 500, 60, 0, 0};
    for (i64 k = 0; k < count; k++) {
        struct experiment_run run =
            experiment_begin((struct experiment_order){0.95, 0, 1, 0.5, 0.16, 500});
        bool a = false, b = false, o = false;
        for (i64 i = 0; i < LOOKS_TO; i++) {
            experiment_add(&run, gsl_rng_uniform(rng) < 0.5, gsl_rng_uniform(rng) < 0.2);
            struct watch_side sides[2];
            for (int arm = 0; arm < 2; arm++) {
                f64 n = run.count[arm], mean = n > 0 ? run.sum[arm] / n : 0;
                sides[arm] = (struct watch_side){n, mean, mean * (1 - mean)};
            }
            a |= watch_difference_p(order, sides[0], sides[1]) < 0.05;
            b |= experiment_p(&run, false) < 0.05;
            f64 error = sqrt(sides[0].variance / sides[0].n + sides[1].variance / sides[1].n);
            o |= i >= 60 && fabs(sides[1].mean - sides[0].mean) > 1.959964 * error;
        }
        asymptotic += a;
        bernstein += b;
        ordinary += o;
        splits += experiment_split(run.count, (const f64[]){0.5, 0.5}, 2).p < EXPERIMENT_SPLIT_P;
    }
    printf("experiments of 2,000 people without an effect, a look after every one: false alarms\n");
    tell("ordinary 95% interval", ordinary, count);
    tell("asymptotic sequence", asymptotic, count);
    tell("empirical Bernstein", bernstein, count);
    tell("split called off at .001", splits, count);
}

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena, 1 << 24);
    ctx c = {.arena = &arena};
    if (argc > 1) runs = MAX(100, strtoll(argv[1], NULL, 10));
    gsl_rng *rng = chance_new(&c, 7);
    scores_exactly();
    single(rng);
    differences(rng);
    weighted(rng);
    peeking(rng);
    trials(rng);
    arena_release(&arena);
    return 0;
}
