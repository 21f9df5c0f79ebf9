// impact_tell: the answer of impact in fields, tables and one or two sentences.
#include <math.h>

#include "base/locale.h"
#include "insight/series/lags.h"
#include "stat/series/impact_parts.h"

enum { TRIES_MIN = 3 };

// A number with as many decimals as its uncertainty leaves meaning.
static const char *told(ctx *c, f64 value, f64 error)
{
    f64 size = error > 0 && isfinite(error) ? error : fabs(value), digits = 0;
    if (size > 0) digits = fmin(9, fmax(0, 1 - floor(log10(size))));
    if (!(fabs(value) < 1e15)) return fmt(c->arena, "%.6g", value);
    return str_c(c->arena, locale_number(c, value, (i32)digits));
}

static const char *percent(ctx *c, f64 share)
{
    return str_c(c->arena, locale_percent(c, share, fabs(share) < 0.0995 ? 1 : 0));
}

static void tell_interval(ctx *c, struct stat_job *stat, const char *name, struct interval interval)
{
    answer_f64(stat->answer, name, interval.value);
    answer_f64(stat->answer, fmt(c->arena, "%s_low", name), interval.low);
    answer_f64(stat->answer, fmt(c->arena, "%s_high", name), interval.high);
}

// A step that the event falls into is half before it.
static void warn_mixed(ctx *c, struct stat_job *stat, const struct impact *impact)
{
    str text = stat_text(stat, "at"), name = series_name(c, &impact->series, impact->event);
    enum series_step step = impact->series.step;
    bool whole = str_equal(text, name) ||
                 (step == SERIES_MONTH && str_starts(text, name) && str_ends(text, S("-01")));
    if ((step != SERIES_WEEK && step != SERIES_MONTH) || whole) return;
    answer_warn(stat->answer, "mixed_step",
                fmt(c->arena, tr(c, "%.*s falls inside the first step that is taken as after it"),
                    STR(text)),
                tr(c, "An effect looks smaller for it: name the next step, or take shorter ones."));
}

static void tell_head(ctx *c, struct stat_job *stat, const struct impact *impact, bool control)
{
    struct answer *answer = stat->answer;
    i64 before = control ? impact->drawn.before : impact->found.before;
    i64 after = control ? impact->drawn.after : impact->found.after;
    answer_n(answer, before + after);
    answer_str(answer, "model", control ? S("control") : S("interrupted"));
    answer_str(answer, "at", series_name(c, &impact->series, impact->event));
    answer_i64(answer, "before", before);
    answer_i64(answer, "after", after);
    warn_mixed(c, stat, impact);
}

// --- What was found ---

struct finding {
    bool shown;
    f64 actual, expected, error; // of a place after; error: how sure the expected one is
    struct interval relative;    // effect over expected; unknown where it cannot be divided
    struct interval absolute;    // of a place after
    bool doubtful;               // shown by the model, but not by the wider limits
};

// Limits in percent where they can be divided; with the sign taken off where the effect is
// downward.
static const char *span(ctx *c, const struct finding *f, f64 sign)
{
    struct interval limits = f->relative.status == INTERVAL_KNOWN ? f->relative : f->absolute;
    f64 low = sign < 0 ? -limits.high : limits.low, high = sign < 0 ? -limits.low : limits.high;
    f64 reach = high - low;
    if (f->relative.status == INTERVAL_KNOWN)
        return fmt(c->arena, tr(c, "%s to %s"), percent(c, low), percent(c, high));
    return fmt(c->arena, tr(c, "%s to %s"), told(c, low, reach), told(c, high, reach));
}

static void say(ctx *c, struct stat_job *stat, const struct impact *impact, const struct finding *f)
{
    const char *at = str_c(c->arena, series_name(c, &impact->series, impact->event));
    const char *actual = told(c, f->actual, f->error), *expected = told(c, f->expected, f->error);
    bool divided = f->relative.status == INTERVAL_KNOWN, up = f->absolute.value > 0;
    f64 size = fabs(divided ? f->relative.value : f->absolute.value);
    f64 reach = f->absolute.high - f->absolute.low;
    const char *by = divided ? percent(c, size) : told(c, size, reach);
    answer_bool(stat->answer, "demonstrable", f->shown && !f->doubtful);
    if (!f->shown)
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "No demonstrable effect from %s on: the mean was %s, and %s was to be "
                             "expected; an effect of %s could have stayed hidden."),
                       at, actual, expected, span(c, f, 1)));
    else if (up)
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "From %s on the figure was higher than expected by %s (%s): its mean "
                             "was %s, and %s was to be expected."),
                       at, by, span(c, f, 1), actual, expected));
    else
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "From %s on the figure was lower than expected by %s (%s): its mean "
                             "was %s, and %s was to be expected."),
                       at, by, span(c, f, -1), actual, expected));
    if (f->doubtful)
        answer_say(stat->answer,
                   tr(c, "Yet before the event its level wandered so far by itself that "
                         "this may be chance: the effect is not demonstrated."));
}

// --- Assumptions ---

static void assume_placebo(ctx *c, struct stat_job *stat, const struct impact *impact,
                           const char *hint)
{
    const struct placebo *placebo = &impact->placebo;
    answer_i64(stat->answer, "placebo_tries", placebo->tries);
    answer_i64(stat->answer, "placebo_alarms", placebo->alarms);
    if (placebo->tries < TRIES_MIN) {
        answer_assume(stat->answer, "placebo", HOLDS_UNKNOWN,
                      tr(c,
                         "There are too few values before the event to ask the same of moments at "
                         "which nothing happened."));
        return;
    }
    bool holds = (f64)placebo->alarms <= 0.2 * (f64)placebo->tries;
    answer_assume(
        stat->answer, "placebo", holds ? HOLDS : HOLDS_NOT,
        fmt(c->arena,
            tr(c,
               "Asked of %lld moments before the event at which nothing happened, the model finds "
               "an effect at %lld of them."),
            (long long)placebo->tries, (long long)placebo->alarms));
    if (!holds)
        answer_warn(stat->answer, "placebo", tr(c, "the model finds effects where there were none"),
                    hint);
}

static void assume_common(ctx *c, struct stat_job *stat)
{
    answer_assume(stat->answer, "nothing_else", HOLDS_UNKNOWN,
                  tr(c, "Nothing else happened at the same time: no number can tell that."));
}

static void assume_alone(ctx *c, struct stat_job *stat, f64 correlation, f64 p, bool correlated)
{
    answer_f64(stat->answer, "autocorrelation", correlation);
    answer_f64(stat->answer, "autocorrelation_p", p);
    if (isnan(p)) return;
    answer_assume(stat->answer, "no_autocorrelation", correlated ? HOLDS_NOT : HOLDS,
                  correlated
                      ? tr(c, "What the model leaves over resembles its neighbours.")
                      : tr(c, "What the model leaves over does not resemble its neighbours."));
}

// --- One series ---

static void tell_terms(struct stat_job *stat, const struct impact *impact)
{
    const struct interrupted *found = &impact->found;
    struct answer *answer = stat->answer;
    answer_f64(answer, "step", found->step.value);
    answer_f64(answer, "step_error", found->step.error);
    answer_f64(answer, "step_p", found->step.p);
    answer_f64(answer, "trend", found->trend.value);
    answer_f64(answer, "trend_error", found->trend.error);
    if (impact->counts && impact->period > 1)
        answer_f64(answer, "trend_year", exp(found->trend.value * (f64)impact->period));
    if (impact->model.slope) {
        answer_f64(answer, "slope", found->slope.value);
        answer_f64(answer, "slope_error", found->slope.error);
        answer_f64(answer, "slope_f", found->slope_f);
        answer_f64(answer, "slope_p", found->slope_p);
    }
    answer_f64(answer, "dispersion", found->dispersion);
}

static struct interval divided(struct interval of, f64 by, f64 minus)
{
    bool known = by > 0;
    return (struct interval){of.value / by - minus, of.low / by - minus, of.high / by - minus,
                             of.level, known ? INTERVAL_KNOWN : INTERVAL_UNKNOWN};
}

// What is said: with errors that bear autocorrelation where there is some, if they are wider.
static struct finding finding_of(const struct impact *impact, f64 level)
{
    const struct interrupted *found = &impact->found;
    bool robust = found->correlated;
    struct interval effect = robust ? found->robust : found->effect;
    struct finding f = {.shown = (robust ? found->robust_p : found->effect_p) < 1 - level,
                        .actual = found->actual,
                        .expected = found->expected,
                        .absolute = effect};
    if (impact->counts) {
        f.relative = divided(effect, 1, 1);
        f.absolute = (struct interval){found->expected * (effect.value - 1),
                                       found->expected * (effect.low - 1),
                                       found->expected * (effect.high - 1), level, INTERVAL_KNOWN};
    } else {
        f.relative = divided(effect, 0, 0);
    }
    f.error = (f.absolute.high - f.absolute.low) / 4;
    return f;
}

static void table_places(ctx *c, struct stat_job *stat, const struct impact *impact,
                         const f64 fitted[], const f64 without[], const f64 low[], const f64 high[])
{
    i64 count = impact->until;
    str *places = NEW_ARRAY(c->arena, str, count);
    f64 *expected = NEW_ARRAY(c->arena, f64, count), *effect = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++) {
        places[i] = series_name(c, &impact->series, i);
        expected[i] = i < impact->event && fitted ? fitted[i] : without[i];
        effect[i] = i < impact->event ? (f64)NAN : impact->series.value[i] - expected[i];
    }
    struct answer_table *table = answer_table(stat->answer, "places", count);
    answer_column_str(table, "place", places);
    answer_column_f64(table, "value", impact->series.value);
    if (fitted) answer_column_f64(table, "fitted", fitted);
    answer_column_f64(table, "expected", expected);
    if (low) answer_column_f64(table, "expected_low", low);
    if (high) answer_column_f64(table, "expected_high", high);
    answer_column_f64(table, "effect", effect);
}

void impact_tell_interrupted(ctx *c, struct stat_job *stat, const struct impact *impact)
{
    const struct interrupted *found = &impact->found;
    struct finding f = finding_of(impact, stat->level);
    tell_head(c, stat, impact, false);
    say(c, stat, impact, &f);
    answer_f64(stat->answer, "p", found->effect_p);
    answer_f64(stat->answer, "actual_mean", found->actual);
    answer_f64(stat->answer, "expected_mean", found->expected);
    tell_interval(c, stat, impact->counts ? "ratio" : "effect_mean", found->effect);
    tell_interval(c, stat, "effect_total", found->total);
    answer_f64(stat->answer, "robust_low", found->robust.low);
    answer_f64(stat->answer, "robust_high", found->robust.high);
    answer_f64(stat->answer, "robust_p", found->robust_p);
    tell_terms(stat, impact);
    table_places(c, stat, impact, found->fitted, found->without, NULL, NULL);
    assume_alone(c, stat, found->correlation, found->ljung_p, found->correlated);
    assume_placebo(c, stat, impact,
                   tr(c,
                      "Do not build on this effect: bring controls, the season, or a longer time "
                      "before."));
    assume_common(c, stat);
    if (found->correlated)
        answer_warn(stat->answer, "autocorrelation",
                    tr(c, "neighbouring values resemble each other beyond trend and season"),
                    tr(c, "The sentence stands on limits widened for it (robust); take the "
                          "season in, or bring controls."));
    if (impact->model.slope && found->slope_p > 1 - stat->level)
        answer_warn(stat->answer, "slope_not_shown", tr(c, "no change of the slope is shown"),
                    tr(c, "Ask again without --slope: the limits become narrower."));
    if (found->after < 4)
        answer_warn(stat->answer, "short_after",
                    fmt(c->arena, tr(c, "there are only %lld values after the event"),
                        (long long)found->after),
                    tr(c, "One odd value makes such an effect; wait for more."));
    series_tell(c, stat, &impact->series);
}

// --- Control series ---

static void tell_likelihood(struct stat_job *stat, const struct control_found *found)
{
    struct answer *answer = stat->answer;
    answer_f64(answer, "likelihood_expected_mean", found->plain_mean.mean);
    answer_f64(answer, "likelihood_expected_error", found->plain_mean.error);
    answer_f64(answer, "likelihood_noise_variance", found->plain.noise);
    answer_f64(answer, "likelihood_level_variance", found->plain.step);
    answer_f64(answer, "log_likelihood", found->plain.log_likelihood);
}

static void table_controls(struct stat_job *stat, const struct impact *impact)
{
    struct answer_table *table = answer_table(stat->answer, "controls", impact->width);
    answer_column_str(table, "control", impact->names);
    answer_column_f64(table, "weight", impact->drawn.weights);
    answer_column_f64(table, "inclusion", impact->drawn.inclusion);
    answer_column_f64(table, "likelihood_weight", impact->drawn.plain.beta);
}

static void assume_controls(ctx *c, struct stat_job *stat, const struct impact *impact)
{
    const struct control_found *found = &impact->drawn;
    f64 most = 0;
    for (i64 k = 0; k < impact->width; k++)
        most = fmax(most, fabs(found->weights[k]));
    // Standardised weights are nearly correlations.
    answer_assume(
        stat->answer, "controls_tell", most < 0.2 ? HOLDS_NOT : HOLDS,
        most < 0.2 ? tr(c, "Before the event the controls hardly move with the figure: then they "
                           "are no help, and limits are wide.")
                   : tr(c, "Before the event the controls move with the figure."));
    answer_assume(stat->answer, "controls_untouched", HOLDS_UNKNOWN,
                  tr(c, "The event did not touch the controls: no number can tell that."));
}

// What the prior holds still may move in truth: then its limits are too narrow.
static void warn_level(ctx *c, struct stat_job *stat, const struct control_found *found)
{
    if (!found->wanders) return;
    f64 error = found->plain_mean.error;
    answer_warn(stat->answer, "level_wanders",
                fmt(c->arena,
                    tr(c, "by maximum likelihood the level wanders more than was expected "
                          "beforehand: %s was to be expected, with a standard error of %s"),
                    told(c, found->plain_mean.mean, error), told(c, error, error)),
                tr(c, "The limits in the sentence are the wider ones of both. If the figure has no "
                      "firm level, say --level-deviation 0.1 or more."));
}

void impact_tell_control(ctx *c, struct stat_job *stat, const struct impact *impact)
{
    const struct control_found *found = &impact->drawn;
    bool shown = found->effect.low > 0 || found->effect.high < 0;
    struct finding f = {.shown = shown,
                        .actual = found->actual,
                        .expected = found->expected.value,
                        .error = found->expected_deviation,
                        .relative = divided(found->wide, found->expected.value, 0),
                        .absolute = found->wide,
                        .doubtful = shown && found->wide.low <= 0 && found->wide.high >= 0};
    tell_head(c, stat, impact, true);
    say(c, stat, impact, &f);
    answer_f64(stat->answer, "p", found->p);
    answer_f64(stat->answer, "actual_mean", found->actual);
    tell_interval(c, stat, "expected_mean", found->expected);
    answer_f64(stat->answer, "expected_mean_deviation", found->expected_deviation);
    tell_interval(c, stat, "effect_mean", found->effect);
    answer_f64(stat->answer, "robust_low", found->wide.low);
    answer_f64(stat->answer, "robust_high", found->wide.high);
    tell_interval(c, stat, "effect_total", found->total);
    if (found->relative.status == INTERVAL_KNOWN)
        tell_interval(c, stat, "effect_relative", found->relative);
    answer_i64(stat->answer, "draws", impact->control.draws);
    answer_f64(stat->answer, "noise", found->noise);
    answer_f64(stat->answer, "level_step", found->step);
    tell_likelihood(stat, found);
    table_controls(stat, impact);
    table_places(c, stat, impact, NULL, found->middle, found->low, found->high);
    assume_controls(c, stat, impact);
    f64 p = ljung_box(found->plain.surprises, impact->event);
    assume_alone(c, stat, lags_correlation(found->plain.surprises, impact->event, 1), p, p < 0.05);
    assume_placebo(c, stat, impact,
                   tr(c, "Its limits are too narrow here: let the level wander more, as by "
                         "--level-deviation 0.1, or bring controls that move with the figure."));
    assume_common(c, stat);
    warn_level(c, stat, found);
    series_tell(c, stat, &impact->series);
}
