// What the answers at hand can and cannot show. Rows become counts of each group as they are read.
#include "stat/sure/enough_parts.h"

#include <math.h>

#include "base/locale.h"
#include "insight/sure/verdict.h"
#include "insight/sure/weighted.h"

struct sums {
    struct nps_counts nps;
    struct rate_counts rate;
    i64 n;
    struct weighted_moments moments;
};

struct state {
    struct reading reading;
    struct groups groups;
    struct sums all;
};

static void sums_add(struct sums *sums, f64 value)
{
    sums->n++;
    *(value > 0   ? &sums->nps.promoters
      : value < 0 ? &sums->nps.detractors
                  : &sums->nps.passives) += 1;
    sums->rate.n++;
    sums->rate.successes += value > 0;
    weighted_add(&sums->moments, value, 1);
}

bool enough_take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct state *state = stat->state;
    if (!state) {
        stat->state = state = NEW(c->arena, struct state);
        state->groups.item_bytes = sizeof(struct sums);
        if (!reading_open(c, stat, &state->reading)) return false;
    }
    for (i64 i = 0; i < block->count; i++) {
        f64 value = 0;
        if (!reading_value(c, &state->reading, block, i, &value)) return false;
        sums_add(groups_of_row(c, &state->groups, block, i), value);
        sums_add(&state->all, value);
    }
    return true;
}

bool enough_held_figure(ctx *c, const struct stat_job *stat, enum enough_figure *out)
{
    static const enum enough_figure figures[] = {[READING_SCORE] = ENOUGH_NPS,
                                                 [READING_OUTCOME] = ENOUGH_RATE,
                                                 [READING_VALUE] = ENOUGH_MEAN};
    struct reading reading;
    if (!reading_open(c, stat, &reading)) return false;
    *out = figures[reading.kind];
    if (!stat_has(stat, "figure")) return true;
    return fail_with(c, ERR_USAGE, tr(c, "--figure is for planning without a file"),
                     tr(c, "With a file the column tells: --score, --outcome or --value."));
}

static struct moments moments_of(const struct sums *sums)
{
    f64 variance = sums->n > 1 ? weighted_variance(sums->moments) : 0;
    return (struct moments){sums->n, sums->moments.mean, variance};
}

static struct interval figure_of(enum enough_figure figure, const struct sums *sums, f64 level)
{
    if (figure == ENOUGH_NPS) return interval_nps(sums->nps, level);
    if (figure == ENOUGH_RATE) return interval_rate(sums->rate, level);
    return interval_mean(moments_of(sums), level);
}

// Answers that are still missing, about an endless population or about these people alone.
static i64 more_of(const struct enough_wish *wish, const struct sums *sums, f64 half_width)
{
    struct precision wanted = {half_width, wish->test.level, 0};
    i64 more = wish->figure == ENOUGH_NPS    ? enough_more_nps(sums->nps, wanted)
               : wish->figure == ENOUGH_RATE ? enough_more_rate(sums->rate, wanted)
                                             : enough_more_mean(moments_of(sums), wanted);
    if (more == ENOUGH_UNKNOWN || !wish->population) return more;
    f64 n = (f64)(sums->n + more);
    return MAX(0, (i64)ceil(n / (1 + (n - 1) / (f64)wish->population)) - sums->n);
}

// The smallest difference between samples of a and b answers that would likely be seen; of rates
// the nearer of the two sides.
static f64 detectable_of(const struct enough_wish *wish, const struct sums *sums, f64 a, f64 b)
{
    f64 n = a > 0 && b > 0 ? 2 / (1 / a + 1 / b) : 0;
    if (wish->figure == ENOUGH_RATE) {
        f64 from = (f64)sums->rate.successes / (f64)sums->n;
        f64 above = enough_seen_rate(from, n, true, wish->test) - from;
        f64 below = from - enough_seen_rate(from, n, false, wish->test);
        return fmin(above, below); // NaN only where both are
    }
    if (wish->figure == ENOUGH_NPS) {
        // Answers all alike have no variance of their own: then the adjusted interval's.
        f64 size = (f64)sums->n + 3,
            score = (f64)(sums->nps.promoters - sums->nps.detractors) / size;
        f64 both = ((f64)(sums->nps.promoters + sums->nps.detractors) + 1.5) / size;
        return enough_seen_mean(sqrt(both - score * score), n, wish->test);
    }
    f64 variance = weighted_variance(sums->moments);
    return variance >= 0 ? enough_seen_mean(sqrt(variance), n, wish->test) : (f64)NAN;
}

static i64 difference_needs(const struct enough_wish *wish, const struct sums *sums)
{
    f64 variance = weighted_variance(sums->moments);
    if (isnan(wish->difference) || !(variance >= 0)) return ENOUGH_UNKNOWN;
    if (wish->figure == ENOUGH_NPS)
        return enough_two_scores(variance, wish->difference, wish->test);
    if (wish->figure == ENOUGH_MEAN)
        return enough_two_means(sqrt(variance), wish->difference, wish->test);
    f64 from = (f64)sums->rate.successes / (f64)sums->n, to = from + wish->difference;
    if (to < 0 || to > 1) return ENOUGH_UNKNOWN;
    return enough_two_rates((struct rate_pair){from, to}, wish->test);
}

static f64 number_of(i64 answers)
{
    return answers == ENOUGH_UNKNOWN ? (f64)NAN : (f64)answers;
}

static bool has_rows(const void *sums)
{
    return ((const struct sums *)sums)->n > 0;
}

static void groups_write(ctx *c, struct stat_job *stat, const struct enough_wish *wish,
                         f64 half_width)
{
    const struct state *state = stat->state;
    i32 *order = NULL;
    i64 count = groups_order(c, &state->groups, has_rows, &order);
    f64 scale = enough_scale(wish->figure);
    str *names = NEW_ARRAY(c->arena, str, count);
    i64 *n = NEW_ARRAY(c->arena, i64, count);
    bool *enough = NEW_ARRAY(c->arena, bool, count);
    f64 *columns[4];
    for (i64 k = 0; k < 4; k++)
        columns[k] = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++) {
        const struct sums *sums = (const struct sums *)(const void *)state->groups.items + order[i];
        struct interval found = figure_of(wish->figure, sums, stat->level);
        f64 half = interval_half_width(found), rest = (f64)(state->all.n - sums->n);
        names[i] = state->groups.names[order[i]];
        n[i] = sums->n;
        enough[i] = half <= half_width && sums->n >= ENOUGH_ANSWERS_MIN;
        columns[0][i] = found.value * scale;
        columns[1][i] = half * scale;
        columns[2][i] = number_of(more_of(wish, sums, half_width));
        columns[3][i] = detectable_of(wish, &state->all, (f64)sums->n, rest) * scale;
    }
    struct answer_table *table = answer_table(stat->answer, "groups", count);
    answer_column_str(table, "group", names);
    answer_column_i64(table, "n", n);
    answer_column_f64(table, "figure", columns[0]);
    answer_column_f64(table, "half_width", columns[1]);
    answer_column_bool(table, "enough", enough);
    answer_column_f64(table, "more_needed", columns[2]);
    answer_column_f64(table, "detectable_difference", columns[3]);
}

struct held {
    struct interval figure;
    f64 half, half_width, detectable;
    i64 more;
};

static void say(ctx *c, struct stat_job *stat, const struct enough_wish *wish,
                const struct held *held)
{
    const char *wanted = enough_write(c, wish->figure, held->half_width);
    str n = locale_number(c, (f64)((const struct state *)stat->state)->all.n, 0);
    if (isfinite(held->half))
        answer_say(stat->answer, fmt(c->arena, tr(c, "These %.*s answers tell it to within ± %s."),
                                     STR(n), enough_write(c, wish->figure, held->half)));
    if (held->more == 0)
        answer_say(stat->answer, fmt(c->arena, tr(c, "That is enough for ± %s."), wanted));
    else if (held->more == ENOUGH_UNKNOWN)
        answer_say(stat->answer,
                   fmt(c->arena, tr(c, "How many more it takes for ± %s cannot be told."), wanted));
    else
        answer_say(stat->answer, fmt(c->arena, tr(c, "For ± %s, %.*s more like these are needed."),
                                     wanted, STR(locale_number(c, (f64)held->more, 0))));
    if (isfinite(held->detectable))
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Between two samples of this size a difference below %s may well stay "
                             "unseen."),
                       enough_write(c, wish->figure, held->detectable)));
}

static void fields_write(struct stat_job *stat, const struct enough_wish *wish,
                         const struct held *held, const struct sums *all)
{
    f64 scale = enough_scale(wish->figure), n = (f64)all->n, people = (f64)wish->population;
    answer_n(stat->answer, all->n);
    answer_f64(stat->answer, "figure", held->figure.value * scale);
    answer_f64(stat->answer, "half_width", held->half * scale);
    if (wish->population)
        answer_f64(stat->answer, "half_width_of_population",
                   people > 1 ? held->half * scale * sqrt((people - n) / (people - 1)) : 0);
    answer_f64(stat->answer, "precision", held->half_width * scale);
    answer_f64(stat->answer, "more_needed", number_of(held->more));
    answer_f64(stat->answer, "detectable_difference", held->detectable * scale);
    if (!isnan(wish->difference))
        answer_f64(stat->answer, "difference_needs", number_of(difference_needs(wish, all)));
}

bool enough_held(ctx *c, struct stat_job *stat, const struct enough_wish *wish)
{
    static const f64 usual[] = {[ENOUGH_NPS] = VERDICT_TOLERANCE_NPS,
                                [ENOUGH_RATE] = VERDICT_TOLERANCE_RATE,
                                [ENOUGH_MEAN] = VERDICT_TOLERANCE_MEAN};
    const struct state *state = stat->state;
    if (!state || state->all.n == 0)
        return fail_with(c, ERR_REFUSED, tr(c, "there are no answers"),
                         tr(c, "Check the column and --where, or plan without a file."));
    const struct sums *all = &state->all;
    if (!isfinite(all->moments.around))
        return fail_with(c, ERR_REFUSED, tr(c, "the values are too large to be added up"),
                         tr(c, "Check the column, or divide it by a million."));
    if (wish->population && wish->population < all->n)
        return fail_with(c, ERR_USAGE, tr(c, "there are more answers than --population"),
                         tr(c, "It is how many there are to ask, those who answered among them."));
    f64 deviation = sqrt(fmax(0, moments_of(all).variance)), half_width = wish->precision;
    if (isnan(half_width))
        half_width = usual[wish->figure] * (wish->figure == ENOUGH_MEAN ? deviation : 1);
    if (!(half_width > 0))
        return fail_with(c, ERR_REFUSED, tr(c, "all values are equal"),
                         tr(c, "Nothing can be learned from them of how many are needed."));
    struct held held = {.figure = figure_of(wish->figure, all, stat->level),
                        .half_width = half_width};
    held.half = interval_half_width(held.figure);
    held.more = more_of(wish, all, half_width);
    held.detectable = detectable_of(wish, all, (f64)all->n, (f64)all->n);
    fields_write(stat, wish, &held, all);
    say(c, stat, wish, &held);
    if (state->groups.names) groups_write(c, stat, wish, half_width);
    reading_tell(c, &state->reading, stat->answer);
    answer_assume(stat->answer, "alike", HOLDS_UNKNOWN,
                  tr(c,
                     "further answers will be like these; if only some customers answer, more of "
                     "them do not help"));
    return true;
}
