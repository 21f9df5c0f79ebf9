// verdict: may this figure be shown, and may one go by it? One table of rules, read from the top;
// the first rule that holds decides. Pages, command line and docs print the conditions of this very
// table. Pure; owns nothing.
#pragma once

#include "base/base.h"
#include "insight/sure/enough.h"

#define VERDICT_PEOPLE_MIN   5 // fewer could be told apart
#define VERDICT_COVERAGE_MIN 0.8

// A figure is a fact when half its interval is within the metric's tolerance; these hold where the
// metric states none.
#define VERDICT_TOLERANCE_NPS   0.05 // 5 points
#define VERDICT_TOLERANCE_RATE  0.03 // 3 percentage points
#define VERDICT_TOLERANCE_MEAN  0.2  // standard deviations
#define VERDICT_TOLERANCE_RATIO 0.05 // of the value

enum verdict { VERDICT_HIDDEN, VERDICT_FACT, VERDICT_SIGNAL, VERDICT_HUNCH };

// Where the figure comes from.
enum verdict_source {
    VERDICT_FROM_TOTAL,   // a recorded total or count: exact
    VERDICT_FROM_PROCESS, // a recorded mean, rate or ratio: the process behind it is estimated,
                          // everybody is in it
    VERDICT_FROM_ANSWERS, // customers were asked and some answered
};

// What the figure was found to differ from, beyond chance.
enum verdict_differs {
    VERDICT_DIFFERS_NOT, // from nothing, or nothing was compared
    VERDICT_DIFFERS_FROM_REST,
    VERDICT_DIFFERS_FROM_EARLIER,
    VERDICT_DIFFERS_FROM_TARGET,
};

struct verdict_input {
    enum verdict_source source;
    i64 n;          // values or answers
    i64 people;     // distinct subjects behind them
    i64 others;     // people in scope but not in this slice; -1 when the slice is not a part of
                    // anything shown
    bool guards;    // a smaller group beside it is hidden and could be found with its help
    f64 half_width; // interval_half_width; infinite when not known
    f64 tolerance;  // the metric's, in the same unit
    f64 coverage; // share of the customers in scope that the answers speak for; -1 when the base is
                  // not known
    i64 more_answers;             // from enough_more_…, or ENOUGH_UNKNOWN
    enum verdict_differs differs; // after Holm's correction where several groups were compared
};

enum verdict_reason {
    VERDICT_NOTHING,
    VERDICT_FEW_PEOPLE,
    VERDICT_GUARDS,
    VERDICT_FEW_OTHERS,
    VERDICT_RECORDED,
    VERDICT_PRECISE_PROCESS,
    VERDICT_PRECISE_ANSWERS,
    VERDICT_PRECISE_OF_ANSWERED,
    VERDICT_UNLIKE_REST,
    VERDICT_UNLIKE_EARLIER,
    VERDICT_UNLIKE_TARGET,
    VERDICT_FEW_VALUES,
    VERDICT_FEW_ANSWERS,
    VERDICT_WIDE,
    VERDICT_LOPSIDED,
    VERDICT_REASON__COUNT,
};

struct verdict_rule {
    enum verdict verdict;
    const char *condition; // English, for people: completes "… because"
    bool (*holds)(const struct verdict_input *input);
};

// The rules in the order in which they are tried, by reason.
extern const struct verdict_rule verdict_rules[VERDICT_REASON__COUNT];

struct verdict_result {
    enum verdict verdict;
    const struct verdict_rule *rule; // the rule that decided
    const struct verdict_rule
        *lacking;        // signal and hunch: what keeps it from being a fact; NULL otherwise
    i64 answers_missing; // signal and hunch: how many more; 0 when number is not what is missing;
                         // ENOUGH_UNKNOWN when it cannot be told
    bool of_those_who_answered; // the base is not known: say so wherever the figure is shown
    bool may_be_baseline;       // a goal may start from it
};

// Applies the rules. Always decides: the last rule holds for whatever is left.
struct verdict_result verdict_decide(const struct verdict_input *input);
// "hidden", "fact", "signal", "hunch".
const char *verdict_name(enum verdict verdict);
