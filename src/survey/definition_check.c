// What only the whole tells: whether names are unique, conditions and {{…}} look back, and each
// type has what it needs.
#include "survey/definition_parts.h"

#include "bounds.h"
#include "survey/feelings.h"
#include "survey/known.h"
#include "survey/piping.h"

static const char *place_of(struct look *look, const char *list, i64 index, const char *field)
{
    return fmt(look->c->arena, "%s[%lld]%s%s", list, (long long)index, *field ? "." : "", field);
}

static void names_check(struct look *look, const char *place, const struct question_option *list,
                        i64 count)
{
    ctx *c = look->c;
    for (i64 i = 0; i < count; i++) {
        for (i64 k = 0; k < i; k++) {
            if (!list[i].name.size || !str_equal(list[i].name, list[k].name)) continue;
            look_wrong(look, place_of(look, place, i, "name"),
                       fmt(c->arena, tr(c, "\"%.*s\" is there twice"), STR(list[i].name)),
                       tr(c, "Give each a name of its own."));
            break;
        }
    }
}

static bool has_choices(enum question_type type)
{
    return type == QUESTION_SINGLE || type == QUESTION_SEVERAL || type == QUESTION_MATRIX;
}

static void type_check(struct look *look, const struct question *question, i64 index)
{
    ctx *c = look->c;
    const char *options = place_of(look, "questions", index, "options");
    const char *rows = place_of(look, "questions", index, "rows");
    if (has_choices(question->type) && question->option_count < 2)
        look_wrong(look, options, tr(c, "there are fewer than two options"),
                   tr(c, "Give at least two that one can choose from."));
    if (question->type == QUESTION_MATRIX && !question->row_count)
        look_wrong(look, rows, tr(c, "there is nothing to be judged"),
                   tr(c, "Give at least one row."));
    if (question->type == QUESTION_NUMBER && !(question->min < question->max))
        look_wrong(look, place_of(look, "questions", index, "max"),
                   tr(c, "the highest number is not above the lowest"),
                   tr(c, "Give a higher one."));
    names_check(look, options, question->options, question->option_count);
    names_check(look, rows, question->rows, question->row_count);
}

// Where a metric's name begins; questions of one survey may not share it.
static const char *metric_start(struct look *look, const struct question *question)
{
    const char *named = str_c(look->c->arena, question->metric);
    switch (question->type) {
    case QUESTION_TEXT:
        return "";
    case QUESTION_NPS:
    case QUESTION_CSAT:
    case QUESTION_CES:
    case QUESTION_FELT:
    case QUESTION_EXPECTATION:
        return *named ? named : question_type_name(question->type);
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
    case QUESTION_NUMBER:
    case QUESTION_MATRIX:
    case QUESTION__COUNT:
        break;
    }
    return named; // none: SURVEY.QUESTION is its own
}

static bool metric_is_good(str metric)
{
    str left = metric, part;
    bool good = metric.size <= SURVEY_NAME_BYTES;
    while (good && str_cut(&left, '.', &part))
        good = survey_name_is_good(part);
    return good;
}

static void metric_check(struct look *look, i64 index)
{
    ctx *c = look->c;
    const struct question *question = &look->survey->questions[index];
    const char *place = place_of(look, "questions", index, "metric");
    const char *start = metric_start(look, question);
    if (question->metric.size && !metric_is_good(question->metric))
        look_wrong(look, place, tr(c, "this is no metric's name"),
                   tr(c, "It has small letters, digits, _ and dots only, at most 60."));
    for (i64 i = 0; *start && i < index; i++) {
        if (strcmp(start, metric_start(look, &look->survey->questions[i])) != 0) continue;
        look_wrong(look, place, fmt(c->arena, tr(c, "two questions become the metric %s"), start),
                   tr(c, "Give one of them a \"metric\" of its own."));
        return;
    }
}

static bool is_number_type(const struct question *question)
{
    return question->type == QUESTION_NPS || question->type == QUESTION_CSAT ||
           question->type == QUESTION_CES || question->type == QUESTION_NUMBER ||
           question->type == QUESTION_EXPECTATION;
}

static bool option_exists(const struct question *question, str name)
{
    for (i64 i = 0; i < question->option_count; i++)
        if (str_equal(question->options[i].name, name)) return true;
    return question->type == QUESTION_FELT && !question->option_count && feeling_find(name);
}

static bool part_exists(const struct question *question, str part)
{
    if (question->type == QUESTION_EXPECTATION)
        return str_equal(part, S("expected")) || str_equal(part, S("perceived")) ||
               str_equal(part, S("best"));
    for (i64 i = 0; i < question->row_count; i++)
        if (str_equal(question->rows[i].name, part)) return true;
    return false;
}

static bool needs_value(enum condition_test test)
{
    return test != CONDITION_ANSWERED && test != CONDITION_NOT_ANSWERED;
}

static bool compares(enum condition_test test)
{
    return test == CONDITION_AT_MOST || test == CONDITION_AT_LEAST;
}

static void part_check(struct look *look, const char *place,
                       const struct survey_condition *condition, const struct question *question)
{
    ctx *c = look->c;
    bool has_parts = question->type == QUESTION_MATRIX || question->type == QUESTION_EXPECTATION;
    if (condition->part.size ? has_parts && part_exists(question, condition->part)
                             : !has_parts || !needs_value(condition->test))
        return;
    look_wrong(look, place, tr(c, "this does not name a part of that question"),
               has_parts ? tr(c, "Write QUESTION.ROW, or QUESTION.expected, .perceived, .best.")
                         : tr(c, "Write the question's name alone."));
}

static void value_check(struct look *look, const char *place,
                        const struct survey_condition *condition, const struct question *question)
{
    ctx *c = look->c;
    f64 number = 0;
    if (!needs_value(condition->test)) return;
    if (question->type == QUESTION_TEXT) {
        look_wrong(look, place, tr(c, "own words are only answered or not"),
                   tr(c, "Ask with the test answered or not_answered."));
    } else if (is_number_type(question)) {
        if (!str_f64(condition->value, &number))
            look_wrong(look, place, tr(c, "the value is not a number"),
                       tr(c, "Give a number to compare with."));
    } else if (compares(condition->test)) {
        look_wrong(look, place, tr(c, "choices are neither more nor less"),
                   tr(c, "Ask with the test is or is_not."));
    } else if (!option_exists(question, condition->value)) {
        look_wrong(look, place,
                   fmt(c->arena, tr(c, "the question \"%.*s\" has no option \"%.*s\""),
                       STR(question->name), STR(str_head(condition->value, SURVEY_NAME_BYTES))),
                   tr(c, "Give the name of one of its options."));
    }
}

static void fact_check(struct look *look, const char *place,
                       const struct survey_condition *condition)
{
    ctx *c = look->c;
    f64 number = 0;
    if (condition->fact.size > BOUND_NAME_BYTES)
        look_wrong(look, place, tr(c, "this is no fact's name"),
                   tr(c, "Facts are touchpoint, unit, channel, segment, lang or an attribute."));
    else if (needs_value(condition->test) && !condition->value.size)
        look_wrong(look, place, tr(c, "the value is missing"),
                   tr(c, "Give what the fact is compared with."));
    else if (compares(condition->test) && !str_f64(condition->value, &number))
        look_wrong(look, place, tr(c, "the value is not a number"),
                   tr(c, "Give a number to compare with."));
}

// `asked`: how many questions stand before what has the condition.
static void conditions_check(struct look *look, const char *place,
                             const struct survey_condition *conditions, i64 count, i64 asked)
{
    ctx *c = look->c;
    for (i64 i = 0; i < count; i++) {
        const struct survey_condition *at = &conditions[i];
        const char *where = place_of(look, fmt(c->arena, "%s.when", place), i, "");
        if (at->fact.size) fact_check(look, where, at);
        if (at->fact.size || !at->question.size) continue;
        const struct question *question = survey_question(look->survey, at->question);
        if (!question || question - look->survey->questions >= asked) {
            look_wrong(look, where,
                       fmt(c->arena, tr(c, "no question before it is named \"%.*s\""),
                           STR(str_head(at->question, SURVEY_NAME_BYTES))),
                       tr(c, "A condition looks back: name a question that is asked earlier."));
            continue;
        }
        part_check(look, where, at, question);
        value_check(look, where, at, question);
    }
}

static void pipes_check(struct look *look, const char *place, struct survey_text text, i64 asked)
{
    ctx *c = look->c;
    for (i64 i = 0; i < text.count; i++) {
        const char *where = fmt(c->arena, "%s.%.*s", place, STR(text.words[i].lang));
        str left = text.words[i].text;
        struct piping pipe;
        while (piping_next(&left, &pipe)) {
            if (pipe.is_broken)
                look_wrong(look, where, tr(c, "braces in the text do not close"),
                           tr(c, "Write {{unit}}, or {{unit|our shop}}."));
            if (pipe.is_broken || !str_starts(pipe.name, S("answer."))) continue;
            str name = str_slice(pipe.name, 7, pipe.name.size);
            const struct question *question = survey_question(look->survey, name);
            if (question && question - look->survey->questions < asked) continue;
            look_wrong(look, where,
                       fmt(c->arena, tr(c, "no question before it is named \"%.*s\""),
                           STR(str_head(name, SURVEY_NAME_BYTES))),
                       tr(c, "A text repeats what was answered earlier."));
        }
    }
}

static void question_check(struct look *look, i64 index)
{
    ctx *c = look->c;
    const struct question *question = &look->survey->questions[index];
    for (i64 i = 0; question->name.size && i < index; i++) {
        if (!str_equal(look->survey->questions[i].name, question->name)) continue;
        look_wrong(look, place_of(look, "questions", index, "name"),
                   fmt(c->arena, tr(c, "\"%.*s\" is there twice"), STR(question->name)),
                   tr(c, "Give each a name of its own."));
        break;
    }
    type_check(look, question, index);
    metric_check(look, index);
    conditions_check(look, place_of(look, "questions", index, ""), question->conditions,
                     question->condition_count, index);
    pipes_check(look, place_of(look, "questions", index, "text"), question->text, index);
    pipes_check(look, place_of(look, "questions", index, "help"), question->help, index);
}

static void thanks_check(struct look *look, i64 index)
{
    ctx *c = look->c;
    const struct survey_thanks *thanks = &look->survey->thanks[index];
    i64 asked = look->survey->question_count;
    conditions_check(look, place_of(look, "thanks", index, ""), thanks->conditions,
                     thanks->condition_count, asked);
    pipes_check(look, place_of(look, "thanks", index, "text"), thanks->text, asked);
    bool is_address =
        str_starts(thanks->link, S("https://")) || str_starts(thanks->link, S("http://"));
    if (thanks->link.size && (!is_address || thanks->link.size > BOUND_ADDRESS_BYTES ||
                              str_find(thanks->link, S(" ")) >= 0))
        look_wrong(look, place_of(look, "thanks", index, "link"), tr(c, "this is no address"),
                   tr(c, "Write it whole, beginning with https://."));
}

void definition_check(struct look *look)
{
    const struct survey *survey = look->survey;
    pipes_check(look, "title", survey->title, 0);
    pipes_check(look, "intro", survey->intro, 0);
    for (i64 i = 0; i < survey->question_count; i++) {
        look->question = i;
        question_check(look, i);
    }
    look->question = -1;
    for (i64 i = 0; i < survey->thanks_count; i++)
        thanks_check(look, i);
}
