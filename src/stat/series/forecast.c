// forecast: what a figure will be, how sure that is, and the chance of reaching a goal.
#include "insight/series/forecast.h"

#include <math.h>

#include "base/locale.h"
#include "insight/series/season.h"
#include "stat/analyses.h"
#include "stat/series/series.h"

enum { VALUES_MIN = 6, AHEAD_OTHERWISE = 12, CELLS_MAX = 20000000 };

struct work {
    struct series series;
    struct season season;
    struct forecast_order order;
    struct forecast forecast;
    struct forecast_trial trial;
    bool has_goal;
    struct forecast_goal goal;
    struct forecast_chance chance;
};

static bool ahead_read(ctx *c, struct stat_job *stat, struct work *work)
{
    const struct series *series = &work->series;
    i64 ahead = work->order.period > 1 ? work->order.period : AHEAD_OTHERWISE, paths = 0;
    i64 place = 0;
    if (!stat_i64(c, stat, "ahead", (struct stat_bounds){1, FORECAST_AHEAD_MAX}, &ahead) ||
        !stat_i64(c, stat, "paths", (struct stat_bounds){100, 1000000}, &paths))
        return false;
    if (stat_has(stat, "by")) {
        if (!series_place(c, series, "by", stat_text(stat, "by"), &place)) return false;
        if (place < series->count)
            return fail_with(
                c, ERR_USAGE,
                fmt(c->arena, tr(c, "--by %.*s does not lie after the last step, %.*s"),
                    STR(stat_text(stat, "by")), STR(series_name(c, series, series->count - 1))),
                tr(c, "Give a later one."));
        work->goal.by = place - series->count + 1;
        if (work->goal.by > FORECAST_AHEAD_MAX)
            return fail_with(c, ERR_TOO_LARGE,
                             fmt(c->arena, tr(c, "--by lies %lld steps ahead, more than %d"),
                                 (long long)work->goal.by, FORECAST_AHEAD_MAX),
                             tr(c, "Take longer steps with --every."));
        ahead = stat_has(stat, "ahead") ? MAX(ahead, work->goal.by) : work->goal.by;
    }
    work->order.ahead = ahead;
    work->order.paths = MIN(paths, CELLS_MAX / ahead);
    if (!work->goal.by) work->goal.by = ahead;
    return true;
}

static bool goal_read(ctx *c, struct stat_job *stat, struct work *work)
{
    static const char *const sides[] = {"above", "below"};
    i64 side = 0;
    work->has_goal = stat_has(stat, "goal");
    if (!stat_choice(c, stat, "side", sides, COUNT_OF(sides), &side) ||
        !stat_f64(c, stat, "goal", (struct stat_bounds){-1e300, 1e300}, &work->goal.value))
        return false;
    if (!work->has_goal && side)
        return fail_with(c, ERR_USAGE, tr(c, "--side needs a goal"), tr(c, "Give --goal VALUE."));
    work->goal.above = side == 0;
    return true;
}

// The season that the method may use.
static bool order_make(ctx *c, struct stat_job *stat, struct work *work)
{
    static const char *const methods[] = {"average", "damped",       "level",
                                          "theta",   "holt-winters", "ets-mam"};
    static const char *const seasons[] = {"auto", "yes", "no"};
    const struct series *series = &work->series;
    i64 method = 0, season = 0;
    if (!stat_choice(c, stat, "method", methods, COUNT_OF(methods), &method) ||
        !stat_choice(c, stat, "season", seasons, COUNT_OF(seasons), &season))
        return false;
    if (!season_find(c, series->value, series->count, series->period, &work->season)) return false;
    work->order.method = (enum forecast_method)method;
    bool needs = method >= FORECAST_HOLT_WINTERS;
    bool used = season == 0 ? work->season.found || needs : season == 1;
    i64 period = used && season != 2 ? series->period : 1;
    i64 most = needs ? MULTIPLICATIVE_PERIOD_MAX : SMOOTHING_PERIOD_MAX;
    if (period > most)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "a season of %lld steps is too long for this method"),
                             (long long)period),
                         tr(c, "Add rows up by week or month with --every, or give --period 1."));
    if (needs && period == 1)
        return fail_with(c, ERR_REFUSED, tr(c, "this method needs a season"),
                         tr(c, "Give --period STEPS, or take --method average."));
    work->order.n = series->count;
    work->order.values = series->value;
    work->order.period = period;
    work->order.level = stat->level;
    return true;
}

static bool status_check(ctx *c, const struct work *work)
{
    switch (work->forecast.status) {
    case FORECAST_FOUND:
    case FORECAST_EXACT:
        return true;
    case FORECAST_TOO_FEW:
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "too few values for this method: %lld"),
                             (long long)(work->series.count - work->series.gaps)),
                         tr(c, "Two rounds of the season and a few more are needed; --season no "
                               "does without."));
    case FORECAST_NOT_ABOVE:
        return fail_with(c, ERR_REFUSED,
                         tr(c, "a season that multiplies needs values above 0, without gaps"),
                         tr(c, "Take --method average."));
    case FORECAST_NOT_FOUND:
        return fail_with(c, ERR_REFUSED, tr(c, "the model could not be fitted to these values"),
                         tr(c, "Look at the values for extremes, or take another --method."));
    }
    assert(false);
    return false;
}

// --- Telling ---

static void say_goal(ctx *c, struct stat_job *stat, const struct work *work)
{
    str by = series_name(c, &work->series, work->series.count - 1 + work->goal.by);
    const char *goal = fmt(c->arena, "%.6g", work->goal.value);
    str chance = locale_percent(c, work->chance.at, 0);
    str once = locale_percent(c, work->chance.once, 0);
    const char *side = work->goal.above ? tr(c, "or more") : tr(c, "or less");
    bool all = work->chance.at == 1, none = work->chance.at == 0;
    if (all || none)
        answer_say(
            stat->answer,
            all ? fmt(c->arena, tr(c, "The goal, %s %s at %.*s, will almost surely be reached."),
                      goal, side, STR(by))
                : fmt(c->arena, tr(c, "The goal, %s %s at %.*s, will almost surely be missed."),
                      goal, side, STR(by)));
    else
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The chance of the goal, %s %s, is %.*s at %.*s, and %.*s at any "
                             "time up to then."),
                       goal, side, STR(chance), STR(by), STR(once)));
}

static void say(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct forecast *f = &work->forecast;
    i64 h = work->goal.by - 1;
    str by = series_name(c, &work->series, work->series.count + h);
    f64 spread = (f->high[h] - f->low[h]) / 2;
    if (!(spread > 0)) spread = fabs(f->expected[h]) / 100;
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "For %.*s, %s is expected, and with %.4g%% confidence between %s and %s."),
                   STR(by), series_number(c, f->expected[h], spread), stat->level * 100,
                   series_number(c, f->low[h], spread), series_number(c, f->high[h], spread)));
    if (work->has_goal) say_goal(c, stat, work);
    const struct forecast_trial *trial = &work->trial;
    if (trial->origins > 0 && trial->method >= trial->naive)
        answer_say(stat->answer,
                   work->order.period > 1
                       ? tr(c, "In the past the value of one season ago was the better forecast.")
                       : tr(c, "In the past the last value was the better forecast."));
}

static void warn(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct forecast_trial *trial = &work->trial;
    if (trial->origins == 0 || isnan(trial->method))
        answer_warn(stat->answer, "not_tried",
                    tr(c, "the values are too few to try the forecast on the past"),
                    tr(c, "Trust it little until there are more."));
    else if (trial->method >= trial->naive)
        answer_warn(stat->answer, "floor_is_better",
                    fmt(c->arena,
                        tr(c, "the plainest forecast did better: its error was %.3g, that of this "
                              "one %.3g"),
                        trial->naive, trial->method),
                    tr(c, "Take the column naive, or find out what moves the figure."));
    if (work->forecast.status == FORECAST_EXACT)
        answer_warn(stat->answer, "no_error",
                    tr(c, "the past follows a rule without any error, so no spread can be told"),
                    tr(c, "Check that the values were measured, and not made."));
    if (work->order.ahead > work->series.count / 2)
        answer_warn(stat->answer, "far_ahead",
                    fmt(c->arena, tr(c, "%lld steps ahead is far for %lld values"),
                        (long long)work->order.ahead, (long long)work->series.count),
                    tr(c, "What moved the figure so far must go on that long."));
    if (!work->season.tested && work->series.period > 1)
        answer_warn(
            stat->answer, "season_unknown",
            fmt(c->arena,
                tr(c,
                   "a season of %lld steps cannot be told: two rounds are needed, without a phase "
                   "that has no values"),
                (long long)work->series.period),
            tr(c, "The forecast knows of none. Where weekends have no rows, take --every week."));
}

// Past errors one step ahead must not resemble each other, or something was left unsaid.
static void assume(ctx *c, struct stat_job *stat, const struct work *work)
{
    if (work->forecast.status != FORECAST_FOUND) return;
    f64 mean = 0, square = 0, product = 0;
    i64 n = 0;
    const f64 *errors = work->forecast.errors;
    for (i64 i = 0; i < work->order.n; i++)
        if (isfinite(errors[i])) mean += (errors[i] - mean) / (f64)++n;
    for (i64 i = 0; i < work->order.n; i++) {
        if (!isfinite(errors[i])) continue;
        square += (errors[i] - mean) * (errors[i] - mean);
        if (i && isfinite(errors[i - 1])) product += (errors[i] - mean) * (errors[i - 1] - mean);
    }
    f64 found = product / square;
    bool holds = fabs(found) < 2 / sqrt((f64)n);
    answer_f64(stat->answer, "error_autocorrelation", found);
    answer_assume(stat->answer, "errors_independent", holds ? HOLDS : HOLDS_NOT,
                  fmt(c->arena,
                      holds ? tr(c, "past errors do not follow each other (%.2f)")
                            : tr(c, "past errors follow each other (%.2f): the model misses "
                                    "something, and the limits are too narrow"),
                      found));
    answer_assume(stat->answer, "goes_on", HOLDS_UNKNOWN,
                  tr(c, "what moved the figure so far goes on; no plan or event is known to it"));
}

static void parameters_write(struct answer *a, const struct work *work)
{
    const struct forecast *f = &work->forecast;
    enum forecast_method method = work->order.method;
    if (method == FORECAST_AVERAGE || method == FORECAST_THETA) {
        answer_f64(a, "theta_alpha", f->theta.alpha);
        answer_f64(a, "theta_drift", f->theta.drift);
    }
    if (method >= FORECAST_HOLT_WINTERS) {
        const struct multiplicative *m = &f->multiplicative;
        answer_f64(a, "alpha", m->paces.alpha);
        answer_f64(a, "beta", m->paces.beta);
        answer_f64(a, "gamma", m->paces.gamma);
        answer_f64(a, "sum_of_squares", m->squares);
        answer_f64(a, "log_likelihood", m->log_likelihood);
        answer_f64(a, "aicc", m->aicc);
    } else if (method != FORECAST_THETA) {
        const struct smoothing *s = &f->smoothing;
        answer_f64(a, "alpha", s->alpha);
        answer_f64(a, "beta", s->beta);
        answer_f64(a, "gamma", s->gamma);
        answer_f64(a, "phi", s->phi);
        answer_bool(a, "logarithms", f->logarithms);
        answer_f64(a, "level_at_start", s->level);
        answer_f64(a, "sum_of_squares", s->squares);
        answer_f64(a, "log_likelihood", s->log_likelihood);
        answer_f64(a, "aicc", s->aicc);
    }
}

static void fields_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    struct answer *a = stat->answer;
    const struct forecast_trial *trial = &work->trial;
    const struct forecast *f = &work->forecast;
    i64 h = work->goal.by - 1;
    answer_str(a, "by", series_name(c, &work->series, work->series.count + h));
    answer_f64(a, "expected", f->expected[h]);
    answer_f64(a, "low", f->low[h]);
    answer_f64(a, "high", f->high[h]);
    if (work->has_goal) {
        answer_f64(a, "goal", work->goal.value);
        answer_str(a, "side", work->goal.above ? S("above") : S("below"));
        answer_f64(a, "chance", work->chance.at);
        answer_f64(a, "chance_once", work->chance.once);
        answer_f64(a, "chance_error", work->chance.error);
    }
    answer_f64(a, "mase", trial->method);
    answer_f64(a, "mase_naive", trial->naive);
    answer_f64(a, "mase_damped", trial->smoothing);
    answer_f64(a, "mase_theta", trial->theta);
    answer_i64(a, "trial_origins", trial->origins);
    answer_i64(a, "trial_ahead", trial->ahead);
    answer_i64(a, "season_period", work->order.period);
    answer_bool(a, "season_found", work->season.found);
    answer_f64(a, "season_strength", work->season.strength);
    answer_f64(a, "season_p_value", work->season.p_value);
    answer_i64(a, "gaps", work->series.gaps);
    parameters_write(a, work);
}

static void table_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct forecast *f = &work->forecast;
    str *names = NEW_ARRAY(c->arena, str, f->ahead);
    for (i64 h = 0; h < f->ahead; h++)
        names[h] = series_name(c, &work->series, work->series.count + h);
    struct answer_table *table = answer_table(stat->answer, "forecast", f->ahead);
    answer_column_str(table, "time", names);
    answer_column_f64(table, "expected", f->expected);
    answer_column_f64(table, "low", f->low);
    answer_column_f64(table, "high", f->high);
    answer_column_f64(table, "naive", f->naive);
}

static bool values_check(ctx *c, const struct work *work)
{
    i64 known = work->series.count - work->series.gaps;
    if (known < VALUES_MIN)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "too few values for a forecast: %lld"), (long long)known),
            tr(c, "At least 6 are needed, and two rounds of a season to know it."));
    if (work->series.count > FORECAST_VALUES_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%lld steps are more than %d"),
                             (long long)work->series.count, FORECAST_VALUES_MAX),
                         tr(c, "Take longer steps with --every, or later rows with --where."));
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct work work = {.goal = {0}};
    if (!series_of(c, stat, &work.series) || !series_must_be_even(c, &work.series)) return false;
    answer_n(stat->answer, work.series.count - work.series.gaps);
    if (!values_check(c, &work)) return false;
    if (!order_make(c, stat, &work) || !ahead_read(c, stat, &work) || !goal_read(c, stat, &work))
        return false;
    if (!forecast_make(c, chance_new(c, stat->seed), work.order, &work.forecast) ||
        !status_check(c, &work) || !forecast_try(c, work.order, &work.trial))
        return false;
    work.chance = forecast_chance(&work.forecast, work.goal);
    say(c, stat, &work);
    fields_write(c, stat, &work);
    series_tell(c, stat, &work.series);
    warn(c, stat, &work);
    assume(c, stat, &work);
    table_write(c, stat, &work);
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    SERIES_ROLES,
    {0},
};
static const struct stat_option options[] = {
    SERIES_OPTIONS,
    {"goal", "VALUE", NULL, false, "a value to reach; the answer tells its chance"},
    {"by", "TIME", NULL, false, "when: a day, a month (2026-12), or a number of --position. The forecast goes up to there"},
    {"side", "above|below", "above", false, "whether the goal is reached at it and above, or at it and below"},
    {"ahead", "STEPS", NULL, false, "steps to forecast; otherwise one season, or 12"},
    {"method", "NAME", "average", false, "average (of damped and theta), damped, level, theta, holt-winters or ets-mam."},
    {"season", "auto|yes|no", "auto", false, "uses a season where one is found, always, or never"},
    {"paths", "NUMBER", "10000", false, "futures to simulate"},
    {0},
};
static const struct answer_field fields[] = {
    {"by", "the step that the next fields tell of: --by, or the last forecast"},
    {"expected", "forecast of that step"},
    {"low", "lower limit: the figure itself lies between both with --level"},
    {"high", "upper limit"},
    {"goal", "the goal"},
    {"side", "above: reached at or above the goal; below: at or below it"},
    {"chance", "chance that the step `by` has reached the goal, 0 to 1"},
    {"chance_once", "chance that any step up to it has"},
    {"chance_error", "standard error of `chance` from the number of futures; not of the model"},
    {"mase", "mean absolute error on the past by that of the naive forecast within it"},
    {"mase_naive", "the same of the naive forecast: the value of one season (or one step) ago"},
    {"mase_damped", "the same of the damped trend alone"},
    {"mase_theta", "the same of Theta alone"},
    {"trial_origins", "moments of the past from which was forecast"},
    {"trial_ahead", "steps ahead each time"},
    {"season_period", "steps in one round of the season that was used; 1: none"},
    {"season_found", "whether there is a season beyond chance (p below 0.01)"},
    {"season_strength", "share of the variance without trend that the season explains, 0 to 1"},
    {"season_p_value", "chance of such differences without a season (Kruskal-Wallis)"},
    {"gaps", "steps without a value"},
    {"alpha", "pace of the level, 0 to 1"},
    {"beta", "pace of the trend"},
    {"gamma", "pace of the season"},
    {"phi", "damping of the trend; 1: none"},
    {"logarithms", "whether smoothing followed logarithms, because the season multiplies"},
    {"level_at_start", "level before the first value"},
    {"sum_of_squares", "of errors one step ahead"},
    {"log_likelihood", "of smoothing, as R's forecast counts it (to compare with its like only)"},
    {"aicc", "Akaike's criterion for small samples, of that"},
    {"theta_alpha", "pace of Theta's level"},
    {"theta_drift", "half the slope of the line, a step"},
    {"error_autocorrelation", "of past errors that follow each other, -1 to 1"},
    {"forecast", "one row for each step ahead"},
    {"forecast.time", "the step"},
    {"forecast.expected", "forecast"},
    {"forecast.low", "lower limit"},
    {"forecast.high", "upper limit"},
    {"forecast.naive", "the naive forecast"},
    {0},
};
const struct analysis analysis_forecast = {
    .name = "forecast",
    .what = "What a figure will be, and the chance of reaching a goal.",
    .question = "Where is it going, how sure is that, and shall we reach the goal in time?",
    .method = "Two simple models that do well in competitions, smoothing with a damped trend and Theta, are averaged. Limits and chances come from simulated futures that draw on past errors. "
              "The forecast is tried on the past beside the plainest one (the value of one season ago): if that was better, the answer says so.",
    .source = "R. J. Hyndman & others, Forecasting with Exponential Smoothing (2008); V. Assimakopoulos & K. Nikolopoulos, International J. of Forecasting 16 (2000) 521-530; "
              "R. J. Hyndman & B. Billah, ibid. 19 (2003) 287-290; R. J. Hyndman & A. B. Koehler, ibid. 22 (2006) 679-688; P. R. Winters, Management Science 6 (1960) 324-342.",
    .assumptions = "What moved the figure so far goes on. Steps follow evenly. The limits know past errors, but not that the model itself may be wrong.",
    .not_for = "A figure that just jumped: look at change, and forecast from there on. Customers and their purchases: use lifetime. Fewer than two rounds of a season.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = series_take,
    .run = run,
};
// clang-format on
