// What a person gave for a question: checked, and made a value.
#include <math.h>

#include "bounds.h"
#include "survey/definition_parts.h"
#include "survey/feelings.h"

// Of the scales that a type has; false: it has none.
static bool scale_of(enum question_type type, i64 *low, i64 *high)
{
    *low = type == QUESTION_NPS ? 0 : 1;
    *high = type == QUESTION_NPS ? 10 : type == QUESTION_CES ? 7 : 5;
    return type == QUESTION_NPS || type == QUESTION_CSAT || type == QUESTION_CES ||
           type == QUESTION_EXPECTATION;
}

static bool refuse(ctx *c, const char *msg, const char *hint)
{
    return fail_with(c, ERR_BAD_INPUT, msg, hint);
}

static bool nothing_given(ctx *c, const struct question *question, str *value)
{
    *value = (str){0};
    if (!question->required) return true;
    return refuse(c, tr(c, "this question needs an answer"),
                  tr(c, "Answer it, then go on; you may also stop here."));
}

static bool not_offered(ctx *c)
{
    return refuse(c, tr(c, "this choice is not on offer"), tr(c, "Choose one of those shown."));
}

static bool scale_read(ctx *c, const struct question *question, str given, i64 *out)
{
    i64 low = 0, high = 0;
    bool has_scale = scale_of(question->type, &low, &high);
    assert(has_scale);
    if (str_i64(given, out) && *out >= low && *out <= high) return true;
    return refuse(c,
                  fmt(c->arena, tr(c, "this is no number from %lld to %lld"), (long long)low,
                      (long long)high),
                  tr(c, "Choose one of those shown."));
}

static bool take_scale(ctx *c, const struct question *question, str given, str *value)
{
    i64 number = 0;
    if (!scale_read(c, question, given, &number)) return false;
    *value = str_of(fmt(c->arena, "%lld", (long long)number));
    return true;
}

static bool take_number(ctx *c, const struct question *question, str given, str *value)
{
    f64 number = 0;
    char text[32], low[32], high[32];
    char *plain = NEW_ARRAY(c->arena, char, given.size + 1);
    i64 size = 0;
    for (i64 i = 0; i < given.size; i++) { // "1 250,5"
        if (given.s[i] == ' ') continue;
        plain[size++] = given.s[i] == ',' ? '.' : given.s[i];
    }
    if (!str_f64((str){plain, size}, &number) || !isfinite(number))
        return refuse(c, tr(c, "this is not a number"), tr(c, "Write it with digits."));
    if (number < question->min)
        return refuse(c,
                      fmt(c->arena, tr(c, "this is less than %.*s"),
                          STR(json_number_text(question->min, low))),
                      tr(c, "Write a higher number."));
    if (number > question->max)
        return refuse(c,
                      fmt(c->arena, tr(c, "this is more than %.*s"),
                          STR(json_number_text(question->max, high))),
                      tr(c, "Write a lower number."));
    *value = str_copy(c->arena, json_number_text(number, text));
    return true;
}

static i64 characters(str text)
{
    i64 count = 0;
    for (i64 i = 0; i < text.size; i++)
        count += ((u8)text.s[i] & 0xC0) != 0x80;
    return count;
}

static bool take_text(ctx *c, const struct question *question, str given, str *value)
{
    if (!str_is_utf8(given, NULL))
        return refuse(c, tr(c, "these words cannot be read"), tr(c, "Write them again."));
    buf plain = buf_new(c->arena, given.size + 2);
    for (i64 i = 0; i < given.size; i++)
        if ((u8)given.s[i] >= ' ' || given.s[i] == '\n' || given.s[i] == '\t')
            buf_char(&plain, given.s[i]);
    str text = str_trim(buf_str(&plain));
    if (!text.size) return nothing_given(c, question, value);
    i64 written = characters(text);
    if (written > question->characters_max || text.size > BOUND_REMARK_BYTES)
        return refuse(c,
                      fmt(c->arena, tr(c, "your words are %lld characters long, %lld fit"),
                          (long long)written, (long long)question->characters_max),
                      tr(c, "Shorten them a little."));
    buf out = buf_new(c->arena, 8 * BOUND_REMARK_BYTES);
    json_add_str(&out, text);
    *value = buf_str(&out);
    return true;
}

static i64 option_index(const struct question_option *options, i64 count, str name)
{
    for (i64 i = 0; i < count; i++)
        if (str_equal(options[i].name, name)) return i;
    return -1;
}

static bool take_single(ctx *c, const struct question *question, str given, str *value)
{
    if (option_index(question->options, question->option_count, given) < 0) return not_offered(c);
    *value = str_of(fmt(c->arena, "\"%.*s\"", STR(given)));
    return true;
}

// The names that were given, each once, in the order that they are offered.
static bool take_names(ctx *c, const struct question *question, const str *given, i64 count,
                       str *value)
{
    bool *is = NEW_ARRAY(c->arena, bool, question->option_count + 1);
    for (i64 i = 0; i < count; i++) {
        if (question->type == QUESTION_FELT && str_equal(given[i], S("none"))) continue;
        i64 at = option_index(question->options, question->option_count, given[i]);
        if (at < 0) return not_offered(c);
        is[at] = true;
    }
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < question->option_count; i++)
        if (is[i])
            json_array_append_new(list, json_string(str_c(c->arena, question->options[i].name)));
    *value = json_write(c, list);
    return true;
}

static bool take_matrix(ctx *c, const struct question *question, const str *given, i64 count,
                        str *value)
{
    const str **chosen = NEW_ARRAY(c->arena, const str *, question->row_count + 1);
    i64 answered = 0;
    for (i64 i = 0; i < count; i++) {
        str option = given[i], row = {0};
        (void)str_cut(&option, '=', &row);
        i64 at = option_index(question->rows, question->row_count, row);
        i64 of = option_index(question->options, question->option_count, option);
        if (at < 0 || of < 0) return not_offered(c);
        answered += !chosen[at];
        chosen[at] = &question->options[of].name;
    }
    if (question->required && answered < question->row_count)
        return refuse(c,
                      fmt(c->arena, tr(c, "%lld of %lld rows have no answer yet"),
                          (long long)(question->row_count - answered),
                          (long long)question->row_count),
                      tr(c, "Choose one in each row."));
    json_t *object = json_new_object(c);
    for (i64 i = 0; i < question->row_count; i++)
        if (chosen[i]) json_put_str(object, str_c(c->arena, question->rows[i].name), *chosen[i]);
    *value = json_write(c, object);
    return true;
}

static bool take_expectation(ctx *c, const struct question *question, const str *given, i64 count,
                             str *value)
{
    static const char *const parts[] = {"expected", "perceived", "best"};
    i64 number[COUNT_OF(parts)] = {0};
    for (i64 i = 0; i < count; i++) {
        str told = given[i], name = {0};
        i64 at = 0;
        (void)str_cut(&told, '=', &name);
        while (at < COUNT_OF(parts) && !str_equal(name, str_of(parts[at])))
            at++;
        if (at == COUNT_OF(parts)) return not_offered(c);
        if (!scale_read(c, question, told, &number[at])) return false;
    }
    if (question->required && (!number[0] || !number[1]))
        return refuse(c, tr(c, "what you expected and what you got are both needed"),
                      tr(c, "Choose a number for each."));
    json_t *object = json_new_object(c);
    for (i64 i = 0; i < COUNT_OF(parts); i++)
        if (number[i]) json_put_i64(object, parts[i], number[i]);
    *value = json_write(c, object);
    return true;
}

bool question_take(ctx *c, const struct question *question, const str *given, i64 count, str *value)
{
    str *told = NEW_ARRAY(c->arena, str, count + 1);
    i64 told_count = 0;
    for (i64 i = 0; i < count; i++) {
        str text = str_trim(given[i]);
        if (text.size && !str_ends(text, S("="))) told[told_count++] = text;
    }
    if (!told_count) return nothing_given(c, question, value);
    if (question->type == QUESTION_FELT && !question->option_count)
        question = question_offered(c, question, &(struct survey_known){0});
    switch (question->type) {
    case QUESTION_NPS:
    case QUESTION_CSAT:
    case QUESTION_CES:
        return take_scale(c, question, told[0], value);
    case QUESTION_NUMBER:
        return take_number(c, question, told[0], value);
    case QUESTION_TEXT:
        return take_text(c, question, told[0], value);
    case QUESTION_SINGLE:
        return take_single(c, question, told[0], value);
    case QUESTION_FELT:
    case QUESTION_SEVERAL:
        return take_names(c, question, told, told_count, value);
    case QUESTION_MATRIX:
        return take_matrix(c, question, told, told_count, value);
    case QUESTION_EXPECTATION:
        return take_expectation(c, question, told, told_count, value);
    case QUESTION__COUNT:
        break;
    }
    assert(!"a type of question");
    return false;
}

const struct question *question_offered(ctx *c, const struct question *question,
                                        const struct survey_known *known)
{
    if (question->type != QUESTION_FELT || question->option_count) return question;
    str aims = {0};
    for (i64 i = 0; i < known->count; i++)
        if (str_equal(known->facts[i].name, S("feelings"))) aims = known->facts[i].value;
    const struct feeling **offered = NULL;
    i64 count = feelings_offered(c, aims, &offered);
    struct question_option *options = NEW_ARRAY(c->arena, struct question_option, count);
    for (i64 i = 0; i < count; i++)
        options[i] = (struct question_option){.name = str_of(offered[i]->name),
                                              .text = feeling_words(c, offered[i]),
                                              .is_feeling = true};
    struct question *out = NEW(c->arena, struct question);
    *out = *question;
    out->option_count = count;
    out->options = options;
    return out;
}
