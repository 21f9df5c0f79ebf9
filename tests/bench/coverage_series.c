// coverage_series: how often trends, changes and forecasts are right, on series made with a known
// truth: false alarms of tests, and how often limits hold the truth. The figures are told in
// docs/statistics/trend.md, change.md and forecast.md.
//   bench_coverage_series [SERIES]     default 1000
#include "insight/series/changepoint.h"
#include "insight/series/forecast.h"
#include "insight/series/lags.h"
#include "insight/series/season.h"
#include "insight/series/trend.h"

#include <gsl/gsl_randist.h>
#include <math.h>

enum { VALUES_MAX = 600, AHEAD = 12 };

struct shape {
    const char *name;
    i64 n;
    f64 slope, correlation, walk; // walk: deviation of the level's own steps
    bool seasonal, skewed;
    f64 jump; // in the middle
};

static void series_make(gsl_rng *rng, const struct shape *s, i64 n, f64 values[])
{
    f64 rho = s->correlation, rest = 0, level = 0;
    rest = gsl_ran_gaussian(rng, 1 / sqrt(1 - rho * rho));
    for (i64 i = 0; i < n; i++) {
        f64 shock = s->skewed ? gsl_ran_exponential(rng, 1) - 1 : gsl_ran_gaussian(rng, 1);
        rest = rho * rest + shock;
        level += s->slope + gsl_ran_gaussian(rng, s->walk);
        values[i] = level + rest + (s->seasonal ? 3 * sin((f64)i * 2 * acos(-1) / 12) : 0) +
                    (s->jump != 0 && i >= s->n / 2 ? s->jump : 0);
    }
}

// As stat/series/trend.c does it.
static void trend_once(ctx *c, const struct shape *s, const f64 values[], i64 counts[2])
{
    f64 at[VALUES_MAX], rest[VALUES_MAX];
    i64 phases[VALUES_MAX];
    struct season season;
    struct trend trend;
    if (!season_find(c, values, s->n, s->seasonal ? 12 : 1, &season)) abort();
    for (i64 i = 0; i < s->n; i++) {
        at[i] = (f64)i;
        phases[i] = i % 12;
    }
    struct trend_points points = {s->n, at, values, season.found ? phases : NULL,
                                  season.found ? 12 : 1};
    if (!trend_find(c, points, &trend)) abort();
    for (i64 i = 0; i < s->n; i++)
        rest[i] = values[i] - trend.slope * at[i] - (season.found ? season.effects[i % 12] : 0);
    struct trend_width width = {0.95, lags_inflation(c, rest, s->n)};
    if (!trend_widen(c, points, width, &trend)) abort();
    counts[0] += trend.p_value < 0.05;
    counts[1] += trend.low <= s->slope && s->slope <= trend.high;
}

static void trends(ctx *c, gsl_rng *rng, i64 count)
{
    static const struct shape shapes[] = {
        {"12 independent values",                   12,  0,    0,   0, false, false, 0},
        {"60 independent values",                   60,  0,    0,   0, false, false, 0},
        {"60 skewed values",                        60,  0,    0,   0, false, true,  0},
        {"60 values, slope 0.03",                   60,  0.03, 0,   0, false, false, 0},
        {"24 values, neighbours 0.3",               24,  0,    0.3, 0, false, false, 0},
        {"60 values, neighbours 0.3",               60,  0,    0.3, 0, false, false, 0},
        {"200 values, neighbours 0.3",              200, 0,    0.3, 0, false, false, 0},
        {"60 values, neighbours 0.6",               60,  0,    0.6, 0, false, false, 0},
        {"200 values, neighbours 0.6",              200, 0,    0.6, 0, false, false, 0},
        {"36 months with a season",                 36,  0,    0,   0, true,  false, 0},
        {"60 months with a season",                 60,  0,    0,   0, true,  false, 0},
        {"60 months with a season, neighbours 0.3", 60,  0,    0.3, 0, true,  false, 0},
    };
    printf("trend: series, said to rise or fall, limits that hold the slope\n");
    for (i64 k = 0; k < COUNT_OF(shapes); k++) {
        i64 counts[2] = {0, 0};
        f64 values[VALUES_MAX];
        for (i64 i = 0; i < count; i++) {
            struct arena_mark mark = arena_mark(c->arena);
            series_make(rng, &shapes[k], shapes[k].n, values);
            trend_once(c, &shapes[k], values, counts);
            arena_rewind(c->arena, mark);
        }
        printf("  %-42s %.3f %.3f\n", shapes[k].name, (f64)counts[0] / (f64)count,
               (f64)counts[1] / (f64)count);
    }
}

// As stat/series/change.c does it: counts of any change, of exactly one, of limits that hold its place.
static void change_once(ctx *c, const struct shape *s, const f64 values[], i64 counts[3])
{
    f64 scaled[VALUES_MAX], noise = changepoint_noise(c, values, s->n);
    f64 near_by = lags_first_robust(c, values, s->n);
    if (near_by > 2 / sqrt((f64)s->n)) noise *= sqrt(1 + near_by) / (1 - near_by);
    for (i64 i = 0; i < s->n; i++)
        scaled[i] = values[i] / noise;
    struct changepoint_order order = {
        .n = s->n, .values = scaled, .penalty = CHANGEPOINT_MBIC, .shortest = 3};
    struct changepoint_segments found;
    if (!changepoint_find(c, order, &found)) abort();
    f64 rest[VALUES_MAX];
    for (i64 k = 0, i = 0; k < found.count; k++)
        for (; i < found.ends[k]; i++)
            rest[i] = scaled[i] - found.means[k];
    f64 tails = changepoint_tails(rest, s->n, 1);
    for (i64 i = 0; i < s->n; i++)
        scaled[i] /= tails;
    if (tails > 1 && !changepoint_find(c, order, &found)) abort();
    counts[0] += found.count > 1;
    if (found.count != 2) return;
    counts[1]++;
    for (i64 i = 0; i < s->n; i++)
        scaled[i] -= found.means[i >= found.ends[0]];
    f64 p = lags_correlation(scaled, s->n, 1);
    f64 widen = p > 2 / sqrt((f64)s->n) ? (1 + fmin(p, 0.9)) / (1 - fmin(p, 0.9)) : 1;
    struct changepoint_place place = changepoint_limits(
        (struct changepoint_sides){found.ends[0], found.ends[0], s->n - found.ends[0],
                                   found.means[0], found.means[1], found.variances[0],
                                   found.variances[1], widen},
        0.95);
    counts[2] += !place.known || (place.low <= s->n / 2 && s->n / 2 <= place.high);
}

static void changes(ctx *c, gsl_rng *rng, i64 count)
{
    static const struct shape shapes[] = {
        {"12 values",                               12,  0, 0,   0, false, false, 0},
        {"24 values",                               24,  0, 0,   0, false, false, 0},
        {"60 values",                               60,  0, 0,   0, false, false, 0},
        {"200 values",                              200, 0, 0,   0, false, false, 0},
        {"60 skewed values",                        60,  0, 0,   0, false, true,  0},
        {"60 values, neighbours 0.3",               60,  0, 0.3, 0, false, false, 0},
        {"200 values, neighbours 0.3",              200, 0, 0.3, 0, false, false, 0},
        {"200 values, neighbours 0.6",              200, 0, 0.6, 0, false, false, 0},
        {"24 values, a jump of 2",                  24,  0, 0,   0, false, false, 2},
        {"60 values, a jump of 1",                  60,  0, 0,   0, false, false, 1},
        {"60 values, a jump of 2",                  60,  0, 0,   0, false, false, 2},
        {"200 values, a jump of 1",                 200, 0, 0,   0, false, false, 1},
        {"200 values, neighbours 0.3, a jump of 2", 200, 0, 0.3, 0, false, false, 2},
    };
    printf("change: series, any change found, exactly one, of those limits that hold its place\n");
    for (i64 k = 0; k < COUNT_OF(shapes); k++) {
        i64 counts[3] = {0, 0, 0};
        f64 values[VALUES_MAX];
        for (i64 i = 0; i < count; i++) {
            struct arena_mark mark = arena_mark(c->arena);
            series_make(rng, &shapes[k], shapes[k].n, values);
            change_once(c, &shapes[k], values, counts);
            arena_rewind(c->arena, mark);
        }
        printf("  %-42s %.3f %.3f %.3f\n", shapes[k].name, (f64)counts[0] / (f64)count,
               (f64)counts[1] / (f64)count,
               shapes[k].jump != 0 ? (f64)counts[2] / (f64)counts[1] : (f64)NAN);
    }
}

static void forecasts(ctx *c, gsl_rng *rng, i64 count)
{
    static const struct shape shapes[] = {
        {"24 independent values",                 24,  0,   0, 0,   false, false, 0},
        {"60 independent values",                 60,  0,   0, 0,   false, false, 0},
        {"60 skewed values",                      60,  0,   0, 0,   false, true,  0},
        {"60 values, level that wanders",         60,  0,   0, 0.5, false, false, 0},
        {"60 values, wanders and rises",          60,  0.2, 0, 0.5, false, false, 0},
        {"60 months, season, level wanders",      60,  0,   0, 0.3, true,  false, 0},
        {"120 months, season, wanders and rises", 120, 0.1, 0, 0.3, true,  false, 0},
    };
    static const i64 steps[] = {1, 6, 12};
    printf("forecast: series; limits that hold what comes 1, 6, 12 steps ahead; error by the "
           "naive one's; chance of the median goal told, reached\n");
    for (i64 k = 0; k < COUNT_OF(shapes); k++) {
        const struct shape *s = &shapes[k];
        i64 held[COUNT_OF(steps)] = {0}, reached = 0;
        f64 values[VALUES_MAX], told = 0, own = 0, naive = 0;
        for (i64 i = 0; i < count; i++) {
            struct arena_mark mark = arena_mark(c->arena);
            struct forecast found;
            struct season season;
            series_make(rng, s, s->n + AHEAD, values);
            if (!season_find(c, values, s->n, s->seasonal ? 12 : 1, &season)) abort();
            struct forecast_order order = {.n = s->n,
                                           .values = values,
                                           .period = season.found ? 12 : 1,
                                           .ahead = AHEAD,
                                           .paths = 1000,
                                           .level = 0.95};
            if (!forecast_make(c, rng, order, &found)) abort();
            for (i64 j = 0; j < COUNT_OF(steps); j++) {
                i64 h = steps[j] - 1;
                held[j] += found.low[h] <= values[s->n + h] && values[s->n + h] <= found.high[h];
            }
            for (i64 h = 0; h < AHEAD; h++) {
                own += fabs(found.expected[h] - values[s->n + h]);
                naive += fabs(found.naive[h] - values[s->n + h]);
            }
            f64 goal = values[s->n - 1] + 1; // a little more than now
            told += forecast_chance(&found, (struct forecast_goal){goal, true, AHEAD}).at;
            reached += values[s->n + AHEAD - 1] >= goal;
            arena_rewind(c->arena, mark);
        }
        f64 n = (f64)count;
        printf("  %-42s %.3f %.3f %.3f  %.2f  %.3f %.3f\n", s->name, (f64)held[0] / n,
               (f64)held[1] / n, (f64)held[2] / n, own / naive, told / n, (f64)reached / n);
    }
}

int main(int argc, char **argv)
{
    i64 count = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000;
    if (count < 1) return 2;
    struct arena arena;
    arena_init(&arena, 1024LL * 1024 * 1024);
    ctx c = {.arena = &arena, .lang = "en"};
    gsl_rng *rng = chance_new(&c, 1);
    trends(&c, rng, count);
    changes(&c, rng, count);
    forecasts(&c, rng, count);
    arena_release(&arena);
    return 0;
}
