// impact: connects interrupted and control_series of insight with rows of a file.
#include "stat/analyses.h"

#include <math.h>

#include "insight/maths/chance.h"
#include "stat/series/impact_parts.h"

enum { PLACEBO_TRIES = 5, PLACEBO_DRAWS = 600, HARMONICS = 2 };

// clang-format off
static const struct stat_role roles[] = {
    SERIES_ROLES,
    {"population", STAT_NUMBER, STAT_OPTIONAL, true, "what counts are out of: customers, contacts, days open"},
    {"control", STAT_NUMBER, STAT_ANY, true, "another series that the event did not touch, such as another town's sales"},
    {0},
};

static const struct stat_option options[] = {
    SERIES_OPTIONS,
    {"at", "WHEN", NULL, false, "the first place after the event: a day, a number of --position, or a row's number"},
    {"until", "WHEN", NULL, false, "the last place that is looked at; default the last there is"},
    {"of", "counts|means", NULL, false, "what values are; default counts with --population, --as count and --as sum, else means"},
    {"slope", NULL, NULL, false, "the slope may change at the event too"},
    {"harmonics", "N", "2", false, "waves in a season, 0 to 6; not with --control, whose series bring their own"},
    {"draws", "N", "5000", false, "draws of the model with --control"},
    {"level-deviation", "SHARE", "0.01", false, "with --control: how far the level is expected to step each time, as a share of the values' spread"},
    {0},
};

static const struct answer_field fields[] = {
    {"model", "interrupted (one series) or control (control series)"},
    {"at", "first place after the event"},
    {"before", "places with values before the event"},
    {"after", "places with values after it"},
    {"demonstrable", "whether an effect is shown beyond chance"},
    {"p", "chance of an effect as large when there is none (control: of one side)"},
    {"actual_mean", "mean of a place after the event"},
    {"expected_mean", "what it would have been without the event"},
    {"expected_mean_low", "lower limit of that"},
    {"expected_mean_high", "upper limit"},
    {"expected_mean_deviation", "its standard deviation"},
    {"ratio", "counts: after the event divided by what was to be expected"},
    {"ratio_low", "lower limit"},
    {"ratio_high", "upper limit"},
    {"effect_mean", "actual minus expected, of a place after the event"},
    {"effect_mean_low", "lower limit"},
    {"effect_mean_high", "upper limit"},
    {"effect_total", "the same, summed over all places after the event"},
    {"effect_total_low", "lower limit"},
    {"effect_total_high", "upper limit"},
    {"effect_relative", "effect divided by what was to be expected"},
    {"effect_relative_low", "lower limit"},
    {"effect_relative_high", "upper limit"},
    {"robust_low", "limits of the effect (ratio or mean of a place) widened where neighbouring values resemble each other, or where the level wanders: lower"},
    {"robust_high", "upper"},
    {"robust_p", "chance of the effect by these errors"},
    {"step", "change of the level; counts: of its logarithm; with --slope at the place before the event"},
    {"step_error", "its standard error"},
    {"step_p", "its chance when the level did not change"},
    {"trend", "change from one place to the next; counts: of the logarithm"},
    {"trend_error", "its standard error"},
    {"trend_year", "counts with a season: by what the trend multiplies in one round of the seasons"},
    {"slope", "change of the trend at the event"},
    {"slope_error", "its standard error"},
    {"slope_f", "F of a trend that changed against one that did not"},
    {"slope_p", "chance of such an F when it did not"},
    {"dispersion", "variance of counts over their mean (1: pure chance); means: variance of what is left"},
    {"autocorrelation", "correlation of neighbouring residuals"},
    {"autocorrelation_p", "chance of such correlations when there are none (Ljung-Box)"},
    {"placebo_tries", "moments before the event at which the same was asked"},
    {"placebo_alarms", "of these, effects beyond chance"},
    {"draws", "draws of the model"},
    {"noise", "standardised deviation of the noise"},
    {"level_step", "standardised deviation of the level's steps"},
    {"likelihood_expected_mean", "expected mean by maximum likelihood, as a check"},
    {"likelihood_expected_error", "its standard error, variances and coefficients taken as known"},
    {"likelihood_noise_variance", "standardised, by maximum likelihood"},
    {"likelihood_level_variance", "standardised variance of the level's steps, by maximum likelihood"},
    {"log_likelihood", "of the standardised values before the event but the first"},
    {"controls.control", "its column"},
    {"controls.weight", "standardised coefficient, mean of draws"},
    {"controls.inclusion", "share of draws in which it is at work"},
    {"controls.likelihood_weight", "standardised coefficient by maximum likelihood"},
    {"places.place", "moment, number or row"},
    {"places.value", "as given"},
    {"places.fitted", "by the model"},
    {"places.expected", "without the event; before it: fitted"},
    {"places.expected_low", "lower limit of a single place"},
    {"places.expected_high", "upper limit"},
    {"places.effect", "value minus expected"},
    {0},
};
// clang-format on

static bool impact_take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct series_rows *rows = stat->state;
    if (!rows && !series_open(c, stat, stat_has(stat, "control") ? "control" : "population", &rows))
        return false;
    stat->state = rows;
    return series_add(c, rows, block);
}

static bool options_check(ctx *c, const struct stat_job *stat)
{
    if (!stat_has(stat, "at"))
        return fail_with(c, ERR_USAGE, tr(c, "--at is missing: when did it happen?"),
                         tr(c, "Give the first day, number or row after the event."));
    if (stat_has(stat, "control") && stat_has(stat, "population"))
        return fail_with(c, ERR_USAGE, tr(c, "--control and --population exclude each other"),
                         tr(c, "With --control give values that are divided already."));
    if (stat_has(stat, "control") && stat_has(stat, "slope"))
        return fail_with(c, ERR_USAGE, tr(c, "--control and --slope exclude each other"),
                         tr(c, "The model with controls finds an effect of any shape: see the "
                               "table of places."));
    return true;
}

static bool places_find(ctx *c, const struct stat_job *stat, struct impact *impact)
{
    const struct series *series = &impact->series;
    i64 until = series->count - 1;
    if (!series_must_be_even(c, series) ||
        !series_place(c, series, "at", stat_text(stat, "at"), &impact->event))
        return false;
    if (stat_has(stat, "until") &&
        !series_place(c, series, "until", stat_text(stat, "until"), &until))
        return false;
    impact->until = MIN(until + 1, series->count);
    if (impact->event <= 0 || impact->event >= impact->until)
        return fail_with(
            c, ERR_REFUSED, tr(c, "there are no values on both sides of the event"),
            fmt(c->arena, tr(c, "Values go from %.*s to %.*s; give a place between by --at."),
                STR(series_name(c, series, 0)), STR(series_name(c, series, series->count - 1))));
    return true;
}

static bool model_read(ctx *c, const struct stat_job *stat, struct impact *impact)
{
    static const char *const kinds[] = {"counts", "means"};
    const struct series *series = &impact->series;
    bool sums = series->every && (series->as == SERIES_COUNT || series->as == SERIES_SUM);
    i64 kind = stat_has(stat, "population") || sums ? 0 : 1;
    impact->harmonics = HARMONICS;
    if (!stat_choice(c, stat, "of", kinds, COUNT_OF(kinds), &kind) ||
        !stat_i64(c, stat, "harmonics", (struct stat_bounds){0, INTERRUPTED_HARMONICS_MAX},
                  &impact->harmonics))
        return false;
    impact->counts = kind == 0;
    impact->period = series->period;
    // A season is asked for, or seen twice before the event.
    if (!series->period_given && impact->event < 2 * series->period) impact->period = 1;
    if (impact->harmonics == 0) impact->period = 1;
    for (i64 i = 0; impact->counts && i < impact->until; i++)
        if (series->value[i] < 0)
            return fail_with(c, ERR_BAD_INPUT, tr(c, "a count cannot be below 0"),
                             tr(c, "If values are no counts, say --of means."));
    return true;
}

static bool fail_fit(ctx *c, const struct impact *impact)
{
    const struct interrupted *found = &impact->found;
    switch (found->status) {
    case REGRESS_TOO_FEW:
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "%lld values before and %lld after the event are too few"),
                (long long)found->before, (long long)found->after),
            tr(c, "At least 3 before, 1 after, and more than the model has terms: --period 1 "
                  "leaves the season out."));
    case REGRESS_CONSTANT:
        return fail_with(c, ERR_REFUSED, tr(c, "the values do not vary around their trend"),
                         tr(c, "Without chance there is nothing to compare an effect with."));
    case REGRESS_ALIASED:
        return fail_with(c, ERR_REFUSED, tr(c, "trend, season and event cannot be told apart"),
                         tr(c, "Bring more values before and after the event, or leave the season "
                               "out by --period 1."));
    case REGRESS_SEPARATED:
        return fail_with(c, ERR_REFUSED, tr(c, "all counts on one side of the event are 0"),
                         tr(c, "The ratio has no limit: compare the counts themselves."));
    case REGRESS_FOUND:
    case REGRESS_NO_CONVERGENCE:
    case REGRESS_HUGE:
        break;
    }
    return fail_with(c, ERR_REFUSED, tr(c, "the model could not be fitted"),
                     tr(c, "Look for values that are out of all proportion."));
}

static bool interrupted_run(ctx *c, struct stat_job *stat, struct impact *impact)
{
    const struct series *series = &impact->series;
    impact->model = (struct interrupted_series){
        .count = impact->until,
        .value = series->value,
        .population = stat_has(stat, "population") ? series->columns[1] : NULL,
        .event = impact->event,
        .period = impact->period,
        .harmonics = impact->harmonics,
        .counts = impact->counts,
        .slope = stat_has(stat, "slope"),
    };
    if (!interrupted_fit(c, &impact->model, stat->level, &impact->found)) return false;
    if (impact->found.status != REGRESS_FOUND) return fail_fit(c, impact);
    if (!interrupted_placebo(c, &impact->model, stat->level, &impact->placebo)) return false;
    impact_tell_interrupted(c, stat, impact);
    return true;
}

// --- Control series ---

static bool fail_control(ctx *c, const struct impact *impact)
{
    const struct control_found *found = &impact->drawn;
    str name = found->column >= 0 && found->column < impact->width ? impact->names[found->column]
                                                                   : (str){0};
    switch (found->status) {
    case CONTROL_TOO_FEW:
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "%lld values before and %lld after the event are too few"),
                (long long)found->before, (long long)found->after),
            tr(c, "Places count where the value and all controls are known: at least 4 more "
                  "before than there are controls, and 1 after."));
    case CONTROL_CONSTANT:
        return fail_with(c, ERR_REFUSED, tr(c, "all values before the event are the same"),
                         tr(c, "Without change before it nobody knows what chance does."));
    case CONTROL_FLAT:
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena,
                             tr(c, "control \"%.*s\" is the same all the time before the "
                                   "event"),
                             STR(name)),
                         tr(c, "It tells nothing: leave it out."));
    case CONTROL_ALIASED:
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "control \"%.*s\" says what those before it say"), STR(name)),
            tr(c, "Leave it out."));
    case CONTROL_EXACT:
        return fail_with(c, ERR_REFUSED, tr(c, "the controls give the values without any noise"),
                         tr(c, "A control must be another series, not the same one again."));
    case CONTROL_FOUND:
        break;
    }
    assert(false);
}

// The same asked of moments before the event, at which nothing happened.
static bool control_placebo(ctx *c, struct stat_job *stat, struct impact *impact)
{
    struct control_series before = impact->control;
    i64 least = MAX(before.event / 2, impact->width + 8);
    before.count = before.event;
    before.draws = PLACEBO_DRAWS;
    for (i64 i = 0; i < PLACEBO_TRIES; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct control_found found;
        before.event = least + (before.count - 4 - least) * i / PLACEBO_TRIES;
        if (before.event > before.count - 4) break;
        if (!control_series_fit(c, &before, chance_new(c, stat->seed + 1 + (u64)i), stat->level,
                                &found))
            return false;
        if (found.status == CONTROL_FOUND) {
            impact->placebo.tries++;
            impact->placebo.alarms += found.wide.low > 0 || found.wide.high < 0;
        }
        arena_rewind(c->arena, mark);
    }
    return true;
}

static bool control_run(ctx *c, struct stat_job *stat, struct impact *impact)
{
    const struct series *series = &impact->series;
    i64 draws = 0;
    f64 step = 0;
    impact->width = series->width - 1;
    if (impact->width > CONTROLS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "there are more than %d controls"), CONTROLS_MAX),
                         tr(c, "Choose those that move with the values before the event."));
    if (!stat_i64(c, stat, "draws", (struct stat_bounds){100, 1000000}, &draws) ||
        !stat_f64(c, stat, "level-deviation", (struct stat_bounds){1e-6, 1}, &step))
        return false;
    str *names = NEW_ARRAY(c->arena, str, impact->width);
    for (i64 k = 0; k < impact->width; k++)
        names[k] = *stat_nth(stat, "control", k);
    impact->names = names;
    impact->control =
        (struct control_series){impact->until, impact->width, series->value, series->columns + 1,
                                impact->event, step,          draws};
    if (!control_series_fit(c, &impact->control, chance_new(c, stat->seed), stat->level,
                            &impact->drawn))
        return false;
    if (impact->drawn.status != CONTROL_FOUND) return fail_control(c, impact);
    if (!control_placebo(c, stat, impact)) return false;
    impact_tell_control(c, stat, impact);
    return true;
}

static bool impact_run(ctx *c, struct stat_job *stat)
{
    struct impact *impact = NEW(c->arena, struct impact);
    struct series_rows *rows = stat->state;
    if (!options_check(c, stat)) return false;
    if (!rows && !series_open(c, stat, NULL, &rows)) return false;
    if (!series_close(c, rows, &impact->series)) return false;
    if (!impact->series.count)
        return fail_with(c, ERR_REFUSED, tr(c, "there are no rows"),
                         tr(c, "Check the column and --where."));
    if (!places_find(c, stat, impact)) return false;
    if (stat_has(stat, "control")) return control_run(c, stat, impact);
    return model_read(c, stat, impact) && interrupted_run(c, stat, impact);
}

const struct analysis analysis_impact = {
    .name = "impact",
    .what = "What an event changed: an incident, a campaign, a new way of working.",
    .question =
        "Did the figure change when it happened, by how much, and could it be chance? If no "
        "effect shows: how large a one could have stayed hidden?",
    .method =
        "Without controls an interrupted time series: trend and season of the time before go on, "
        "and the "
        "level (with --slope the slope too) may change at the event; quasi-Poisson regression for "
        "counts, "
        "with --population as what they are out of, least squares for means. With --control a "
        "level that "
        "wanders and what the controls explain, drawn from the time before by Gibbs sampling and "
        "let run "
        "on after. Both are asked the same of moments before the event, at which nothing happened.",
    .source = "Lopez Bernal, Cummins & Gasparrini 2017 (interrupted time series); Zwiers & von "
              "Storch 1995 "
              "(neighbours that resemble each other); Brodersen et al. 2015 (control series).",
    .assumptions = "Nothing else happened at the same time. Trend and season would have gone on. "
                   "Controls were not touched by the event, and move with the figure as before.",
    .not_for =
        "When the event was chosen by looking at the series: then chance finds one. When it came "
        "slowly, or in many places at different times. For two groups by lot: see experiment.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = impact_take,
    .run = impact_run,
};
