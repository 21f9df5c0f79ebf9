// enough: how many answers are needed, and what those at hand can show.
#include "stat/sure/enough_parts.h"

#include <math.h>

#include "base/locale.h"
#include "stat/analyses.h"

f64 enough_scale(enum enough_figure figure)
{
    return figure == ENOUGH_NPS ? 100 : 1;
}

// Three digits that count, without zeros at the end.
static const char *digits(ctx *c, f64 value)
{
    f64 size = fabs(value);
    if (size >= 1e15 || (size > 0 && size < 1e-4)) return fmt(c->arena, "%.3g", value);
    i32 decimals = size > 0 ? (i32)fmax(0, fmin(6, 2 - floor(log10(size)))) : 0;
    f64 power = pow(10, decimals), rounded = round(value * power);
    for (; decimals > 0 && fmod(rounded, 10) == 0; decimals--)
        rounded /= 10;
    return locale_number(c, value, decimals).s;
}

const char *enough_write(ctx *c, enum enough_figure figure, f64 width)
{
    switch (figure) {
    case ENOUGH_NPS:
        return fmt(c->arena, tr(c, "%s points"), digits(c, width * 100));
    case ENOUGH_RATE:
        return fmt(c->arena, tr(c, "%s percentage points"), digits(c, width * 100));
    case ENOUGH_MEAN:
        return digits(c, width);
    case ENOUGH_RATIO:
    case ENOUGH_COUNT:
        return fmt(c->arena, tr(c, "%s%% of it"), digits(c, width * 100));
    }
    assert(false);
}

// A number that may be left out.
static bool number_read(ctx *c, const struct stat_job *stat, const char *option,
                        struct stat_bounds bounds, f64 *out)
{
    *out = NAN;
    return stat_f64(c, stat, option, bounds, out);
}

static bool wish_read(ctx *c, const struct stat_job *stat, struct enough_wish *wish)
{
    const struct stat_bounds any = {1e-9, 1e15}, share = {0, 1};
    f64 scale = enough_scale(wish->figure);
    wish->test.level = stat->level;
    if (!number_read(c, stat, "precision", any, &wish->precision) ||
        !number_read(c, stat, "difference", (struct stat_bounds){-1e15, 1e15}, &wish->difference) ||
        !number_read(c, stat, "variance", share, &wish->variance) ||
        !number_read(c, stat, "share", share, &wish->share) ||
        !number_read(c, stat, "deviation", any, &wish->deviation) ||
        !number_read(c, stat, "variation", any, &wish->variation) ||
        !number_read(c, stat, "rate", any, &wish->rate) ||
        !stat_f64(c, stat, "power", (struct stat_bounds){0.5, 0.9999}, &wish->test.power) ||
        !stat_i64(c, stat, "population", (struct stat_bounds){1, 1e12}, &wish->population))
        return false;
    wish->precision /= scale;
    wish->difference /= scale;
    if (wish->figure != ENOUGH_MEAN && wish->precision > 1)
        return fail_with(c, ERR_USAGE, tr(c, "--precision is wider than the figure itself"),
                         tr(c,
                            "NPS takes points (5), rates take shares (0.03), ratios and counts a "
                            "share of their own (0.1)."));
    if (wish->figure == ENOUGH_NPS || wish->figure == ENOUGH_RATE) {
        if (fabs(wish->difference) > (wish->figure == ENOUGH_NPS ? 2 : 1))
            return fail_with(c, ERR_USAGE, tr(c, "--difference is larger than any can be"),
                             tr(c, "NPS takes points (5), rates take shares (0.03)."));
    }
    if (wish->difference == 0)
        return fail_with(c, ERR_USAGE, tr(c, "no number of answers shows a difference of 0"),
                         tr(c, "Say the smallest difference that would matter to you."));
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    static const char *const figures[] = {"nps", "rate", "mean", "ratio", "count"};
    struct enough_wish wish = {
        .test = {0.95, 0.8}
    };
    i64 figure = ENOUGH_NPS;
    bool file = stat->ask.file.size > 0;
    if (!stat_choice(c, stat, "figure", figures, COUNT_OF(figures), &figure)) return false;
    wish.figure = (enum enough_figure)figure;
    if (file && !enough_held_figure(c, stat, &wish.figure)) return false;
    if (!file && !stat_has(stat, "figure"))
        return fail_with(
            c, ERR_USAGE, tr(c, "--figure is missing"),
            tr(c, "Say what is planned: --figure nps, rate, mean, ratio or count; or give "
                  "a file of answers."));
    if (!wish_read(c, stat, &wish)) return false;
    return file ? enough_held(c, stat, &wish) : enough_plan(c, stat, &wish);
}

// clang-format off
static const struct stat_role roles[] = {
    READING_SCORE_ROLE(STAT_OPTIONAL),
    READING_OUTCOME_ROLE(STAT_OPTIONAL),
    READING_VALUE_ROLE(STAT_OPTIONAL),
    GROUPS_ROLE,
    {0},
};
static const struct stat_option options[] = {
    {"figure", "nps|rate|mean|ratio|count", NULL, false, "what is planned, without a file; with one its column tells"},
    {"precision", "HALF", NULL, false, "half the interval that is wanted: points for nps (5), a share for rate (0.03), the unit for mean, a share of the figure for ratio and count (0.1)"},
    {"difference", "D", NULL, false, "a difference between two groups that shall be seen, in the same unit"},
    {"power", "CHANCE", "0.8", false, "chance that a difference that is there is seen"},
    {"population", "N", NULL, false, "how many there are to ask, where the figure is about them alone"},
    {"variance", "V", NULL, false, "planning nps: shares of promoters and detractors less the score squared, 0 to 1; default 1, the worst"},
    {"share", "S", NULL, false, "planning a rate: what it is expected to be; default 0.5, the worst. With --difference: what it is now"},
    {"deviation", "SD", NULL, false, "planning a mean: the standard deviation of single values"},
    {"variation", "V", NULL, false, "planning a ratio: standard deviation of single values as a share of their mean (of ratios: √n times the error of its logarithm)"},
    {"rate", "R", NULL, false, "planning a count: events per exposure (day, visit, customer) that are expected"},
    READING_SCORE_OPTIONS,
    READING_OUTCOME_OPTIONS,
    {0},
};
static const struct answer_field fields[] = {
    {"answers_needed", "answers for --precision, or events for a count"},
    {"answers_needed_adjusted", "the same by the adjusted interval of scores, which adds three answers of its own"},
    {"exposure_needed", "exposure in which so many events are to be expected (counts)"},
    {"each_exposure_needed", "exposure that each of two groups needs for --difference (counts)"},
    {"each_group_needed", "answers in each of two groups for --difference"},
    {"both_groups_needed", "in both together"},
    {"figure", "what the answers give, points for nps"},
    {"half_width", "half its interval, points for nps"},
    {"half_width_of_population", "the same about the --population alone"},
    {"precision", "half interval that is wanted (--precision, or the usual one)"},
    {"more_needed", "more answers for it, if they are like those at hand; empty: cannot be told"},
    {"detectable_difference", "smallest difference between two samples of this size that is likely (--power) to be seen"},
    {"difference_needs", "answers in each of two groups for --difference, if they are like those at hand"},
    {"plan.precision", "half the interval, points for nps"},
    {"plan.answers", "answers for it"},
    {"plan.answers_adjusted", "by the adjusted interval of scores"},
    {"plan.of_population", "answers where there are only --population to ask"},
    {"groups.group", "name of the group"},
    {"groups.n", "answers in it"},
    {"groups.figure", "its figure, points for nps"},
    {"groups.half_width", "half its interval"},
    {"groups.enough", "whether that is within the precision that is wanted"},
    {"groups.more_needed", "more answers for it"},
    {"groups.detectable_difference", "smallest difference from all others together that is likely to be seen"},
    {0},
};
const struct analysis analysis_enough = {
    .name = "enough",
    .what = "How many answers are enough, and what those at hand can and cannot show.",
    .question = "How many answers do we need for this precision or to see this difference, and what can those that we have show?",
    .method = "Without a file: the number whose interval is as narrow as wanted, less where the population is small; for two groups the number that shows a difference with the stated chance. "
              "With a file: the interval at hand, how many more answers like these it takes, and the smallest difference that would be seen.",
    .source = "W. G. Cochran, Sampling Techniques (3rd ed. 1977), ch. 4; J. L. Fleiss, Statistical Methods for Rates and Proportions (2nd ed. 1981), (3.14); "
              "W. C. Guenther, American Statistician 35 (1981) 243-244; B. Rocks (2016), arXiv 1601.07235.",
    .assumptions = "Those who will answer are like those who would be asked; answers do not depend on each other.",
    .not_for = "Answers that come from some customers only: more of the same do not help; use silence. Looking again and again until there are enough: use watch.",
    .file = STAT_FILE_OPTIONAL,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = enough_take,
    .run = run,
};
// clang-format on
