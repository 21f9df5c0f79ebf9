#include "survey/reading.h"

#include <math.h>

#include "survey/definition_parts.h"
#include "survey/feelings.h"

static const char *const expectation_parts[] = {"expected", "perceived", "best"};
static const char *const expectation_metrics[] = {"expected", "perceived", "best_anywhere"};

// CODE.QUESTION where the question names no metric of its own.
static str own_name(ctx *c, str code, const struct question *question)
{
    if (question->metric.size) return question->metric;
    return str_of(fmt(c->arena, "%.*s.%.*s", STR(code), STR(question->name)));
}

static str with_part(ctx *c, str start, str part)
{
    if (!start.size) return part;
    return str_of(fmt(c->arena, "%.*s.%.*s", STR(start), STR(part)));
}

// The metric of one of its parts: an option, a row, a part of an expectation; without parts "".
static str metric_name(ctx *c, str code, const struct question *question, str part)
{
    switch (question->type) {
    case QUESTION_NPS:
    case QUESTION_CSAT:
    case QUESTION_CES:
        return question->metric.size ? question->metric
                                     : str_of(question_type_name(question->type));
    case QUESTION_FELT:
        return with_part(c, question->metric.size ? question->metric : S("felt"), part);
    case QUESTION_EXPECTATION:
        return with_part(c, question->metric, part);
    case QUESTION_NUMBER:
        return own_name(c, code, question);
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
    case QUESTION_MATRIX:
        return with_part(c, own_name(c, code, question), part);
    case QUESTION_TEXT:
    case QUESTION__COUNT:
        break;
    }
    return (str){0};
}

// What is read of one value.
struct take {
    ctx *c;
    str code;
    const struct question *question;
    const json_t *value;
    struct reading *readings;
    i64 count;
};

static void add(struct take *take, str part, f64 value)
{
    take->readings[take->count++] = (struct reading){
        metric_name(take->c, take->code, take->question, part), llround(value * 1e4)};
}

static bool names_hold(const json_t *names, str name)
{
    for (size_t i = 0; i < json_array_size(names); i++)
        if (str_equal(json_text(json_array_get(names, i)), name)) return true;
    return false;
}

static bool take_number(struct take *take)
{
    f64 number = 0;
    if (!json_f64(take->value, &number) || fabs(number) > NUMBER_HIGH) return false;
    add(take, (str){0}, number);
    return true;
}

static bool take_options(struct take *take)
{
    bool is_list = take->question->type != QUESTION_SINGLE;
    if (is_list ? !json_is_array(take->value) : !json_is_string(take->value)) return false;
    for (i64 i = 0; i < take->question->option_count; i++) {
        str name = take->question->options[i].name;
        bool chosen =
            is_list ? names_hold(take->value, name) : str_equal(json_text(take->value), name);
        add(take, name, chosen ? 1 : 0);
    }
    return true;
}

static bool take_rows(struct take *take)
{
    const struct question *question = take->question;
    if (!json_is_object(take->value)) return false;
    for (i64 i = 0; i < question->row_count; i++) {
        str row = question->rows[i].name;
        str option = json_text(json_object_get(take->value, str_c(take->c->arena, row)));
        for (i64 k = 0; k < question->option_count; k++)
            if (str_equal(question->options[k].name, option)) add(take, row, (f64)(k + 1));
    }
    return true;
}

static bool take_expectation(struct take *take)
{
    if (!json_is_object(take->value)) return false;
    for (i64 i = 0; i < COUNT_OF(expectation_parts); i++) {
        const json_t *part = json_object_get(take->value, expectation_parts[i]);
        f64 number = 0;
        if (!part) continue;
        if (!json_f64(part, &number)) return false;
        add(take, str_of(expectation_metrics[i]), number);
    }
    return true;
}

static bool take_value(struct take *take)
{
    switch (take->question->type) {
    case QUESTION_NPS:
    case QUESTION_CSAT:
    case QUESTION_CES:
    case QUESTION_NUMBER:
        return take_number(take);
    case QUESTION_FELT:
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
        return take_options(take);
    case QUESTION_MATRIX:
        return take_rows(take);
    case QUESTION_EXPECTATION:
        return take_expectation(take);
    case QUESTION_TEXT:
    case QUESTION__COUNT:
        break;
    }
    return json_is_string(take->value);
}

bool survey_readings(ctx *c, str code, const struct question *question, str value,
                     struct survey_reading *out)
{
    *out = (struct survey_reading){0};
    if (!value.size) return true;
    struct take take = {.c = c, .code = code, .question = question};
    take.value = json_parse(c, value);
    if (!take.value) return false;
    i64 most = question->option_count + question->row_count + COUNT_OF(expectation_parts);
    take.readings = NEW_ARRAY(c->arena, struct reading, most);
    if (!take_value(&take))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "the answer to \"%.*s\" is none of that question"),
                             STR(question->name)),
                         tr(c, "Values are made by the answer page alone."));
    out->count = take.count;
    out->readings = take.readings;
    if (question->type == QUESTION_TEXT) out->remark = json_text(take.value);
    return true;
}

struct metrics_made {
    i64 count, capacity;
    struct metric *list;
};

static struct metric *metric_new(ctx *c, struct metrics_made *made, str name)
{
    if (made->count == made->capacity) {
        i64 more = MAX(16, made->capacity * 2);
        made->list = arena_grow(c->arena, made->list, made->capacity, more, sizeof(struct metric));
        made->capacity = more;
    }
    struct metric *metric = &made->list[made->count++];
    *metric = (struct metric){
        .name = name, .label = name, .subject = SUBJECT_CUSTOMER, .asked = true, .times = 1};
    return metric;
}

static void scale_set(struct metric *metric, i64 low, i64 high)
{
    metric->scaled = true;
    metric->scale_low_e4 = low * 10000;
    metric->scale_high_e4 = high * 10000;
}

static void box_set(struct metric *metric, i64 low, i64 high)
{
    metric->boxed = true;
    metric->box_low_e4 = low * 10000;
    metric->box_high_e4 = high * 10000;
}

// Kind, scale and box as those of the built-in metric of that type.
static void type_set(struct metric *metric, const struct question *question)
{
    metric->better = BETTER_HIGHER;
    switch (question->type) {
    case QUESTION_NPS:
        metric->kind = METRIC_NPS;
        metric->unit = S("points");
        scale_set(metric, 0, 10);
        box_set(metric, 6, 9);
        return;
    case QUESTION_CSAT:
        metric->kind = METRIC_RATE;
        scale_set(metric, 1, 5);
        box_set(metric, 2, 4);
        return;
    case QUESTION_CES:
        metric->kind = METRIC_MEAN;
        scale_set(metric, 1, 7);
        box_set(metric, 3, 5);
        return;
    case QUESTION_EXPECTATION:
        metric->kind = METRIC_MEAN;
        scale_set(metric, 1, 5);
        box_set(metric, 2, 4);
        return;
    case QUESTION_MATRIX:
        metric->kind = METRIC_MEAN;
        scale_set(metric, 1, question->option_count);
        return;
    case QUESTION_FELT:
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
        metric->kind = METRIC_RATE;
        metric->better = BETTER_NEITHER;
        scale_set(metric, 0, 1);
        box_set(metric, 0, 1);
        return;
    case QUESTION_NUMBER:
    case QUESTION_TEXT:
    case QUESTION__COUNT:
        break;
    }
    metric->kind = METRIC_MEAN;
    metric->better = BETTER_NEITHER;
}

static void part_add(ctx *c, struct metrics_made *made, str name, const struct survey *survey,
                     const struct question *question, str part_label)
{
    const char *lang = str_c(c->arena, survey->langs[0]);
    str asked = survey_say(survey, question->text, lang);
    struct metric *metric = metric_new(c, made, name);
    str label = asked;
    if (part_label.size) label = str_of(fmt(c->arena, "%.*s: %.*s", STR(asked), STR(part_label)));
    metric->label = str_head(label, SURVEY_LABEL_BYTES);
    metric->definition = asked;
    type_set(metric, question);
}

static void options_add(ctx *c, str code, struct metrics_made *made, const struct survey *survey,
                        const struct question *question, const struct question_option *options,
                        i64 count)
{
    const char *lang = str_c(c->arena, survey->langs[0]);
    for (i64 i = 0; i < count; i++)
        part_add(c, made, metric_name(c, code, question, options[i].name), survey, question,
                 survey_say(survey, options[i].text, lang));
}

// A felt question without feelings of its own may bring any; felt.NAME is of a family that defines
// itself.
static void feelings_add(ctx *c, str code, struct metrics_made *made, const struct survey *survey,
                         const struct question *question)
{
    if (!question->metric.size) return;
    for (i64 i = 0; i < feelings_count && !question->option_count; i++) {
        str label =
            survey_say(survey, feeling_words(c, &feelings[i]), str_c(c->arena, survey->langs[0]));
        part_add(c, made, metric_name(c, code, question, str_of(feelings[i].name)), survey,
                 question, label);
    }
    options_add(c, code, made, survey, question, question->options, question->option_count);
}

static void expectation_add(ctx *c, str code, struct metrics_made *made,
                            const struct survey *survey, const struct question *question)
{
    static const char *const labels[] = {N_("Expected"), N_("Perceived"), N_("Best anywhere")};
    static const char *const rules[] = {
        N_("Mean of what customers had expected, from 1 to 5."),
        N_("Mean of what customers got, from 1 to 5."),
        N_("Mean of the best that customers have met anywhere, from 1 to 5.")};
    for (i64 i = 0; i < COUNT_OF(labels); i++) {
        str part = str_of(expectation_metrics[i]);
        part_add(c, made, metric_name(c, code, question, part), survey, question,
                 question->metric.size ? str_of(tr(c, labels[i])) : (str){0});
        struct metric *metric = &made->list[made->count - 1];
        if (question->metric.size) continue;
        metric->label = str_of(labels[i]); // for all surveys: as the built-in ones
        metric->definition = str_of(rules[i]);
    }
}

i64 survey_metrics(ctx *c, str code, const struct survey *survey, struct metric **out)
{
    struct metrics_made made = {0};
    for (i64 i = 0; i < survey->question_count; i++) {
        const struct question *at = &survey->questions[i];
        if (at->type == QUESTION_TEXT) continue;
        if (at->type == QUESTION_FELT)
            feelings_add(c, code, &made, survey, at);
        else if (at->type == QUESTION_EXPECTATION)
            expectation_add(c, code, &made, survey, at);
        else if (at->type == QUESTION_MATRIX)
            options_add(c, code, &made, survey, at, at->rows, at->row_count);
        else if (at->type == QUESTION_SINGLE || at->type == QUESTION_SEVERAL)
            options_add(c, code, &made, survey, at, at->options, at->option_count);
        else
            part_add(c, &made, metric_name(c, code, at, (str){0}), survey, at, (str){0});
    }
    *out = made.list;
    return made.count;
}
