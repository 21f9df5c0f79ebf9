// lifetime: will they buy again, and what are they worth? Connects files with insight/lifetime and
// insight/gamma_gamma: purchases in any order, or customers who are summed up already.
#include <math.h>

#include "base/time.h"
#include "stat/analyses.h"
#include "stat/customers/encounters.h"
#include "stat/customers/lifetime_parts.h"

// clang-format off
static const struct stat_role roles[] = {
    {"customer", STAT_KEY, STAT_OPTIONAL, false, "who bought; needed with --time"},
    {"time", STAT_MOMENT, STAT_OPTIONAL, false, "when: one row a purchase, in any order. Purchases of one day count once"},
    {"value", STAT_NUMBER, STAT_OPTIONAL, true, "what the purchase was worth, in any currency"},
    {"frequency", STAT_NUMBER, STAT_OPTIONAL, false, "instead of --time, one row a customer: purchases after the first, days with several counted once"},
    {"recency", STAT_NUMBER, STAT_OPTIONAL, false, "with --frequency: time from the first purchase to the last; 0 where there was but one"},
    {"age", STAT_NUMBER, STAT_OPTIONAL, false, "with --frequency: time from the first purchase to the end of what was observed"},
    {"mean-value", STAT_NUMBER, STAT_OPTIONAL, true, "with --frequency: mean value of the purchases after the first"},
    {0},
};
static const struct stat_option options[] = {
    {"model", "auto|pareto_nbd|bg_nbd|mbg_nbd|nbd", "auto", false, "the model; auto fits all four and takes, of those that are identified, the one that missed least in the time held out, or without that the one with the least BIC"},
    {"calibrate-until", "DATE", NULL, false, "the last day that models look at; what came later only judges them. Default the last day of the file: nothing judges"},
    {"hold-out", "LENGTH", NULL, false, "how much after that day judges, in the unit; default all that there is"},
    {"horizon", "LENGTH", NULL, false, "how far to look ahead, in the unit; default as far as is held out, else a year"},
    {"unit", "day|week|month", "week", false, "the unit of time, of --frequency's times too; a month is 30.4375 days"},
    {0},
};
static const struct answer_field fields[] = {
    {"customer_count", "customers who bought up to the last day that models look at"},
    {"repeaters", "of them who bought again on another day"},
    {"repeats", "their purchases after the first, days with several counted once"},
    {"calibrated_from", "the first day of the file"},
    {"calibrated_until", "the last day that models look at"},
    {"unit", "of time"},
    {"model", "the model behind all that follows"},
    {"log_likelihood", "of that model, of the moments of purchases in the unit"},
    {"alive", "customers expected not to have left: sum of their chances"},
    {"horizon", "how far ahead, in the unit"},
    {"expected_purchases", "purchases to expect of these customers within the horizon"},
    {"expected_purchases_low", "lower limit of what really happens, were the model right"},
    {"expected_purchases_high", "upper limit"},
    {"expected_purchases_error", "standard error that comes from that of the parameters"},
    {"naive_purchases", "what it would be if each customer's past rate went on"},
    {"expected_value", "value of the expected purchases, not discounted"},
    {"spend_customers", "customers with a repeat purchase of known value above 0: the gamma-gamma model learned from them"},
    {"spend_status", "fitted, or why the gamma-gamma model is not identified"},
    {"spend_p", "gamma-gamma: shape of a customer's purchases"},
    {"spend_p_error", "its standard error"},
    {"spend_q", "gamma-gamma: shape of how customers differ"},
    {"spend_q_error", "its standard error"},
    {"spend_v", "gamma-gamma: scale of how customers differ, in the currency"},
    {"spend_v_error", "its standard error"},
    {"spend_log_likelihood", "of the gamma-gamma model"},
    {"spend_mean", "expected value of a purchase of a customer of whom nothing is known"},
    {"spend_correlation", "correlation of repeats and mean value among them; the model takes it for 0"},
    {"held_out_until", "the last day held out"},
    {"held_out_length", "length of what was held out, in the unit"},
    {"held_out_actual", "purchases of these customers that were made there"},
    {"held_out_expected", "purchases that the model expected there"},
    {"held_out_expected_low", "lower limit of what it allowed for"},
    {"held_out_expected_high", "upper limit"},
    {"held_out_naive", "purchases if each customer's past rate had gone on"},
    {"beats_naive", "whether the model's root mean square error there is below that of the past rates"},
    {"models.model", "each model that was fitted, and `naive`: each customer's past rate goes on"},
    {"models.status", "fitted, or why it is not identified: at_bound, flat, not_converged, too_few"},
    {"models.chosen", "whether all else stands on it"},
    {"models.log_likelihood", "greater is better"},
    {"models.bic", "Schwarz' criterion: less is better"},
    {"models.held_out_total", "purchases expected in the time held out"},
    {"models.mean_absolute_error", "there, purchases a customer"},
    {"models.root_mean_square_error", "there"},
    {"parameters.model", "the model"},
    {"parameters.parameter", "its parameter: r, alpha of buying; s, beta or a, b of leaving"},
    {"parameters.estimate", "alpha and beta in the unit of time"},
    {"parameters.standard_error", "from the curvature of the likelihood; null: not known"},
    {"parameters.low", "lower limit, on the logarithm"},
    {"parameters.high", "upper limit"},
    {"by_frequency.repeats", "purchases after the first, up to calibrated_until"},
    {"by_frequency.customers", "customers who bought so often"},
    {"by_frequency.actual", "what each of them bought in the time held out, on average"},
    {"by_frequency.naive", "the same at their past rate"},
    {"by_frequency.pareto_nbd", "expected by the Pareto/NBD"},
    {"by_frequency.bg_nbd", "expected by the BG/NBD"},
    {"by_frequency.mbg_nbd", "expected by the MBG/NBD"},
    {"by_frequency.nbd", "expected by the NBD"},
    {"tracking.period", "number of the day, week or month"},
    {"tracking.until", "its last day"},
    {"tracking.held_out", "whether models did not look at it"},
    {"tracking.actual", "repeat purchases in it, of the customers of the analysis"},
    {"tracking.expected", "what the model expects of customers of whom it knows but the first day"},
    {"tracking.actual_cumulative", "up to its end"},
    {"tracking.expected_cumulative", "up to its end"},
    {"customers.customer", "the customer, greatest expected value (without values: purchases) first; a number counts the rows"},
    {"customers.repeats", "purchases after the first"},
    {"customers.recency", "time from the first purchase to the last, in the unit"},
    {"customers.age", "time from the first purchase to the last day that models look at"},
    {"customers.alive", "chance of not having left"},
    {"customers.expected", "purchases to expect within the horizon"},
    {"customers.held_out_actual", "purchases in the time held out"},
    {"customers.mean_value", "mean value of repeat purchases"},
    {"customers.expected_mean_value", "value to expect of a purchase"},
    {"customers.expected_value", "value to expect within the horizon, not discounted"},
    {0},
};
// clang-format on

// --- Rows ---

struct taken {
    bool is_summary;
    struct purchases *purchases;
    bool is_until_given;
    i32 until;
    // Summaries: one a row.
    i64 count, capacity;
    struct history *history;
    f64 *spent;
    i32 *name_of;
};

static bool until_read(ctx *c, const struct stat_job *stat, struct taken *taken)
{
    str text = stat_text(stat, "calibrate-until");
    taken->is_until_given = text.size > 0;
    taken->until = INT32_MAX;
    if (!text.size || day_parse(text, &taken->until)) return true;
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "--calibrate-until cannot be \"%.*s\""), STR(text)),
                     tr(c, "Write the day as in 2026-11-21."));
}

static bool roles_fit(ctx *c, const struct stat_job *stat, bool *is_summary)
{
    bool time = stat_has(stat, "time"), customer = stat_has(stat, "customer");
    bool frequency = stat_has(stat, "frequency"), recency = stat_has(stat, "recency"),
         age = stat_has(stat, "age");
    *is_summary = frequency;
    const char *hint = tr(c, "Give --customer and --time for a file of purchases, or --frequency, "
                             "--recency and --age for a file of customers.");
    if (time == (frequency || recency || age))
        return fail_with(c, ERR_USAGE,
                         time ? tr(c, "--time does not go with --frequency, --recency and --age")
                              : tr(c, "which columns tell of purchases is not said"),
                         hint);
    if (time ? !customer : !(frequency && recency && age))
        return fail_with(c, ERR_USAGE, tr(c, "a column is missing"), hint);
    if (time ? stat_has(stat, "mean-value") : stat_has(stat, "value"))
        return fail_with(c, ERR_USAGE,
                         tr(c, "--value goes with --time, --mean-value with --frequency"), hint);
    if (time && stat_has(stat, "hold-out") && !stat_has(stat, "calibrate-until"))
        return fail_with(c, ERR_USAGE, tr(c, "--hold-out needs --calibrate-until"),
                         tr(c, "Name the last day that models may look at."));
    if (!time && (stat_has(stat, "calibrate-until") || stat_has(stat, "hold-out")))
        return fail_with(c, ERR_USAGE,
                         tr(c, "customers who are summed up have no days to hold out"), hint);
    return true;
}

static bool taken_new(ctx *c, struct stat_job *stat)
{
    struct taken *taken = NEW(c->arena, struct taken);
    stat->state = taken;
    if (!roles_fit(c, stat, &taken->is_summary) || !until_read(c, stat, taken)) return false;
    taken->purchases = purchases_new(c, taken->until);
    return true;
}

static void take_purchases(struct taken *taken, const struct frame *block)
{
    const struct frame_column *customer = frame_column(block, "customer");
    const struct frame_column *time = frame_column(block, "time");
    const struct frame_column *value = frame_column(block, "value");
    for (i64 i = 0; i < block->count; i++)
        purchases_add(taken->purchases, customer->code[i], encounters_day(time->ms[i]),
                      value ? value->number[i] : 0);
}

static void make_room(ctx *c, struct taken *taken, i64 count)
{
    if (count <= taken->capacity) return;
    i64 old = taken->capacity, new = MAX(count, 2 * old);
    taken->history = arena_grow(c->arena, taken->history, old, new, (i64)sizeof taken->history[0]);
    taken->spent = arena_grow(c->arena, taken->spent, old, new, (i64)sizeof taken->spent[0]);
    taken->name_of = arena_grow(c->arena, taken->name_of, old, new, (i64)sizeof taken->name_of[0]);
    taken->capacity = new;
}

static void take_summaries(ctx *c, struct taken *taken, const struct frame *block)
{
    const struct frame_column *customer = frame_column(block, "customer");
    const struct frame_column *value = frame_column(block, "mean-value");
    const f64 *frequency = frame_column(block, "frequency")->number;
    const f64 *recency = frame_column(block, "recency")->number;
    const f64 *age = frame_column(block, "age")->number;
    make_room(c, taken, taken->count + block->count);
    for (i64 i = 0; i < block->count; i++) {
        taken->history[taken->count] = (struct history){frequency[i], recency[i], age[i]};
        taken->spent[taken->count] = value ? value->number[i] : (f64)NAN;
        taken->name_of[taken->count++] = customer ? customer->code[i] : -1;
    }
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    if (!stat->state && !taken_new(c, stat)) return false;
    struct taken *taken = stat->state;
    if (taken->is_summary)
        take_summaries(c, taken, block);
    else
        take_purchases(taken, block);
    return true;
}

// --- Customers ---

// Days of a stretch of time that is given in the unit, from `day` on.
static i32 day_after(const struct lifetime_base *base, i32 day, f64 length)
{
    return day + (i32)lround(length * base->unit_days);
}

static bool hold_out(ctx *c, struct stat_job *stat, const struct taken *taken,
                     struct lifetime_base *base)
{
    i32 last = purchases_last_day(taken->purchases);
    base->from = purchases_first_day(taken->purchases);
    base->until = taken->is_until_given ? taken->until : last;
    base->held_until = MAX(last, base->until);
    if (base->until > last)
        answer_warn(stat->answer, "beyond_the_file",
                    fmt(c->arena, tr(c, "the file ends on %.*s, before --calibrate-until"),
                        STR(day_write(c->arena, last))),
                    tr(c, "The days between are taken for days on which nobody bought."));
    if (base->until < base->from)
        return fail_with(c, ERR_REFUSED, tr(c, "nobody had bought by the day of --calibrate-until"),
                         fmt(c->arena, tr(c, "The file's days are from %.*s to %.*s."),
                             STR(day_write(c->arena, base->from)), STR(day_write(c->arena, last))));
    if (stat_has(stat, "hold-out")) {
        f64 length = 0;
        if (!stat_f64(c, stat, "hold-out", (struct stat_bounds){0.001, 40000}, &length))
            return false;
        base->held_until = day_after(base, base->until, length);
        if (base->held_until > last)
            return fail_with(
                c, ERR_REFUSED, tr(c, "the file ends before the time to hold out does"),
                fmt(c->arena, tr(c, "Its last day is %.*s."), STR(day_write(c->arena, last))));
    }
    base->held = (f64)(base->held_until - base->until) / base->unit_days;
    return true;
}

static void customers_of_purchases(ctx *c, struct stat_job *stat, const struct taken *taken,
                                   struct lifetime_base *base)
{
    i64 all = purchases_customers(taken->purchases);
    bool has_value = stat_has(stat, "value");
    i32 *name_of = NEW_ARRAY(c->arena, i32, all + 1);
    base->history = NEW_ARRAY(c->arena, struct history, all + 1);
    base->actual = NEW_ARRAY(c->arena, f64, all + 1);
    if (has_value) base->spent = NEW_ARRAY(c->arena, f64, all + 1);
    base->purchases = taken->purchases;
    for (i64 i = 0; i < all; i++) {
        struct purchase_record record =
            purchases_record(taken->purchases, (i32)i, base->until, base->held_until);
        if (record.first == PURCHASES_NEVER) {
            base->new_customers++;
            continue;
        }
        base->history[base->count] = (struct history){
            (f64)record.repeats, (f64)(record.last - record.first) / base->unit_days,
            (f64)(base->until - record.first) / base->unit_days};
        base->actual[base->count] = (f64)record.later;
        if (base->spent)
            base->spent[base->count] =
                record.repeats ? record.repeat_value / (f64)record.repeats : (f64)NAN;
        name_of[base->count++] = (i32)i;
    }
    base->name_of = name_of;
}

static bool customers_find(ctx *c, struct stat_job *stat, struct lifetime_base *base)
{
    struct taken *taken = stat->state;
    const struct frame_column *names = frame_column(&stat->frame, "customer");
    base->names = names ? names->names : NULL;
    if (!taken->is_summary) {
        if (!hold_out(c, stat, taken, base)) return false;
        customers_of_purchases(c, stat, taken, base);
    } else {
        base->count = taken->count;
        base->history = taken->history;
        base->name_of = taken->name_of;
        base->spent = stat_has(stat, "mean-value") ? taken->spent : NULL;
    }
    return histories_group(c, base->history, base->count, &base->histories);
}

// --- Models ---

static const char *const model_words[] = {"auto", "pareto_nbd", "bg_nbd", "mbg_nbd", "nbd"};
static_assert(COUNT_OF(model_words) == LIFETIME_MODELS + 1, "each model has its word");

bool lifetime_is_usable(const struct lifetime_fit *fit)
{
    return fit->status != LIFETIME_TOO_FEW && fit->status != LIFETIME_NOT_CONVERGED;
}

// Less is better: what was missed in the time held out, else Schwarz' criterion.
static f64 criterion_of(ctx *c, const struct lifetime_base *base, const struct lifetime_fit *fit)
{
    return base->held > 0 ? lifetime_score(c, base, fit).root_mean_square_error : fit->bic;
}

// The best of those that are identified; else of those that can be used.
static bool choose(ctx *c, const struct lifetime_base *base, struct lifetime_models *models)
{
    for (int round = 0; round < 2; round++) {
        i64 best = -1;
        f64 least = INFINITY;
        for (i64 i = 0; i < LIFETIME_MODELS; i++) {
            const struct lifetime_fit *fit = &models->fits[i];
            bool fits = round == 0 ? fit->status == LIFETIME_FITTED : lifetime_is_usable(fit);
            if (!models->asked[i] || !fits) continue;
            f64 criterion = criterion_of(c, base, fit);
            if (best >= 0 && !(criterion < least)) continue;
            best = i;
            least = criterion;
        }
        if (best < 0) continue;
        models->chosen = (enum lifetime_model)best;
        return true;
    }
    return fail_with(c, ERR_REFUSED, tr(c, "no model could be fitted to these purchases"),
                     tr(c, "More customers, or a longer time, are needed; or try --model nbd."));
}

static bool models_read(ctx *c, const struct stat_job *stat, struct lifetime_models *models)
{
    i64 asked = 0;
    if (!stat_choice(c, stat, "model", model_words, COUNT_OF(model_words), &asked)) return false;
    for (i64 i = 0; i < LIFETIME_MODELS; i++)
        models->asked[i] = asked == 0 || asked == i + 1;
    return true;
}

static bool models_fit(ctx *c, const struct lifetime_base *base, struct lifetime_models *models)
{
    for (i64 i = 0; i < LIFETIME_MODELS; i++) {
        if (models->asked[i] &&
            !lifetime_fit(c, (enum lifetime_model)i, &base->histories, &models->fits[i]))
            return false;
    }
    return choose(c, base, models);
}

static bool unit_read(ctx *c, const struct stat_job *stat, struct lifetime_base *base)
{
    static const char *const units[] = {"day", "week", "month"};
    static const f64 days[] = {1, 7, 30.4375};
    i64 unit = 0;
    if (!stat_choice(c, stat, "unit", units, COUNT_OF(units), &unit)) return false;
    base->unit = str_of(units[unit]);
    base->unit_days = days[unit];
    return true;
}

static bool horizon_read(ctx *c, const struct stat_job *stat, struct lifetime_base *base)
{
    base->horizon = base->held > 0 ? base->held : round(365.25 / base->unit_days);
    return !stat_has(stat, "horizon") ||
           stat_f64(c, stat, "horizon", (struct stat_bounds){0.001, 40000}, &base->horizon);
}

static bool enough(ctx *c, const struct lifetime_base *base)
{
    i64 repeaters = base->histories.repeaters;
    if (repeaters >= LIFETIME_REPEATERS_MIN) return true;
    return fail_with(
        c, ERR_REFUSED,
        fmt(c->arena,
            tr(c, "%lld of %lld customers bought again on another day: too few to learn from"),
            (long long)repeaters, (long long)base->count),
        fmt(c->arena, tr(c, "At least %d are needed, some hundred are better: take a longer time."),
            LIFETIME_REPEATERS_MIN));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct lifetime_base base = {.held = 0};
    struct lifetime_models models = {.asked = {false}};
    if (!stat->state && !taken_new(c, stat)) return false;
    if (!models_read(c, stat, &models) || !unit_read(c, stat, &base) ||
        !stat_rows_enough(c, stat, 1) || !customers_find(c, stat, &base) ||
        !horizon_read(c, stat, &base) || !enough(c, &base) || !models_fit(c, &base, &models))
        return false;
    base.models = &models;
    answer_n(stat->answer, base.count);
    lifetime_tell_forecast(c, stat, &base);
    if (!lifetime_tell_models(c, stat, &base)) return false;
    lifetime_tell_held_out(c, stat, &base);
    lifetime_tell_tracking(c, stat, &base);
    return lifetime_list(c, stat, &base);
}

// clang-format off
const struct analysis analysis_lifetime = {
    .name = "lifetime",
    .what = "Who will buy again, how often, and what they are worth.",
    .question = "How many purchases, and of what value, can we expect of each customer, where nobody says goodbye?",
    .method = "Customers buy at random, each at a rate of their own, until they leave unseen. Rates and leaving differ between customers; how, is found by maximum likelihood, "
              "from the number of repeat purchases, the time of the last, and the time since the first. Four models are fitted: Pareto/NBD (leaving at any moment), BG/NBD (only after a repeat purchase), "
              "MBG/NBD (after any purchase), NBD (never). The value of a purchase comes from the gamma-gamma model. What is held out judges all of them, beside the forecast that each customer's past rate goes on.",
    .source = "D. Schmittlein, D. Morrison & R. Colombo, Management Science 33 (1987) 1-24; P. Fader, B. Hardie & K. L. Lee, Marketing Science 24 (2005) 275-284; "
              "E. Batislam, M. Denizel & A. Filiztekin, IJRM 24 (2007) 201-209; P. Fader & B. Hardie, notes 9 (2005) and 25 (2013).",
    .assumptions = "Buying is at the customer's free choice at any time (no contract), rates do not change with seasons or campaigns, what is spent does not depend on how often, "
                   "and the file has each customer's first purchase.",
    .not_for = "Contracts and subscriptions, where leaving is seen: use retention. Who is about to stay away, judged by own habits: use withdrawal.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
