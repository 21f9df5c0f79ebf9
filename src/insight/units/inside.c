#include "insight/units/inside.h"

#include <math.h>

#include "insight/maths/quantile.h"

void unit_powers_add(struct unit_powers *powers, f64 value)
{
    f64 before = (f64)powers->n, n = before + 1, away = value - powers->mean, step = away / n;
    f64 square = step * step, part = away * step * before;
    powers->n++;
    powers->mean += step;
    powers->fourth += part * square * (n * n - 3 * n + 3) + 6 * square * powers->second -
                      4 * step * powers->third;
    powers->third += part * step * (n - 2) - 3 * step * powers->second;
    powers->second += part;
}

static bool is_judged(const struct unit_powers *unit)
{
    return unit->n >= SPREAD_ROWS_MIN && unit->second > 0;
}

// The variance of the logarithm of a unit's variance (Layard; Bonett's form for few values).
static f64 log_variance(const struct unit_powers *unit, f64 kurtosis)
{
    f64 n = (f64)unit->n;
    return (kurtosis - (n - 3) / n) / (n - 1);
}

static struct interval deviation_of(const struct unit_powers *unit, f64 kurtosis, f64 level)
{
    f64 n = (f64)unit->n, z = quantile_normal(level);
    if (unit->n == 0) return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    f64 deviation = unit->n > 1 ? sqrt(unit->second / (n - 1)) : (f64)NAN;
    if (!is_judged(unit)) return (struct interval){deviation, 0, INFINITY, level, INTERVAL_UNKNOWN};
    f64 small = n / (n - z), reach = z * small * sqrt(log_variance(unit, kurtosis));
    f64 middle = log(small * deviation * deviation);
    return (struct interval){deviation, fmin(deviation, exp((middle - reach) / 2)),
                             fmax(deviation, exp((middle + reach) / 2)), level, INTERVAL_KNOWN};
}

struct spreads spread_judge(const struct unit_powers units[], i64 count, f64 level,
                            struct unit_spread out[])
{
    f64 n = 0, second = 0, fourth = 0, weight = 0, weighted = 0, squares = 0;
    struct spreads spreads = {.p = NAN, .kurtosis = NAN};
    for (i64 i = 0; i < count; i++) {
        if (!is_judged(&units[i])) continue;
        spreads.judged++;
        n += (f64)units[i].n;
        second += units[i].second;
        fourth += units[i].fourth;
    }
    // Below 1 + a little, two values only, the spread would be known without any data.
    if (spreads.judged) spreads.kurtosis = fmax(1.2, n * fourth / (second * second));
    for (i64 i = 0; i < count; i++) {
        out[i] = (struct unit_spread){deviation_of(&units[i], spreads.kurtosis, level), NAN, NAN};
        if (!is_judged(&units[i])) continue;
        f64 w = 1 / log_variance(&units[i], spreads.kurtosis);
        weight += w;
        weighted += w * 2 * log(out[i].deviation.value);
    }
    if (spreads.judged < 2) return spreads;
    for (i64 i = 0; i < count; i++) {
        if (!is_judged(&units[i])) continue;
        f64 variance = log_variance(&units[i], spreads.kurtosis), w = 1 / variance;
        f64 own = 2 * log(out[i].deviation.value), others = (weighted - w * own) / (weight - w);
        f64 away = own - weighted / weight;
        squares += w * away * away;
        out[i].ratio = exp((own - others) / 2);
        out[i].p = chance_normal((own - others) / sqrt(variance + 1 / (weight - w)));
    }
    spreads.p = chance_gamma_above(squares / 2, (f64)(spreads.judged - 1) / 2);
    return spreads;
}

// --- Groups inside units ---

struct order {
    i64 *starts;               // of each unit's groups, and the end
    struct unit_sums *sums;    // by unit
    struct measured *measured; // room for one unit's
};

static struct order group_by_unit(ctx *c, const struct inside_group groups[], i64 group_count,
                                  i64 unit_count)
{
    struct order order = {
        .starts = NEW_ARRAY(c->arena, i64, unit_count + 2),
        .sums = NEW_ARRAY(c->arena, struct unit_sums, MAX(group_count, 1)),
        .measured = NEW_ARRAY(c->arena, struct measured, MAX(group_count, 1)),
    };
    for (i64 g = 0; g < group_count; g++) {
        assert(groups[g].unit >= 0 && groups[g].unit < unit_count);
        if (groups[g].sums.n > 0) order.starts[groups[g].unit + 2]++;
    }
    for (i64 u = 0; u < unit_count; u++)
        order.starts[u + 2] += order.starts[u + 1];
    for (i64 g = 0; g < group_count; g++)
        if (groups[g].sums.n > 0) order.sums[order.starts[groups[g].unit + 1]++] = groups[g].sums;
    return order;
}

enum { LADDER_STEPS = 161, LADDER_PER_DECADE = 16 };

// Each unit's likelihood at the same variances between groups, 0 first.
struct ladder {
    f64 variance[LADDER_STEPS];
    f64 *rungs; // unit × step
    f64 all[LADDER_STEPS];
};

// The least value on the ladder, and its rung; between three rungs a parabola.
static f64 ladder_least(const f64 values[LADDER_STEPS], i64 *rung)
{
    i64 best = 0;
    for (i64 i = 1; i < LADDER_STEPS; i++)
        if (values[i] < values[best]) best = i;
    *rung = best;
    if (best < 2 || best == LADDER_STEPS - 1) return values[best];
    f64 before = values[best - 1], at = values[best], after = values[best + 1];
    f64 bend = before - 2 * at + after, slope = (after - before) / 2;
    return bend > 0 ? at - slope * slope / (2 * bend) : at;
}

static void ladder_fill(struct ladder *ladder, const struct order *order, i64 u, f64 within)
{
    i64 from = order->starts[u], count = order->starts[u + 1] - from;
    for (i64 g = 0; g < count; g++) {
        const struct unit_sums *sums = &order->sums[from + g];
        order->measured[g] = (struct measured){sums->mean, within / (f64)sums->n};
    }
    for (i64 i = 0; i < LADDER_STEPS; i++) {
        f64 value = components_known_criterion(order->measured, count, ladder->variance[i]);
        ladder->rungs[u * LADDER_STEPS + i] = value;
        ladder->all[i] += value;
    }
}

static bool judge_units(ctx *c, const struct order *order, i64 unit_count, f64 level,
                        struct unit_inside out[], struct components fits[])
{
    for (i64 u = 0; u < unit_count; u++) {
        if (ctx_stopped(c)) return false;
        i64 from = order->starts[u], count = order->starts[u + 1] - from;
        const struct unit_sums *sums = &order->sums[from];
        fits[u] = components_fit(sums, count, COMPONENTS_REML);
        out[u] = (struct unit_inside){
            .groups = count,
            .n = fits[u].n,
            .between = components_between(sums, count, COMPONENTS_REML, level),
            .p = fits[u].status == COMPONENTS_FOUND ? fits[u].f_p : (f64)NAN,
            .p_others = NAN,
        };
    }
    return true;
}

bool inside_judge(ctx *c, const struct inside_group groups[], i64 group_count, i64 unit_count,
                  f64 level, struct unit_inside out[])
{
    struct order order = group_by_unit(c, groups, group_count, unit_count);
    struct components *fits = NEW_ARRAY(c->arena, struct components, MAX(unit_count, 1));
    struct ladder *ladder = NEW(c->arena, struct ladder);
    ladder->rungs = NEW_ARRAY(c->arena, f64, MAX(unit_count, 1) * LADDER_STEPS);
    if (!judge_units(c, &order, unit_count, level, out, fits)) return false;

    f64 scale = 0;
    i64 judged = 0;
    for (i64 u = 0; u < unit_count; u++)
        if (fits[u].status == COMPONENTS_FOUND) scale += log(fits[u].within), judged++;
    if (judged < 2) return true;
    scale = exp(scale / (f64)judged);
    for (i64 i = 1; i < LADDER_STEPS; i++)
        ladder->variance[i] = scale * pow(10, (f64)(i - LADDER_STEPS + 32) / LADDER_PER_DECADE);
    for (i64 u = 0; u < unit_count; u++) {
        if (ctx_stopped(c)) return false;
        if (fits[u].status == COMPONENTS_FOUND) ladder_fill(ladder, &order, u, fits[u].within);
    }
    i64 rung;
    f64 together = ladder_least(ladder->all, &rung), others[LADDER_STEPS];
    for (i64 u = 0; u < unit_count; u++) {
        if (fits[u].status != COMPONENTS_FOUND) continue;
        const f64 *own = &ladder->rungs[u * LADDER_STEPS];
        for (i64 i = 0; i < LADDER_STEPS; i++)
            others[i] = ladder->all[i] - own[i];
        f64 gain = together - ladder_least(own, &rung) - ladder_least(others, &rung);
        out[u].p_others = chance_normal(sqrt(fmax(0, gain)));
        out[u].others = ladder->variance[rung];
    }
    return true;
}
