// mean: the mean of values in a file. Rows become moments of each group as they are read.
#include "insight/sure/weighted.h"
#include "stat/analyses.h"
#include "stat/sure/groups.h"

#include <math.h>

#include "base/locale.h"

#define SKEW_FACTOR 25 // W. G. Cochran, Sampling Techniques (3rd ed. 1977), §2.15: n > 25 skewness²

struct sums {
    i64 n;
    struct weighted_moments moments;
};

struct state {
    struct reading reading;
    struct groups groups;
    // All rows, without weights: for the skewness. P. Pébay, Sandia report SAND2008-6212 (2008).
    f64 mean, second, third;
    i64 n;
};

static void shape_add(struct state *state, f64 value)
{
    f64 before = (f64)state->n++, n = (f64)state->n;
    f64 off = value - state->mean, step = off / n, square = off * step * before;
    state->mean += step;
    state->third += square * step * (n - 2) - 3 * step * state->second;
    state->second += square;
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct state *state = stat->state;
    if (!state) {
        stat->state = state = NEW(c->arena, struct state);
        state->groups.item_bytes = sizeof(struct sums);
        if (!reading_open_kind(c, stat, READING_VALUE, &state->reading)) return false;
    }
    for (i64 i = 0; i < block->count; i++) {
        f64 value = 0, weight = 1;
        if (!reading_value(c, &state->reading, block, i, &value) ||
            !reading_weight(c, &state->reading, block, i, &weight))
            return false;
        struct sums *sums = groups_of_row(c, &state->groups, block, i);
        sums->n++;
        weighted_add(&sums->moments, value, weight);
        shape_add(state, value);
    }
    return true;
}

static bool has_rows(const void *sums)
{
    return ((const struct sums *)sums)->moments.sum > 0;
}

// Two samples as one (Chan, Golub & LeVeque, American Statistician 37 (1983) 242-247).
static void add(struct sums *all, const struct sums *part)
{
    struct weighted_moments *a = &all->moments;
    const struct weighted_moments *p = &part->moments;
    all->n += part->n;
    if (p->sum == 0) return;
    f64 sum = a->sum + p->sum, off = p->mean - a->mean;
    a->around += p->around + off * off * (a->sum * (p->sum / sum));
    a->mean += off * (p->sum / sum);
    a->sum = sum;
    a->squares += p->squares;
}

static f64 effective_of(const struct weighted_moments *m)
{
    return weighted_effective(m->sum, m->squares);
}

// All without one: from the others, so that nothing is lost by subtraction. Groups before it and
// after it are added up once each.
struct others {
    struct sums *before, *after;
};

static struct others others_of(ctx *c, const struct sums *sums[], i64 count)
{
    struct others o = {NEW_ARRAY(c->arena, struct sums, count + 1),
                       NEW_ARRAY(c->arena, struct sums, count + 1)};
    for (i64 i = 0; i < count; i++) {
        o.before[i + 1] = o.before[i];
        add(&o.before[i + 1], sums[i]);
    }
    for (i64 i = count; i > 0; i--) {
        o.after[i - 1] = o.after[i];
        add(&o.after[i - 1], sums[i - 1]);
    }
    return o;
}

static bool groups_write(ctx *c, struct stat_job *stat, bool weighted)
{
    struct state *state = stat->state;
    i32 *order = NULL;
    i64 count = groups_order(c, &state->groups, has_rows, &order);
    struct group_row *rows = NEW_ARRAY(c->arena, struct group_row, count);
    const struct sums **sums = NEW_ARRAY(c->arena, const struct sums *, count);
    for (i64 i = 0; i < count; i++)
        sums[i] = (const struct sums *)(const void *)state->groups.items + order[i];
    struct others others = others_of(c, sums, count);
    for (i64 i = 0; i < count; i++) {
        struct sums rest = others.before[i];
        add(&rest, &others.after[i + 1]);
        rows[i] = (struct group_row){
            .name = state->groups.names[order[i]],
            .n = sums[i]->n,
            .effective = effective_of(&sums[i]->moments),
            .figure = weighted_mean(sums[i]->moments, stat->level),
            .rest = weighted_mean_difference(sums[i]->moments, rest.moments, stat->level),
        };
    }
    struct groups_told told = {READING_VALUE, 1, false, weighted};
    return groups_tell(c, stat, "mean", rows, count, told);
}

static bool target_tell(ctx *c, struct stat_job *stat, const struct sums *all,
                        struct interval figure, bool weighted)
{
    f64 target = 0;
    if (!stat_has(stat, "target")) return true;
    if (!stat_f64(c, stat, "target", (struct stat_bounds){-1e300, 1e300}, &target)) return false;
    struct moments plain = {all->n, figure.value, weighted_variance(all->moments)};
    answer_f64(stat->answer, "target_difference", figure.value - target);
    answer_f64(stat->answer, "target_p",
               weighted ? (f64)NAN : difference_mean_target(plain, target, stat->level).p);
    reading_target_say(c, stat->answer, figure, target,
                       reading_write(c, READING_VALUE, target, figure.high - figure.low).s);
    return true;
}

// Student's interval rests on means that are nearly normal.
static void shape_tell(ctx *c, struct stat_job *stat)
{
    const struct state *state = stat->state;
    f64 n = (f64)state->n, skewness = state->third / n / pow(state->second / n, 1.5);
    if (!(state->second > 0) || !isfinite(skewness)) return;
    answer_f64(stat->answer, "skewness", skewness);
    bool holds = n >= SKEW_FACTOR * skewness * skewness;
    answer_assume(stat->answer, "normal_mean", holds ? HOLDS : HOLDS_NOT,
                  fmt(c->arena,
                      tr(c, "there are enough rows for this skewness (%.3g): at least %s, %s are "
                            "there"),
                      skewness,
                      str_c(c->arena, locale_number(c, ceil(SKEW_FACTOR * skewness * skewness), 0)),
                      reading_count(c, state->n)));
    if (!holds)
        answer_warn(stat->answer, "skewed",
                    tr(c, "a few values are so large that they carry the mean"),
                    tr(c, "Take the interval as rough; look at the largest values, or cap them."));
}

static void fields_write(struct stat_job *stat, const struct sums *all, struct interval figure,
                         bool weighted)
{
    struct answer *answer = stat->answer;
    answer_f64(answer, "mean", figure.value);
    answer_f64(answer, "mean_low", figure.low);
    answer_f64(answer, "mean_high", figure.high);
    answer_f64(answer, "standard_deviation", sqrt(weighted_variance(all->moments)));
    if (!weighted) return;
    f64 effective = effective_of(&all->moments);
    answer_f64(answer, "effective_n", effective);
    answer_f64(answer, "design_effect", (f64)all->n / effective);
}

static void say(ctx *c, struct stat_job *stat, const struct sums *all, struct interval figure)
{
    f64 width = figure.high - figure.low;
    if (figure.status != INTERVAL_KNOWN) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The mean is %.*s; how sure that is cannot be told from so few rows."),
                       STR(locale_number(c, figure.value, 2))));
    } else {
        answer_say(
            stat->answer,
            fmt(c->arena,
                tr(c, "The mean is %.*s, and with %.4g%% confidence between %.*s and %.*s, from "
                      "%s rows."),
                STR(reading_write(c, READING_VALUE, figure.value, width)), stat->level * 100,
                STR(reading_write(c, READING_VALUE, figure.low, width)),
                STR(reading_write(c, READING_VALUE, figure.high, width)),
                reading_count(c, all->n)));
    }
    if (all->n > 1 && all->moments.around == 0)
        answer_warn(stat->answer, "all_alike", tr(c, "all values are equal"),
                    tr(c, "The interval has no width, and that proves nothing: check the column."));
    if (all->n < ENOUGH_ANSWERS_MIN)
        answer_warn(
            stat->answer, "few_rows", fmt(c->arena, tr(c, "few rows: %lld"), (long long)all->n),
            tr(c, "The interval is right where values are nearly normal; `stat enough` says "
                  "how many more are needed."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct state *state = stat->state;
    struct sums all = {0};
    for (i64 i = 0; state && i < state->groups.count; i++)
        add(&all, (const struct sums *)(const void *)state->groups.items + i);
    if (!state || !(all.moments.sum > 0))
        return fail_with(c, ERR_REFUSED, tr(c, "there are no rows"),
                         tr(c, "Check the column, --where and the weights."));
    if (!isfinite(all.moments.mean) || !isfinite(all.moments.around))
        return fail_with(c, ERR_REFUSED, tr(c, "the values are too large to be added up"),
                         tr(c, "Check the column, or divide it by a million."));

    bool weighted = reading_is_weighted(&state->reading);
    struct interval figure = weighted_mean(all.moments, stat->level);
    answer_n(stat->answer, all.n);
    fields_write(stat, &all, figure, weighted);
    say(c, stat, &all, figure);
    if (!target_tell(c, stat, &all, figure, weighted)) return false;
    shape_tell(c, stat);
    if (state->groups.names && !groups_write(c, stat, weighted)) return false;
    reading_tell(c, &state->reading, stat->answer);
    reading_independent(c, stat, all.n);
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    READING_VALUE_ROLE(STAT_ONE),
    READING_WEIGHT_ROLE,
    READING_CUSTOMER_ROLE,
    GROUPS_ROLE,
    {0},
};
static const struct stat_option options[] = {
    {"target", "VALUE", NULL, false, "a mean to compare with"},
    GROUPS_OPTION,
    {0},
};
static const struct answer_field fields[] = {
    {"mean", "the (weighted) mean, in the column's unit"},
    {"mean_low", "lower limit"},
    {"mean_high", "upper limit"},
    {"standard_deviation", "of single values"},
    {"effective_n", "as many equally weighted rows would say as much (weighted rows only)"},
    {"design_effect", "rows for each effective one (weighted rows only)"},
    {"target_difference", "mean less the target"},
    {"target_p", "chance of such a distance where the target is met; not for weighted rows"},
    {"skewness", "of all rows, without weights: 0 where values lie evenly around their mean"},
    GROUPS_FIELDS("mean", "difference, first less second"),
    {0},
};
const struct analysis analysis_mean = {
    .name = "mean",
    .what = "A mean (minutes, euros, stars) with its interval, and how groups differ.",
    .question = "What is it on average, how sure is that, and do groups differ beyond chance?",
    .method = "The mean with Student's limits; weighted rows on the effective sample. Groups are compared with all others together by Welch's test; chances are corrected for their number.",
    .source = "\"Student\", Biometrika 6 (1908) 1-25; B. L. Welch, Biometrika 34 (1947) 28-35; L. Kish, J. Official Statistics 8 (1992) 183-200; "
              "W. G. Cochran, Sampling Techniques (3rd ed. 1977), §2.15, for how many rows skewed values need.",
    .assumptions = "Rows do not depend on each other; there are enough of them for the skewness of the values (checked).",
    .not_for = "Values of which a few are a thousand times the others: their mean is the mean of those few. A mean that is looked at every day until it looks good: use watch.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
