// uneven_tell: the answer of uneven in fields, tables and one or two sentences.
#include <math.h>

#include "base/locale.h"
#include "stat/units/uneven_parts.h"

enum { NAMED_MAX = 5, WARN_ROWS = 10 };

// A figure with so many decimals as its uncertainty leaves meaning; rates in percent.
static const char *told(ctx *c, const struct uneven_found *found, f64 value, f64 error)
{
    enum uneven_figure figure = found->rows->figure;
    f64 times = figure == UNEVEN_RATE ? 100 : 1;
    f64 size = error > 0 ? error : fabs(value), digits = 0;
    if (size * times > 0) digits = fmin(9, fmax(0, 1 - floor(log10(size * times))));
    if (figure == UNEVEN_RATE) return str_c(c->arena, locale_percent(c, value, (i32)digits));
    if (fabs(value) * times >= 1e15) return fmt(c->arena, "%.6g", value * times);
    return str_c(c->arena, locale_number(c, value * times, (i32)digits));
}

static const char *percent(ctx *c, f64 share)
{
    return str_c(c->arena, locale_percent(c, share, share < 0.095 ? 1 : 0));
}

// --- Fields ---

static void tell_interval(ctx *c, struct stat_job *stat, const char *name, struct interval interval)
{
    answer_f64(stat->answer, name, interval.value);
    if (interval.status != INTERVAL_KNOWN) return;
    answer_f64(stat->answer, fmt(c->arena, "%s_low", name), interval.low);
    answer_f64(stat->answer, fmt(c->arena, "%s_high", name), interval.high);
}

static struct interval root_of(struct interval variance)
{
    return (struct interval){sqrt(variance.value), sqrt(variance.low), sqrt(variance.high),
                             variance.level, variance.status};
}

static void tell_fit(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    struct answer *answer = stat->answer;
    const struct components *fit = &found->fit;
    const struct nested *nested = &found->nested;
    bool three = found->rows->has_groups;
    answer_f64(answer, "mean", found->known.mean);
    answer_f64(answer, "mean_error", found->known.mean_error);
    answer_f64(answer, "all", found->funnel.centre);
    answer_f64(answer, "between_variance", found->known.between);
    if (three) answer_f64(answer, "groups_variance", nested->groups);
    answer_f64(answer, "within_variance", three ? nested->within : fit->within);
    tell_interval(c, stat, "between_deviation", root_of(found->between));
    tell_interval(c, stat, "icc1", found->icc1);
    tell_interval(c, stat, "icc2", found->icc2);
    answer_f64(answer, "effective_size", fit->effective_size);
    answer_f64(answer, "mean_square_between", fit->square_between);
    answer_f64(answer, "mean_square_within", fit->square_within);
    answer_f64(answer, "f", fit->f);
    answer_f64(answer, "f_p", fit->f_p);
    answer_f64(answer, "welch_p", found->welch_p);
    answer_f64(answer, "likelihood_ratio", three ? nested->lr : fit->lr);
    answer_f64(answer, "likelihood_ratio_p", three ? nested->lr_p : fit->lr_p);
    answer_f64(answer, "criterion", three ? nested->criterion : fit->criterion);
    answer_f64(answer, "dispersion", found->dispersion);
    answer_f64(answer, "dispersion_p", found->dispersion_p);
    if (found->spread) answer_f64(answer, "spread_p", found->spreads.p);
}

static void tell_head(struct stat_job *stat, const struct uneven_found *found)
{
    static const str figures[] = {
        {"mean", 4},
        {"rate", 4},
        {"nps",  3}
    };
    struct answer *answer = stat->answer;
    answer_n(answer, found->fit.n);
    answer_str(answer, "figure", figures[found->rows->figure]);
    answer_bool(answer, "differ", difference_beyond_chance(found->p, stat->level));
    answer_f64(answer, "p", found->p);
    answer_str(answer, "test", str_of(found->test));
    answer_str(answer, "method", found->method == COMPONENTS_ML ? S("ml") : S("reml"));
}

// --- Tables ---

// A column of numbers, filled by fill(found, unit).
static void column(ctx *c, struct answer_table *table, const char *name,
                   const struct uneven_found *found, f64 (*fill)(const struct uneven_found *, i64))
{
    i64 count = found->rows->unit_count;
    f64 *values = NEW_ARRAY(c->arena, f64, count);
    for (i64 u = 0; u < count; u++)
        values[u] = fill(found, u);
    answer_column_f64(table, name, values);
}

#define FILL(name, expression)                                                                     \
    static f64 name(const struct uneven_found *found, i64 u)                                       \
    {                                                                                              \
        return (expression);                                                                       \
    }

// clang-format off
FILL(own_value, found->limits[u].value)
FILL(own_low, found->limits[u].status == INTERVAL_KNOWN ? found->limits[u].low : (f64)NAN)
FILL(own_high, found->limits[u].status == INTERVAL_KNOWN ? found->limits[u].high : (f64)NAN)
FILL(drawn, found->shrunken[u].value)
FILL(drawn_low, found->shrunken[u].low)
FILL(drawn_high, found->shrunken[u].high)
FILL(kept, found->shrunken[u].kept)
FILL(blup, found->shrunken[u].blup)
FILL(rest_difference, found->rest[u].difference.value)
FILL(rest_p, found->rest[u].p)
FILL(deviation, found->spread[u].deviation.value)
FILL(deviation_low, found->spread[u].deviation.low)
FILL(deviation_high, found->spread[u].deviation.high)
FILL(ratio, found->spread[u].ratio)
FILL(spread_p, found->spread[u].p)
FILL(group_deviation, sqrt(found->inside[u].between.value))
FILL(group_deviation_low, sqrt(found->inside[u].between.low))
FILL(group_deviation_high, sqrt(found->inside[u].between.high))
FILL(group_p, found->inside[u].p)
FILL(others_deviation, sqrt(found->inside[u].others))
FILL(others_p, found->inside[u].p_others)
// clang-format on

static struct funnel_limits funnel_of(const struct uneven_found *found, i64 u, f64 level)
{
    struct funnel funnel = found->funnel;
    if (!found->rows->has_groups) return funnel_at(&funnel, found->rows->units[u].sums.n, level);
    funnel = (struct funnel){FUNNEL_MEAN, funnel.centre, found->units[u].variance};
    return funnel_at(&funnel, 1, level);
}

FILL(funnel_low, funnel_of(found, u, 0.998).low)
FILL(funnel_high, funnel_of(found, u, 0.998).high)
FILL(funnel_low_95, funnel_of(found, u, 0.95).low)
FILL(funnel_high_95, funnel_of(found, u, 0.95).high)

static bool is_inside(const struct uneven_found *found, i64 u, f64 level)
{
    f64 value = found->limits[u].value;
    if (!found->rows->has_groups)
        return funnel_holds(&found->funnel, found->rows->units[u].sums.n, value, level);
    struct funnel_limits limits = funnel_of(found, u, level);
    return limits.low <= value && value <= limits.high;
}

static const str *names_of(ctx *c, const struct uneven_found *found)
{
    str *names = NEW_ARRAY(c->arena, str, found->rows->unit_count);
    for (i64 u = 0; u < found->rows->unit_count; u++)
        names[u] = found->rows->units[u].name;
    return names;
}

static void table_units(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    i64 count = found->rows->unit_count, *n = NEW_ARRAY(c->arena, i64, count);
    str *places = NEW_ARRAY(c->arena, str, count);
    for (i64 u = 0; u < count; u++) {
        n[u] = found->rows->units[u].sums.n;
        places[u] = is_inside(found, u, 0.95)    ? S("inside")
                    : is_inside(found, u, 0.998) ? S("outside 95")
                                                 : S("outside 99.8");
    }
    struct answer_table *table = answer_table(stat->answer, "units", count);
    answer_column_str(table, "unit", names_of(c, found));
    answer_column_i64(table, "n", n);
    column(c, table, "value", found, own_value);
    column(c, table, "low", found, own_low);
    column(c, table, "high", found, own_high);
    column(c, table, "shrunken", found, drawn);
    column(c, table, "shrunken_low", found, drawn_low);
    column(c, table, "shrunken_high", found, drawn_high);
    column(c, table, "kept", found, kept);
    column(c, table, "blup", found, blup);
    column(c, table, "rest_difference", found, rest_difference);
    column(c, table, "rest_p", found, rest_p);
    column(c, table, "funnel_low", found, funnel_low);
    column(c, table, "funnel_high", found, funnel_high);
    column(c, table, "funnel_low_95", found, funnel_low_95);
    column(c, table, "funnel_high_95", found, funnel_high_95);
    answer_column_str(table, "funnel", places);
}

static void table_inside(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    i64 count = found->rows->unit_count, *groups = NEW_ARRAY(c->arena, i64, count);
    if (!found->spread && !found->inside) return;
    struct answer_table *table = answer_table(stat->answer, "inside", count);
    answer_column_str(table, "unit", names_of(c, found));
    if (found->spread) {
        column(c, table, "deviation", found, deviation);
        column(c, table, "deviation_low", found, deviation_low);
        column(c, table, "deviation_high", found, deviation_high);
        column(c, table, "ratio", found, ratio);
        column(c, table, "spread_p", found, spread_p);
    }
    if (!found->inside) return;
    for (i64 u = 0; u < count; u++)
        groups[u] = found->inside[u].groups;
    answer_column_i64(table, "groups", groups);
    column(c, table, "group_deviation", found, group_deviation);
    column(c, table, "group_deviation_low", found, group_deviation_low);
    column(c, table, "group_deviation_high", found, group_deviation_high);
    column(c, table, "group_p", found, group_p);
    column(c, table, "others_deviation", found, others_deviation);
    column(c, table, "others_p", found, others_p);
}

static void table_pairs(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    i64 count = found->pair_count;
    if (!found->pairs) return;
    str *a = NEW_ARRAY(c->arena, str, count), *b = NEW_ARRAY(c->arena, str, count);
    f64 *numbers[4];
    for (i64 k = 0; k < 4; k++)
        numbers[k] = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++) {
        const struct uneven_pair *pair = &found->pairs[i];
        bool known = pair->difference.status == INTERVAL_KNOWN;
        a[i] = found->rows->units[pair->a].name;
        b[i] = found->rows->units[pair->b].name;
        numbers[0][i] = pair->difference.value;
        numbers[1][i] = known ? pair->difference.low : (f64)NAN;
        numbers[2][i] = known ? pair->difference.high : (f64)NAN;
        numbers[3][i] = pair->p;
    }
    struct answer_table *table = answer_table(stat->answer, "pairs", count);
    answer_column_str(table, "a", a);
    answer_column_str(table, "b", b);
    answer_column_f64(table, "difference", numbers[0]);
    answer_column_f64(table, "low", numbers[1]);
    answer_column_f64(table, "high", numbers[2]);
    answer_column_f64(table, "p", numbers[3]);
}

// --- Words ---

// "Turku (-9.7), Lahti (17)": units whose mark is set, at most NAMED_MAX of them, largest first.
static const char *named(ctx *c, const struct uneven_found *found, const bool marked[], bool values)
{
    buf list = buf_new(c->arena, 65536);
    i64 count = 0;
    for (i64 u = 0; u < found->rows->unit_count; u++) {
        if (!marked[u] || count++ >= NAMED_MAX) continue;
        f64 error = sqrt(found->units[u].variance);
        buf_fmt(&list, "%s%.*s", count > 1 ? ", " : "",
                STR(str_head(found->rows->units[u].name, 60)));
        if (values) buf_fmt(&list, " (%s)", told(c, found, found->limits[u].value, error));
    }
    if (count > NAMED_MAX)
        buf_fmt(&list, tr(c, " and %lld others"), (long long)(count - NAMED_MAX));
    return count ? list.s : NULL;
}

static const char *apart(ctx *c, const struct uneven_found *found, i32 side)
{
    bool *marked = NEW_ARRAY(c->arena, bool, found->rows->unit_count);
    for (i64 u = 0; u < found->rows->unit_count; u++)
        marked[u] = found->apart[u] == side;
    return named(c, found, marked, true);
}

static void say_differ(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    struct answer *answer = stat->answer;
    f64 error = found->known.mean_error;
    struct interval deviation = root_of(found->between);
    const char *mean = told(c, found, found->known.mean, error);
    answer_say(answer,
               fmt(c->arena,
                   tr(c, "The %lld units differ beyond chance: around a mean of %s they "
                         "spread by a standard deviation of %s (%s to %s), which is %s of "
                         "all variation between rows."),
                   (long long)found->rows->unit_count, mean,
                   told(c, found, deviation.value, deviation.value),
                   told(c, found, deviation.low, deviation.value),
                   told(c, found, deviation.high, deviation.value), percent(c, found->icc1.value)));
    const char *low = apart(c, found, -1), *high = apart(c, found, 1);
    if (low) answer_say(answer, fmt(c->arena, tr(c, "Below the others: %s."), low));
    if (high) answer_say(answer, fmt(c->arena, tr(c, "Above the others: %s."), high));
    if (!low && !high)
        answer_say(answer, tr(c, "No single unit stands out from the others beyond chance."));
}

static void say_same(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    f64 high = sqrt(found->between.high);
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "No difference between the %lld units can be shown (%s); if there "
                         "is one, their standard deviation is below %s around a mean of %s."),
                   (long long)found->rows->unit_count, answer_chance(c, found->p),
                   told(c, found, high, high),
                   told(c, found, found->known.mean, found->known.mean_error)));
}

static void say_inside(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    bool *wide = NEW_ARRAY(c->arena, bool, found->rows->unit_count);
    bool *uneven = NEW_ARRAY(c->arena, bool, found->rows->unit_count);
    for (i64 u = 0; u < found->rows->unit_count; u++) {
        wide[u] = found->spread && found->spread[u].ratio > 1 &&
                  difference_beyond_chance(found->spread[u].p, stat->level);
        uneven[u] = found->inside && found->inside[u].between.value > found->inside[u].others &&
                    difference_beyond_chance(found->inside[u].p_others, stat->level);
    }
    const char *names = named(c, found, uneven, false);
    if (names)
        answer_say(stat->answer, fmt(c->arena,
                                     found->rows->by_time
                                         ? tr(c, "Uneven inside, from one period to the next: %s.")
                                         : tr(c, "Uneven inside, from one group to the next: %s."),
                                     names));
    else if (found->inside)
        answer_say(stat->answer,
                   tr(c, "No unit is shown to be more uneven inside than the others."));
    names = named(c, found, wide, false);
    if (names)
        answer_say(stat->answer,
                   fmt(c->arena, tr(c, "Values spread wider than elsewhere in: %s."), names));
}

// --- Assumptions and warnings ---

static void assume_spread(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    f64 p = found->spreads.p;
    if (!found->spread) return;
    enum answer_holds holds = isnan(p) ? HOLDS_UNKNOWN : p < 0.05 ? HOLDS_NOT : HOLDS;
    const char *text = tr(c, "Values spread equally inside all units, as far as can be told.");
    if (isnan(p)) text = tr(c, "Units have too few rows to compare how values spread inside them.");
    if (p < 0.05)
        text =
            tr(c, "Values do not spread equally inside all units: values that are drawn in are "
                  "rough. Units are tested by Welch's test where each has 10 rows or more and no "
                  "groups are given.");
    answer_assume(stat->answer, "equal_spread", holds, text);
}

// Whether one unit lies farther out than a normal population of units would have it.
static void assume_normal(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    i64 count = found->rows->unit_count, far = -1;
    f64 most = 0, between = found->known.between;
    for (i64 u = 0; u < count; u++) {
        f64 z =
            (found->units[u].value - found->known.mean) / sqrt(found->units[u].variance + between);
        if (fabs(z) > most) most = fabs(z), far = u;
    }
    // The farthest of k normal values lies beyond this once in 100 times.
    bool holds = 1 - pow(1 - erfc(most / sqrt(2)), (f64)count) > 0.01;
    if (count >= 4 && !holds)
        answer_assume(
            stat->answer, "normal_units", HOLDS_NOT,
            fmt(c->arena,
                tr(c, "%.*s lies farther out than a normal spread of units would have it: the "
                      "others are less different from each other than the deviation says."),
                STR(str_head(found->rows->units[far].name, 60))));
    else
        answer_assume(stat->answer, "normal_units", count < 10 ? HOLDS_UNKNOWN : HOLDS,
                      count < 10
                          ? tr(c, "Units are roughly normal: with fewer than ten nobody can tell.")
                          : tr(c, "No unit lies farther out than a normal spread would have it."));
}

static void warn(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    i64 count = found->rows->unit_count, small = 0;
    for (i64 u = 0; u < count; u++)
        small += found->rows->units[u].sums.n < WARN_ROWS;
    if (!found->rows->has_groups)
        answer_assume(stat->answer, "independent_rows", HOLDS_UNKNOWN,
                      tr(c, "Rows are independent: if one employee, customer or week stands behind "
                            "many rows, name that column by --within, or --time."));
    if (count < 4)
        answer_warn(stat->answer, "few_units",
                    fmt(c->arena, tr(c, "few units tell little about how much units differ: %lld"),
                        (long long)count),
                    tr(c, "Look at the pairs; take the deviation between units as a guess."));
    if (small)
        answer_warn(stat->answer, "small_units",
                    fmt(c->arena, tr(c, "units with fewer than %d rows: %lld"), WARN_ROWS,
                        (long long)small),
                    tr(c, "Read their figure drawn in (shrunken), not their own."));
    if (!found->pairs)
        answer_warn(stat->answer, "no_pairs", tr(c, "too many units to compare each with each"),
                    tr(c, "Each is compared with all others (rest_p); choose fewer by --where."));
}

void uneven_tell(ctx *c, struct stat_job *stat, const struct uneven_found *found)
{
    assert(found->rows->unit_count >= 2);
    tell_head(stat, found);
    if (difference_beyond_chance(found->p, stat->level))
        say_differ(c, stat, found);
    else
        say_same(c, stat, found);
    say_inside(c, stat, found);
    tell_fit(c, stat, found);
    table_units(c, stat, found);
    table_inside(c, stat, found);
    table_pairs(c, stat, found);
    assume_spread(c, stat, found);
    assume_normal(c, stat, found);
    warn(c, stat, found);
}
