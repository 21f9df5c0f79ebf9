#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/maths/chance.h"
#include "stat/analyses.h"
#include "stat/drivers/drivers_rows.h"
#include "stat/points.h"

#define RESAMPLES_MAX   20000
#define RESAMPLING_WORK 500000000.0 // additions that resampling may take: about a second
#define ROWS_FOR_EACH   10          // below it shares are mostly noise
#define VIF_HIGH        10          // D. A. Belsley, E. Kuh & R. E. Welsch (1980)

struct found {
    struct drivers_rows rows;
    struct row_sums sums;
    f64 *correlation;
    struct drivers drivers;
    struct drivers_spread spread;
    i64 n; // rows, or the least that a pair of columns has
    i64 resamples;
    f64 p;         // of no connection at all
    i64 *by_share; // drivers of the model, largest share first
    i64 *answer;   // of each driver of the model, which was given
};

static const char *const missing_words[] = {"complete", "pairwise", "mean-flag"};

static f64 share_of(const struct found *found, i64 driver)
{
    return found->drivers.list[driver].lmg / found->drivers.r_squared;
}

static str name_of(const struct found *found, i64 driver)
{
    return found->rows.answers[found->answer[driver]].name;
}

// --- Working out ---

static i64 least_pair(const struct row_sums *sums)
{
    i64 least = sums->n;
    for (i64 a = 0; a < sums->columns; a++)
        for (i64 b = 0; b <= a; b++)
            least = MIN(least, row_sums_pair_count(sums, sums->total, a, b));
    return least;
}

static void sort_by_share(ctx *c, struct found *found)
{
    i64 p = found->rows.driver_count;
    found->by_share = NEW_ARRAY(c->arena, i64, p);
    found->answer = NEW_ARRAY(c->arena, i64, p);
    for (i64 a = 0; a < found->rows.answer_count; a++)
        if (!found->rows.answers[a].constant) found->answer[found->rows.answers[a].driver] = a;
    for (i64 j = 0; j < p; j++) {
        i64 at = j;
        f64 lmg = found->drivers.list[j].lmg;
        for (; at > 0 && found->drivers.list[found->by_share[at - 1]].lmg < lmg; at--)
            found->by_share[at] = found->by_share[at - 1];
        found->by_share[at] = j;
    }
}

static bool work_out(ctx *c, struct stat_job *stat, struct found *found)
{
    i64 missing = 0;
    found->resamples = 0;
    if (!stat_choice(c, stat, "missing-answers", missing_words, COUNT_OF(missing_words),
                     &missing) ||
        !stat_i64(c, stat, "resamples", (struct stat_bounds){0, RESAMPLES_MAX},
                  &found->resamples) ||
        !drivers_rows_read(c, stat, (enum drivers_missing)missing, &found->rows))
        return false;
    const struct drivers_rows *rows = &found->rows;
    i64 wide = rows->columns + 1;
    i64 work = (i64)(RESAMPLING_WORK / (f64)MAX(found->resamples, 1));
    struct row_sums_order order = {rows->n, wide, rows->rows, missing == MISSING_PAIRWISE, work};
    if (!row_sums_make(c, order, &found->sums)) return false;
    found->n = least_pair(&found->sums);
    if (found->n < 3)
        return fail_with(c, ERR_REFUSED, tr(c, "two columns have fewer than 3 rows in common"),
                         tr(c, "Leave out the columns with most gaps."));
    found->correlation = NEW_ARRAY(c->arena, f64, wide * wide);
    row_sums_correlate(&found->sums, found->sums.total, found->correlation);

    gsl_rng *rng = chance_new(c, stat->seed);
    struct drivers_input input = {rows->columns, found->correlation, rows->driver,
                                  rows->driver_count};
    if (!drivers_measure(c, &input, rng, &found->drivers)) return false;
    if (!(found->drivers.r_squared > 1e-12))
        return fail_with(c, ERR_REFUSED, tr(c, "the drivers do not go with the outcome at all"),
                         tr(c, "There is nothing to share out; look at other drivers."));
    struct drivers_resampling resampling = {&found->sums,    rows->driver,     rows->driver_count,
                                            &found->drivers, found->resamples, stat->level};
    if (!drivers_resample(c, resampling, rng, &found->spread)) return false;
    sort_by_share(c, found);
    f64 k = (f64)rows->columns, degrees = (f64)found->n - k - 1;
    found->p = NAN;
    if (degrees > 0)
        found->p = gsl_cdf_beta_Q(fmin(1, found->drivers.r_squared), k / 2, degrees / 2);
    return true;
}

// --- Tables ---

static f64 *room(ctx *c, i64 rows)
{
    f64 *values = NEW_ARRAY(c->arena, f64, MAX(rows, 1));
    for (i64 i = 0; i < rows; i++)
        values[i] = NAN;
    return values;
}

// How the driver goes with the outcome: its number's correlation; NaN for names.
static f64 correlation_of(const struct found *found, i64 driver)
{
    i64 columns = 0, first = 0, wide = found->rows.columns + 1;
    for (i64 j = 0; j < found->rows.columns; j++) {
        if (found->rows.driver[j] != driver) continue;
        if (columns++ == 0) first = j;
    }
    bool number = !isnan(found->rows.answers[found->answer[driver]].mean); // first, then its gaps
    return number || columns == 1 ? found->correlation[(wide - 1) * wide + first] : (f64)NAN;
}

static str *names_by_share(ctx *c, const struct found *found)
{
    i64 p = found->rows.driver_count;
    str *names = NEW_ARRAY(c->arena, str, p);
    for (i64 i = 0; i < p; i++)
        names[i] = name_of(found, found->by_share[i]);
    return names;
}

static void tell_drivers(ctx *c, struct answer *answer, const struct found *found)
{
    static const char *const fields[] = {"share",    "share_low", "share_high",  "rank",
                                         "rank_low", "rank_high", "ranked_first"};
    i64 p = found->rows.driver_count;
    f64 *number[COUNT_OF(fields)];
    str *direction = NEW_ARRAY(c->arena, str, p);
    for (i64 k = 0; k < COUNT_OF(fields); k++)
        number[k] = room(c, p);
    for (i64 i = 0; i < p; i++) {
        i64 d = found->by_share[i];
        struct driver_spread s = found->spread.list[d];
        f64 along = correlation_of(found, d);
        const f64 row[] = {share_of(found, d), s.share_low, s.share_high,  s.rank,
                           s.rank_low,         s.rank_high, s.ranked_first};
        for (i64 k = 0; k < COUNT_OF(fields); k++)
            number[k][i] = row[k];
        direction[i] = isnan(along) ? S("") : along < 0 ? S("lowers") : S("raises");
    }
    struct answer_table *table = answer_table(answer, "drivers", p);
    answer_column_str(table, "name", names_by_share(c, found));
    answer_column_str(table, "direction", direction);
    for (i64 k = 0; k < COUNT_OF(fields); k++)
        answer_column_f64(table, fields[k], number[k]);
}

static void tell_measures(ctx *c, struct answer *answer, const struct found *found)
{
    static const char *const fields[] = {"lmg",   "first",       "last",
                                         "pratt", "johnson",     "johnson_share",
                                         "vif",   "correlation", "lmg_error"};
    i64 p = found->rows.driver_count, told = COUNT_OF(fields) - !found->drivers.sampled;
    f64 *number[COUNT_OF(fields)];
    for (i64 k = 0; k < told; k++)
        number[k] = room(c, p);
    for (i64 i = 0; i < p; i++) {
        i64 d = found->by_share[i];
        struct driver m = found->drivers.list[d];
        const f64 row[] = {m.lmg,      m.first,
                           m.last,     m.pratt,
                           m.johnson,  m.johnson / found->drivers.r_squared,
                           m.vif,      correlation_of(found, d),
                           m.lmg_error};
        for (i64 k = 0; k < told; k++)
            number[k][i] = row[k];
    }
    struct answer_table *table = answer_table(answer, "measures", p);
    answer_column_str(table, "name", names_by_share(c, found));
    for (i64 k = 0; k < told; k++)
        answer_column_f64(table, fields[k], number[k]);
}

static void tell_coefficients(ctx *c, struct answer *answer, const struct found *found)
{
    i64 k = found->rows.columns;
    const struct row_sums *sums = &found->sums;
    f64 *plain = room(c, k), intercept = sums->mean[k];
    for (i64 j = 0; j < k; j++) {
        plain[j] = found->drivers.coefficients[j] * sums->scale[k] / sums->scale[j];
        intercept -= plain[j] * sums->mean[j];
    }
    answer_f64(answer, "intercept", intercept);
    struct answer_table *table = answer_table(answer, "coefficients", k);
    answer_column_str(table, "name", found->rows.column_names);
    answer_column_f64(table, "coefficient", plain);
    answer_column_f64(table, "standardised", found->drivers.coefficients);
}

static void tell_answers(ctx *c, struct answer *answer, const struct found *found)
{
    i64 count = found->rows.answer_count;
    str *name = NEW_ARRAY(c->arena, str, count);
    i64 *missing = NEW_ARRAY(c->arena, i64, count), *alone = NEW_ARRAY(c->arena, i64, count);
    bool *used = NEW_ARRAY(c->arena, bool, count);
    for (i64 a = 0; a < count; a++) {
        name[a] = found->rows.answers[a].name;
        missing[a] = found->rows.answers[a].missing;
        alone[a] = found->rows.answers[a].alone;
        used[a] = !found->rows.answers[a].constant;
    }
    struct answer_table *table = answer_table(answer, "answers", count);
    answer_column_str(table, "name", name);
    answer_column_bool(table, "used", used);
    answer_column_i64(table, "missing", missing);
    answer_column_i64(table, "missing_alone", alone);
}

// --- Importance × performance ---

// The mean answer from 0 to 100, turned round where more goes with less of the outcome; NaN where
// there is no scale.
static f64 performance_of(const struct found *found, i64 driver, struct points points)
{
    const struct drivers_answer *answer = &found->rows.answers[found->answer[driver]];
    f64 low = isnan(points.low) ? answer->low : points.low;
    f64 high = isnan(points.low) ? answer->high : points.high;
    if (!(high > low) || answer->low < low || answer->high > high) return NAN;
    f64 along = correlation_of(found, driver), part = (answer->mean - low) / (high - low);
    return 100 * (along < 0 ? 1 - part : part);
}

static str quadrant_of(bool important, f64 performance, f64 middle)
{
    if (isnan(performance)) return S("");
    if (important) return performance < middle ? S("improve first") : S("keep up");
    return performance < middle ? S("low priority") : S("possible overkill");
}

static bool tell_performance(ctx *c, struct stat_job *stat, const struct found *found)
{
    struct points points;
    f64 middle = 0, outside = 0;
    i64 p = found->rows.driver_count, known = 0;
    if (!points_read(c, stat, &points)) return false;
    f64 *share = room(c, p), *mean = room(c, p), *performance = room(c, p);
    str *quadrant = NEW_ARRAY(c->arena, str, p);
    for (i64 i = 0; i < p; i++) {
        i64 d = found->by_share[i];
        share[i] = share_of(found, d);
        mean[i] = found->rows.answers[found->answer[d]].mean;
        performance[i] = performance_of(found, d, points);
        outside += !isnan(mean[i]) && isnan(performance[i]);
        if (!isnan(performance[i])) middle += (performance[i] - middle) / (f64)++known;
    }
    for (i64 i = 0; i < p; i++)
        quadrant[i] = quadrant_of(share[i] * (f64)p >= 1, performance[i], middle);
    struct answer_table *table = answer_table(stat->answer, "performance", p);
    answer_column_str(table, "name", names_by_share(c, found));
    answer_column_f64(table, "share", share);
    answer_column_f64(table, "mean", mean);
    answer_column_f64(table, "performance", performance);
    answer_column_str(table, "quadrant", quadrant);
    if (isnan(points.low) && known)
        answer_warn(stat->answer, "scale_guessed",
                    tr(c, "performance is measured between the lowest and highest answer found"),
                    tr(c, "Say --scale 1-10, or what the answers' scale is."));
    if (outside > 0)
        answer_warn(stat->answer, "outside_scale",
                    fmt(c->arena, tr(c, "%.0f drivers have answers outside the scale"), outside),
                    tr(c, "Their performance is not told; check --scale."));
    return true;
}

// --- Words ---

static void say(ctx *c, struct stat_job *stat, const struct found *found)
{
    i64 top = found->by_share[0], next = found->by_share[1];
    str outcome = frame_column(&stat->frame, "outcome")->name;
    struct driver_spread s = found->spread.list[top];
    if (!(found->p < 1 - stat->level)) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The drivers do not demonstrably go with %.*s, so that there is "
                             "nothing to rank."),
                       STR(outcome)));
        return;
    }
    f64 explained = 100 * found->drivers.r_squared, share = 100 * share_of(found, top);
    if (isnan(s.share_low)) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "%.*s goes with %.*s most: %.0f%% of what the drivers explain, which "
                             "is %.0f%% of the differences."),
                       STR(name_of(found, top)), STR(outcome), share, explained));
        return;
    }
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "%.*s goes with %.*s most: %.0f%% (%g%%: %.0f to %.0f%%) of what the "
                         "drivers explain, which is %.0f%% of the differences."),
                   STR(name_of(found, top)), STR(outcome), share, 100 * stat->level,
                   100 * s.share_low, 100 * s.share_high, explained));
    if (s.ranked_first >= stat->level)
        answer_say(stat->answer, fmt(c->arena, tr(c, "It ranks first in %.0f of 100 resamples."),
                                     100 * s.ranked_first));
    else
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Its first place is not certain: it ranks first in %.0f of 100 "
                             "resamples, %.*s in %.0f."),
                       100 * s.ranked_first, STR(name_of(found, next)),
                       100 * found->spread.list[next].ranked_first));
}

static void warn_missing(ctx *c, struct answer *answer, const struct found *found)
{
    const struct drivers_rows *rows = &found->rows;
    i64 worst = 0, any = 0, all = rows->left_out + rows->n;
    for (i64 a = 0; a < rows->answer_count; a++) {
        any += rows->answers[a].missing;
        if (rows->answers[a].alone > rows->answers[worst].alone) worst = a;
    }
    if (rows->left_out)
        answer_warn(answer, "rows_left_out",
                    fmt(c->arena,
                        tr(c, "%lld of %lld rows are left out for a missing answer; %.*s alone "
                              "costs %lld"),
                        (long long)rows->left_out, (long long)all, STR(rows->answers[worst].name),
                        (long long)rows->answers[worst].alone),
                    tr(c, "See the table of answers; leave out what few answered, or try "
                          "--missing-answers pairwise."));
    if (any && rows->missing == MISSING_PAIRWISE)
        answer_warn(
            answer, "pairwise",
            fmt(c->arena, tr(c, "correlations stand on different rows, the fewest on %lld"),
                (long long)found->n),
            tr(c, "Right only where answers are missing by chance; compare with complete."));
    if (any && rows->missing == MISSING_MEAN_FLAG)
        answer_warn(answer, "mean_flag",
                    tr(c, "missing answers are taken as the mean, with a mark beside that belongs "
                          "to the driver"),
                    tr(c, "Shares of drivers with many gaps become too small; compare with "
                          "complete."));
}

static void warn_model(ctx *c, struct answer *answer, const struct found *found)
{
    const struct drivers_rows *rows = &found->rows;
    for (i64 a = 0; a < rows->answer_count; a++)
        if (rows->answers[a].constant)
            answer_warn(answer, "constant",
                        fmt(c->arena, tr(c, "%.*s has one value only, and drives nothing"),
                            STR(rows->answers[a].name)),
                        tr(c, "It is left out."));
    for (i64 i = 0; i < rows->driver_count; i++) {
        i64 d = found->by_share[i];
        f64 vif = found->drivers.list[d].vif;
        if (!(vif > VIF_HIGH)) continue;
        str name = name_of(found, d);
        const char *text = fmt(c->arena, tr(c, "%.*s follows from the other drivers"), STR(name));
        if (!isinf(vif))
            text = fmt(c->arena, tr(c, "%.*s nearly follows from the other drivers (VIF %.3g)"),
                       STR(name), vif);
        answer_warn(
            answer, "collinear", text,
            tr(c, "Its share is split with those it goes with: join them, or leave one out."));
    }
    if (found->n < ROWS_FOR_EACH * rows->columns)
        answer_warn(answer, "few_rows",
                    fmt(c->arena, tr(c, "%lld rows are few for %lld columns of drivers"),
                        (long long)found->n, (long long)rows->columns),
                    tr(c, "Take 10 rows or more for each; go by the intervals, not the shares."));
    if (found->drivers.sampled)
        answer_warn(answer, "sampled",
                    fmt(c->arena,
                        tr(c, "%lld drivers have too many orders: %lld were drawn, with their "
                              "reverses"),
                        (long long)rows->driver_count, (long long)found->drivers.shuffles),
                    fmt(c->arena,
                        tr(c, "lmg_error says how far shares may be off; up to %d drivers "
                              "are exact."),
                        DRIVERS_EXACT_MAX));
}

static void assume(ctx *c, struct answer *answer, const struct found *found)
{
    answer_assume(answer, "no_hidden_cause", HOLDS_UNKNOWN,
                  tr(c, "What goes with the outcome also moves it: nothing unseen moves both"));
    answer_assume(answer, "straight_lines", HOLDS_UNKNOWN,
                  tr(c, "A step in a driver goes with the same step of the outcome everywhere"));
    if (found->rows.two_values)
        answer_assume(answer, "linear_probability", HOLDS_UNKNOWN,
                      tr(c, "The outcome has two values: shares are of a straight line for its "
                            "chance, which does for ranking, not for predicting"));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct found found = {0};
    if (!work_out(c, stat, &found)) return false;
    struct answer *answer = stat->answer;
    f64 k = (f64)found.rows.columns, n = (f64)found.n, r_squared = found.drivers.r_squared;
    say(c, stat, &found);
    answer_n(answer, found.rows.n);
    answer_f64(answer, "r_squared", r_squared);
    answer_f64(answer, "r_squared_adjusted", 1 - (1 - r_squared) * (n - 1) / (n - k - 1));
    answer_f64(answer, "p", found.p);
    answer_i64(answer, "rows_left_out", found.rows.left_out);
    answer_i64(answer, "pair_rows_least", found.n);
    answer_str(answer, "missing_answers", str_of(missing_words[found.rows.missing]));
    answer_i64(answer, "resamples", found.spread.resamples);
    answer_bool(answer, "sampled", found.drivers.sampled);
    tell_coefficients(c, answer, &found);
    tell_answers(c, answer, &found);
    tell_measures(c, answer, &found);
    if (!tell_performance(c, stat, &found)) return false;
    tell_drivers(c, answer, &found);
    assume(c, answer, &found);
    warn_missing(c, answer, &found);
    warn_model(c, answer, &found);
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    {"outcome", STAT_NUMBER, STAT_ONE, false, "what is to be explained: a score, a value, or 0 and 1"},
    {"driver", STAT_NUMBER, STAT_ANY, true, "a number that may drive it, such as an answer from 1 to 5"},
    {"factor", STAT_NAME, STAT_ANY, true, "names that may drive it, such as a plan; all names together are one driver"},
    {0},
};

static const struct stat_option options[] = {
    {"missing-answers", "complete|pairwise|mean-flag", "complete", false, "rows with a gap are left out; or each correlation has the rows that it can; or the mean stands in, with a mark"},
    {"resamples", "N", "1000", false, "how often rows are drawn again for intervals and ranks; 0: not at all"},
    {"scale", "LOW-HIGH", NULL, false, "lowest and highest possible answer of the drivers, for their performance; default those found"},
    {0},
};

static const struct answer_field fields[] = {
    {"r_squared", "share of the outcome's variance that the drivers explain"},
    {"r_squared_adjusted", "the same less what chance would explain"},
    {"p", "chance of so much where nothing goes with the outcome"},
    {"rows_left_out", "rows with an outcome that have a missing answer"},
    {"pair_rows_least", "the fewest rows that a correlation stands on"},
    {"missing_answers", "what was done with missing answers"},
    {"resamples", "resamples that could be worked out"},
    {"sampled", "orders of drivers were sampled, being too many"},
    {"intercept", "of the straight-line model"},
    {"coefficients.name", "driver, or name of a factor"},
    {"coefficients.coefficient", "change of the outcome per unit, other drivers alike; null: cannot be told"},
    {"coefficients.standardised", "the same per standard deviation of both"},
    {"answers.name", "driver as given"},
    {"answers.used", "it is in the model; else it has one value only"},
    {"answers.missing", "rows without its answer"},
    {"answers.missing_alone", "rows in which it is the only one missing"},
    {"measures.name", "driver, largest share first"},
    {"measures.lmg", "its part of R²: the mean of its gains over all orders of drivers"},
    {"measures.first", "R² of the driver alone"},
    {"measures.last", "gain in R² when it comes last"},
    {"measures.pratt", "standardised coefficient × correlation; null: cannot be told, or a factor's sum"},
    {"measures.johnson", "Johnson's relative weight, in R²"},
    {"measures.johnson_share", "the same as a share of R²: near `share`, else look closer"},
    {"measures.vif", "variance inflation; null: a factor, or it follows from others"},
    {"measures.correlation", "with the outcome; null: a factor"},
    {"measures.lmg_error", "standard error of lmg from sampling orders"},
    {"performance.name", "driver, largest share first"},
    {"performance.share", "its importance"},
    {"performance.mean", "mean answer; null: a factor"},
    {"performance.performance", "mean from 0 (worst) to 100 (best); where more lowers the outcome, less is better"},
    {"performance.quadrant", "improve first, keep up, low priority, possible overkill"},
    {"drivers.name", "driver, largest share first"},
    {"drivers.direction", "more of it goes with more (raises) or less (lowers) of the outcome"},
    {"drivers.share", "lmg as a share of R²; they add up to 1"},
    {"drivers.share_low", "lower limit of the share"},
    {"drivers.share_high", "upper limit of the share"},
    {"drivers.rank", "mean rank in resamples; 1: largest share"},
    {"drivers.rank_low", "lower limit of the rank"},
    {"drivers.rank_high", "upper limit of the rank"},
    {"drivers.ranked_first", "share of resamples in which it ranks first"},
    {0},
};

const struct analysis analysis_drivers = {
    .name = "drivers",
    .what = "What goes with an outcome most, and how sure the order is; importance beside performance.",
    .question = "Which of several things matter most for satisfaction, recommending, spending …, although they go with each other?",
    .method = "LMG (Shapley) shares: how much of the outcome's variance each driver adds, averaged over all orders in which drivers "
              "may come; resampled rows give intervals and ranks. First, last, Pratt and Johnson's relative weights stand beside it; "
              "where LMG and Johnson disagree, drivers are entangled.",
    .source = "Lindeman, Merenda & Gold 1980, §4.6; Grömping 2006, J. Statistical Software 17(1); Johnson 2000, Multivariate "
              "Behavioral Research 35; Martilla & James 1977, J. Marketing 41 (importance × performance).",
    .assumptions = "Straight lines; rows independent; what goes with the outcome also moves it (not provable from answers alone).",
    .not_for = "Proof of cause: for that change something for some (experiment, impact). Fewer than 10 rows for each driver.",
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
