// uneven: connects components, shrink, funnel and inside of insight with rows of a file.
#include "stat/analyses.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "stat/units/uneven_parts.h"

enum { PAIR_UNITS_MAX = 50, WELCH_ROWS_MIN = 10, APART_MAX = 50 };

// clang-format off
static const struct stat_role roles[] = {
    {"value", STAT_NUMBER, STAT_OPTIONAL, false, "what is compared: a number; with --figure a 0 or 1, or an answer from 0 to 10"},
    READING_OUTCOME_ROLE(STAT_OPTIONAL),
    {"score", STAT_NUMBER, STAT_OPTIONAL, false, "an answer from 0 to 10: the same as --value with --figure nps"},
    {"unit", STAT_NAME, STAT_ONE, false, "the site, team or channel that the row belongs to"},
    {"within", STAT_NAME, STAT_OPTIONAL, false, "people or teams inside units, whose differences are looked at too"},
    {"time", STAT_MOMENT, STAT_OPTIONAL, false, "when: the periods of each unit are then looked at as its people would be"},
    {0},
};

static const struct stat_option options[] = {
    {"figure", "mean|rate|nps", "mean", false, "what the values become: their mean, the share of ones, or NPS"},
    READING_OUTCOME_OPTIONS,
    {"method", "reml|ml", "reml", false, "how variances are estimated"},
    {"period", "day|week|month", "week", false, "of --time"},
    {0},
};

static const struct answer_field fields[] = {
    {"figure", "mean, rate (0 to 1) or nps (points, -100 to 100)"},
    {"mean", "figure of a unit drawn at random"},
    {"mean_error", "its standard error"},
    {"all", "figure of all rows together"},
    {"between_variance", "variance between units"},
    {"within_variance", "variance of rows inside units (with --within or --time: inside groups)"},
    {"groups_variance", "variance between groups inside units"},
    {"between_deviation", "standard deviation between units"},
    {"between_deviation_low", "its lower limit"},
    {"between_deviation_high", "its upper limit: units do not differ more than this"},
    {"icc1", "share of the variance that lies between units, ICC(1)"},
    {"icc1_low", "its lower limit"},
    {"icc1_high", "its upper limit"},
    {"icc2", "reliability of the mean of a unit of effective_size rows, ICC(2)"},
    {"icc2_low", "its lower limit"},
    {"icc2_high", "its upper limit"},
    {"effective_size", "rows of a unit, as the analysis of variance counts them"},
    {"mean_square_between", "of the analysis of variance"},
    {"mean_square_within", "of the analysis of variance"},
    {"f", "their ratio"},
    {"f_p", "chance of such a ratio when units do not differ"},
    {"welch_p", "the same, whatever the spread inside each unit"},
    {"likelihood_ratio", "of units that differ against units that do not"},
    {"likelihood_ratio_p", "chance of such a ratio when units do not differ"},
    {"criterion", "-2 log (restricted) likelihood"},
    {"method", "reml or ml"},
    {"test", "which test the answer stands on: f, welch or likelihood ratio"},
    {"p", "its chance of such differences when units do not differ"},
    {"differ", "whether units differ beyond chance"},
    {"dispersion", "how many times larger than chance the spread of units is, the outer tenths drawn in"},
    {"dispersion_p", "chance of such a spread"},
    {"spread_p", "chance of such different spreads inside units when all are equal"},
    {"units.unit", "its name"},
    {"units.n", "its rows"},
    {"units.value", "its own figure"},
    {"units.low", "lower limit of that"},
    {"units.high", "upper limit"},
    {"units.shrunken", "the figure, drawn towards the mean as far as its rows leave it open"},
    {"units.shrunken_low", "lower limit of that"},
    {"units.shrunken_high", "upper limit"},
    {"units.kept", "share of its distance from the mean that is kept"},
    {"units.blup", "distance from the mean, predicted without correction for few units"},
    {"units.rest_difference", "its figure minus that of all others"},
    {"units.rest_p", "chance of such a difference (Holm)"},
    {"units.funnel_low", "99.8 % limits of chance for so many rows: lower"},
    {"units.funnel_high", "upper"},
    {"units.funnel_low_95", "95 % limits of chance: lower"},
    {"units.funnel_high_95", "upper"},
    {"units.funnel", "inside, outside 95 or outside 99.8"},
    {"inside.unit", "its name"},
    {"inside.deviation", "standard deviation of its rows' values"},
    {"inside.deviation_low", "lower limit"},
    {"inside.deviation_high", "upper limit"},
    {"inside.ratio", "that deviation to the one of the other units"},
    {"inside.spread_p", "chance of such a ratio when spreads are equal (Holm)"},
    {"inside.groups", "groups inside the unit"},
    {"inside.group_deviation", "standard deviation between its groups, chance taken off"},
    {"inside.group_deviation_low", "lower limit"},
    {"inside.group_deviation_high", "upper limit"},
    {"inside.group_p", "chance of its differences when its groups do not differ"},
    {"inside.others_deviation", "standard deviation between groups of the other units"},
    {"inside.others_p", "chance of such a deviation when it is that of the others (Holm)"},
    {"pairs.a", "one unit"},
    {"pairs.b", "the other"},
    {"pairs.difference", "figure of the one minus figure of the other"},
    {"pairs.low", "lower limit, of this pair alone"},
    {"pairs.high", "upper limit"},
    {"pairs.p", "chance of such a difference (Holm, all pairs together)"},
    {0},
};
// clang-format on

static bool fail_status(ctx *c, const struct uneven_rows *rows, enum components_status status)
{
    switch (status) {
    case COMPONENTS_ONE_UNIT:
        return fail_with(c, ERR_REFUSED,
                         rows->unit_count ? tr(c, "all rows are of one unit")
                                          : tr(c, "there are no rows"),
                         tr(c, "Give a column with at least two units that have values."));
    case COMPONENTS_ONE_EACH:
        return fail_with(c, ERR_REFUSED,
                         rows->has_groups ? tr(c, "no group inside a unit has two rows")
                                          : tr(c, "no unit has two rows"),
                         tr(c, "Give a row for each answer, not one for each unit: without them "
                               "nobody knows what is chance."));
    case COMPONENTS_ALL_EQUAL:
        return fail_with(c, ERR_REFUSED, tr(c, "all values are the same"),
                         tr(c, "Nothing differs: choose another column."));
    case COMPONENTS_NO_INSIDE:
        return fail_with(c, ERR_REFUSED, tr(c, "the values of each unit are all the same"),
                         tr(c, "Give what each row was worth, not the figure of its unit."));
    case COMPONENTS_FOUND:
        return true;
    }
    assert(false);
}

// --- Each unit, pairs, the rest ---

static struct moments moments_of(struct unit_sums sums)
{
    return (struct moments){sums.n, sums.mean, sums.n > 1 ? sums.squares / (f64)(sums.n - 1) : 0};
}

static struct rate_counts rate_of(struct unit_sums sums)
{
    return (struct rate_counts){(i64)nearbyint(sums.mean * (f64)sums.n), sums.n};
}

static struct interval points_of(struct interval nps)
{
    return (struct interval){100 * nps.value, 100 * nps.low, 100 * nps.high, nps.level, nps.status};
}

static struct interval limits_of(const struct uneven_found *found, i64 u, f64 level)
{
    const struct uneven_unit *unit = &found->rows->units[u];
    if (found->rows->has_groups) {
        f64 value = found->units[u].value;
        f64 reach = quantile_normal(level) * sqrt(found->units[u].variance);
        return (struct interval){value, value - reach, value + reach, level, INTERVAL_KNOWN};
    }
    switch (found->rows->figure) {
    case UNEVEN_MEAN:
        return interval_mean(moments_of(unit->sums), level);
    case UNEVEN_RATE:
        return interval_rate(rate_of(unit->sums), level);
    case UNEVEN_NPS:
        return points_of(interval_nps(unit->answers, level));
    }
    assert(false);
}

struct side {
    struct unit_sums sums;
    struct nps_counts answers;
    struct measured measured; // where there are groups
};

static struct side side_of(const struct uneven_found *found, i64 u)
{
    const struct uneven_unit *unit = &found->rows->units[u];
    return (struct side){unit->sums, unit->answers, found->units[u]};
}

static struct side side_join(struct side a, struct side b)
{
    f64 weight = 1 / a.measured.variance, other = 1 / b.measured.variance;
    return (struct side){
        unit_sums_join(a.sums, b.sums),
        {a.answers.detractors + b.answers.detractors, a.answers.passives + b.answers.passives,
                          a.answers.promoters + b.answers.promoters},
        {(a.measured.value * weight + b.measured.value * other) / (weight + other),
                          1 / (weight + other)         },
    };
}

static struct difference difference_points(struct nps_counts a, struct nps_counts b, f64 level)
{
    struct difference nps = difference_nps(a, b, level);
    nps.value *= 100;
    nps.low *= 100;
    nps.high *= 100;
    return nps;
}

static struct difference compare(const struct uneven_rows *rows, const struct side *a,
                                 const struct side *b, f64 level)
{
    if (rows->has_groups) {
        f64 value = a->measured.value - b->measured.value;
        f64 error = sqrt(a->measured.variance + b->measured.variance);
        f64 reach = quantile_normal(level) * error;
        return (struct difference){
            value,         value - reach, value + reach, level, 0, chance_normal(value / error),
            INTERVAL_KNOWN};
    }
    switch (rows->figure) {
    case UNEVEN_MEAN:
        return difference_mean(moments_of(a->sums), moments_of(b->sums), level);
    case UNEVEN_RATE:
        return difference_rate(rate_of(a->sums), rate_of(b->sums), level);
    case UNEVEN_NPS:
        return difference_points(a->answers, b->answers, level);
    }
    assert(false);
}

static void holm(ctx *c, f64 p[], i64 count)
{
    f64 *adjusted = NEW_ARRAY(c->arena, f64, MAX(count, 1));
    size_t *order = NEW_ARRAY(c->arena, size_t, MAX(count, 1));
    difference_adjust_holm(p, count, adjusted, order);
    memcpy(p, adjusted, (size_t)count * sizeof p[0]);
}

static void pairs_correct(ctx *c, struct uneven_pair pairs[], i64 count)
{
    f64 *p = NEW_ARRAY(c->arena, f64, MAX(count, 1));
    for (i64 i = 0; i < count; i++)
        p[i] = pairs[i].difference.p;
    holm(c, p, count);
    for (i64 i = 0; i < count; i++)
        pairs[i].p = p[i];
}

// Each of these units against those of them that are left: what came before it joined with what
// comes after. pairs[count].
static void rest_compare(ctx *c, const struct uneven_found *found, const i64 units[], i64 count,
                         f64 level, struct uneven_pair pairs[])
{
    struct side *after = NEW_ARRAY(c->arena, struct side, count);
    for (i64 i = count - 1; i >= 0; i--) {
        after[i] = side_of(found, units[i]);
        if (i < count - 1) after[i] = side_join(after[i], after[i + 1]);
    }
    struct side before = {0};
    for (i64 i = 0; i < count; i++) {
        struct side own = side_of(found, units[i]), rest = before;
        if (i < count - 1) rest = i ? side_join(before, after[i + 1]) : after[i + 1];
        pairs[i] = (struct uneven_pair){units[i], -1, compare(found->rows, &own, &rest, level), 0};
        before = i ? side_join(before, own) : own;
    }
    pairs_correct(c, pairs, count);
}

// Which units stand apart: the surest one first, then of those that are left, so that one far unit
// does not make the others look as if they stood apart on the other side.
static void apart_find(ctx *c, struct uneven_found *found, f64 level)
{
    i64 count = found->rows->unit_count, left = count;
    i64 *units = NEW_ARRAY(c->arena, i64, count);
    found->rest = NEW_ARRAY(c->arena, struct uneven_pair, count);
    found->apart = NEW_ARRAY(c->arena, i32, count);
    for (i64 u = 0; u < count; u++)
        units[u] = u;
    rest_compare(c, found, units, count, level, found->rest);
    for (i64 step = 0; step < APART_MAX && left > 2; step++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct uneven_pair *pairs = NEW_ARRAY(c->arena, struct uneven_pair, left);
        rest_compare(c, found, units, left, level, pairs);
        i64 best = -1;
        for (i64 i = 0; i < left; i++) {
            f64 p = pairs[i].difference.p;
            if (isfinite(p) && (best < 0 || p < pairs[best].difference.p)) best = i;
        }
        bool is_apart = best >= 0 && difference_beyond_chance(pairs[best].p, level);
        f64 side = is_apart ? pairs[best].difference.value : 0;
        arena_rewind(c->arena, mark);
        if (!is_apart) break;
        found->apart[units[best]] = side < 0 ? -1 : 1;
        memmove(&units[best], &units[best + 1], (size_t)(--left - best) * sizeof units[0]);
    }
}

static int by_chance(const void *a, const void *b)
{
    const struct uneven_pair *x = a, *y = b;
    f64 p = isnan(x->difference.p) ? 2 : x->difference.p;
    f64 q = isnan(y->difference.p) ? 2 : y->difference.p;
    if (p != q) return p < q ? -1 : 1;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static void pairs_compare(ctx *c, struct uneven_found *found, f64 level)
{
    i64 count = found->rows->unit_count;
    if (count > PAIR_UNITS_MAX) return;
    found->pairs = NEW_ARRAY(c->arena, struct uneven_pair, count * (count - 1) / 2);
    for (i64 a = 0; a < count; a++) {
        for (i64 b = a + 1; b < count; b++) {
            struct side one = side_of(found, a), other = side_of(found, b);
            found->pairs[found->pair_count++] =
                (struct uneven_pair){a, b, compare(found->rows, &one, &other, level), 0};
        }
    }
    pairs_correct(c, found->pairs, found->pair_count);
    qsort(found->pairs, (size_t)found->pair_count, sizeof found->pairs[0], by_chance);
}

// --- All units ---

static void funnel_judge(ctx *c, struct uneven_found *found)
{
    const struct uneven_rows *rows = found->rows;
    struct unit_sums all = {0};
    for (i64 u = 0; u < rows->unit_count; u++)
        all = unit_sums_join(all, rows->units[u].sums);
    f64 within = found->fit.square_within; // of means: else units that differ widen their limits
    if (rows->figure != UNEVEN_MEAN) within = all.squares / (f64)all.n;
    found->funnel =
        (struct funnel){rows->figure == UNEVEN_RATE ? FUNNEL_RATE : FUNNEL_MEAN, all.mean, within};
    f64 *z = NEW_ARRAY(c->arena, f64, rows->unit_count), squares = 0;
    for (i64 u = 0; u < rows->unit_count; u++) {
        f64 variance =
            rows->has_groups ? found->units[u].variance : within / (f64)rows->units[u].sums.n;
        z[u] = (found->units[u].value - all.mean) / sqrt(variance);
        squares += z[u] * z[u];
    }
    found->dispersion = funnel_dispersion(z, rows->unit_count);
    found->dispersion_p = chance_gamma_above(squares / 2, (f64)(rows->unit_count - 1) / 2);
}

static void spread_find(ctx *c, struct uneven_found *found, f64 level)
{
    const struct uneven_rows *rows = found->rows;
    i64 count = rows->unit_count;
    found->spreads.p = NAN;
    if (rows->figure == UNEVEN_RATE) return; // there the mean tells the spread
    struct unit_powers *powers = NEW_ARRAY(c->arena, struct unit_powers, count);
    f64 *p = NEW_ARRAY(c->arena, f64, count);
    found->spread = NEW_ARRAY(c->arena, struct unit_spread, count);
    for (i64 u = 0; u < count; u++)
        powers[u] = rows->units[u].powers;
    found->spreads = spread_judge(powers, count, level, found->spread);
    for (i64 u = 0; u < count; u++)
        p[u] = found->spread[u].p;
    holm(c, p, count);
    for (i64 u = 0; u < count; u++)
        found->spread[u].p = p[u];
}

static bool inside_find(ctx *c, struct uneven_found *found, f64 level)
{
    const struct uneven_rows *rows = found->rows;
    i64 count = rows->unit_count;
    if (!rows->has_groups) return true;
    found->inside = NEW_ARRAY(c->arena, struct unit_inside, count);
    f64 *p = NEW_ARRAY(c->arena, f64, count);
    if (!inside_judge(c, rows->groups, rows->group_count, count, level, found->inside))
        return false;
    for (i64 u = 0; u < count; u++)
        p[u] = found->inside[u].p_others;
    holm(c, p, count);
    for (i64 u = 0; u < count; u++)
        found->inside[u].p_others = p[u];
    return true;
}

// Two levels: units and rows.
static void fit_two(ctx *c, struct uneven_found *found, const struct unit_sums sums[], f64 level)
{
    i64 count = found->rows->unit_count, least = INT64_MAX;
    const struct components *fit = &found->fit;
    found->known = (struct known_components){fit->mean, fit->mean_error, fit->between, 0};
    found->units = NEW_ARRAY(c->arena, struct measured, count);
    for (i64 u = 0; u < count; u++) {
        found->units[u] = (struct measured){sums[u].mean, fit->within / (f64)sums[u].n};
        least = MIN(least, sums[u].n);
    }
    found->between = components_between(sums, count, found->method, level);
    found->icc1 = components_icc1(sums, count, fit, level);
    found->icc2 = components_icc2(found->icc1, fit->effective_size);
    found->test = "f";
    found->p = fit->f_p;
    f64 welch = found->welch_p = components_welch_p(sums, count);
    if (found->spreads.p < 0.05 && least >= WELCH_ROWS_MIN && isfinite(welch)) {
        found->test = "welch";
        found->p = welch;
    }
}

// Three levels: units, groups and rows.
static bool fit_three(ctx *c, struct uneven_found *found, f64 level)
{
    const struct uneven_rows *rows = found->rows;
    struct nested *fit = &found->nested;
    found->units = NEW_ARRAY(c->arena, struct measured, rows->unit_count);
    if (!nested_fit(c, rows->groups, rows->group_count, rows->unit_count, fit, found->units))
        return false;
    if (fit->status != COMPONENTS_FOUND) return fail_status(c, rows, fit->status);
    found->known =
        (struct known_components){fit->mean, fit->mean_error, fit->between, fit->criterion};
    found->between = components_known_between(found->units, rows->unit_count, fit->between, level);
    f64 rest = fit->groups + fit->within;
    found->icc1 = (struct interval){
        fit->between / (fit->between + rest), found->between.low / (found->between.low + rest),
        found->between.high / (found->between.high + rest), level, INTERVAL_KNOWN};
    f64 reliable = 0;
    for (i64 u = 0; u < rows->unit_count; u++)
        reliable +=
            fit->between / (fit->between + found->units[u].variance) / (f64)rows->unit_count;
    found->icc2 = (struct interval){reliable, NAN, NAN, level, INTERVAL_UNKNOWN};
    found->welch_p = NAN;
    found->test = "likelihood ratio";
    found->p = fit->lr_p;
    return true;
}

// Rates lie between 0 and 1 and NPS between -1 and 1, whatever a normal curve says.
static void clip(struct uneven_found *found)
{
    bool is_rate = found->rows->figure == UNEVEN_RATE;
    if (found->rows->figure == UNEVEN_MEAN) return;
    f64 low = is_rate ? 0 : -1, most = is_rate ? 0.25 : 1;
    found->between.high = fmin(found->between.high, fmax(most, found->between.value));
    for (i64 u = 0; u < found->rows->unit_count; u++) {
        struct shrunken *s = &found->shrunken[u];
        s->low = fmax(low, s->low), s->high = fmin(1, s->high);
        found->limits[u].low = fmax(low, found->limits[u].low);
        found->limits[u].high = fmin(1, found->limits[u].high);
    }
}

static bool uneven_run(ctx *c, struct stat_job *stat)
{
    static const char *const methods[] = {"reml", "ml"};
    struct uneven_rows *rows = NULL;
    struct uneven_found found = {0};
    i64 method = 0;
    if (!uneven_rows_end(c, stat, &rows) ||
        !stat_choice(c, stat, "method", methods, COUNT_OF(methods), &method))
        return false;
    if (rows->has_groups && method)
        return fail_with(c, ERR_USAGE, tr(c, "groups inside units are fitted by reml only"),
                         tr(c, "Leave --method out."));
    i64 count = rows->unit_count;
    struct unit_sums *sums = NEW_ARRAY(c->arena, struct unit_sums, MAX(count, 1));
    for (i64 u = 0; u < count; u++)
        sums[u] = rows->units[u].sums;
    found.rows = rows;
    found.method = method ? COMPONENTS_ML : COMPONENTS_REML;
    found.fit = components_fit(sums, count, found.method);
    if (!fail_status(c, rows, found.fit.status)) return false;

    spread_find(c, &found, stat->level);
    if (rows->has_groups) {
        if (!fit_three(c, &found, stat->level)) return false;
    } else {
        fit_two(c, &found, sums, stat->level);
    }
    found.limits = NEW_ARRAY(c->arena, struct interval, count);
    found.shrunken = NEW_ARRAY(c->arena, struct shrunken, count);
    for (i64 u = 0; u < count; u++)
        found.limits[u] = limits_of(&found, u, stat->level);
    struct shrink_limits shrink = {stat->level, (f64)(found.fit.n - found.fit.units)};
    shrink_units(found.units, count, &found.known, shrink, found.shrunken);
    clip(&found);
    apart_find(c, &found, stat->level);
    pairs_compare(c, &found, stat->level);
    funnel_judge(c, &found);
    if (!inside_find(c, &found, stat->level)) return false;
    uneven_tell(c, stat, &found);
    return true;
}

const struct analysis analysis_uneven = {
    .name = "uneven",
    .what = "Where service is uneven: between units, and inside them.",
    .question =
        "Do units differ beyond chance, by how much, which of them, and is one of them uneven "
        "inside? If no difference shows: how large a one could have stayed hidden?",
    .method =
        "Variances between and inside units by restricted maximum likelihood, from each unit's "
        "count, "
        "mean and squares; ICC(1) and ICC(2); F test, Welch's where spreads differ; each unit's "
        "figure "
        "drawn towards the mean as far as chance explains it; limits of a funnel plot; all pairs "
        "up to "
        "50 units, and each unit against the others, corrected by Holm. Spread inside units by the "
        "logarithms of variances, with the kurtosis of the data; with --within or --time "
        "differences "
        "between the groups of each unit, and three levels of variance.",
    .source =
        "Patterson & Thompson 1971 (REML); Harville & Fenech 1985 (limits of ICC); Morris 1983 "
        "(drawing in); Spiegelhalter 2005 (funnel); Holm 1979; Layard 1973, Bonett 2006 (spread).",
    .assumptions =
        "Rows are independent of each other inside a unit, or inside a group with --within. "
        "Units are like draws from a common, roughly normal population.",
    .not_for =
        "When units serve different customers or tasks: then a difference is not the unit's own "
        "doing. When one customer or employee stands behind many rows: say --within. For two "
        "figures of one moment each: there is nothing to tell chance by.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = uneven_take,
    .run = uneven_run,
};
