// rate: a share of yes in a file. Rows become counts of each group as they are read.
#include "insight/sure/exact.h"
#include "insight/sure/weighted.h"
#include "stat/analyses.h"
#include "stat/sure/groups.h"

#include <math.h>

#include "base/locale.h"

#define EXPECTED_MIN                                                                               \
    5 // the usual line for Pearson's test: W. G. Cochran, Biometrics 10 (1954) 417-451

struct sums {
    struct rate_counts counts;
    struct rate_weights weights;
};

struct state {
    struct reading reading;
    struct groups groups;
};

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct state *state = stat->state;
    if (!state) {
        stat->state = state = NEW(c->arena, struct state);
        state->groups.item_bytes = sizeof(struct sums);
        if (!reading_open_kind(c, stat, READING_OUTCOME, &state->reading)) return false;
    }
    for (i64 i = 0; i < block->count; i++) {
        f64 outcome = 0, weight = 1;
        if (!reading_value(c, &state->reading, block, i, &outcome) ||
            !reading_weight(c, &state->reading, block, i, &weight))
            return false;
        struct sums *sums = groups_of_row(c, &state->groups, block, i);
        sums->counts.n++;
        sums->counts.successes += outcome > 0;
        *(outcome > 0 ? &sums->weights.successes : &sums->weights.failures) += weight;
        sums->weights.squares += weight * weight;
    }
    return true;
}

static bool has_rows(const void *sums)
{
    return ((const struct sums *)sums)->counts.n > 0;
}

static struct rate_weights weights_rest(const struct sums *all, const struct sums *part)
{
    struct rate_counts left = rate_rest(all->counts, part->counts);
    const struct rate_weights *a = &all->weights, *p = &part->weights;
    return (struct rate_weights){
        left.successes ? fmax(0, a->successes - p->successes) : 0,
        left.n > left.successes ? fmax(0, a->failures - p->failures) : 0,
        left.n ? fmax(0, a->squares - p->squares) : 0,
    };
}

struct method {
    bool weighted, exact;
    f64 level;
};

static struct interval figure_of(const struct sums *sums, struct method method)
{
    if (method.weighted) return weighted_rate(sums->weights, method.level);
    return method.exact ? exact_rate(sums->counts, method.level)
                        : interval_rate(sums->counts, method.level);
}

static struct difference rest_of(const struct sums *all, const struct sums *part,
                                 struct method method)
{
    if (method.weighted)
        return weighted_rate_difference(part->weights, weights_rest(all, part), method.level);
    return difference_rate(part->counts, rate_rest(all->counts, part->counts), method.level);
}

static f64 effective_of(struct rate_weights w)
{
    return weighted_effective(w.successes + w.failures, w.squares);
}

// Two groups with so few of either outcome that Pearson's test is doubtful.
static void exact_tell(ctx *c, struct stat_job *stat, struct rate_counts a, struct rate_counts b)
{
    f64 yes = (f64)(a.successes + b.successes), n = (f64)(a.n + b.n);
    f64 expected = fmin(yes, n - yes) * (f64)MIN(a.n, b.n) / n;
    answer_f64(stat->answer, "difference_exact_p", exact_rate_p(a, b));
    if (expected >= EXPECTED_MIN || yes == 0 || yes == n) return;
    answer_warn(stat->answer, "few_expected", tr(c, "one of the outcomes is rare in a small group"),
                tr(c, "Go by the exact chance, difference_exact_p, rather than by difference_p."));
}

static bool groups_write(ctx *c, struct stat_job *stat, const struct sums *all,
                         struct method method)
{
    struct state *state = stat->state;
    i32 *order = NULL;
    i64 count = groups_order(c, &state->groups, has_rows, &order);
    struct group_row *rows = NEW_ARRAY(c->arena, struct group_row, count);
    for (i64 i = 0; i < count; i++) {
        const struct sums *sums = (const struct sums *)(const void *)state->groups.items + order[i];
        rows[i] = (struct group_row){
            .name = state->groups.names[order[i]],
            .n = sums->counts.n,
            .effective = effective_of(sums->weights),
            .figure = figure_of(sums, method),
            .rest = rest_of(all, sums, method),
        };
    }
    struct groups_told told = {READING_OUTCOME, 1, false, method.weighted};
    if (!groups_tell(c, stat, "rate", rows, count, told)) return false;
    if (count == 2 && !method.weighted) {
        const struct sums *part = (const struct sums *)(const void *)state->groups.items + order[0];
        exact_tell(c, stat, part->counts, rate_rest(all->counts, part->counts));
    }
    return true;
}

static bool target_tell(ctx *c, struct stat_job *stat, const struct sums *all,
                        struct interval figure, bool weighted)
{
    f64 target = 0;
    if (!stat_has(stat, "target")) return true;
    if (!stat_f64(c, stat, "target", (struct stat_bounds){0, 1}, &target)) return false;
    answer_f64(stat->answer, "target_difference", figure.value - target);
    answer_f64(stat->answer, "target_p",
               weighted ? (f64)NAN : difference_rate_target(all->counts, target, stat->level).p);
    reading_target_say(c, stat->answer, figure, target, locale_percent(c, target, 1).s);
    return true;
}

static void fields_write(struct stat_job *stat, const struct sums *all, struct interval figure,
                         bool weighted)
{
    struct answer *answer = stat->answer;
    answer_f64(answer, "rate", figure.value);
    answer_f64(answer, "rate_low", figure.low);
    answer_f64(answer, "rate_high", figure.high);
    answer_i64(answer, "successes", all->counts.successes);
    if (weighted) {
        f64 effective = effective_of(all->weights);
        answer_f64(answer, "effective_n", effective);
        answer_f64(answer, "design_effect", (f64)all->counts.n / effective);
        return;
    }
    struct interval exact = exact_rate(all->counts, stat->level);
    answer_f64(answer, "exact_low", exact.low);
    answer_f64(answer, "exact_high", exact.high);
}

static void say(ctx *c, struct stat_job *stat, const struct sums *all, struct interval figure)
{
    f64 width = figure.high - figure.low;
    answer_say(
        stat->answer,
        fmt(c->arena,
            tr(c, "The rate is %.*s, and with %.4g%% confidence between %.*s and %.*s: %s of "
                  "%s rows are yes."),
            STR(reading_write(c, READING_OUTCOME, figure.value, width)), stat->level * 100,
            STR(reading_write(c, READING_OUTCOME, figure.low, width)),
            STR(reading_write(c, READING_OUTCOME, figure.high, width)),
            reading_count(c, all->counts.successes), reading_count(c, all->counts.n)));
    if (all->counts.successes == 0 || all->counts.successes == all->counts.n)
        answer_warn(stat->answer, "all_alike",
                    all->counts.successes ? tr(c, "all rows are yes") : tr(c, "no row is yes"),
                    tr(c, "Check the column and --yes; the interval says what it may still be."));
    if (all->counts.n < ENOUGH_ANSWERS_MIN)
        answer_warn(stat->answer, "few_answers",
                    fmt(c->arena, tr(c, "few rows: %lld"), (long long)all->counts.n),
                    tr(c, "The exact limits hold for any number; `stat enough` says how many more "
                          "are needed."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    static const char *const methods[] = {"wilson", "exact"};
    struct state *state = stat->state;
    struct sums all = {0};
    i64 how = 0;
    if (!stat_choice(c, stat, "method", methods, COUNT_OF(methods), &how)) return false;
    for (i64 i = 0; state && i < state->groups.count; i++) {
        const struct sums *part = (const struct sums *)(const void *)state->groups.items + i;
        all.counts.n += part->counts.n;
        all.counts.successes += part->counts.successes;
        all.weights.successes += part->weights.successes;
        all.weights.failures += part->weights.failures;
        all.weights.squares += part->weights.squares;
    }
    if (!state || !(all.weights.successes + all.weights.failures > 0))
        return fail_with(c, ERR_REFUSED, tr(c, "there are no rows"),
                         tr(c, "Check the column, --where and the weights."));

    bool weighted = reading_is_weighted(&state->reading);
    struct method method = {weighted, how == 1, stat->level};
    struct interval figure = figure_of(&all, method);
    answer_n(stat->answer, all.counts.n);
    fields_write(stat, &all, figure, weighted);
    say(c, stat, &all, figure);
    if (!target_tell(c, stat, &all, figure, weighted)) return false;
    if (state->groups.names && !groups_write(c, stat, &all, method)) return false;
    reading_tell(c, &state->reading, stat->answer);
    reading_independent(c, stat, all.counts.n);
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    READING_OUTCOME_ROLE(STAT_ONE),
    READING_WEIGHT_ROLE,
    READING_CUSTOMER_ROLE,
    GROUPS_ROLE,
    {0},
};
static const struct stat_option options[] = {
    READING_OUTCOME_OPTIONS,
    {"method", "wilson|exact", "wilson", false, "Wilson's limits, or Clopper-Pearson's, which never hold too seldom and are wider"},
    {"target", "SHARE", NULL, false, "a rate to compare with, 0 to 1"},
    GROUPS_OPTION,
    {0},
};
static const struct answer_field fields[] = {
    {"rate", "share of yes, 0 to 1"},
    {"rate_low", "lower limit"},
    {"rate_high", "upper limit"},
    {"successes", "rows that are yes"},
    {"exact_low", "lower limit of Clopper and Pearson (not for weighted rows)"},
    {"exact_high", "upper limit of Clopper and Pearson"},
    {"effective_n", "as many equally weighted rows would say as much (weighted rows only)"},
    {"design_effect", "rows for each effective one (weighted rows only)"},
    {"target_difference", "rate less the target"},
    {"target_p", "chance of such a distance where the target is met; not for weighted rows"},
    GROUPS_FIELDS("rate", "difference, first less second"),
    {"difference_exact_p", "difference_p by Fisher's exact test (two groups, without weights)"},
    {0},
};
const struct analysis analysis_rate = {
    .name = "rate",
    .what = "A rate (solved, bought, left) with its interval, and how groups differ.",
    .question = "What share is it, how sure is that, and do groups differ beyond chance?",
    .method = "The share with Wilson's limits, and Clopper and Pearson's exact ones beside them; weighted rows on the effective sample. "
              "Groups are compared with all others together: Newcombe's interval and Pearson's test; chances are corrected for their number.",
    .source = "E. B. Wilson, JASA 22 (1927) 209-212; R. G. Newcombe, Statistics in Medicine 17 (1998) 857-890, methods 3 and 10; C. J. Clopper & E. S. Pearson, Biometrika 26 (1934) 404-413; "
              "R. A. Fisher, JRSS 98 (1935) 39-82; L. Kish, J. Official Statistics 8 (1992) 183-200; N. Dean & M. Pagano, J. Survey Statistics and Methodology 3 (2015) 484-503.",
    .assumptions = "Rows do not depend on each other: each is of another customer or event.",
    .not_for = "A rate that is looked at every day until it looks good: use watch. Customers counted several times: take one row of each first. Two versions tried on customers: use experiment.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
