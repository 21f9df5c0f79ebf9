#include "insight/asked/raters.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"

#define ROUNDING 1e-13 // relative: what is less of a sum of squares is none

struct squares {
    f64 items, raters, error, within; // mean squares
};

static struct squares squares_of(ctx *c, struct rating_table t)
{
    f64 n = (f64)t.items, k = (f64)t.raters, mean = 0;
    f64 *rater = NEW_ARRAY(c->arena, f64, t.raters);
    for (i64 i = 0; i < t.items * t.raters; i++)
        mean += t.value[i];
    mean /= n * k;
    f64 items = 0, raters = 0, all = 0;
    for (i64 i = 0; i < t.items; i++) {
        f64 item = 0;
        for (i64 j = 0; j < t.raters; j++) {
            f64 away = t.value[i * t.raters + j] - mean;
            all += away * away;
            item += away / k;
            rater[j] += away / n;
        }
        items += k * item * item;
    }
    for (i64 j = 0; j < t.raters; j++)
        raters += n * rater[j] * rater[j];
    if (all <= ROUNDING * ROUNDING * n * k * mean * mean) return (struct squares){0, 0, 0, 0};
    f64 within = all - items, error = within - raters;
    return (struct squares){
        items / (n - 1),
        raters / (k - 1),
        error > ROUNDING * all ? error / ((n - 1) * (k - 1)) : 0,
        within > ROUNDING * all ? within / (n * (k - 1)) : 0,
    };
}

// The F that is exceeded with chance (1 − level) / 2. Degrees need not be whole: GSL's inverse
// stops the program for those below 1.
static f64 f_limit(f64 level, f64 over, f64 under)
{
    f64 share = quantile_beta((1 - level) / 2, (struct beta_shape){under / 2, over / 2});
    return under * (1 - share) / (over * share);
}

// Limits of an intraclass correlation from those of a ratio of mean squares.
static f64 icc_of_ratio(f64 ratio, f64 k)
{
    if (isinf(ratio)) return 1;
    return (ratio - 1) / (ratio + k - 1);
}

static struct interval icc_simple(f64 ratio, f64 k, f64 over, f64 under, f64 level)
{
    return (struct interval){
        .value = icc_of_ratio(ratio, k),
        .low = icc_of_ratio(ratio / f_limit(level, over, under), k),
        .high = icc_of_ratio(ratio * f_limit(level, under, over), k),
        .level = level,
    };
}

// ICC(2,1): degrees of freedom by Satterthwaite, as McGraw & Wong give them.
static struct interval icc_agreement(struct squares s, f64 n, f64 k, f64 level)
{
    f64 below = s.items + (k - 1) * s.error + k / n * (s.raters - s.error);
    struct interval icc = {NAN, NAN, NAN, level, INTERVAL_UNKNOWN};
    icc.value = (s.items - s.error) / below;
    if (!(icc.value < 1) || !(s.error > 0)) return icc;
    f64 a = k * icc.value / (n * (1 - icc.value));
    f64 b = 1 + k * icc.value * (n - 1) / (n * (1 - icc.value));
    f64 spread = a * s.raters + b * s.error;
    f64 degrees =
        spread * spread /
        (a * a * s.raters * s.raters / (k - 1) + b * b * s.error * s.error / ((n - 1) * (k - 1)));
    f64 upper = f_limit(level, n - 1, degrees), lower = f_limit(level, degrees, n - 1);
    f64 rest = k * s.raters + (k * n - k - n) * s.error;
    icc.low = n * (s.items - upper * s.error) / (upper * rest + n * s.items);
    icc.high = n * (lower * s.items - s.error) / (rest + n * lower * s.items);
    if (isfinite(icc.low) && isfinite(icc.high)) icc.status = INTERVAL_KNOWN;
    return icc;
}

struct raters_icc raters_icc_of(ctx *c, struct rating_table table, f64 level)
{
    assert(table.items >= 2 && table.raters >= 2);
    struct arena_mark mark = arena_mark(c->arena);
    struct squares s = squares_of(c, table);
    arena_rewind(c->arena, mark);
    f64 n = (f64)table.items, k = (f64)table.raters;
    struct interval none = {NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    struct raters_icc out = {none, none, none, s.items, s.raters, s.error};
    bool all_same = !(s.items + s.raters + s.error > 0);
    if (all_same || !isfinite(s.items + s.raters + s.error)) return out;
    out.icc1 = icc_simple(s.items / s.within, k, n - 1, n * (k - 1), level);
    out.icc2 = icc_agreement(s, n, k, level);
    if (s.items + s.error > 0)
        out.icc3 = icc_simple(s.items / s.error, k, n - 1, (n - 1) * (k - 1), level);
    return out;
}

struct raters_w raters_kendall_w(ctx *c, struct rating_table table)
{
    assert(table.items >= 2 && table.raters >= 2);
    struct arena_mark mark = arena_mark(c->arena);
    f64 n = (f64)table.items, k = (f64)table.raters, ties = 0, squares = 0;
    f64 *column = NEW_ARRAY(c->arena, f64, table.items);
    f64 *ranks = NEW_ARRAY(c->arena, f64, table.items);
    f64 *sums = NEW_ARRAY(c->arena, f64, table.items);
    for (i64 j = 0; j < table.raters; j++) {
        f64 tied = 0;
        for (i64 i = 0; i < table.items; i++)
            column[i] = table.value[i * table.raters + j];
        sample_ranks(c, column, table.items, ranks, &tied);
        ties += tied;
        for (i64 i = 0; i < table.items; i++)
            sums[i] += ranks[i];
    }
    for (i64 i = 0; i < table.items; i++) {
        f64 away = sums[i] - k * (n + 1) / 2;
        squares += away * away;
    }
    arena_rewind(c->arena, mark);
    f64 most = k * k * (n * n * n - n) - k * ties;
    if (!(most > 0)) return (struct raters_w){NAN, NAN, NAN};
    struct raters_w out = {.w = 12 * squares / most};
    out.chi_square = k * (n - 1) * out.w;
    out.p = chance_gamma_above(out.chi_square / 2, (n - 1) / 2);
    return out;
}
