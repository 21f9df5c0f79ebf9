// coverage_impact: how often limits of an event's effect hold the truth, and how often an effect is
// claimed where there is none, in made-up series with a known effect. Prints one line for each kind
// of series; the figures are told in docs/statistics/impact.md.
//   bench_coverage_impact [SERIES]     default 2000; a tenth as many with controls
#include "insight/maths/chance.h"
#include "insight/series/control_series.h"
#include "insight/series/interrupted.h"

#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLACES = 60, EVENT = 40 };

struct shape {
    const char *name;
    bool counts, controls;
    f64 effect;      // counts: logarithm of the ratio; means: in standard deviations of the noise
    f64 correlation; // of neighbouring values
    f64 wander;      // standard deviation of the level's step
};

struct held {
    f64 plain, robust, said, claimed, runs;
};

static void one_series(ctx *c, gsl_rng *rng, const struct shape *shape, struct held *held)
{
    f64 value[PLACES], left = 0;
    for (i64 t = 0; t < PLACES; t++) {
        f64 effect = t >= EVENT ? shape->effect : 0, season = 0.2 * sin(2 * M_PI * (f64)t / 12);
        f64 fresh = sqrt(1 - shape->correlation * shape->correlation);
        left = shape->correlation * left + (t ? fresh : 1) * gsl_ran_gaussian(rng, 1);
        if (shape->counts) { // twice as scattered as pure chance
            f64 mean = 50 * exp(0.005 * (f64)t + season + effect);
            value[t] = gsl_ran_poisson(rng, gsl_ran_gamma(rng, mean, 1));
        } else {
            value[t] = 10 + 0.02 * (f64)t + season + effect + left;
        }
    }
    struct interrupted_series series = {.count = PLACES,
                                        .value = value,
                                        .event = EVENT,
                                        .period = 12,
                                        .harmonics = 2,
                                        .counts = shape->counts};
    struct interrupted found;
    if (!interrupted_fit(c, &series, 0.95, &found) || found.status != REGRESS_FOUND) abort();
    f64 truth = shape->counts ? exp(shape->effect) : shape->effect;
    held->plain += found.effect.low <= truth && truth <= found.effect.high;
    held->robust += found.robust.low <= truth && truth <= found.robust.high;
    struct interval said = found.correlated ? found.robust : found.effect;
    held->said += said.low <= truth && truth <= said.high;
    held->claimed += (found.correlated ? found.robust_p : found.effect_p) < 0.05;
    held->runs++;
}

static void with_controls(ctx *c, gsl_rng *rng, const struct shape *shape, struct held *held)
{
    f64 value[PLACES], columns[3][PLACES], *controls[3] = {columns[0], columns[1], columns[2]};
    f64 level = 0;
    for (i64 t = 0; t < PLACES; t++) {
        level += gsl_ran_gaussian(rng, shape->wander);
        for (i64 k = 0; k < 3; k++)
            columns[k][t] = gsl_ran_gaussian(rng, 2);
        value[t] = 100 + level + columns[0][t] + 0.5 * columns[1][t] + gsl_ran_gaussian(rng, 1) +
                   (t >= EVENT ? shape->effect : 0);
    }
    struct control_series series = {PLACES, 3, value, controls, EVENT, 0.01, 1000};
    struct control_found found;
    if (!control_series_fit(c, &series, rng, 0.95, &found) || found.status != CONTROL_FOUND)
        abort();
    held->plain += found.effect.low <= shape->effect && shape->effect <= found.effect.high;
    held->robust += found.wide.low <= shape->effect && shape->effect <= found.wide.high;
    held->said += found.wide.low <= shape->effect && shape->effect <= found.wide.high;
    held->claimed += found.wide.low > 0 || found.wide.high < 0;
    held->runs++;
}

int main(int argc, char **argv)
{
    const struct shape shapes[] = {
        {"counts, no effect",                     true,  false, 0,    0,   0  },
        {"counts, a fifth less",                  true,  false, -0.2, 0,   0  },
        {"means, no effect",                      false, false, 0,    0,   0  },
        {"means, correlation 0.5, no effect",     false, false, 0,    0.5, 0  },
        {"controls, firm level, no effect",       false, true,  0,    0,   0  },
        {"controls, firm level, effect 1",        false, true,  1,    0,   0  },
        {"controls, level wanders by 0.2 a step", false, true,  0,    0,   0.2},
    };
    i64 runs = argc > 1 ? strtol(argv[1], NULL, 10) : 2000;
    struct arena arena;
    arena_init(&arena, 1024L * 1024 * 1024);
    ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
    gsl_rng *rng = chance_new(&c, 1);
    printf("%-44s %8s %8s %8s %8s\n", "truth inside limits of 0.95", "plain", "wider", "said",
           "claimed");
    for (i64 i = 0; i < COUNT_OF(shapes); i++) {
        struct held held = {0};
        for (i64 k = 0; k < (shapes[i].controls ? runs / 10 : runs); k++) {
            struct arena_mark mark = arena_mark(&arena);
            (shapes[i].controls ? with_controls : one_series)(&c, rng, &shapes[i], &held);
            arena_rewind(&arena, mark);
        }
        printf("%-44s %8.3f %8.3f %8.3f %8.3f\n", shapes[i].name, held.plain / held.runs,
               held.robust / held.runs, held.said / held.runs, held.claimed / held.runs);
    }
    arena_release(&arena);
    return 0;
}
