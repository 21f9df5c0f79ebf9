// count: how often something happens, per day, visit or customer. Rows become sums of each group as
// they are read.
#include "insight/sure/difference.h"
#include "stat/analyses.h"
#include "stat/sure/groups.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/locale.h"

#define DISPERSION_P   0.001 // below it counts vary by more than chance
#define COUNT_MAX      1e15  // beyond it doubles skip whole numbers
#define DISPERSION_MIN 1.2   // less is not worth widening anything

struct sums {
    i64 rows, count;
    f64 exposure;
    f64 squares; // Σ count² / exposure
};

struct state {
    struct groups groups;
    bool has_count, has_exposure;
    f64 over; // what every group, and the whole, was counted over; 0: rows have exposures
};

static bool row_read(ctx *c, const struct frame *block, i64 i, f64 *count, f64 *exposure)
{
    const struct frame_column *counts = frame_column(block, "count");
    const struct frame_column *exposures = frame_column(block, "exposure");
    *count = counts ? counts->number[i] : 1;
    *exposure = exposures ? exposures->number[i] : 1;
    if (!(*count >= 0) || *count != trunc(*count) || *count > COUNT_MAX)
        return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%.12g is no count"), *count),
                         tr(c, "Counts are whole numbers from 0; use mean for other numbers."));
    if (!(*exposure >= 1e-100 && *exposure <= 1e100))
        return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%.12g is no exposure"), *exposure),
                         tr(c, "It says over how much was counted (days, visits), and is above 0; "
                               "leave other rows out."));
    return true;
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct state *state = stat->state;
    if (!state) {
        stat->state = state = NEW(c->arena, struct state);
        state->groups.item_bytes = sizeof(struct sums);
        state->has_count = frame_column(block, "count") != NULL;
        state->has_exposure = frame_column(block, "exposure") != NULL;
        if (state->has_exposure && stat_has(stat, "over"))
            return fail_with(c, ERR_USAGE, tr(c, "--exposure and --over say the same twice"),
                             tr(c, "Give the column, or the one number for all rows of a group."));
    }
    for (i64 i = 0; i < block->count; i++) {
        f64 count = 0, exposure = 0;
        if (!row_read(c, block, i, &count, &exposure)) return false;
        struct sums *sums = groups_of_row(c, &state->groups, block, i);
        sums->rows++;
        sums->count += (i64)count;
        sums->exposure += exposure;
        sums->squares += count * (count / exposure);
    }
    return true;
}

static bool has_rows(const void *sums)
{
    return ((const struct sums *)sums)->rows > 0;
}

static void add(struct sums *all, const struct sums *part)
{
    all->rows += part->rows;
    all->count += part->count;
    all->exposure += part->exposure;
    all->squares += part->squares;
}

// How counts of rows vary around the rate of their group, 1 where by chance alone: Pearson's
// statistic over its degrees of freedom.
struct dispersion {
    f64 factor, p;
};

static struct dispersion dispersion_of(const struct state *state)
{
    f64 statistic = 0, degrees = 0;
    for (i64 i = 0; i < state->groups.count; i++) {
        const struct sums *sums = (const struct sums *)(const void *)state->groups.items + i;
        if (sums->count == 0) continue;
        f64 rate = (f64)sums->count / sums->exposure;
        statistic += sums->squares / rate - (f64)sums->count;
        degrees += (f64)(sums->rows - 1);
    }
    if (!state->has_count || degrees < 1) return (struct dispersion){1, NAN};
    return (struct dispersion){statistic / degrees, gsl_cdf_chisq_Q(fmax(0, statistic), degrees)};
}

// The rate of a group; with more variation than chance has, on as many events as would vary by
// chance alone (interval_total).
static struct interval rate_of(const struct sums *sums, f64 factor, f64 level)
{
    struct interval found = interval_count(sums->count, level);
    if (factor > 1 && sums->count > 0) {
        struct total total = {sums->rows, (f64)sums->count, factor * (f64)sums->count};
        found = interval_total(total, level);
    }
    found.value /= sums->exposure;
    found.low /= sums->exposure;
    found.high /= sums->exposure;
    return found;
}

static struct difference rest_of(const struct sums *all, const struct sums *part, f64 factor,
                                 f64 level)
{
    i64 count = all->count - part->count;
    f64 exposure = all->exposure - part->exposure;
    if (all->rows == part->rows || !(exposure > 0))
        return (struct difference){NAN, 0, INFINITY, level, 1, NAN, INTERVAL_NO_DATA};
    if (factor > 1)
        return difference_ratio(
            (struct ratio_parts){(f64)part->count, factor * (f64)part->count, part->exposure, 0, 0},
            (struct ratio_parts){(f64)count, factor * (f64)count, exposure, 0, 0}, level);
    return difference_count((struct exposed_count){part->count, part->exposure},
                            (struct exposed_count){count, exposure}, level);
}

static bool groups_write(ctx *c, struct stat_job *stat, const struct sums *all, f64 factor)
{
    struct state *state = stat->state;
    i32 *order = NULL;
    i64 count = groups_order(c, &state->groups, has_rows, &order);
    struct group_row *rows = NEW_ARRAY(c->arena, struct group_row, count);
    for (i64 i = 0; i < count; i++) {
        const struct sums *sums = (const struct sums *)(const void *)state->groups.items + order[i];
        rows[i] = (struct group_row){
            .name = state->groups.names[order[i]],
            .n = sums->rows,
            .effective = NAN,
            .figure = rate_of(sums, factor, stat->level),
            .rest = rest_of(all, sums, factor, stat->level),
        };
    }
    struct groups_told told = {READING_VALUE, 1, true, false};
    return groups_tell(c, stat, "rate", rows, count, told);
}

// Rows are events, and all groups were counted over the same: --over, or 1.
static bool exposure_settle(ctx *c, struct stat_job *stat)
{
    struct state *state = stat->state;
    f64 over = 1;
    if (state->has_exposure) return true;
    if (!stat_f64(c, stat, "over", (struct stat_bounds){1e-9, 1e15}, &over)) return false;
    if (state->has_count && !stat_has(stat, "over")) return true; // each row over 1
    state->over = over;
    for (i64 i = 0; i < state->groups.count; i++) {
        struct sums *sums = (struct sums *)(void *)state->groups.items + i;
        f64 share = over / fmax(1, (f64)sums->rows);
        sums->exposure = sums->rows ? over : 0;
        sums->squares /= share;
    }
    return true;
}

static bool target_tell(ctx *c, struct stat_job *stat, const struct sums *all,
                        struct interval figure, f64 factor)
{
    f64 target = 0;
    if (!stat_has(stat, "target")) return true;
    if (!stat_f64(c, stat, "target", (struct stat_bounds){1e-12, 1e15}, &target)) return false;
    struct exposed_count counted = {all->count, all->exposure};
    answer_f64(stat->answer, "target_ratio", figure.value / target);
    answer_f64(stat->answer, "target_p",
               factor > 1 ? (f64)NAN : difference_count_target(counted, target, stat->level).p);
    reading_target_say(c, stat->answer, figure, target,
                       reading_write(c, READING_VALUE, target, figure.high - figure.low).s);
    return true;
}

static void dispersion_tell(ctx *c, struct stat_job *stat, struct dispersion found, f64 factor)
{
    if (isnan(found.p)) {
        answer_assume(stat->answer, "dispersion", HOLDS_UNKNOWN,
                      tr(c, "events come independently of each other"));
        return;
    }
    answer_f64(stat->answer, "dispersion", found.factor);
    answer_f64(stat->answer, "dispersion_p", found.p);
    answer_assume(
        stat->answer, "dispersion", factor > 1 ? HOLDS_NOT : HOLDS,
        fmt(c->arena,
            tr(c, "events come independently of each other: counts vary %.3g times as much "
                  "as by chance"),
            found.factor));
    if (factor > 1)
        answer_warn(stat->answer, "dispersion",
                    tr(c, "events come in bursts, or rows have rates of their own"),
                    tr(c, "Limits and chances were widened for it; look at what sets rows apart."));
}

static void fields_write(struct stat_job *stat, const struct sums *all, struct interval figure)
{
    answer_i64(stat->answer, "count", all->count);
    answer_f64(stat->answer, "exposure", all->exposure);
    answer_f64(stat->answer, "rate", figure.value);
    answer_f64(stat->answer, "rate_low", figure.low);
    answer_f64(stat->answer, "rate_high", figure.high);
}

static void say(ctx *c, struct stat_job *stat, const struct sums *all, struct interval figure)
{
    f64 width = figure.high - figure.low;
    const struct state *state = stat->state;
    if (state->over == 1)
        answer_say(
            stat->answer,
            fmt(c->arena,
                tr(c, "There were %s; what lies behind gives, with %.4g%% confidence, between "
                      "%.*s and %.*s in such a time."),
                reading_count(c, all->count), stat->level * 100,
                STR(reading_write(c, READING_VALUE, figure.low, width)),
                STR(reading_write(c, READING_VALUE, figure.high, width))));
    else
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "There were %s over %.*s, a rate of %.*s, and with %.4g%% confidence "
                             "between %.*s and %.*s."),
                       reading_count(c, all->count),
                       STR(reading_write(c, READING_VALUE, all->exposure, 100)),
                       STR(reading_write(c, READING_VALUE, figure.value, width)), stat->level * 100,
                       STR(reading_write(c, READING_VALUE, figure.low, width)),
                       STR(reading_write(c, READING_VALUE, figure.high, width))));
    if (all->count == 0)
        answer_warn(stat->answer, "no_events", tr(c, "nothing was counted"),
                    tr(c, "The upper limit says how often it may happen all the same."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct state *state = stat->state;
    struct sums all = {0};
    if (state && !exposure_settle(c, stat)) return false;
    for (i64 i = 0; state && i < state->groups.count; i++)
        add(&all, (const struct sums *)(const void *)state->groups.items + i);
    if (all.rows == 0)
        return fail_with(c, ERR_REFUSED, tr(c, "there are no rows"),
                         tr(c, "Check the column and --where."));
    if ((f64)all.count > COUNT_MAX || all.count < 0)
        return fail_with(c, ERR_REFUSED, tr(c, "the counts are too large to be added up"),
                         tr(c, "Check the column."));

    struct sums whole = all; // of the same days as each of its groups
    if (state->over > 0) whole.exposure = state->over;
    struct dispersion found = dispersion_of(state);
    bool wide = found.p < DISPERSION_P && found.factor > DISPERSION_MIN;
    f64 factor = wide ? found.factor : 1;
    struct interval figure = rate_of(&whole, factor, stat->level);
    answer_n(stat->answer, whole.rows);
    fields_write(stat, &whole, figure);
    say(c, stat, &whole, figure);
    if (!target_tell(c, stat, &whole, figure, factor)) return false;
    dispersion_tell(c, stat, found, factor);
    if (!state->groups.names) return true;
    if (!state->has_exposure)
        answer_assume(stat->answer, "same_exposure", HOLDS_UNKNOWN,
                      tr(c, "all groups were counted over the same: days, visits, customers"));
    return groups_write(c, stat, &all, factor);
}

// clang-format off
static const struct stat_role roles[] = {
    {"count", STAT_NUMBER, STAT_OPTIONAL, false, "how many there were in the row; without it each row is one event"},
    {"exposure", STAT_NUMBER, STAT_OPTIONAL, false, "over how much the row was counted: days, visits, customers"},
    GROUPS_ROLE,
    {0},
};
static const struct stat_option options[] = {
    {"over", "N", NULL, false, "over how much the whole and each group were counted, where there is no column of exposures: 30 for 30 days"},
    {"target", "RATE", NULL, false, "a rate per exposure to compare with"},
    GROUPS_OPTION,
    {0},
};
static const struct answer_field fields[] = {
    {"count", "events in all"},
    {"exposure", "over how much they were counted, in all; --over where that was given"},
    {"rate", "events per exposure"},
    {"rate_low", "lower limit"},
    {"rate_high", "upper limit"},
    {"target_ratio", "rate divided by the target"},
    {"target_p", "chance of such a distance where the target is met; not where counts were found to vary more than by chance"},
    {"dispersion", "variation of counts between rows, 1 where by chance alone"},
    {"dispersion_p", "chance of so much variation where it is chance alone"},
    GROUPS_FIELDS("rate", "ratio of the rates, first divided by second"),
    {0},
};
const struct analysis analysis_counts = { // analysis_count is how many there are
    .name = "count",
    .what = "A count (complaints, faults, contacts) per exposure with its interval, and how groups differ.",
    .question = "How often does it happen, how sure is that, and do groups differ beyond chance?",
    .method = "Exact limits for a count that comes by chance (Poisson). Where rows have counts of their own it is checked whether they vary by chance alone; if not, limits are widened to as many events as would. "
              "Groups are compared with all others together by the ratio of their rates, exactly; chances are corrected for their number.",
    .source = "F. Garwood, Biometrika 28 (1936) 437-442; J. Przyborowski & H. Wilenski, Biometrika 31 (1940) 313-323; M. P. Fay, Biostatistics 11 (2010) 373-374; "
              "G. Bohm & G. Zech, Nucl. Instr. Meth. A 748 (2014) 1-6; P. McCullagh & J. A. Nelder, Generalized Linear Models (2nd ed. 1989), §6.2, for the variation.",
    .assumptions = "Events come independently of each other at one rate in a group (checked where rows have counts).",
    .not_for = "Shares of a known number, such as complaints of 100 orders: use rate where each order complains once at most.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
