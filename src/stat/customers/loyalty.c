// loyalty: who is truly loyal, who only lazy, and what would a competitor take? Connects files with
// insight/loyalty.
#include "insight/customers/loyalty.h"

#include <math.h>

#include "base/time.h"
#include "base/locale.h"
#include "insight/maths/quantile.h"
#include "insight/customers/repeat.h"
#include "stat/analyses.h"
#include "stat/customers/loyalty_rows.h"

// clang-format off
static const struct stat_role roles[] = {
    {"customer", STAT_KEY, STAT_ONE, false, "who answered, or who bought"},
    {"attitude", STAT_NUMBER, STAT_ONE, true, "an answer that shows attitude: NPS 0 to 10, or another score; several rows of a customer are several answers"},
    {"purchases", STAT_NUMBER, STAT_OPTIONAL, true, "how often the customer bought from us"},
    {"occasions", STAT_NUMBER, STAT_OPTIONAL, true, "how often the customer bought such things anywhere"},
    {"years", STAT_NUMBER, STAT_OPTIONAL, true, "in how many years the purchases were made"},
    {"share", STAT_NUMBER, STAT_OPTIONAL, true, "share of wallet, 0 to 1, where purchases are not counted"},
    {"again", STAT_NUMBER, STAT_OPTIONAL, true, "how often a purchase from us followed right after one from us: tells habit from preference"},
    {"value", STAT_NUMBER, STAT_OPTIONAL, true, "what the customer is worth, as in a year"},
    {"rival", STAT_MOMENT, STAT_OPTIONAL, true, "when a competitor opened near the customer; empty: none has"},
    {"left", STAT_MOMENT, STAT_OPTIONAL, true, "when the customer left; empty: is still here"},
    {"since", STAT_MOMENT, STAT_OPTIONAL, true, "since when the customer could be seen to leave: the later of the first purchase and the first answer; default --from"},
    {0},
};

static const struct stat_option options[] = {
    {"warm", "SCORE", NULL, false, "score above which a customer thinks well of us; default that of the middle customer"},
    {"often", "N", NULL, false, "behaviour above which a customer comes often: a share of purchases (default 0.5), or purchases a year (default the mean of all)"},
    {"icc", "SHARE", NULL, false, "how much of the difference between two single answers is real, 0 to 1; default found from those who answered more than once"},
    {"share-weight", "N", "10", false, "how many purchases a share of wallet without --occasions stands for"},
    {"pull", "SHARE", NULL, false, "the share of lazy customers whom a competitor's offer would take in a year, 0 to 1"},
    {"from", "DATE", NULL, false, "with --rival: the day from which leaving was observed"},
    {"until", "DATE", NULL, false, "with --rival: the day until which it was"},
    {0},
};

static const struct answer_field fields[] = {
    {"customers_met", "customers in the file"},
    {"placed", "of them with both an answer and known behaviour: all that follows speaks of these"},
    {"unplaced", "customers without one of them"},
    {"warm", "attitude above which a customer thinks well of us"},
    {"often", "behaviour above which a customer comes often"},
    {"icc", "how much of the difference between two single answers is real, 0 to 1"},
    {"reliability", "the same of the difference between customers, each with all own answers"},
    {"behaviour_first", "a of the beta distribution of shares, or shape of the gamma distribution of rates"},
    {"behaviour_second", "b of the beta distribution, or rate of the gamma distribution in years"},
    {"association", "correlation of attitude and behaviour on the normal scale"},
    {"association_low", "lower limit"},
    {"association_high", "upper limit"},
    {"at_risk_customers", "lazy customers who are still here: they come, but not because they think well of us"},
    {"at_risk_low", "lower limit"},
    {"at_risk_high", "upper limit"},
    {"at_risk_value", "their value"},
    {"pull", "share of the lazy whom a competitor takes in a year"},
    {"pull_low", "lower limit; null where it was given"},
    {"pull_high", "upper limit"},
    {"lost_customers", "lazy customers whom a competitor's offer to all would take in a year"},
    {"lost_low", "lower limit"},
    {"lost_high", "upper limit"},
    {"lost_value", "their value"},
    {"repeats", "purchases from us right after one from us"},
    {"repeats_expected", "the same if each purchase were chosen anew by the customer's own preference"},
    {"repeats_excess", "how much more there are, as a share: habit beyond preference"},
    {"repeats_excess_lazy", "the same among the lazy"},
    {"repeats_excess_loyal", "the same among the loyal"},
    {"repeats_p", "chance of so great a difference if there were no habit"},
    {"groups.place", "loyal: thinks well and comes often; lazy: comes often all the same; latent: thinks well, comes seldom; none: neither"},
    {"groups.share", "of the placed customers"},
    {"groups.share_low", "lower limit"},
    {"groups.share_high", "upper limit"},
    {"groups.customers", "how many"},
    {"groups.customers_low", "lower limit"},
    {"groups.customers_high", "upper limit"},
    {"groups.value", "what they are worth"},
    {"groups.value_low", "lower limit"},
    {"groups.value_high", "upper limit"},
    {"groups.pull", "share whom a competitor nearby took in a year beyond those who went anyway"},
    {"groups.pull_low", "lower limit"},
    {"groups.pull_high", "upper limit"},
    {"customers.customer", "the customer"},
    {"customers.place", "the likeliest place"},
    {"customers.certainty", "its chance"},
    {"customers.loyal", "chance of each place"},
    {"customers.lazy", "chance"},
    {"customers.latent", "chance"},
    {"customers.none", "chance"},
    {"customers.answers", "answers given"},
    {"customers.attitude", "their mean"},
    {"customers.behaviour", "own share, or purchases a year"},
    {"customers.value", "what the customer is worth"},
    {0},
};
// clang-format on

static const char *const place_names[LOYALTY_PLACES] = {"loyal", "lazy", "latent", "none"};

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    return loyalty_rows_take(c, stat, block);
}

struct ask {
    struct loyalty_ask place;
    f64 share_weight, pull; // pull NaN: not given
};

static bool ask_read(ctx *c, const struct stat_job *stat, struct ask *out)
{
    *out = (struct ask){
        .place = {NAN, NAN, NAN, stat->level},
          .pull = NAN
    };
    return stat_f64(c, stat, "warm", (struct stat_bounds){-1e9, 1e9}, &out->place.warm) &&
           stat_f64(c, stat, "often", (struct stat_bounds){1e-9, 1e9}, &out->place.often) &&
           stat_f64(c, stat, "icc", (struct stat_bounds){0.01, 0.98}, &out->place.icc) &&
           stat_f64(c, stat, "share-weight", (struct stat_bounds){1, 1e6}, &out->share_weight) &&
           stat_f64(c, stat, "pull", (struct stat_bounds){0, 1}, &out->pull);
}

static bool often_check(ctx *c, const struct ask *ask, const struct loyalty_data *data)
{
    if (data->rows.behaviour == LOYALTY_RATE || isnan(ask->place.often)) return true;
    if (ask->place.often < 1) return true;
    return fail_with(c, ERR_USAGE, tr(c, "--often must be below 1 where behaviour is a share"),
                     tr(c, "Write a half as 0.5."));
}

// --- A competitor's pull ---

static bool day_read(ctx *c, const struct stat_job *stat, const char *option, i32 *out)
{
    str text = stat_text(stat, option);
    if (text.size && day_parse(text, out)) return true;
    return fail_with(c, ERR_USAGE,
                     text.size ? fmt(c->arena, tr(c, "--%s cannot be \"%.*s\""), option, STR(text))
                               : fmt(c->arena, tr(c, "--%s is missing"), option),
                     tr(c, "To learn a competitor's pull it must be known from when until when "
                           "leaving was observed. Write days as in 2026-11-21."));
}

struct watch {
    i32 from, until;
};

static void stay_of(const struct loyalty_data *data, struct watch watch, i64 i, f64 *without,
                    f64 *with, bool *left_without, bool *left_with)
{
    i32 from = data->since[i] == LOYALTY_NO_DAY ? watch.from : MAX(watch.from, data->since[i]);
    bool left = data->left[i] != LOYALTY_NO_DAY && data->left[i] <= watch.until;
    i32 to = left ? data->left[i] : watch.until;
    i32 rival = data->rival[i] == LOYALTY_NO_DAY ? INT32_MAX : data->rival[i];
    bool seen = to >= from;
    f64 alone = (f64)MIN(to, rival) - (f64)from, beside = (f64)to - (f64)MAX(from, rival);
    *without = seen ? fmax(0, alone) / 365.25 : 0;
    *with = seen ? fmax(0, beside) / 365.25 : 0;
    *left_with = seen && left && to >= rival;
    *left_without = seen && left && to < rival;
}

static bool pull_learn(ctx *c, struct stat_job *stat, const struct loyalty_data *data,
                       const struct loyalty *found, struct loyalty_pull *out)
{
    struct watch watch = {0, 0};
    if (!data->has_left)
        return fail_with(c, ERR_USAGE, tr(c, "--rival needs --left: who left, and when"), NULL);
    if (!day_read(c, stat, "until", &watch.until)) return false;
    if (!data->has_since || stat_has(stat, "from")) {
        if (!day_read(c, stat, "from", &watch.from)) return false;
    } else {
        watch.from = INT32_MIN + 1; // each has an own one
        for (i64 i = 0; i < data->rows.n; i++) {
            if (data->since[i] != LOYALTY_NO_DAY || isnan(found->places[i][0])) continue;
            if (!day_read(c, stat, "from", &watch.from)) return false;
            break;
        }
    }
    i64 n = data->rows.n;
    f64 *without = NEW_ARRAY(c->arena, f64, n), *with = NEW_ARRAY(c->arena, f64, n);
    bool *left_without = NEW_ARRAY(c->arena, bool, n), *left_with = NEW_ARRAY(c->arena, bool, n);
    for (i64 i = 0; i < n; i++)
        stay_of(data, watch, i, &without[i], &with[i], &left_without[i], &left_with[i]);
    struct loyalty_stay stay = {without, with, left_without, left_with};
    return loyalty_pull(c, found, n, stay, stat->level, out);
}

// --- What was found ---

struct risk {
    struct loyalty_interval customers; // lazy and still here
    f64 value;
};

static struct risk risk_of(const struct loyalty_data *data, const struct loyalty *found)
{
    struct risk risk = {{0}, 0};
    for (i64 i = 0; i < data->rows.n; i++) {
        bool here = data->left[i] == LOYALTY_NO_DAY;
        f64 lazy = found->places[i][LOYALTY_LAZY];
        if (isnan(lazy) || !here) continue;
        risk.customers.value += lazy;
        if (data->rows.value) risk.value += lazy * data->rows.value[i];
    }
    const struct loyalty_interval *all = &found->groups[LOYALTY_LAZY].customers;
    f64 part = all->value > 0 ? risk.customers.value / all->value : 0;
    risk.customers.low = part * all->low;
    risk.customers.high = part * all->high;
    return risk;
}

static const char *whole_text(ctx *c, f64 number)
{
    return str_c(c->arena, locale_number(c, number, 0));
}

static void put_risk(ctx *c, struct answer *answer, const struct ask *ask,
                     const struct loyalty_data *data, const struct risk *risk,
                     const struct loyalty_pull *pull)
{
    bool has_value = data->rows.value != NULL;
    const struct loyalty_interval *size = &risk->customers;
    answer_f64(answer, "at_risk_customers", size->value);
    answer_f64(answer, "at_risk_low", size->low);
    answer_f64(answer, "at_risk_high", size->high);
    if (has_value) answer_f64(answer, "at_risk_value", risk->value);
    struct loyalty_interval taken = {ask->pull, ask->pull, ask->pull};
    if (pull) taken = pull->pull[LOYALTY_LAZY];
    if (isnan(taken.value)) return;
    answer_f64(answer, "pull", taken.value);
    if (pull) answer_f64(answer, "pull_low", taken.low);
    if (pull) answer_f64(answer, "pull_high", taken.high);
    // A product's limits, on each side by the relative errors of both (delta method).
    f64 lost = size->value * taken.value;
    f64 down =
        hypot((size->value - size->low) * taken.value, (taken.value - taken.low) * size->value);
    f64 up =
        hypot((size->high - size->value) * taken.value, (taken.high - taken.value) * size->value);
    answer_f64(answer, "lost_customers", lost);
    answer_f64(answer, "lost_low", fmax(0, lost - down));
    answer_f64(answer, "lost_high", lost + up);
    if (has_value) answer_f64(answer, "lost_value", risk->value * taken.value);
    answer_say(answer, fmt(c->arena,
                           tr(c, "An offer of a competitor to all of them would take about %s "
                                 "(%s to %s) of these in a year."),
                           whole_text(c, lost), whole_text(c, fmax(0, lost - down)),
                           whole_text(c, lost + up)));
}

static void say(ctx *c, struct answer *answer, const struct loyalty *found, const struct risk *risk)
{
    const struct loyalty_group *groups = found->groups;
    answer_say(answer,
               fmt(c->arena,
                   tr(c, "Of %s customers %.0f%% (%.0f to %.0f) are truly loyal and %.0f%% (%.0f "
                         "to %.0f) only lazy: they come often without thinking well of us."),
                   whole_text(c, (f64)found->placed), 100 * groups[LOYALTY_LOYAL].share.value,
                   100 * groups[LOYALTY_LOYAL].share.low, 100 * groups[LOYALTY_LOYAL].share.high,
                   100 * groups[LOYALTY_LAZY].share.value, 100 * groups[LOYALTY_LAZY].share.low,
                   100 * groups[LOYALTY_LAZY].share.high));
    answer_say(answer, fmt(c->arena,
                           tr(c, "A competitor puts about %s (%s to %s) lazy customers at risk "
                                 "who are still here."),
                           whole_text(c, risk->customers.value), whole_text(c, risk->customers.low),
                           whole_text(c, risk->customers.high)));
}

static void put_found(struct answer *answer, const struct loyalty_data *data,
                      const struct loyalty *found)
{
    answer_n(answer, found->placed);
    answer_i64(answer, "customers_met", data->rows.n);
    answer_i64(answer, "placed", found->placed);
    answer_i64(answer, "unplaced", data->rows.n - found->placed);
    answer_f64(answer, "warm", found->warm);
    answer_f64(answer, "often", found->often);
    answer_f64(answer, "icc", found->icc);
    answer_f64(answer, "reliability", found->reliability);
    answer_f64(answer, "behaviour_first", found->first);
    answer_f64(answer, "behaviour_second", found->second);
    answer_f64(answer, "association", found->association.value);
    answer_f64(answer, "association_low", found->association.low);
    answer_f64(answer, "association_high", found->association.high);
}

enum { LIMITS = 3 };

static void put_three(ctx *c, struct answer_table *table, const char *const names[LIMITS],
                      const struct loyalty_interval *of[LOYALTY_PLACES])
{
    f64 *values = NEW_ARRAY(c->arena, f64, (i64)LIMITS * LOYALTY_PLACES);
    for (i32 k = 0; k < LOYALTY_PLACES; k++) {
        values[k] = of[k]->value;
        values[LOYALTY_PLACES + k] = of[k]->low;
        values[2 * LOYALTY_PLACES + k] = of[k]->high;
    }
    for (i32 limit = 0; limit < LIMITS; limit++)
        answer_column_f64(table, names[limit], values + limit * LOYALTY_PLACES);
}

static void put_groups(ctx *c, struct answer *answer, const struct loyalty_data *data,
                       const struct loyalty *found, const struct loyalty_pull *pull)
{
    static const char *const shares[] = {"share", "share_low", "share_high"};
    static const char *const customers[] = {"customers", "customers_low", "customers_high"};
    static const char *const values[] = {"value", "value_low", "value_high"};
    static const char *const pulls[] = {"pull", "pull_low", "pull_high"};
    str *names = NEW_ARRAY(c->arena, str, LOYALTY_PLACES);
    const struct loyalty_interval *share[LOYALTY_PLACES], *count[LOYALTY_PLACES];
    const struct loyalty_interval *worth[LOYALTY_PLACES], *taken[LOYALTY_PLACES];
    for (i32 k = 0; k < LOYALTY_PLACES; k++) {
        names[k] = str_of(place_names[k]);
        share[k] = &found->groups[k].share;
        count[k] = &found->groups[k].customers;
        worth[k] = &found->groups[k].worth;
        taken[k] = pull ? &pull->pull[k] : NULL;
    }
    struct answer_table *table = answer_table(answer, "groups", LOYALTY_PLACES);
    answer_column_str(table, "place", names);
    put_three(c, table, shares, share);
    put_three(c, table, customers, count);
    if (data->rows.value) put_three(c, table, values, worth);
    if (pull) put_three(c, table, pulls, taken);
}

struct placed {
    i64 index;
    f64 lazy; // unplaced ones: −1
};

static int by_lazy(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->lazy != y->lazy) return x->lazy > y->lazy ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static void put_customers(ctx *c, struct answer *answer, const struct loyalty_data *data,
                          const struct loyalty *found)
{
    i64 n = data->rows.n, room = MAX(n, 1);
    struct placed *order = NEW_ARRAY(c->arena, struct placed, room);
    str *names = NEW_ARRAY(c->arena, str, room), *place = NEW_ARRAY(c->arena, str, room);
    f64 *certainty = NEW_ARRAY(c->arena, f64, room), *attitude = NEW_ARRAY(c->arena, f64, room);
    f64 *behaviour = NEW_ARRAY(c->arena, f64, room), *value = NEW_ARRAY(c->arena, f64, room);
    f64 *chances = NEW_ARRAY(c->arena, f64, room * LOYALTY_PLACES);
    i64 *answers = NEW_ARRAY(c->arena, i64, room);
    for (i64 i = 0; i < n; i++) {
        f64 lazy = found->places[i][LOYALTY_LAZY];
        order[i] = (struct placed){i, isnan(lazy) ? -1 : lazy};
    }
    if (n) qsort(order, (size_t)n, sizeof order[0], by_lazy);
    for (i64 row = 0; row < n; row++) {
        i64 i = order[row].index;
        i32 best = 0;
        for (i32 k = 0; k < LOYALTY_PLACES; k++) {
            chances[k * n + row] = found->places[i][k];
            if (found->places[i][k] > found->places[i][best]) best = k;
        }
        bool known = !isnan(found->places[i][0]);
        names[row] = data->names[i];
        place[row] = str_of(known                     ? place_names[best]
                            : !data->answer_counts[i] ? "no_answer"
                                                      : "no_behaviour");
        certainty[row] = found->places[i][best];
        answers[row] = data->answer_counts[i];
        attitude[row] = data->mean_answers[i];
        behaviour[row] =
            data->rows.base[i] > 0 ? data->rows.ours[i] / data->rows.base[i] : (f64)NAN;
        value[row] = data->rows.value ? data->rows.value[i] : (f64)NAN;
    }
    struct answer_table *table = answer_table(answer, "customers", n);
    answer_column_str(table, "customer", names);
    answer_column_str(table, "place", place);
    answer_column_f64(table, "certainty", certainty);
    for (i32 k = 0; k < LOYALTY_PLACES; k++)
        answer_column_f64(table, place_names[k], chances + k * n);
    answer_column_i64(table, "answers", answers);
    answer_column_f64(table, "attitude", attitude);
    answer_column_f64(table, "behaviour", behaviour);
    if (data->rows.value) answer_column_f64(table, "value", value);
}

// --- Repeats beyond preference ---

static bool put_repeats(ctx *c, struct answer *answer, const struct loyalty_data *data,
                        const struct loyalty *found)
{
    struct repeat all = {0}, lazy = {0}, loyal = {0};
    for (i64 i = 0; i < data->rows.n; i++) {
        struct repeat_customer one = {data->occasions[i], data->purchases[i], data->again[i], 1};
        if (isnan(one.purchases) || isnan(one.ours) || isnan(one.again)) continue;
        if (!repeat_possible(one)) {
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena,
                    tr(c, "customer \"%.*s\": of %.6g purchases %.6g with us, %.6g of them "
                          "again, cannot be"),
                    STR(data->names[i]), one.purchases, one.ours, one.again),
                tr(c, "--again counts purchases from us whose purchase before, anywhere, "
                      "was from us too."));
        }
        repeat_add(&all, one);
        if (isnan(found->places[i][0])) continue;
        one.weight = found->places[i][LOYALTY_LAZY];
        repeat_add(&lazy, one);
        one.weight = found->places[i][LOYALTY_LOYAL];
        repeat_add(&loyal, one);
    }
    repeat_finish(&all);
    repeat_finish(&lazy);
    repeat_finish(&loyal);
    answer_f64(answer, "repeats", all.again);
    answer_f64(answer, "repeats_expected", all.expected);
    answer_f64(answer, "repeats_excess", all.excess);
    answer_f64(answer, "repeats_excess_lazy", lazy.excess);
    answer_f64(answer, "repeats_excess_loyal", loyal.excess);
    answer_f64(answer, "repeats_p", isnan(all.z) ? (f64)NAN : chance_normal(all.z));
    return true;
}

// --- What must be known with it ---

static void tell(ctx *c, struct answer *answer, const struct ask *ask,
                 const struct loyalty_data *data, const struct loyalty *found)
{
    i64 silent = 0;
    for (i64 i = 0; i < data->rows.n; i++)
        silent += data->answer_counts[i] == 0;
    answer_assume(answer, "attitudes_differ", HOLDS,
                  tr(c, "Customers' attitudes differ more than one customer's answers do."));
    answer_assume(answer, "habits_differ", HOLDS,
                  tr(c, "Customers' behaviour differs more than chance makes it."));
    if (!isnan(ask->pull)) {
        answer_assume(
            answer, "pull", HOLDS_UNKNOWN,
            tr(c, "A competitor's offer takes the lazy alone, and the share that was given."));
    }
    if (silent) {
        answer_warn(answer, "silent",
                    fmt(c->arena,
                        tr(c, "%lld of %lld customers gave no answer and are not placed: those who "
                              "think well of us may answer more often"),
                        (long long)silent, (long long)data->rows.n),
                    tr(c, "See `tuntuma stat silence` before you speak of all customers."));
    }
    if (found->reliability < 0.5) {
        answer_warn(
            answer, "unreliable",
            fmt(c->arena,
                tr(c, "only %.0f%% of the difference between customers' answers is real: the "
                      "sizes of the groups hold, single customers' places are uncertain"),
                100 * found->reliability),
            tr(c, "Act on groups rather than on single customers, or ask again."));
    }
    if (data->without_value) {
        answer_warn(answer, "values_missing",
                    fmt(c->arena,
                        tr(c, "customers without a value, who count as worth nothing: %lld"),
                        (long long)data->without_value),
                    NULL);
    }
}

// Where one of the axes tells nobody apart there are no four places.
static bool differ(ctx *c, const struct loyalty *found)
{
    if (!found->flaws) return true;
    bool attitude = found->flaws & LOYALTY_ATTITUDES_ALIKE;
    return fail_with(
        c, ERR_REFUSED,
        attitude ? tr(c, "customers' attitudes differ no more than one customer's answers do")
                 : tr(c, "customers' behaviour differs no more than chance makes it"),
        attitude ? tr(c, "Ask more, or ask what tells customers apart.")
                 : tr(c, "Wait for more purchases, or take another measure of behaviour."));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct ask ask;
    struct loyalty_data data;
    if (!ask_read(c, stat, &ask) || !loyalty_rows_make(c, stat, ask.share_weight, &data) ||
        !often_check(c, &ask, &data))
        return false;
    struct loyalty found;
    struct loyalty_pull learned, *pull = NULL;
    if (!loyalty_place(c, data.rows, ask.place, &found) || !differ(c, &found)) return false;
    if (data.has_rival && isnan(ask.pull)) {
        if (!pull_learn(c, stat, &data, &found, &learned)) return false;
        pull = &learned;
    }
    struct risk risk = risk_of(&data, &found);
    put_found(stat->answer, &data, &found);
    say(c, stat->answer, &found, &risk);
    put_risk(c, stat->answer, &ask, &data, &risk, pull);
    if (data.has_again && !put_repeats(c, stat->answer, &data, &found)) return false;
    tell(c, stat->answer, &ask, &data, &found);
    put_groups(c, stat->answer, &data, &found, pull);
    put_customers(c, stat->answer, &data, &found);
    return true;
}

const struct analysis analysis_loyalty = {
    .name = "loyalty",
    .what = "Who is truly loyal, who only lazy, and whom a competitor would take.",
    .question =
        "How many customers come because they think well of us, how many only because it is "
        "easy, and whom would an offer of a competitor take?",
    .method =
        "Each customer is placed by attitude and behaviour. Attitude is what lies behind the "
        "answers: a few move a customer less than many, and the highest step may stand for "
        "anything "
        "above. Behaviour: purchases with us out of all (beta), "
        "or "
        "in time (gamma). How both go together is one correlation, found from all. Each customer "
        "has a "
        "chance of each of the four places; the sizes of the groups add the chances up. Repeats "
        "beyond "
        "preference compare purchases in a row with what the customer's own counts would give in a "
        "chance order. A competitor's pull compares leaving with and without one nearby.",
    .source =
        "Dick & Basu, J. Academy of Marketing Science 22 (1994) 99-113; Goodhardt, Ehrenberg & "
        "Chatfield, JRSS A 147 (1984) 621-655; Ehrenberg, Applied Statistics 8 (1959) 26-41; Wald "
        "& Wolfowitz, Annals of Mathematical Statistics 11 (1940) 147-162",
    .assumptions =
        "Answers of a customer scatter evenly around an own mean; purchases are independent of "
        "each other given the customer; those who answer stand for themselves alone.",
    .not_for =
        "Customers who cannot choose (contracts, monopolies), or scores that the customer's own "
        "purchases make up.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
