// coverage_lifetime: how often limits of parameters hold the truth, and limits of the purchases to
// expect hold what then happens, among customers drawn with a known truth; and how often a model is
// said not to be identified. Prints one line for each truth; the figures are told in
// docs/statistics/lifetime.md.
//   bench_coverage_lifetime [ROUNDS]     default 200
#include "insight/maths/chance.h"
#include "insight/customers/lifetime.h"

#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CUSTOMERS_MAX = 5000 };

struct truth {
    const char *name;
    enum lifetime_model model;
    f64 parameters[4];
    i64 customers;
    f64 age[2]; // between these, in weeks
    f64 ahead;
};

struct held {
    f64 rounds, fitted, parameters[4], total, bias, width;
};

static bool leaves(gsl_rng *rng, f64 chance)
{
    return chance > 0 && gsl_rng_uniform(rng) < chance;
}

// A customer up to `age`; *later counts the purchases in what follows.
static struct history drawn(gsl_rng *rng, const struct truth *truth, f64 age, f64 *later)
{
    const f64 *p = truth->parameters;
    f64 rate = gsl_ran_gamma(rng, p[0], 1 / p[1]), left = INFINITY, chance = 0, time = 0;
    if (truth->model == LIFETIME_PARETO_NBD)
        left = gsl_ran_exponential(rng, 1 / gsl_ran_gamma(rng, p[2], 1 / p[3]));
    if (truth->model == LIFETIME_BG_NBD || truth->model == LIFETIME_MBG_NBD)
        chance = gsl_ran_beta(rng, p[2], p[3]);
    struct history history = {0, 0, age};
    bool gone = truth->model == LIFETIME_MBG_NBD && leaves(rng, chance);
    while (!gone) {
        time += gsl_ran_exponential(rng, 1 / rate);
        if (time > fmin(left, age + truth->ahead)) break;
        gone = leaves(rng, chance);
        if (time > age) {
            *later += 1;
            continue;
        }
        history.repeats++;
        history.recency = time;
    }
    return history;
}

static bool round_run(ctx *c, gsl_rng *rng, const struct truth *truth, struct held *held)
{
    static struct history customers[CUSTOMERS_MAX];
    f64 later = 0;
    for (i64 i = 0; i < truth->customers; i++) {
        f64 age = truth->age[0] + gsl_rng_uniform(rng) * (truth->age[1] - truth->age[0]);
        customers[i] = drawn(rng, truth, age, &later);
    }
    struct histories histories;
    struct lifetime_fit fit;
    if (!histories_group(c, customers, truth->customers, &histories) ||
        !lifetime_fit(c, truth->model, &histories, &fit))
        return false;
    held->rounds++;
    if (fit.status != LIFETIME_FITTED) return true;
    held->fitted++;
    for (i64 i = 0; i < fit.parameter_count; i++)
        held->parameters[i] += fabs(log(fit.parameters[i] / truth->parameters[i])) <=
                               1.959964 * fit.errors[i] / fit.parameters[i];
    struct lifetime_total total = lifetime_predict_total(c, &fit, &histories, truth->ahead);
    f64 reach = 1.959964 * hypot(total.error, total.deviation);
    held->total += fabs(later - total.expected) <= reach;
    held->bias += total.expected / later - 1;
    held->width += reach / total.expected;
    return true;
}

int main(int argc, char **argv)
{
    const struct truth truths[] = {
        {"Pareto/NBD as CDNOW, 2,357 customers",
         LIFETIME_PARETO_NBD,                                     {.553, 10.58, .606, 11.67},
         2357,                                                                                     {27, 39},
         39                                                                                                     },
        {"Pareto/NBD, 500 customers, two years",
         LIFETIME_PARETO_NBD,                                     {1, 8, 1, 40},
         500,                                                                                      {52, 104},
         52                                                                                                     },
        {"BG/NBD as CDNOW, 2,357 customers",
         LIFETIME_BG_NBD,                                         {.243, 4.41, .793, 2.43},
         2357,                                                                                     {27, 39},
         39                                                                                                     },
        {"BG/NBD, 500 customers, two years",     LIFETIME_BG_NBD, {1, 8, .8, 4},              500, {52, 104}, 52},
        {"MBG/NBD as CDNOW, 2,357 customers",
         LIFETIME_MBG_NBD,                                        {.525, 6.18, .891, 1.61},
         2357,                                                                                     {27, 39},
         39                                                                                                     },
        {"NBD, 500 customers, two years",        LIFETIME_NBD,    {.5, 8},                    500, {52, 104}, 52},
    };
    i64 rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 200;
    struct arena arena;
    arena_init(&arena, 1024 * 1024 * 1024);
    ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
    gsl_rng *rng = chance_new(&c, 1);
    printf("%-40s %9s %6s %6s %6s %6s %10s %8s %8s\n", "held by limits of 0.95", "identified",
           "1st", "2nd", "3rd", "4th", "purchases", "bias", "reach");
    for (i64 i = 0; i < COUNT_OF(truths); i++) {
        struct held held = {0};
        for (i64 k = 0; k < rounds; k++) {
            struct arena_mark mark = arena_mark(&arena);
            if (!round_run(&c, rng, &truths[i], &held)) return 1;
            arena_rewind(&arena, mark);
        }
        const f64 *p = held.parameters;
        f64 n = held.fitted;
        printf("%-40s %9.3f %6.3f %6.3f %6.3f %6.3f %10.3f %8.4f %8.4f\n", truths[i].name,
               n / held.rounds, p[0] / n, p[1] / n, p[2] / n, p[3] / n, held.total / n,
               held.bias / n, held.width / n);
        fflush(stdout);
    }
    arena_release(&arena);
    return 0;
}
