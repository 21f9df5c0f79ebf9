// Who was shared out to which arm: looked at before any effect.
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/locale.h"
#include "stat/sure/experiment_parts.h"

enum { EXPECTED_MIN = 5 };

static i64 arm_find(const struct experiment_arms *arms, str name)
{
    for (i64 i = 0; i < arms->count; i++)
        if (str_equal(arms->arms[i].name, name)) return i;
    return -1;
}

static bool fail_arm(ctx *c, str name)
{
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no arm \"%.*s\""), STR(name)),
                     tr(c, "Arms are the names in the column --arm, letter for letter."));
}

// "A=50,B=50": parts, not necessarily of a hundred.
static bool intended_read(ctx *c, const struct stat_job *stat, struct experiment_arms *arms)
{
    str rest = stat_text(stat, "intended"), part = {0};
    f64 sum = 0;
    for (i64 i = 0; i < arms->count; i++)
        arms->arms[i].share = rest.size ? 0 : 1 / (f64)arms->count;
    if (!rest.size) return true;
    while (str_cut(&rest, ',', &part)) {
        str name = {0};
        f64 share = 0;
        bool good =
            str_cut(&part, '=', &name) && str_f64(part, &share) && share > 0 && share < 1e15;
        if (!good)
            return fail_with(
                c, ERR_USAGE, tr(c, "--intended cannot be read"),
                tr(c, "Write each arm with its share, above 0: --intended \"A=50,B=50\"."));
        i64 arm = arm_find(arms, str_trim(name));
        if (arm < 0) return fail_arm(c, str_trim(name));
        sum += share - arms->arms[arm].share;
        arms->arms[arm].share = share;
    }
    for (i64 i = 0; i < arms->count; i++) {
        if (!(arms->arms[i].share > 0))
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "arm \"%.*s\" is not among --intended"),
                                 STR(arms->arms[i].name)),
                             tr(c, "Name all arms, or leave its rows out with --where."));
        arms->arms[i].share /= sum;
    }
    return true;
}

static bool names_read(ctx *c, struct stat_job *stat, struct experiment_arms *arms)
{
    const struct frame_column *column = frame_column(&stat->frame, "arm");
    str control = stat_text(stat, "control");
    arms->count = column->name_count;
    if (arms->count < 2)
        return fail_with(
            c, ERR_REFUSED, tr(c, "there is one arm only"),
            tr(c, "An experiment compares two or more: check the column and --where."));
    if (arms->count > EXPERIMENT_ARMS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "there are more than %d arms"), EXPERIMENT_ARMS_MAX),
                         tr(c, "Is that the column of arms? It has a name in it for each of few."));
    arms->arms = NEW_ARRAY(c->arena, struct experiment_arm, arms->count);
    for (i64 i = 0; i < arms->count; i++)
        arms->arms[i].name = column->names[i];
    arms->control = control.size ? arm_find(arms, control) : 0;
    return arms->control >= 0 || fail_arm(c, control);
}

bool experiment_arms_of(ctx *c, struct stat_job *stat, struct experiment_arms *out)
{
    *out = (struct experiment_arms){0};
    if (!stat_rows_enough(c, stat, 2) || !names_read(c, stat, out) || !intended_read(c, stat, out))
        return false;
    const struct frame_column *column = frame_column(&stat->frame, "arm");
    for (i64 i = 0; i < stat->frame.count; i++)
        out->arms[column->code[i]].n++;
    f64 *counts = NEW_ARRAY(c->arena, f64, out->count),
        *shares = NEW_ARRAY(c->arena, f64, out->count);
    for (i64 i = 0; i < out->count; i++) {
        counts[i] = (f64)out->arms[i].n;
        shares[i] = out->arms[i].share;
    }
    out->split = experiment_split(counts, shares, out->count);
    return true;
}

bool experiment_arms_tell(ctx *c, struct stat_job *stat, const struct experiment_arms *arms)
{
    const struct experiment_split *split = &arms->split;
    bool told = split->expected_min >= EXPECTED_MIN, good = split->p >= EXPERIMENT_SPLIT_P;
    answer_f64(stat->answer, "split_chi_squared", split->chi_squared);
    answer_f64(stat->answer, "split_p", split->p);
    answer_f64(stat->answer, "split_p_any_time", split->p_any_time);
    answer_bool(stat->answer, "split_as_intended", good);
    answer_assume(stat->answer, "split",
                  !good  ? HOLDS_NOT
                  : told ? HOLDS
                         : HOLDS_UNKNOWN,
                  fmt(c->arena, tr(c, "people were shared out as intended (%s)"),
                      answer_chance(c, split->p)));
    if (good && !told)
        answer_warn(stat->answer, "few_people",
                    tr(c, "there are too few people to check how they were shared out"),
                    tr(c, "Wait until each arm should have five."));
    if (good) return true;
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "People were not shared out as intended (%s), so no effect can be "
                         "trusted and none is shown."),
                   answer_chance(c, split->p)));
    answer_warn(
        stat->answer, "split", tr(c, "the arms do not have the intended shares of people"),
        tr(c, "Look for what loses people in one arm (redirects, errors, filters, bots), mend it, "
              "and start again; say --intended if the shares were others."));
    return false;
}

static f64 figure_of(const struct experiment_arm *arm, enum reading_kind kind)
{
    return arm->answered ? arm->mean * reading_scale(kind) : (f64)NAN;
}

void experiment_arms_table(ctx *c, struct stat_job *stat, const struct experiment_arms *arms,
                           enum reading_kind kind, bool trusted)
{
    i64 count = arms->count, people = stat->frame.count;
    str *names = NEW_ARRAY(c->arena, str, count);
    i64 *n = NEW_ARRAY(c->arena, i64, count), *missing = NEW_ARRAY(c->arena, i64, count);
    f64 *share = NEW_ARRAY(c->arena, f64, count), *intended = NEW_ARRAY(c->arena, f64, count);
    f64 *value = NEW_ARRAY(c->arena, f64, count);
    f64 chi_squared = 0, lost = 0;
    for (i64 i = 0; i < count; i++)
        lost += (f64)(arms->arms[i].n - arms->arms[i].answered) / (f64)people;
    for (i64 i = 0; i < count; i++) {
        const struct experiment_arm *arm = &arms->arms[i];
        names[i] = arm->name;
        n[i] = arm->n;
        missing[i] = arm->n - arm->answered;
        share[i] = (f64)arm->n / (f64)people;
        intended[i] = arm->share;
        value[i] = figure_of(arm, kind);
        f64 off = (f64)missing[i] - lost * (f64)arm->n;
        chi_squared += off * off / (lost * (1 - lost) * (f64)arm->n);
    }
    struct answer_table *table = answer_table(stat->answer, "arms", count);
    answer_column_str(table, "arm", names);
    answer_column_i64(table, "n", n);
    answer_column_f64(table, "share", share);
    answer_column_f64(table, "intended", intended);
    if (!trusted) return;
    answer_column_i64(table, "missing", missing);
    answer_column_f64(table, "value", value);
    if (!(lost > 0 && lost < 1)) return;
    f64 p = gsl_cdf_chisq_Q(chi_squared, (f64)(count - 1));
    bool alike = p >= EXPERIMENT_SPLIT_P;
    answer_assume(
        stat->answer, "missing_alike", alike ? HOLDS : HOLDS_NOT,
        fmt(c->arena, tr(c, "outcomes are missing alike in all arms (%s)"), answer_chance(c, p)));
    if (!alike)
        answer_warn(
            stat->answer, "missing",
            tr(c, "outcomes are missing more often in one arm than in another"),
            tr(c, "The effect is that on those who stayed; count the others as no, if that is what "
                  "they are."));
}
