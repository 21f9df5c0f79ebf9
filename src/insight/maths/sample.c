#include "insight/maths/sample.h"

#include <math.h>

static int ascending(const void *a, const void *b)
{
    f64 x = *(const f64 *)a, y = *(const f64 *)b;
    return (x > y) - (x < y);
}

void sample_sort(f64 values[], i64 n)
{
    if (n > 1) qsort(values, (size_t)n, sizeof values[0], ascending);
}

struct placed {
    f64 value;
    i64 index;
};

static int by_value(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static struct placed *place(ctx *c, const f64 values[], i64 n)
{
    struct placed *placed = NEW_ARRAY(c->arena, struct placed, MAX(n, 1));
    for (i64 i = 0; i < n; i++)
        placed[i] = (struct placed){values[i], i};
    qsort(placed, (size_t)n, sizeof placed[0], by_value);
    return placed;
}

void sample_order(ctx *c, const f64 values[], i64 n, i64 order[])
{
    struct arena_mark mark = arena_mark(c->arena);
    const struct placed *placed = place(c, values, n);
    for (i64 i = 0; i < n; i++)
        order[i] = placed[i].index;
    arena_rewind(c->arena, mark);
}

f64 sample_quantile(const f64 sorted[], i64 n, f64 share)
{
    assert(share >= 0 && share <= 1);
    if (n == 0) return NAN;
    f64 at = share * (f64)(n - 1);
    i64 low = (i64)floor(at), high = MIN(low + 1, n - 1);
    f64 part = at - (f64)low;
    return part == 0 ? sorted[low] : sorted[low] + part * (sorted[high] - sorted[low]);
}

f64 sample_median(ctx *c, const f64 values[], i64 n)
{
    if (n == 0) return NAN;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *sorted = NEW_ARRAY(c->arena, f64, n);
    memcpy(sorted, values, (size_t)n * sizeof values[0]);
    sample_sort(sorted, n);
    f64 median = sample_quantile(sorted, n, 0.5);
    arena_rewind(c->arena, mark);
    return median;
}

f64 sample_mad(ctx *c, const f64 values[], i64 n)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 median = sample_median(c, values, n);
    f64 *away = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    for (i64 i = 0; i < n; i++)
        away[i] = fabs(values[i] - median);
    f64 mad = 1.482602218505602 * sample_median(c, away, n); // 1 / Φ⁻¹(¾)
    arena_rewind(c->arena, mark);
    return mad;
}

void sample_ranks(ctx *c, const f64 values[], i64 n, f64 ranks[], f64 *ties)
{
    struct arena_mark mark = arena_mark(c->arena);
    const struct placed *placed = place(c, values, n);
    f64 tied = 0;
    for (i64 from = 0, to = 0; from < n; from = to) {
        while (to < n && placed[to].value == placed[from].value)
            to++;
        f64 count = (f64)(to - from);
        tied += count * count * count - count;
        for (i64 i = from; i < to; i++)
            ranks[placed[i].index] = (f64)(from + to + 1) / 2;
    }
    if (ties) *ties = tied;
    arena_rewind(c->arena, mark);
}

void sample_moments(const f64 values[], i64 n, f64 *mean, f64 *variance)
{
    f64 centre = 0, squares = 0;
    for (i64 i = 0; i < n; i++) {
        f64 away = values[i] - centre;
        centre += away / (f64)(i + 1);
        squares += away * (values[i] - centre);
    }
    *mean = n ? centre : (f64)NAN;
    *variance = n > 1 ? squares / (f64)(n - 1) : n ? 0 : (f64)NAN;
}

f64 sample_auc(ctx *c, const f64 a[], i64 a_count, const f64 b[], i64 b_count)
{
    if (a_count == 0 || b_count == 0) return NAN;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *all = NEW_ARRAY(c->arena, f64, a_count + b_count);
    f64 *ranks = NEW_ARRAY(c->arena, f64, a_count + b_count);
    memcpy(all, a, (size_t)a_count * sizeof a[0]);
    memcpy(all + a_count, b, (size_t)b_count * sizeof b[0]);
    sample_ranks(c, all, a_count + b_count, ranks, NULL);
    f64 sum = 0;
    for (i64 i = 0; i < a_count; i++)
        sum += ranks[i];
    f64 n = (f64)a_count;
    f64 auc = (sum - n * (n + 1) / 2) / (n * (f64)b_count);
    arena_rewind(c->arena, mark);
    return auc;
}
