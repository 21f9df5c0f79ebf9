// Idea: one margin after the other, weights are multiplied so that its sums agree; the next margin
// disturbs them a little less each round. Each step is the projection (by Kullback-Leibler
// distance) on the weights that agree with that margin; cutting at the cap is the projection on
// those below it. Cyclic projections come to a point in all of the sets where there is one (L. M.
// Bregman, USSR Computational Mathematics 7 (1967) 200-217).
#include "insight/asked/weigh.h"

#include <math.h>

#define AGREES 1e-10 // relative miss of a margin's sum at which a margin agrees
#define NEAR   1e-6  // the same where rounds bring it nearer too slowly
#define STALLS 200   // rounds without a miss a tenth smaller end the search

static void sum_up(const struct weigh_margin *margin, const f64 weights[], i64 n, f64 sums[])
{
    memset(sums, 0, (size_t)margin->count * sizeof sums[0]);
    for (i64 i = 0; i < n; i++)
        sums[margin->code[i]] += weights[i];
}

struct rake {
    struct weigh_order order;
    f64 *weights, *sums;
    f64 cap; // as a weight
};

static bool find_empty(struct rake *r, struct weigh_weights *out)
{
    for (i64 m = 0; m < r->order.margin_count; m++) {
        const struct weigh_margin *margin = &r->order.margins[m];
        sum_up(margin, r->weights, r->order.n, r->sums);
        for (i64 j = 0; j < margin->count; j++) {
            assert(margin->known[j] > 0);
            if (r->sums[j] > 0) continue;
            *out = (struct weigh_weights){WEIGH_EMPTY, NULL, m, j, 1, 0, 0};
            return true;
        }
    }
    return false;
}

// The sums of a margin, and how far they miss it.
static void look_at(struct rake *r, i64 m, struct weigh_weights *out)
{
    const struct weigh_margin *margin = &r->order.margins[m];
    sum_up(margin, r->weights, r->order.n, r->sums);
    for (i64 j = 0; j < margin->count; j++) {
        f64 miss = fabs(r->sums[j] / margin->known[j] - 1);
        if (miss <= out->miss) continue;
        out->miss = miss;
        out->margin = m;
        out->category = j;
    }
}

// One round over all margins; the largest miss that it met.
static void rake_round(struct rake *r, struct weigh_weights *out)
{
    out->miss = 0;
    for (i64 m = 0; m < r->order.margin_count; m++) {
        const struct weigh_margin *margin = &r->order.margins[m];
        look_at(r, m, out);
        for (i64 j = 0; j < margin->count; j++)
            r->sums[j] = margin->known[j] / r->sums[j];
        for (i64 i = 0; i < r->order.n; i++)
            r->weights[i] *= r->sums[margin->code[i]];
    }
}

// Cuts at the cap; how many were above it.
static i64 cut(const struct rake *r)
{
    i64 above = 0;
    for (i64 i = 0; i < r->order.n; i++) {
        if (r->weights[i] <= r->cap * (1 + AGREES)) continue;
        r->weights[i] = r->cap;
        above++;
    }
    return above;
}

// Cuts at the cap and gives what was cut off to the others in proportion, until none of them is
// above it; the sum stays. The mean lies below the cap, so that there are always others.
static void trim(struct rake *r, f64 sum)
{
    for (bool above = true; above;) {
        f64 capped = 0, free = 0;
        for (i64 i = 0; i < r->order.n; i++) {
            if (r->weights[i] >= r->cap)
                capped += r->cap;
            else
                free += r->weights[i];
        }
        f64 factor = free > 0 ? (sum - capped) / free : 1;
        above = false;
        for (i64 i = 0; i < r->order.n; i++) {
            bool is_capped = r->weights[i] >= r->cap;
            r->weights[i] = is_capped ? r->cap : r->weights[i] * factor;
            above |= r->weights[i] > r->cap * (1 + AGREES);
        }
    }
}

static i64 count_capped(const struct rake *r)
{
    i64 count = 0;
    for (i64 i = 0; r->cap > 0 && i < r->order.n; i++)
        count += r->weights[i] >= r->cap * (1 - 1e-9);
    return count;
}

static bool rake_settle(ctx *c, struct rake *r, struct weigh_weights *out)
{
    f64 best = INFINITY;
    out->status = WEIGH_UNSETTLED;
    bool agrees = false;
    for (i64 stalled = 0; !agrees && out->steps < WEIGH_STEPS_MAX && stalled < STALLS;) {
        if (ctx_stopped(c)) return false;
        rake_round(r, out);
        i64 above = r->cap > 0 ? cut(r) : 0;
        out->steps++;
        agrees = out->miss <= AGREES && above == 0;
        bool nearer = out->miss < 0.9 * best;
        stalled = nearer ? 0 : stalled + 1;
        if (nearer) best = out->miss;
    }
    if (agrees || out->miss <= NEAR) out->status = WEIGH_FOUND;
    out->capped = count_capped(r);
    return true;
}

// Where cap and margins exclude each other: weights of the margins alone, then trimmed.
static bool rake_trim(ctx *c, struct rake *r, f64 sum, struct weigh_weights *out)
{
    struct weigh_order alone = r->order;
    struct weigh_weights raked;
    alone.cap = 0;
    if (!weigh_rake(c, alone, &raked)) return false;
    if (raked.status != WEIGH_FOUND) return true;
    memcpy(r->weights, raked.weights, (size_t)r->order.n * sizeof r->weights[0]);
    trim(r, sum);
    *out = (struct weigh_weights){.status = WEIGH_TRIMMED,
                                  .weights = r->weights,
                                  .steps = raked.steps,
                                  .capped = count_capped(r)};
    for (i64 m = 0; m < r->order.margin_count; m++)
        look_at(r, m, out);
    return true;
}

bool weigh_rake(ctx *c, struct weigh_order order, struct weigh_weights *out)
{
    assert(order.n >= 0 && order.margin_count >= 0);
    assert(order.cap == 0 || order.cap > 1);
    *out = (struct weigh_weights){.weights = NEW_ARRAY(c->arena, f64, MAX(order.n, 1))};
    struct rake r = {.order = order, .weights = out->weights};
    f64 sum = 0;
    for (i64 i = 0; i < order.n; i++) {
        r.weights[i] = order.base ? order.base[i] : 1;
        assert(r.weights[i] > 0);
        sum += r.weights[i];
    }
    if (order.margin_count == 0) {
        r.cap = order.cap * sum / (f64)MAX(order.n, 1);
        if (order.cap > 0) trim(&r, sum);
        out->capped = count_capped(&r);
        return true;
    }
    i64 widest = 1;
    for (i64 m = 0; m < order.margin_count; m++)
        widest = MAX(widest, order.margins[m].count);
    r.sums = NEW_ARRAY(c->arena, f64, widest);
    if (find_empty(&r, out)) return true;
    sum = 0;
    for (i64 j = 0; j < order.margins[0].count; j++)
        sum += order.margins[0].known[j];
    if (order.cap > 0) r.cap = order.cap * sum / (f64)order.n;
    if (!rake_settle(c, &r, out)) return false;
    bool contradicts = out->status == WEIGH_UNSETTLED && order.cap > 0;
    return !contradicts || rake_trim(c, &r, sum, out);
}

struct weigh_spread weigh_spread_of(const f64 weights[], i64 n)
{
    struct weigh_spread spread = {0, INFINITY, -INFINITY, NAN, NAN};
    f64 squares = 0;
    for (i64 i = 0; i < n; i++) {
        spread.sum += weights[i];
        squares += weights[i] * weights[i];
        spread.lowest = fmin(spread.lowest, weights[i]);
        spread.highest = fmax(spread.highest, weights[i]);
    }
    if (n == 0 || spread.sum <= 0) return (struct weigh_spread){0, NAN, NAN, NAN, NAN};
    spread.effective_n = spread.sum * spread.sum / squares;
    spread.design_effect = (f64)n / spread.effective_n;
    return spread;
}
