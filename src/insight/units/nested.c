// Idea: inside a unit the mean of a group of n values has variance groups + within / n, and the
// unit's best mean, its groups weighted by the inverses w of these, has variance between + 1 / Σw.
// So the likelihood of all rows needs one pass over groups. In units of `within` two ratios are
// left; they are searched as squares, so that 0 is no end of the range.
#include "insight/units/nested.h"

#include <math.h>

#include "insight/maths/minimise.h"
#include "insight/maths/quantile.h"

struct nest {
    const struct inside_group *groups;
    i64 group_count, unit_count;
    f64 n, inside;          // values; Σ squares inside groups
    struct measured *units; // mean and Σw of each, at the ratios last asked for
};

struct nest_at {
    f64 within, criterion, mean, weight;
};

static void units_at(const struct nest *nest, f64 groups_ratio, f64 *squares, f64 *logs)
{
    for (i64 u = 0; u < nest->unit_count; u++)
        nest->units[u] = (struct measured){0, 0};
    *squares = *logs = 0;
    for (i64 g = 0; g < nest->group_count; g++) {
        const struct unit_sums *sums = &nest->groups[g].sums;
        if (sums->n == 0) continue;
        struct measured *unit = &nest->units[nest->groups[g].unit];
        f64 grown = 1 + (f64)sums->n * groups_ratio, w = (f64)sums->n / grown;
        f64 before = unit->variance, away = sums->mean - unit->value;
        unit->variance += w; // Σw for now
        unit->value += away * w / unit->variance;
        *squares += away * away * w * before / unit->variance;
        *logs += log(grown);
    }
}

static struct nest_at nest_criterion(const struct nest *nest, f64 units_ratio, f64 groups_ratio)
{
    f64 squares, logs;
    struct nest_at at = {0};
    units_at(nest, groups_ratio, &squares, &logs);
    for (i64 u = 0; u < nest->unit_count; u++) {
        f64 sum = nest->units[u].variance;
        if (sum == 0) continue;
        f64 grown = 1 + sum * units_ratio, w = sum / grown;
        f64 before = at.weight, away = nest->units[u].value - at.mean;
        at.weight += w;
        at.mean += away * w / at.weight;
        squares += away * away * w * before / at.weight;
        logs += log(grown);
    }
    at.within = (nest->inside + squares) / (nest->n - 1);
    at.criterion = (nest->n - 1) * (1 + log(2 * M_PI * at.within)) + logs + log(at.weight);
    return at;
}

static f64 nest_both(const f64 x[], void *data, f64 slope[])
{
    (void)slope;
    const struct nest *nest = data;
    return nest_criterion(nest, x[0] * x[0], x[1] * x[1]).criterion / sqrt(nest->n);
}

static f64 nest_groups(const f64 x[], void *data, f64 slope[])
{
    (void)slope;
    const struct nest *nest = data;
    return nest_criterion(nest, 0, x[0] * x[0]).criterion / sqrt(nest->n);
}

static bool nest_search(ctx *c, struct nest *nest, f64 ratios[2], f64 *without)
{
    const f64 starts[] = {1, 1, 0.3, 0.1, 0.1, 0.3, 0.03, 0.03, 0.5, 0.003};
    f64 only = 0;
    struct minimise_found found;
    struct minimise_search search = {
        .size = 2, .at = nest_both, .data = nest, .start_count = 5, .starts = starts};
    if (!minimise(c, &search, ratios, &found)) return false;
    bool is_found = found.status != MINIMISE_NOT_FOUND;
    search.size = 1;
    search.at = nest_groups;
    if (!minimise(c, &search, &only, &found)) return false;
    if (!is_found || found.status == MINIMISE_NOT_FOUND)
        return fail_with(c, ERR_REFUSED, tr(c, "the variances inside units cannot be told apart"),
                         tr(c, "Leave the inner groups out, or bring more rows of each."));
    for (i64 i = 0; i < 2; i++)
        ratios[i] *= ratios[i];
    *without = nest_criterion(nest, 0, only * only).criterion;
    return true;
}

static enum components_status nest_status(ctx *c, struct nest *nest)
{
    struct unit_sums *units = NEW_ARRAY(c->arena, struct unit_sums, MAX(nest->unit_count, 1));
    i64 used = 0;
    for (i64 g = 0; g < nest->group_count; g++) {
        const struct inside_group *group = &nest->groups[g];
        assert(group->unit >= 0 && group->unit < nest->unit_count);
        units[group->unit] = unit_sums_join(units[group->unit], group->sums);
        nest->n += (f64)group->sums.n;
        nest->inside += group->sums.squares;
        used += group->sums.n > 0;
    }
    struct components fit = components_fit(units, nest->unit_count, COMPONENTS_REML);
    if (fit.status != COMPONENTS_FOUND) return fit.status;
    if (nest->n <= (f64)used || nest->inside <= 0) return COMPONENTS_ONE_EACH;
    return COMPONENTS_FOUND;
}

bool nested_fit(ctx *c, const struct inside_group groups[], i64 group_count, i64 unit_count,
                struct nested *out, struct measured means[])
{
    struct nest nest = {.groups = groups, .group_count = group_count, .unit_count = unit_count};
    f64 ratios[2] = {0}, without = 0;
    *out = (struct nested){.status = nest_status(c, &nest)};
    if (out->status != COMPONENTS_FOUND) return true;
    nest.units = NEW_ARRAY(c->arena, struct measured, unit_count);
    if (!nest_search(c, &nest, ratios, &without)) return false;

    struct nest_at at = nest_criterion(&nest, ratios[0], ratios[1]);
    f64 lr = fmax(0, without - at.criterion);
    *out = (struct nested){
        .mean = at.mean,
        .mean_error = sqrt(at.within / at.weight),
        .between = ratios[0] * at.within,
        .groups = ratios[1] * at.within,
        .within = at.within,
        .criterion = at.criterion,
        .lr = lr,
        .lr_p = lr > 0 ? chance_normal(sqrt(lr)) / 2 : 1,
    };
    for (i64 u = 0; u < unit_count; u++) {
        f64 sum = nest.units[u].variance;
        means[u] = (struct measured){nest.units[u].value, sum > 0 ? at.within / sum : (f64)NAN};
    }
    return true;
}
