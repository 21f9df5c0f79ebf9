#include "insight/customers/ranking.h"

#include <math.h>

#include "insight/maths/sample.h"

// How each row is placed among those of the other kind: the share of them that it exceeds, ties
// half (for rows to which nothing happened: that exceed it).
static void place(ctx *c, i64 n, const bool happened[], const f64 scores[], f64 places[])
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *ranks = NEW_ARRAY(c->arena, f64, MAX(n, 1)), *part = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    f64 *part_ranks = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    sample_ranks(c, scores, n, ranks, NULL);
    for (i32 kind = 0; kind < 2; kind++) {
        i64 count = 0, at = 0;
        for (i64 i = 0; i < n; i++)
            if (happened[i] == (kind == 1)) part[count++] = scores[i];
        sample_ranks(c, part, count, part_ranks, NULL);
        for (i64 i = 0; i < n; i++) {
            if (happened[i] != (kind == 1)) continue;
            f64 below = (ranks[i] - part_ranks[at++]) / (f64)(n - count);
            places[i] = kind == 1 ? below : 1 - below;
        }
    }
    arena_rewind(c->arena, mark);
}

// Mean of the places of those to whom it happened, and variance of the area.
static void area(i64 n, const bool happened[], const f64 places[], f64 *auc, f64 *variance)
{
    i64 count[2] = {0};
    f64 mean[2] = {0}, squares[2] = {0};
    for (i64 i = 0; i < n; i++) {
        i32 kind = happened[i];
        f64 away = places[i] - mean[kind];
        mean[kind] += away / (f64)++count[kind];
        squares[kind] += away * (places[i] - mean[kind]);
    }
    *auc = count[0] && count[1] ? mean[1] : (f64)NAN;
    *variance = NAN;
    if (count[0] < 2 || count[1] < 2) return;
    *variance = 0;
    for (i32 kind = 0; kind < 2; kind++)
        *variance += squares[kind] / (f64)(count[kind] - 1) / (f64)count[kind];
}

static f64 precision(ctx *c, i64 n, const bool happened[], const f64 scores[], f64 top)
{
    if (n == 0) return NAN;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *sorted = NEW_ARRAY(c->arena, f64, n);
    memcpy(sorted, scores, (size_t)n * sizeof scores[0]);
    sample_sort(sorted, n);
    i64 wanted = MIN(n, MAX(1, (i64)ceil(top * (f64)n - 1e-9)));
    f64 edge = sorted[n - wanted];
    arena_rewind(c->arena, mark);
    i64 above = 0, found = 0, tied = 0, found_tied = 0;
    for (i64 i = 0; i < n; i++) {
        above += scores[i] > edge;
        found += scores[i] > edge && happened[i];
        tied += scores[i] == edge;
        found_tied += scores[i] == edge && happened[i];
    }
    f64 share_of_tied = (f64)(wanted - above) / (f64)tied;
    return ((f64)found + share_of_tied * (f64)found_tied) / (f64)wanted;
}

void ranking_compare(ctx *c, i64 n, const bool happened[], const f64 a[], const f64 b[], f64 top,
                     struct ranking *out)
{
    assert(n >= 0);
    assert(top > 0 && top <= 1);
    struct arena_mark mark = arena_mark(c->arena);
    f64 *places = NEW_ARRAY(c->arena, f64, MAX(n, 1)),
        *others = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    *out = (struct ranking){.n = n};
    for (i64 i = 0; i < n; i++)
        out->happened += happened[i];
    f64 variance = NAN;
    place(c, n, happened, a, places);
    area(n, happened, places, &out->a.auc, &variance);
    out->a.error = sqrt(variance);
    place(c, n, happened, b, others);
    area(n, happened, others, &out->b.auc, &variance);
    out->b.error = sqrt(variance);
    for (i64 i = 0; i < n; i++)
        places[i] -= others[i];
    area(n, happened, places, &out->difference, &variance);
    out->error = sqrt(variance);
    out->a.precision = precision(c, n, happened, a, top);
    out->b.precision = precision(c, n, happened, b, top);
    arena_rewind(c->arena, mark);
}
