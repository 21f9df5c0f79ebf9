#include "survey/known.h"

#include "bounds.h"

const struct question *survey_question(const struct survey *survey, str name)
{
    for (i64 i = 0; i < survey->question_count; i++)
        if (str_equal(survey->questions[i].name, name)) return &survey->questions[i];
    return NULL;
}

str known_fact(const struct survey_known *known, str name)
{
    for (i64 i = 0; i < known->count; i++)
        if (str_equal(known->facts[i].name, name)) return known->facts[i].value;
    return str_equal(name, S("lang")) ? str_of(known->lang) : (str){0};
}

static const struct survey_answer *answer_find(const struct survey_known *known, str question)
{
    for (i64 i = 0; i < known->answered; i++)
        if (str_equal(known->answers[i].question, question)) return &known->answers[i];
    return NULL;
}

str known_answer(const struct survey_known *known, str question)
{
    const struct survey_answer *answer = answer_find(known, question);
    return answer ? answer->value : (str){0};
}

// Names hold small letters, digits and _ alone, so quotes end them.
str value_part(str value, str part)
{
    str left = value;
    if (!str_starts(value, S("{"))) return (str){0};
    for (i64 at; (at = str_find(left, part)) >= 0;
         left = str_slice(left, at + part.size, left.size)) {
        str after = str_slice(left, at + part.size, left.size);
        bool is_field = at > 0 && left.s[at - 1] == '"' && str_starts(after, S("\":"));
        if (!is_field || !part.size) continue;
        after = str_trim(str_slice(after, 2, after.size));
        i64 end = 0;
        while (end < after.size && after.s[end] != ',' && after.s[end] != '}')
            end++;
        return str_trim(str_slice(after, 0, end));
    }
    return (str){0};
}

static bool list_has(str list, str name)
{
    str left = str_slice(list, 1, list.size), item;
    while (str_cut(&left, ',', &item)) {
        item = str_trim(item);
        if (str_ends(item, S("]"))) item = str_trim(str_slice(item, 0, item.size - 1));
        if (item.size == name.size + 2 && str_equal(str_slice(item, 1, item.size - 1), name))
            return true;
    }
    return false;
}

static bool is_equal(str value, str wanted)
{
    f64 a = 0, b = 0;
    if (!value.size) return false;
    if (value.s[0] == '[') return list_has(value, wanted);
    if (value.s[0] == '"') return str_equal(str_slice(value, 1, value.size - 1), wanted);
    return str_f64(value, &a) && str_f64(wanted, &b) && a <= b && a >= b;
}

static bool test_numbers(enum condition_test test, str value, str wanted)
{
    f64 a = 0, b = 0;
    if (!str_f64(value, &a) || !str_f64(wanted, &b)) return false;
    return test == CONDITION_AT_MOST ? a <= b : a >= b;
}

static bool question_holds(const struct survey_condition *condition, str value)
{
    if (condition->part.size) value = value_part(value, condition->part);
    switch (condition->test) {
    case CONDITION_IS:
        return is_equal(value, condition->value);
    case CONDITION_IS_NOT:
        return !is_equal(value, condition->value);
    case CONDITION_ANSWERED:
        return value.size > 0;
    case CONDITION_NOT_ANSWERED:
        return value.size == 0;
    case CONDITION_AT_MOST:
    case CONDITION_AT_LEAST:
    case CONDITION__COUNT:
        break;
    }
    return test_numbers(condition->test, value, condition->value);
}

static bool fact_holds(const struct survey_condition *condition, str value)
{
    switch (condition->test) {
    case CONDITION_IS:
        return str_equal(value, condition->value);
    case CONDITION_IS_NOT:
        return !str_equal(value, condition->value);
    case CONDITION_ANSWERED:
        return value.size > 0;
    case CONDITION_NOT_ANSWERED:
        return value.size == 0;
    case CONDITION_AT_MOST:
    case CONDITION_AT_LEAST:
    case CONDITION__COUNT:
        break;
    }
    return test_numbers(condition->test, value, condition->value);
}

// Which questions are shown; an answer to one that is not (any more) counts as none.
struct shown {
    bool is[BOUND_SURVEY_QUESTIONS];
};

static str answer_shown(const struct survey *survey, const struct survey_known *known,
                        const struct shown *shown, str name)
{
    for (i64 i = 0; i < survey->question_count; i++)
        if (str_equal(survey->questions[i].name, name))
            return shown->is[i] ? known_answer(known, name) : (str){0};
    return (str){0};
}

static bool all_hold(const struct survey *survey, const struct survey_known *known,
                     const struct shown *shown, const struct survey_condition *conditions,
                     i64 count)
{
    for (i64 i = 0; i < count; i++) {
        const struct survey_condition *at = &conditions[i];
        bool holds = at->fact.size
                         ? fact_holds(at, known_fact(known, at->fact))
                         : question_holds(at, answer_shown(survey, known, shown, at->question));
        if (!holds) return false;
    }
    return true;
}

// Conditions look back only (definition_check), so one walk is enough.
static struct shown shown_all(const struct survey *survey, const struct survey_known *known)
{
    struct shown shown = {0};
    assert(survey->question_count <= BOUND_SURVEY_QUESTIONS);
    for (i64 i = 0; i < survey->question_count; i++) {
        const struct question *at = &survey->questions[i];
        shown.is[i] = all_hold(survey, known, &shown, at->conditions, at->condition_count);
    }
    return shown;
}

bool survey_shows(const struct survey *survey, const struct question *question,
                  const struct survey_known *known)
{
    struct shown shown = shown_all(survey, known);
    for (i64 i = 0; i < survey->question_count; i++)
        if (str_equal(survey->questions[i].name, question->name)) return shown.is[i];
    return false;
}

i64 survey_next(const struct survey *survey, const struct survey_known *known)
{
    struct shown shown = shown_all(survey, known);
    for (i64 i = 0; i < survey->question_count; i++)
        if (shown.is[i] && !answer_find(known, survey->questions[i].name)) return i;
    return -1;
}

i64 survey_length(const struct survey *survey, const struct survey_known *known)
{
    struct shown shown = shown_all(survey, known);
    i64 count = 0;
    for (i64 i = 0; i < survey->question_count; i++)
        count += shown.is[i];
    return count;
}

i64 survey_thank(const struct survey *survey, const struct survey_known *known)
{
    struct shown shown = shown_all(survey, known);
    for (i64 i = 0; i < survey->thanks_count; i++) {
        const struct survey_thanks *at = &survey->thanks[i];
        if (all_hold(survey, known, &shown, at->conditions, at->condition_count)) return i;
    }
    return -1;
}
