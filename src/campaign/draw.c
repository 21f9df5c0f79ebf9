#include "campaign/draw.h"

#include <math.h>
#include <stdlib.h>

f64 draw_number(const struct hash_seed *seed, const i64 *parts, i64 count)
{
    u64 hash = hash_bytes(seed, parts, count * (i64)sizeof *parts);
    return (f64)(hash >> 11) * 0x1p-53;
}

struct place {
    f64 distance; // from the start, going round
    i64 index;
};

static int by_distance(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->distance != y->distance) return x->distance < y->distance ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

void draw(ctx *c, const struct draw_order *order, enum draw_outcome *outcome)
{
    assert(order->share >= 0);
    struct place *places = NEW_ARRAY(c->arena, struct place, order->count + 1);
    i64 *in_cell = NEW_ARRAY(c->arena, i64, order->cell_count + 1), count = 0, taken = 0;
    for (i64 i = 0; i < order->count; i++) {
        f64 distance = order->number[i] - order->start;
        distance -= floor(distance);
        outcome[i] = DRAW_NOT_DRAWN;
        if (order->share >= 1 || distance < order->share)
            places[count++] = (struct place){distance, i};
    }
    qsort(places, (size_t)count, sizeof *places, by_distance);
    for (i64 k = 0; k < count; k++) {
        i64 i = places[k].index, cell = order->cell[i];
        assert(cell >= 0);
        assert(cell < order->cell_count);
        bool is_full = order->cell_most[cell] >= 0 && in_cell[cell] >= order->cell_most[cell];
        bool is_late = order->most >= 0 && taken >= order->most;
        outcome[i] = is_full ? DRAW_CELL_FULL : is_late ? DRAW_LATER : DRAW_TAKEN;
        if (outcome[i] != DRAW_TAKEN) continue;
        in_cell[cell]++;
        taken++;
    }
}
