// coverage_weigh: how often limits of raked means, of figures adjusted for silence, of R, and of
// agreement hold the truth, in companies made up with a known one. Prints one line for each; the
// figures are told in docs/statistics/weigh.md, silence.md and agree.md.
//   bench_coverage_weigh [ROUNDS]     default 1000
#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "insight/asked/agree.h"
#include "insight/asked/calibrated.h"
#include "insight/maths/chance.h"
#include "insight/asked/raters.h"
#include "insight/asked/silence.h"

enum { PLANS = 3, COUNTRIES = 2, RATERS = 4 };
#define LEVEL 0.95

static const f64 plan_share[PLANS] = {0.5, 0.3, 0.2}, country_share[COUNTRIES] = {0.6, 0.4};

static i32 drawn(gsl_rng *rng, const f64 share[], i32 count)
{
    f64 chance = gsl_ran_flat(rng, 0, 1);
    i32 at = 0;
    while (at + 1 < count && chance >= share[at])
        chance -= share[at++];
    return at;
}

static bool holds(struct interval interval, f64 truth)
{
    return interval.low <= truth && truth <= interval.high;
}

// Figures that are counted over rounds.
struct tally {
    i64 raked, plain, adjusted, r, r_raw, alpha, icc;
};

// n answers; customers of the last plan and the second country answer three times as often, and are
// more satisfied. The truth: 7 + .5 · .3 + 1 · .2 + .8 · .4.
static bool weigh_round(ctx *c, gsl_rng *rng, i64 n, struct tally *tally)
{
    i32 *plan = NEW_ARRAY(c->arena, i32, n), *country = NEW_ARRAY(c->arena, i32, n);
    f64 *value = NEW_ARRAY(c->arena, f64, n), *ones = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n;) {
        plan[i] = drawn(rng, plan_share, PLANS);
        country[i] = drawn(rng, country_share, COUNTRIES);
        f64 answers = 0.1 * (plan[i] == 2 ? 3 : 1) * (country[i] == 1 ? 3 : 1);
        if (gsl_ran_flat(rng, 0, 1) >= answers) continue;
        ones[i] = 1;
        value[i] = 7 + 0.5 * (f64)plan[i] + 0.8 * (f64)country[i] + gsl_ran_gaussian(rng, 2);
        i++;
    }
    const struct weigh_margin margins[] = {
        {PLANS,     plan,    plan_share   },
        {COUNTRIES, country, country_share}
    };
    struct weigh_order order = {.n = n, .margin_count = 2, .margins = margins};
    struct weigh_weights weights;
    struct calibrated_figure raked, plain;
    if (!weigh_rake(c, order, &weights)) return false;
    if (weights.status != WEIGH_FOUND) return true;
    struct calibrated_answers as_raked = {.order = order, .weights = weights.weights};
    struct calibrated_answers as_came = {.order.n = n, .weights = ones};
    if (!calibrated_mean(c, &as_raked, value, &raked) ||
        !calibrated_mean(c, &as_came, value, &plain))
        return false;
    tally->raked += holds(calibrated_interval(raked, LEVEL), 7.67);
    tally->plain += holds(calibrated_interval(plain, LEVEL), 7.67);
    return true;
}

// n customers asked, whose answering depends on a name and a number that satisfaction depends on
// too. The truth is the mean of those asked; of R it is that of the chances they had.
static bool silence_round(ctx *c, gsl_rng *rng, i64 n, struct tally *tally)
{
    f64 *x = NEW_ARRAY(c->arena, f64, n * 3), *answered = NEW_ARRAY(c->arena, f64, n);
    f64 *value = NEW_ARRAY(c->arena, f64, n), *propensity = NEW_ARRAY(c->arena, f64, n);
    f64 truth = 0, mean = 0, squares = 0;
    for (i64 i = 0; i < n; i++) {
        x[i * 3] = 1;
        x[i * 3 + 1] = gsl_ran_flat(rng, 0, 1) < 0.4;
        x[i * 3 + 2] = gsl_ran_gaussian(rng, 1);
        propensity[i] = regress_logistic(-1 + x[i * 3 + 1] + 0.4 * x[i * 3 + 2]);
        answered[i] = gsl_ran_flat(rng, 0, 1) < propensity[i];
        value[i] = 6 + 2 * x[i * 3 + 1] + 0.5 * x[i * 3 + 2] + gsl_ran_gaussian(rng, 1.5);
        truth += value[i] / (f64)n;
        mean += propensity[i] / (f64)n;
    }
    for (i64 i = 0; i < n; i++)
        squares += (propensity[i] - mean) * (propensity[i] - mean);
    f64 r = 1 - 2 * sqrt(squares / (f64)(n - 1));
    struct silence_model model;
    struct silence_classes classes;
    if (!silence_fit(c, (struct silence_asked){n, 3, x, answered}, LEVEL, &model)) return false;
    if (!regress_found(&model.fit)) return true;
    silence_classify(c, model.propensity, answered, n, &classes);
    i32 *code = NEW_ARRAY(c->arena, i32, n);
    f64 known[SILENCE_CLASSES], *ones = NEW_ARRAY(c->arena, f64, n);
    i64 count = 0;
    for (i64 i = 0; i < n; i++) {
        if (answered[i] == 0) continue;
        code[count] = classes.code[i];
        ones[count] = 1;
        value[count++] = value[i];
    }
    for (i64 j = 0; j < classes.count; j++)
        known[j] = (f64)classes.asked[j];
    struct weigh_margin margin = {classes.count, code, known};
    struct weigh_order order = {.n = count, .margin_count = 1, .margins = &margin};
    struct weigh_weights weights;
    struct calibrated_figure adjusted, plain;
    if (!weigh_rake(c, order, &weights)) return false;
    struct calibrated_answers as_weighed = {.order = order, .weights = weights.weights};
    struct calibrated_answers as_came = {.order.n = count, .weights = ones};
    if (!calibrated_mean(c, &as_weighed, value, &adjusted) ||
        !calibrated_mean(c, &as_came, value, &plain))
        return false;
    tally->adjusted += holds(calibrated_interval(adjusted, LEVEL), truth);
    tally->plain += holds(calibrated_interval(plain, LEVEL), truth);
    tally->r += model.r_low <= r && r <= model.r_high;
    return true;
}

struct alpha_data {
    const struct ratings *ratings;
};

static f64 alpha_again(ctx *c, const void *data, const i32 *times)
{
    return agree_alpha(c, ((const struct alpha_data *)data)->ratings, AGREE_NOMINAL, times);
}

// Four raters share the truth with chance .7, so that alpha is .49; and on a scale, items spread by
// 1, raters by √.2 and the rest by √.8, so that ICC(2,1) is .5.
static bool agree_round(ctx *c, gsl_rng *rng, i64 n, struct tally *tally)
{
    static const f64 themes[] = {1, 2, 3};
    i32 *code = NEW_ARRAY(c->arena, i32, n * RATERS);
    f64 *value = NEW_ARRAY(c->arena, f64, n * RATERS), level[RATERS];
    for (i64 j = 0; j < RATERS; j++)
        level[j] = gsl_ran_gaussian(rng, sqrt(0.2));
    for (i64 i = 0; i < n; i++) {
        i32 truth = (i32)chance_below(rng, 3);
        f64 item = gsl_ran_gaussian(rng, 1);
        for (i64 j = 0; j < RATERS; j++) {
            bool knows = gsl_ran_flat(rng, 0, 1) < 0.7;
            code[i * RATERS + j] = knows ? truth : (i32)chance_below(rng, 3);
            value[i * RATERS + j] = item + level[j] + gsl_ran_gaussian(rng, sqrt(0.8));
        }
    }
    struct ratings ratings = {n, RATERS, code, 3, themes};
    struct alpha_data data = {&ratings};
    struct agree_limits limits;
    if (!agree_bootstrap(c, (struct agree_figure){alpha_again, &data}, n, 400, LEVEL, rng, &limits))
        return false;
    tally->alpha += limits.low <= 0.49 && 0.49 <= limits.high;
    struct raters_icc icc = raters_icc_of(c, (struct rating_table){n, RATERS, value}, LEVEL);
    tally->icc += holds(icc.icc2, 0.5);
    return true;
}

static void repeat(ctx *c, gsl_rng *rng, i64 rounds, i64 n,
                   bool (*round)(ctx *, gsl_rng *, i64, struct tally *), struct tally *tally)
{
    *tally = (struct tally){0};
    for (i64 i = 0; i < rounds; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        if (!round(c, rng, n, tally)) exit(1);
        arena_rewind(c->arena, mark);
    }
}

int main(int argc, char **argv)
{
    static const i64 sizes[] = {50, 200, 1000}, asked[] = {200, 1000, 4000},
                     items[] = {12, 30, 100};
    i64 rounds = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000;
    struct arena arena;
    arena_init(&arena, 1024LL * 1024 * 1024);
    ctx c = {.arena = &arena, .lang = "en", .cwd_fd = AT_FDCWD, .out = stdout, .say = stderr};
    gsl_rng *rng = chance_new(&c, 2026);
    struct tally t;
    for (i64 k = 0; k < COUNT_OF(sizes); k++) {
        repeat(&c, rng, rounds, sizes[k], weigh_round, &t);
        printf("weigh, %4lld answers: raked mean %.3f, mean as they came %.3f\n",
               (long long)sizes[k], (f64)t.raked / (f64)rounds, (f64)t.plain / (f64)rounds);
    }
    for (i64 k = 0; k < COUNT_OF(asked); k++) {
        repeat(&c, rng, rounds, asked[k], silence_round, &t);
        printf("silence, %4lld asked: adjusted mean %.3f, mean as they came %.3f, R %.3f\n",
               (long long)asked[k], (f64)t.adjusted / (f64)rounds, (f64)t.plain / (f64)rounds,
               (f64)t.r / (f64)rounds);
    }
    for (i64 k = 0; k < COUNT_OF(items); k++) {
        repeat(&c, rng, rounds, items[k], agree_round, &t);
        printf("agree, %4lld items, 4 raters: alpha %.3f, ICC(2,1) %.3f\n", (long long)items[k],
               (f64)t.alpha / (f64)rounds, (f64)t.icc / (f64)rounds);
    }
    arena_release(&arena);
    return 0;
}
