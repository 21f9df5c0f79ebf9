// Idea: walking from the latest time, everybody met so far is at risk, so sums over risk sets only
// grow. With d who left at once, Efron takes the l-th of them (l = 0 … d-1) from a risk set in
// which those who left weigh 1 - l/d; the d terms differ only in scalars, which are summed first,
// so that a time costs k² steps whatever its ties.
#include "insight/customers/risk_sets.h"

#include <math.h>

// Σw, Σwx, Σwxx' of some rows.
struct sums {
    f64 weight;
    f64 *first, *second;
};

struct walk {
    i64 k;
    struct sums at_risk, left; // left: at this time
    f64 *score, *information;
    f64 left_eta; // Σ of the predictors of those who left
    f64 *left_x;  // Σx of them
};

static struct sums sums_new(ctx *c, i64 k)
{
    return (struct sums){0, NEW_ARRAY(c->arena, f64, MAX(k, 1)),
                         NEW_ARRAY(c->arena, f64, MAX(k * k, 1))};
}

static void sums_add(struct sums *sums, f64 weight, const f64 x[], i64 k)
{
    sums->weight += weight;
    for (i64 i = 0; i < k; i++) {
        f64 weighted = weight * x[i], *row = sums->second + i * k;
        sums->first[i] += weighted;
        for (i64 j = 0; j <= i; j++)
            row[j] += weighted * x[j];
    }
}

static void sums_clear(struct sums *sums, i64 k)
{
    sums->weight = 0;
    memset(sums->first, 0, (size_t)k * sizeof(f64));
    memset(sums->second, 0, (size_t)(k * k) * sizeof(f64));
}

// Σ over the terms of one time of (l/d)^a / weight^b.
struct terms {
    f64 log_weight, a0b1, a1b1, a0b2, a1b2, a2b2;
};

static struct terms terms_of(const struct walk *walk, i64 left)
{
    struct terms t = {0};
    for (i64 l = 0; l < left; l++) {
        f64 part = (f64)l / (f64)left,
            inverse = 1 / (walk->at_risk.weight - part * walk->left.weight);
        t.log_weight -= log(inverse);
        t.a0b1 += inverse;
        t.a1b1 += part * inverse;
        t.a0b2 += inverse * inverse;
        t.a1b2 += part * inverse * inverse;
        t.a2b2 += part * part * inverse * inverse;
    }
    return t;
}

static struct risk_set risk_set_of(struct walk *walk, f64 time, i64 left)
{
    struct terms t = terms_of(walk, left);
    const f64 *all = walk->at_risk.first, *some = walk->left.first;
    i64 k = walk->k;
    for (i64 i = 0; i < k; i++) {
        walk->score[i] = walk->left_x[i] - t.a0b1 * all[i] + t.a1b1 * some[i];
        for (i64 j = 0; j <= i; j++) {
            f64 second =
                t.a0b1 * walk->at_risk.second[i * k + j] - t.a1b1 * walk->left.second[i * k + j];
            f64 mixed = all[i] * some[j] + some[i] * all[j];
            walk->information[i * k + j] =
                second - (t.a0b2 * all[i] * all[j] - t.a1b2 * mixed + t.a2b2 * some[i] * some[j]);
        }
    }
    return (struct risk_set){time, left, walk->left_eta - t.log_weight, walk->score,
                             walk->information};
}

// The predictors of all rows, less the largest, so that no weight overflows.
static f64 *predictors(ctx *c, const struct risk_sets *sets, const f64 beta[])
{
    f64 *eta = NEW_ARRAY(c->arena, f64, MAX(sets->n, 1)), highest = -INFINITY;
    for (i64 i = 0; i < sets->n; i++) {
        const f64 *x = sets->x + i * sets->columns;
        for (i64 j = 0; j < sets->columns; j++)
            eta[i] += beta[j] * x[j];
        highest = fmax(highest, eta[i]);
    }
    for (i64 i = 0; i < sets->n; i++)
        eta[i] -= highest;
    return eta;
}

bool risk_sets_walk(ctx *c, const struct risk_sets *sets, const f64 beta[],
                    void (*take)(void *data, const struct risk_set *set), void *data)
{
    assert(sets->n >= 0);
    assert(sets->columns >= 0 && sets->columns <= RISK_SETS_COLUMNS_MAX);
    i64 k = sets->columns;
    struct arena_mark mark = arena_mark(c->arena);
    const f64 *eta = predictors(c, sets, beta);
    struct walk walk = {.k = k,
                        .at_risk = sums_new(c, k),
                        .left = sums_new(c, k),
                        .score = NEW_ARRAY(c->arena, f64, MAX(k, 1)),
                        .information = NEW_ARRAY(c->arena, f64, MAX(k * k, 1)),
                        .left_x = NEW_ARRAY(c->arena, f64, MAX(k, 1))};
    for (i64 from = 0, to = 0, turn = 0; from < sets->n; from = to, turn++) {
        if (turn % 4096 == 4095 && ctx_stopped(c)) return false;
        i64 left = 0;
        for (; to < sets->n && sets->time[to] == sets->time[from]; to++) {
            const f64 *x = sets->x + to * k;
            f64 weight = exp(eta[to]);
            sums_add(&walk.at_risk, weight, x, k);
            if (!sets->left[to]) continue;
            if (left++ == 0) {
                sums_clear(&walk.left, k);
                walk.left_eta = 0;
                memset(walk.left_x, 0, (size_t)k * sizeof(f64));
            }
            sums_add(&walk.left, weight, x, k);
            walk.left_eta += eta[to];
            for (i64 j = 0; j < k; j++)
                walk.left_x[j] += x[j];
        }
        if (!left) continue;
        struct risk_set set = risk_set_of(&walk, sets->time[from], left);
        take(data, &set);
    }
    arena_rewind(c->arena, mark);
    return true;
}
