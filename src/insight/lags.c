#include "insight/lags.h"

#include <math.h>

#include "insight/sample.h"

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

static f64 median_of_steps(ctx *c, const f64 values[], i64 n, i64 lag)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *sizes = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    i64 count = 0;
    for (i64 i = 0; i + lag < n; i++) {
        f64 step = fabs(values[i + lag] - values[i]);
        if (!isnan(step)) sizes[count++] = step;
    }
    f64 median = sample_median(c, sizes, count);
    arena_rewind(c->arena, mark);
    return median;
}

f64 lags_first_robust(ctx *c, const f64 values[], i64 n)
{
    if (n < 8) return NAN;
    f64 one = median_of_steps(c, values, n, 1), two = median_of_steps(c, values, n, 2);
    f64 found = two * two / (one * one) - 1; // Var over two steps is 1 + ρ times that over one
    return isfinite(found) ? fmin(fmax(found, -0.95), 0.95) : (f64)NAN;
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
    arena_rewind(c->arena, mark);
    return fmax(1, 1 + 2 * sum / (m * (m - 1) * (m - 2)));
}
