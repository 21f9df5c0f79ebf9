// withdrawal: who is about to stay away? Rows of encounters in any order; connects files with
// insight/withdrawal.
#include "insight/customers/withdrawal.h"

#include <math.h>

#include "base/locale.h"
#include "base/time.h"
#include "insight/maths/quantile.h"
#include "stat/analyses.h"
#include "stat/customers/encounters.h"

// clang-format off
static const struct stat_role roles[] = {
    {"customer", STAT_KEY, STAT_ONE, false, "who was met"},
    {"time", STAT_MOMENT, STAT_ONE, false, "when: a purchase, a visit, a login, any encounter by which a habit shows"},
    {"value", STAT_NUMBER, STAT_OPTIONAL, true, "what the encounter was worth, in any currency"},
    {0},
};

static const struct stat_option options[] = {
    {"at", "DATE", NULL, false, "the day of which the chances speak; default the last day of the file. What came later only judges them"},
    {"horizon", "DAYS", NULL, false, "withdrawn is who does not come for so long; default three times the median of the customers' usual gaps, at most a quarter of the history"},
    {"least", "N", "3", false, "encounter days that a habit needs; customers with fewer are not scored"},
    {0},
};

static const struct answer_field fields[] = {
    {"customers_met", "customers met by the day `at`"},
    {"scored", "of them with enough encounters for a habit"},
    {"unknown", "with too few"},
    {"away", "of the scored, away for a horizon or longer already: withdrawn by the same measure"},
    {"at", "the day of which the chances speak"},
    {"horizon_days", "days without an encounter that count as withdrawal"},
    {"median_gap_days", "median of the customers' mean gaps"},
    {"expected_withdrawals", "of the scored who are not away: expected not to come within the horizon after `at`"},
    {"expected_low", "lower limit of their number, if the past is a guide"},
    {"expected_high", "upper limit"},
    {"likely_withdrawn", "of the scored who are not away: with a chance of one half or more"},
    {"value_at_risk", "sum of the values at risk of those who are not away"},
    {"trained_at", "the day up to which the model looked back when it was trained"},
    {"trained_customers", "customers that it learned from"},
    {"trained_withdrawn", "of them withdrawn in the horizon after that day"},
    {"trial_trained_at", "the same of the model that was put to trial"},
    {"trial_at", "the day whose future judged it; null: there was too little past for a trial"},
    {"trial_customers", "customers in the trial"},
    {"trial_withdrawn", "of them withdrawn in the horizon after that day"},
    {"trial_expected", "withdrawals that the model expected there"},
    {"auc", "chance that who withdrew had a higher score than who did not"},
    {"auc_low", "lower limit"},
    {"auc_high", "upper limit"},
    {"auc_hiatus", "the same of the plain days since the last encounter"},
    {"auc_difference", "auc less auc_hiatus"},
    {"auc_difference_low", "lower limit"},
    {"auc_difference_high", "upper limit"},
    {"precision_top_tenth", "share of withdrawn among the tenth with the highest scores"},
    {"precision_top_tenth_hiatus", "the same among the tenth with the longest hiatus"},
    {"beats_hiatus", "whether the model tells more than the plain hiatus beyond chance"},
    {"coefficients.term", "what the model looks at; logarithms are natural, relative = log(hiatus_days + 1) − log(mean_gap_days)"},
    {"coefficients.coefficient", "change of the log odds of withdrawal for one more of it"},
    {"coefficients.standard_error", "its standard error"},
    {"customers.customer", "the customer"},
    {"customers.status", "scored; away: scored too, but away for a horizon or longer already; too_few: too few encounters to know"},
    {"customers.chance", "chance of no encounter within the horizon after `at`"},
    {"customers.value_at_risk", "chance × value_per_year"},
    {"customers.value_per_year", "what the customer brought in a year, between the first encounter and the last; all of it where that is less than a year"},
    {"customers.encounters", "days with an encounter"},
    {"customers.last", "the last of them"},
    {"customers.hiatus_days", "days since then"},
    {"customers.mean_gap_days", "mean days between encounters"},
    {"customers.recent_ratio", "mean of the last third of the gaps (at least one) over the mean of those before"},
    {"customers.reason", "in words"},
    {0},
};
// clang-format on

struct taken {
    struct encounters *encounters;
    bool at_given;
    i32 at;
    i64 capacity;
    f64 *value; // by customer, up to `at`
    i64 without_value;
};

static bool at_read(ctx *c, const struct stat_job *stat, struct taken *taken)
{
    str text = stat_text(stat, "at");
    taken->at_given = text.size > 0;
    if (!text.size || day_parse(text, &taken->at)) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "--at cannot be \"%.*s\""), STR(text)),
                     tr(c, "Write the day as in 2026-11-21."));
}

static void value_add(ctx *c, struct taken *taken, i32 customer, f64 value)
{
    if (customer >= taken->capacity) {
        i64 capacity = MAX(1024, MAX((i64)customer + 1, 2 * taken->capacity));
        f64 *grown = NEW_ARRAY(c->arena, f64, capacity);
        if (taken->capacity) memcpy(grown, taken->value, (size_t)taken->capacity * sizeof grown[0]);
        taken->value = grown;
        taken->capacity = capacity;
    }
    if (isnan(value)) {
        taken->without_value++;
    } else {
        taken->value[customer] += value;
    }
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct taken *taken = stat->state;
    if (!taken) {
        stat->state = taken = NEW(c->arena, struct taken);
        taken->encounters = encounters_new(c);
        if (!at_read(c, stat, taken)) return false;
    }
    const struct frame_column *customer = frame_column(block, "customer");
    const struct frame_column *time = frame_column(block, "time");
    const struct frame_column *value = frame_column(block, "value");
    for (i64 i = 0; i < block->count; i++) {
        i32 day = encounters_day(time->ms[i]);
        encounters_add(taken->encounters, customer->code[i], day);
        if (value && (!taken->at_given || day <= taken->at))
            value_add(c, taken, customer->code[i], value->number[i]);
    }
    return true;
}

// --- What was found, in columns ---

enum status { SCORED, AWAY, TOO_FEW, STATUSES };

static const char *const status_names[STATUSES] = {"scored", "away", "too_few"};

struct row {
    i32 customer;
    str name;
    i32 status; // enum status
    f64 by;     // value at risk, else chance
};

static int by_weight(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->status != y->status) return x->status < y->status ? -1 : 1;
    if (x->by != y->by) return x->by > y->by ? -1 : 1;
    return str_compare(x->name, y->name);
}

struct listed {
    i64 count;
    struct row *rows;
    bool has_value;
    f64 *per_year, *at_risk; // by customer; NaN unknown
    f64 at_risk_sum;
};

static void list_make(ctx *c, const struct taken *taken, const str *names, i64 customers,
                      const struct withdrawal *found, struct listed *out)
{
    *out = (struct listed){.has_value = taken->capacity > 0};
    out->rows = NEW_ARRAY(c->arena, struct row, MAX(customers, 1));
    out->per_year = NEW_ARRAY(c->arena, f64, MAX(customers, 1));
    out->at_risk = NEW_ARRAY(c->arena, f64, MAX(customers, 1));
    for (i64 i = 0; i < customers; i++) {
        const struct withdrawal_habit *habit = &found->habits[i];
        f64 chance = found->chances[i], value = i < taken->capacity ? taken->value[i] : 0;
        if (!habit->encounters) continue;
        f64 years = habit->mean_gap_days * (f64)(habit->encounters - 1) / 365.25;
        out->per_year[i] = value / fmax(1, years);
        out->at_risk[i] = chance * out->per_year[i];
        f64 by = isnan(chance) ? 0 : out->has_value ? out->at_risk[i] : chance;
        i32 status = isnan(chance) ? TOO_FEW : withdrawal_is_away(found, habit) ? AWAY : SCORED;
        if (status == SCORED && out->has_value) out->at_risk_sum += out->at_risk[i];
        out->rows[out->count++] = (struct row){(i32)i, names[i], status, by};
    }
    if (out->count) qsort(out->rows, (size_t)out->count, sizeof out->rows[0], by_weight);
}

static void put_customers(ctx *c, struct answer *answer, const struct withdrawal *found,
                          const struct listed *list)
{
    i64 n = MAX(list->count, 1);
    str *names = NEW_ARRAY(c->arena, str, n), *status = NEW_ARRAY(c->arena, str, n);
    str *reasons = NEW_ARRAY(c->arena, str, n);
    f64 *chance = NEW_ARRAY(c->arena, f64, n), *per_year = NEW_ARRAY(c->arena, f64, n);
    f64 *at_risk = NEW_ARRAY(c->arena, f64, n), *gap = NEW_ARRAY(c->arena, f64, n);
    f64 *recent = NEW_ARRAY(c->arena, f64, n);
    i64 *encounters = NEW_ARRAY(c->arena, i64, n), *hiatus = NEW_ARRAY(c->arena, i64, n);
    i32 *last = NEW_ARRAY(c->arena, i32, n);
    for (i64 i = 0; i < list->count; i++) {
        i32 who = list->rows[i].customer;
        const struct withdrawal_habit *habit = &found->habits[who];
        bool known = !isnan(found->chances[who]);
        names[i] = list->rows[i].name;
        status[i] = str_of(status_names[list->rows[i].status]);
        chance[i] = found->chances[who];
        per_year[i] = known ? list->per_year[who] : (f64)NAN;
        at_risk[i] = list->at_risk[who];
        encounters[i] = habit->encounters;
        last[i] = habit->last_day;
        hiatus[i] = (i64)habit->hiatus_days;
        gap[i] = habit->mean_gap_days;
        recent[i] = habit->recent_ratio;
        reasons[i] = str_of(known ? withdrawal_reason(c, habit)
                                  : tr(c, "too few encounters to know the habit"));
    }
    struct answer_table *table = answer_table(answer, "customers", list->count);
    answer_column_str(table, "customer", names);
    answer_column_str(table, "status", status);
    answer_column_f64(table, "chance", chance);
    if (list->has_value) answer_column_f64(table, "value_at_risk", at_risk);
    if (list->has_value) answer_column_f64(table, "value_per_year", per_year);
    answer_column_i64(table, "encounters", encounters);
    answer_column_day(table, "last", last);
    answer_column_i64(table, "hiatus_days", hiatus);
    answer_column_f64(table, "mean_gap_days", gap);
    answer_column_f64(table, "recent_ratio", recent);
    answer_column_str(table, "reason", reasons);
}

static void put_model(ctx *c, struct answer *answer, const struct withdrawal_model *model)
{
    static const char *const names[WITHDRAWAL_TERMS] = {
        "constant",
        "log(hiatus_days + 1)",
        "log(mean_gap_days)",
        "log(encounters)",
        "log(recent_ratio)",
        "relative²",
        "relative × log(encounters)",
    };
    str *terms = NEW_ARRAY(c->arena, str, WITHDRAWAL_TERMS);
    for (i64 i = 0; i < model->terms; i++)
        terms[i] = str_of(names[i]);
    answer_str(answer, "trained_at", day_write(c->arena, model->cutoff));
    answer_i64(answer, "trained_customers", model->n);
    answer_i64(answer, "trained_withdrawn", model->withdrawn);
    struct answer_table *table = answer_table(answer, "coefficients", model->terms);
    answer_column_str(table, "term", terms);
    answer_column_f64(table, "coefficient", model->coefficients);
    answer_column_f64(table, "standard_error", model->errors);
}

static void put_trial(ctx *c, struct answer *answer, const struct withdrawal_trial *trial, f64 z)
{
    const struct ranking *ranking = &trial->ranking;
    const struct ranking_score *a = &ranking->a, *b = &ranking->b;
    answer_str(answer, "trial_trained_at", day_write(c->arena, trial->trained_at));
    answer_str(answer, "trial_at", day_write(c->arena, trial->cutoff));
    answer_i64(answer, "trial_customers", trial->n);
    answer_i64(answer, "trial_withdrawn", trial->withdrawn);
    answer_f64(answer, "trial_expected", trial->expected);
    answer_f64(answer, "auc", a->auc);
    answer_f64(answer, "auc_low", fmax(0, a->auc - z * a->error));
    answer_f64(answer, "auc_high", fmin(1, a->auc + z * a->error));
    answer_f64(answer, "auc_hiatus", b->auc);
    answer_f64(answer, "auc_difference", ranking->difference);
    answer_f64(answer, "auc_difference_low", ranking->difference - z * ranking->error);
    answer_f64(answer, "auc_difference_high", ranking->difference + z * ranking->error);
    answer_f64(answer, "precision_top_tenth", a->precision);
    answer_f64(answer, "precision_top_tenth_hiatus", b->precision);
    answer_bool(answer, "beats_hiatus", ranking->difference > z * ranking->error);
}

static void tell_trial(ctx *c, struct answer *answer, const struct withdrawal_trial *trial, f64 z)
{
    if (!trial->done) {
        answer_assume(answer, "calibrated", HOLDS_UNKNOWN,
                      tr(c, "As many withdraw as the model expects: could not be tried."));
        answer_warn(answer, "not_tried",
                    tr(c, "the past is too short to try the model on: nobody knows how good it is"),
                    tr(c, "Give a shorter --horizon, or a longer history."));
        return;
    }
    bool calibrated = fabs((f64)trial->withdrawn - trial->expected) <= z * trial->error;
    answer_assume(
        answer, "calibrated", calibrated ? HOLDS : HOLDS_NOT,
        fmt(c->arena,
            tr(c,
               "As many withdraw as the model expects: %lld did in the trial, %.0f were expected."),
            (long long)trial->withdrawn, trial->expected));
    if (!calibrated) {
        answer_warn(answer, "not_calibrated",
                    tr(c, "times changed between training and trial: the chances were off"),
                    tr(c, "Trust the order of the customers more than the expected number."));
    }
    const struct ranking *ranking = &trial->ranking;
    if (ranking->difference > z * ranking->error) return;
    bool worse = ranking->difference < -z * ranking->error;
    answer_warn(
        answer, "hiatus_not_beaten",
        worse
            ? tr(c, "the plain days since the last encounter told more than the model in the trial")
            : tr(c, "the model told no more than the plain days since the last encounter in the "
                    "trial"),
        tr(c, "Sorting customers by hiatus_days does as well; the chances still say how likely."));
}

static void tell_gaps(ctx *c, struct answer *answer, const struct taken *taken,
                      const struct withdrawal *found, const struct encounter_days *days)
{
    i64 quiet = (i64)found->at - days->last_day;
    if (quiet > MAX(7, found->horizon_days / 10)) {
        answer_warn(answer, "ends_early",
                    fmt(c->arena,
                        tr(c, "the file's last encounter is %lld days before the day asked about"),
                        (long long)quiet),
                    tr(c, "If the file only ends there, give --at the day on which it ends: else "
                          "everybody seems to stay away."));
    }
    if (taken->without_value) {
        answer_warn(answer, "values_missing",
                    fmt(c->arena,
                        tr(c, "encounters without a value, which count as worth nothing: %lld"),
                        (long long)taken->without_value),
                    NULL);
    }
}

static f64 expected_low(const struct withdrawal *found, f64 z)
{
    return fmax(0, found->expected_here - z * found->error_here);
}

static f64 expected_high(const struct withdrawal *found, f64 z)
{
    f64 high = found->expected_here + z * found->error_here;
    return fmin((f64)(found->scored - found->away), high);
}

static const char *whole_text(ctx *c, f64 number)
{
    return str_c(c->arena, locale_number(c, number, 0));
}

static void say(ctx *c, struct answer *answer, const struct withdrawal *found, f64 z)
{
    f64 low = expected_low(found, z), high = expected_high(found, z);
    answer_say(answer,
               fmt(c->arena,
                   tr(c, "Of %s customers with a habit %s have been away for %ld days or more; of "
                         "the others about %s (%s to %s) will not come in the %ld days after "
                         "%.*s."),
                   whole_text(c, (f64)found->scored), whole_text(c, (f64)found->away),
                   (long)found->horizon_days, whole_text(c, found->expected_here),
                   whole_text(c, low), whole_text(c, high), (long)found->horizon_days,
                   STR(day_write(c->arena, found->at))));
    const struct withdrawal_trial *trial = &found->trial;
    if (!trial->done) return;
    answer_say(
        answer,
        fmt(c->arena,
            tr(c, "Tried on %.*s, of the tenth with the highest chances %.0f%% had withdrawn; "
                  "of the tenth with the longest hiatus %.0f%%; of all %.0f%%."),
            STR(day_write(c->arena, trial->cutoff)), 100 * trial->ranking.a.precision,
            100 * trial->ranking.b.precision, 100 * (f64)trial->withdrawn / (f64)trial->n));
}

static void put_counts(ctx *c, struct answer *answer, const struct withdrawal *found,
                       const struct listed *list, f64 z)
{
    i64 likely = 0;
    for (i64 i = 0; i < list->count; i++) {
        const struct row *row = &list->rows[i];
        likely += row->status == SCORED && found->chances[row->customer] >= 0.5;
    }
    answer_n(answer, found->scored);
    answer_i64(answer, "customers_met", list->count);
    answer_i64(answer, "scored", found->scored);
    answer_i64(answer, "unknown", list->count - found->scored);
    answer_i64(answer, "away", found->away);
    answer_str(answer, "at", day_write(c->arena, found->at));
    answer_i64(answer, "horizon_days", found->horizon_days);
    answer_f64(answer, "median_gap_days", found->median_gap_days);
    answer_f64(answer, "expected_withdrawals", found->expected_here);
    answer_f64(answer, "expected_low", expected_low(found, z));
    answer_f64(answer, "expected_high", expected_high(found, z));
    answer_i64(answer, "likely_withdrawn", likely);
    if (list->has_value) answer_f64(answer, "value_at_risk", list->at_risk_sum);
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct taken *taken = stat->state;
    i64 least = 3, horizon = 0;
    if (!stat_i64(c, stat, "least", (struct stat_bounds){3, 1000}, &least) ||
        !stat_i64(c, stat, "horizon", (struct stat_bounds){1, 3650}, &horizon))
        return false;
    if (!taken) return stat_rows_enough(c, stat, 1);
    const struct frame_column *customer = frame_column(&stat->frame, "customer");
    struct encounter_days days = encounters_sort(taken->encounters, customer->name_count);
    struct withdrawal_days known = {days.customers, days.first, days.days};
    struct withdrawal_ask ask = {taken->at_given ? taken->at : days.last_day, (i32)horizon, least};
    struct withdrawal *found = NEW(c->arena, struct withdrawal); // the answer shows parts of it
    struct listed list;
    if (!withdrawal_score(c, known, ask, found)) return false;
    list_make(c, taken, customer->names, days.customers, found, &list);
    f64 z = quantile_normal(stat->level);
    struct answer *answer = stat->answer;
    put_counts(c, answer, found, &list, z);
    say(c, answer, found, z);
    put_model(c, answer, &found->model);
    if (found->trial.done) put_trial(c, answer, &found->trial, z);
    tell_trial(c, answer, &found->trial, z);
    tell_gaps(c, answer, taken, found, &days);
    put_customers(c, answer, found, &list);
    return true;
}

const struct analysis analysis_withdrawal = {
    .name = "withdrawal",
    .what = "Who is about to stay away, judged from each customer's own habits.",
    .question =
        "Which customers are withdrawing, how likely is it, why do we think so, and what is "
        "at risk?",
    .method =
        "Days with an encounter make a habit: days since the last (hiatus), mean gap, number, and "
        "the "
        "mean of the last third of the gaps against those before. A logistic regression on their "
        "logarithms, with the squared relative hiatus and its product with the number for the "
        "shape, "
        "is trained on what was known one horizon ago and who did not come since, and scores what "
        "is "
        "known now. It is tried on a later time than it was trained on, beside the plain hiatus.",
    .source =
        "Hosmer & Lemeshow, Applied Logistic Regression (2000); DeLong, DeLong & Clarke-Pearson, "
        "Biometrics 44 (1988) 837-845 for the areas; Wübben & v. Wangenheim, J. of Marketing 72 "
        "(2008) 82-93: the hiatus is hard to beat",
    .assumptions = "The future is like the past: the same seasons, the same habits. Customers are "
                   "independent of each other.",
    .not_for =
        "Contracts that are cancelled on a known day (retention), customers met once or twice "
        "(lifetime), or where encounters are ours, not the customer's choice (invoices).",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
