#include "survey/piping.h"

#include "bounds.h"
#include "survey/definition_parts.h"
#include "survey/feelings.h"
#include "survey/known.h"

bool piping_next(str *text, struct piping *out)
{
    if (!text->size) return false;
    *out = (struct piping){.before = *text};
    i64 open = str_find(*text, S("{{"));
    if (open < 0) {
        *text = (str){0};
        return true;
    }
    out->before = str_slice(*text, 0, open);
    str left = str_slice(*text, open + 2, text->size);
    i64 close = str_find(left, S("}}"));
    str inside = str_slice(left, 0, close < 0 ? left.size : close);
    *text = close < 0 ? (str){0} : str_slice(left, close + 2, left.size);
    out->otherwise = inside;
    (void)str_cut(&out->otherwise, '|', &out->name);
    out->name = str_trim(out->name);
    out->otherwise = str_trim(out->otherwise);
    out->is_broken = close < 0 || !out->name.size || out->name.size > BOUND_NAME_BYTES ||
                     str_find(inside, S("{")) >= 0;
    return true;
}

static str option_label(ctx *c, const struct survey *survey, const struct question *question,
                        str name, const char *lang)
{
    for (i64 i = 0; i < question->option_count; i++)
        if (str_equal(question->options[i].name, name))
            return survey_say(survey, question->options[i].text, lang);
    const struct feeling *feeling = question->type == QUESTION_FELT ? feeling_find(name) : NULL;
    return feeling ? survey_say(survey, feeling_words(c, feeling), lang) : (str){0};
}

static str labels_joined(ctx *c, const struct survey *survey, const struct question *question,
                         const json_t *names, const char *lang)
{
    buf out = buf_new(c->arena, BOUND_SURVEY_BYTES);
    for (size_t i = 0; i < json_array_size(names); i++) {
        str label = option_label(c, survey, question, json_text(json_array_get(names, i)), lang);
        if (out.size && label.size) buf_c(&out, ", ");
        buf_add(&out, label);
    }
    return buf_str(&out);
}

str question_value_words(ctx *c, const struct survey *survey, const struct question *question,
                         str value, const char *lang)
{
    json_t *given = value.size ? json_parse(c, value) : NULL;
    if (!given) {
        err_clear(c);
        return (str){0};
    }
    if (json_is_number(given)) {
        char number[32];
        return str_copy(c->arena, json_number_text(json_number_value(given), number));
    }
    if (json_is_array(given)) return labels_joined(c, survey, question, given, lang);
    if (!json_is_string(given)) return (str){0};
    if (question->type == QUESTION_TEXT) return json_text(given);
    return option_label(c, survey, question, json_text(given), lang);
}

static str pipe_value(ctx *c, const struct survey *survey, str name,
                      const struct survey_known *known)
{
    if (!str_starts(name, S("answer."))) return known_fact(known, name);
    const struct question *question = survey_question(survey, str_slice(name, 7, name.size));
    if (!question || !survey_shows(survey, question, known)) return (str){0};
    return question_value_words(c, survey, question, known_answer(known, question->name),
                                known->lang);
}

str survey_piped(ctx *c, const struct survey *survey, struct survey_text text,
                 const struct survey_known *known)
{
    str left = survey_say(survey, text, known->lang);
    if (str_find(left, S("{{")) < 0) return left;
    buf out = buf_new(c->arena, BOUND_SURVEY_BYTES);
    struct piping pipe;
    while (piping_next(&left, &pipe)) {
        str value =
            pipe.name.size && !pipe.is_broken ? pipe_value(c, survey, pipe.name, known) : (str){0};
        if (!value.size) value = pipe.otherwise;
        bool is_unknown = pipe.name.size && !value.size;
        if (is_unknown && str_ends(pipe.before, S(" "))) pipe.before.size--;
        buf_add(&out, pipe.before);
        buf_add(&out, value);
    }
    return buf_str(&out);
}
