// Newton's method inside a bracket: a step that would leave the bracket, or is not at least half as
// long as the one before, is replaced by a bisection. Invariant: the crossing lies between low and
// high.
#include "insight/maths/root.h"

#include <math.h>

#define STEPS_MAX 200 // far more than bisection alone needs from any bracket that occurs

f64 root_find(struct root_search search)
{
    assert(search.low <= search.high);
    assert(search.tolerance > 0);
    f64 low = search.low, high = search.high;
    bool inside = search.start > low && search.start < high; // at the ends slopes may be infinite
    f64 x = inside ? search.start : low + (high - low) / 2, step_before = INFINITY;
    for (int i = 0; i < STEPS_MAX && high - low > search.tolerance; i++) {
        f64 slope = 0, value = search.at(x, search.data, &slope), step = value / slope;
        if (fabs(step) <= search.tolerance) return fmin(fmax(x - step, low), high);
        *(value < 0 ? &low : &high) = x;

        f64 next = x - step;
        bool good = next > low && next < high && fabs(step) <= step_before / 2; // false for NaN
        if (!good) next = low + (high - low) / 2;
        step_before = fabs(next - x);
        x = next;
    }
    return x;
}
