#include <math.h>

#include "base/locale.h"
#include "insight/asked/calibrated.h"
#include "insight/maths/quantile.h"
#include "stat/analyses.h"
#include "stat/asked/silence_late.h"
#include "stat/asked/silence_rows.h"

enum { GROUP_SILENT = 10, ROWS_LEAST = 20 };
#define R_FAIR 0.8 // below it answers are no fair sample of those asked

// clang-format off
static const struct stat_role roles[] = {
    {"answered", STAT_NAME, STAT_OPTIONAL, true, "whether the customer answered: 1 or 0, yes or no; else an empty figure means silent"},
    {"score", STAT_NUMBER, STAT_OPTIONAL, true, "answers to \"how likely are you to recommend us\", 0 to 10; empty: silent"},
    {"outcome", STAT_NAME, STAT_OPTIONAL, true, "yes or no: yes/no, true/false, 1/0; other words with --yes; empty: silent"},
    {"value", STAT_NUMBER, STAT_OPTIONAL, true, "the value, a number; empty: silent"},
    {"by", STAT_NAME, STAT_ANY, true, "a property that is known of all that were asked: segment, town"},
    {"number", STAT_NUMBER, STAT_ANY, true, "the same as a number: age, purchases, years a customer"},
    {"effort", STAT_NUMBER, STAT_OPTIONAL, true, "what an answer took: how often it was asked for, or days until it came"},
    {"sent", STAT_MOMENT, STAT_OPTIONAL, true, "when the customer was asked; with --came instead of --effort"},
    {"came", STAT_MOMENT, STAT_OPTIONAL, true, "when the answer came"},
    {0},
};

static const struct stat_option options[] = {
    READING_SCORE_OPTIONS,
    READING_OUTCOME_OPTIONS,
    {0},
};

static const struct answer_field fields[] = {
    {"asked", "customers that were asked"},
    {"answered", "of them answered"},
    {"rate", "share that answered"},
    {"rate_low", "its lower limit"},
    {"rate_high", "its upper limit"},
    {"unadjusted", "the figure of the answers as they came (points for scores)"},
    {"unadjusted_low", "its lower limit"},
    {"unadjusted_high", "its upper limit"},
    {"adjusted", "the figure once answers stand for the silent who are like them"},
    {"adjusted_low", "its lower limit"},
    {"adjusted_high", "its upper limit"},
    {"adjusted_error", "its standard error"},
    {"r_indicator", "how fair a sample the answers are, as far as what is known goes: 1 is fair"},
    {"r_indicator_low", "its lower limit"},
    {"r_indicator_high", "its upper limit"},
    {"r_uncorrected", "before the correction for small samples"},
    {"largest_bias", "by how much the unadjusted figure can be off because of what is known, at most"},
    {"silent_difference_that_matters", "if the silent differ from those who answered by more, the interval of the unadjusted figure misses the truth"},
    {"model_auc", "chance that one who answered had the larger chance to, by the model: 0.5 is none"},
    {"model_p", "chance of such a model where nothing known matters"},
    {"late_minus_early", "figure of the third that took most effort, less that of the third that took least"},
    {"late_minus_early_low", "its lower limit"},
    {"late_minus_early_high", "its upper limit"},
    {"late_minus_early_alike", "the same among customers alike in what is known"},
    {"late_minus_early_alike_p", "chance of such a difference where there is none"},
    {"groups.property", "what is known"},
    {"groups.group", "a name of it, or numbers from"},
    {"groups.asked", "customers asked"},
    {"groups.answered", "answered"},
    {"groups.rate", "share that answered"},
    {"groups.low", "its lower limit"},
    {"groups.high", "its upper limit"},
    {"effects.column", "what is known; numbers for one standard deviation more"},
    {"effects.odds_ratio", "odds of answering against the commonest name, the rest being alike"},
    {"effects.low", "its lower limit"},
    {"effects.high", "its upper limit"},
    {"effects.p", "chance of such an effect where there is none"},
    {"classes.class", "1 answers least"},
    {"classes.asked", "customers asked"},
    {"classes.answered", "answers"},
    {"classes.propensity", "mean chance to answer, by the model"},
    {"classes.weight", "customers that one answer stands for"},
    {"classes.figure", "figure of its answers"},
    {"waves.effort", "answers that took up to so much"},
    {"waves.answers", "of this wave"},
    {"waves.figure", "figure of this wave"},
    {"waves.all_answers", "of this wave and those before"},
    {"waves.all_figure", "figure of them"},
    {0},
};
// clang-format on

struct work {
    struct stat_job *stat;
    struct silence_rows rows;
    struct silence_model model;
    struct silence_classes classes;
    struct interval plain, adjusted; // in the figure's own unit
    f64 error, deviation;
    struct late late;
};

// --- Figures ---

// The answers with a value, apart from the silent.
struct answers {
    i64 n;
    f64 *values;
    i32 *code; // class
};

static struct answers answers_of(ctx *c, const struct work *w)
{
    struct answers a = {0, NEW_ARRAY(c->arena, f64, MAX(w->rows.valued, 1)),
                        NEW_ARRAY(c->arena, i32, MAX(w->rows.valued, 1))};
    for (i64 i = 0; i < w->rows.asked.n; i++) {
        if (!isfinite(w->rows.values[i])) continue;
        a.values[a.n] = w->rows.values[i];
        a.code[a.n++] = w->classes.code[i];
    }
    return a;
}

static struct interval clipped(const struct work *w, struct interval interval)
{
    if (w->rows.reading.kind == READING_VALUE) return interval;
    interval.low = fmax(interval.low, w->rows.reading.kind == READING_SCORE ? -1 : 0);
    interval.high = fmin(interval.high, 1);
    return interval;
}

static bool estimate(ctx *c, struct work *w)
{
    struct answers a = answers_of(c, w);
    f64 *ones = NEW_ARRAY(c->arena, f64, MAX(a.n, 1)), known[SILENCE_CLASSES];
    for (i64 i = 0; i < a.n; i++)
        ones[i] = 1;
    for (i64 j = 0; j < w->classes.count; j++)
        known[j] = (f64)w->classes.asked[j];
    struct weigh_margin margin = {w->classes.count, a.code, known};
    struct weigh_order order = {.n = a.n, .margin_count = 1, .margins = &margin};
    struct weigh_weights weights;
    struct calibrated_figure before, after;
    if (!weigh_rake(c, order, &weights)) return false;
    assert(weights.status == WEIGH_FOUND);
    struct calibrated_answers plain = {.order.n = a.n, .weights = ones};
    struct calibrated_answers adjusted = {.order = order, .weights = weights.weights};
    if (!calibrated_mean(c, &plain, a.values, &before) ||
        !calibrated_mean(c, &adjusted, a.values, &after))
        return false;
    w->plain = clipped(w, calibrated_interval(before, w->stat->level));
    w->adjusted = clipped(w, calibrated_interval(after, w->stat->level));
    w->error = after.error;
    w->deviation = before.error * sqrt((f64)a.n);
    return true;
}

static void tell_figures(const struct work *w)
{
    struct answer *answer = w->stat->answer;
    f64 scale = reading_scale(w->rows.reading.kind), silent = 1 - w->model.rate;
    answer_f64(answer, "unadjusted", scale * w->plain.value);
    answer_f64(answer, "unadjusted_low", scale * w->plain.low);
    answer_f64(answer, "unadjusted_high", scale * w->plain.high);
    answer_f64(answer, "adjusted", scale * w->adjusted.value);
    answer_f64(answer, "adjusted_low", scale * w->adjusted.low);
    answer_f64(answer, "adjusted_high", scale * w->adjusted.high);
    answer_f64(answer, "adjusted_error", scale * w->error);
    answer_f64(answer, "largest_bias", scale * w->model.bias_share * w->deviation);
    answer_f64(answer, "silent_difference_that_matters",
               scale * interval_half_width(w->plain) / silent);
}

static void say_figures(ctx *c, const struct work *w)
{
    enum reading_kind kind = w->rows.reading.kind;
    if (w->adjusted.status != INTERVAL_KNOWN) {
        answer_say(w->stat->answer,
                   tr(c, "All answers are the same: how much others differ is not known."));
        return;
    }
    f64 width = w->adjusted.high - w->adjusted.low;
    str plain = reading_write(c, kind, w->plain.value, width);
    str value = reading_write(c, kind, w->adjusted.value, width);
    str low = reading_write(c, kind, w->adjusted.low, width);
    str high = reading_write(c, kind, w->adjusted.high, width);
    answer_say(
        w->stat->answer,
        fmt(c->arena,
            tr(c, "As the %s answers came the figure is %.*s; when they stand for the silent "
                  "who are like them it is %.*s, and with %.4g%% confidence between %.*s "
                  "and %.*s."),
            reading_count(c, w->rows.valued), STR(plain), STR(value), 100 * w->stat->level,
            STR(low), STR(high)));
    if (w->late.status == LATE_DIFFERS) {
        answer_say(w->stat->answer,
                   tr(c, "Late answers differ from early ones even among customers who are alike: "
                         "the silent probably differ too, and no adjustment mends that."));
        return;
    }
    answer_say(w->stat->answer,
               tr(c, "Whether the silent think otherwise than those like them cannot be told."));
}

// --- Who answers ---

static void say_rate(ctx *c, const struct work *w, struct interval rate)
{
    str share = locale_percent(c, rate.value, 0);
    str r = locale_number(c, w->model.r, 2);
    const char *text =
        fmt(c->arena,
            w->model.r_low >= R_FAIR
                ? tr(c, "%.*s of %s answered; as far as is known they are a fair sample (R %.*s).")
            : w->model.r_high < R_FAIR
                ? tr(c, "%.*s of %s answered, and they are no fair sample of those asked (R %.*s).")
                : tr(c, "%.*s of %s answered; whether they are a fair sample cannot be told yet (R "
                        "%.*s)."),
            STR(share), reading_count(c, w->rows.asked.n), STR(r));
    answer_say(w->stat->answer, text);
}

static void tell_model(ctx *c, const struct work *w)
{
    struct answer *answer = w->stat->answer;
    const struct silence_model *m = &w->model;
    i64 answered = 0;
    for (i64 i = 0; i < w->rows.asked.n; i++)
        answered += w->rows.asked.answered[i] > 0;
    struct interval rate =
        interval_rate((struct rate_counts){answered, w->rows.asked.n}, w->stat->level);
    say_rate(c, w, rate);
    answer_n(answer, w->rows.asked.n);
    answer_i64(answer, "asked", w->rows.asked.n);
    answer_i64(answer, "answered", answered);
    answer_f64(answer, "rate", rate.value);
    answer_f64(answer, "rate_low", rate.low);
    answer_f64(answer, "rate_high", rate.high);
    answer_f64(answer, "r_indicator", m->r);
    answer_f64(answer, "r_indicator_low", m->r_low);
    answer_f64(answer, "r_indicator_high", m->r_high);
    answer_f64(answer, "r_uncorrected", m->r_raw);
    answer_f64(answer, "model_auc", m->auc);
    answer_f64(answer, "model_p", m->p);
}

static void tell_groups(ctx *c, const struct work *w)
{
    i64 n = w->rows.group_count;
    str *property = NEW_ARRAY(c->arena, str, MAX(n, 1)),
        *name = NEW_ARRAY(c->arena, str, MAX(n, 1));
    i64 *asked = NEW_ARRAY(c->arena, i64, MAX(n, 1)),
        *answered = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    f64 *rate[3];
    for (i64 k = 0; k < 3; k++)
        rate[k] = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    for (i64 g = 0; g < n; g++) {
        const struct silence_group *group = &w->rows.groups[g];
        struct interval share =
            interval_rate((struct rate_counts){group->answered, group->asked}, w->stat->level);
        property[g] = group->property;
        name[g] = group->name;
        asked[g] = group->asked;
        answered[g] = group->answered;
        rate[0][g] = share.value;
        rate[1][g] = share.low;
        rate[2][g] = share.high;
    }
    struct answer_table *table = answer_table(w->stat->answer, "groups", n);
    answer_column_str(table, "property", property);
    answer_column_str(table, "group", name);
    answer_column_i64(table, "asked", asked);
    answer_column_i64(table, "answered", answered);
    answer_column_f64(table, "rate", rate[0]);
    answer_column_f64(table, "low", rate[1]);
    answer_column_f64(table, "high", rate[2]);
}

static void tell_effects(ctx *c, const struct work *w)
{
    const struct regress_fit *fit = &w->model.fit;
    i64 n = fit->k - 1;
    f64 z = quantile_normal(w->stat->level);
    f64 *numbers[4];
    for (i64 k = 0; k < 4; k++)
        numbers[k] = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    for (i64 j = 0; j < n; j++) {
        f64 effect = fit->aliased[j + 1] ? (f64)NAN : fit->coefficients[j + 1];
        f64 error = fit->errors[j + 1];
        numbers[0][j] = exp(effect);
        numbers[1][j] = exp(effect - z * error);
        numbers[2][j] = exp(effect + z * error);
        numbers[3][j] = fit->aliased[j + 1] ? (f64)NAN : chance_normal(effect / error);
    }
    struct answer_table *table = answer_table(w->stat->answer, "effects", n);
    answer_column_str(table, "column", w->rows.columns + 1);
    answer_column_f64(table, "odds_ratio", numbers[0]);
    answer_column_f64(table, "low", numbers[1]);
    answer_column_f64(table, "high", numbers[2]);
    answer_column_f64(table, "p", numbers[3]);
}

static void tell_classes(ctx *c, const struct work *w)
{
    const struct silence_classes *s = &w->classes;
    i64 n = s->count;
    i64 *number = NEW_ARRAY(c->arena, i64, n), *asked = NEW_ARRAY(c->arena, i64, n);
    i64 *answered = NEW_ARRAY(c->arena, i64, n);
    f64 *propensity = NEW_ARRAY(c->arena, f64, n), *weight = NEW_ARRAY(c->arena, f64, n);
    f64 *figure = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < w->rows.asked.n; i++)
        if (isfinite(w->rows.values[i])) figure[s->code[i]] += w->rows.values[i];
    for (i64 j = 0; j < n; j++) {
        number[j] = j + 1;
        asked[j] = s->asked[j];
        answered[j] = s->answered[j];
        propensity[j] = s->propensity[j];
        weight[j] = (f64)s->asked[j] / (f64)s->answered[j];
        figure[j] *= reading_scale(w->rows.reading.kind) / (f64)s->answered[j];
    }
    struct answer_table *table = answer_table(w->stat->answer, "classes", n);
    answer_column_i64(table, "class", number);
    answer_column_i64(table, "asked", asked);
    answer_column_i64(table, "answered", answered);
    answer_column_f64(table, "propensity", propensity);
    answer_column_f64(table, "weight", weight);
    if (w->rows.has_figure) answer_column_f64(table, "figure", figure);
}

// --- Doubts ---

static void warn_of_silent_groups(ctx *c, const struct work *w)
{
    for (i64 g = 0; g < w->rows.group_count; g++) {
        const struct silence_group *group = &w->rows.groups[g];
        if (group->answered > 0 || group->asked < GROUP_SILENT) continue;
        answer_warn(w->stat->answer, "never_answers",
                    fmt(c->arena, tr(c, "nobody answered from %.*s = %.*s (%lld asked)"),
                        STR(group->property), STR(group->name), (long long)group->asked),
                    tr(c, "No weight mends that: ask these customers in another way."));
        return; // the table has the others
    }
}

static void tell_doubts(ctx *c, const struct work *w)
{
    struct answer *answer = w->stat->answer;
    const struct silence_model *m = &w->model;
    enum answer_holds alike = w->late.status == LATE_DIFFERS ? HOLDS_NOT : HOLDS_UNKNOWN;
    answer_assume(answer, "silent_like_answering", alike,
                  tr(c, "among customers alike in what is known, the silent think like those who "
                        "answered: answers can speak against it, never for it"));
    answer_assume(answer, "everybody_can_answer", m->ridged ? HOLDS_NOT : HOLDS,
                  tr(c, "in every group some answer and some do not"));
    if (m->ridged && m->separated >= 0)
        answer_warn(
            answer, "separated",
            fmt(c->arena, tr(c, "\"%.*s\" tells without fail whether some answer"),
                STR(w->rows.columns[m->separated])),
            tr(c, "Its effect was drawn in. Leave out what follows from answering itself."));
    warn_of_silent_groups(c, w);
    if (m->fit.status == REGRESS_ALIASED)
        answer_warn(answer, "aliased",
                    fmt(c->arena, tr(c, "\"%.*s\" says what other columns say already"),
                        STR(w->rows.columns[m->fit.column])),
                    tr(c, "It was left out of the model; nothing is lost."));
    if (m->p > 1 - w->stat->level)
        answer_warn(answer, "nothing_known_matters",
                    tr(c, "nothing that is known tells who answers"),
                    tr(c, "The adjustment changes little: find properties that tell, as how often "
                          "the customer buys or was in touch."));
    if (w->classes.joined)
        answer_warn(
            answer, "classes_joined",
            fmt(c->arena, tr(c, "in %lld fifths nobody answered: they were joined with others"),
                (long long)w->classes.joined),
            tr(c, "The answers of others stand for them: ask these customers in another way."));
}

static void tell_late(const struct work *w)
{
    struct answer *answer = w->stat->answer;
    f64 scale = reading_scale(w->rows.reading.kind);
    if (w->late.status == LATE_UNKNOWN) return;
    answer_f64(answer, "late_minus_early", scale * w->late.difference.value);
    answer_f64(answer, "late_minus_early_low", scale * w->late.difference.low);
    answer_f64(answer, "late_minus_early_high", scale * w->late.difference.high);
    answer_f64(answer, "late_minus_early_alike", scale * w->late.alike.value);
    answer_f64(answer, "late_minus_early_alike_p", w->late.alike.p);
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct work w = {.stat = stat};
    if (!silence_rows_make(c, stat, &w.rows) || !stat_rows_enough(c, stat, ROWS_LEAST) ||
        !silence_fit(c, w.rows.asked, stat->level, &w.model) ||
        !regress_check(c, &w.model.fit, w.rows.columns))
        return false;
    i64 n = w.rows.asked.n;
    f64 *counted = NEW_ARRAY(c->arena, f64, n); // who answered what the figure is made of
    for (i64 i = 0; i < n; i++)
        counted[i] = w.rows.has_figure ? isfinite(w.rows.values[i]) : w.rows.asked.answered[i];
    if (w.rows.has_figure && w.rows.valued < 2)
        return fail_with(c, ERR_REFUSED, tr(c, "fewer than two answers have a value"),
                         tr(c, "Look at the column of the figure."));
    silence_classify(c, w.model.propensity, counted, n, &w.classes);
    tell_model(c, &w);
    if (w.rows.has_figure) {
        struct late_order order = {&w.rows, w.classes.code, w.classes.count};
        if (!estimate(c, &w) || !late_compare(c, stat, order, &w.late)) return false;
        say_figures(c, &w);
        tell_figures(&w);
        tell_late(&w);
        reading_tell(c, &w.rows.reading, stat->answer);
    }
    tell_doubts(c, &w);
    tell_groups(c, &w);
    tell_effects(c, &w);
    tell_classes(c, &w);
    return true;
}

// clang-format off
const struct analysis analysis_silence = {
    .name = "silence",
    .what = "Who does not answer, and what the figure would be if the silent were like those of their kind who do.",
    .question = "Who of those who were asked stays silent, are the answers a fair sample, and how much does that move the "
                "figure?",
    .method = "The chance to answer is modelled by logistic regression on what is known of everybody who was asked. "
              "Customers are put into five classes by that chance; in each, answers stand for the silent. The R-indicator "
              "says how much these chances differ (1: not at all), corrected for small samples. Where it is known what an "
              "answer took, late answers are compared with early ones: those who answer late are nearest to the silent.",
    .source = "Rosenbaum & Rubin 1983, 1984; Little, International Statistical Review 54 (1986) 139-157; Schouten, Cobben & "
              "Bethlehem, Survey Methodology 35 (2009) 101-113; Shlomo, Skinner & Schouten 2012 (correction); Armstrong & "
              "Overton, J. Marketing Research 14 (1977) 396-402 (early and late answers).",
    .assumptions = "Among customers alike in what is known, the silent think like those who answered. This cannot be shown "
                   "by the answers.",
    .not_for = "A file that holds the answers only: rows of the silent are what this is about. Proof that the silent are "
               "content: what they think nobody knows.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
