// draw: by chance, who of those that may be asked is asked. Each has a permanent random number,
// made of a seed and of what they are asked about, so that the same draw can be made again, and
// somebody who was not drawn once is not drawn by asking again and again. Pure.
//
// Sequential simple random sampling by permanent random numbers: E. Ohlsson, "Coordination of
// samples using permanent random numbers", in Cox et al. (eds.), Business Survey Methods (1995)
// 153-169; the share is a Poisson sample (each one with the same chance, by itself), the bounds
// take the smallest numbers of a cell and of all. Moving the beginning of the interval by the
// share, wave by wave, asks everybody once before anybody twice.
#pragma once

#include "base/ctx.h"
#include "base/hash.h"

// A number in [0, 1), the same for the same parts and seed.
f64 draw_number(const struct hash_seed *seed, const i64 *parts, i64 count);

enum draw_outcome {
    DRAW_TAKEN,
    DRAW_NOT_DRAWN, // chance: beyond the share
    DRAW_CELL_FULL, // its cell has enough
    DRAW_LATER,     // all together are enough for now
};

struct draw_order {
    i64 count;
    const f64 *number; // [count]
    const i64 *cell;   // [count]: 0 … cell_count − 1
    i64 cell_count;
    const i64 *cell_most; // [cell_count]: −1: no bound
    i64 most;             // of all; −1: no bound
    f64 share, start;     // taken are numbers in [start, start + share), going round at 1
};

// Fills outcome[count]; memory of the work is in c->arena.
void draw(ctx *c, const struct draw_order *order, enum draw_outcome *outcome);
