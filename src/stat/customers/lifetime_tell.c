// lifetime_tell: the sentence, the models, what was held out, and the tracking plot.
#include <math.h>

#include "base/locale.h"
#include "base/time.h"
#include "insight/maths/quantile.h"
#include "stat/customers/lifetime_parts.h"

#define FREQUENCIES   8    // 0 to 6 repeats, and 7 or more
#define PERIODS_MAX   5000 // of a tracking plot
#define REPEATERS_FEW 100
#define TRACKING_MISS 0.1 // of repeat purchases that a model should have expected

static const struct lifetime_fit *chosen_fit(const struct lifetime_base *base)
{
    return &base->models->fits[base->models->chosen];
}

static const char *unit_words(ctx *c, str unit, f64 count)
{
    bool one = count == 1;
    if (str_equal(unit, S("day"))) return one ? tr(c, "day") : tr(c, "days");
    if (str_equal(unit, S("week"))) return one ? tr(c, "week") : tr(c, "weeks");
    return one ? tr(c, "month") : tr(c, "months");
}

// --- Forecast ---

static f64 naive_rate(struct history history)
{
    return history.age > 0 ? history.repeats / history.age : 0;
}

static void range_of(struct lifetime_total total, f64 level, f64 *low, f64 *high)
{
    f64 half = quantile_normal(level) * hypot(total.error, total.deviation);
    *low = total.expected > half || isnan(half) ? total.expected - half : 0;
    *high = total.expected + half;
}

// The sentence of a model in which nobody leaves cannot tell who is still there.
static const char *expected_text(ctx *c, const struct lifetime_base *base, f64 alive, f64 expected)
{
    str of = locale_number(c, (f64)base->count, 0), purchases = locale_number(c, expected, 0);
    const char *unit = unit_words(c, base->unit, base->horizon);
    str horizon = locale_number(c, base->horizon, base->horizon == floor(base->horizon) ? 0 : 1);
    if (chosen_fit(base)->model == LIFETIME_NBD)
        return fmt(c->arena,
                   tr(c, "If none of %.*s customers leaves, expect about %.*s purchases of all of "
                         "them in the next %.*s %s."),
                   STR(of), STR(purchases), STR(horizon), unit);
    return fmt(c->arena,
               tr(c, "Of %.*s customers about %.*s are still customers; expect about %.*s "
                     "purchases of all of them in the next %.*s %s."),
               STR(of), STR(locale_number(c, alive, 0)), STR(purchases), STR(horizon), unit);
}

static void say(ctx *c, struct stat_job *stat, const struct lifetime_base *base, f64 alive,
                struct lifetime_total total)
{
    f64 low, high;
    range_of(total, stat->level, &low, &high);
    answer_say(stat->answer, expected_text(c, base, alive, total.expected));
    if (isfinite(low))
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Were the model right, what happens lies between %.*s and %.*s with "
                             "%.4g%% confidence."),
                       STR(locale_number(c, low, 0)), STR(locale_number(c, high, 0)),
                       stat->level * 100));
}

void lifetime_tell_forecast(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    const struct lifetime_fit *fit = chosen_fit(base);
    const struct histories *histories = &base->histories;
    struct answer *answer = stat->answer;
    f64 *chances = NEW_ARRAY(c->arena, f64, histories->count + 1), alive = 0, naive = 0;
    lifetime_predict(c, fit, histories, base->horizon, chances, NULL);
    for (i64 i = 0; i < histories->count; i++) {
        alive += histories->customers[i] * chances[i];
        naive += histories->customers[i] * naive_rate(histories->history[i]) * base->horizon;
    }
    struct lifetime_total total = lifetime_predict_total(c, fit, histories, base->horizon);
    f64 low, high;
    range_of(total, stat->level, &low, &high);
    say(c, stat, base, alive, total);
    answer_i64(answer, "customer_count", base->count);
    answer_i64(answer, "repeaters", histories->repeaters);
    answer_i64(answer, "repeats", (i64)histories->repeats);
    if (base->purchases) {
        answer_str(answer, "calibrated_from", day_write(c->arena, base->from));
        answer_str(answer, "calibrated_until", day_write(c->arena, base->until));
    }
    answer_str(answer, "unit", base->unit);
    answer_str(answer, "model", str_of(lifetime_model_name(fit->model)));
    answer_f64(answer, "log_likelihood", fit->log_likelihood);
    answer_f64(answer, "alive", alive);
    answer_f64(answer, "horizon", base->horizon);
    answer_f64(answer, "expected_purchases", total.expected);
    answer_f64(answer, "expected_purchases_low", low);
    answer_f64(answer, "expected_purchases_high", high);
    answer_f64(answer, "expected_purchases_error", total.error);
    answer_f64(answer, "naive_purchases", naive);
    if (isnan(total.expected))
        answer_warn(answer, "not_computed",
                    fmt(c->arena, tr(c, "what the %s expects cannot be computed so far ahead"),
                        lifetime_model_name(fit->model)),
                    tr(c, "Take a shorter --horizon or another --model."));
}

// --- Models ---

static const char *status_word(enum lifetime_status status)
{
    static const char *const words[] = {[LIFETIME_FITTED] = "fitted",
                                        [LIFETIME_AT_BOUND] = "at_bound",
                                        [LIFETIME_FLAT] = "flat",
                                        [LIFETIME_NOT_CONVERGED] = "not_converged",
                                        [LIFETIME_TOO_FEW] = "too_few"};
    return words[status];
}

static void warn_identified(ctx *c, struct stat_job *stat, const struct lifetime_fit *fit)
{
    const char *name = lifetime_model_name(fit->model), *text = NULL;
    if (fit->status == LIFETIME_AT_BOUND)
        text = fmt(c->arena, tr(c, "the %s is not identified: %s runs off to the end of its range"),
                   name, lifetime_parameter_name(fit->model, fit->bound));
    if (fit->status == LIFETIME_FLAT)
        text = fmt(c->arena,
                   tr(c, "the %s is not identified: very different parameters fit equally well"),
                   name);
    if (fit->status == LIFETIME_NOT_CONVERGED)
        text = fmt(c->arena, tr(c, "the fit of the %s did not converge"), name);
    if (!text) return;
    answer_warn(stat->answer, "not_identified", text,
                tr(c, "Do not read its parameters; its forecasts stand only as far as they hold in "
                      "the time held out. A longer time or more customers may help."));
}

static void warn_models(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    for (i64 i = 0; i < LIFETIME_MODELS; i++) {
        if (base->models->asked[i]) warn_identified(c, stat, &base->models->fits[i]);
    }
    if (base->histories.repeaters < REPEATERS_FEW)
        answer_warn(stat->answer, "few_repeats",
                    fmt(c->arena, tr(c, "few customers bought again: %lld"),
                        (long long)base->histories.repeaters),
                    tr(c, "The parameters are uncertain: look at their limits, or take a longer "
                          "time."));
    if (base->models->chosen == LIFETIME_NBD)
        answer_warn(stat->answer, "nobody_leaves",
                    tr(c, "in the NBD nobody leaves: that all are still customers is assumed, not "
                          "found"),
                    tr(c, "See `stat withdrawal` for who stays away; or take --model pareto_nbd."));
    if (base->models->chosen == LIFETIME_BG_NBD && base->histories.repeaters < base->count)
        answer_warn(
            stat->answer, "alive_is_one",
            fmt(c->arena,
                tr(c, "the BG/NBD says of all %lld customers who bought once that they have not "
                      "left"),
                (long long)(base->count - base->histories.repeaters)),
            tr(c, "Judge customers by the expected purchases, or take --model pareto_nbd."));
}

struct tracking_score lifetime_score(ctx *c, const struct lifetime_base *base,
                                     const struct lifetime_fit *fit)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *each = NEW_ARRAY(c->arena, f64, base->histories.count + 1);
    f64 *expected = NEW_ARRAY(c->arena, f64, base->count + 1);
    if (fit) lifetime_predict(c, fit, &base->histories, base->held, NULL, each);
    for (i64 i = 0; i < base->count; i++)
        expected[i] =
            fit ? each[base->histories.of_customer[i]] : naive_rate(base->history[i]) * base->held;
    struct tracking_score score = tracking_score(expected, base->actual, base->count);
    arena_rewind(c->arena, mark);
    return score;
}

static void table_models(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    enum { ROWS = LIFETIME_MODELS + 1 };
    str *name = NEW_ARRAY(c->arena, str, ROWS), *status = NEW_ARRAY(c->arena, str, ROWS);
    bool *is_chosen = NEW_ARRAY(c->arena, bool, ROWS);
    f64 *likelihood = NEW_ARRAY(c->arena, f64, ROWS), *bic = NEW_ARRAY(c->arena, f64, ROWS);
    f64 *total = NEW_ARRAY(c->arena, f64, ROWS), *mae = NEW_ARRAY(c->arena, f64, ROWS),
        *rmse = NEW_ARRAY(c->arena, f64, ROWS);
    i64 rows = 0;
    for (i64 i = 0; i <= LIFETIME_MODELS; i++) {
        bool is_naive = i == LIFETIME_MODELS;
        if (is_naive ? !(base->held > 0) : !base->models->asked[i]) continue;
        const struct lifetime_fit *fit = is_naive ? NULL : &base->models->fits[i];
        name[rows] = is_naive ? S("naive") : str_of(lifetime_model_name(fit->model));
        status[rows] = fit ? str_of(status_word(fit->status)) : S("");
        is_chosen[rows] = i == (i64)base->models->chosen;
        likelihood[rows] = fit ? fit->log_likelihood : (f64)NAN;
        bic[rows] = fit ? fit->bic : (f64)NAN;
        total[rows] = mae[rows] = rmse[rows] = (f64)NAN;
        if (base->held > 0 && (!fit || lifetime_is_usable(fit))) {
            struct tracking_score score = lifetime_score(c, base, fit);
            total[rows] = score.total;
            mae[rows] = score.mean_absolute_error;
            rmse[rows] = score.root_mean_square_error;
        }
        rows++;
    }
    struct answer_table *table = answer_table(stat->answer, "models", rows);
    answer_column_str(table, "model", name);
    answer_column_str(table, "status", status);
    answer_column_bool(table, "chosen", is_chosen);
    answer_column_f64(table, "log_likelihood", likelihood);
    answer_column_f64(table, "bic", bic);
    if (base->held <= 0) return;
    answer_column_f64(table, "held_out_total", total);
    answer_column_f64(table, "mean_absolute_error", mae);
    answer_column_f64(table, "root_mean_square_error", rmse);
}

static void table_parameters(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    enum { ROWS = LIFETIME_MODELS * LIFETIME_PARAMETERS_MAX };
    str *model = NEW_ARRAY(c->arena, str, ROWS), *parameter = NEW_ARRAY(c->arena, str, ROWS);
    f64 *estimate = NEW_ARRAY(c->arena, f64, ROWS), *error = NEW_ARRAY(c->arena, f64, ROWS);
    f64 *low = NEW_ARRAY(c->arena, f64, ROWS), *high = NEW_ARRAY(c->arena, f64, ROWS);
    f64 z = quantile_normal(stat->level);
    i64 rows = 0;
    for (i64 i = 0; i < LIFETIME_MODELS; i++) {
        const struct lifetime_fit *fit = &base->models->fits[i];
        if (!base->models->asked[i] || !lifetime_is_usable(fit)) continue;
        for (i64 k = 0; k < fit->parameter_count; k++) {
            model[rows] = str_of(lifetime_model_name(fit->model));
            parameter[rows] = str_of(lifetime_parameter_name(fit->model, k));
            estimate[rows] = fit->parameters[k];
            error[rows] = fit->errors[k];
            f64 factor = exp(z * fit->errors[k] / fit->parameters[k]);
            low[rows] = fit->parameters[k] / factor;
            high[rows++] = fit->parameters[k] * factor;
        }
    }
    struct answer_table *table = answer_table(stat->answer, "parameters", rows);
    answer_column_str(table, "model", model);
    answer_column_str(table, "parameter", parameter);
    answer_column_f64(table, "estimate", estimate);
    answer_column_f64(table, "standard_error", error);
    answer_column_f64(table, "low", low);
    answer_column_f64(table, "high", high);
}

bool lifetime_tell_models(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    if (ctx_stopped(c)) return false;
    table_models(c, stat, base);
    table_parameters(c, stat, base);
    warn_models(c, stat, base);
    answer_assume(stat->answer, "no_contract", HOLDS_UNKNOWN,
                  tr(c, "customers buy when they like and leave unseen; the file has each one's "
                        "first purchase"));
    return true;
}

// --- What was held out ---

static void fields_held_out(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    const struct lifetime_fit *fit = chosen_fit(base);
    struct answer *answer = stat->answer;
    f64 actual = 0, low, high;
    for (i64 i = 0; i < base->count; i++)
        actual += base->actual[i];
    struct lifetime_total total = lifetime_predict_total(c, fit, &base->histories, base->held);
    range_of(total, stat->level, &low, &high);
    struct tracking_score model = lifetime_score(c, base, fit),
                          rate = lifetime_score(c, base, NULL);
    answer_str(answer, "held_out_until", day_write(c->arena, base->held_until));
    answer_f64(answer, "held_out_length", base->held);
    answer_f64(answer, "held_out_actual", actual);
    answer_f64(answer, "held_out_expected", model.total);
    answer_f64(answer, "held_out_expected_low", low);
    answer_f64(answer, "held_out_expected_high", high);
    answer_f64(answer, "held_out_naive", rate.total);
    bool beats = model.root_mean_square_error < rate.root_mean_square_error;
    answer_bool(answer, "beats_naive", beats);
    answer_say(answer, fmt(c->arena,
                           tr(c, "In the time held out they bought %.*s times; the model had "
                                 "expected %.*s, past rates %.*s."),
                           STR(locale_number(c, actual, 0)), STR(locale_number(c, model.total, 0)),
                           STR(locale_number(c, rate.total, 0))));
    if (!beats)
        answer_warn(answer, "naive_is_better",
                    tr(c, "each customer's past rate forecast the time held out better"),
                    tr(c, "Look at the tracking table for a season or a change that the model does "
                          "not know."));
    if (isfinite(low))
        answer_assume(answer, "held_out", actual >= low && actual <= high ? HOLDS : HOLDS_NOT,
                      fmt(c->arena,
                          tr(c, "what was held out lies in the model's range, %.*s to %.*s"),
                          STR(locale_number(c, low, 0)), STR(locale_number(c, high, 0))));
}

static void table_by_frequency(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    static const char *const names[] = {"pareto_nbd", "bg_nbd", "mbg_nbd", "nbd"};
    static const char *const words[FREQUENCIES] = {"0", "1", "2", "3", "4", "5", "6", "7+"};
    str *repeats = NEW_ARRAY(c->arena, str, FREQUENCIES);
    i64 *customers = NEW_ARRAY(c->arena, i64, FREQUENCIES);
    f64 *sums[LIFETIME_MODELS + 2];
    for (i64 i = 0; i < COUNT_OF(sums); i++)
        sums[i] = NEW_ARRAY(c->arena, f64, FREQUENCIES);
    f64 *each = NEW_ARRAY(c->arena, f64, base->histories.count + 1);
    for (i64 i = 0; i < base->count; i++) {
        i64 row = (i64)fmin(base->history[i].repeats, FREQUENCIES - 1);
        customers[row]++;
        sums[LIFETIME_MODELS][row] += base->actual[i];
        sums[LIFETIME_MODELS + 1][row] += naive_rate(base->history[i]) * base->held;
    }
    for (i64 m = 0; m < LIFETIME_MODELS; m++) {
        if (!base->models->asked[m] || !lifetime_is_usable(&base->models->fits[m])) continue;
        lifetime_predict(c, &base->models->fits[m], &base->histories, base->held, NULL, each);
        for (i64 i = 0; i < base->count; i++)
            sums[m][(i64)fmin(base->history[i].repeats, FREQUENCIES - 1)] +=
                each[base->histories.of_customer[i]];
    }
    for (i64 row = 0; row < FREQUENCIES; row++) {
        repeats[row] = str_of(words[row]);
        for (i64 i = 0; i < COUNT_OF(sums); i++)
            sums[i][row] = customers[row] ? sums[i][row] / (f64)customers[row] : (f64)NAN;
    }
    struct answer_table *table = answer_table(stat->answer, "by_frequency", FREQUENCIES);
    answer_column_str(table, "repeats", repeats);
    answer_column_i64(table, "customers", customers);
    answer_column_f64(table, "actual", sums[LIFETIME_MODELS]);
    for (i64 m = 0; m < LIFETIME_MODELS; m++) {
        if (base->models->asked[m] && lifetime_is_usable(&base->models->fits[m]))
            answer_column_f64(table, names[m], sums[m]);
    }
    answer_column_f64(table, "naive", sums[LIFETIME_MODELS + 1]);
}

void lifetime_tell_held_out(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    if (base->held > 0) {
        fields_held_out(c, stat, base);
        table_by_frequency(c, stat, base);
    } else {
        answer_assume(stat->answer, "held_out", HOLDS_UNKNOWN,
                      base->purchases
                          ? tr(c, "nothing was held out to judge the forecast by; "
                                  "--calibrate-until does it")
                          : tr(c, "nothing was held out to judge the forecast by; only a file of "
                                  "purchases allows that"));
    }
    if (base->new_customers > 0)
        answer_warn(stat->answer, "new_customers",
                    fmt(c->arena, tr(c, "customers who came later and are left out: %lld"),
                        (long long)base->new_customers),
                    tr(c, "Forecasts are of those who were customers on the last day that models "
                          "look at."));
}

// --- Tracking ---

struct periods {
    i64 count;
    i32 *ends; // days since base->from
    f64 *actual, *expected;
    i32 days;
};

static struct periods periods_of(ctx *c, const struct lifetime_base *base)
{
    struct periods periods = {.days = base->held_until - base->from + 1};
    i64 most = (i64)ceil((f64)periods.days / base->unit_days);
    most = MIN(most, PERIODS_MAX);
    periods.ends = NEW_ARRAY(c->arena, i32, most + 1);
    for (i64 k = 0; k < most; k++)
        periods.ends[k] = MIN((i32)lround((f64)(k + 1) * base->unit_days) - 1, periods.days - 1);
    periods.count = most;
    periods.actual = NEW_ARRAY(c->arena, f64, most + 1);
    periods.expected = NEW_ARRAY(c->arena, f64, most + 1);
    return periods;
}

// Cumulative numbers, actual and expected.
static void track(ctx *c, const struct lifetime_base *base, struct periods *periods)
{
    f64 *births = NEW_ARRAY(c->arena, f64, periods->days);
    f64 *by_day = NEW_ARRAY(c->arena, f64, periods->days);
    for (i64 i = 0; i < base->count; i++)
        births[base->until - base->from - lround(base->history[i].age * base->unit_days)]++;
    purchases_count(base->purchases, base->until, base->from, base->held_until, by_day);
    f64 sum = 0;
    i64 day = 0;
    for (i64 k = 0; k < periods->count; k++) {
        for (; day <= periods->ends[k]; day++)
            sum += by_day[day];
        periods->actual[k] = sum;
    }
    struct tracking_births born = {periods->days, births, 1 / base->unit_days};
    tracking_expected(c, chosen_fit(base), &born, periods->ends, periods->count, periods->expected);
}

static void assume_tracking(ctx *c, struct stat_job *stat, const struct lifetime_base *base,
                            const struct periods *periods)
{
    i64 last = -1;
    while (last + 1 < periods->count && base->from + periods->ends[last + 1] <= base->until)
        last++;
    if (last < 0) return;
    f64 ratio = periods->expected[last] / periods->actual[last];
    answer_assume(stat->answer, "tracking",
                  !isfinite(ratio)                   ? HOLDS_UNKNOWN
                  : fabs(ratio - 1) <= TRACKING_MISS ? HOLDS
                                                     : HOLDS_NOT,
                  fmt(c->arena,
                      tr(c, "the model follows what it was fitted to: it expects %.*s repeat "
                            "purchases where %.*s were made"),
                      STR(locale_number(c, periods->expected[last], 0)),
                      STR(locale_number(c, periods->actual[last], 0))));
}

void lifetime_tell_tracking(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    if (!base->purchases) return;
    struct periods periods = periods_of(c, base);
    track(c, base, &periods);
    assume_tracking(c, stat, base, &periods);
    i64 n = periods.count, *number = NEW_ARRAY(c->arena, i64, n + 1);
    i32 *until = NEW_ARRAY(c->arena, i32, n + 1);
    bool *held = NEW_ARRAY(c->arena, bool, n + 1);
    f64 *actual = NEW_ARRAY(c->arena, f64, n + 1), *expected = NEW_ARRAY(c->arena, f64, n + 1);
    for (i64 k = 0; k < n; k++) {
        number[k] = k + 1;
        until[k] = base->from + periods.ends[k];
        held[k] = until[k] > base->until;
        actual[k] = periods.actual[k] - (k ? periods.actual[k - 1] : 0);
        expected[k] = periods.expected[k] - (k ? periods.expected[k - 1] : 0);
    }
    struct answer_table *table = answer_table(stat->answer, "tracking", n);
    answer_column_i64(table, "period", number);
    answer_column_day(table, "until", until);
    answer_column_bool(table, "held_out", held);
    answer_column_f64(table, "actual", actual);
    answer_column_f64(table, "expected", expected);
    answer_column_f64(table, "actual_cumulative", periods.actual);
    answer_column_f64(table, "expected_cumulative", periods.expected);
}
