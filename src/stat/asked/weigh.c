#include <math.h>

#include "base/csv.h"
#include "base/locale.h"
#include "bounds.h"
#include "insight/asked/calibrated.h"
#include "stat/analyses.h"
#include "stat/reading.h"
#include "stat/asked/weigh_margins.h"

enum { THIN = 10, FIGURES_MAX = 2 };
#define EFFECT_LARGE 2.0   // above it more than half of the answers' information is lost
#define WEIGHT_LARGE 5.0   // times the mean weight
#define WEIGHT_MIN   1e-50 // products of less, or of more, leave the numbers
#define WEIGHT_MAX   1e50

// clang-format off
static const struct stat_role roles[] = {
    READING_SCORE_ROLE(STAT_OPTIONAL),
    READING_OUTCOME_ROLE(STAT_OPTIONAL),
    READING_VALUE_ROLE(STAT_OPTIONAL),
    {"by", STAT_NAME, STAT_ANY, false, "a property of the customer whose counts are known: plan, country"},
    {"weight", STAT_NUMBER, STAT_OPTIONAL, false, "base weight from the way customers were asked; 1 where not given"},
    {"stratum", STAT_NAME, STAT_OPTIONAL, false, "the group within which customers were drawn by themselves"},
    {"cluster", STAT_KEY, STAT_OPTIONAL, false, "what was drawn as a whole: shop, household, district"},
    {"size", STAT_NUMBER, STAT_OPTIONAL, false, "how many customers (or clusters) the stratum had to draw from"},
    {"id", STAT_TEXT, STAT_OPTIONAL, true, "name of the row, for --weights-to"},
    {0},
};

static const struct stat_option options[] = {
    {"known", "COLUMN=NAME:COUNT,…", NULL, true, "how many customers there are with each name"},
    {"margins", "FILE", NULL, false, "the same as a file with the columns margin, category, count; crossed: plan*country, basic*FI"},
    {"method", "rake|poststratify", "rake", false, "several margins one after the other, or one (crossed) margin at once"},
    {"join", "COLUMN=NAME+NAME", NULL, true, "categories that are counted as one, where one has no or few answers"},
    {"trim", "RATIO", NULL, false, "no weight above so many times the mean weight; the others take up what is cut off"},
    {"population", "N", NULL, false, "how many customers (or clusters) there were to draw from, where there are no strata"},
    {"weights-to", "FILE", NULL, false, "writes each row's id and weight as CSV"},
    READING_SCORE_OPTIONS,
    READING_OUTCOME_OPTIONS,
    {0},
};

static const struct answer_field fields[] = {
    {"customers", "for how many customers the answers are made to speak: the sum of weights"},
    {"weight_lowest", "smallest weight: customers that one answer stands for"},
    {"weight_highest", "largest weight"},
    {"weight_ratio", "largest over mean weight"},
    {"kish_design_effect", "how many times larger uneven weights alone make variances (Kish)"},
    {"effective_n", "as many equally weighted answers say as much"},
    {"rounds", "rounds until all margins agreed"},
    {"trimmed", "answers whose weight is the cap of --trim"},
    {"largest_miss", "largest relative difference between weighted answers and known counts"},
    {"figures.figure", "mean and total, rate and total, or nps (in points)"},
    {"figures.unadjusted", "the answers as they came, each counting one"},
    {"figures.unadjusted_low", "its lower limit"},
    {"figures.unadjusted_high", "its upper limit"},
    {"figures.weighted", "the answers weighted to the known counts"},
    {"figures.error", "its standard error, linearised"},
    {"figures.low", "its lower limit"},
    {"figures.high", "its upper limit"},
    {"figures.design_effect", "its variance over that of as many answers drawn one by one"},
    {"margins.margin", "column, or columns crossed"},
    {"margins.category", "one of its names"},
    {"margins.known", "customers that are known of it"},
    {"margins.known_share", "of all customers"},
    {"margins.answers", "answers that came from it"},
    {"margins.answers_share", "of all answers"},
    {"margins.weight", "mean weight of its answers"},
    {"margins.weighted", "sum of its weights"},
    {0},
};
// clang-format on

struct work {
    struct stat_job *stat;
    struct reading reading;
    struct margins margins;
    i64 n;
    f64 *values;
    struct calibrated_answers answers;
    struct weigh_weights weights;
};

// --- Reading ---

static bool weight_check(ctx *c, f64 weight)
{
    if (!(weight > 0))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "weight %g is not above zero"), weight),
                         tr(c, "Leave out answers that shall not count, with --where."));
    if (weight >= WEIGHT_MIN && weight <= WEIGHT_MAX) return true;
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%.12g is no weight"), weight),
                     tr(c, "Weights are 0 or more: how many customers the row stands for."));
}

static bool take_values(ctx *c, struct work *w)
{
    struct stat_job *stat = w->stat;
    w->values = NEW_ARRAY(c->arena, f64, MAX(w->n, 1));
    for (i64 i = 0; i < w->n; i++)
        if (!reading_value(c, &w->reading, &stat->frame, i, &w->values[i])) return false;
    const struct frame_column *weight = frame_column(&stat->frame, "weight");
    if (!weight) return true;
    for (i64 i = 0; i < w->n; i++)
        if (!weight_check(c, weight->number[i])) return false;
    w->answers.order.base = weight->number;
    return true;
}

static bool take_population(ctx *c, struct work *w)
{
    f64 *sizes = NEW(c->arena, f64);
    w->answers.design.sizes = sizes;
    if (w->answers.design.stratum || stat_has(w->stat, "size"))
        return fail_with(c, ERR_USAGE, tr(c, "--population is for a sample without strata"),
                         tr(c, "Name the column of the strata's sizes with --size."));
    return stat_f64(c, w->stat, "population", (struct stat_bounds){1, 1e12}, sizes);
}

// Sizes of strata, which must be one number in each, and not below what was drawn.
static bool take_sizes(ctx *c, struct work *w)
{
    const struct frame_column *size = frame_column(&w->stat->frame, "size");
    struct calibrated_design *design = &w->answers.design;
    if (stat_has(w->stat, "population")) return take_population(c, w);
    if (!size) return true;
    i64 strata = design->stratum ? design->stratum_count : 1;
    f64 *sizes = NEW_ARRAY(c->arena, f64, MAX(strata, 1));
    for (i64 i = 0; i < w->n; i++) {
        i64 h = design->stratum ? design->stratum[i] : 0;
        if (sizes[h] == 0) sizes[h] = size->number[i];
        if (size->number[i] < 1 || sizes[h] != size->number[i])
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "a stratum has sizes %g and %g"), sizes[h], size->number[i]),
                tr(c, "Give each row of a stratum the count of customers (or "
                      "clusters) that it was drawn from; --stratum names it."));
    }
    design->sizes = sizes;
    return true;
}

// Without base weights, and sizes known, an answer stands for size / drawn of its stratum.
static void base_of_sizes(ctx *c, struct work *w)
{
    const struct calibrated_design *design = &w->answers.design;
    if (!design->sizes || w->answers.order.base || design->cluster) return;
    i64 strata = design->stratum ? design->stratum_count : 1;
    f64 *drawn = NEW_ARRAY(c->arena, f64, MAX(strata, 1));
    f64 *base = NEW_ARRAY(c->arena, f64, MAX(w->n, 1));
    for (i64 i = 0; i < w->n; i++)
        drawn[design->stratum ? design->stratum[i] : 0]++;
    for (i64 i = 0; i < w->n; i++) {
        i64 h = design->stratum ? design->stratum[i] : 0;
        base[i] = fmax(1, design->sizes[h] / drawn[h]);
    }
    w->answers.order.base = base;
}

static bool take_design(ctx *c, struct work *w)
{
    struct calibrated_design *design = &w->answers.design;
    const struct frame_column *stratum = frame_column(&w->stat->frame, "stratum");
    const struct frame_column *cluster = frame_column(&w->stat->frame, "cluster");
    if (stratum) {
        design->stratum = stratum->code;
        design->stratum_count = stratum->name_count;
    }
    if (cluster) {
        design->cluster = cluster->code;
        design->cluster_count = cluster->name_count;
    }
    if (!take_sizes(c, w)) return false;
    base_of_sizes(c, w);
    if (!stratum || !cluster) return true;
    i32 *home = NEW_ARRAY(c->arena, i32, MAX(cluster->name_count, 1));
    for (i64 i = 0; i < w->n; i++) {
        i32 *h = &home[cluster->code[i]];
        if (*h && *h != stratum->code[i] + 1)
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "cluster \"%.*s\" lies in two strata"),
                                 STR(cluster->names[cluster->code[i]])),
                             tr(c, "A cluster is drawn within one stratum."));
        *h = stratum->code[i] + 1;
    }
    return true;
}

// --- Weights ---

static bool refuse_unsettled(ctx *c, const struct work *w)
{
    const struct margin_text *text = &w->margins.text[w->weights.margin];
    const char *why =
        fmt(c->arena, tr(c, "no weights agree with all counts: %.*s = %.*s stays %.1f%% off"),
            STR(text->name), STR(text->category[w->weights.category]), 100 * w->weights.miss);
    return fail_with(c, ERR_REFUSED, why,
                     tr(c, "Join small categories with --join, or take fewer margins."));
}

// Margins that do not hold take no error away; that all customers are so many still holds.
static void keep_whole(ctx *c, struct work *w)
{
    struct weigh_margin *whole = NEW(c->arena, struct weigh_margin);
    i32 *code = NEW_ARRAY(c->arena, i32, MAX(w->n, 1));
    *whole = (struct weigh_margin){1, code, &w->margins.total};
    w->answers.order.margin_count = 1;
    w->answers.order.margins = whole;
}

static bool weigh(ctx *c, struct work *w)
{
    static const char *const methods[] = {"rake", "poststratify"};
    i64 method = 0;
    struct weigh_order *order = &w->answers.order;
    if (!margins_make(c, w->stat, &w->margins) ||
        !stat_choice(c, w->stat, "method", methods, COUNT_OF(methods), &method) ||
        !stat_f64(c, w->stat, "trim", (struct stat_bounds){1.001, 1e6}, &order->cap))
        return false;
    if (method == 1 && w->margins.count != 1)
        return fail_with(c, ERR_USAGE, tr(c, "post-stratification needs exactly one margin"),
                         tr(c, "Cross the columns: margin plan*country, category basic*FI; or take "
                               "--method rake."));
    order->margin_count = w->margins.count;
    order->margins = w->margins.margin;
    if (!weigh_rake(c, *order, &w->weights)) return false;
    if (w->weights.status == WEIGH_UNSETTLED) return refuse_unsettled(c, w);
    assert(w->weights.status != WEIGH_EMPTY); // margins_make has looked
    if (w->weights.status == WEIGH_TRIMMED) keep_whole(c, w);
    w->answers.weights = w->weights.weights;
    return true;
}

static bool write_weights(ctx *c, const struct work *w)
{
    if (!stat_has(w->stat, "weights-to")) return true;
    const struct frame_column *id = frame_column(&w->stat->frame, "id");
    FILE *file = NULL;
    if (!id)
        return fail_with(c, ERR_USAGE, tr(c, "--weights-to needs --id"),
                         tr(c, "Name the column that tells rows apart with --id."));
    if (!stat_create(c, w->stat, stat_text(w->stat, "weights-to"), &file)) return false;
    bool good = fputs("id,weight\n", file) >= 0;
    for (i64 i = 0; i < w->n && good; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        buf line = buf_new(c->arena, BOUND_ROW_BYTES);
        csv_cell(&line, id->text[i], true);
        csv_cell(&line, str_of(fmt(c->arena, "%.12g", w->weights.weights[i])), false);
        csv_end(&line);
        good = fwrite(line.s, 1, (size_t)line.size, file) == (size_t)line.size;
        arena_rewind(c->arena, mark);
    }
    if (good && fflush(file) == 0) return true;
    return fail_with(c, ERR_SYSTEM, tr(c, "could not write the weights"),
                     tr(c, "Look whether the disk is full."));
}

// --- Telling ---

struct figures {
    i64 count;
    str name[FIGURES_MAX];
    f64 plain[FIGURES_MAX], plain_low[FIGURES_MAX], plain_high[FIGURES_MAX];
    f64 value[FIGURES_MAX], error[FIGURES_MAX], low[FIGURES_MAX], high[FIGURES_MAX];
    f64 effect[FIGURES_MAX];
    i64 lonely;
};

static struct interval clipped(const struct work *w, struct interval interval)
{
    f64 low = -INFINITY, high = INFINITY;
    if (w->reading.kind == READING_SCORE) low = -1;
    if (w->reading.kind == READING_OUTCOME) low = 0;
    if (w->reading.kind != READING_VALUE) high = 1;
    interval.low = fmax(interval.low, low);
    interval.high = fmin(interval.high, high);
    return interval;
}

static bool estimate_mean(ctx *c, const struct work *w, struct figures *f)
{
    static const char *const names[] = {
        [READING_SCORE] = "nps", [READING_OUTCOME] = "rate", [READING_VALUE] = "mean"};
    f64 scale = reading_scale(w->reading.kind), level = w->stat->level;
    f64 *ones = NEW_ARRAY(c->arena, f64, MAX(w->n, 1));
    for (i64 i = 0; i < w->n; i++)
        ones[i] = 1;
    struct calibrated_answers plain = {.order.n = w->n, .weights = ones};
    plain.design = w->answers.design;
    plain.design.sizes = NULL;
    struct calibrated_figure before, after;
    if (!calibrated_mean(c, &plain, w->values, &before) ||
        !calibrated_mean(c, &w->answers, w->values, &after))
        return false;
    struct interval was = clipped(w, calibrated_interval(before, level));
    struct interval is = clipped(w, calibrated_interval(after, level));
    i64 at = f->count++;
    f->name[at] = str_of(names[w->reading.kind]);
    f->plain[at] = scale * was.value;
    f->plain_low[at] = scale * was.low;
    f->plain_high[at] = scale * was.high;
    f->value[at] = scale * is.value;
    f->error[at] = scale * after.error;
    f->low[at] = scale * is.low;
    f->high[at] = scale * is.high;
    f->effect[at] = after.design_effect;
    f->lonely = after.lonely;
    return true;
}

static bool estimate_total(ctx *c, const struct work *w, struct figures *f)
{
    struct calibrated_figure total;
    if (!calibrated_total(c, &w->answers, w->values, &total)) return false;
    struct interval interval = calibrated_interval(total, w->stat->level);
    i64 at = f->count++;
    f->name[at] = S("total");
    f->plain[at] = f->plain_low[at] = f->plain_high[at] = NAN;
    f->value[at] = interval.value;
    f->error[at] = total.error;
    f->low[at] = interval.low;
    f->high[at] = interval.high;
    f->effect[at] = total.design_effect;
    return true;
}

static void tell_figures(const struct work *w, const struct figures *f)
{
    struct answer_table *table = answer_table(w->stat->answer, "figures", f->count);
    answer_column_str(table, "figure", f->name);
    answer_column_f64(table, "unadjusted", f->plain);
    answer_column_f64(table, "unadjusted_low", f->plain_low);
    answer_column_f64(table, "unadjusted_high", f->plain_high);
    answer_column_f64(table, "weighted", f->value);
    answer_column_f64(table, "error", f->error);
    answer_column_f64(table, "low", f->low);
    answer_column_f64(table, "high", f->high);
    answer_column_f64(table, "design_effect", f->effect);
}

static void tell_margins(ctx *c, const struct work *w)
{
    i64 rows = 0, at = 0;
    for (i64 m = 0; m < w->margins.count; m++)
        rows += w->margins.text[m].count;
    if (!rows) return;
    str *margin = NEW_ARRAY(c->arena, str, rows), *category = NEW_ARRAY(c->arena, str, rows);
    f64 *number[5];
    for (i64 k = 0; k < COUNT_OF(number); k++)
        number[k] = NEW_ARRAY(c->arena, f64, rows);
    i64 *answers = NEW_ARRAY(c->arena, i64, rows);
    for (i64 m = 0; m < w->margins.count; m++) {
        const struct weigh_margin *codes = &w->margins.margin[m];
        const struct margin_text *text = &w->margins.text[m];
        for (i64 i = 0; i < w->n; i++)
            number[4][at + codes->code[i]] += w->weights.weights[i];
        for (i64 j = 0; j < text->count; j++, at++) {
            margin[at] = text->name;
            category[at] = text->category[j];
            answers[at] = text->answers[j];
            number[0][at] = codes->known[j];
            number[1][at] = codes->known[j] / w->margins.total;
            number[2][at] = (f64)answers[at] / (f64)w->n;
            number[3][at] = number[4][at] / (f64)answers[at];
        }
    }
    struct answer_table *table = answer_table(w->stat->answer, "margins", rows);
    answer_column_str(table, "margin", margin);
    answer_column_str(table, "category", category);
    answer_column_f64(table, "known", number[0]);
    answer_column_f64(table, "known_share", number[1]);
    answer_column_i64(table, "answers", answers);
    answer_column_f64(table, "answers_share", number[2]);
    answer_column_f64(table, "weight", number[3]);
    answer_column_f64(table, "weighted", number[4]);
}

static void say_figure(ctx *c, const struct work *w, const struct figures *f)
{
    f64 scale = reading_scale(w->reading.kind);
    f64 width = (f->high[0] - f->low[0]) / scale;
    const char *parts[4];
    const f64 numbers[] = {f->value[0], f->low[0], f->high[0], f->plain[0]};
    for (i64 i = 0; i < COUNT_OF(numbers); i++)
        parts[i] = str_c(c->arena, reading_write(c, w->reading.kind, numbers[i] / scale, width));
    if (!isfinite(f->error[0])) {
        answer_say(w->stat->answer,
                   fmt(c->arena,
                       tr(c, "Weighted it is %s, unweighted %s; how sure this is cannot be told."),
                       parts[0], parts[3]));
        return;
    }
    const char *text = fmt(
        c->arena,
        w->margins.count
            ? tr(c, "Weighted to the known counts it is %s, and with %.4g%% confidence between %s "
                    "and %s, from %s answers; unweighted it is %s.")
            : tr(c, "Weighted as customers were asked it is %s, and with %.4g%% confidence between "
                    "%s and %s, from %s answers; unweighted it is %s."),
        parts[0], 100 * w->stat->level, parts[1], parts[2], reading_count(c, w->n), parts[3]);
    answer_say(w->stat->answer, text);
}

static void warn_of_margins(ctx *c, const struct work *w)
{
    struct answer *answer = w->stat->answer;
    i64 thin = 0;
    str first[2] = {{0}};
    for (i64 m = 0; m < w->margins.count; m++) {
        const struct margin_text *text = &w->margins.text[m];
        for (i64 j = 0; j < text->count; j++) {
            if (text->answers[j] >= THIN || thin++) continue;
            first[0] = text->name;
            first[1] = text->category[j];
        }
    }
    if (w->margins.count)
        answer_assume(answer, "enough_answers_each", thin ? HOLDS_NOT : HOLDS,
                      fmt(c->arena, tr(c, "each category has at least %d answers"), THIN));
    if (thin)
        answer_warn(answer, "thin",
                    fmt(c->arena,
                        tr(c, "%lld categories have fewer than %d answers, %.*s = %.*s first"),
                        (long long)thin, THIN, STR(first[0]), STR(first[1])),
                    tr(c, "Join them with others by --join: a few answers speak for many there."));
    if (w->weights.status == WEIGH_TRIMMED) {
        const struct margin_text *text = &w->margins.text[w->weights.margin];
        answer_warn(answer, "trimmed_off",
                    fmt(c->arena,
                        tr(c, "below the cap %.*s = %.*s stays %.1f%% off its count of customers"),
                        STR(text->name), STR(text->category[w->weights.category]),
                        100 * w->weights.miss),
                    tr(c, "Raise --trim where that is too much."));
    }
    if (w->margins.differs > 1e-9)
        answer_warn(answer, "margins_differ",
                    fmt(c->arena,
                        tr(c, "margins count numbers of customers that differ by up to %.2g%%"),
                        100 * w->margins.differs),
                    tr(c, "All were scaled to the first. Count the same customers in all."));
    if (w->margins.count && w->margins.total < (f64)w->n)
        answer_warn(answer, "fewer_customers", tr(c, "there are fewer customers than answers"),
                    tr(c, "Give counts of customers, not shares; or take one answer of each."));
}

static void tell_weights(ctx *c, const struct work *w, const struct figures *f)
{
    struct answer *answer = w->stat->answer;
    struct weigh_spread spread = weigh_spread_of(w->weights.weights, w->n);
    f64 ratio = spread.highest / (spread.sum / (f64)w->n);
    answer_n(answer, w->n);
    answer_f64(answer, "customers", spread.sum);
    answer_f64(answer, "weight_lowest", spread.lowest);
    answer_f64(answer, "weight_highest", spread.highest);
    answer_f64(answer, "weight_ratio", ratio);
    answer_f64(answer, "kish_design_effect", spread.design_effect);
    answer_f64(answer, "effective_n", spread.effective_n);
    answer_i64(answer, "rounds", w->weights.steps);
    answer_i64(answer, "trimmed", w->weights.capped);
    answer_f64(answer, "largest_miss", w->weights.miss);
    answer_assume(answer, "silent_like_answering", HOLDS_UNKNOWN,
                  tr(c, "within a category those who did not answer are like those who did"));
    answer_assume(answer, "weights_even", ratio <= WEIGHT_LARGE ? HOLDS : HOLDS_NOT,
                  fmt(c->arena, tr(c, "no weight exceeds %.0f times the mean"), WEIGHT_LARGE));
    warn_of_margins(c, w);
    if (spread.design_effect > EFFECT_LARGE && !w->weights.capped)
        answer_warn(answer, "uneven_weights",
                    fmt(c->arena,
                        tr(c, "weights are so uneven that %lld answers say as much as %.0f"),
                        (long long)w->n, spread.effective_n),
                    tr(c, "Trim them with --trim 4, join categories, or take fewer margins."));
    if (f->lonely < 0 && !isfinite(f->error[0]))
        answer_warn(answer, "all_alike", tr(c, "all answers are the same"),
                    tr(c, "How much others differ is not known: ask more."));
    if (f->lonely >= 0)
        answer_warn(answer, "lonely_unit",
                    tr(c, "a stratum holds one unit only: the error cannot be told"),
                    tr(c, "Join strata until each holds two."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct work w = {.stat = stat, .n = stat->frame.count};
    w.answers.order.n = w.n;
    struct figures *figures = NEW(c->arena, struct figures); // lives as long as the answer
    if (!reading_open(c, stat, &w.reading) || !stat_rows_enough(c, stat, 2) ||
        !take_values(c, &w) || !take_design(c, &w) || !weigh(c, &w) ||
        !estimate_mean(c, &w, figures))
        return false;
    if (w.reading.kind != READING_SCORE && !estimate_total(c, &w, figures)) return false;
    if (!isfinite(figures->value[0]))
        return fail_with(c, ERR_REFUSED, tr(c, "the numbers are too large to calculate with"),
                         tr(c, "Give them in a larger unit."));
    say_figure(c, &w, figures);
    tell_weights(c, &w, figures);
    reading_tell(c, &w.reading, stat->answer);
    tell_figures(&w, figures);
    tell_margins(c, &w);
    return write_weights(c, &w);
}

// clang-format off
const struct analysis analysis_weigh = {
    .name = "weigh",
    .what = "Answers weighed to known counts of customers, so that they speak for all of them.",
    .question = "What would the figure be if the answers had come from each kind of customer as there are "
                "such customers, and how sure is that?",
    .method = "Each answer gets a weight so that weighted answers agree with the known counts: raking (one margin "
              "after the other, again and again), or post-stratification (one margin, crossed if need be, at once). "
              "Standard errors are linearised: what the margins explain of a value has no error. Strata, clusters and "
              "the share of all customers that was asked are taken into account.",
    .source = "Deming & Stephan 1940 (raking); Holt & Smith 1979 (post-stratification); Deville & Särndal, JASA 87 "
              "(1992) 376-382 (errors); Kish, J. Official Statistics 8 (1992) 183-200 (design effect).",
    .assumptions = "Within a category those who did not answer are like those who did. Counts are of the same "
                   "customers in all margins.",
    .not_for = "Customers who stay silent because they are unhappy: no count mends that; see silence. Fewer than "
               "about 10 answers in a category: join it first.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .may_share = (const char *const[]){"by", "stratum", "cluster", "id", "outcome", NULL},
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
