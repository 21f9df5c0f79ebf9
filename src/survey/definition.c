#include "survey/definition.h"

#include "base/lang.h"
#include "bounds.h"
#include "survey/definition_parts.h"
#include "survey/feelings.h"

static const char *const type_names[QUESTION__COUNT] = {
    [QUESTION_NPS] = "nps",       [QUESTION_CSAT] = "csat",
    [QUESTION_CES] = "ces",       [QUESTION_FELT] = "felt",
    [QUESTION_TEXT] = "text",     [QUESTION_EXPECTATION] = "expectation",
    [QUESTION_SINGLE] = "single", [QUESTION_SEVERAL] = "several",
    [QUESTION_NUMBER] = "number", [QUESTION_MATRIX] = "matrix",
};
static const char *const type_labels[QUESTION__COUNT] = {
    [QUESTION_NPS] = N_("Recommending, 0 to 10 (NPS)"),
    [QUESTION_CSAT] = N_("Satisfaction, 1 to 5 (CSAT)"),
    [QUESTION_CES] = N_("Ease, 1 to 7 (CES)"),
    [QUESTION_FELT] = N_("Feelings"),
    [QUESTION_EXPECTATION] = N_("Expected, perceived, best anywhere"),
    [QUESTION_TEXT] = N_("Own words"),
    [QUESTION_SINGLE] = N_("One choice"),
    [QUESTION_SEVERAL] = N_("Several choices"),
    [QUESTION_NUMBER] = N_("Number"),
    [QUESTION_MATRIX] = N_("Several things on one scale"),
};
static const char *const test_names[CONDITION__COUNT] = {
    [CONDITION_IS] = "is",
    [CONDITION_IS_NOT] = "is_not",
    [CONDITION_AT_MOST] = "at_most",
    [CONDITION_AT_LEAST] = "at_least",
    [CONDITION_ANSWERED] = "answered",
    [CONDITION_NOT_ANSWERED] = "not_answered",
};

static const char *const top_fields[] = {"format",    "title",  "intro", "languages",
                                         "questions", "thanks", NULL};
static const char *const question_fields[] = {"name", "type",       "text",    "help", "low",
                                              "high", "required",   "options", "rows", "min",
                                              "max",  "characters", "metric",  "when", NULL};
static const char *const option_fields[] = {"name", "text", NULL};
static const char *const condition_fields[] = {"question", "fact", "test", "value", NULL};
static const char *const thanks_fields[] = {"text", "link", "when", NULL};

// Fields that only some types have, by name.
static const struct {
    const char *field;
    u32 types;
} typed_fields[] = {
    {"options",
     1u << QUESTION_SINGLE | 1u << QUESTION_SEVERAL | 1u << QUESTION_MATRIX | 1u << QUESTION_FELT},
    {"rows",       1u << QUESTION_MATRIX                                                         },
    {"min",        1u << QUESTION_NUMBER                                                         },
    {"max",        1u << QUESTION_NUMBER                                                         },
    {"characters", 1u << QUESTION_TEXT                                                           },
    {"low",        1u << QUESTION_NPS | 1u << QUESTION_CSAT | 1u << QUESTION_CES |
                1u << QUESTION_EXPECTATION | 1u << QUESTION_NUMBER                    },
    {"high",       1u << QUESTION_NPS | 1u << QUESTION_CSAT | 1u << QUESTION_CES |
                 1u << QUESTION_EXPECTATION | 1u << QUESTION_NUMBER                  },
};

static void languages_look(struct look *look, struct look_part top);
static void questions_look(struct look *look, struct look_part top);
static void thanks_look(struct look *look, struct look_part top);

const char *question_type_name(enum question_type type)
{
    assert(type < QUESTION__COUNT);
    return type_names[type];
}

const char *question_type_label(enum question_type type)
{
    assert(type < QUESTION__COUNT);
    return type_labels[type];
}

bool question_type_find(str name, enum question_type *out)
{
    for (i64 i = 0; i < QUESTION__COUNT; i++) {
        if (!str_equal(name, str_of(type_names[i]))) continue;
        *out = (enum question_type)i;
        return true;
    }
    return false;
}

const char *condition_test_name(enum condition_test test)
{
    assert(test < CONDITION__COUNT);
    return test_names[test];
}

bool condition_test_find(str name, enum condition_test *out)
{
    for (i64 i = 0; i < CONDITION__COUNT; i++) {
        if (!str_equal(name, str_of(test_names[i]))) continue;
        *out = (enum condition_test)i;
        return true;
    }
    return false;
}

bool survey_name_is_good(str name)
{
    if (!name.size || name.size > SURVEY_NAME_BYTES) return false;
    for (i64 i = 0; i < name.size; i++) {
        char at = name.s[i];
        bool good = (at >= 'a' && at <= 'z') || (at >= '0' && at <= '9') || at == '_';
        if (!good) return false;
    }
    return true;
}

void look_wrong(struct look *look, const char *place, const char *msg, const char *hint)
{
    struct survey_problems *problems = look->problems;
    if (problems->count >= SURVEY_PROBLEMS_MAX) return;
    problems->list[problems->count++] = (struct survey_problem){place, look->question, msg, hint};
}

const char *look_place(struct look *look, struct look_part part, const char *field)
{
    return *part.place ? fmt(look->c->arena, "%s.%s", part.place, field) : field;
}

static const char *place_at(struct look *look, const char *list, i64 index)
{
    return fmt(look->c->arena, "%s[%lld]", list, (long long)index);
}

static void fields_look(struct look *look, struct look_part part, const char *const *known)
{
    ctx *c = look->c;
    const char *field = NULL;
    json_t *value = NULL;
    json_object_foreach(part.object, field, value)
    {
        i64 i = 0;
        while (known[i] && strcmp(known[i], field))
            i++;
        if (known[i]) continue;
        buf list = buf_new(c->arena, 1000);
        for (i = 0; known[i]; i++)
            buf_fmt(&list, "%s%s", i ? ", " : "", known[i]);
        str shown = str_head(str_of(field), SURVEY_NAME_BYTES);
        look_wrong(look, look_place(look, part, fmt(c->arena, "%.*s", STR(shown))),
                   tr(c, "this field is not known"),
                   fmt(c->arena, tr(c, "Known here are %s."), list.s));
    }
}

// A list of objects; those that are none are left out with words.
static i64 list_look(struct look *look, struct look_part part, const char *field, i64 max,
                     struct look_part **out)
{
    ctx *c = look->c;
    *out = NULL;
    json_t *list = json_object_get(part.object, field);
    const char *place = look_place(look, part, field);
    if (!list || json_is_null(list)) return 0;
    if (!json_is_array(list)) {
        look_wrong(look, place, tr(c, "this is not a list"), tr(c, "Write it in brackets."));
        return 0;
    }
    i64 size = (i64)json_array_size(list), count = 0;
    if (size > max) {
        look_wrong(look, place, fmt(c->arena, tr(c, "these are too many: %lld"), (long long)size),
                   fmt(c->arena, tr(c, "Keep at most %lld."), (long long)max));
        size = max;
    }
    *out = NEW_ARRAY(c->arena, struct look_part, size + 1);
    for (i64 i = 0; i < size; i++) {
        json_t *item = json_array_get(list, (size_t)i);
        if (json_is_object(item))
            (*out)[count++] = (struct look_part){item, place_at(look, place, i)};
        else
            look_wrong(look, place_at(look, place, i), tr(c, "this is not an object"),
                       tr(c, "Write it in braces, with its fields."));
    }
    return count;
}

static str string_look(struct look *look, struct look_part part, const char *field)
{
    const json_t *value = json_object_get(part.object, field);
    if (!value || json_is_null(value)) return (str){0};
    if (json_is_string(value) && json_text(value).size <= BOUND_SURVEY_TEXT_BYTES)
        return str_copy(look->c->arena, str_trim(json_text(value)));
    look_wrong(look, look_place(look, part, field), tr(look->c, "this is not a text"),
               tr(look->c, "Write a short text in quotes."));
    return (str){0};
}

static bool words_are_good(struct look *look, const char *place, const json_t *value)
{
    ctx *c = look->c;
    if (!json_is_string(value)) {
        look_wrong(look, place, tr(c, "this is not a text"),
                   tr(c, "Write {\"en\": \"…\", \"fi\": \"…\"}, or one text in quotes."));
        return false;
    }
    str text = json_text(value);
    if (text.size > BOUND_SURVEY_TEXT_BYTES) {
        look_wrong(look, place, tr(c, "this text is too long"),
                   fmt(c->arena, tr(c, "Keep it to %d bytes."), BOUND_SURVEY_TEXT_BYTES));
        return false;
    }
    for (i64 i = 0; i < text.size; i++) {
        if ((u8)text.s[i] >= ' ' || text.s[i] == '\n' || text.s[i] == '\t' || text.s[i] == '\r')
            continue;
        look_wrong(look, place, tr(c, "this text holds a control character"),
                   tr(c, "Write it again by hand."));
        return false;
    }
    return true;
}

static bool has_lang(const struct survey *survey, str lang)
{
    for (i64 i = 0; i < survey->lang_count; i++)
        if (str_equal(survey->langs[i], lang)) return true;
    return false;
}

static struct survey_text text_one(struct look *look, str text)
{
    if (!text.size || !look->survey->lang_count) return (struct survey_text){0};
    struct survey_words *words = NEW(look->c->arena, struct survey_words);
    *words = (struct survey_words){look->survey->langs[0], str_copy(look->c->arena, text)};
    return (struct survey_text){1, words};
}

static struct survey_text text_object(struct look *look, const char *place, json_t *object)
{
    ctx *c = look->c;
    struct survey_words *words =
        NEW_ARRAY(c->arena, struct survey_words, look->survey->lang_count + 1);
    i64 count = 0;
    const char *lang = NULL;
    json_t *value = NULL;
    json_object_foreach(object, lang, value)
    {
        if (!has_lang(look->survey, str_of(lang))) {
            str shown = str_head(str_of(lang), SURVEY_NAME_BYTES);
            look_wrong(look, fmt(c->arena, "%s.%.*s", place, STR(shown)),
                       tr(c, "the survey does not have this language"),
                       tr(c, "Add it to \"languages\", or leave the text out."));
        }
    }
    for (i64 i = 0; i < look->survey->lang_count; i++) {
        str at = look->survey->langs[i];
        const json_t *given = json_object_get(object, str_c(c->arena, at));
        const char *where = fmt(c->arena, "%s.%.*s", place, STR(at));
        if (!given || !words_are_good(look, where, given)) continue;
        str text = str_trim(json_text(given));
        if (text.size) words[count++] = (struct survey_words){at, str_copy(c->arena, text)};
    }
    return (struct survey_text){count, words};
}

static struct survey_text text_look(struct look *look, struct look_part part, const char *field)
{
    json_t *value = json_object_get(part.object, field);
    const char *place = look_place(look, part, field);
    if (!value || json_is_null(value)) return (struct survey_text){0};
    if (json_is_object(value)) return text_object(look, place, value);
    if (!words_are_good(look, place, value)) return (struct survey_text){0};
    return text_one(look, str_trim(json_text(value)));
}

// A text that nobody may do without.
static struct survey_text text_needed(struct look *look, struct look_part part, const char *field)
{
    ctx *c = look->c;
    struct survey_text text = text_look(look, part, field);
    const struct survey *survey = look->survey;
    if (!survey->lang_count) return text;
    if (text.count && str_equal(text.words[0].lang, survey->langs[0])) return text;
    look_wrong(look, look_place(look, part, field),
               fmt(c->arena, tr(c, "the words in the first language (%.*s) are missing"),
                   STR(survey->langs[0])),
               tr(c, "Write them; what another language lacks is read in the first one."));
    return text;
}

static str name_look(struct look *look, struct look_part part)
{
    ctx *c = look->c;
    str name = string_look(look, part, "name");
    if (survey_name_is_good(name)) return name;
    look_wrong(look, look_place(look, part, "name"),
               name.size ? fmt(c->arena, tr(c, "\"%.*s\" is no name"),
                               STR(str_head(name, SURVEY_NAME_BYTES)))
                         : tr(c, "the name is missing"),
               tr(c, "A name has small letters a to z, digits and _ only, at most 60."));
    return (str){0};
}

static bool lang_is_good(str lang)
{
    bool good = lang.size == 2 || lang.size == 3 || lang.size == 5;
    for (i64 i = 0; good && i < lang.size; i++) {
        char at = lang.s[i];
        if (lang.size == 5 && i == 2)
            good = at == '-';
        else if (lang.size == 5 && i > 2)
            good = at >= 'A' && at <= 'Z';
        else
            good = at >= 'a' && at <= 'z';
    }
    return good;
}

static void languages_look(struct look *look, struct look_part top)
{
    ctx *c = look->c;
    json_t *list = json_object_get(top.object, "languages");
    i64 size = json_is_array(list) ? (i64)json_array_size(list) : 0;
    str *langs = NEW_ARRAY(c->arena, str, BOUND_SURVEY_LANGUAGES);
    look->survey->langs = langs;
    const char *hint = tr(c, "Write them as [\"en\", \"fi\"]: two or three letters each, the one "
                             "that all texts have first.");
    if (!size || size > BOUND_SURVEY_LANGUAGES)
        look_wrong(look, "languages",
                   size ? tr(c, "these are too many languages")
                        : tr(c, "the languages are missing"),
                   hint);
    for (i64 i = 0; i < MIN(size, BOUND_SURVEY_LANGUAGES); i++) {
        str lang = json_text(json_array_get(list, (size_t)i));
        if (lang_is_good(lang) && !has_lang(look->survey, lang))
            langs[look->survey->lang_count++] = str_copy(c->arena, lang);
        else
            look_wrong(look, place_at(look, "languages", i),
                       tr(c, "this is no language, or one that stands here already"), hint);
    }
    if (look->survey->lang_count) return;
    langs[look->survey->lang_count++] = S("en"); // so that the rest can be read
}

struct survey_text feeling_words(ctx *c, const struct feeling *feeling)
{
    static const char *const langs[] = {"en", "fi", "sv"};
    struct survey_words *words = NEW_ARRAY(c->arena, struct survey_words, COUNT_OF(langs));
    for (i64 i = 0; i < COUNT_OF(langs); i++) {
        ctx reader = *c;
        reader.lang = langs[i];
        words[i] = (struct survey_words){str_of(langs[i]), str_of(tr(&reader, feeling->label))};
    }
    return (struct survey_text){COUNT_OF(langs), words};
}

static struct question_option option_look(struct look *look, struct look_part part, bool is_felt)
{
    fields_look(look, part, option_fields);
    struct question_option option = {.name = name_look(look, part)};
    bool has_text = json_object_get(part.object, "text") != NULL;
    const struct feeling *feeling = is_felt && !has_text ? feeling_find(option.name) : NULL;
    if (feeling)
        option.is_feeling = true, option.text = feeling_words(look->c, feeling);
    else
        option.text = text_needed(look, part, "text");
    return option;
}

static i64 options_look(struct look *look, struct look_part part, const char *field, bool is_felt,
                        const struct question_option **out)
{
    struct look_part *parts = NULL;
    i64 count = list_look(look, part, field, BOUND_SURVEY_OPTIONS, &parts);
    struct question_option *options = NEW_ARRAY(look->c->arena, struct question_option, count + 1);
    for (i64 i = 0; i < count; i++)
        options[i] = option_look(look, parts[i], is_felt);
    *out = options;
    return count;
}

// A value as text, whatever it was written as.
static str value_look(struct look *look, struct look_part part)
{
    const json_t *value = json_object_get(part.object, "value");
    if (json_is_number(value)) {
        char number[32];
        return str_copy(look->c->arena, json_number_text(json_number_value(value), number));
    }
    if (json_is_boolean(value)) return json_is_true(value) ? S("true") : S("false");
    return string_look(look, part, "value");
}

static struct survey_condition condition_look(struct look *look, struct look_part part)
{
    ctx *c = look->c;
    fields_look(look, part, condition_fields);
    struct survey_condition condition = {.fact = string_look(look, part, "fact"),
                                         .value = value_look(look, part)};
    str asked = string_look(look, part, "question"), test = string_look(look, part, "test");
    condition.part = asked;
    (void)str_cut(&condition.part, '.', &condition.question);
    if (!condition_test_find(test, &condition.test))
        look_wrong(look, look_place(look, part, "test"),
                   test.size ? tr(c, "this test is not known") : tr(c, "the test is missing"),
                   tr(c, "Tests are is, is_not, at_most, at_least, answered and not_answered."));
    if (!asked.size == !condition.fact.size)
        look_wrong(look, part.place, tr(c, "a condition is about one question, or one fact"),
                   tr(c, "Give either \"question\" or \"fact\"."));
    return condition;
}

static i64 conditions_look(struct look *look, struct look_part part,
                           const struct survey_condition **out)
{
    struct look_part *parts = NULL;
    i64 count = list_look(look, part, "when", BOUND_SURVEY_CONDITIONS, &parts);
    struct survey_condition *conditions =
        NEW_ARRAY(look->c->arena, struct survey_condition, count + 1);
    for (i64 i = 0; i < count; i++)
        conditions[i] = condition_look(look, parts[i]);
    *out = conditions;
    return count;
}

static f64 number_look(struct look *look, struct look_part part, const char *field, f64 otherwise)
{
    const json_t *value = json_object_get(part.object, field);
    f64 number = otherwise;
    if (!value || json_is_null(value)) return otherwise;
    if (json_f64(value, &number) && number >= NUMBER_LOW && number <= NUMBER_HIGH) return number;
    look_wrong(look, look_place(look, part, field), tr(look->c, "this is not a number"),
               tr(look->c, "Write it with digits, without quotes."));
    return otherwise;
}

static void typed_fields_look(struct look *look, struct look_part part, enum question_type type)
{
    ctx *c = look->c;
    for (i64 i = 0; i < COUNT_OF(typed_fields); i++) {
        const char *field = typed_fields[i].field;
        if (typed_fields[i].types & 1u << type || !json_object_get(part.object, field)) continue;
        look_wrong(
            look, look_place(look, part, field),
            fmt(c->arena, tr(c, "a question of type \"%s\" does not have this"), type_names[type]),
            tr(c, "Leave it out."));
    }
}

static enum question_type type_look(struct look *look, struct look_part part)
{
    ctx *c = look->c;
    enum question_type type = QUESTION_TEXT;
    if (!question_type_find(string_look(look, part, "type"), &type)) {
        look_wrong(look, look_place(look, part, "type"), tr(c, "this type is not known"),
                   tr(c, "Types are nps, csat, ces, felt, expectation, text, single, several, "
                         "number and matrix."));
        return type;
    }
    typed_fields_look(look, part, type);
    return type;
}

static bool required_look(struct look *look, struct look_part part)
{
    const json_t *value = json_object_get(part.object, "required");
    if (value && !json_is_boolean(value))
        look_wrong(look, look_place(look, part, "required"),
                   tr(look->c, "this is neither true nor false"),
                   tr(look->c, "Write true or false."));
    return json_is_true(value);
}

static struct question question_look(struct look *look, struct look_part part)
{
    fields_look(look, part, question_fields);
    struct question question = {.name = name_look(look, part),
                                .type = type_look(look, part),
                                .text = text_needed(look, part, "text"),
                                .help = text_look(look, part, "help"),
                                .low = text_look(look, part, "low"),
                                .high = text_look(look, part, "high"),
                                .required = required_look(look, part),
                                .min = number_look(look, part, "min", NUMBER_LOW),
                                .max = number_look(look, part, "max", NUMBER_HIGH),
                                .metric = string_look(look, part, "metric")};
    bool is_felt = question.type == QUESTION_FELT;
    question.option_count = options_look(look, part, "options", is_felt, &question.options);
    question.row_count = options_look(look, part, "rows", false, &question.rows);
    question.condition_count = conditions_look(look, part, &question.conditions);
    f64 characters = number_look(look, part, "characters", CHARACTERS_USUAL);
    question.characters_max =
        characters >= 1 && characters <= BOUND_SURVEY_CHARACTERS ? (i64)characters : 0;
    if (!question.characters_max)
        look_wrong(look, look_place(look, part, "characters"),
                   tr(look->c, "this is no number of characters"),
                   fmt(look->c->arena, tr(look->c, "Give 1 to %d."), BOUND_SURVEY_CHARACTERS));
    return question;
}

static void questions_look(struct look *look, struct look_part top)
{
    ctx *c = look->c;
    struct look_part *parts = NULL;
    i64 count = list_look(look, top, "questions", BOUND_SURVEY_QUESTIONS, &parts);
    struct question *questions = NEW_ARRAY(c->arena, struct question, count + 1);
    if (!count)
        look_wrong(look, "questions", tr(c, "there is no question yet"),
                   tr(c, "Add at least one."));
    for (i64 i = 0; i < count; i++) {
        look->question = i;
        questions[i] = question_look(look, parts[i]);
    }
    look->question = -1;
    look->survey->questions = questions;
    look->survey->question_count = count;
}

static void thanks_look(struct look *look, struct look_part top)
{
    struct look_part *parts = NULL;
    i64 count = list_look(look, top, "thanks", BOUND_SURVEY_OPTIONS, &parts);
    struct survey_thanks *thanks = NEW_ARRAY(look->c->arena, struct survey_thanks, count + 1);
    for (i64 i = 0; i < count; i++) {
        fields_look(look, parts[i], thanks_fields);
        thanks[i].text = text_needed(look, parts[i], "text");
        thanks[i].link = string_look(look, parts[i], "link");
        thanks[i].condition_count = conditions_look(look, parts[i], &thanks[i].conditions);
    }
    look->survey->thanks = thanks;
    look->survey->thanks_count = count;
}

static void format_look(struct look *look, struct look_part top)
{
    i64 format = 1;
    const json_t *value = json_object_get(top.object, "format");
    if (value && (!json_i64(value, &format) || format != 1))
        look_wrong(look, "format", tr(look->c, "this program reads format 1"),
                   tr(look->c, "Write \"format\": 1."));
}

bool definition_look(ctx *c, str text, struct survey *out, struct survey_problems *problems)
{
    *out = (struct survey){0};
    *problems = (struct survey_problems){
        .list = NEW_ARRAY(c->arena, struct survey_problem, SURVEY_PROBLEMS_MAX)};
    if (text.size > BOUND_SURVEY_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the survey's definition is too long"),
                         tr(c, "Make two surveys of it."));
    json_t *object = json_parse(c, text);
    if (!object) return false;
    if (!json_is_object(object))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the survey's definition is not a JSON object"),
                         tr(c, "docs/surveys.md shows one."));
    struct look look = {.c = c, .survey = out, .problems = problems, .question = -1};
    struct look_part top = {object, ""};
    fields_look(&look, top, top_fields);
    format_look(&look, top);
    languages_look(&look, top);
    out->title = text_needed(&look, top, "title");
    out->intro = text_look(&look, top, "intro");
    questions_look(&look, top);
    thanks_look(&look, top);
    definition_check(&look);
    out->text = json_write(c, definition_write(c, out));
    return true;
}

bool definition_read(ctx *c, str text, struct survey *out)
{
    struct survey_problems problems;
    if (!definition_look(c, text, out, &problems)) return false;
    if (!problems.count) return true;
    const struct survey_problem *first = &problems.list[0];
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, "%s: %s", first->place, first->msg),
                     first->hint);
}

str survey_say(const struct survey *survey, struct survey_text text, const char *lang)
{
    str wanted = str_of(lang);
    str language = wanted.size > 2 && wanted.s[2] == '-' ? str_slice(wanted, 0, 2) : wanted;
    const struct survey_words *found = NULL;
    for (i64 i = 0; i < text.count; i++) {
        if (str_equal(text.words[i].lang, wanted)) return text.words[i].text;
        if (!found && str_equal(text.words[i].lang, language)) found = &text.words[i];
    }
    for (i64 i = 0; !found && survey->lang_count && i < text.count; i++)
        if (str_equal(text.words[i].lang, survey->langs[0])) found = &text.words[i];
    if (!found && text.count) found = &text.words[0];
    return found ? found->text : (str){0};
}

const char *survey_say_c(ctx *c, const struct survey *survey, struct survey_text text,
                         const char *lang)
{
    return str_c(c->arena, survey_say(survey, text, lang));
}
