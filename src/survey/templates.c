#include "survey/templates_parts.h"

static const char *const langs[TEMPLATE_LANGS] = {"en", "fi", "sv"};

i64 survey_templates_count(void)
{
    return templates_count;
}

const struct survey_template *survey_template_at(i64 index)
{
    assert(index >= 0 && index < templates_count);
    return &templates[index].about;
}

static void put_text(ctx *c, json_t *object, const char *field, struct template_text text)
{
    if (!text.in[0]) return;
    json_t *words = json_new_object(c);
    for (i64 i = 0; i < TEMPLATE_LANGS; i++)
        json_put_c(words, langs[i], text.in[i]);
    json_put(object, field, words);
}

static void put_options(ctx *c, json_t *object, const char *field,
                        const struct template_option *options)
{
    if (!options) return;
    json_t *list = json_new_array(c);
    for (; options->name; options++) {
        json_t *option = json_new_object(c);
        json_put_c(option, "name", options->name);
        put_text(c, option, "text", options->text);
        json_array_append(list, option);
    }
    json_put(object, field, list);
}

static void put_when(ctx *c, json_t *object, const struct template_when *when, i64 count)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count && when[i].question; i++) {
        json_t *condition = json_new_object(c);
        json_put_c(condition, "question", when[i].question);
        json_put_c(condition, "test", condition_test_name(when[i].test));
        if (when[i].value) json_put_c(condition, "value", when[i].value);
        json_array_append(list, condition);
    }
    if (json_array_size(list)) json_put(object, "when", list);
}

static json_t *question_json(ctx *c, const struct template_question *question)
{
    json_t *object = json_new_object(c);
    json_put_c(object, "name", question->name);
    json_put_c(object, "type", question_type_name(question->type));
    put_text(c, object, "text", question->text);
    put_text(c, object, "help", question->help);
    put_text(c, object, "low", question->low);
    put_text(c, object, "high", question->high);
    put_options(c, object, "rows", question->rows);
    put_options(c, object, "options", question->options);
    if (question->metric) json_put_c(object, "metric", question->metric);
    put_when(c, object, question->when, TEMPLATE_CONDITIONS);
    return object;
}

static str template_json(ctx *c, const struct template *template)
{
    json_t *object = json_new_object(c), *in = json_new_array(c);
    json_t *questions = json_new_array(c), *thanks = json_new_array(c);
    for (i64 i = 0; i < TEMPLATE_LANGS; i++)
        json_array_append_new(in, json_string(langs[i]));
    for (const struct template_question *at = template->questions; at->name; at++)
        json_array_append(questions, question_json(c, at));
    for (const struct template_thanks *at = template->thanks; at->text.in[0]; at++) {
        json_t *one = json_new_object(c);
        put_text(c, one, "text", at->text);
        put_when(c, one, &at->when, 1);
        json_array_append(thanks, one);
    }
    json_put_i64(object, "format", 1);
    json_put(object, "languages", in);
    put_text(c, object, "title", template->title);
    put_text(c, object, "intro", template->intro);
    json_put(object, "questions", questions);
    json_put(object, "thanks", thanks);
    return json_write(c, object);
}

str survey_template_text(ctx *c, str name)
{
    for (i64 i = 0; i < templates_count; i++)
        if (str_equal(name, str_of(templates[i].about.name)))
            return template_json(c, &templates[i]);
    return (str){0};
}
