#include "insight/sure/verdict.h"

#include <math.h>

#include "base/lang.h"

// That there is nobody is no secret.
static bool is_nothing(const struct verdict_input *v)
{
    return v->n == 0 && v->people == 0;
}

static bool is_few_people(const struct verdict_input *v)
{
    return v->people < VERDICT_PEOPLE_MIN;
}

static bool is_guarding(const struct verdict_input *v)
{
    return v->guards;
}

// When the slice holds everybody (0 others) nobody can be found by subtraction.
static bool is_few_others(const struct verdict_input *v)
{
    return v->others > 0 && v->others < VERDICT_PEOPLE_MIN;
}

static bool is_recorded_total(const struct verdict_input *v)
{
    return v->source == VERDICT_FROM_TOTAL;
}

static bool is_few_answers(const struct verdict_input *v)
{
    return v->n < ENOUGH_ANSWERS_MIN;
}

static bool is_few_values(const struct verdict_input *v)
{
    return v->source == VERDICT_FROM_PROCESS && is_few_answers(v);
}

static bool is_wide(const struct verdict_input *v)
{
    return !(v->half_width <= v->tolerance); // also when not a number
}

static bool is_precise(const struct verdict_input *v)
{
    return !is_few_answers(v) && !is_wide(v);
}

static bool is_precise_process(const struct verdict_input *v)
{
    return v->source == VERDICT_FROM_PROCESS && is_precise(v);
}

static bool is_precise_and_covering(const struct verdict_input *v)
{
    return v->source == VERDICT_FROM_ANSWERS && is_precise(v) &&
           v->coverage >= VERDICT_COVERAGE_MIN;
}

static bool is_base_unknown(const struct verdict_input *v)
{
    return v->source == VERDICT_FROM_ANSWERS && !(v->coverage >= 0);
}

static bool is_precise_of_answered(const struct verdict_input *v)
{
    return is_base_unknown(v) && is_precise(v);
}

static bool is_unlike_rest(const struct verdict_input *v)
{
    return v->differs == VERDICT_DIFFERS_FROM_REST;
}

static bool is_unlike_earlier(const struct verdict_input *v)
{
    return v->differs == VERDICT_DIFFERS_FROM_EARLIER;
}

static bool is_unlike_target(const struct verdict_input *v)
{
    return v->differs == VERDICT_DIFFERS_FROM_TARGET;
}

static bool is_whatever_is_left(const struct verdict_input *v)
{
    return v != NULL;
}

#define RULE(name, test, text)                                                                     \
    {                                                                                              \
        .verdict = VERDICT_##name, .condition = (text), .holds = (test)                            \
    }

const struct verdict_rule verdict_rules[VERDICT_REASON__COUNT] = {
    [VERDICT_NOTHING] = RULE(HUNCH, is_nothing, N_("there are no facts here")),
    [VERDICT_FEW_PEOPLE] = RULE(HIDDEN, is_few_people, N_("fewer than 5 people are behind it")),
    [VERDICT_GUARDS] = RULE(HIDDEN, is_guarding,
                            N_("a group of fewer than 5 people is hidden beside it, who could be "
                               "found by subtracting it from the whole")),
    [VERDICT_FEW_OTHERS] = RULE(HIDDEN, is_few_others,
                                N_("it leaves out fewer than 5 people, who could be found by "
                                   "subtracting it from the whole")),
    [VERDICT_RECORDED] =
        RULE(FACT, is_recorded_total, N_("it is a recorded total or count, which is exact")),
    [VERDICT_PRECISE_PROCESS] =
        RULE(FACT, is_precise_process,
             N_("it is recorded from everybody, at least 30 values are behind "
                "it, and half its interval is within the metric's tolerance")),
    [VERDICT_PRECISE_ANSWERS] =
        RULE(FACT, is_precise_and_covering,
             N_("at least 30 answers are behind it, half its interval is within the metric's "
                "tolerance, and they speak for at least 80% of the customers in scope")),
    [VERDICT_PRECISE_OF_ANSWERED] =
        RULE(FACT, is_precise_of_answered,
             N_("at least 30 answers are behind it and half its interval is within the metric's "
                "tolerance; but it holds only of those who answered, for how many were in scope is "
                "not known, and no goal can start from it")),
    [VERDICT_UNLIKE_REST] =
        RULE(SIGNAL, is_unlike_rest, N_("it differs from the rest by more than chance explains")),
    [VERDICT_UNLIKE_EARLIER] =
        RULE(SIGNAL, is_unlike_earlier,
             N_("it differs from the period before by more than chance explains")),
    [VERDICT_UNLIKE_TARGET] = RULE(SIGNAL, is_unlike_target,
                                   N_("it differs from its target by more than chance explains")),
    [VERDICT_FEW_VALUES] = RULE(HUNCH, is_few_values, N_("fewer than 30 values are behind it")),
    [VERDICT_FEW_ANSWERS] = RULE(HUNCH, is_few_answers, N_("fewer than 30 answers are behind it")),
    [VERDICT_WIDE] =
        RULE(HUNCH, is_wide, N_("half its interval is wider than the metric's tolerance")),
    [VERDICT_LOPSIDED] = RULE(HUNCH, is_whatever_is_left,
                              N_("the answers speak for less than 80% of the customers in scope")),
};

static const struct verdict_rule *rule_first(enum verdict_reason from,
                                             const struct verdict_input *input)
{
    const struct verdict_rule *rule = &verdict_rules[from];
    // The last rule holds for everything.
    for (; !rule->holds(input); rule++)
        assert(rule < &verdict_rules[VERDICT_REASON__COUNT - 1]);
    return rule;
}

// More answers settle what is thin; what is lopsided needs other people, not more of the same.
static i64 count_missing(const struct verdict_input *v)
{
    i64 to_minimum = MAX(0, ENOUGH_ANSWERS_MIN - v->n);
    if (is_wide(v) && v->more_answers == ENOUGH_UNKNOWN) return ENOUGH_UNKNOWN;
    return is_wide(v) ? MAX(to_minimum, v->more_answers) : to_minimum;
}

struct verdict_result verdict_decide(const struct verdict_input *input)
{
    assert(input->n >= 0);
    assert(input->people >= 0);
    assert(input->others >= -1);
    const struct verdict_rule *rule = rule_first(VERDICT_NOTHING, input);
    if (rule == &verdict_rules[VERDICT_NOTHING])
        return (struct verdict_result){.verdict = rule->verdict, .rule = rule, .lacking = rule};
    bool thin = rule->verdict == VERDICT_SIGNAL || rule->verdict == VERDICT_HUNCH;
    return (struct verdict_result){
        .verdict = rule->verdict,
        .rule = rule,
        .lacking = thin ? rule_first(VERDICT_FEW_VALUES, input) : NULL,
        .answers_missing = thin ? count_missing(input) : 0,
        .of_those_who_answered = is_base_unknown(input),
        .may_be_baseline = rule->verdict == VERDICT_FACT && !is_base_unknown(input),
    };
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"hidden", "fact", "signal", "hunch"};
    assert((i64)verdict < COUNT_OF(names));
    return names[verdict];
}
