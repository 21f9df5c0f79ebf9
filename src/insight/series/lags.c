#include "insight/series/lags.h"

#include <math.h>

#include "insight/maths/sample.h"

enum { LAGS_MAX = 200 };

f64 lags_correlation(const f64 values[], i64 n, i64 lag)
{
    assert(lag >= 1);
    f64 mean = 0, square = 0, product = 0;
    i64 count = 0, pairs = 0;
    for (i64 i = 0; i < n; i++)
        if (!isnan(values[i])) mean += (values[i] - mean) / (f64)++count;
    for (i64 i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        square += (values[i] - mean) * (values[i] - mean);
        if (i + lag >= n || isnan(values[i + lag])) continue;
        product += (values[i] - mean) * (values[i + lag] - mean);
        pairs++;
    }
    return pairs && square > 0 ? product / square : (f64)NAN;
}

// Mean square of the differences over `lag` steps, without the largest tenth: jumps and outliers.
static f64 steps_squared(ctx *c, const f64 values[], i64 n, i64 lag)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *sizes = NEW_ARRAY(c->arena, f64, MAX(n, 1)), sum = 0;
    i64 count = 0;
    for (i64 i = 0; i + lag < n; i++) {
        f64 step = fabs(values[i + lag] - values[i]);
        if (!isnan(step)) sizes[count++] = step;
    }
    sample_sort(sizes, count);
    count -= (count + 9) / 10;
    for (i64 i = 0; i < count; i++)
        sum += sizes[i] * sizes[i];
    arena_rewind(c->arena, mark);
    return count > 0 ? sum / (f64)count : (f64)NAN;
}

f64 lags_first_robust(ctx *c, const f64 values[], i64 n)
{
    if (n < 8) return NAN;
    f64 one = steps_squared(c, values, n, 1), two = steps_squared(c, values, n, 2);
    f64 found = two / one - 1; // Var over two steps is 1 + ρ times that over one
    return isfinite(found) ? fmin(fmax(found, -0.95), 0.95) : (f64)NAN;
}

// What Hamed and Rao's sum is for a chain with this correlation of neighbours.
static f64 chain_sum(f64 first, f64 n)
{
    f64 sum = 0, power = 1;
    for (f64 lag = 1; lag < n - 2 && power > 1e-6; lag++) {
        power *= first;
        sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * power;
    }
    return sum;
}

f64 lags_inflation(ctx *c, const f64 values[], i64 n)
{
    if (n < 8) return 1;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *known = NEW_ARRAY(c->arena, f64, n), *ranks = NEW_ARRAY(c->arena, f64, n);
    i64 *place = NEW_ARRAY(c->arena, i64, n), count = 0;
    for (i64 i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        known[count] = values[i];
        place[count++] = i;
    }
    f64 *by_place = NEW_ARRAY(c->arena, f64, n);
    sample_ranks(c, known, count, ranks, NULL);
    for (i64 i = 0; i < n; i++)
        by_place[i] = NAN;
    for (i64 i = 0; i < count; i++)
        by_place[place[i]] = ranks[i];
    f64 m = (f64)n, sum = 0, limit = 1.959963984540054 / sqrt(m);
    for (i64 lag = 1; lag <= MIN(n / 4, LAGS_MAX); lag++) {
        f64 found = lags_correlation(by_place, n, lag), left = m - (f64)lag;
        if (!(fabs(found) > limit)) break;
        sum += left * (left - 1) * (left - 2) * found;
    }
    f64 first = lags_correlation(by_place, n, 1);
    if (first > 1 / sqrt(m)) // a line that was fitted hides about (2 + 4ρ) / n of it
        sum = fmax(sum, chain_sum(fmin(first + (2 + 4 * first) / m, 0.95), m));
    arena_rewind(c->arena, mark);
    return fmax(1, 1 + 2 * sum / (m * (m - 1) * (m - 2)));
}
