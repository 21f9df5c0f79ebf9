#include "insight/maths/row_sums.h"

#include <math.h>

#include "insight/maths/chance.h"

#define BLOCKS_MIN 1000
#define BLOCKS_MAX 50000
#define SPREAD_MIN 1e-12 // a variance, after scaling, that is rounding only

// Where pair (a, b), a ≥ b, stands among pairs.
static i64 pair_of(i64 a, i64 b)
{
    assert(a >= b);
    return a * (a + 1) / 2 + b;
}

// Whole rows: n, sums, products. Pairwise, for each pair: n, both sums, both squares, product.
static i64 length_of(i64 columns, bool pairwise)
{
    i64 pairs = columns * (columns + 1) / 2;
    return pairwise ? 6 * pairs : 1 + columns + pairs;
}

static void scale_columns(ctx *c, struct row_sums_order order, struct row_sums *out)
{
    i64 k = order.columns;
    f64 *low = NEW_ARRAY(c->arena, f64, k), *high = NEW_ARRAY(c->arena, f64, k);
    for (i64 i = 0; i < order.n; i++) {
        const f64 *row = order.rows + i * k;
        for (i64 j = 0; j < k; j++) {
            if (isnan(row[j])) continue;
            f64 away = row[j] - out->mean[j];
            i64 seen = ++out->count[j];
            out->mean[j] += away / (f64)seen;
            out->scale[j] += away * (row[j] - out->mean[j]);
            low[j] = seen == 1 ? row[j] : fmin(low[j], row[j]);
            high[j] = seen == 1 ? row[j] : fmax(high[j], row[j]);
        }
    }
    for (i64 j = 0; j < k; j++) {
        bool varies = out->count[j] > 1 && high[j] > low[j];
        out->scale[j] = varies ? sqrt(out->scale[j] / (f64)(out->count[j] - 1)) : 0;
    }
}

static void add_whole(f64 block[], const f64 z[], i64 k)
{
    f64 *sum = block + 1, *product = block + 1 + k;
    block[0]++;
    for (i64 a = 0; a < k; a++) {
        sum[a] += z[a];
        for (i64 b = 0; b <= a; b++)
            product[pair_of(a, b)] += z[a] * z[b];
    }
}

static void add_pairs(f64 block[], const f64 z[], i64 k)
{
    for (i64 a = 0; a < k; a++) {
        for (i64 b = 0; b <= a; b++) {
            if (isnan(z[a]) || isnan(z[b])) continue;
            f64 *six = block + 6 * pair_of(a, b);
            six[0]++;
            six[1] += z[a];
            six[2] += z[b];
            six[3] += z[a] * z[a];
            six[4] += z[b] * z[b];
            six[5] += z[a] * z[b];
        }
    }
}

static void add_up(const struct row_sums *sums)
{
    for (i64 b = 0; b < sums->block_count; b++)
        for (i64 i = 0; i < sums->length; i++)
            sums->total[i] += sums->blocks[b * sums->length + i];
}

bool row_sums_make(ctx *c, struct row_sums_order order, struct row_sums *out)
{
    assert(order.n >= 0 && order.columns >= 1);
    assert(order.work >= 0);
    i64 k = order.columns, length = length_of(k, order.pairwise);
    i64 blocks = MIN(MAX(order.work / length, BLOCKS_MIN), BLOCKS_MAX);
    blocks = MAX(MIN(blocks, order.n), 1);
    *out = (struct row_sums){
        .n = order.n,
        .columns = k,
        .pairwise = order.pairwise,
        .block_count = blocks,
        .length = length,
        .blocks = NEW_ARRAY(c->arena, f64, blocks * length),
        .total = NEW_ARRAY(c->arena, f64, length),
        .mean = NEW_ARRAY(c->arena, f64, k),
        .scale = NEW_ARRAY(c->arena, f64, k),
        .count = NEW_ARRAY(c->arena, i64, k),
        .drawn = NEW_ARRAY(c->arena, i32, blocks),
    };
    scale_columns(c, order, out);
    for (i64 j = 0; j < k; j++)
        if (!isfinite(out->mean[j]) || !isfinite(out->scale[j]))
            return fail_with(c, ERR_REFUSED, tr(c, "values are too large to be worked with"),
                             tr(c, "Give them in a larger unit."));
    f64 *z = NEW_ARRAY(c->arena, f64, k);
    for (i64 i = 0; i < order.n; i++) {
        if (i % 65536 == 65535 && ctx_stopped(c)) return false;
        for (i64 j = 0; j < k; j++) {
            z[j] = out->scale[j] > 0 ? (order.rows[i * k + j] - out->mean[j]) / out->scale[j] : 0;
            if (isnan(order.rows[i * k + j])) z[j] = NAN;
        }
        f64 *block = out->blocks + i % blocks * length;
        order.pairwise ? add_pairs(block, z, k) : add_whole(block, z, k);
    }
    add_up(out);
    return true;
}

i64 row_sums_pair_count(const struct row_sums *sums, const f64 total[], i64 a, i64 b)
{
    return (i64)(sums->pairwise ? total[6 * pair_of(MAX(a, b), MIN(a, b))] : total[0]);
}

// Sums of squares and products about the means, of a pair.
struct spreads {
    f64 a, b, both;
};

static struct spreads spreads_of(const struct row_sums *sums, const f64 total[], i64 a, i64 b)
{
    if (sums->pairwise) {
        const f64 *six = total + 6 * pair_of(a, b);
        f64 n = fmax(six[0], 1);
        return (struct spreads){six[3] - six[1] * six[1] / n, six[4] - six[2] * six[2] / n,
                                six[5] - six[1] * six[2] / n};
    }
    const f64 *sum = total + 1, *product = total + 1 + sums->columns;
    f64 n = fmax(total[0], 1);
    return (struct spreads){product[pair_of(a, a)] - sum[a] * sum[a] / n,
                            product[pair_of(b, b)] - sum[b] * sum[b] / n,
                            product[pair_of(a, b)] - sum[a] * sum[b] / n};
}

void row_sums_correlate(const struct row_sums *sums, const f64 total[], f64 correlation[])
{
    i64 k = sums->columns;
    for (i64 a = 0; a < k; a++) {
        for (i64 b = 0; b <= a; b++) {
            struct spreads found = spreads_of(sums, total, a, b);
            f64 least = SPREAD_MIN * (f64)sums->n, value = 0;
            if (found.a > least && found.b > least) value = found.both / sqrt(found.a * found.b);
            if (a == b) value = 1;
            correlation[a * k + b] = correlation[b * k + a] = fmax(-1, fmin(1, value));
        }
    }
}

void row_sums_draw(const struct row_sums *sums, gsl_rng *rng, f64 total[])
{
    memset(total, 0, (size_t)sums->length * sizeof total[0]);
    memset(sums->drawn, 0, (size_t)sums->block_count * sizeof sums->drawn[0]);
    for (i64 draw = 0; draw < sums->block_count; draw++)
        sums->drawn[chance_below(rng, sums->block_count)]++;
    for (i64 b = 0; b < sums->block_count; b++) { // in their order in memory
        const f64 *block = sums->blocks + b * sums->length;
        f64 times = sums->drawn[b];
        for (i64 i = 0; times > 0 && i < sums->length; i++)
            total[i] += times * block[i];
    }
}
