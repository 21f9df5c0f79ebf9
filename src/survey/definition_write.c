#include "bounds.h"
#include "record/value.h"
#include "survey/definition_parts.h"

static void text_write(ctx *c, json_t *object, const char *field, struct survey_text text)
{
    if (!text.count) return;
    json_t *words = json_new_object(c);
    for (i64 i = 0; i < text.count; i++)
        json_put_str(words, str_c(c->arena, text.words[i].lang), text.words[i].text);
    json_put(object, field, words);
}

static void options_write(ctx *c, json_t *object, const char *field,
                          const struct question_option *options, i64 count)
{
    if (!count) return;
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count; i++) {
        json_t *option = json_new_object(c);
        json_put_str(option, "name", options[i].name);
        if (!options[i].is_feeling) text_write(c, option, "text", options[i].text);
        json_array_append(list, option);
    }
    json_put(object, field, list);
}

// A number as a number, unless other text than it would come back.
static void compared_write(json_t *object, const struct survey_condition *condition)
{
    f64 number = 0;
    char text[32];
    bool is_number = condition->question.size && str_f64(condition->value, &number) &&
                     str_equal(json_number_text(number, text), condition->value);
    if (is_number)
        json_put_f64(object, "value", number);
    else if (condition->value.size)
        json_put_str(object, "value", condition->value);
}

static void conditions_write(ctx *c, json_t *object, const struct survey_condition *conditions,
                             i64 count)
{
    if (!count) return;
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count; i++) {
        const struct survey_condition *at = &conditions[i];
        json_t *condition = json_new_object(c);
        if (at->fact.size)
            json_put_str(condition, "fact", at->fact);
        else
            json_put_c(condition, "question",
                       fmt(c->arena, "%.*s%s%.*s", STR(at->question), at->part.size ? "." : "",
                           STR(at->part)));
        json_put_c(condition, "test", condition_test_name(at->test));
        compared_write(condition, at);
        json_array_append(list, condition);
    }
    json_put(object, "when", list);
}

static json_t *question_write(ctx *c, const struct question *question)
{
    json_t *object = json_new_object(c);
    json_put_str(object, "name", question->name);
    json_put_c(object, "type", question_type_name(question->type));
    text_write(c, object, "text", question->text);
    text_write(c, object, "help", question->help);
    text_write(c, object, "low", question->low);
    text_write(c, object, "high", question->high);
    if (question->required) json_put_bool(object, "required", true);
    options_write(c, object, "rows", question->rows, question->row_count);
    options_write(c, object, "options", question->options, question->option_count);
    if (question->min > NUMBER_LOW) json_put_f64(object, "min", question->min);
    if (question->max < NUMBER_HIGH) json_put_f64(object, "max", question->max);
    if (question->type == QUESTION_TEXT && question->characters_max != CHARACTERS_USUAL)
        json_put_i64(object, "characters", question->characters_max);
    if (question->metric.size) json_put_str(object, "metric", question->metric);
    conditions_write(c, object, question->conditions, question->condition_count);
    return object;
}

static json_t *thanks_write(ctx *c, const struct survey_thanks *thanks)
{
    json_t *object = json_new_object(c);
    text_write(c, object, "text", thanks->text);
    if (thanks->link.size) json_put_str(object, "link", thanks->link);
    conditions_write(c, object, thanks->conditions, thanks->condition_count);
    return object;
}

json_t *definition_write(ctx *c, const struct survey *survey)
{
    json_t *object = json_new_object(c), *langs = json_new_array(c);
    json_put_i64(object, "format", 1);
    for (i64 i = 0; i < survey->lang_count; i++)
        json_array_append_new(langs, json_string(str_c(c->arena, survey->langs[i])));
    json_put(object, "languages", langs);
    text_write(c, object, "title", survey->title);
    text_write(c, object, "intro", survey->intro);
    json_t *questions = json_new_array(c);
    for (i64 i = 0; i < survey->question_count; i++)
        json_array_append(questions, question_write(c, &survey->questions[i]));
    json_put(object, "questions", questions);
    json_t *thanks = json_new_array(c);
    for (i64 i = 0; i < survey->thanks_count; i++)
        json_array_append(thanks, thanks_write(c, &survey->thanks[i]));
    if (survey->thanks_count) json_put(object, "thanks", thanks);
    return object;
}

str survey_ascii(ctx *c, str words, i64 bytes_max)
{
    static const char *const plain[][2] = {
        {"å", "a"},
        {"ä", "a"},
        {"ö", "o"},
        {"ü", "y"}
    };
    str folded = text_fold(c, str_head(words, 4 * bytes_max));
    buf out = buf_new(c->arena, bytes_max + 10);
    for (i64 at = 0; at < folded.size && out.size < bytes_max;) {
        str left = str_slice(folded, at, folded.size);
        char letter = folded.s[at];
        const char *found = NULL;
        for (i64 i = 0; i < COUNT_OF(plain); i++)
            if (str_starts(left, str_of(plain[i][0]))) found = plain[i][1];
        bool good = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (found)
            buf_c(&out, found);
        else if (good)
            buf_char(&out, letter);
        else if (out.size && out.s[out.size - 1] != '_')
            buf_char(&out, '_');
        at += found ? 2 : 1;
    }
    str code = buf_str(&out);
    while (str_ends(code, S("_")))
        code.size--;
    return code;
}
