// inside: is a unit uneven inside: do its own values spread more than those of the others, or do
// its people or weeks differ more among themselves? Owns nothing; scratch lives in c->arena.
#pragma once

#include "insight/units/nested.h"

// --- Spread of values ---

struct unit_powers {
    i64 n;
    f64 mean, second, third, fourth; // Σ (x - mean)², ³, ⁴
};

// Adds one value without loss by cancellation. P. Pébay, Sandia report SAND2008-6212, §3.1.
void unit_powers_add(struct unit_powers *powers, f64 value);

struct unit_spread {
    struct interval deviation; // the standard deviation of the unit's values
    f64 ratio;                 // to that of all others taken together; NaN when not known
    f64 p;                     // chance of such a ratio when spreads are equal; NaN when not known
};

struct spreads {
    i64 judged;   // units with at least SPREAD_ROWS_MIN values that are not all equal
    f64 kurtosis; // of values inside units, pooled; 3 when normal
    f64 p;        // chance of such different spreads when all are equal; NaN: fewer than two units
};

#define SPREAD_ROWS_MIN 10

// Logarithms of variances compared with a standard error that takes its kurtosis from the data, so
// that values need not be normal. M. W. J. Layard, JASA 68 (1973) 195-198; intervals D. G. Bonett,
// Computational Statistics & Data Analysis 50 (2006) 775-782. out[count].
struct spreads spread_judge(const struct unit_powers units[], i64 count, f64 level,
                            struct unit_spread out[]);

// --- Groups inside units: people, teams, weeks ---

// How much groups differ inside one unit.
struct unit_inside {
    i64 groups, n;
    struct interval between; // variance between groups of the unit
    f64 p;                   // chance when its groups do not differ (F); NaN when not known
    f64 p_others; // chance when its groups differ as much as those of other units; NaN likewise
    f64 others;   // variance between the groups of the other units
};

// p_others by likelihood ratio against one variance between groups for all units. ERR_STOPPED.
// out[unit_count].
MUST_USE bool inside_judge(ctx *c, const struct inside_group groups[], i64 group_count,
                           i64 unit_count, f64 level, struct unit_inside out[]);
