// What was typed into the form of a survey's part, as JSON of the draft.
#include "base/lang.h"
#include "bounds.h"
#include "survey/feelings.h"
#include "web/survey_form.h"

struct reading_form {
    ctx *c;
    struct request *request;
    const struct survey *survey;
    bool failed;
};

static const char *numbered(ctx *c, const char *name, i64 number)
{
    return fmt(c->arena, "%s_%lld", name, (long long)number);
}

static i64 langs_shown(const struct survey *survey)
{
    return MIN(survey->lang_count, SURVEY_FORM_LANGS);
}

static void read_text(struct reading_form *form, json_t *object, const char *field,
                      const char *name)
{
    ctx *c = form->c;
    json_t *text = json_object_get(object, field);
    if (!text) json_put(object, field, text = json_new_object(c));
    for (i64 i = 0; i < langs_shown(form->survey); i++) {
        const char *lang = str_c(c->arena, form->survey->langs[i]);
        str words = request_text(form->request, numbered(c, name, i + 1), (str){0});
        if (words.size)
            json_put_str(text, lang, words);
        else
            json_object_del(text, lang);
    }
    if (!json_object_size(text)) json_object_del(object, field);
}

static void read_lines(struct reading_form *form, json_t *question, const char *name)
{
    ctx *c = form->c;
    i64 count = langs_shown(form->survey);
    str *lines = NEW_ARRAY(c->arena, str, count + 1);
    for (i64 i = 0; i < count; i++)
        lines[i] = request_text(form->request, numbered(c, name, i + 1), (str){0});
    json_put(question, name,
             draft_options(c, json_object_get(question, name),
                           (struct draft_lines){count, form->survey->langs, lines}));
}

// The feelings that are chosen; those with words of their own keep them.
static void read_feelings(struct reading_form *form, json_t *question)
{
    ctx *c = form->c;
    json_t *old = json_object_get(question, "options"), *list = json_new_array(c);
    const struct input *in = request_input(form->request, "feeling");
    for (; in; in = request_input_next(form->request, in)) {
        json_t *option = json_new_object(c), *was = NULL;
        size_t i = 0;
        json_put_str(option, "name", in->text);
        json_array_foreach(old, i, was) if (str_equal(json_text(json_object_get(was, "name")),
                                                      in->text)) option = was;
        json_array_append(list, option);
    }
    json_put(question, "options", list);
}

static void read_number(struct reading_form *form, json_t *question, const char *name)
{
    ctx *c = form->c;
    str typed = str_trim(request_text(form->request, name, (str){0}));
    f64 number = 0;
    json_object_del(question, name);
    if (!typed.size) return;
    char *plain = NEW_ARRAY(c->arena, char, typed.size + 1);
    for (i64 i = 0; i < typed.size; i++)
        plain[i] = typed.s[i] == ',' ? '.' : typed.s[i];
    if (str_f64((str){plain, typed.size}, &number)) {
        json_put_f64(question, name, number);
        return;
    }
    request_problem_add(c, form->request, name, tr(c, "this is not a number"),
                        tr(c, "Write it with digits."));
    form->failed = true;
}

static const struct question *question_named(const struct survey *survey, str name)
{
    for (i64 i = 0; i < survey->question_count; i++)
        if (str_equal(survey->questions[i].name, name)) return &survey->questions[i];
    return NULL;
}

static bool says(struct survey_text text, str words)
{
    for (i64 i = 0; i < text.count; i++)
        if (str_equal_fold(text.words[i].text, words)) return true;
    return false;
}

// The words of a choice → its name; anything else as it is.
static str value_read_words(ctx *c, const struct question *question, str words)
{
    for (i64 i = 0; question && i < question->option_count; i++)
        if (says(question->options[i].text, words)) return question->options[i].name;
    bool is_felt = question && question->type == QUESTION_FELT;
    for (i64 i = 0; is_felt && i < feelings_count; i++)
        if (str_equal_fold(str_of(tr(c, feelings[i].label)), words))
            return str_of(feelings[i].name);
    char *plain = NEW_ARRAY(c->arena, char, words.size + 1);
    f64 number = 0;
    for (i64 i = 0; i < words.size; i++)
        plain[i] = words.s[i] == ',' ? '.' : words.s[i];
    str text = {plain, words.size};
    return str_f64(text, &number) ? text : words;
}

static json_t *condition_read(struct reading_form *form, i64 number)
{
    ctx *c = form->c;
    str about = request_text(form->request, numbered(c, "about", number), (str){0});
    str test = request_text(form->request, numbered(c, "test", number), S("is"));
    str words = str_trim(request_text(form->request, numbered(c, "value", number), (str){0}));
    enum condition_test found = CONDITION_IS;
    if (about.size < 3 || !condition_test_find(test, &found)) return NULL;
    json_t *condition = json_new_object(c);
    str name = {0}, part = str_slice(about, 2, about.size);
    bool is_fact = about.s[0] == 'f';
    json_put_str(condition, is_fact ? "fact" : "question", part);
    json_put_str(condition, "test", test);
    (void)str_cut(&part, '.', &name);
    bool compares = found != CONDITION_ANSWERED && found != CONDITION_NOT_ANSWERED;
    const struct question *question = is_fact ? NULL : question_named(form->survey, name);
    if (compares && words.size)
        json_put_str(condition, "value", value_read_words(c, question, words));
    return condition;
}

static void read_conditions(struct reading_form *form, json_t *object)
{
    ctx *c = form->c;
    json_t *old = json_object_get(object, "when"), *list = json_new_array(c);
    for (i64 i = 1; i <= SURVEY_FORM_CONDITIONS; i++) {
        json_t *condition = condition_read(form, i);
        if (condition) json_array_append(list, condition);
    }
    for (size_t i = SURVEY_FORM_CONDITIONS; i < json_array_size(old); i++)
        json_array_append(list, json_array_get(old, i));
    json_object_del(object, "when");
    if (json_array_size(list)) json_put(object, "when", list);
}

// Fields that another type does not have go with the old one.
static void drop_untyped(json_t *question, enum question_type was, enum question_type is)
{
    static const char *const typed[] = {"options",    "rows", "min", "max",
                                        "characters", "low",  "high"};
    bool both_choose = (was == QUESTION_SINGLE || was == QUESTION_SEVERAL) &&
                       (is == QUESTION_SINGLE || is == QUESTION_SEVERAL || is == QUESTION_MATRIX);
    for (i64 i = 0; was != is && i < COUNT_OF(typed); i++)
        if (!both_choose || strcmp(typed[i], "options") != 0) json_object_del(question, typed[i]);
}

static void read_typed(struct reading_form *form, json_t *question, enum question_type type)
{
    switch (type) {
    case QUESTION_NUMBER:
        read_number(form, question, "min");
        read_number(form, question, "max");
        read_text(form, question, "low", "low");
        read_text(form, question, "high", "high");
        return;
    case QUESTION_NPS:
    case QUESTION_CSAT:
    case QUESTION_CES:
    case QUESTION_EXPECTATION:
        read_text(form, question, "low", "low");
        read_text(form, question, "high", "high");
        return;
    case QUESTION_MATRIX:
        read_lines(form, question, "rows");
        read_lines(form, question, "options");
        return;
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
        read_lines(form, question, "options");
        return;
    case QUESTION_FELT:
        read_feelings(form, question);
        return;
    case QUESTION_TEXT:
        read_number(form, question, "characters");
        return;
    case QUESTION__COUNT:
        break;
    }
}

static void read_question(struct reading_form *form, json_t *draft, i64 index)
{
    ctx *c = form->c;
    const struct question *before = &form->survey->questions[index];
    json_t *question = json_deep_copy(draft_question(draft, index));
    enum question_type type = before->type;
    arena_defer(c->arena, (void (*)(void *))json_decref, question);
    (void)question_type_find(request_text(form->request, "type", (str){0}), &type);
    read_text(form, question, "text", "text");
    read_text(form, question, "help", "help");
    read_typed(form, question, before->type);
    drop_untyped(question, before->type, type);
    json_put_c(question, "type", question_type_name(type));
    json_put_str(question, "name", request_text(form->request, "name", (str){0}));
    json_put_bool(question, "required", request_i64(form->request, "required", 0) != 0);
    str metric = str_trim(request_text(form->request, "metric", (str){0}));
    json_object_del(question, "metric");
    if (metric.size) json_put_str(question, "metric", metric);
    read_conditions(form, question);
    draft_set(c, draft, index, question);
}

static void read_about(struct reading_form *form, json_t *draft)
{
    ctx *c = form->c;
    str typed = request_text(form->request, "languages", (str){0}), lang;
    json_t *langs = json_new_array(c);
    read_text(form, draft, "title", "title");
    read_text(form, draft, "intro", "intro");
    while (str_cut(&typed, ',', &lang)) {
        lang = str_trim(lang);
        if (lang.size) json_array_append_new(langs, json_string(str_c(c->arena, lang)));
    }
    json_put(draft, "languages", langs);
}

static void read_thanks(struct reading_form *form, json_t *draft, i64 index)
{
    json_t *thanks = json_array_get(json_object_get(draft, "thanks"), (size_t)index);
    str link = str_trim(request_text(form->request, "link", (str){0}));
    read_text(form, thanks, "text", "text");
    json_object_del(thanks, "link");
    if (link.size) json_put_str(thanks, "link", link);
    read_conditions(form, thanks);
}

bool survey_form_read(ctx *c, struct request *request, const struct survey *survey,
                      struct survey_open open, json_t *draft)
{
    struct reading_form form = {.c = c, .request = request, .survey = survey};
    if (open.part == PART_ABOUT)
        read_about(&form, draft);
    else if (open.part == PART_THANKS)
        read_thanks(&form, draft, open.index);
    else
        read_question(&form, draft, open.index);
    return !form.failed;
}
