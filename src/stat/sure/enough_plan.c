// Planning before anything is asked.
#include "stat/sure/enough_parts.h"

#include <math.h>

#include "base/locale.h"

static bool fail_unknown(ctx *c, const char *option, const char *what)
{
    return fail_with(
        c, ERR_USAGE, fmt(c->arena, tr(c, "--%s is missing: %s"), option, what),
        tr(c, "Take it from earlier answers: `stat enough FILE` works it out from them."));
}

static bool known(ctx *c, const struct enough_wish *wish)
{
    if (wish->figure == ENOUGH_MEAN && isnan(wish->deviation))
        return fail_unknown(c, "deviation", tr(c, "how far do single values lie apart?"));
    if (wish->figure == ENOUGH_RATIO && isnan(wish->variation))
        return fail_unknown(c, "variation", tr(c, "how much do single values vary, as a share?"));
    if (wish->figure == ENOUGH_COUNT && isnan(wish->rate))
        return fail_unknown(c, "rate", tr(c, "how many events are expected per exposure?"));
    return true;
}

// Answers for this precision; events for a count.
static i64 needed(const struct enough_wish *wish, f64 half_width, i64 population)
{
    struct precision wanted = {half_width, wish->test.level, population};
    switch (wish->figure) {
    case ENOUGH_NPS:
        return enough_nps(isnan(wish->variance) ? 1 : wish->variance, wanted);
    case ENOUGH_RATE:
        return enough_rate(isnan(wish->share) ? 0.5 : wish->share, wanted);
    case ENOUGH_MEAN:
        return enough_mean(wish->deviation, wanted);
    case ENOUGH_RATIO:
        return enough_ratio(wish->variation, wanted);
    case ENOUGH_COUNT:
        return enough_events(half_width, wish->test.level);
    }
    assert(false);
}

static bool fail_too_many(ctx *c)
{
    return fail_with(c, ERR_REFUSED, tr(c, "that takes more answers than there are people"),
                     tr(c, "Ask for less precision, or for a larger difference."));
}

static bool precision_tell(ctx *c, struct stat_job *stat, const struct enough_wish *wish)
{
    if (isnan(wish->precision)) return true;
    i64 n = needed(wish, wish->precision, wish->population);
    if (n == ENOUGH_UNKNOWN) return fail_too_many(c);
    const char *width = enough_write(c, wish->figure, wish->precision);
    str count = locale_number(c, (f64)n, 0);
    answer_i64(stat->answer, "answers_needed", n);
    if (wish->figure == ENOUGH_COUNT) {
        f64 exposure = (f64)n / wish->rate;
        answer_f64(stat->answer, "exposure_needed", exposure);
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "To know it to within ± %s, %.*s events must be seen: that takes an "
                             "exposure of about %.*s."),
                       width, STR(count), STR(locale_number(c, ceil(exposure), 0))));
        return true;
    }
    if (wish->figure == ENOUGH_NPS)
        answer_i64(stat->answer, "answers_needed_adjusted", MAX(0, n - ENOUGH_NPS_ADDED));
    answer_say(stat->answer,
               wish->population
                   ? fmt(c->arena,
                         tr(c, "To know it to within ± %s, ask until %.*s of %.*s have answered."),
                         width, STR(count), STR(locale_number(c, (f64)wish->population, 0)))
                   : fmt(c->arena, tr(c, "To know it to within ± %s, %.*s answers are needed."),
                         width, STR(count)));
    if (n < ENOUGH_ANSWERS_MIN)
        answer_warn(stat->answer, "few_answers",
                    fmt(c->arena, tr(c, "few answers: %lld"), (long long)n),
                    fmt(c->arena, tr(c, "No fact stands on fewer than %d: ask for more."),
                        ENOUGH_ANSWERS_MIN));
    return true;
}

static i64 each_needed(const struct enough_wish *wish)
{
    f64 share = isnan(wish->share) ? 0.5 : wish->share;
    switch (wish->figure) {
    case ENOUGH_NPS:
        return enough_two_scores(isnan(wish->variance) ? 1 : wish->variance, wish->difference,
                                 wish->test);
    case ENOUGH_RATE:
        return enough_two_rates((struct rate_pair){share, share + wish->difference}, wish->test);
    case ENOUGH_MEAN:
        return enough_two_means(wish->deviation, wish->difference, wish->test);
    case ENOUGH_RATIO:
    case ENOUGH_COUNT:
        return enough_two_ratios(wish->variation, 1 + wish->difference, wish->test);
    }
    assert(false);
}

static bool difference_valid(ctx *c, const struct enough_wish *wish)
{
    f64 to = (isnan(wish->share) ? 0.5 : wish->share) + wish->difference;
    bool share = wish->figure == ENOUGH_RATE;
    bool factor = wish->figure == ENOUGH_RATIO || wish->figure == ENOUGH_COUNT;
    if (share && (to < 0 || to > 1))
        return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "a rate cannot become %.6g"), to),
                         tr(c, "--share is what it is now, --difference what is added to it."));
    if (factor && wish->difference <= -1)
        return fail_with(c, ERR_USAGE, tr(c, "nothing can fall by its whole"),
                         tr(c, "--difference is a share of the figure: -0.2 for a fifth less."));
    return true;
}

static bool difference_tell(ctx *c, struct stat_job *stat, const struct enough_wish *wish)
{
    if (isnan(wish->difference)) return true;
    if (!difference_valid(c, wish)) return false;
    const char *width = enough_write(c, wish->figure, fabs(wish->difference));
    f64 chance = wish->test.power * 100;
    if (wish->figure == ENOUGH_COUNT) {
        f64 exposure = enough_two_counts(wish->rate, 1 + wish->difference, wish->test);
        answer_f64(stat->answer, "each_exposure_needed", exposure);
        answer_say(
            stat->answer,
            fmt(c->arena,
                tr(c, "To see a difference of %s with a chance of %.4g%%, each of two groups needs "
                      "an exposure of %.*s."),
                width, chance, STR(locale_number(c, ceil(exposure), 0))));
        return true;
    }
    i64 each = each_needed(wish);
    if (each == ENOUGH_UNKNOWN) return fail_too_many(c);
    answer_i64(stat->answer, "each_group_needed", each);
    answer_i64(stat->answer, "both_groups_needed", 2 * each);
    answer_say(
        stat->answer,
        fmt(c->arena,
            tr(c, "To see a difference of %s with a chance of %.4g%%, each of two groups needs "
                  "%.*s answers."),
            width, chance, STR(locale_number(c, (f64)each, 0))));
    return true;
}

// The usual precisions side by side, so that a price can be seen for each.
static void table_write(ctx *c, struct stat_job *stat, const struct enough_wish *wish)
{
    static const f64 points[] = {0.15, 0.1, 0.05, 0.03, 0.02};
    f64 unit = wish->figure == ENOUGH_MEAN ? wish->deviation : 1;
    i64 count = COUNT_OF(points);
    f64 *precision = NEW_ARRAY(c->arena, f64, count), *adjusted = NEW_ARRAY(c->arena, f64, count);
    f64 *answers = NEW_ARRAY(c->arena, f64, count), *limited = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++) {
        i64 n = needed(wish, points[i] * unit, 0),
            fewer = needed(wish, points[i] * unit, wish->population);
        precision[i] = points[i] * unit * enough_scale(wish->figure);
        answers[i] = n == ENOUGH_UNKNOWN ? (f64)NAN : (f64)n;
        adjusted[i] = fmax(0, answers[i] - ENOUGH_NPS_ADDED);
        limited[i] = fewer == ENOUGH_UNKNOWN ? (f64)NAN : (f64)fewer;
    }
    struct answer_table *table = answer_table(stat->answer, "plan", count);
    answer_column_f64(table, "precision", precision);
    answer_column_f64(table, "answers", answers);
    if (wish->figure == ENOUGH_NPS) answer_column_f64(table, "answers_adjusted", adjusted);
    if (wish->population) answer_column_f64(table, "of_population", limited);
}

bool enough_plan(ctx *c, struct stat_job *stat, const struct enough_wish *wish)
{
    if (!known(c, wish)) return false;
    if (!precision_tell(c, stat, wish) || !difference_tell(c, stat, wish)) return false;
    if (isnan(wish->precision) && isnan(wish->difference))
        answer_say(stat->answer,
                   tr(c, "Each row of the plan says how many answers a precision takes; give "
                         "--precision or --difference for one of your own."));
    if (isnan(wish->difference) || !isnan(wish->precision)) table_write(c, stat, wish);
    bool worst = (wish->figure == ENOUGH_NPS && isnan(wish->variance)) ||
                 (wish->figure == ENOUGH_RATE && isnan(wish->share));
    if (worst)
        answer_assume(
            stat->answer, "worst_case", HOLDS_UNKNOWN,
            tr(c, "nothing is known of the answers, so that the most that could be needed is "
                  "planned for; --variance or --share makes it less"));
    return true;
}
