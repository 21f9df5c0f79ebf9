// change: when a figure's level jumped, how sure the moment is, or that it did not.
#include <math.h>

#include "insight/series/changepoint.h"
#include "insight/sure/interval.h"
#include "insight/series/lags.h"
#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"
#include "insight/series/season.h"
#include "stat/analyses.h"
#include "stat/series/series.h"

struct work {
    struct series series;
    struct season season;
    bool season_off; // it was found and taken off
    i64 n;
    f64 *values;                          // known ones, less the season
    i64 *places;                          // of each
    f64 noise, correlation, widen, tails; // the noise is widened by both
    bool noise_given;
    struct changepoint_order order;
    struct changepoint_segments segments; // in the values' own scale
    f64 rest_correlation;                 // of what the levels leave
};

static bool values_make(ctx *c, struct stat_job *stat, struct work *work)
{
    static const char *const ways[] = {"auto", "keep"};
    const struct series *series = &work->series;
    i64 way = 0, period = series->even ? series->period : 1;
    if (!stat_choice(c, stat, "season", ways, COUNT_OF(ways), &way)) return false;
    if (!season_find(c, series->value, series->count, period, &work->season)) return false;
    work->season_off = way == 0 && work->season.found;
    work->values = NEW_ARRAY(c->arena, f64, MAX(series->count, 1));
    work->places = NEW_ARRAY(c->arena, i64, MAX(series->count, 1));
    for (i64 i = 0; i < series->count; i++) {
        if (isnan(series->value[i])) continue;
        f64 season = work->season_off ? work->season.effects[i % period] : 0;
        work->values[work->n] = series->value[i] - season;
        work->places[work->n++] = i;
    }
    return true;
}

// Differences of neighbours are too small where these resemble each other: their deviation is σ√(1
// − ρ), and a level's error grows by √((1 + ρ) / (1 − ρ)).
static bool noise_make(ctx *c, struct stat_job *stat, struct work *work)
{
    static const char *const ways[] = {"auto", "none"};
    i64 way = 0;
    work->widen = 1;
    work->correlation = lags_first_robust(c, work->values, work->n);
    if (!stat_choice(c, stat, "correlation", ways, COUNT_OF(ways), &way)) return false;
    work->noise_given = stat_has(stat, "noise");
    if (work->noise_given)
        return stat_f64(c, stat, "noise", (struct stat_bounds){1e-300, 1e300}, &work->noise);
    work->noise = changepoint_noise(c, work->values, work->n);
    if (!(work->noise > 0)) { // most neighbours are equal: take all steps, not the middle one
        f64 squares = 0;
        for (i64 i = 0; i + 1 < work->n; i++)
            squares += pow(work->values[i + 1] - work->values[i], 2);
        work->noise = sqrt(squares / 2 / (f64)MAX(work->n - 1, 1));
        if (work->noise > 0)
            answer_warn(stat->answer, "noise_from_few",
                        tr(c, "most neighbours are equal, so the noise was told by the few steps"),
                        tr(c, "Add rows up by longer steps, or give --noise."));
    }
    f64 p = work->correlation;
    if (way == 0 && p > 2 / sqrt((f64)work->n)) work->widen = sqrt(1 + p) / (1 - p);
    return true;
}

static bool order_make(ctx *c, struct stat_job *stat, struct work *work)
{
    static const char *const costs[] = {"mean", "mean-variance"};
    struct changepoint_order *order = &work->order;
    i64 cost = 0, least = 3;
    str penalty = stat_text(stat, "penalty");
    if (!stat_choice(c, stat, "cost", costs, COUNT_OF(costs), &cost) ||
        !stat_i64(c, stat, "least", (struct stat_bounds){1, 100000}, &least))
        return false;
    order->cost = cost ? CHANGEPOINT_MEAN_VARIANCE : CHANGEPOINT_MEAN;
    order->shortest = cost ? MAX(least, 2) : least;
    order->at_most_one = stat_has(stat, "one");
    order->penalty = CHANGEPOINT_MBIC;
    if (str_equal(penalty, S("bic")))
        order->penalty = CHANGEPOINT_BIC;
    else if (!str_equal(penalty, S("mbic"))) {
        order->penalty = CHANGEPOINT_MANUAL;
        return stat_f64(c, stat, "penalty", (struct stat_bounds){0, 1e12}, &order->value);
    }
    return true;
}

// What the levels leave, in the values' own scale.
static f64 *rest_make(ctx *c, const struct work *work)
{
    const struct changepoint_segments *found = &work->segments;
    f64 *rest = NEW_ARRAY(c->arena, f64, work->n);
    for (i64 k = 0, i = 0; k < found->count; k++)
        for (; i < found->ends[k]; i++)
            rest[i] = work->values[i] - found->means[k];
    return rest;
}

static bool search_scaled(ctx *c, struct work *work)
{
    struct changepoint_order order = work->order;
    struct changepoint_segments *found = &work->segments;
    f64 scale = order.cost == CHANGEPOINT_MEAN ? work->noise * work->widen * work->tails : 1;
    f64 *scaled = NEW_ARRAY(c->arena, f64, work->n);
    if (!(scale > 0)) scale = 1; // all are equal
    for (i64 i = 0; i < work->n; i++)
        scaled[i] = work->values[i] / scale;
    order.values = scaled;
    order.n = work->n;
    if (!changepoint_find(c, order, found)) return false;
    f64 *means = NEW_ARRAY(c->arena, f64, found->count);
    f64 *variances = NEW_ARRAY(c->arena, f64, found->count);
    for (i64 k = 0; k < found->count; k++) {
        means[k] = found->means[k] * scale;
        variances[k] = found->variances[k] * scale * scale;
    }
    found->means = means;
    found->variances = variances;
    return true;
}

// Twice where values lie far out: then differences told too small a noise.
static bool search(ctx *c, struct work *work)
{
    work->tails = 1;
    if (!search_scaled(c, work)) return false;
    f64 noise = work->noise * work->widen;
    bool told = !work->noise_given && work->order.cost == CHANGEPOINT_MEAN && noise > 0;
    if (told) work->tails = changepoint_tails(rest_make(c, work), work->n, noise);
    if (work->tails > 1 && !search_scaled(c, work)) return false;
    work->rest_correlation = lags_correlation(rest_make(c, work), work->n, 1);
    return true;
}

// --- Telling ---

static i64 segment_start(const struct work *work, i64 k)
{
    return k ? work->segments.ends[k - 1] : 0;
}

// One place, from value `at` (0-based) on.
static str place_name(ctx *c, const struct work *work, i64 at)
{
    return series_name(c, &work->series, work->places[MIN(MAX(at, 0), work->n - 1)]);
}

static f64 wide_variance(const struct work *work)
{
    f64 p = fmin(fmax(work->rest_correlation, 0), 0.9);
    bool close = p > 2 / sqrt((f64)work->n);
    return close ? (1 + p) / (1 - p) : 1;
}

static struct changepoint_place limits_of(const struct work *work, i64 k, f64 level)
{
    const struct changepoint_segments *s = &work->segments;
    return changepoint_limits(
        (struct changepoint_sides){s->ends[k], s->ends[k] - segment_start(work, k),
                                   s->ends[k + 1] - s->ends[k], s->means[k], s->means[k + 1],
                                   s->variances[k], s->variances[k + 1], wide_variance(work)},
        level);
}

// The jump with limits from both sides' own noise.
static struct interval jump_of(const struct work *work, i64 k, f64 level)
{
    const struct changepoint_segments *s = &work->segments;
    f64 before = (f64)(s->ends[k] - segment_start(work, k)),
        after = (f64)(s->ends[k + 1] - s->ends[k]);
    f64 pooled =
        (before * s->variances[k] + after * s->variances[k + 1]) / fmax(before + after - 2, 1);
    f64 variance = pooled * (1 / before + 1 / after) * wide_variance(work);
    f64 jump = s->means[k + 1] - s->means[k];
    f64 reach = quantile_student(level, fmax(before + after - 2, 1)) * sqrt(variance);
    return (struct interval){jump, jump - reach, jump + reach, level, INTERVAL_KNOWN};
}

static void changes_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct changepoint_segments *s = &work->segments;
    i64 count = MAX(s->count - 1, 0);
    i64 *index = NEW_ARRAY(c->arena, i64, count), *low = NEW_ARRAY(c->arena, i64, count);
    i64 *high = NEW_ARRAY(c->arena, i64, count);
    str *names = NEW_ARRAY(c->arena, str, count), *froms = NEW_ARRAY(c->arena, str, count);
    str *tos = NEW_ARRAY(c->arena, str, count);
    f64 *before = NEW_ARRAY(c->arena, f64, count), *after = NEW_ARRAY(c->arena, f64, count);
    f64 *jump_low = NEW_ARRAY(c->arena, f64, count), *jump_high = NEW_ARRAY(c->arena, f64, count);
    for (i64 k = 0; k < count; k++) {
        struct changepoint_place place = limits_of(work, k, stat->level);
        struct interval jump = jump_of(work, k, stat->level);
        index[k] = place.place;
        low[k] = place.known ? place.low : segment_start(work, k) + 1;
        high[k] = place.known ? place.high : s->ends[k + 1] - 1;
        names[k] = place_name(c, work, place.place);
        froms[k] = place_name(c, work, low[k]);
        tos[k] = place_name(c, work, high[k]);
        before[k] = s->means[k], after[k] = s->means[k + 1];
        jump_low[k] = jump.low, jump_high[k] = jump.high;
    }
    struct answer_table *table = answer_table(stat->answer, "changes", count);
    answer_column_str(table, "since", names);
    answer_column_str(table, "since_low", froms);
    answer_column_str(table, "since_high", tos);
    answer_column_i64(table, "last_before", index);
    answer_column_i64(table, "last_before_low", low);
    answer_column_i64(table, "last_before_high", high);
    answer_column_f64(table, "before", before);
    answer_column_f64(table, "after", after);
    answer_column_f64(table, "jump_low", jump_low);
    answer_column_f64(table, "jump_high", jump_high);
}

static void segments_write(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct changepoint_segments *s = &work->segments;
    str *from = NEW_ARRAY(c->arena, str, s->count), *to = NEW_ARRAY(c->arena, str, s->count);
    i64 *n = NEW_ARRAY(c->arena, i64, s->count);
    f64 *deviations = NEW_ARRAY(c->arena, f64, s->count);
    for (i64 k = 0; k < s->count; k++) {
        from[k] = place_name(c, work, segment_start(work, k));
        to[k] = place_name(c, work, s->ends[k] - 1);
        n[k] = s->ends[k] - segment_start(work, k);
        deviations[k] = sqrt(s->variances[k]);
    }
    struct answer_table *table = answer_table(stat->answer, "segments", s->count);
    answer_column_str(table, "first", from);
    answer_column_str(table, "last", to);
    answer_column_i64(table, "n", n);
    answer_column_f64(table, "level", s->means);
    answer_column_f64(table, "variance", s->variances);
    answer_column_f64(table, "deviation", deviations);
}

static void say_change(ctx *c, struct stat_job *stat, const struct work *work, i64 k)
{
    struct changepoint_place place = limits_of(work, k, stat->level);
    const struct changepoint_segments *s = &work->segments;
    str since = place_name(c, work, place.place);
    f64 spread = fabs(s->means[k + 1] - s->means[k]) / 10;
    const char *before = series_number(c, s->means[k], spread);
    const char *after = series_number(c, s->means[k + 1], spread);
    if (!place.known) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The level went from %s to %s at %.*s; how sure that moment is "
                             "cannot be told, because the jump is small beside the noise."),
                       before, after, STR(since)));
        return;
    }
    str low = place_name(c, work, place.low), high = place_name(c, work, place.high);
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "The level went from %s to %s at %.*s (with %.4g%% confidence between "
                         "%.*s and %.*s)."),
                   before, after, STR(since), stat->level * 100, STR(low), STR(high)));
}

static void say(ctx *c, struct stat_job *stat, const struct work *work)
{
    i64 changes = work->segments.count - 1;
    if (changes == 0) {
        f64 noise = work->noise * work->widen * work->tails;
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "No change: the level stayed near %s from %.*s to %.*s, within what "
                             "chance does."),
                       series_number(c, work->segments.means[0], noise),
                       STR(place_name(c, work, 0)), STR(place_name(c, work, work->n - 1))));
        return;
    }
    if (changes > 1)
        answer_say(stat->answer,
                   fmt(c->arena, tr(c, "The level changed %lld times; here is the last change."),
                       (long long)changes));
    say_change(c, stat, work, changes - 1);
}

// Squares left by the best line through all values.
static f64 line_squares(const struct work *work)
{
    f64 x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (i64 i = 0; i < work->n; i++) {
        f64 dx = (f64)i - x, dy = work->values[i] - y, count = (f64)(i + 1);
        x += dx / count, y += dy / count;
        xx += dx * ((f64)i - x), xy += dx * (work->values[i] - y), yy += dy * (work->values[i] - y);
    }
    return xx > 0 ? fmax(0, yy - xy * xy / xx) : yy;
}

// A line that explains as much with fewer numbers: what looks like steps is a slope.
static void warn_of_line(ctx *c, struct stat_job *stat, const struct work *work)
{
    const struct changepoint_segments *s = &work->segments;
    f64 n = (f64)work->n, steps = 0, changes = (f64)(s->count - 1);
    for (i64 k = 0; k < s->count; k++)
        steps += s->variances[k] * (f64)(s->ends[k] - segment_start(work, k));
    f64 line = line_squares(work);
    if (s->count < 2 || steps <= 0 || line <= 0) return;
    f64 gain = n * log(line / steps) - (2 * changes - 1) * log(n);
    if (gain < 0)
        answer_warn(stat->answer, "rather_a_slope",
                    tr(c, "a straight line explains the values better than such steps"),
                    tr(c, "Look at `stat trend`: the level may have changed little by little."));
}

static void assume(ctx *c, struct stat_job *stat, const struct work *work)
{
    f64 p = work->rest_correlation, limit = 2 / sqrt((f64)work->n);
    bool close = p > limit;
    answer_assume(stat->answer, "independent", close || work->widen > 1 ? HOLDS_NOT : HOLDS,
                  close || work->widen > 1
                      ? fmt(c->arena,
                            tr(c, "neighbours in time resemble each other (%.2f when the levels "
                                  "are taken off)"),
                            p)
                      : tr(c, "neighbours in time do not resemble each other more than chance "
                              "would let them"));
    if (work->widen > 1)
        answer_warn(stat->answer, "noise_widened",
                    fmt(c->arena,
                        tr(c, "neighbours resemble each other (%.2f), so the noise was taken "
                              "%.2g times as large"),
                        work->correlation, work->widen),
                    tr(c, "--correlation none looks without it, and sees too many changes."));
    if (work->order.cost == CHANGEPOINT_MEAN)
        answer_assume(stat->answer, "no_outliers", work->tails > 1 ? HOLDS_NOT : HOLDS,
                      work->tails > 1
                          ? fmt(c->arena,
                                tr(c, "some values lie far out, so the noise was taken %.2g times "
                                      "as large"),
                                work->tails)
                          : tr(c, "values lie around their level about as normal ones do"));
    if (work->widen == 1 && close && work->segments.count > 1)
        answer_warn(stat->answer, "neighbours_alike",
                    tr(c, "neighbours in time resemble each other, so some changes may be chance"),
                    tr(c, "Add rows up by longer steps, or ask for a larger --penalty."));
}

static void fields_write(struct stat_job *stat, const struct work *work)
{
    struct answer *a = stat->answer;
    answer_i64(a, "change_count", work->segments.count - 1);
    answer_f64(a, "noise", work->noise);
    answer_f64(a, "noise_factor", work->widen * work->tails);
    answer_f64(a, "autocorrelation", work->rest_correlation);
    answer_f64(a, "cost", work->segments.cost);
    answer_bool(a, "season_removed", work->season_off);
    answer_i64(a, "season_period", work->season.period);
    answer_f64(a, "season_strength", work->season.strength);
    answer_i64(a, "gaps", work->series.gaps);
    f64 n = (f64)work->n, squares = 0, count = (f64)work->segments.count;
    for (i64 k = 0; k < work->segments.count; k++)
        squares +=
            work->segments.variances[k] * (f64)(work->segments.ends[k] - segment_start(work, k));
    f64 bic = n * (log(squares / n) + log(2 * 3.14159265358979323846) + 1) + 2 * count * log(n);
    answer_f64(a, "bic", squares > 0 ? bic : (f64)NAN);
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct work work = {.correlation = NAN};
    if (!series_of(c, stat, &work.series) || !values_make(c, stat, &work) ||
        !order_make(c, stat, &work))
        return false;
    answer_n(stat->answer, work.n);
    if (work.n < 2 * work.order.shortest || work.n < 4)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "too few values to look for a change: %lld"), (long long)work.n),
            fmt(c->arena, tr(c, "At least %lld are needed: --least on each side."),
                (long long)MAX(4, 2 * work.order.shortest)));
    if (!noise_make(c, stat, &work) || !search(c, &work)) return false;
    say(c, stat, &work);
    if (work.season_off) answer_say(stat->answer, tr(c, "A season was found and taken off first."));
    fields_write(stat, &work);
    series_tell(c, stat, &work.series);
    if (work.noise > 0)
        assume(c, stat, &work);
    else
        answer_warn(stat->answer, "constant", tr(c, "all values are equal"),
                    tr(c, "Check that the column is the one that was meant."));
    warn_of_line(c, stat, &work);
    if (work.n < 12)
        answer_warn(stat->answer, "few_values",
                    fmt(c->arena, tr(c, "%lld values show large changes only"), (long long)work.n),
                    tr(c, "Among so few, one series in ten shows a change that is not there."));
    changes_write(c, stat, &work);
    segments_write(c, stat, &work);
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    SERIES_ROLES,
    {0},
};
static const struct stat_option options[] = {
    SERIES_OPTIONS,
    {"cost", "WHAT", "mean", false, "what may change: mean, or mean-variance (the level and the noise)"},
    {"penalty", "WHAT", "mbic", false, "what a change must gain: mbic, bic (sees more), or a number"},
    {"least", "VALUES", "3", false, "values between two changes, at least; 2 or more with mean-variance"},
    {"one", NULL, NULL, false, "looks for one change at most"},
    {"noise", "DEVIATION", NULL, false, "the noise's standard deviation; otherwise found from differences of neighbours"},
    {"correlation", "auto|none", "auto", false, "widens the noise where neighbours resemble each other, or takes them for independent"},
    {"season", "auto|keep", "auto", false, "takes a season off where one is found, or leaves it"},
    {0},
};
static const struct answer_field fields[] = {
    {"change_count", "changes that were found; 0: none"},
    {"noise", "standard deviation of one value around its level, from differences of neighbours"},
    {"noise_factor", "by which the noise was widened because neighbours resemble each other, or values lie far out"},
    {"autocorrelation", "of neighbours, the levels taken off; -1 to 1"},
    {"cost", "of the best division, penalties included"},
    {"bic", "Bayes's criterion of these levels by least squares, to compare divisions"},
    {"season_removed", "whether a season was found and taken off"},
    {"season_period", "steps in one round of the seasons that were looked for; 1: none"},
    {"season_strength", "share of the variance without trend that the season explains, 0 to 1"},
    {"gaps", "steps without a value"},
    {"changes", "one row for each change, in order of time"},
    {"changes.since", "first step of the new level"},
    {"changes.since_low", "earliest that it may be (Bai)"},
    {"changes.since_high", "latest that it may be"},
    {"changes.last_before", "number of the last value of the old level, from 1"},
    {"changes.last_before_low", "its lower limit"},
    {"changes.last_before_high", "its upper limit"},
    {"changes.before", "old level"},
    {"changes.after", "new level"},
    {"changes.jump_low", "new less old level, lower limit, were the moment known"},
    {"changes.jump_high", "upper limit"},
    {"segments", "one row for each stretch between changes"},
    {"segments.first", "its first step"},
    {"segments.last", "its last step"},
    {"segments.n", "values in it"},
    {"segments.level", "their mean, less the season"},
    {"segments.variance", "their variance"},
    {"segments.deviation", "its root"},
    {0},
};
const struct analysis analysis_change = {
    .name = "change",
    .what = "When a figure's level jumped, and how sure that moment is.",
    .question = "Since when is it different, and could that be chance?",
    .method = "The series is cut where that lowers the squared distance from the levels by more than a penalty (PELT finds the best cuts of all). "
              "The noise comes from differences of neighbours, which jumps hardly touch. Limits of a moment come from how far the best cut strays by chance (Bai). No change is an answer too.",
    .source = "R. Killick, P. Fearnhead, I. A. Eckley, JASA 107 (2012) 1590-1598; N. R. Zhang & D. O. Siegmund, Biometrics 63 (2007) 22-32; J. Bai, Review of Economics and Statistics 79 (1997) 551-563; "
              "S. Chakar & others, Bernoulli 23 (2017) 1408-1447.",
    .assumptions = "The level jumps and then stays. Noise is alike everywhere (or use --cost mean-variance), and neighbours resemble each other no more than a chain of steps does.",
    .not_for = "A figure that creeps: use trend. Whether a known event did it: use impact. A stream that is watched every day: use watch or cusum.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = series_take,
    .run = run,
};
// clang-format on
