#include "insight/units/shrink.h"

#include <math.h>

#include "insight/maths/quantile.h"

void shrink_units(const struct measured units[], i64 count, const struct known_components *fit,
                  struct shrink_limits limits, struct shrunken out[])
{
    assert(count >= 2);
    assert(fit->between >= 0);
    bool is_known = limits.degrees > 1e6; // then both distributions are the same
    f64 z =
        is_known ? quantile_normal(limits.level) : quantile_student(limits.level, limits.degrees);
    f64 k = (f64)count, weight = 0, typical = 0;
    f64 few = count > 3 ? (k - 3) / (k - 1) : 1;
    for (i64 i = 0; i < count; i++) {
        f64 w = 1 / (units[i].variance + fit->between);
        weight += w;
        typical += w * units[i].variance;
    }
    typical /= weight;
    for (i64 i = 0; i < count; i++) {
        f64 variance = units[i].variance, own = units[i].value - fit->mean;
        f64 w = 1 / (variance + fit->between), drawn = few * variance * w;
        // What is not known of the unit, of the mean, and of how much to draw in.
        f64 spread = variance * (1 - (1 - w / weight) * drawn);
        if (count > 3)
            spread += 2 / (k - 3) * drawn * drawn * (typical + fit->between) * w * own * own;
        f64 value = fit->mean + (1 - drawn) * own, reach = z * sqrt(spread);
        out[i] = (struct shrunken){fit->between * w * own, 1 - drawn, value, value - reach,
                                   value + reach};
    }
}
