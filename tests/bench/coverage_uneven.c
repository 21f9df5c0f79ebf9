// coverage_uneven: how often limits of variance components and of drawn-in values hold the truth,
// and how often units that do not differ are said to differ, in companies made up with a known
// truth. Prints one line for each shape of company; the figures are told in
// docs/statistics/uneven.md.
//   bench_coverage_uneven [COMPANIES]     default 4000
#include "insight/maths/chance.h"
#include "insight/units/inside.h"
#include "insight/units/shrink.h"

#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNITS_MAX = 64 };

struct shape {
    const char *name;
    i64 units;
    i64 rows[2];    // of a unit: between these
    f64 between;    // standard deviation; rows have 1
    bool is_skewed; // rows are exponential, not normal
};

struct held {
    f64 between, icc, shrunken, own, f, lr, spread, companies, units;
};

static void company(gsl_rng *rng, const struct shape *shape, struct held *held)
{
    struct unit_powers powers[UNITS_MAX];
    struct unit_sums sums[UNITS_MAX];
    struct measured measured[UNITS_MAX];
    struct shrunken shrunken[UNITS_MAX];
    struct unit_spread spread[UNITS_MAX];
    f64 truth[UNITS_MAX];
    for (i64 u = 0; u < shape->units; u++) {
        i64 rows = shape->rows[0] + chance_below(rng, shape->rows[1] - shape->rows[0] + 1);
        truth[u] = gsl_ran_gaussian(rng, shape->between);
        powers[u] = (struct unit_powers){0};
        for (i64 i = 0; i < rows; i++)
            unit_powers_add(&powers[u],
                            truth[u] + (shape->is_skewed ? gsl_ran_exponential(rng, 1) - 1
                                                         : gsl_ran_gaussian(rng, 1)));
        sums[u] = (struct unit_sums){rows, powers[u].mean, powers[u].second};
    }
    f64 variance = shape->between * shape->between;
    struct components fit = components_fit(sums, shape->units, COMPONENTS_REML);
    struct interval between = components_between(sums, shape->units, COMPONENTS_REML, 0.95);
    struct interval icc = components_icc1(sums, shape->units, &fit, 0.95);
    struct known_components known = {fit.mean, fit.mean_error, fit.between, 0};
    for (i64 u = 0; u < shape->units; u++)
        measured[u] = (struct measured){sums[u].mean, fit.within / (f64)sums[u].n};
    shrink_units(measured, shape->units, &known,
                 (struct shrink_limits){0.95, (f64)(fit.n - fit.units)}, shrunken);
    held->between += between.low <= variance && variance <= between.high;
    held->icc += icc.low <= variance / (1 + variance) && variance / (1 + variance) <= icc.high;
    held->f += fit.f_p < 0.05;
    held->lr += fit.lr_p < 0.05;
    held->spread += spread_judge(powers, shape->units, 0.95, spread).p < 0.05;
    held->companies++;
    for (i64 u = 0; u < shape->units; u++) {
        f64 reach = 1.96 * sqrt(measured[u].variance);
        held->shrunken += shrunken[u].low <= truth[u] && truth[u] <= shrunken[u].high;
        held->own += fabs(measured[u].value - truth[u]) <= reach;
        held->units++;
    }
}

int main(int argc, char **argv)
{
    const struct shape shapes[] = {
        {"8 units of 20 to 60 rows, none differs",     8,  {20, 60}, 0,   false},
        {"8 units of 20 to 60 rows, deviation 0.3",    8,  {20, 60}, 0.3, false},
        {"5 units of 5 rows, deviation 0.5",           5,  {5, 5},   0.5, false},
        {"40 units of 2 to 100 rows, deviation 0.2",   40, {2, 100}, 0.2, false},
        {"8 skewed units of 20 to 60, none differs",   8,  {20, 60}, 0,   true },
        {"40 skewed units of 2 to 100, deviation 0.2", 40, {2, 100}, 0.2, true },
    };
    i64 companies = argc > 1 ? strtol(argv[1], NULL, 10) : 4000;
    struct arena arena;
    arena_init(&arena, 1024 * 1024);
    ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD};
    gsl_rng *rng = chance_new(&c, 1);
    printf("%-44s %8s %8s %8s %8s %8s %8s %8s\n", "truth inside limits of 0.95; p below 0.05",
           "between", "icc1", "shrunken", "own", "f", "lr", "spread");
    for (i64 i = 0; i < COUNT_OF(shapes); i++) {
        struct held held = {0};
        for (i64 k = 0; k < companies; k++)
            company(rng, &shapes[i], &held);
        printf("%-44s %8.3f %8.3f %8.3f %8.3f %8.3f %8.3f %8.3f\n", shapes[i].name,
               held.between / held.companies, held.icc / held.companies, held.shrunken / held.units,
               held.own / held.units, held.f / held.companies, held.lr / held.companies,
               held.spread / held.companies);
    }
    arena_release(&arena);
    return 0;
}
