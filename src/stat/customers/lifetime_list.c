// lifetime_list: what purchases are worth, and the customers one by one.
#include <math.h>

#include "base/locale.h"
#include "stat/customers/lifetime_parts.h"

#define CORRELATION_LARGE 0.2 // between how often and how much, in which the model does not believe

struct values {
    bool is_known; // the model of spending can be used
    struct gamma_gamma fit;
    f64 *each;  // expected value of a purchase, by customer
    f64 *total; // times the expected purchases
};

static bool is_spending(const struct lifetime_base *base, i64 i)
{
    return base->history[i].repeats > 0 && base->spent[i] > 0 && isfinite(base->spent[i]);
}

static const char *status_word(enum gamma_gamma_status status)
{
    static const char *const words[] = {
        [GAMMA_GAMMA_FITTED] = "fitted",   [GAMMA_GAMMA_AT_BOUND] = "at_bound",
        [GAMMA_GAMMA_FLAT] = "flat",       [GAMMA_GAMMA_NOT_CONVERGED] = "not_converged",
        [GAMMA_GAMMA_NO_MEAN] = "no_mean", [GAMMA_GAMMA_TOO_FEW] = "too_few"};
    return words[status];
}

static void warn_values(ctx *c, struct stat_job *stat, const struct values *values, i64 strange)
{
    if (strange > 0)
        answer_warn(stat->answer, "values_left_out",
                    fmt(c->arena,
                        tr(c, "the repeat purchases of %lld customers have no value, or none above "
                              "0"),
                        (long long)strange),
                    tr(c, "Their value is taken for that of any customer; look at refunds and "
                          "empty cells."));
    if (values->fit.status == GAMMA_GAMMA_FITTED) return;
    const char *text = NULL;
    if (values->fit.status == GAMMA_GAMMA_TOO_FEW)
        text = fmt(c->arena, tr(c, "too few customers with a repeat purchase of known value: %lld"),
                   (long long)values->fit.customers);
    else if (values->fit.status == GAMMA_GAMMA_NO_MEAN)
        text = tr(c, "values differ so much between customers that their mean is not finite");
    else
        text = tr(c, "the gamma-gamma model of values is not identified");
    answer_warn(stat->answer, "no_values", text,
                tr(c, "The value to expect is not told; look at expected purchases and at the mean "
                      "values of the past."));
}

static void assume_independent(ctx *c, struct stat_job *stat, const struct spending *spending,
                               i64 count)
{
    f64 sums[5] = {0};
    for (i64 i = 0; i < count; i++) {
        f64 x = spending[i].purchases, z = spending[i].mean / spending[0].mean;
        sums[0] += x;
        sums[1] += z;
        sums[2] += x * x;
        sums[3] += z * z;
        sums[4] += x * z;
    }
    f64 n = (f64)count;
    f64 correlation = (sums[4] - sums[0] * sums[1] / n) /
                      sqrt((sums[2] - sums[0] * sums[0] / n) * (sums[3] - sums[1] * sums[1] / n));
    answer_f64(stat->answer, "spend_correlation", correlation);
    if (!isfinite(correlation)) return;
    answer_assume(stat->answer, "spend_independent",
                  fabs(correlation) < CORRELATION_LARGE ? HOLDS : HOLDS_NOT,
                  fmt(c->arena,
                      tr(c, "what is spent does not depend on how often one buys: the correlation "
                            "is %.*s"),
                      STR(locale_number(c, correlation, 2))));
}

static void fields_values(struct stat_job *stat, const struct gamma_gamma *fit)
{
    struct answer *answer = stat->answer;
    answer_i64(answer, "spend_customers", fit->customers);
    answer_str(answer, "spend_status", str_of(status_word(fit->status)));
    answer_f64(answer, "spend_p", fit->p);
    answer_f64(answer, "spend_p_error", fit->errors[0]);
    answer_f64(answer, "spend_q", fit->q);
    answer_f64(answer, "spend_q_error", fit->errors[1]);
    answer_f64(answer, "spend_v", fit->v);
    answer_f64(answer, "spend_v_error", fit->errors[2]);
    answer_f64(answer, "spend_log_likelihood", fit->log_likelihood);
}

static bool values_find(ctx *c, struct stat_job *stat, const struct lifetime_base *base,
                        const f64 expected[], struct values *out)
{
    struct spending *spending = NEW_ARRAY(c->arena, struct spending, base->count + 1);
    i64 count = 0, strange = 0;
    for (i64 i = 0; i < base->count; i++) {
        bool good = is_spending(base, i);
        strange += !good && base->history[i].repeats > 0;
        if (good) spending[count++] = (struct spending){base->history[i].repeats, base->spent[i]};
    }
    if (!gamma_gamma_fit(c, spending, count, &out->fit)) return false;
    fields_values(stat, &out->fit);
    warn_values(c, stat, out, strange);
    if (count > 0) assume_independent(c, stat, spending, count);
    out->is_known = out->fit.status == GAMMA_GAMMA_FITTED;
    if (!out->is_known) return true;

    f64 all = 0;
    out->each = NEW_ARRAY(c->arena, f64, base->count + 1);
    out->total = NEW_ARRAY(c->arena, f64, base->count + 1);
    for (i64 i = 0; i < base->count; i++) {
        struct spending customer = {0};
        if (is_spending(base, i))
            customer = (struct spending){base->history[i].repeats, base->spent[i]};
        out->each[i] = gamma_gamma_expected(out->fit, customer);
        out->total[i] = out->each[i] * expected[base->histories.of_customer[i]];
        all += out->total[i];
    }
    answer_f64(stat->answer, "spend_mean", gamma_gamma_expected(out->fit, (struct spending){0}));
    answer_f64(stat->answer, "expected_value", all);
    answer_say(stat->answer, fmt(c->arena, tr(c, "The expected purchases are worth about %.*s."),
                                 STR(locale_number(c, all, 0))));
    return true;
}

// --- Customers ---

struct place {
    f64 by; // greatest first
    str name;
    i32 customer;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    if (one->by != other->by) return one->by > other->by ? -1 : 1;
    int order = str_compare(one->name, other->name);
    return order ? order : (one->customer > other->customer) - (one->customer < other->customer);
}

static str name_of(ctx *c, const struct lifetime_base *base, i64 i)
{
    if (base->names && base->name_of[i] >= 0) return base->names[base->name_of[i]];
    return str_of(fmt(c->arena, "%lld", (long long)i + 1));
}

// Customers in the order in which they are listed.
static const struct place *places_of(ctx *c, const struct lifetime_base *base, const f64 expected[],
                                     const struct values *values)
{
    struct place *places = NEW_ARRAY(c->arena, struct place, base->count + 1);
    for (i64 i = 0; i < base->count; i++) {
        f64 by = values->is_known ? values->total[i] : expected[base->histories.of_customer[i]];
        places[i] = (struct place){isnan(by) ? (f64)-INFINITY : by, name_of(c, base, i), (i32)i};
    }
    qsort(places, (size_t)base->count, sizeof *places, compare_places);
    return places;
}

static const f64 *in_order(ctx *c, const struct lifetime_base *base, const struct place *places,
                           const f64 values[])
{
    f64 *column = NEW_ARRAY(c->arena, f64, base->count + 1);
    for (i64 i = 0; i < base->count; i++)
        column[i] = values[places[i].customer];
    return column;
}

static void table_customers(ctx *c, struct stat_job *stat, const struct lifetime_base *base,
                            const f64 alive[], const f64 expected[], const struct values *values)
{
    const struct place *places = places_of(c, base, expected, values);
    i64 n = base->count, *repeats = NEW_ARRAY(c->arena, i64, n + 1);
    str *names = NEW_ARRAY(c->arena, str, n + 1);
    f64 *recency = NEW_ARRAY(c->arena, f64, n + 1), *age = NEW_ARRAY(c->arena, f64, n + 1);
    f64 *chance = NEW_ARRAY(c->arena, f64, n + 1), *count = NEW_ARRAY(c->arena, f64, n + 1);
    for (i64 i = 0; i < n; i++) {
        i32 customer = places[i].customer, history = base->histories.of_customer[customer];
        names[i] = places[i].name;
        repeats[i] = (i64)base->history[customer].repeats;
        recency[i] = base->history[customer].recency;
        age[i] = base->history[customer].age;
        chance[i] = alive[history];
        count[i] = expected[history];
    }
    struct answer_table *table = answer_table(stat->answer, "customers", n);
    answer_column_str(table, "customer", names);
    answer_column_i64(table, "repeats", repeats);
    answer_column_f64(table, "recency", recency);
    answer_column_f64(table, "age", age);
    answer_column_f64(table, "alive", chance);
    answer_column_f64(table, "expected", count);
    if (base->held > 0)
        answer_column_f64(table, "held_out_actual", in_order(c, base, places, base->actual));
    if (base->spent) answer_column_f64(table, "mean_value", in_order(c, base, places, base->spent));
    if (!values->is_known) return;
    answer_column_f64(table, "expected_mean_value", in_order(c, base, places, values->each));
    answer_column_f64(table, "expected_value", in_order(c, base, places, values->total));
}

bool lifetime_list(ctx *c, struct stat_job *stat, const struct lifetime_base *base)
{
    const struct lifetime_fit *fit = &base->models->fits[base->models->chosen];
    f64 *alive = NEW_ARRAY(c->arena, f64, base->histories.count + 1);
    f64 *expected = NEW_ARRAY(c->arena, f64, base->histories.count + 1);
    lifetime_predict(c, fit, &base->histories, base->horizon, alive, expected);
    struct values values = {.is_known = false};
    if (base->spent && !values_find(c, stat, base, expected, &values)) return false;
    table_customers(c, stat, base, alive, expected, &values);
    return true;
}
