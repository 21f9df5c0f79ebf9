// Idea: everything follows from the covariances of the items. Which items run against the others is
// told by the signs of their first principal component, found by repeated multiplication.
#include "insight/asked/scale.h"

#include <math.h>

#include "insight/maths/quantile.h"

#define TURNS_MAX 1000 // of the multiplication

// Covariances and means of the items, in one pass.
struct moments_of_items {
    i64 k;
    f64 *mean, *covariance; // k × k
};

static bool look(ctx *c, struct scale_answers answers, struct moments_of_items *out)
{
    i64 k = answers.items;
    *out =
        (struct moments_of_items){k, NEW_ARRAY(c->arena, f64, k), NEW_ARRAY(c->arena, f64, k * k)};
    f64 *away = NEW_ARRAY(c->arena, f64, k);
    for (i64 i = 0; i < answers.n; i++) {
        if (i % 65536 == 65535 && ctx_stopped(c)) return false;
        const f64 *row = answers.values + i * k;
        f64 seen = (f64)(i + 1);
        for (i64 j = 0; j < k; j++) {
            away[j] = row[j] - out->mean[j];
            out->mean[j] += away[j] / seen;
        }
        for (i64 a = 0; a < k; a++)
            for (i64 b = 0; b <= a; b++)
                out->covariance[a * k + b] += away[a] * away[b] * ((seen - 1) / seen);
    }
    for (i64 a = 0; a < k; a++)
        for (i64 b = 0; b <= a; b++) {
            out->covariance[a * k + b] /= (f64)(answers.n - 1);
            out->covariance[b * k + a] = out->covariance[a * k + b];
        }
    return true;
}

// An item whose spread is rounding only has none.
static void clear_constants(struct scale_answers answers, struct moments_of_items *m)
{
    for (i64 j = 0; j < m->k; j++) {
        bool constant = true;
        for (i64 i = 1; i < answers.n && constant; i++)
            constant = answers.values[i * m->k + j] == answers.values[j];
        for (i64 a = 0; constant && a < m->k; a++)
            m->covariance[a * m->k + j] = m->covariance[j * m->k + a] = 0;
    }
}

// Raw alpha of all items but one (-1: of all).
static f64 raw_without(const struct moments_of_items *m, i64 without)
{
    f64 own = 0, all = 0, items = (f64)(m->k - (without >= 0));
    for (i64 a = 0; a < m->k; a++) {
        if (a == without) continue;
        own += m->covariance[a * m->k + a];
        for (i64 b = 0; b < m->k; b++)
            if (b != without) all += m->covariance[a * m->k + b];
    }
    if (items < 2 || !(all > 0)) return NAN;
    return items / (items - 1) * (1 - own / all);
}

// The mean correlation between items that vary, but one; *items becomes their number.
static f64 mean_correlation(const struct moments_of_items *m, i64 without, f64 *items)
{
    f64 sum = 0, pairs = 0;
    *items = 0;
    for (i64 a = 0; a < m->k; a++) {
        f64 variance = m->covariance[a * m->k + a];
        if (a == without || variance <= 0) continue;
        ++*items;
        for (i64 b = 0; b < a; b++) {
            f64 other = m->covariance[b * m->k + b];
            if (b == without || other <= 0) continue;
            sum += m->covariance[a * m->k + b] / sqrt(variance * other);
            pairs++;
        }
    }
    return pairs > 0 ? sum / pairs : (f64)NAN;
}

f64 scale_lengthened(f64 alpha, f64 times)
{
    return times * alpha / (1 + (times - 1) * alpha);
}

static f64 standardised_without(const struct moments_of_items *m, i64 without)
{
    f64 items = 0, r = mean_correlation(m, without, &items);
    return scale_lengthened(r, items);
}

// The correlation of an item with the sum of the others.
static f64 rest_of(const struct moments_of_items *m, i64 item)
{
    f64 own = m->covariance[item * m->k + item], along = 0, rest = 0;
    for (i64 a = 0; a < m->k; a++) {
        if (a == item) continue;
        along += m->covariance[item * m->k + a];
        for (i64 b = 0; b < m->k; b++)
            if (b != item) rest += m->covariance[a * m->k + b];
    }
    return own > 0 && rest > 0 ? along / sqrt(own * rest) : (f64)NAN;
}

// Correlations × x, scaled to length 1; false when nothing is left of it.
static bool turn(const struct moments_of_items *m, const f64 x[], f64 next[])
{
    f64 length = 0;
    for (i64 a = 0; a < m->k; a++) {
        next[a] = 0;
        for (i64 b = 0; b < m->k; b++) {
            f64 both = m->covariance[a * m->k + a] * m->covariance[b * m->k + b];
            if (both > 0) next[a] += m->covariance[a * m->k + b] / sqrt(both) * x[b];
        }
        length += next[a] * next[a];
    }
    for (i64 a = 0; length > 0 && a < m->k; a++)
        next[a] /= sqrt(length);
    return length > 0;
}

// Signs of the first principal component of the correlations, so that most are above 0; items near
// 0 are not told.
static void find_turned(ctx *c, const struct moments_of_items *m, struct scale_item list[])
{
    i64 k = m->k;
    f64 *x = NEW_ARRAY(c->arena, f64, k), *next = NEW_ARRAY(c->arena, f64, k), sum = 0, moved = 1;
    for (i64 j = 0; j < k; j++)
        x[j] = 1 + 0.01 * (f64)j / (f64)k; // not at right angles to it but by malice
    for (i64 turns = 0; turns < TURNS_MAX && moved > 1e-10; turns++) {
        if (!turn(m, x, next)) return;
        moved = 0;
        for (i64 j = 0; j < k; j++) {
            moved = fmax(moved, fabs(next[j] - x[j]));
            x[j] = next[j];
        }
    }
    for (i64 j = 0; j < k; j++)
        sum += x[j];
    for (i64 j = 0; j < k; j++)
        list[j].turned = (sum < 0 ? -x[j] : x[j]) < -0.1 / sqrt((f64)k);
}

// Feldt: (1 - alpha found) / (1 - alpha) has the F distribution with n - 1 and (n - 1)(k - 1)
// degrees of freedom.
static void set_limits(struct scale_alpha *alpha, f64 level)
{
    alpha->raw_low = alpha->raw_high = NAN;
    if (!(alpha->raw < 1)) return;
    f64 a = (f64)(alpha->n - 1), b = a * (f64)(alpha->items - 1), tail = (1 - level) / 2;
    f64 low = quantile_beta(tail, (struct beta_shape){a / 2, b / 2});
    f64 high = quantile_beta(1 - tail, (struct beta_shape){a / 2, b / 2});
    alpha->raw_low = 1 - (1 - alpha->raw) * (b / a) * high / (1 - high);
    alpha->raw_high = 1 - (1 - alpha->raw) * (b / a) * low / (1 - low);
}

static bool fail_few(ctx *c, struct scale_answers answers)
{
    if (answers.items < 2)
        return fail_with(c, ERR_REFUSED, tr(c, "one question cannot agree with itself"),
                         tr(c, "Give at least two questions of the scale."));
    return fail_with(
        c, ERR_REFUSED,
        fmt(c->arena, tr(c, "%lld rows with all answers are too few"), (long long)answers.n),
        tr(c, "This needs at least 3; leave out questions that few answered."));
}

bool scale_alpha_of(ctx *c, struct scale_answers answers, f64 level, struct scale_alpha *out)
{
    assert(answers.items >= 0 && answers.items <= SCALE_ITEMS_MAX);
    assert(level > 0 && level < 1);
    *out = (struct scale_alpha){.n = answers.n, .items = answers.items};
    if (answers.items < 2 || answers.n < 3) return fail_few(c, answers);
    struct moments_of_items m;
    if (!look(c, answers, &m)) return false;
    for (i64 j = 0; j < m.k * m.k; j++)
        if (!isfinite(m.covariance[j]))
            return fail_with(c, ERR_REFUSED, tr(c, "values are too large to be worked with"),
                             tr(c, "Give them in a larger unit."));
    clear_constants(answers, &m);
    out->raw = raw_without(&m, -1);
    if (isnan(out->raw))
        return fail_with(c, ERR_REFUSED,
                         tr(c, "the sum of the questions does not differ between rows"),
                         tr(c, "Where questions run against each other, say --reverse for those "
                               "that are turned."));
    f64 items = 0;
    struct scale_item *list = NEW_ARRAY(c->arena, struct scale_item, answers.items);
    out->mean_correlation = mean_correlation(&m, -1, &items);
    out->standardised = standardised_without(&m, -1);
    for (i64 j = 0; j < answers.items; j++)
        list[j] = (struct scale_item){m.mean[j],
                                      sqrt(m.covariance[j * m.k + j]),
                                      rest_of(&m, j),
                                      raw_without(&m, j),
                                      items > 2 ? standardised_without(&m, j) : (f64)NAN,
                                      false};
    find_turned(c, &m, list);
    out->list = list;
    set_limits(out, level);
    return true;
}

struct scale_agreement scale_agreement_of(struct scale_answers group, i64 points)
{
    assert(points >= 2);
    assert(group.items >= 1);
    struct scale_agreement found = {group.n, NAN, NAN, NAN, false};
    if (group.n < 2) return found;
    f64 even = ((f64)points * (f64)points - 1) / 12, items = (f64)group.items, variances = 0,
        rwg = 0;
    for (i64 j = 0; j < group.items; j++) {
        f64 mean = 0, squares = 0;
        for (i64 i = 0; i < group.n; i++) {
            f64 value = group.values[i * group.items + j], away = value - mean;
            mean += away / (f64)(i + 1);
            squares += away * (value - mean);
        }
        f64 variance = squares / (f64)(group.n - 1);
        variances += variance;
        rwg += fmax(0, 1 - variance / even);
    }
    found.variance = variances / items;
    found.rwg_mean = rwg / items;
    found.beyond = found.variance > even;
    f64 agreed = fmax(0, 1 - found.variance / even);
    found.rwg_j = items * agreed / (items * agreed + 1 - agreed);
    return found;
}
