// trend: whether a figure rises or falls over time, how fast, and in which season it is high.
#include "insight/series/trend.h"

#include <math.h>

#include "insight/series/lags.h"
#include "insight/series/season.h"
#include "stat/analyses.h"
#include "stat/series/series.h"

enum { VALUES_MIN = 4 };

struct work {
    struct series series;
    struct season season;
    struct trend trend;
    struct trend_points points; // without gaps
    const i64 *places;          // of the points
    f64 correlation;            // of neighbours, the line and the season taken off
    f64 inflation;              // of S's variance for that
    const char *unit;
    f64 factor; // slope × factor: change in a unit
};

static void points_make(ctx *c, struct work *work)
{
    const struct series *series = &work->series;
    i64 n = 0, count = series->count;
    f64 *at = NEW_ARRAY(c->arena, f64, count), *values = NEW_ARRAY(c->arena, f64, count);
    i64 *places = NEW_ARRAY(c->arena, i64, count), *phases = NEW_ARRAY(c->arena, i64, count);
    for (i64 i = 0; i < count; i++) {
        if (isnan(series->value[i])) continue;
        at[n] = series->at[i];
        values[n] = series->value[i];
        phases[n] = i % series->period;
        places[n++] = i;
    }
    bool seasonal = work->season.found;
    work->places = places;
    work->points = (struct trend_points){n, at, values, seasonal ? phases : NULL,
                                         seasonal ? series->period : 1};
}

// What line and season leave, by place; gaps stay gaps.
static f64 *rest_make(ctx *c, const struct work *work)
{
    const struct series *series = &work->series;
    f64 *rest = NEW_ARRAY(c->arena, f64, series->count);
    for (i64 i = 0; i < series->count; i++) {
        rest[i] = series->value[i] - work->trend.slope * series->at[i];
        if (work->season.found) rest[i] -= work->season.effects[i % series->period];
    }
    return rest;
}

static bool fit(ctx *c, struct stat_job *stat, struct work *work)
{
    static const char *const ways[] = {"auto", "none"};
    i64 way = 0;
    if (!stat_choice(c, stat, "correlation", ways, COUNT_OF(ways), &way)) return false;
    points_make(c, work);
    if (!trend_find(c, work->points, &work->trend)) return false;
    if (work->trend.status != TREND_FOUND) return true;
    const f64 *rest = rest_make(c, work);
    work->correlation = lags_correlation(rest, work->series.count, 1);
    if (way == 0) work->inflation = lags_inflation(c, rest, work->series.count);
    return trend_widen(c, work->points, (struct trend_width){stat->level, work->inflation},
                       &work->trend);
}

static bool is_told(const struct stat_job *stat, const struct trend *trend)
{
    return trend->status == TREND_FOUND && trend->p_value < 1 - stat->level;
}

static void say_trend(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct trend *trend = &work->trend;
    f64 slope = trend->slope * work->factor, low = trend->low * work->factor;
    f64 high = trend->high * work->factor, width = (high - low) / 2;
    const char *by = series_number(c, fabs(slope), width);
    const char *from = series_number(c, low, width), *to = series_number(c, high, width);
    f64 percent = stat->level * 100;
    const char *chance = answer_chance(c, trend->p_value);
    if (trend->status == TREND_CONSTANT) {
        answer_say(stat->answer, tr(c, "All values are equal: nothing rises or falls."));
        return;
    }
    if (is_told(stat, trend) && trend->slope == 0) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       trend->s > 0 ? tr(c, "It rises (%s), but most values are alike: how "
                                            "fast cannot be told.")
                                    : tr(c, "It falls (%s), but most values are alike: how "
                                            "fast cannot be told."),
                       chance));
        return;
    }
    if (is_told(stat, trend)) {
        const char *what = trend->s > 0
                               ? fmt(c->arena, tr(c, "It rises by %s a %s"), by, work->unit)
                               : fmt(c->arena, tr(c, "It falls by %s a %s"), by, work->unit);
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "%s (with %.4g%% confidence a change of %s to %s); chance alone would "
                             "hardly do that (%s)."),
                       what, percent, from, to, chance));
        return;
    }
    answer_say(stat->answer, fmt(c->arena,
                                 tr(c, "No rise or fall can be told from chance (%s): with %.4g%% "
                                       "confidence it changes by between %s and %s a %s."),
                                 chance, percent, from, to, work->unit));
}

static void say_season(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct season *season = &work->season;
    if (!season->tested || !season->found) return;
    i64 best = 0, worst = 0;
    for (i64 k = 0; k < season->period; k++) {
        if (season->effects[k] > season->effects[best]) best = k;
        if (season->effects[k] < season->effects[worst]) worst = k;
    }
    f64 high = season->effects[best], low = season->effects[worst], size = (high - low) / 10;
    str up = series_phase_name(c, &work->series, series_phase(&work->series, best));
    str down = series_phase_name(c, &work->series, series_phase(&work->series, worst));
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "There is a season: highest %.*s (%s above the level), lowest %.*s (%s "
                         "below it)."),
                   STR(up), series_number(c, high, size), STR(down), series_number(c, -low, size)));
}

static void fields_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct trend *trend = &work->trend;
    const struct series *series = &work->series;
    struct answer *a = stat->answer;
    bool told = is_told(stat, trend);
    answer_str(a, "direction", !told ? S("none") : trend->s > 0 ? S("rising") : S("falling"));
    answer_f64(a, "slope", trend->slope * work->factor);
    answer_f64(a, "slope_low", trend->low * work->factor);
    answer_f64(a, "slope_high", trend->high * work->factor);
    answer_str(a, "slope_unit", str_of(work->unit));
    answer_f64(a, "slope_step", trend->slope);
    answer_f64(a, "intercept", trend->intercept);
    answer_f64(a, "change_in_all", trend->slope * series->at[series->count - 1]);
    answer_f64(a, "p_value", trend->p_value);
    answer_f64(a, "z", trend->z);
    answer_f64(a, "s", trend->s);
    answer_f64(a, "kendall_tau", trend->tau);
    answer_f64(a, "autocorrelation", work->correlation);
    answer_f64(a, "variance_inflation", work->inflation);
    answer_str(a, "first", series_name(c, series, 0));
    answer_str(a, "last", series_name(c, series, series->count - 1));
    answer_i64(a, "gaps", series->gaps);
    answer_i64(a, "season_period", series->period);
    answer_bool(a, "season_found", work->season.found);
    answer_f64(a, "season_strength", work->season.strength);
    answer_f64(a, "season_p_value", work->season.p_value);
}

static void seasons_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    i64 period = work->season.period;
    str *names = NEW_ARRAY(c->arena, str, period);
    f64 *effects = NEW_ARRAY(c->arena, f64, period);
    for (i64 k = 0; k < period; k++) { // in the order of the calendar
        i64 phase = series_phase(&work->series, k);
        names[phase] = series_phase_name(c, &work->series, phase);
        effects[phase] = work->season.effects[k];
    }
    struct answer_table *table = answer_table(stat->answer, "seasons", period);
    answer_column_str(table, "phase", names);
    answer_column_f64(table, "effect", effects);
}

static void series_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct series *series = &work->series;
    i64 n = series->count;
    str *names = NEW_ARRAY(c->arena, str, n);
    f64 *line = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++) {
        names[i] = series_name(c, series, i);
        line[i] = work->trend.intercept + work->trend.slope * series->at[i];
    }
    struct answer_table *table = answer_table(stat->answer, "series", n);
    answer_column_str(table, "time", names);
    answer_column_f64(table, "value", series->value);
    answer_column_f64(table, "line", line);
    if (!work->season.tested) return;
    answer_column_f64(table, "trend", work->season.split.trend);
    answer_column_f64(table, "season", work->season.split.season);
    answer_column_f64(table, "remainder", work->season.split.remainder);
}

static void assume(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct season *season = &work->season;
    bool alone = work->inflation == 1;
    const char *says =
        alone ? tr(c, "neighbours in time do not resemble each other more than chance would let "
                      "them")
              : fmt(c->arena,
                    tr(c, "neighbours in time resemble each other (%.2f): the limits were "
                          "widened for it"),
                    work->correlation);
    bool close = work->correlation > 1.96 / sqrt((f64)work->points.n);
    answer_assume(stat->answer, "independent", alone && !close ? HOLDS : HOLDS_NOT,
                  alone && close ? fmt(c->arena,
                                       tr(c, "neighbours in time resemble each other (%.2f), and "
                                             "the limits were not widened for it"),
                                       work->correlation)
                                 : says);
    if (season->tested)
        answer_assume(stat->answer, "same_season", HOLDS_UNKNOWN,
                      season->found ? tr(c, "a season was found, so only values of the same season "
                                            "were compared; it is taken to stay the same")
                                    : tr(c, "no season was found, so all values were compared"));
    else if (season->period > 1)
        answer_warn(
            stat->answer, "season_unknown",
            fmt(c->arena,
                tr(c,
                   "a season of %lld steps cannot be told: two rounds are needed, without a phase "
                   "that has no values"),
                (long long)season->period),
            tr(c, "A rise may be the season's: look again after two whole rounds."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct work work = {.correlation = NAN, .inflation = 1};
    const struct series *series = &work.series;
    if (!series_of(c, stat, &work.series)) return false;
    i64 known = series->count - series->gaps;
    answer_n(stat->answer, known);
    if (known < VALUES_MIN)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "too few values for a trend: %lld"), (long long)known),
                         tr(c, "At least 4 are needed, and 10 to say much."));
    i64 period = series->even ? series->period : 1;
    if (!season_find(c, series->value, series->count, period, &work.season)) return false;
    if (!fit(c, stat, &work)) return false;
    if (work.trend.status == TREND_TOO_FEW)
        return fail_with(c, ERR_REFUSED, tr(c, "no two values can be compared"),
                         tr(c, "All are of one time, or each season was met once only."));
    work.unit = series_unit(c, series, &work.factor);
    say_trend(c, stat, &work);
    say_season(c, stat, &work);
    fields_write(c, stat, &work);
    series_tell(c, stat, series);
    if (work.trend.status == TREND_FOUND) assume(c, stat, &work);
    if (known < 10)
        answer_warn(stat->answer, "few_values",
                    fmt(c->arena, tr(c, "%lld values show strong trends only"), (long long)known),
                    tr(c, "Take shorter steps, or wait for more."));
    if (is_told(stat, &work.trend) && work.trend.slope == 0)
        answer_warn(stat->answer, "slope_zero",
                    tr(c, "most values are alike, so the median slope is 0"),
                    tr(c, "Take means of longer steps: --every month."));
    if (work.season.found) seasons_write(c, stat, &work);
    series_write(c, stat, &work);
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    SERIES_ROLES,
    {0},
};
static const struct stat_option options[] = {
    SERIES_OPTIONS,
    {"correlation", "auto|none", "auto", false, "widens the limits where neighbours in time resemble each other, or takes them for independent"},
    {0},
};
static const struct answer_field fields[] = {
    {"direction", "rising, falling, or none where chance would do as much"},
    {"slope", "change in one slope_unit: the median over all pairs of values (Theil-Sen)"},
    {"slope_low", "lower limit (Sen)"},
    {"slope_high", "upper limit (Sen)"},
    {"slope_unit", "what slope is told by: month, year, row, or one unit of --position"},
    {"slope_step", "change in one step of the series (a day where the rows follow unevenly)"},
    {"intercept", "value of the line at the first step"},
    {"change_in_all", "change of the line from the first step to the last"},
    {"p_value", "chance of such an S where nothing rises or falls (Mann-Kendall, two-sided)"},
    {"z", "S by its standard error"},
    {"s", "pairs that rise less pairs that fall"},
    {"kendall_tau", "S by the pairs that can differ, -1 to 1 (tau b)"},
    {"autocorrelation", "of neighbours, line and season taken off; -1 to 1"},
    {"variance_inflation", "by which S's variance was multiplied for that (Hamed & Rao)"},
    {"first", "first step"},
    {"last", "last step"},
    {"gaps", "steps without a value"},
    {"season_period", "steps in one round of the seasons that were looked for; 1: none"},
    {"season_found", "whether there is a season beyond chance (p below 0.01)"},
    {"season_strength", "share of the variance without trend that the season explains, 0 to 1"},
    {"season_p_value", "chance of such differences without a season (Kruskal-Wallis)"},
    {"seasons", "one row for each phase of the season"},
    {"seasons.phase", "weekday, month, or number of the phase"},
    {"seasons.effect", "how far the phase lies from the level"},
    {"series", "one row for each step"},
    {"series.time", "the step"},
    {"series.value", "its value; empty where there is none"},
    {"series.line", "the Theil-Sen line, without season"},
    {"series.trend", "smooth level (STL)"},
    {"series.season", "season (STL)"},
    {"series.remainder", "what both leave (STL)"},
    {0},
};
const struct analysis analysis_trend = {
    .name = "trend",
    .what = "Whether a figure rises or falls, how fast, and when its season is high.",
    .question = "Does it rise or fall, by how much a month, and could that be chance?",
    .method = "The slope is the median of the slopes between all pairs of values (Theil-Sen), so that single odd values do little. Whether it could be chance is told by ranks (Mann-Kendall). "
              "Where a season is found, values are compared with those of the same season only. Where neighbours in time resemble each other, the limits are widened.",
    .source = "P. K. Sen, JASA 63 (1968) 1379-1389; H. B. Mann, Econometrica 13 (1945) 245-259; R. M. Hirsch, J. R. Slack, R. A. Smith, Water Resources Research 18 (1982) 107-121; "
              "K. H. Hamed & A. R. Rao, J. Hydrology 204 (1998) 182-196; R. B. Cleveland & others, J. Official Statistics 6 (1990) 3-73 (STL).",
    .assumptions = "The change goes one way, though not along a straight line. A season, where there is one, stays the same. Days are those of UTC.",
    .not_for = "A figure that jumped at some moment: use change. What comes next: use forecast. Whether an event did it: use impact.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = series_take,
    .run = run,
};
// clang-format on
