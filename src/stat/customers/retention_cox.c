#include <math.h>

#include "insight/maths/quantile.h"
#include "stat/customers/retention_parts.h"

#define LEFT_FOR_EACH_COLUMN 10 // P. Peduzzi et al., J. Clinical Epidemiology 48 (1995) 1503-1510

struct explained {
    const struct retention_columns *columns;
    struct cox_fit fit;
    struct cox_hazards hazards;
    f64 z; // of the level
};

static void tell_test(struct answer *answer, const char *const fields[3], struct cox_test test)
{
    answer_f64(answer, fields[0], test.chi_square);
    answer_i64(answer, fields[1], test.degrees);
    answer_f64(answer, fields[2], test.p);
}

static void tell_tests(struct answer *answer, const struct explained *e)
{
    static const char *const ratio[] = {"likelihood_ratio_chi_square", "likelihood_ratio_degrees",
                                        "likelihood_ratio_p"};
    static const char *const wald[] = {"wald_chi_square", "wald_degrees", "wald_p"};
    static const char *const score[] = {"score_chi_square", "score_degrees", "score_p"};
    answer_i64(answer, "cox_n", e->fit.n);
    answer_i64(answer, "cox_left_out", e->columns->left_out);
    answer_i64(answer, "cox_left", e->fit.left);
    answer_f64(answer, "log_likelihood_null", e->fit.log_likelihood_null);
    answer_f64(answer, "log_likelihood", e->fit.log_likelihood);
    tell_test(answer, ratio, e->fit.likelihood_ratio);
    tell_test(answer, wald, e->fit.wald);
    tell_test(answer, score, e->fit.score);
    answer_f64(answer, "concordance", e->fit.concordance.value);
    answer_f64(answer, "concordance_error", e->fit.concordance.error);
}

static void tell_coefficients(ctx *c, struct answer *answer, const struct explained *e)
{
    static const char *const statuses[] = {"known", "constant", "unseen", "repeated", "unbounded"};
    i64 k = e->fit.columns;
    str *status = NEW_ARRAY(c->arena, str, k);
    f64 *number[7];
    for (i64 i = 0; i < COUNT_OF(number); i++)
        number[i] = NEW_ARRAY(c->arena, f64, k);
    for (i64 j = 0; j < k; j++) {
        struct cox_coefficient found = e->fit.coefficients[j];
        bool known = found.status == COX_KNOWN;
        f64 z = known ? found.value / found.error : (f64)NAN;
        const f64 row[] = {known ? found.value : (f64)NAN,
                           found.error,
                           exp(found.value),
                           exp(found.value - e->z * found.error),
                           exp(found.value + e->z * found.error),
                           z,
                           known ? chance_normal(z) : (f64)NAN};
        status[j] = str_of(statuses[found.status]);
        for (i64 i = 0; i < COUNT_OF(number); i++)
            number[i][j] = known ? row[i] : (f64)NAN;
    }
    static const char *const names[] = {
        "coefficient", "error", "hazard_ratio", "hazard_ratio_low", "hazard_ratio_high", "z", "p"};
    struct answer_table *table = answer_table(answer, "coefficients", k);
    answer_column_str(table, "name", e->columns->names);
    answer_column_str(table, "against", e->columns->others);
    answer_column_str(table, "status", status);
    for (i64 i = 0; i < COUNT_OF(names); i++)
        answer_column_f64(table, names[i], number[i]);
}

static void tell_hazards(ctx *c, struct answer *answer, const struct explained *e)
{
    i64 terms = e->columns->data.term_count, rows = terms + 1;
    str *name = NEW_ARRAY(c->arena, str, rows);
    f64 *chi_square = NEW_ARRAY(c->arena, f64, rows), *p = NEW_ARRAY(c->arena, f64, rows);
    i64 *degrees = NEW_ARRAY(c->arena, i64, rows);
    for (i64 i = 0; i < rows; i++) {
        struct cox_test test = i < terms ? e->hazards.terms[i] : e->hazards.all;
        name[i] = i < terms ? e->columns->term_names[i] : str_of(tr(c, "all together"));
        chi_square[i] = test.chi_square;
        degrees[i] = test.degrees;
        p[i] = test.p;
    }
    struct answer_table *table = answer_table(answer, "proportional_hazards", rows);
    answer_column_str(table, "name", name);
    answer_column_f64(table, "chi_square", chi_square);
    answer_column_i64(table, "degrees", degrees);
    answer_column_f64(table, "p", p);
}

static void assume_hazards(ctx *c, struct answer *answer, const struct explained *e, f64 level)
{
    f64 p = e->hazards.all.p, lowest = p;
    i64 worst = -1;
    for (i64 t = 0; t < e->columns->data.term_count; t++) {
        if (isnan(e->hazards.terms[t].p) || e->hazards.terms[t].p >= lowest) continue;
        lowest = e->hazards.terms[t].p;
        worst = t;
    }
    if (isnan(p)) {
        answer_assume(answer, "proportional_hazards", HOLDS_UNKNOWN,
                      tr(c, "Effects stay the same over time"));
        return;
    }
    bool holds = p >= 1 - level;
    answer_assume(answer, "proportional_hazards", holds ? HOLDS : HOLDS_NOT,
                  fmt(c->arena, tr(c, "Effects stay the same over time: p %s"), retention_p(c, p)));
    if (holds) return;
    const char *text = tr(c, "effects change over time: a hazard ratio is only their average");
    if (worst >= 0)
        text = fmt(c->arena,
                   tr(c, "effects change over time, most of all that of %.*s: a hazard ratio is "
                         "only their average"),
                   STR(e->columns->term_names[worst]));
    answer_warn(answer, "hazards_change", text,
                tr(c, "Give such a column as --group and compare the curves, or look at early and "
                      "late times apart."));
}

static void warn_column(ctx *c, struct answer *answer, str name, enum cox_status status)
{
    const char *text = NULL, *hint = tr(c, "Leave it out.");
    switch (status) {
    case COX_KNOWN:
        return;
    case COX_CONSTANT:
        text = fmt(c->arena, tr(c, "%.*s has one value only, and explains nothing"), STR(name));
        break;
    case COX_UNSEEN:
        text = fmt(c->arena, tr(c, "%.*s does not vary among those still here when anybody left"),
                   STR(name));
        break;
    case COX_REPEATED:
        text = fmt(c->arena, tr(c, "%.*s follows from the columns before it"), STR(name));
        break;
    case COX_UNBOUNDED:
        text = fmt(c->arena,
                   tr(c, "%.*s parts those who left from those who did not: its effect has no "
                         "bounds"),
                   STR(name));
        hint = tr(c, "That is a finding: look at the curves with --group. For the model join it "
                     "with another name, or leave it out.");
        break;
    }
    static const char *const names[] = {"", "constant", "unseen", "repeated", "separation"};
    answer_warn(answer, names[status], text, hint);
}

static void warn_fit(ctx *c, struct answer *answer, const struct explained *e)
{
    for (i64 j = 0; j < e->fit.columns; j++)
        warn_column(c, answer, e->columns->names[j], e->fit.coefficients[j].status);
    if (e->columns->left_out)
        answer_warn(answer, "left_out",
                    fmt(c->arena,
                        tr(c, "customers that the model leaves out for a missing value: %lld; the "
                              "curves have them"),
                        (long long)e->columns->left_out),
                    tr(c, "If many are left out, ask who they are: they may leave otherwise."));
    if (e->fit.left < LEFT_FOR_EACH_COLUMN * e->fit.columns)
        answer_warn(answer, "few_left",
                    fmt(c->arena,
                        tr(c, "columns: %lld; customers who left: %lld, fewer than 10 for each"),
                        (long long)e->fit.columns, (long long)e->fit.left),
                    tr(c, "Give fewer columns, or wait until more have left."));
}

// The known coefficient farthest from nothing.
static i64 strongest(const struct explained *e)
{
    i64 found = -1;
    f64 highest = 0;
    for (i64 j = 0; j < e->fit.columns; j++) {
        struct cox_coefficient at = e->fit.coefficients[j];
        if (at.status != COX_KNOWN || fabs(at.value / at.error) <= highest) continue;
        highest = fabs(at.value / at.error);
        found = j;
    }
    return found;
}

static void say(ctx *c, struct answer *answer, const struct explained *e, f64 level)
{
    i64 j = strongest(e);
    if (j < 0 || !(e->fit.likelihood_ratio.p < 1 - level) ||
        chance_normal(e->fit.coefficients[j].value / e->fit.coefficients[j].error) >= 1 - level) {
        if (j >= 0 && !(e->fit.likelihood_ratio.p < 1 - level))
            answer_say(answer,
                       tr(c, "The columns given do not demonstrably tell who leaves sooner."));
        return;
    }
    struct cox_coefficient at = e->fit.coefficients[j];
    f64 ratio = exp(at.value), low = exp(at.value - e->z * at.error),
        high = exp(at.value + e->z * at.error);
    str name = e->columns->names[j], other = e->columns->others[j];
    if (other.size)
        answer_say(answer,
                   fmt(c->arena,
                       tr(c, "Others alike, %.*s leave at %.3g times the pace of %.*s (%g%%: %.3g "
                             "to %.3g)."),
                       STR(name), ratio, STR(other), 100 * level, low, high));
    else
        answer_say(answer,
                   fmt(c->arena,
                       tr(c, "Others alike, customers with one more in %.*s leave at %.3g times "
                             "the pace (%g%%: %.3g to %.3g)."),
                       STR(name), ratio, 100 * level, low, high));
}

bool retention_explain(ctx *c, struct stat_job *stat, const struct retention_rows *rows)
{
    static const char *const clocks[] = {"km", "rank", "identity"};
    struct retention_columns columns;
    struct explained e = {.columns = &columns, .z = quantile_normal(stat->level)};
    i64 clock = 0;
    if (!stat_choice(c, stat, "clock", clocks, COUNT_OF(clocks), &clock)) return false;
    if (!retention_columns_read(c, stat, rows, &columns)) return false;
    if (!cox_fit(c, &columns.data, &e.fit)) return false;
    if (!cox_hazards_test(c, &columns.data, &e.fit, (enum cox_clock)clock, &e.hazards))
        return false;
    say(c, stat->answer, &e, stat->level);
    tell_tests(stat->answer, &e);
    tell_coefficients(c, stat->answer, &e);
    tell_hazards(c, stat->answer, &e);
    assume_hazards(c, stat->answer, &e, stat->level);
    warn_fit(c, stat->answer, &e);
    return true;
}
