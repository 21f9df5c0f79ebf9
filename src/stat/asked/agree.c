#include <math.h>

#include "base/locale.h"
#include "insight/maths/chance.h"
#include "insight/asked/raters.h"
#include "stat/asked/agree_rows.h"
#include "stat/analyses.h"

enum { PAIRS_MAX = 190, ITEMS_FEW = 20 };
// Krippendorff, Content Analysis (3rd ed. 2013), p. 325.
#define ALPHA_RELIABLE  0.8
#define ALPHA_TENTATIVE 0.667

// clang-format off
static const struct stat_role roles[] = {
    {"item", STAT_KEY, STAT_OPTIONAL, false, "what was rated; where each row is one rating"},
    {"rater", STAT_NAME, STAT_OPTIONAL, false, "who rated it"},
    {"rating", STAT_NAME, STAT_OPTIONAL, true, "the rating: a number or a name; may be missing"},
    {"ratings", STAT_NAME, STAT_ANY, true, "one column for each rater, where each row is an item"},
    {0},
};

static const struct stat_option options[] = {
    {"metric", "nominal|ordinal|interval|ratio", NULL, false, "how ratings differ; default nominal for names, ordinal with --order, interval for numbers"},
    {"order", "LOW,…,HIGH", NULL, false, "the order of names"},
    {"draws", "N", "1000", false, "how often items are drawn anew for the intervals"},
    {0},
};

static const struct answer_field fields[] = {
    {"metric", "of alpha: nominal, ordinal, interval or ratio"},
    {"alpha", "Krippendorff's alpha: 1 is full agreement, 0 is chance"},
    {"alpha_low", "its lower limit"},
    {"alpha_high", "its upper limit"},
    {"verdict", "by the interval of alpha: reliable (from 0.8), tentative (from 0.667), unreliable (below 0.667), or unknown"},
    {"alpha_nominal", "alpha when ratings are same or different"},
    {"alpha_ordinal", "alpha by rank"},
    {"alpha_interval", "alpha by difference"},
    {"alpha_ratio", "alpha by relative difference; no ratings below zero"},
    {"items", "items"},
    {"items_pairable", "items with two ratings or more: alpha's"},
    {"items_complete", "items that all rated: of Fleiss' kappa, intraclass correlations and W"},
    {"raters", "raters"},
    {"cohen_kappa", "Cohen's kappa; of more than two raters the mean over pairs (Light)"},
    {"cohen_kappa_low", "its lower limit (two raters)"},
    {"cohen_kappa_high", "its upper limit"},
    {"cohen_kappa_linear", "with weights by distance of ratings"},
    {"cohen_kappa_squared", "with weights by squared distance"},
    {"fleiss_kappa", "Fleiss' kappa"},
    {"fleiss_kappa_low", "its lower limit"},
    {"fleiss_kappa_high", "its upper limit"},
    {"fleiss_z", "Fleiss' kappa over its standard error without agreement"},
    {"conger_kappa", "the exact kappa of Conger, with each rater's own habits"},
    {"icc1", "ICC(1,1): each item rated by raters of its own"},
    {"icc1_low", "its lower limit"},
    {"icc1_high", "its upper limit"},
    {"icc2", "ICC(2,1): the same raters, of many; their level counts"},
    {"icc2_low", "its lower limit"},
    {"icc2_high", "its upper limit"},
    {"icc3", "ICC(3,1): these raters; their level does not count"},
    {"icc3_low", "its lower limit"},
    {"icc3_high", "its upper limit"},
    {"kendall_w", "Kendall's W: how far raters rank alike, corrected for ties"},
    {"kendall_chi_square", "its chi-square"},
    {"kendall_p", "chance of so large a W without agreement"},
    {"draws", "draws of items behind the intervals"},
    {"pairs.first", "rater"},
    {"pairs.second", "rater"},
    {"pairs.items", "items that both rated"},
    {"pairs.kappa", "Cohen's kappa of the two"},
    {"pairs.kappa_linear", "with weights by distance"},
    {"pairs.kappa_squared", "with weights by squared distance"},
    {"raters_table.rater", "rater"},
    {"raters_table.ratings", "ratings given"},
    {"raters_table.mean", "mean of them, for numbers"},
    {"raters_table.alpha_without", "alpha of the others alone: higher than alpha, this rater stands apart"},
    {0},
};
// clang-format on

static const char *const metrics[] = {"nominal", "ordinal", "interval", "ratio"};

struct work {
    struct stat_job *stat;
    struct agree_rows rows;
    enum agree_metric metric;
    i64 draws;
    gsl_rng *rng;
    f64 alpha;
    struct agree_limits limits;
};

static bool choose_metric(ctx *c, struct work *w)
{
    i64 metric = AGREE_NOMINAL;
    if (w->rows.are_ordered) metric = w->rows.are_numbers ? AGREE_INTERVAL : AGREE_ORDINAL;
    if (!stat_choice(c, w->stat, "metric", metrics, COUNT_OF(metrics), &metric)) return false;
    w->metric = (enum agree_metric)metric;
    bool below = w->rows.ratings.count > 0 && w->rows.ratings.value[0] < 0;
    bool fits = metric == AGREE_NOMINAL || w->rows.are_numbers ||
                (metric == AGREE_ORDINAL && w->rows.are_ordered);
    if (!fits)
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "ratings that are names are not %s"), metrics[metric]),
                         tr(c, "Give numbers, or --order with --metric ordinal."));
    if (metric == AGREE_RATIO && below)
        return fail_with(c, ERR_USAGE, tr(c, "ratings below zero have no ratio"),
                         tr(c, "Take --metric interval."));
    return true;
}

// --- Figures whose items are drawn anew ---

struct again {
    const struct work *work;
    struct agree_pair pair;
};

static f64 alpha_again(ctx *c, const void *data, const i32 *times)
{
    const struct again *again = data;
    return agree_alpha(c, &again->work->rows.ratings, again->work->metric, times);
}

static f64 fleiss_again(ctx *c, const void *data, const i32 *times)
{
    const struct again *again = data;
    return agree_fleiss(c, &again->work->rows.ratings, times);
}

static f64 cohen_again(ctx *c, const void *data, const i32 *times)
{
    const struct again *again = data;
    return agree_cohen(c, &again->work->rows.ratings, again->pair, times);
}

static bool draw(ctx *c, const struct work *w, f64 (*of)(ctx *, const void *, const i32 *),
                 struct agree_limits *out)
{
    struct again again = {
        w, {0, 1, AGREE_PLAIN}
    };
    return agree_bootstrap(c, (struct agree_figure){of, &again}, w->rows.ratings.items, w->draws,
                           w->stat->level, w->rng, out);
}

// --- Alpha ---

static bool find_alpha(ctx *c, struct work *w)
{
    const struct ratings *r = &w->rows.ratings;
    w->alpha = agree_alpha(c, r, w->metric, NULL);
    if (agree_pairable(r) < 2)
        return fail_with(c, ERR_REFUSED, tr(c, "fewer than two items were rated by two raters"),
                         tr(c, "Let several raters judge the same items."));
    if (!isfinite(w->alpha))
        return fail_with(c, ERR_REFUSED, tr(c, "all ratings are the same"),
                         tr(c, "Agreement cannot be told from that: rate items that differ."));
    return draw(c, w, alpha_again, &w->limits);
}

enum verdict { UNKNOWN, UNRELIABLE, TENTATIVE, RELIABLE };
static const char *const verdicts[] = {"unknown", "unreliable", "tentative", "reliable"};

// Not known where the interval holds both agreement and its lack.
static enum verdict verdict_of(const struct work *w)
{
    if (w->limits.low >= ALPHA_RELIABLE) return RELIABLE;
    if (w->limits.low >= ALPHA_TENTATIVE) return TENTATIVE;
    return w->limits.high < ALPHA_TENTATIVE ? UNRELIABLE : UNKNOWN;
}

static void tell_alpha(ctx *c, const struct work *w)
{
    static const char *const names[] = {"alpha_nominal", "alpha_ordinal", "alpha_interval",
                                        "alpha_ratio"};
    const struct ratings *r = &w->rows.ratings;
    struct answer *answer = w->stat->answer;
    answer_str(answer, "metric", str_of(metrics[w->metric]));
    answer_f64(answer, "alpha", w->alpha);
    answer_f64(answer, "alpha_low", w->limits.low);
    answer_f64(answer, "alpha_high", w->limits.high);
    answer_str(answer, "verdict", str_of(verdicts[verdict_of(w)]));
    for (i64 m = AGREE_NOMINAL; m <= AGREE_RATIO; m++) {
        bool fits = m == AGREE_NOMINAL || w->rows.are_numbers ||
                    (m == AGREE_ORDINAL && w->rows.are_ordered);
        if (m == AGREE_RATIO) fits &= r->value[0] >= 0;
        f64 alpha = NAN;
        if (fits) alpha = agree_alpha(c, r, (enum agree_metric)m, NULL);
        answer_f64(answer, names[m], alpha);
    }
    answer_i64(answer, "items", r->items);
    answer_i64(answer, "items_pairable", agree_pairable(r));
    answer_i64(answer, "items_complete", agree_complete(r));
    answer_i64(answer, "raters", r->raters);
    answer_i64(answer, "draws", w->draws);
    answer_n(answer, w->rows.given);
}

static void say_alpha(ctx *c, const struct work *w)
{
    str parts[3] = {locale_number(c, w->alpha, 2), locale_number(c, w->limits.low, 2),
                    locale_number(c, w->limits.high, 2)};
    enum verdict verdict = verdict_of(w);
    const char *text =
        fmt(c->arena,
            verdict == RELIABLE
                ? tr(c, "Raters agree well enough to rely on: alpha is %.*s (%.*s to %.*s).")
            : verdict == TENTATIVE
                ? tr(c, "Raters agree well enough for tentative conclusions only: alpha is %.*s "
                        "(%.*s to %.*s).")
            : verdict == UNRELIABLE
                ? tr(c, "Raters do not agree well enough to rely on: alpha is %.*s (%.*s to %.*s).")
                : tr(c, "Whether raters agree well enough to rely on cannot be told yet: alpha is "
                        "%.*s (%.*s to %.*s)."),
            STR(parts[0]), STR(parts[1]), STR(parts[2]));
    answer_say(w->stat->answer, text);
}

// --- Kappas ---

static bool tell_fleiss(ctx *c, const struct work *w)
{
    const struct ratings *r = &w->rows.ratings;
    struct answer *answer = w->stat->answer;
    struct agree_limits limits;
    f64 kappa = agree_fleiss(c, r, NULL);
    if (!isfinite(kappa)) return true;
    if (!draw(c, w, fleiss_again, &limits)) return false;
    answer_f64(answer, "fleiss_kappa", kappa);
    answer_f64(answer, "fleiss_kappa_low", limits.low);
    answer_f64(answer, "fleiss_kappa_high", limits.high);
    answer_f64(answer, "fleiss_z", agree_fleiss_z(c, r));
    answer_f64(answer, "conger_kappa", agree_conger(c, r, NULL));
    return true;
}

static f64 mean_of(const f64 values[], i64 n)
{
    f64 sum = 0, count = 0;
    for (i64 i = 0; i < n; i++) {
        if (!isfinite(values[i])) continue;
        sum += values[i];
        count++;
    }
    return sum / count; // NaN when there is none
}

static bool tell_cohen(ctx *c, const struct work *w)
{
    const struct ratings *r = &w->rows.ratings;
    struct answer *answer = w->stat->answer;
    i64 count = 0;
    str *first = NEW_ARRAY(c->arena, str, PAIRS_MAX), *second = NEW_ARRAY(c->arena, str, PAIRS_MAX);
    i64 *items = NEW_ARRAY(c->arena, i64, PAIRS_MAX);
    f64 *kappa[3];
    for (i64 k = 0; k < 3; k++)
        kappa[k] = NEW_ARRAY(c->arena, f64, PAIRS_MAX);
    for (i64 a = 0; a < r->raters; a++)
        for (i64 b = a + 1; b < r->raters && count < PAIRS_MAX; b++, count++) {
            first[count] = w->rows.raters[a];
            second[count] = w->rows.raters[b];
            for (i64 i = 0; i < r->items; i++)
                items[count] += r->code[i * r->raters + a] >= 0 && r->code[i * r->raters + b] >= 0;
            for (i64 k = 0; k < 3; k++) {
                struct agree_pair pair = {a, b, (enum agree_weights)k};
                kappa[k][count] = NAN;
                if (k == 0 || w->rows.are_ordered) kappa[k][count] = agree_cohen(c, r, pair, NULL);
            }
        }
    answer_f64(answer, "cohen_kappa", mean_of(kappa[0], count));
    answer_f64(answer, "cohen_kappa_linear", mean_of(kappa[1], count));
    answer_f64(answer, "cohen_kappa_squared", mean_of(kappa[2], count));
    struct answer_table *table = answer_table(answer, "pairs", count);
    answer_column_str(table, "first", first);
    answer_column_str(table, "second", second);
    answer_column_i64(table, "items", items);
    answer_column_f64(table, "kappa", kappa[0]);
    answer_column_f64(table, "kappa_linear", kappa[1]);
    answer_column_f64(table, "kappa_squared", kappa[2]);
    struct agree_limits limits;
    if (r->raters != 2 || !isfinite(kappa[0][0])) return true;
    if (!draw(c, w, cohen_again, &limits)) return false;
    answer_f64(answer, "cohen_kappa_low", limits.low);
    answer_f64(answer, "cohen_kappa_high", limits.high);
    return true;
}

// --- Correlations ---

static void tell_icc(struct answer *answer, const char *const names[3], struct interval icc)
{
    answer_f64(answer, names[0], icc.value);
    answer_f64(answer, names[1], icc.low);
    answer_f64(answer, names[2], icc.high);
}

static void tell_correlations(ctx *c, const struct work *w)
{
    static const char *const names[3][3] = {
        {"icc1", "icc1_low", "icc1_high"},
        {"icc2", "icc2_low", "icc2_high"},
        {"icc3", "icc3_low", "icc3_high"}
    };
    const struct ratings *r = &w->rows.ratings;
    struct answer *answer = w->stat->answer;
    i64 complete = agree_complete(r), at = 0;
    if (!w->rows.are_ordered || complete < 2) return;
    f64 *values = NEW_ARRAY(c->arena, f64, complete * r->raters);
    for (i64 i = 0; i < r->items; i++) {
        bool whole = true;
        for (i64 j = 0; j < r->raters; j++)
            whole &= r->code[i * r->raters + j] >= 0;
        for (i64 j = 0; whole && j < r->raters; j++)
            values[at++] = r->value[r->code[i * r->raters + j]];
    }
    struct rating_table table = {complete, r->raters, values};
    struct raters_w concordance = raters_kendall_w(c, table);
    if (w->rows.are_numbers) {
        struct raters_icc icc = raters_icc_of(c, table, w->stat->level);
        tell_icc(answer, names[0], icc.icc1);
        tell_icc(answer, names[1], icc.icc2);
        tell_icc(answer, names[2], icc.icc3);
    }
    answer_f64(answer, "kendall_w", concordance.w);
    answer_f64(answer, "kendall_chi_square", concordance.chi_square);
    answer_f64(answer, "kendall_p", concordance.p);
}

// --- Raters ---

// Alpha when one rater's ratings are left out.
static f64 alpha_without(ctx *c, const struct work *w, i64 rater)
{
    struct ratings r = w->rows.ratings;
    struct arena_mark mark = arena_mark(c->arena);
    i32 *code = NEW_ARRAY(c->arena, i32, r.items * r.raters);
    memcpy(code, r.code, (size_t)(r.items * r.raters) * sizeof code[0]);
    for (i64 i = 0; i < r.items; i++)
        code[i * r.raters + rater] = -1;
    r.code = code;
    f64 alpha = agree_alpha(c, &r, w->metric, NULL);
    arena_rewind(c->arena, mark);
    return alpha;
}

static bool tell_raters(ctx *c, const struct work *w)
{
    const struct ratings *r = &w->rows.ratings;
    i64 *count = NEW_ARRAY(c->arena, i64, r->raters);
    f64 *mean = NEW_ARRAY(c->arena, f64, r->raters);
    f64 *without = NEW_ARRAY(c->arena, f64, r->raters);
    for (i64 j = 0; j < r->raters; j++) {
        if (ctx_stopped(c)) return false;
        for (i64 i = 0; i < r->items; i++) {
            i32 code = r->code[i * r->raters + j];
            if (code < 0) continue;
            count[j]++;
            mean[j] += (r->value[code] - mean[j]) / (f64)count[j];
        }
        if (!w->rows.are_numbers || !count[j]) mean[j] = NAN;
        without[j] = NAN;
        if (r->raters > 2) without[j] = alpha_without(c, w, j);
    }
    struct answer_table *table = answer_table(w->stat->answer, "raters_table", r->raters);
    answer_column_str(table, "rater", w->rows.raters);
    answer_column_i64(table, "ratings", count);
    answer_column_f64(table, "mean", mean);
    answer_column_f64(table, "alpha_without", without);
    return true;
}

static void tell_doubts(ctx *c, const struct work *w)
{
    const struct ratings *r = &w->rows.ratings;
    struct answer *answer = w->stat->answer;
    i64 pairable = agree_pairable(r), complete = agree_complete(r);
    answer_assume(answer, "independent_raters", HOLDS_UNKNOWN,
                  tr(c, "raters judged without knowing of each other"));
    answer_assume(answer, "all_rated_by_all", complete == r->items ? HOLDS : HOLDS_NOT,
                  tr(c, "all raters rated all items; else kappa of Fleiss, intraclass correlations "
                        "and W know only the items that all rated"));
    if (pairable < ITEMS_FEW)
        answer_warn(
            answer, "few_items",
            fmt(c->arena, tr(c, "only %lld items have two ratings or more"), (long long)pairable),
            tr(c, "Let raters judge more items: intervals of so few are too narrow."));
    if (w->limits.undefined > w->draws / 100)
        answer_warn(answer, "little_variation",
                    fmt(c->arena, tr(c, "in %lld of %lld draws all ratings were the same"),
                        (long long)w->limits.undefined, (long long)w->draws),
                    tr(c, "Rate more items that differ: alpha rests on a few here."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct work w = {.stat = stat, .draws = 1000};
    w.rng = chance_new(c, stat->seed);
    if (!agree_rows_make(c, stat, &w.rows) || !choose_metric(c, &w) ||
        !stat_i64(c, stat, "draws", (struct stat_bounds){100, 100000}, &w.draws) ||
        !find_alpha(c, &w))
        return false;
    say_alpha(c, &w);
    tell_alpha(c, &w);
    if (!tell_fleiss(c, &w) || !tell_cohen(c, &w)) return false;
    tell_correlations(c, &w);
    tell_doubts(c, &w);
    return tell_raters(c, &w);
}

// clang-format off
const struct analysis analysis_agree = {
    .name = "agree",
    .what = "Whether those who judge agree: mystery shoppers, coders, supervisors.",
    .question = "Do raters judge the same things alike, beyond chance, so that a figure from them can be relied on?",
    .method = "Krippendorff's alpha compares the disagreement within items with that between all ratings; it takes "
              "missing ratings, any number of raters and any scale. Beside it Cohen's and Fleiss' kappa, intraclass "
              "correlations and Kendall's W, for those who report them. Intervals of alpha and the kappas come from "
              "drawing items anew.",
    .source = "Krippendorff 2011; Hayes & Krippendorff 2007; Zapf et al. 2016 (intervals); Cohen 1960, 1968; Fleiss "
              "1971; Conger 1980; Shrout & Fleiss 1979; McGraw & Wong 1996; Kendall & Babington Smith 1939.",
    .assumptions = "Raters judged without knowing of each other. The items are like those that will be judged.",
    .not_for = "Items that hardly differ: then all figures are low however well raters agree. Whether raters are "
               "right: they may agree on a mistake.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
