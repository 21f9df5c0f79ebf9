// Idea: each row needs the number of comparable rows with a lower, equal and higher risk. A tree of
// counts over the ranks of risk (P. M. Fenwick, Software: Practice and Experience 24 (1994)
// 327-336) gives them in log n steps: a row that left is compared with all later ones (walking back
// from the latest), and every row with those who left before it (walking forward).
#include "insight/customers/concordance.h"

#include <math.h>

#include "insight/maths/sample.h"

struct counts {
    i64 size;
    i64 *tree; // from 1
    i64 all;
};

static void counts_add(struct counts *counts, i64 rank)
{
    counts->all++;
    for (i64 i = rank + 1; i <= counts->size; i += i & -i)
        counts->tree[i]++;
}

// How many of a rank below `rank`.
static i64 counts_below(const struct counts *counts, i64 rank)
{
    i64 sum = 0;
    for (i64 i = rank; i > 0; i -= i & -i)
        sum += counts->tree[i];
    return sum;
}

struct compared {
    f64 *pairs, *score; // by row: pairs that it is in, and their sum of 1 for right, ½ for tied
};

// Row i against all in the tree; right: who has the lower risk is right when `i` was the earlier.
static void compare(const struct counts *counts, i64 rank, bool earlier, struct compared *to, i64 i)
{
    i64 below = counts_below(counts, rank), equal = counts_below(counts, rank + 1) - below;
    i64 right = earlier ? below : counts->all - below - equal;
    to->pairs[i] += (f64)counts->all;
    to->score[i] += (f64)right + (f64)equal / 2;
}

static i64 *ranks_of(ctx *c, const f64 risk[], i64 n)
{
    i64 *order = NEW_ARRAY(c->arena, i64, MAX(n, 1)), *rank = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    sample_order(c, risk, n, order);
    for (i64 i = 1; i < n; i++)
        rank[order[i]] = rank[order[i - 1]] + (risk[order[i]] > risk[order[i - 1]]);
    return rank;
}

// Rows that left against the later ones; who was watched until the same time counts as later.
static void compare_with_later(struct stays stays, const i64 order[], const i64 rank[],
                               struct counts *counts, struct compared *to)
{
    for (i64 end = stays.n, from = 0; end > 0; end = from) {
        f64 time = stays.time[order[end - 1]];
        for (from = end; from > 0 && stays.time[order[from - 1]] == time;) {
            i64 i = order[--from];
            if (!stays.left[i]) counts_add(counts, rank[i]);
        }
        for (i64 at = from; at < end; at++)
            if (stays.left[order[at]]) compare(counts, rank[order[at]], true, to, order[at]);
        for (i64 at = from; at < end; at++)
            if (stays.left[order[at]]) counts_add(counts, rank[order[at]]);
    }
}

static void compare_with_earlier(struct stays stays, const i64 order[], const i64 rank[],
                                 struct counts *counts, struct compared *to)
{
    for (i64 from = 0, end = 0; from < stays.n; from = end) {
        f64 time = stays.time[order[from]];
        for (end = from; end < stays.n && stays.time[order[end]] == time; end++)
            if (stays.left[order[end]]) compare(counts, rank[order[end]], false, to, order[end]);
        for (i64 at = from; at < end; at++)
            if (stays.left[order[at]]) counts_add(counts, rank[order[at]]);
        for (i64 at = from; at < end; at++)
            if (!stays.left[order[at]]) compare(counts, rank[order[at]], false, to, order[at]);
    }
}

bool concordance_of(ctx *c, struct stays stays, const f64 risk[], struct concordance *out)
{
    i64 n = stays.n;
    struct arena_mark mark = arena_mark(c->arena);
    i64 *rank = ranks_of(c, risk, n), *order = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    sample_order(c, stays.time, n, order);
    struct counts counts = {n, NEW_ARRAY(c->arena, i64, n + 1), 0};
    struct compared to = {NEW_ARRAY(c->arena, f64, MAX(n, 1)), NEW_ARRAY(c->arena, f64, MAX(n, 1))};
    compare_with_later(stays, order, rank, &counts, &to);
    if (ctx_stopped(c)) return false;
    memset(counts.tree, 0, (size_t)(n + 1) * sizeof counts.tree[0]);
    counts.all = 0;
    compare_with_earlier(stays, order, rank, &counts, &to);

    f64 pairs = 0, score = 0, squares = 0;
    for (i64 i = 0; i < n; i++) {
        pairs += to.pairs[i] / 2; // each pair was met from both sides
        score += to.score[i] / 2;
    }
    *out = (struct concordance){pairs, NAN, NAN};
    if (pairs > 0) {
        out->value = score / pairs;
        for (i64 i = 0; i < n; i++) {
            f64 influence = (to.score[i] - out->value * to.pairs[i]) / pairs;
            squares += influence * influence;
        }
        out->error = sqrt(squares);
    }
    arena_rewind(c->arena, mark);
    return true;
}
