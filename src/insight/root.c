// Regula falsi with the weights of Anderson & Björck (BIT 13, 1973, 253-264), and a bisection
// whenever three steps together did not halve the bracket. Invariant: the crossing lies between low
// and high.
#include "insight/root.h"

#include <math.h>

struct bracket {
    f64 low, high, f_low, f_high;
};

// Puts the point into the bracket, and lowers the weight of an end that stays for the second time.
static void bracket_narrow(struct bracket *b, f64 x, f64 f_x, int *side)
{
    if ((f_x < 0) == (b->f_low < 0)) {
        f64 weight = 1 - f_x / b->f_low;
        if (*side == -1) b->f_high *= weight > 0 ? weight : 0.5;
        b->low = x;
        b->f_low = f_x;
        *side = -1;
    } else {
        f64 weight = 1 - f_x / b->f_high;
        if (*side == 1) b->f_low *= weight > 0 ? weight : 0.5;
        b->high = x;
        b->f_high = f_x;
        *side = 1;
    }
}

f64 root_find(struct root_search search)
{
    assert(search.low <= search.high);
    assert(search.tolerance > 0);
    struct bracket b = {search.low, search.high, search.at(search.low, search.data),
                        search.at(search.high, search.data)};
    if (b.f_low == 0) return b.low;
    if (b.f_high == 0) return b.high;
    assert((b.f_low < 0) != (b.f_high < 0));

    int side = 0; // which end moved last: -1 low, 1 high
    f64 width_due = (b.high - b.low) / 2;
    for (int step = 1; b.high - b.low > search.tolerance; step++) {
        f64 x = b.low - b.f_low * (b.high - b.low) / (b.f_high - b.f_low);
        bool too_slow = step % 3 == 0 && b.high - b.low > width_due;
        if (step % 3 == 0) width_due = (b.high - b.low) / 2;
        if (too_slow || !(x > b.low && x < b.high)) x = b.low + (b.high - b.low) / 2;
        if (x <= b.low || x >= b.high) break; // the two ends are neighbouring numbers

        f64 f_x = search.at(x, search.data);
        if (f_x == 0) return x;
        bracket_narrow(&b, x, f_x, &side);
    }
    return b.low + (b.high - b.low) / 2;
}
