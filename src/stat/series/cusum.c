// cusum: has a known cadence changed, and since when? Counts of one series, or of each customer;
// connects files with insight/cusum.
#include "insight/series/cusum.h"

#include <math.h>

#include "base/locale.h"
#include "base/time.h"
#include "insight/maths/quantile.h"
#include "stat/analyses.h"
#include "stat/series/cusum_rows.h"

// clang-format off
static const struct stat_role roles[] = {
    {"time", STAT_MOMENT, STAT_ONE, false, "when the event was, or the period of the count began"},
    {"count", STAT_NUMBER, STAT_OPTIONAL, false, "how many events; each row is then a period of its own, unless --period is given"},
    {"customer", STAT_KEY, STAT_OPTIONAL, false, "whose event: each customer is watched for himself, several events of a day as one"},
    {0},
};

static const struct stat_option options[] = {
    {"expected", "N", NULL, false, "events that are usual in a period; default learned from the first periods"},
    {"detect", "FACTOR", "0.5", false, "the change to find: 0.5 is half as many as usual, 2 twice as many"},
    {"run-length", "N", "200", false, "periods until a false alarm, on average, while nothing has changed"},
    {"period", "DAYS", NULL, false, "length of a period in which events are counted; default 7"},
    {"learn", "N", NULL, false, "periods from which the usual number is learned; default half of them"},
    {"until", "DATE", NULL, false, "the last day of which all events are known; default that of the last event"},
    {"least", "N", "6", false, "events that a customer's learning periods need"},
    {0},
};

static const struct answer_field fields[] = {
    {"periods", "periods watched, of all customers together"},
    {"period_days", "their length; null where each row is one"},
    {"learned_periods", "periods before them from which the expected number was learned"},
    {"expected", "events expected in a period"},
    {"detect", "the change to find, as a factor"},
    {"reference_value", "k: what is taken off each count before it is summed (for a fall, k less the count is summed)"},
    {"threshold", "h: the sum that gives alarm"},
    {"run_length", "periods until a false alarm, on average"},
    {"run_length_changed", "periods from the change to its alarm, on average"},
    {"alarm_count", "alarms given"},
    {"false_alarms_expected", "alarms that chance alone would give in so many periods"},
    {"dispersion", "variance over mean of the counts that were learned from; 1 for Poisson counts"},
    {"customers_watched", "customers with enough events to learn from"},
    {"customers_unknown", "customers with too few"},
    {"customers_alarmed", "customers with an alarm"},
    {"alarms.alarm", "first day of the period that gave alarm"},
    {"alarms.since", "first day of the period since which the sum rose: an estimate of when it changed"},
    {"alarms.sum", "the sum that gave alarm"},
    {"alarms.mean_since", "events a period between the two"},
    {"series.period", "first day"},
    {"series.count", "events"},
    {"series.sum", "the sum after it"},
    {"customers.customer", "the customer"},
    {"customers.status", "watched; too_few: too few events to learn from; too_slow: so few that a change cannot be told in a sensible time"},
    {"customers.expected", "events expected in a period"},
    {"customers.threshold", "h"},
    {"customers.run_length", "periods until a false alarm, on average"},
    {"customers.periods", "periods watched"},
    {"customers.alarms", "alarms given"},
    {"customers.alarm", "first day of the period of the latest alarm"},
    {"customers.since", "first day of the period since which its sum rose"},
    {"customers.mean_since", "events a period between the two"},
    {0},
};
// clang-format on

struct ask {
    f64 detect, run_length, expected; // expected 0: learned
    i64 learn, least;                 // learn 0: half
};

static bool ask_read(ctx *c, const struct stat_job *stat, struct ask *out)
{
    *out = (struct ask){0};
    if (!stat_f64(c, stat, "detect", (struct stat_bounds){0.01, 100}, &out->detect) ||
        !stat_f64(c, stat, "run-length", (struct stat_bounds){2, 1e6}, &out->run_length) ||
        !stat_f64(c, stat, "expected", (struct stat_bounds){1e-9, 1e6}, &out->expected) ||
        !stat_i64(c, stat, "learn", (struct stat_bounds){1, 1e6}, &out->learn) ||
        !stat_i64(c, stat, "least", (struct stat_bounds){1, 1e6}, &out->least))
        return false;
    if (fabs(out->detect - 1) >= 0.01) return true;
    return fail_with(c, ERR_USAGE, tr(c, "--detect 1 is no change"),
                     tr(c, "Give 0.5 for half as many as usual, 2 for twice as many."));
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    return cusum_rows_take(c, stat, block);
}

// --- Learning what is usual ---

struct learned {
    i64 periods;    // from which it was learned
    f64 expected;   // events a period
    f64 events;     // in them
    f64 square_sum; // Σ (count − mean)² / mean: χ² with periods − 1 degrees where counts are
                    // Poisson
};

static struct learned learn(const struct ask *ask, const f64 counts[], i64 n)
{
    struct learned out = {.periods = ask->learn ? MIN(ask->learn, n) : n / 2};
    if (ask->expected > 0) out.periods = 0;
    out.expected = ask->expected;
    if (!out.periods) return out;
    for (i64 i = 0; i < out.periods; i++)
        out.events += counts[i];
    out.expected = out.events / (f64)out.periods;
    for (i64 i = 0; i < out.periods && out.events > 0; i++) {
        f64 away = counts[i] - out.expected;
        out.square_sum += away * away / out.expected;
    }
    return out;
}

static void tell_poisson(ctx *c, struct answer *answer, f64 square_sum, f64 degrees)
{
    const char *text = tr(c, "Counts vary as those of independent events (Poisson).");
    if (degrees < 5) {
        answer_assume(answer, "poisson", HOLDS_UNKNOWN, text);
        return;
    }
    answer_f64(answer, "dispersion", square_sum / degrees);
    bool over = chance_gamma_above(square_sum / 2, degrees / 2) < 0.01;
    answer_assume(answer, "poisson", over ? HOLDS_NOT : HOLDS, text);
    if (!over) return;
    answer_warn(answer, "overdispersed",
                tr(c,
                   "counts vary more than independent events would: false alarms come more often "
                   "than stated"),
                tr(c, "Use longer periods or a longer --run-length, or take seasons out first."));
}

static str day_of(ctx *c, const struct cusum_rows *rows, const struct cusum_span *span, i64 period)
{
    if (rows->starts) return day_write(c->arena, rows->starts[period]);
    return day_write(c->arena, (i32)(span->first_day + period * rows->period_days));
}

static f64 mean_since(const f64 counts[], struct cusum_alarm alarm)
{
    f64 sum = 0;
    for (i64 i = alarm.since; i <= alarm.at; i++)
        sum += counts[i];
    return sum / (f64)(alarm.at - alarm.since + 1);
}

// --- One series ---

static void put_design(struct answer *answer, const struct ask *ask, f64 expected,
                       const struct cusum_design *design)
{
    answer_f64(answer, "expected", expected);
    answer_f64(answer, "detect", ask->detect);
    answer_f64(answer, "reference_value", design->chart.reference);
    answer_f64(answer, "threshold", design->chart.threshold);
    answer_f64(answer, "run_length", design->run_length);
    answer_f64(answer, "run_length_changed", design->run_length_changed);
}

static void put_series(ctx *c, struct answer *answer, const struct cusum_rows *rows,
                       const struct cusum_span *span, const f64 *counts, i64 from, const f64 *sums)
{
    i64 n = span->periods - from;
    str *starts = NEW_ARRAY(c->arena, str, MAX(n, 1));
    for (i64 i = 0; i < n; i++)
        starts[i] = day_of(c, rows, span, from + i);
    struct answer_table *table = answer_table(answer, "series", n);
    answer_column_str(table, "period", starts);
    answer_column_f64(table, "count", counts + from);
    answer_column_f64(table, "sum", sums);
}

static void put_alarms(ctx *c, struct answer *answer, const struct cusum_rows *rows,
                       const struct cusum_span *span, const f64 *counts, i64 from,
                       const struct cusum_alarm *alarms, i64 found)
{
    str *at = NEW_ARRAY(c->arena, str, MAX(found, 1));
    str *since = NEW_ARRAY(c->arena, str, MAX(found, 1));
    f64 *sum = NEW_ARRAY(c->arena, f64, MAX(found, 1));
    f64 *mean = NEW_ARRAY(c->arena, f64, MAX(found, 1));
    for (i64 i = 0; i < found; i++) {
        at[i] = day_of(c, rows, span, from + alarms[i].at);
        since[i] = day_of(c, rows, span, from + alarms[i].since);
        sum[i] = alarms[i].sum;
        mean[i] = mean_since(counts + from, alarms[i]);
    }
    struct answer_table *table = answer_table(answer, "alarms", found);
    answer_column_str(table, "alarm", at);
    answer_column_str(table, "since", since);
    answer_column_f64(table, "sum", sum);
    answer_column_f64(table, "mean_since", mean);
}

// Three digits that count.
static const char *rate_text(ctx *c, f64 rate)
{
    f64 digits = rate > 0 ? fmin(6, fmax(0, 2 - floor(log10(rate)))) : 0;
    return str_c(c->arena, locale_number(c, rate, (i32)digits));
}

static const char *whole_text(ctx *c, f64 number)
{
    return str_c(c->arena, locale_number(c, number, 0));
}

static void say_series(ctx *c, struct answer *answer, const struct cusum_rows *rows,
                       const struct cusum_span *span, struct learned learned,
                       const struct cusum_design *design, const struct cusum_alarm *alarms,
                       i64 found)
{
    bool fewer = design->chart.side == CUSUM_FALL;
    const char *usual = rate_text(c, learned.expected);
    if (!found) {
        answer_say(
            answer,
            fmt(c->arena,
                fewer ? tr(c, "No alarm in %s periods: events have not demonstrably become fewer "
                              "than %s a period.")
                      : tr(c, "No alarm in %s periods: events have not demonstrably become more "
                              "than %s a period."),
                whole_text(c, (f64)(span->periods - learned.periods)), usual));
    } else {
        answer_say(
            answer,
            fmt(c->arena,
                fewer ? tr(c, "Events have probably become fewer than %s a period: first alarm on "
                              "%.*s, since about %.*s.")
                      : tr(c, "Events have probably become more than %s a period: first alarm on "
                              "%.*s, since about %.*s."),
                usual, STR(day_of(c, rows, span, learned.periods + alarms[0].at)),
                STR(day_of(c, rows, span, learned.periods + alarms[0].since))));
    }
    answer_say(answer,
               fmt(c->arena, tr(c, "By chance alone an alarm would come once in %s periods."),
                   whole_text(c, design->run_length)));
}

static bool run_series(ctx *c, struct stat_job *stat, const struct ask *ask,
                       const struct cusum_rows *rows)
{
    struct cusum_span span = rows->spans[0];
    struct learned learned = learn(ask, rows->counts, span.periods);
    i64 watched = span.periods - learned.periods;
    if (watched < 1 || !(learned.expected > 0)) {
        const char *why = watched < 1
                              ? tr(c, "there are too few periods to learn from and to watch")
                              : tr(c, "there are no events to learn from");
        return fail_with(c, ERR_REFUSED, why,
                         tr(c, "Say what is usual with --expected, or give a longer history."));
    }
    struct cusum_design design;
    struct cusum_aim aim = {learned.expected, ask->detect, ask->run_length};
    if (!cusum_plan(c, aim, &design)) return false;
    f64 *sums = NEW_ARRAY(c->arena, f64, watched);
    struct cusum_alarm *alarms = NEW_ARRAY(c->arena, struct cusum_alarm, watched);
    const f64 *counts = rows->counts;
    i64 found = cusum_watch(design.chart, counts + learned.periods, watched, sums, alarms, watched);
    struct answer *answer = stat->answer;
    say_series(c, answer, rows, &span, learned, &design, alarms, found);
    answer_n(answer, watched);
    answer_i64(answer, "periods", watched);
    if (!rows->starts) answer_i64(answer, "period_days", rows->period_days);
    if (learned.periods) answer_i64(answer, "learned_periods", learned.periods);
    put_design(answer, ask, learned.expected, &design);
    answer_i64(answer, "alarm_count", found);
    answer_f64(answer, "false_alarms_expected", (f64)watched / design.run_length);
    tell_poisson(c, answer, learned.square_sum, (f64)learned.periods - 1);
    if (learned.periods && learned.events < 50) {
        answer_warn(answer, "learned_from_few",
                    fmt(c->arena,
                        tr(c, "what is usual was learned from %.0f events only: the run length is "
                              "uncertain"),
                        learned.events),
                    tr(c, "Say what is usual with --expected if you know it."));
    }
    put_series(c, answer, rows, &span, counts, learned.periods, sums);
    put_alarms(c, answer, rows, &span, counts, learned.periods, alarms, found);
    return true;
}

// --- Each customer ---

// Designs by the logarithm of the expected number, in steps of two per cent: customers share them.
enum { STEPS = 50, DESIGNS = 2048 };
struct designs {
    struct ask ask;
    struct cusum_design *of[DESIGNS];
    bool refused[DESIGNS];
};

static bool design_for(ctx *c, struct designs *designs, f64 expected,
                       const struct cusum_design **out)
{
    i64 step = (i64)MAX(0, MIN(DESIGNS - 1, llround(log(expected) * STEPS) + DESIGNS / 2));
    *out = NULL;
    if (designs->refused[step]) return true;
    if (!designs->of[step]) {
        f64 rounded = exp((f64)(step - DESIGNS / 2) / STEPS);
        struct cusum_design design;
        struct cusum_aim aim = {rounded, designs->ask.detect, designs->ask.run_length};
        designs->refused[step] = !cusum_plan(c, aim, &design);
        if (designs->refused[step]) {
            bool refused = c->err.code == ERR_REFUSED;
            if (refused) err_clear(c);
            return refused;
        }
        designs->of[step] = NEW(c->arena, struct cusum_design);
        *designs->of[step] = design;
    }
    *out = designs->of[step];
    return true;
}

struct watched {
    const char *status;
    f64 expected, threshold, run_length, mean_since;
    i64 periods, alarms;
    struct cusum_alarm latest;
    i64 learned;
};

static i64 latest_alarm(struct cusum_chart chart, const f64 counts[], i64 n,
                        struct cusum_alarm alarms[], struct cusum_alarm *latest)
{
    i64 found = cusum_watch(chart, counts, n, NULL, alarms, n);
    if (found) *latest = alarms[found - 1];
    return found;
}

struct totals {
    i64 known, alarmed, alarms, periods;
    f64 false_alarms, square_sum, degrees;
};

static bool watch_one(ctx *c, const struct cusum_rows *rows, i64 i, struct designs *designs,
                      struct totals *totals, struct watched *out)
{
    const f64 *counts = cusum_rows_counts(rows, i);
    struct cusum_span span = rows->spans[i];
    struct learned learned = learn(&designs->ask, counts, span.periods);
    const struct cusum_design *design = NULL;
    i64 n = span.periods - learned.periods;
    bool enough = n > 0 && learned.expected > 0 &&
                  (learned.periods == 0 || learned.events >= (f64)designs->ask.least);
    *out = (struct watched){.status = "too_few",
                            .expected = enough ? learned.expected : (f64)NAN,
                            .threshold = NAN,
                            .run_length = NAN,
                            .mean_since = NAN};
    if (!enough) return true;
    if (!design_for(c, designs, learned.expected, &design)) return false;
    out->status = design ? "watched" : "too_slow";
    if (!design) return true;
    out->threshold = design->chart.threshold;
    out->run_length = design->run_length;
    out->periods = n;
    out->learned = learned.periods;
    out->alarms =
        latest_alarm(design->chart, counts + learned.periods, n, rows->alarms, &out->latest);
    if (out->alarms) out->mean_since = mean_since(counts + learned.periods, out->latest);
    totals->known++;
    totals->alarmed += out->alarms > 0;
    totals->alarms += out->alarms;
    totals->periods += n;
    totals->false_alarms += (f64)n / design->run_length;
    totals->square_sum += learned.square_sum;
    totals->degrees += MAX(0, (f64)learned.periods - 1);
    return true;
}

struct placed {
    i64 index;
    i64 latest; // day of the latest alarm; INT64_MIN none
    str name;
};

static int by_alarm(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->latest != y->latest) return x->latest > y->latest ? -1 : 1;
    return str_compare(x->name, y->name);
}

static void put_customers(ctx *c, struct answer *answer, const struct cusum_rows *rows,
                          const struct watched *all, const str *names)
{
    i64 n = rows->count, room = MAX(n, 1);
    struct placed *order = NEW_ARRAY(c->arena, struct placed, room);
    str *customer = NEW_ARRAY(c->arena, str, room), *status = NEW_ARRAY(c->arena, str, room);
    str *alarm = NEW_ARRAY(c->arena, str, room), *since = NEW_ARRAY(c->arena, str, room);
    f64 *expected = NEW_ARRAY(c->arena, f64, room), *threshold = NEW_ARRAY(c->arena, f64, room);
    f64 *run_length = NEW_ARRAY(c->arena, f64, room), *mean = NEW_ARRAY(c->arena, f64, room);
    i64 *periods = NEW_ARRAY(c->arena, i64, room), *alarms = NEW_ARRAY(c->arena, i64, room);
    for (i64 i = 0; i < n; i++) {
        i64 at = rows->spans[i].first_day + (all[i].learned + all[i].latest.at) * rows->period_days;
        order[i] =
            (struct placed){i, all[i].alarms ? at : INT64_MIN, names[rows->spans[i].customer]};
    }
    if (n) qsort(order, (size_t)n, sizeof order[0], by_alarm);
    for (i64 k = 0; k < n; k++) {
        i64 i = order[k].index;
        const struct watched *one = &all[i];
        customer[k] = order[k].name;
        status[k] = str_of(one->status);
        expected[k] = one->expected;
        threshold[k] = one->threshold;
        run_length[k] = one->run_length;
        mean[k] = one->mean_since;
        periods[k] = one->periods;
        alarms[k] = one->alarms;
        if (!one->alarms) continue;
        alarm[k] = day_of(c, rows, &rows->spans[i], one->learned + one->latest.at);
        since[k] = day_of(c, rows, &rows->spans[i], one->learned + one->latest.since);
    }
    struct answer_table *table = answer_table(answer, "customers", n);
    answer_column_str(table, "customer", customer);
    answer_column_str(table, "status", status);
    answer_column_str(table, "alarm", alarm);
    answer_column_str(table, "since", since);
    answer_column_f64(table, "expected", expected);
    answer_column_f64(table, "mean_since", mean);
    answer_column_i64(table, "alarms", alarms);
    answer_column_i64(table, "periods", periods);
    answer_column_f64(table, "threshold", threshold);
    answer_column_f64(table, "run_length", run_length);
}

static void put_totals(ctx *c, struct answer *answer, const struct ask *ask,
                       const struct cusum_rows *rows, const struct totals *totals)
{
    answer_say(
        answer,
        fmt(c->arena,
            ask->detect < 1
                ? tr(c, "Of %s customers with a known cadence %s gave alarm that they come less "
                        "often; chance alone would give about %s alarms, and there were %s.")
                : tr(c, "Of %s customers with a known cadence %s gave alarm that they come more "
                        "often; chance alone would give about %s alarms, and there were %s."),
            whole_text(c, (f64)totals->known), whole_text(c, (f64)totals->alarmed),
            whole_text(c, totals->false_alarms), whole_text(c, (f64)totals->alarms)));
    answer_n(answer, totals->known);
    answer_i64(answer, "periods", totals->periods);
    answer_i64(answer, "period_days", rows->period_days);
    answer_f64(answer, "detect", ask->detect);
    answer_i64(answer, "alarm_count", totals->alarms);
    answer_f64(answer, "false_alarms_expected", totals->false_alarms);
    answer_i64(answer, "customers_watched", totals->known);
    answer_i64(answer, "customers_unknown", rows->count - totals->known);
    answer_i64(answer, "customers_alarmed", totals->alarmed);
    tell_poisson(c, answer, totals->square_sum, totals->degrees);
    if (ask->expected > 0) return;
    answer_assume(answer, "cadence_known", HOLDS_UNKNOWN,
                  tr(c, "What is usual is known: it was learned from each customer's own first "
                        "periods, and where these hold few events chance alarms come more often."));
}

static bool run_customers(ctx *c, struct stat_job *stat, const struct ask *ask,
                          const struct cusum_rows *rows)
{
    struct designs *designs = NEW(c->arena, struct designs);
    struct watched *all = NEW_ARRAY(c->arena, struct watched, MAX(rows->count, 1));
    struct totals totals = {0};
    designs->ask = *ask;
    for (i64 i = 0; i < rows->count; i++) {
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        if (!watch_one(c, rows, i, designs, &totals, &all[i])) return false;
    }
    if (!totals.known) {
        return fail_with(c, ERR_REFUSED, tr(c, "no customer has enough events to learn from"),
                         tr(c, "Use longer periods, a longer history, or a smaller --least; or say "
                               "what is usual with --expected."));
    }
    put_totals(c, stat->answer, ask, rows, &totals);
    put_customers(c, stat->answer, rows, all, frame_column(&stat->frame, "customer")->names);
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct ask ask;
    struct cusum_rows rows;
    if (!ask_read(c, stat, &ask) || !cusum_rows_make(c, stat, &rows)) return false;
    return frame_column(&stat->frame, "customer") ? run_customers(c, stat, &ask, &rows)
                                                  : run_series(c, stat, &ask, &rows);
}

const struct analysis analysis_cusum = {
    .name = "cusum",
    .what = "Whether a known cadence has changed, of a series or of each customer, and since when.",
    .question = "Do events come less often (or more often) than they used to, with false alarms as "
                "rare as we want them?",
    .method =
        "A Poisson CUSUM: what counts fall short of (or exceed) a reference value is summed, "
        "never below 0; at the threshold it gives alarm. The reference value lies between the "
        "usual and the changed cadence; the threshold is the smallest with which a false alarm "
        "comes once in --run-length periods, solved exactly as a Markov chain.",
    .source = "Page, Biometrika 41 (1954) 100-115; Lucas, Technometrics 27 (1985) 129-144; Brook & "
              "Evans, Biometrika 59 (1972) 539-549",
    .assumptions =
        "Events are independent of each other, and what is usual is known, or learned from "
        "enough periods in which nothing changed.",
    .not_for =
        "Counts with seasons or trends that are known beforehand (trend, forecast), or a change "
        "looked for afterwards anywhere in a series (change).",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
