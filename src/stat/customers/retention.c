#include <math.h>

#include "insight/customers/log_rank.h"
#include "insight/maths/quantile.h"
#include "base/time.h"
#include "stat/analyses.h"
#include "stat/customers/retention_parts.h"

#define TIMES_MAX   200
#define SHOWN_STEPS 8  // times in the table of shares, where none are asked for
#define GROUPS_SAID 3  // in the sentence
#define FEW_AT_RISK 10 // below it, and below a fifth of all, the end of a curve says little

struct curves {
    const struct retention_rows *rows;
    i64 count; // groups, or 1
    struct kaplan_meier *curve;
    f64 until; // of the mean
    f64 level;
};

static str group_name(ctx *c, const struct curves *curves, i64 group)
{
    return curves->rows->group ? curves->rows->group_names[group] : str_of(tr(c, "all"));
}

const char *retention_p(ctx *c, f64 p)
{
    return p < 1e-4 ? tr(c, "below 0.0001") : fmt(c->arena, "%.2g", p);
}

// --- Fitting ---

// A curve for each group: rows are dealt out, then each is fitted.
static bool fit(ctx *c, const struct stat_job *stat, const struct retention_rows *rows,
                struct curves *out)
{
    static const char *const limits[] = {"log-log", "log"};
    i64 chosen = 0, n = rows->stays.n, count = rows->group ? rows->group_count : 1;
    if (!stat_choice(c, stat, "limits", limits, COUNT_OF(limits), &chosen)) return false;
    *out = (struct curves){.rows = rows, .count = count, .level = stat->level};
    out->curve = NEW_ARRAY(c->arena, struct kaplan_meier, count);
    struct stays *dealt = NEW_ARRAY(c->arena, struct stays, count);
    i64 *from = NEW_ARRAY(c->arena, i64, count + 1);
    f64 *time = NEW_ARRAY(c->arena, f64, n);
    bool *left = NEW_ARRAY(c->arena, bool, n);
    for (i64 i = 0; i < n; i++)
        from[(rows->group ? rows->group[i] : 0) + 1]++;
    for (i64 g = 0; g < count; g++) {
        from[g + 1] += from[g];
        dealt[g] = (struct stays){0, time + from[g], left + from[g]};
    }
    for (i64 i = 0; i < n; i++) {
        i64 g = rows->group ? rows->group[i] : 0, at = from[g] + dealt[g].n++;
        time[at] = rows->stays.time[i];
        left[at] = rows->stays.left[i];
    }
    struct km_order order = {stat->level, (enum km_limits)chosen};
    for (i64 g = 0; g < count; g++)
        if (!kaplan_meier_fit(c, dealt[g], order, &out->curve[g])) return false;
    return true;
}

// How many must be watched for the curve to be gone by.
static i64 enough_at_risk(const struct kaplan_meier *curve)
{
    return MAX(MIN(FEW_AT_RISK, curve->n / 5), 1);
}

// The last time at which the curve still stands on enough customers.
static f64 firm_time(const struct kaplan_meier *curve)
{
    i64 at = curve->count - 1;
    while (at > 0 && curve->points[at].at_risk < enough_at_risk(curve))
        at--;
    return at < 0 ? 0 : curve->points[at].time;
}

// The longest time that all groups know well: means within different times do not compare.
static bool set_until(ctx *c, const struct stat_job *stat, struct curves *curves)
{
    curves->until = INFINITY;
    for (i64 g = 0; g < curves->count; g++)
        if (curves->curve[g].count)
            curves->until = fmin(curves->until, firm_time(&curves->curve[g]));
    return stat_f64(c, stat, "until", (struct stat_bounds){0, 1e15}, &curves->until);
}

// --- Groups ---

enum {
    MEDIAN,
    MEDIAN_LOW,
    MEDIAN_HIGH,
    MEAN,
    MEAN_ERROR,
    MEAN_LOW,
    MEAN_HIGH,
    ALONE,
    APART = ALONE,
    APART_LOW,
    APART_HIGH,
    EXPECTED,
    GROUP_NUMBERS
};

static void group_numbers(const struct curves *curves, i64 g, f64 row[GROUP_NUMBERS])
{
    struct km_value median = kaplan_meier_quantile(&curves->curve[g], 0.5);
    struct km_value mean = kaplan_meier_mean(&curves->curve[g], curves->until, curves->level);
    struct km_value first = kaplan_meier_mean(&curves->curve[0], curves->until, curves->level);
    f64 apart = g > 0 ? mean.value - first.value : (f64)NAN;
    f64 reach = quantile_normal(curves->level) * hypot(mean.error, first.error);
    row[MEDIAN] = median.value;
    row[MEDIAN_LOW] = median.low;
    row[MEDIAN_HIGH] = median.high;
    row[MEAN] = mean.value;
    row[MEAN_ERROR] = mean.error;
    row[MEAN_LOW] = mean.low;
    row[MEAN_HIGH] = mean.high;
    row[APART] = apart;
    row[APART_LOW] = apart - reach;
    row[APART_HIGH] = apart + reach;
}

static void tell_groups(ctx *c, struct stat_job *stat, const struct curves *curves,
                        const struct log_rank *test)
{
    static const char *const names[GROUP_NUMBERS] = {
        "median",
        "median_low",
        "median_high",
        "mean",
        "mean_error",
        "mean_low",
        "mean_high",
        "mean_difference",
        "mean_difference_low",
        "mean_difference_high",
        "expected",
    };
    i64 rows = curves->count, *n = NEW_ARRAY(c->arena, i64, rows);
    i64 *left = NEW_ARRAY(c->arena, i64, rows);
    str *name = NEW_ARRAY(c->arena, str, rows);
    f64 *number[GROUP_NUMBERS];
    for (i64 i = 0; i < GROUP_NUMBERS; i++)
        number[i] = NEW_ARRAY(c->arena, f64, rows);
    for (i64 g = 0; g < rows; g++) {
        f64 row[GROUP_NUMBERS];
        group_numbers(curves, g, row);
        row[EXPECTED] = test ? test->groups[g].expected : (f64)NAN;
        name[g] = group_name(c, curves, g);
        n[g] = curves->curve[g].n;
        left[g] = curves->curve[g].left;
        for (i64 i = 0; i < GROUP_NUMBERS; i++)
            number[i][g] = row[i];
    }
    struct answer_table *table = answer_table(stat->answer, "groups", rows);
    answer_column_str(table, "group", name);
    answer_column_i64(table, "n", n);
    answer_column_i64(table, "left", left);
    for (i64 i = 0; i < (test ? GROUP_NUMBERS : ALONE); i++)
        answer_column_f64(table, names[i], number[i]);
}

// --- Shares still here ---

struct shares {
    i64 rows;
    str *group;
    f64 *time, *share, *error, *low, *high;
    i64 *at_risk, *left, *watched;
};

static struct shares shares_new(ctx *c, i64 rows)
{
    i64 room = MAX(rows, 1);
    struct arena *arena = c->arena;
    return (struct shares){
        0,
        NEW_ARRAY(arena, str, room),
        NEW_ARRAY(arena, f64, room),
        NEW_ARRAY(arena, f64, room),
        NEW_ARRAY(arena, f64, room),
        NEW_ARRAY(arena, f64, room),
        NEW_ARRAY(arena, f64, room),
        NEW_ARRAY(arena, i64, room),
        NEW_ARRAY(arena, i64, room),
        NEW_ARRAY(arena, i64, room),
    };
}

static void shares_add(struct shares *s, str group, const struct km_point *point)
{
    i64 i = s->rows++;
    s->group[i] = group;
    s->time[i] = point->time;
    s->share[i] = point->share;
    s->error[i] = point->error;
    s->low[i] = point->low;
    s->high[i] = point->high;
    s->at_risk[i] = point->at_risk;
    s->left[i] = point->left;
    s->watched[i] = point->watched;
}

static void shares_tell(struct answer *answer, const char *name, const struct shares *s)
{
    struct answer_table *table = answer_table(answer, name, s->rows);
    answer_column_str(table, "group", s->group);
    answer_column_f64(table, "time", s->time);
    answer_column_i64(table, "at_risk", s->at_risk);
    answer_column_i64(table, "left", s->left);
    answer_column_i64(table, "watched", s->watched);
    answer_column_f64(table, "share", s->share);
    answer_column_f64(table, "error", s->error);
    answer_column_f64(table, "low", s->low);
    answer_column_f64(table, "high", s->high);
}

// Round times, 1, 2 or 5 apart in their first digit, up to the longest of all groups.
static i64 round_times(const struct curves *curves, f64 times[TIMES_MAX])
{
    f64 end = 0, step = 1;
    for (i64 g = 0; g < curves->count; g++)
        end = fmax(end, kaplan_meier_end(&curves->curve[g]));
    if (end <= 0) return 0;
    f64 least = end / SHOWN_STEPS, ten = pow(10, floor(log10(least)));
    step = least > 5 * ten ? 10 * ten : least > 2 * ten ? 5 * ten : least > ten ? 2 * ten : ten;
    i64 count = 0;
    while (count < SHOWN_STEPS && (f64)(count + 1) * step <= end * (1 + 1e-12)) {
        times[count] = (f64)(count + 1) * step;
        count++;
    }
    return count;
}

static bool read_times(ctx *c, const struct stat_job *stat, const struct curves *curves,
                       f64 times[TIMES_MAX], i64 *count)
{
    str rest = stat_text(stat, "at"), word = {0};
    if (!rest.size) {
        *count = round_times(curves, times);
        return true;
    }
    for (*count = 0; str_cut(&rest, ',', &word); ++*count) {
        f64 time = 0;
        bool good = *count < TIMES_MAX && str_f64(str_trim(word), &time) && time >= 0;
        if (!good || (*count && time <= times[*count - 1]))
            return fail_with(
                c, ERR_USAGE,
                fmt(c->arena, tr(c, "--%s cannot be \"%.*s\""), "at", STR(stat_text(stat, "at"))),
                fmt(c->arena, tr(c, "Give up to %d rising times with commas between: 30,90,365."),
                    TIMES_MAX));
        times[*count] = time;
    }
    return true;
}

// Who left and who was watched no longer is counted since the time before in the table.
static bool tell_shares(ctx *c, struct stat_job *stat, const struct curves *curves)
{
    f64 times[TIMES_MAX];
    i64 count = 0;
    if (!read_times(c, stat, curves, times, &count)) return false;
    struct shares shares = shares_new(c, count * curves->count);
    for (i64 g = 0; g < curves->count; g++) {
        const struct kaplan_meier *curve = &curves->curve[g];
        for (i64 i = 0, from = 0; i < count; i++) {
            struct km_point at = kaplan_meier_at(curve, times[i]);
            for (; from < curve->count && curve->points[from].time <= times[i]; from++) {
                at.left += curve->points[from].left;
                at.watched += curve->points[from].watched;
            }
            shares_add(&shares, group_name(c, curves, g), &at);
        }
    }
    shares_tell(stat->answer, "shares", &shares);
    if (!stat_has(stat, "curve")) return true;

    i64 points = 0;
    for (i64 g = 0; g < curves->count; g++)
        points += curves->curve[g].count;
    struct shares whole = shares_new(c, points);
    for (i64 g = 0; g < curves->count; g++)
        for (i64 i = 0; i < curves->curve[g].count; i++)
            shares_add(&whole, group_name(c, curves, g), &curves->curve[g].points[i]);
    shares_tell(stat->answer, "curve", &whole);
    return true;
}

// --- Words ---

static const char *time_words(ctx *c, const struct curves *curves, f64 time)
{
    return curves->rows->in_days ? fmt(c->arena, tr(c, "%.4g days"), time)
                                 : fmt(c->arena, "%.4g", time);
}

static void say_one(ctx *c, struct stat_job *stat, const struct curves *curves)
{
    const struct kaplan_meier *curve = &curves->curve[0];
    struct km_value median = kaplan_meier_quantile(curve, 0.5);
    if (!isnan(median.value)) {
        const char *high =
            isnan(median.high) ? tr(c, "not yet known") : time_words(c, curves, median.high);
        answer_say(stat->answer,
                   fmt(c->arena, tr(c, "Half of the customers had left by %s (%g%%: %s to %s)."),
                       time_words(c, curves, median.value), 100 * curves->level,
                       isnan(median.low) ? tr(c, "not known") : time_words(c, curves, median.low),
                       high));
        return;
    }
    struct km_point at = kaplan_meier_at(curve, firm_time(curve));
    const char *when = time_words(c, curves, at.time);
    if (isnan(at.low)) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Nobody had left by %s, so that nothing can be said of how "
                             "long customers stay beyond."),
                       when));
        return;
    }
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "Less than half have left: %.3g%% are still here after %s (%g%%: %.3g "
                         "to %.3g%%)."),
                   100 * at.share, when, 100 * curves->level, 100 * at.low, 100 * at.high));
}

// "half of sex 1 had left by 270, half of sex 2 had left by 426"
static const char *medians_words(ctx *c, const struct curves *curves)
{
    buf words = buf_new(c->arena, 65536);
    for (i64 g = 0; g < curves->count; g++) {
        f64 median = kaplan_meier_quantile(&curves->curve[g], 0.5).value;
        str column = curves->rows->group_column, name = group_name(c, curves, g);
        const char *between = g ? ", " : "";
        if (isnan(median))
            buf_fmt(&words, tr(c, "%sless than half of %.*s %.*s have left"), between, STR(column),
                    STR(name));
        else
            buf_fmt(&words, tr(c, "%shalf of %.*s %.*s had left by %s"), between, STR(column),
                    STR(name), time_words(c, curves, median));
    }
    return buf_str(&words).s;
}

static void say_groups(ctx *c, struct stat_job *stat, const struct curves *curves,
                       const struct log_rank *test)
{
    const char *p = isnan(test->p) ? NULL : retention_p(c, test->p);
    if (!p) {
        answer_say(stat->answer, tr(c, "The groups cannot be compared: they were never at risk of "
                                       "leaving at the same time."));
    } else if (test->p >= 1 - curves->level) {
        answer_say(stat->answer, fmt(c->arena,
                                     tr(c, "No demonstrable difference between the groups in how "
                                           "long customers stay (log-rank p %s)."),
                                     p));
    } else if (curves->count > GROUPS_SAID) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The groups differ in how long customers stay (log-rank p %s)."), p));
    } else {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The groups differ in how long customers stay (log-rank p %s): %s."),
                       p, medians_words(c, curves)));
    }
}

static void warn_rows(ctx *c, struct answer *answer, const struct retention_rows *rows)
{
    if (rows->until_guessed && rows->in_days)
        answer_warn(answer, "seen_until_guessed",
                    fmt(c->arena,
                        tr(c, "customers without an end are taken to be here until %.*s, the "
                              "file's latest moment"),
                        STR(ms_write(c->arena, rows->seen_until_ms))),
                    tr(c, "Say --seen-until if the file was written at another time."));
    if (rows->not_begun)
        answer_warn(answer, "not_begun",
                    fmt(c->arena,
                        tr(c, "customers left out because they came after --seen-until: %lld"),
                        (long long)rows->not_begun),
                    NULL);
    if (rows->left == 0)
        answer_warn(answer, "nobody_left", tr(c, "nobody left"),
                    tr(c, "Check what marks leaving; else wait until some have left."));
}

static void warn_curves(ctx *c, struct answer *answer, const struct curves *curves)
{
    for (i64 g = 0; g < curves->count; g++) {
        struct km_point at = kaplan_meier_at(&curves->curve[g], curves->until);
        if (isnan(at.share) && curves->curve[g].count) {
            answer_warn(answer, "until_beyond",
                        fmt(c->arena,
                            tr(c, "%.*s: nobody was watched until %.6g, so that the "
                                  "mean within it is not known"),
                            STR(group_name(c, curves, g)), curves->until),
                        tr(c, "Give an earlier --until."));
        } else if (at.at_risk < enough_at_risk(&curves->curve[g]) && at.share > 0) {
            answer_warn(answer, "few_at_risk",
                        fmt(c->arena,
                            tr(c, "%.*s: the mean goes to %.6g; watched until then: only %lld"),
                            STR(group_name(c, curves, g)), curves->until, (long long)at.at_risk),
                        fmt(c->arena, tr(c, "Give an earlier --until, such as %.6g."),
                            firm_time(&curves->curve[g])));
        }
    }
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct retention_rows rows;
    struct curves curves;
    struct log_rank test, *groups = NULL;
    if (!retention_rows_read(c, stat, &rows) || !fit(c, stat, &rows, &curves) ||
        !set_until(c, stat, &curves))
        return false;
    if (curves.count > 1) {
        if (!log_rank_test(c, rows.stays, rows.group, rows.group_count, &test)) return false;
        groups = &test;
        say_groups(c, stat, &curves, groups);
    } else {
        say_one(c, stat, &curves);
    }
    answer_n(stat->answer, rows.stays.n);
    answer_i64(stat->answer, "left", rows.left);
    answer_str(stat->answer, "time_unit", rows.in_days ? S("days") : S("as in the column"));
    answer_f64(stat->answer, "mean_until", curves.until);
    if (groups) {
        answer_f64(stat->answer, "log_rank_chi_square", groups->chi_square);
        answer_i64(stat->answer, "log_rank_degrees", groups->degrees);
        answer_f64(stat->answer, "log_rank_p", groups->p);
    }
    tell_groups(c, stat, &curves, groups);
    if (!tell_shares(c, stat, &curves)) return false;
    answer_assume(stat->answer, "independent_censoring", HOLDS_UNKNOWN,
                  tr(c, "Who is watched no longer, or not yet long, leaves as the others do"));
    bool explain = frame_column(&stat->frame, "covariate") || frame_column(&stat->frame, "factor");
    warn_rows(c, stat->answer, &rows);
    warn_curves(c, stat->answer, &curves);
    return !explain || retention_explain(c, stat, &rows);
}

// clang-format off
static const struct stat_role roles[] = {
    {"time", STAT_NUMBER, STAT_OPTIONAL, false, "how long each customer was here, in any unit; with --event"},
    {"event", STAT_NAME, STAT_OPTIONAL, false, "whether the customer left: 0 and 1, 1 and 2 (2: left), yes and no, or see --event-is"},
    {"from", STAT_MOMENT, STAT_OPTIONAL, false, "when each customer came; with --to, instead of --time and --event"},
    {"to", STAT_MOMENT, STAT_OPTIONAL, true, "when each customer left; empty: still here"},
    {"group", STAT_NAME, STAT_OPTIONAL, false, "groups to be compared by the log-rank test"},
    {"covariate", STAT_NUMBER, STAT_ANY, true, "a number that may tell who leaves sooner, for Cox's model"},
    {"factor", STAT_NAME, STAT_ANY, true, "names that may tell it; each is compared with the first"},
    {0},
};

static const struct stat_option options[] = {
    {"event-is", "VALUE", NULL, true, "a value of --event that means: left"},
    {"seen-until", "DATE", NULL, false, "up to when it is known who is still here; default the latest moment of the file"},
    {"until", "TIME", NULL, false, "how far the mean goes; default the last time at which 10, or a fifth, of each group are still watched"},
    {"at", "TIME,TIME…", NULL, false, "times at which the share still here is told; default round ones"},
    {"limits", "log-log|log", "log-log", false, "how limits of the share are made; R's survfit has log"},
    {"clock", "km|rank|identity", "km", false, "what effects are tested against when they may change over time"},
    {"curve", NULL, NULL, false, "adds the whole curve as a table"},
    {0},
};

static const struct answer_field fields[] = {
    {"left", "customers who left"},
    {"time_unit", "what times are counted in"},
    {"mean_until", "the time within which means are taken"},
    {"log_rank_chi_square", "log-rank statistic; null when groups cannot be compared"},
    {"log_rank_degrees", "groups compared, less 1"},
    {"log_rank_p", "chance of a difference at least so large where there is none"},
    {"groups.group", "group, or all"},
    {"groups.n", "customers"},
    {"groups.left", "of them left"},
    {"groups.median", "time by which half had left; null: not yet"},
    {"groups.median_low", "lower limit of it"},
    {"groups.median_high", "upper limit of it; null: not yet known"},
    {"groups.mean", "mean time here within 0 … mean_until"},
    {"groups.mean_error", "its standard error"},
    {"groups.mean_low", "lower limit of the mean"},
    {"groups.mean_high", "upper limit of the mean"},
    {"groups.mean_difference", "mean less that of the first group"},
    {"groups.mean_difference_low", "lower limit of it"},
    {"groups.mean_difference_high", "upper limit of it"},
    {"groups.expected", "to leave, had all groups one pace"},
    {"shares.group", "group, or all"},
    {"shares.time", "time since the customer came"},
    {"shares.at_risk", "customers still here and watched just before"},
    {"shares.left", "left since the time before in this table"},
    {"shares.watched", "watched no longer since the time before in this table"},
    {"shares.share", "share still here; null: nobody was watched so long"},
    {"shares.error", "its standard error"},
    {"shares.low", "lower limit of the share; null: cannot be told"},
    {"shares.high", "upper limit of the share; null: cannot be told"},
    {"curve.group", "with --curve: group, or all"},
    {"curve.time", "a time at which somebody left or was watched for the last time"},
    {"curve.at_risk", "customers still here and watched just before"},
    {"curve.left", "left then"},
    {"curve.watched", "watched until then and no longer"},
    {"curve.share", "share still here just after"},
    {"curve.error", "its standard error"},
    {"curve.low", "lower limit of the share"},
    {"curve.high", "upper limit of the share"},
    {"cox_n", "customers in Cox's model"},
    {"cox_left_out", "customers left out of it for a missing value"},
    {"cox_left", "customers in it who left"},
    {"log_likelihood_null", "log partial likelihood without columns"},
    {"log_likelihood", "with them"},
    {"likelihood_ratio_chi_square", "test that no column matters"},
    {"likelihood_ratio_degrees", "its degrees of freedom"},
    {"likelihood_ratio_p", "its p"},
    {"wald_chi_square", "Wald's test of the same; null when an effect has no bounds"},
    {"wald_degrees", "its degrees of freedom"},
    {"wald_p", "its p"},
    {"score_chi_square", "score test of the same"},
    {"score_degrees", "its degrees of freedom"},
    {"score_p", "its p"},
    {"concordance", "how often of two customers the one predicted to leave sooner did; 0.5: chance"},
    {"concordance_error", "its standard error"},
    {"coefficients.name", "column, or name of a factor"},
    {"coefficients.against", "what a name is compared with"},
    {"coefficients.status", "known, constant, unseen, repeated, unbounded (separation)"},
    {"coefficients.coefficient", "logarithm of the hazard ratio per unit"},
    {"coefficients.error", "its standard error"},
    {"coefficients.hazard_ratio", "how many times the pace of leaving, per unit, others alike"},
    {"coefficients.hazard_ratio_low", "lower limit of it"},
    {"coefficients.hazard_ratio_high", "upper limit of it"},
    {"coefficients.z", "coefficient in standard errors"},
    {"coefficients.p", "chance of so large a z where there is no effect"},
    {"proportional_hazards.name", "column or factor, or all together"},
    {"proportional_hazards.chi_square", "test that its effect stays the same over time"},
    {"proportional_hazards.degrees", "its degrees of freedom"},
    {"proportional_hazards.p", "small: the effect changes over time"},
    {0},
};

const struct analysis analysis_retention = {
    .name = "retention",
    .what = "How long customers stay, in which groups longer, and what tells who leaves sooner.",
    .question = "How long do customers stay, although many are still here? Do groups differ, and what goes with leaving sooner?",
    .method = "Kaplan-Meier's curve with log-log limits; the median with the times at which the limits cross; the mean within a "
              "stated time; the log-rank test for groups; Cox's proportional hazards with Efron's ties, its likelihood-ratio, Wald "
              "and score tests, concordance with its standard error, and the test that effects stay the same over time.",
    .source = "Kaplan & Meier 1958, JASA 53; Brookmeyer & Crowley 1982, Biometrics 38; Mantel 1966; Peto & Peto 1972, JRSS A 135; "
              "Cox 1972, JRSS B 34; Efron 1977, JASA 72; Harrell et al. 1982, JAMA 247; Grambsch & Therneau 1994, Biometrika 81.",
    .assumptions = "Customers leave independently of each other, and those watched no longer leave as the others do. Cox: effects "
                   "multiply the pace of leaving and stay the same over time (tested).",
    .not_for = "Customers who may come back at any time and never say goodbye (see lifetime and withdrawal); columns measured "
               "after the customer came, such as purchases made since: they look into the future.",
    .roles = roles,
    .may_share = (const char *const[]){"group", "factor", NULL},
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
