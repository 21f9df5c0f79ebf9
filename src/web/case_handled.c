#include "web/case_handled.h"

#include <math.h>

#include "base/locale.h"
#include "case/case_ask.h"
#include "survey/answer.h"
#include "survey/version.h"

// The far end of a question's scale; 0: it has none.
static i64 scale_of(const struct question *question)
{
    switch (question->type) {
    case QUESTION_NPS:
        return 10;
    case QUESTION_CSAT:
        return 5;
    case QUESTION_CES:
        return 7;
    case QUESTION_FELT:
    case QUESTION_EXPECTATION:
    case QUESTION_TEXT:
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
    case QUESTION_NUMBER:
    case QUESTION_MATRIX:
    case QUESTION__COUNT:
        break;
    }
    return 0;
}

static json_t *said_model(ctx *c, const struct survey *survey, const struct survey_answer *part)
{
    for (i64 i = 0; i < survey->question_count; i++) {
        const struct question *question = &survey->questions[i];
        if (!part->value.size || !str_equal(part->question, question->name)) continue;
        str words = question_value_words(c, survey, question, part->value, c->lang);
        if (!words.size) return NULL;
        i64 scale = scale_of(question);
        bool is_words = question->type == QUESTION_TEXT;
        json_t *one = json_new_object(c);
        json_put_c(one, "question", survey_say_c(c, survey, question->text, c->lang));
        json_put_bool(one, "is_words", is_words);
        json_put_str(
            one, "text",
            scale ? str_of(fmt(c->arena, tr(c, "%.*s of %lld"), STR(words), (long long)scale))
                  : words);
        return one;
    }
    return NULL;
}

static bool answer_model(ctx *c, i64 id, json_t *out, json_t *said)
{
    struct answer answer;
    struct survey survey;
    bool found = false;
    if (!answer_find(c, id, &answer, &found)) return false;
    bool is_given = found && answer.state != ANSWER_DECLINED && answer.part_count;
    json_put_bool(out, "is_declined", found && answer.state == ANSWER_DECLINED);
    if (!is_given) return true;
    if (!survey_version_get(c, answer.survey, answer.version, &survey)) return false;
    for (i64 i = 0; i < answer.part_count; i++) {
        json_t *one = said_model(c, &survey, &answer.parts[i]);
        if (one) json_array_append(said, one);
    }
    return true;
}

static const char *state_words(ctx *c, const struct case_judged *asked, bool is_said,
                               bool is_declined)
{
    const char *day = locale_moment(c, asked->asked_ms).s;
    if (asked->is_unhappy) return tr(c, "The customer is not satisfied with how it was handled.");
    if (is_declined) return tr(c, "The customer was asked, and would rather not say.");
    if (is_said) return NULL;
    return fmt(c->arena, tr(c, "Asked on %s; no answer so far."), day);
}

bool case_handled_put(ctx *c, const struct case_seen *seen, json_t *model)
{
    struct case_judged *asked = NULL;
    i64 count = 0, newest = 0;
    json_put_null(model, "handled");
    if (!case_ask_list(c, seen->record.id, &asked, &count)) return false;
    if (!count) return true;
    while (newest + 1 < count && !asked[newest].judged_ms) // what was said of an earlier closing
        newest++;
    if (!asked[newest].judged_ms) newest = 0;
    json_t *out = json_new_object(c), *said = json_new_array(c);
    if (!answer_model(c, asked[newest].answer, out, said)) return false;
    bool is_said = json_array_size(said) > 0;
    bool is_declined = json_is_true(json_object_get(out, "is_declined"));
    json_put_c(out, "text", state_words(c, &asked[newest], is_said, is_declined));
    json_put_bool(out, "is_unhappy", asked[newest].is_unhappy);
    json_put_f64(out, "value", asked[newest].value);
    json_put(out, "said", said);
    json_put_bool(out, "has_said", is_said);
    json_put_c(out, "href", "/figures?metric=" CASE_ASK_CODE);
    json_put(model, "handled", out);
    return true;
}
