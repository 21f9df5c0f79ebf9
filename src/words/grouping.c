#include "words/grouping.h"

#include <math.h>

#include "insight/maths/chance.h"

// A text is a sparse vector of its distinct terms, (1 + ln count) · ln(texts / texts with the
// term), of length 1. Terms that a quarter of the texts have,
// or more, say nothing of a theme.

struct vectors {
    i64 count, terms;
    i64 *first;
    i32 *term;
    f64 *weight;
    bool *takes_part; // in making the middles
};

static void vectors_make(ctx *c, const struct corpus *corpus, struct vectors *v)
{
    i64 at = 0, *place = NEW_ARRAY(c->arena, i64, MAX(corpus->term_count, 1)); // from 1
    v->count = corpus->count;
    v->terms = corpus->term_count;
    v->first = NEW_ARRAY(c->arena, i64, v->count + 1);
    v->term = NEW_ARRAY(c->arena, i32, MAX(corpus->first[v->count], 1));
    v->weight = NEW_ARRAY(c->arena, f64, MAX(corpus->first[v->count], 1));
    v->takes_part = NEW_ARRAY(c->arena, bool, MAX(v->count, 1));
    for (i64 i = 0; i < v->count; i++) {
        i64 from = at;
        f64 squares = 0;
        for (i64 k = corpus->first[i]; k < corpus->first[i + 1]; k++) {
            i32 term = corpus->terms[k];
            if (corpus->documents[term] * GROUPING_COMMON >= v->count) continue;
            if (place[term] <= from) {
                v->term[at] = term;
                place[term] = ++at;
            }
            v->weight[place[term] - 1] += 1;
        }
        for (i64 k = from; k < at; k++) {
            f64 rare = log((f64)v->count / (f64)corpus->documents[v->term[k]]);
            v->weight[k] = (1 + log(v->weight[k])) * rare;
            squares += v->weight[k] * v->weight[k];
        }
        for (i64 k = from; k < at; k++)
            v->weight[k] /= sqrt(squares);
        v->first[i] = from;
        v->takes_part[i] = at > from;
    }
    v->first[v->count] = at;
}

static f64 nearness(const struct vectors *v, i64 i, const f64 *middle)
{
    f64 sum = 0;
    for (i64 k = v->first[i]; k < v->first[i + 1]; k++)
        sum += v->weight[k] * middle[v->term[k]];
    return sum;
}

static void add_to(const struct vectors *v, i64 i, f64 *middle)
{
    for (i64 k = v->first[i]; k < v->first[i + 1]; k++)
        middle[v->term[k]] += v->weight[k];
}

// k-means++: the next middle is a text that is far from those chosen, by chance.
static void start(ctx *c, const struct vectors *v, i64 groups, gsl_rng *rng, f64 *middle)
{
    f64 *far = NEW_ARRAY(c->arena, f64, MAX(v->count, 1));
    for (i64 i = 0; i < v->count; i++)
        far[i] = v->takes_part[i] ? 1 : 0;
    memset(middle, 0, (size_t)(groups * v->terms) * sizeof middle[0]);
    for (i64 g = 0; g < groups; g++) {
        f64 sum = 0, aim;
        i64 chosen = -1;
        for (i64 i = 0; i < v->count; i++)
            sum += far[i];
        if (sum <= 0) return;
        aim = gsl_rng_uniform(rng) * sum;
        for (i64 i = 0; i < v->count; i++) {
            if (far[i] <= 0) continue;
            chosen = i;
            aim -= far[i];
            if (aim < 0) break;
        }
        add_to(v, chosen, middle + g * v->terms);
        for (i64 i = 0; i < v->count; i++)
            if (far[i] > 0) far[i] = MIN(far[i], MAX(0, 1 - nearness(v, i, middle + g * v->terms)));
    }
}

static i64 assign(const struct vectors *v, i64 groups, const f64 *middle, bool all, i32 *group,
                  f64 *near)
{
    i64 moved = 0;
    for (i64 i = 0; i < v->count; i++) {
        i32 best = -1;
        f64 most = 0;
        bool may = v->first[i] < v->first[i + 1] && (all || v->takes_part[i]);
        for (i64 g = 0; may && g < groups; g++) {
            f64 here = nearness(v, i, middle + g * v->terms);
            if (best >= 0 && here <= most) continue;
            best = (i32)g;
            most = here;
        }
        moved += best != group[i];
        group[i] = best;
        near[i] = most;
    }
    return moved;
}

static void middles_make(const struct vectors *v, i64 groups, const i32 *group, f64 *middle)
{
    memset(middle, 0, (size_t)(groups * v->terms) * sizeof middle[0]);
    for (i64 i = 0; i < v->count; i++)
        if (group[i] >= 0) add_to(v, i, middle + group[i] * v->terms);
    for (i64 g = 0; g < groups; g++) {
        f64 squares = 0, *m = middle + g * v->terms;
        for (i64 t = 0; t < v->terms; t++)
            squares += m[t] * m[t];
        for (i64 t = 0; squares > 0 && t < v->terms; t++)
            m[t] /= sqrt(squares);
    }
}

static f64 mean_nearness(const struct vectors *v, const i32 *group, const f64 *near)
{
    f64 sum = 0;
    i64 count = 0;
    for (i64 i = 0; i < v->count; i++) {
        if (group[i] < 0) continue;
        sum += near[i];
        count++;
    }
    return count ? sum / (f64)count : 0;
}

static bool one_start(ctx *c, const struct vectors *v, i64 groups, gsl_rng *rng,
                      struct grouping *out)
{
    start(c, v, groups, rng, out->middle);
    for (i64 i = 0; i < v->count; i++)
        out->group[i] = -2;
    for (i64 round = 0; round < GROUPING_ROUNDS_MAX; round++) {
        if (ctx_stopped(c)) return false;
        if (!assign(v, groups, out->middle, false, out->group, out->nearness)) break;
        middles_make(v, groups, out->group, out->middle);
    }
    out->explained = mean_nearness(v, out->group, out->nearness);
    return true;
}

static struct grouping grouping_new(ctx *c, const struct vectors *v, i64 groups)
{
    return (struct grouping){.count = groups,
                             .group = NEW_ARRAY(c->arena, i32, MAX(v->count, 1)),
                             .nearness = NEW_ARRAY(c->arena, f64, MAX(v->count, 1)),
                             .middle = NEW_ARRAY(c->arena, f64, MAX(groups * v->terms, 1)),
                             .sizes = NEW_ARRAY(c->arena, i64, groups)};
}

static bool best_start(ctx *c, const struct vectors *v, i64 groups, gsl_rng *rng,
                       struct grouping *out)
{
    struct grouping trial = grouping_new(c, v, groups);
    *out = grouping_new(c, v, groups);
    for (i64 s = 0; s < GROUPING_STARTS; s++) {
        if (!one_start(c, v, groups, rng, &trial)) return false;
        if (s && trial.explained <= out->explained) continue;
        struct grouping worse = *out;
        *out = trial;
        trial = worse;
    }
    return true;
}

struct sized {
    i64 size, group;
};

static int by_size(const void *a, const void *b)
{
    const struct sized *x = a, *y = b;
    if (x->size != y->size) return x->size > y->size ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

// From the largest on; those that nothing was left in are gone.
static void number_anew(ctx *c, const struct vectors *v, struct grouping *g)
{
    struct sized order[GROUPING_GROUPS_MAX];
    i32 to[GROUPING_GROUPS_MAX];
    f64 *middle = NEW_ARRAY(c->arena, f64, MAX(g->count * v->terms, 1));
    i64 kept = 0;
    for (i64 k = 0; k < g->count; k++)
        order[k] = (struct sized){0, k};
    for (i64 i = 0; i < v->count; i++)
        if (g->group[i] >= 0) order[g->group[i]].size++;
    qsort(order, (size_t)g->count, sizeof order[0], by_size);
    for (; kept < g->count && order[kept].size; kept++) {
        to[order[kept].group] = (i32)kept;
        g->sizes[kept] = order[kept].size;
        memcpy(middle + kept * v->terms, g->middle + order[kept].group * v->terms,
               (size_t)v->terms * sizeof middle[0]);
    }
    for (i64 i = 0; i < v->count; i++)
        if (g->group[i] >= 0) g->group[i] = to[g->group[i]];
    g->middle = middle;
    g->count = kept;
}

bool grouping_find(ctx *c, const struct corpus *corpus, i64 groups, gsl_rng *rng,
                   struct grouping *out)
{
    struct vectors v;
    assert(groups > 0 && groups <= GROUPING_GROUPS_MAX);
    vectors_make(c, corpus, &v);
    if (!best_start(c, &v, groups, rng, out)) return false;
    number_anew(c, &v, out);
    return true;
}

static f64 pairs(f64 n)
{
    return n * (n - 1) / 2;
}

f64 grouping_agreement(ctx *c, const i32 a[], const i32 b[], i64 count)
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 wide = GROUPING_GROUPS_MAX, n = 0;
    i64 *both = NEW_ARRAY(c->arena, i64, wide * wide), *of_a = NEW_ARRAY(c->arena, i64, wide),
        *of_b = NEW_ARRAY(c->arena, i64, wide);
    for (i64 i = 0; i < count; i++) {
        if (a[i] < 0 || b[i] < 0) continue;
        both[a[i] * wide + b[i]]++;
        of_a[a[i]]++;
        of_b[b[i]]++;
        n++;
    }
    f64 same = 0, in_a = 0, in_b = 0;
    for (i64 k = 0; k < wide * wide; k++)
        same += pairs((f64)both[k]);
    for (i64 k = 0; k < wide; k++) {
        in_a += pairs((f64)of_a[k]);
        in_b += pairs((f64)of_b[k]);
    }
    arena_rewind(c->arena, mark);
    if (n < 2) return (f64)NAN;
    f64 by_chance = in_a * in_b / pairs((f64)n), most = (in_a + in_b) / 2;
    return most == by_chance ? 1 : (same - by_chance) / (most - by_chance);
}

bool grouping_stability(ctx *c, const struct corpus *corpus, i64 groups, i64 times, gsl_rng *rng,
                        f64 *out)
{
    struct vectors v;
    f64 sum = 0;
    vectors_make(c, corpus, &v);
    bool *whole = NEW_ARRAY(c->arena, bool, MAX(v.count, 1));
    i32 *half = NEW_ARRAY(c->arena, i32, MAX(v.count, 1));
    memcpy(whole, v.takes_part, (size_t)v.count * sizeof whole[0]);
    for (i64 t = 0; t < times; t++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct grouping made[2];
        for (i64 i = 0; i < v.count; i++)
            half[i] = (i32)chance_below(rng, 2);
        for (i32 h = 0; h < 2; h++) {
            for (i64 i = 0; i < v.count; i++)
                v.takes_part[i] = whole[i] && half[i] == h;
            if (!best_start(c, &v, groups, rng, &made[h])) return false;
            (void)assign(&v, groups, made[h].middle, true, made[h].group, made[h].nearness);
        }
        sum += grouping_agreement(c, made[0].group, made[1].group, v.count);
        arena_rewind(c->arena, mark);
    }
    *out = sum / (f64)times;
    return true;
}
