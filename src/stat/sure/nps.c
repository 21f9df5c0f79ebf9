// nps: Net Promoter Score of answers in a file. Rows become counts of each group as they are read.
#include "insight/sure/exact.h"
#include "insight/sure/weighted.h"
#include "stat/analyses.h"
#include "stat/sure/groups.h"

#include <math.h>

#include "base/locale.h"

struct sums {
    struct nps_counts counts;
    struct nps_weights weights;
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
        if (!reading_open_kind(c, stat, READING_SCORE, &state->reading)) return false;
    }
    for (i64 i = 0; i < block->count; i++) {
        f64 answer = 0, weight = 1;
        if (!reading_value(c, &state->reading, block, i, &answer) ||
            !reading_weight(c, &state->reading, block, i, &weight))
            return false;
        struct sums *sums = groups_of_row(c, &state->groups, block, i);
        *(answer > 0   ? &sums->counts.promoters
          : answer < 0 ? &sums->counts.detractors
                       : &sums->counts.passives) += 1;
        *(answer > 0   ? &sums->weights.promoters
          : answer < 0 ? &sums->weights.detractors
                       : &sums->weights.passives) += weight;
        sums->weights.squares += weight * weight;
    }
    return true;
}

static i64 n_of(struct nps_counts counts)
{
    return counts.detractors + counts.passives + counts.promoters;
}

static bool has_rows(const void *sums)
{
    return n_of(((const struct sums *)sums)->counts) > 0;
}

static void add(struct sums *all, const struct sums *part)
{
    all->counts.detractors += part->counts.detractors;
    all->counts.passives += part->counts.passives;
    all->counts.promoters += part->counts.promoters;
    all->weights.detractors += part->weights.detractors;
    all->weights.passives += part->weights.passives;
    all->weights.promoters += part->weights.promoters;
    all->weights.squares += part->weights.squares;
}

// Weights of all without a part; what rounding leaves of nothing is nothing.
static struct nps_weights weights_rest(const struct sums *all, const struct sums *part)
{
    struct nps_counts left = nps_rest(all->counts, part->counts);
    const struct nps_weights *a = &all->weights, *p = &part->weights;
    return (struct nps_weights){
        left.detractors ? fmax(0, a->detractors - p->detractors) : 0,
        left.passives ? fmax(0, a->passives - p->passives) : 0,
        left.promoters ? fmax(0, a->promoters - p->promoters) : 0,
        n_of(left) ? fmax(0, a->squares - p->squares) : 0,
    };
}

struct method {
    bool weighted, adjusted;
    f64 level;
};

static struct interval figure_of(const struct sums *sums, struct method method)
{
    if (method.weighted) return interval_nps_weighted(sums->weights, method.level);
    if (!method.adjusted) return interval_nps(sums->counts, method.level);
    f64 d = (f64)sums->counts.detractors, p = (f64)sums->counts.passives;
    f64 o = (f64)sums->counts.promoters;
    return interval_nps_weighted((struct nps_weights){d, p, o, d + p + o}, method.level);
}

static f64 effective_of(struct nps_weights w)
{
    return weighted_effective(w.detractors + w.passives + w.promoters, w.squares);
}

static struct difference rest_of(const struct sums *all, const struct sums *part,
                                 struct method method)
{
    if (method.weighted)
        return weighted_nps_difference(part->weights, weights_rest(all, part), method.level);
    return difference_nps(part->counts, nps_rest(all->counts, part->counts), method.level);
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
            .n = n_of(sums->counts),
            .effective = effective_of(sums->weights),
            .figure = figure_of(sums, method),
            .rest = rest_of(all, sums, method),
        };
    }
    struct groups_told told = {READING_SCORE, 100, false, method.weighted};
    return groups_tell(c, stat, "nps", rows, count, told);
}

static bool target_tell(ctx *c, struct stat_job *stat, const struct sums *all,
                        struct interval figure, bool weighted)
{
    f64 target = 0;
    if (!stat_has(stat, "target")) return true;
    if (!stat_f64(c, stat, "target", (struct stat_bounds){-100, 100}, &target)) return false;
    answer_f64(stat->answer, "target_difference", figure.value * 100 - target);
    answer_f64(stat->answer, "target_p",
               weighted ? (f64)NAN
                        : difference_nps_target(all->counts, target / 100, stat->level).p);
    reading_target_say(c, stat->answer, figure, target / 100, locale_number(c, target, 1).s);
    return true;
}

// How often such an interval holds the truth, where the truth is what was found.
static void coverage_tell(struct stat_job *stat, struct nps_counts counts, bool adjusted)
{
    i64 n = n_of(counts);
    if (n > EXACT_NPS_MAX) return;
    f64 size = (f64)n;
    struct nps_shares truth = {size, (f64)counts.detractors / size, (f64)counts.promoters / size};
    struct exact_coverage found =
        exact_nps_coverage(truth, stat->level, adjusted ? EXACT_ADJUSTED : EXACT_SCORE);
    answer_f64(stat->answer, "exact_coverage", found.coverage);
}

static void few_tell(ctx *c, struct stat_job *stat, i64 n)
{
    if (n >= ENOUGH_ANSWERS_MIN) return;
    answer_warn(stat->answer, "few_answers",
                fmt(c->arena, tr(c, "few answers: %lld"), (long long)n),
                tr(c, "The interval allows for it; `stat enough` says how many more are needed."));
}

static void fields_write(struct stat_job *stat, const struct sums *all, struct interval figure,
                         bool weighted)
{
    struct answer *answer = stat->answer;
    const struct nps_weights *w = &all->weights;
    f64 sum = w->detractors + w->passives + w->promoters, effective = effective_of(*w);
    answer_f64(answer, "nps", figure.value * 100);
    answer_f64(answer, "nps_low", figure.low * 100);
    answer_f64(answer, "nps_high", figure.high * 100);
    answer_i64(answer, "promoters", all->counts.promoters);
    answer_i64(answer, "passives", all->counts.passives);
    answer_i64(answer, "detractors", all->counts.detractors);
    answer_f64(answer, "promoter_share", w->promoters / sum);
    answer_f64(answer, "detractor_share", w->detractors / sum);
    if (!weighted) return;
    answer_f64(answer, "effective_n", effective);
    answer_f64(answer, "design_effect", (f64)n_of(all->counts) / effective);
}

static void say(ctx *c, struct stat_job *stat, const struct sums *all, struct interval figure)
{
    const struct nps_weights *w = &all->weights;
    f64 sum = w->detractors + w->passives + w->promoters;
    answer_say(
        stat->answer,
        fmt(c->arena,
            tr(c, "NPS is %.*s, and with %.4g%% confidence between %.*s and %.*s: %.*s of "
                  "%s answers promote, %.*s detract."),
            STR(locale_number(c, figure.value * 100, 1)), stat->level * 100,
            STR(locale_number(c, figure.low * 100, 1)), STR(locale_number(c, figure.high * 100, 1)),
            STR(locale_percent(c, w->promoters / sum, 1)), reading_count(c, n_of(all->counts)),
            STR(locale_percent(c, w->detractors / sum, 1))));
    bool uniform = all->counts.promoters == n_of(all->counts) ||
                   all->counts.passives == n_of(all->counts) ||
                   all->counts.detractors == n_of(all->counts);
    if (uniform)
        answer_warn(
            stat->answer, "all_alike", tr(c, "all answers are of one class"),
            tr(c, "Check that the column holds the answers as given; if so, ask more people."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    static const char *const methods[] = {"score", "adjusted"};
    struct state *state = stat->state;
    struct sums all = {0};
    i64 how = 0;
    if (!stat_choice(c, stat, "method", methods, COUNT_OF(methods), &how)) return false;
    for (i64 i = 0; state && i < state->groups.count; i++)
        add(&all, (const struct sums *)(const void *)state->groups.items + i);
    f64 sum = all.weights.detractors + all.weights.passives + all.weights.promoters;
    if (!state || !(sum > 0))
        return fail_with(c, ERR_REFUSED, tr(c, "there are no answers"),
                         tr(c, "Check the column, --where and the weights."));

    bool weighted = reading_is_weighted(&state->reading);
    struct method method = {weighted, how == 1, stat->level};
    struct interval figure = figure_of(&all, method);
    answer_n(stat->answer, n_of(all.counts));
    fields_write(stat, &all, figure, weighted);
    say(c, stat, &all, figure);
    if (!target_tell(c, stat, &all, figure, weighted)) return false;
    if (!weighted) coverage_tell(stat, all.counts, how == 1);
    few_tell(c, stat, n_of(all.counts));
    if (state->groups.names && !groups_write(c, stat, &all, method)) return false;
    reading_tell(c, &state->reading, stat->answer);
    reading_independent(c, stat, n_of(all.counts));
    answer_assume(stat->answer, "alike", HOLDS_UNKNOWN,
                  tr(c, "those who answered are like those who did not; `stat silence` looks into "
                        "it"));
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    READING_SCORE_ROLE(STAT_ONE),
    READING_WEIGHT_ROLE,
    READING_CUSTOMER_ROLE,
    GROUPS_ROLE,
    {0},
};
static const struct stat_option options[] = {
    READING_SCORE_OPTIONS,
    {"method", "score|adjusted", "score", false, "score limits, or the adjusted Wald limits that weighted answers always have"},
    {"target", "POINTS", NULL, false, "a score to compare with, -100 to 100"},
    GROUPS_OPTION,
    {0},
};
static const struct answer_field fields[] = {
    {"nps", "promoters less detractors, in points from -100 to 100"},
    {"nps_low", "lower limit"},
    {"nps_high", "upper limit"},
    {"promoters", "answers from --promoters up"},
    {"passives", "answers between"},
    {"detractors", "answers up to --detractors"},
    {"promoter_share", "weighted share of promoters, 0 to 1"},
    {"detractor_share", "weighted share of detractors, 0 to 1"},
    {"effective_n", "as many equally weighted answers would say as much (weighted answers only)"},
    {"design_effect", "answers for each effective one (weighted answers only)"},
    {"exact_coverage", "share of samples of this size whose limits hold the truth, were the truth what was found (up to 60 answers)"},
    {"target_difference", "score less the target, in points"},
    {"target_p", "chance of such a distance where the target is met; not for weighted answers"},
    GROUPS_FIELDS("nps", "difference in points, first less second"),
    {0},
};
const struct analysis analysis_nps = {
    .name = "nps",
    .what = "Net Promoter Score with its interval, and how groups differ.",
    .question = "How likely are our customers to recommend us, how sure is that, and do groups differ beyond chance?",
    .method = "Promoters less detractors, with score limits that hold for few answers too: the lowest and the highest true score that the answers do not contradict. "
              "Weighted answers get adjusted Wald limits on the effective sample. Groups are compared with all others together by a z test; chances are corrected for their number.",
    .source = "T. Tango, Statistics in Medicine 17 (1998) 891-908; B. Rocks (2016), arXiv 1601.07235; L. Kish, J. Official Statistics 8 (1992) 183-200; "
              "S. Holm, Scand. J. Statistics 6 (1979) 65-70; Y. Benjamini & Y. Hochberg, JRSS B 57 (1995) 289-300.",
    .assumptions = "Each answer is of another customer, answers do not depend on each other, and those who answered are like those who did not.",
    .not_for = "A score that is looked at every day until it looks good: use watch. Several answers of the same customer: take one of each first. Weights that were made from margins: use weigh.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
