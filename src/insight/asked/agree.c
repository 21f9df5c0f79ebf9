// Idea of alpha: 1 − observed / expected disagreement, over all pairs of ratings of the same item
// and over all pairs at all. An item with m ratings counts each of its pairs 1 / (m − 1) times, so
// that each rating counts once.
#include "insight/asked/agree.h"

#include <math.h>

#include "insight/maths/chance.h"
#include "insight/maths/sample.h"

static i64 times_of(const i32 *times, i64 item)
{
    return times ? times[item] : 1;
}

static const i32 *item_of(const struct ratings *r, i64 item)
{
    return r->code + item * r->raters;
}

static i64 ratings_of(const struct ratings *r, i64 item)
{
    i64 count = 0;
    for (i64 j = 0; j < r->raters; j++)
        count += item_of(r, item)[j] >= 0;
    return count;
}

i64 agree_pairable(const struct ratings *ratings)
{
    i64 count = 0;
    for (i64 i = 0; i < ratings->items; i++)
        count += ratings_of(ratings, i) >= 2;
    return count;
}

i64 agree_complete(const struct ratings *ratings)
{
    i64 count = 0;
    for (i64 i = 0; i < ratings->items; i++)
        count += ratings_of(ratings, i) == ratings->raters;
    return count;
}

// --- Alpha ---

// Pairable ratings of each category, and for ordinal data where a category's middle lies among all.
struct margins {
    f64 n;
    f64 *of, *middle;
};

static struct margins margins_of(ctx *c, const struct ratings *r, const i32 *times)
{
    struct margins m = {0, NEW_ARRAY(c->arena, f64, MAX(r->count, 1)),
                        NEW_ARRAY(c->arena, f64, MAX(r->count, 1))};
    for (i64 i = 0; i < r->items; i++) {
        if (ratings_of(r, i) < 2) continue;
        for (i64 j = 0; j < r->raters; j++)
            if (item_of(r, i)[j] >= 0) m.of[item_of(r, i)[j]] += (f64)times_of(times, i);
    }
    for (i64 k = 0; k < r->count; k++) {
        m.middle[k] = m.n + m.of[k] / 2;
        m.n += m.of[k];
    }
    return m;
}

// The squared difference of two categories.
static f64 apart(const struct ratings *r, const struct margins *m, enum agree_metric metric, i64 a,
                 i64 b)
{
    f64 away = 0;
    switch (metric) {
    case AGREE_NOMINAL:
        return a != b;
    case AGREE_ORDINAL:
        away = m->middle[a] - m->middle[b];
        break;
    case AGREE_INTERVAL:
        away = r->value[a] - r->value[b];
        break;
    case AGREE_RATIO:
        if (a != b) away = (r->value[a] - r->value[b]) / (r->value[a] + r->value[b]);
        break;
    }
    return away * away;
}

// Σ nₐ n_b δ² over all pairs. For interval data n Σ nₐ (vₐ − v̄)² says the same at once.
static f64 expected_of(const struct ratings *r, const struct margins *m, enum agree_metric metric)
{
    f64 sum = 0, mean = 0;
    if (metric == AGREE_INTERVAL || metric == AGREE_ORDINAL) {
        const f64 *value = metric == AGREE_ORDINAL ? m->middle : r->value;
        for (i64 a = 0; a < r->count; a++)
            mean += m->of[a] * value[a] / m->n;
        for (i64 a = 0; a < r->count; a++)
            sum += m->of[a] * (value[a] - mean) * (value[a] - mean);
        return sum * m->n;
    }
    for (i64 a = 0; a < r->count; a++)
        for (i64 b = a + 1; b < r->count && m->of[a] > 0; b++)
            sum += m->of[a] * m->of[b] * apart(r, m, metric, a, b);
    return sum;
}

f64 agree_alpha(ctx *c, const struct ratings *ratings, enum agree_metric metric, const i32 *times)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct margins m = margins_of(c, ratings, times);
    f64 expected = m.n > 1 ? expected_of(ratings, &m, metric) / (m.n - 1) : 0, observed = 0;
    for (i64 i = 0; i < ratings->items; i++) {
        const i32 *item = item_of(ratings, i);
        i64 count = ratings_of(ratings, i);
        if (count < 2 || times_of(times, i) == 0) continue;
        f64 sum = 0;
        for (i64 a = 0; a < ratings->raters; a++)
            for (i64 b = a + 1; b < ratings->raters && item[a] >= 0; b++)
                if (item[b] >= 0) sum += apart(ratings, &m, metric, item[a], item[b]);
        observed += (f64)times_of(times, i) * sum / (f64)(count - 1);
    }
    arena_rewind(c->arena, mark);
    if (!(expected > 0) || !isfinite(expected)) return NAN;
    return 1 - observed / expected;
}

// --- Kappas ---

static f64 weight_between(const struct ratings *r, enum agree_weights weights, i64 a, i64 b)
{
    f64 away = fabs(r->value[a] - r->value[b]);
    if (weights == AGREE_PLAIN) return a != b;
    return weights == AGREE_LINEAR ? away : away * away;
}

f64 agree_cohen(ctx *c, const struct ratings *ratings, struct agree_pair pair, const i32 *times)
{
    assert(pair.a < ratings->raters && pair.b < ratings->raters);
    struct arena_mark mark = arena_mark(c->arena);
    f64 *of_a = NEW_ARRAY(c->arena, f64, MAX(ratings->count, 1));
    f64 *of_b = NEW_ARRAY(c->arena, f64, MAX(ratings->count, 1));
    f64 n = 0, observed = 0, expected = 0;
    for (i64 i = 0; i < ratings->items; i++) {
        i32 a = item_of(ratings, i)[pair.a], b = item_of(ratings, i)[pair.b];
        if (a < 0 || b < 0) continue;
        f64 count = (f64)times_of(times, i);
        n += count;
        of_a[a] += count;
        of_b[b] += count;
        observed += count * weight_between(ratings, pair.weights, a, b);
    }
    for (i64 a = 0; a < ratings->count; a++)
        for (i64 b = 0; b < ratings->count && of_a[a] > 0; b++)
            expected += of_a[a] * of_b[b] * weight_between(ratings, pair.weights, a, b);
    arena_rewind(c->arena, mark);
    if (!(expected > 0) || !isfinite(expected)) return NAN;
    return 1 - observed * n / expected;
}

// What Fleiss' and Conger's kappas are made of, over items that all rated.
struct tally {
    f64 items;
    f64 agreed;        // share of pairs of ratings of an item that agree
    f64 *shares;       // [count] of all ratings
    f64 *rater_shares; // [raters][count] of each rater's
};

static struct tally tally_of(ctx *c, const struct ratings *r, const i32 *times)
{
    struct tally t = {.shares = NEW_ARRAY(c->arena, f64, MAX(r->count, 1)),
                      .rater_shares = NEW_ARRAY(c->arena, f64, MAX(r->count * r->raters, 1))};
    f64 pairs = (f64)r->raters * (f64)(r->raters - 1) / 2;
    for (i64 i = 0; i < r->items; i++) {
        f64 count = (f64)times_of(times, i);
        if (ratings_of(r, i) < r->raters || count == 0) continue;
        const i32 *item = item_of(r, i);
        i64 same = 0;
        t.items += count;
        for (i64 a = 0; a < r->raters; a++) {
            t.rater_shares[a * r->count + item[a]] += count;
            for (i64 b = a + 1; b < r->raters; b++)
                same += item[a] == item[b];
        }
        t.agreed += count * (f64)same / pairs;
    }
    t.agreed /= t.items;
    for (i64 a = 0; a < r->raters; a++)
        for (i64 k = 0; k < r->count; k++) {
            t.rater_shares[a * r->count + k] /= t.items;
            t.shares[k] += t.rater_shares[a * r->count + k] / (f64)r->raters;
        }
    return t;
}

static f64 kappa_of(f64 agreed, f64 by_chance)
{
    if (!(by_chance < 1)) return NAN;
    return (agreed - by_chance) / (1 - by_chance);
}

static f64 squares_of(const f64 values[], i64 n)
{
    f64 sum = 0;
    for (i64 i = 0; i < n; i++)
        sum += values[i] * values[i];
    return sum;
}

f64 agree_fleiss(ctx *c, const struct ratings *ratings, const i32 *times)
{
    if (ratings->raters < 2) return NAN;
    struct arena_mark mark = arena_mark(c->arena);
    struct tally t = tally_of(c, ratings, times);
    f64 by_chance = squares_of(t.shares, ratings->count);
    arena_rewind(c->arena, mark);
    return t.items > 0 ? kappa_of(t.agreed, by_chance) : (f64)NAN;
}

f64 agree_conger(ctx *c, const struct ratings *ratings, const i32 *times)
{
    if (ratings->raters < 2) return NAN;
    struct arena_mark mark = arena_mark(c->arena);
    struct tally t = tally_of(c, ratings, times);
    f64 m = (f64)ratings->raters;
    f64 all = m * m * squares_of(t.shares, ratings->count);
    f64 own = squares_of(t.rater_shares, ratings->count * ratings->raters);
    arena_rewind(c->arena, mark);
    return t.items > 0 ? kappa_of(t.agreed, (all - own) / (m * (m - 1))) : (f64)NAN;
}

f64 agree_fleiss_z(ctx *c, const struct ratings *ratings)
{
    f64 kappa = agree_fleiss(c, ratings, NULL);
    if (!isfinite(kappa)) return NAN;
    struct arena_mark mark = arena_mark(c->arena);
    struct tally t = tally_of(c, ratings, NULL);
    f64 m = (f64)ratings->raters, spread = 0, skew = 0;
    for (i64 k = 0; k < ratings->count; k++) {
        f64 p = t.shares[k], q = 1 - p;
        spread += p * q;
        skew += p * q * (q - p);
    }
    f64 variance = 2 * (spread * spread - skew) / (t.items * m * (m - 1) * spread * spread);
    arena_rewind(c->arena, mark);
    return kappa / sqrt(variance);
}

// --- Drawing items anew ---

bool agree_bootstrap(ctx *c, struct agree_figure figure, i64 items, i64 draws, f64 level,
                     gsl_rng *rng, struct agree_limits *out)
{
    assert(items > 0 && draws > 0);
    struct arena_mark mark = arena_mark(c->arena);
    f64 *values = NEW_ARRAY(c->arena, f64, draws);
    i32 *times = NEW_ARRAY(c->arena, i32, items);
    i64 count = 0;
    for (i64 draw = 0; draw < draws; draw++) {
        if (ctx_stopped(c)) return false;
        memset(times, 0, (size_t)items * sizeof times[0]);
        for (i64 i = 0; i < items; i++)
            times[chance_below(rng, items)]++;
        f64 value = figure.of(c, figure.data, times);
        if (isfinite(value)) values[count++] = value;
    }
    sample_sort(values, count);
    *out = (struct agree_limits){NAN, NAN, draws, draws - count};
    if (count >= draws / 2 && count > 0) {
        out->low = sample_quantile(values, count, (1 - level) / 2);
        out->high = sample_quantile(values, count, (1 + level) / 2);
    }
    arena_rewind(c->arena, mark);
    return true;
}
