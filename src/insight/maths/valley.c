// Idea: a grid of even steps in log x finds the right one of several low places; golden section
// between the neighbours of its least point does the rest. J. Kiefer, Proc. American Mathematical
// Society 4 (1953) 502-506.
#include "insight/maths/valley.h"

#include <math.h>

enum { GRID_COUNT = 65, GRID_MIDDLE = 32, GRID_PER_DECADE = 5, GOLDEN_STEPS = 60 };

static f64 grid_x(const struct valley *valley, f64 step)
{
    return valley->scale * pow(10, (step - GRID_MIDDLE) / GRID_PER_DECADE);
}

f64 valley_find(struct valley valley)
{
    f64 best = valley.at(0, valley.data), best_step = -1;
    for (i64 i = 0; i < GRID_COUNT; i++) {
        f64 value = valley.at(grid_x(&valley, (f64)i), valley.data);
        if (!(value < best)) continue;
        best = value;
        best_step = (f64)i;
    }
    if (best_step < 0) return 0;
    const f64 golden = 0.6180339887498949;
    f64 low = best_step - 1, high = best_step + 1;
    f64 a = high - golden * (high - low), b = low + golden * (high - low);
    f64 at_a = valley.at(grid_x(&valley, a), valley.data);
    f64 at_b = valley.at(grid_x(&valley, b), valley.data);
    for (i64 i = 0; i < GOLDEN_STEPS; i++) {
        if (at_a < at_b) {
            high = b, b = a, at_b = at_a;
            a = high - golden * (high - low);
            at_a = valley.at(grid_x(&valley, a), valley.data);
        } else {
            low = a, a = b, at_a = at_b;
            b = low + golden * (high - low);
            at_b = valley.at(grid_x(&valley, b), valley.data);
        }
    }
    f64 x = grid_x(&valley, (low + high) / 2);
    return valley.at(x, valley.data) <= best ? x : grid_x(&valley, best_step);
}
