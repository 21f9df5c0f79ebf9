#include "insight/customers/repeat.h"

#include <math.h>

bool repeat_possible(struct repeat_customer one)
{
    if (!(one.purchases >= 0 && one.ours >= 0 && one.ours <= one.purchases)) return false;
    if (one.ours < 1) return one.again == 0;
    f64 least = one.ours - (one.purchases - one.ours) - 1; // as many runs as there are gaps
    return one.again >= fmax(0, least) && one.again <= one.ours - 1;
}

void repeat_add(struct repeat *sum, struct repeat_customer one)
{
    assert(repeat_possible(one));
    assert(one.weight >= 0 && one.weight <= 1);
    f64 n = one.purchases, x = one.ours;
    if (n < 2) return;
    sum->purchases += one.weight * n;
    sum->again += one.weight * one.again;
    sum->expected += one.weight * x * (x - 1) / n;
    f64 variance = x * (x - 1) * (n - x) * (n - x + 1) / (n * n * (n - 1));
    sum->variance += one.weight * one.weight * variance;
}

void repeat_finish(struct repeat *sum)
{
    sum->z = sum->variance > 0 ? (sum->again - sum->expected) / sqrt(sum->variance) : (f64)NAN;
    sum->excess = sum->expected > 0 ? sum->again / sum->expected - 1 : (f64)NAN;
}
