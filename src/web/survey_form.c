#include "web/survey_form.h"

#include "base/lang.h"
#include "bounds.h"
#include "survey/feelings.h"
#include "web/form.h"
#include "web/labels.h"

static bool has(enum question_type type, u32 types)
{
    return types & 1u << type;
}

#define SCALES                                                                                     \
    (1u << QUESTION_NPS | 1u << QUESTION_CSAT | 1u << QUESTION_CES | 1u << QUESTION_NUMBER |       \
     1u << QUESTION_EXPECTATION)
#define CHOICES (1u << QUESTION_SINGLE | 1u << QUESTION_SEVERAL | 1u << QUESTION_MATRIX)

struct survey_open survey_open_read(str at)
{
    i64 number = 0;
    if (str_equal(at, S("about"))) return (struct survey_open){PART_ABOUT, 0};
    if (str_i64(at, &number) && number > 0) return (struct survey_open){PART_QUESTION, number - 1};
    bool is_thanks = str_starts(at, S("thanks_"));
    if (is_thanks && str_i64(str_slice(at, 7, at.size), &number) && number > 0)
        return (struct survey_open){PART_THANKS, number - 1};
    return (struct survey_open){0};
}

const char *survey_open_text(ctx *c, struct survey_open open)
{
    if (open.part == PART_ABOUT) return "about";
    if (open.part == PART_NONE) return "";
    return fmt(c->arena, "%s%lld", open.part == PART_THANKS ? "thanks_" : "",
               (long long)open.index + 1);
}

// Building the form

struct making {
    ctx *c;
    const struct request *request;
    const struct survey *survey;
    json_t *form, *groups;
};

// What was added so far becomes a group: fields side by side, folded away unless is_open.
struct group {
    const char *title, *help;
    bool is_open, is_folded, is_triple;
};

static void group_end(struct making *making, struct group group)
{
    json_t *fields = json_object_get(making->form, "fields");
    json_t *one = json_new_object(making->c), *taken = json_new_array(making->c);
    if (!json_array_size(fields)) return;
    json_array_extend(taken, fields);
    json_put(making->form, "fields", json_new_array(making->c));
    json_put_c(one, "title", group.title);
    json_put_c(one, "help", group.help);
    json_put_bool(one, "is_open", group.is_open);
    json_put_bool(one, "is_folded", group.is_folded);
    json_put_bool(one, "is_triple", group.is_triple);
    json_put(one, "fields", taken);
    json_array_append(making->groups, one);
}

static const char *numbered(ctx *c, const char *name, i64 number)
{
    return fmt(c->arena, "%s_%lld", name, (long long)number);
}

static i64 langs_shown(const struct survey *survey)
{
    return MIN(survey->lang_count, SURVEY_FORM_LANGS);
}

static str words_of(struct survey_text text, str lang)
{
    for (i64 i = 0; i < text.count; i++)
        if (str_equal(text.words[i].lang, lang)) return text.words[i].text;
    return (str){0};
}

static const char *in_lang(struct making *making, const char *label, i64 lang)
{
    if (making->survey->lang_count == 1) return label;
    return fmt(making->c->arena, "%s (%.*s)", label, STR(making->survey->langs[lang]));
}

// One text in all languages.
struct text_field {
    const char *name, *label, *help;
    struct survey_text text;
    bool is_long, required;
};

static void add_text(struct making *making, struct text_field field)
{
    ctx *c = making->c;
    for (i64 i = 0; i < langs_shown(making->survey); i++)
        form_add(c, making->request, making->form,
                 (struct form_field){.name = numbered(c, field.name, i + 1),
                                     .kind = field.is_long ? FORM_LONG_TEXT : FORM_TEXT,
                                     .label = in_lang(making, field.label, i),
                                     .help = i ? NULL : field.help,
                                     .required = field.required && !i,
                                     .value = words_of(field.text, making->survey->langs[i])});
}

static json_t *options_json(ctx *c, const struct question_option *options, i64 count)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count; i++) {
        json_t *option = json_new_object(c), *text = json_new_object(c);
        for (i64 k = 0; k < options[i].text.count; k++)
            json_put_str(text, str_c(c->arena, options[i].text.words[k].lang),
                         options[i].text.words[k].text);
        json_put(option, "text", text);
        json_array_append(list, option);
    }
    return list;
}

struct lines_field {
    const char *name, *label, *help;
    const struct question_option *options;
    i64 count;
};

static void add_lines(struct making *making, struct lines_field field)
{
    ctx *c = making->c;
    json_t *options = options_json(c, field.options, field.count);
    for (i64 i = 0; i < langs_shown(making->survey); i++)
        form_add(c, making->request, making->form,
                 (struct form_field){
                     .name = numbered(c, field.name, i + 1),
                     .kind = FORM_LONG_TEXT,
                     .label = in_lang(making, field.label, i),
                     .help = i ? NULL : field.help,
                     .required = !i,
                     .value = draft_options_lines(c, options, making->survey->langs[i])});
}

static void add_choices(struct making *making, const struct question *question)
{
    ctx *c = making->c;
    if (question->type == QUESTION_MATRIX) {
        add_lines(making,
                  (struct lines_field){"rows", tr(c, "What is judged"), tr(c, "One a line."),
                                       question->rows, question->row_count});
        group_end(making, (struct group){.is_open = true});
    }
    if (!has(question->type, CHOICES)) return;
    const char *help =
        question->type == QUESTION_MATRIX
            ? tr(c, "One a line, from least to most; their places are counted.")
            : tr(c, "One a line. The same line in each language is the same choice.");
    add_lines(making, (struct lines_field){"options", tr(c, "Choices"), help, question->options,
                                           question->option_count});
    group_end(making, (struct group){.is_open = true});
}

static void add_feelings(struct making *making, const struct question *question)
{
    ctx *c = making->c;
    if (question->type != QUESTION_FELT) return;
    struct form_option *options =
        NEW_ARRAY(c->arena, struct form_option, feelings_count + question->option_count + 1);
    str *chosen = NEW_ARRAY(c->arena, str, question->option_count + 1);
    i64 count = 0;
    for (; count < feelings_count; count++)
        options[count] = (struct form_option){feelings[count].name, tr(c, feelings[count].label)};
    for (i64 i = 0; i < question->option_count; i++) {
        const struct question_option *option = &question->options[i];
        chosen[i] = option->name;
        if (feeling_find(option->name)) continue;
        options[count++] = (struct form_option){str_c(c->arena, option->name),
                                                survey_words(c, making->survey, option->text)};
    }
    form_add(c, making->request, making->form,
             (struct form_field){
                 .name = "feeling",
                 .kind = FORM_CHECKS,
                 .label = tr(c, "Feelings that are offered"),
                 .help = tr(c, "None chosen: those that the touchpoint aims at, and their "
                               "opposites."),
                 .options = options,
                 .values = chosen,
                 .value_count = question->option_count});
    group_end(making, (struct group){.title = tr(c, "Feelings"),
                                     .is_folded = true,
                                     .is_open = question->option_count > 0});
}

static str number_text(ctx *c, f64 number, f64 none)
{
    char text[32];
    bool is_none = number <= none && number >= none;
    return is_none ? (str){0} : str_copy(c->arena, json_number_text(number, text));
}

static void add_bounds(struct making *making, const struct question *question)
{
    ctx *c = making->c;
    if (question->type == QUESTION_NUMBER) {
        form_add(c, making->request, making->form,
                 (struct form_field){.name = "min",
                                     .kind = FORM_NUMBER,
                                     .label = tr(c, "Lowest number"),
                                     .value = number_text(c, question->min, NUMBER_LOW)});
        form_add(c, making->request, making->form,
                 (struct form_field){.name = "max",
                                     .kind = FORM_NUMBER,
                                     .label = tr(c, "Highest number"),
                                     .value = number_text(c, question->max, NUMBER_HIGH)});
    }
    if (question->type == QUESTION_TEXT)
        form_add(c, making->request, making->form,
                 (struct form_field){.name = "characters",
                                     .kind = FORM_NUMBER,
                                     .label = tr(c, "How many characters fit"),
                                     .value = number_text(c, (f64)question->characters_max, -1)});
}

// Conditions

// Options of a list, growing.
struct subjects {
    struct form_option *options;
    i64 count;
};

static void add_subject(struct subjects *list, const char *value, const char *label)
{
    list->options[list->count++] = (struct form_option){value, label};
}

// A question, or each of its parts.
static void add_asked(struct making *making, const struct question *question, struct subjects *list)
{
    static const char *const parts[] = {"expected", "perceived", "best"};
    ctx *c = making->c;
    const char *words = survey_words(c, making->survey, question->text);
    const char *name = fmt(c->arena, "q:%.*s", STR(question->name));
    if (question->type == QUESTION_EXPECTATION) {
        for (i64 i = 0; i < COUNT_OF(parts); i++)
            add_subject(list, fmt(c->arena, "%s.%s", name, parts[i]),
                        fmt(c->arena, "%s (%s)", words, parts[i]));
    } else if (question->type == QUESTION_MATRIX) {
        for (i64 i = 0; i < question->row_count; i++)
            add_subject(list, fmt(c->arena, "%s.%.*s", name, STR(question->rows[i].name)),
                        fmt(c->arena, "%s: %s", words,
                            survey_words(c, making->survey, question->rows[i].text)));
    } else {
        add_subject(list, name, words);
    }
}

static const struct form_option *subjects(struct making *making, i64 asked)
{
    static const char *const facts[][2] = {
        {"f:unit",       N_("Known: unit")      },
        {"f:touchpoint", N_("Known: touchpoint")},
        {"f:channel",    N_("Known: channel")   },
        {"f:segment",    N_("Known: segment")   },
        {"f:lang",       N_("Known: language")  }
    };
    ctx *c = making->c;
    i64 capacity = 2 + COUNT_OF(facts) + asked * (3 + BOUND_SURVEY_OPTIONS);
    struct subjects list = {.options = NEW_ARRAY(c->arena, struct form_option, capacity)};
    add_subject(&list, "", tr(c, "– always –"));
    for (i64 i = 0; i < asked; i++)
        add_asked(making, &making->survey->questions[i], &list);
    for (i64 i = 0; i < COUNT_OF(facts); i++)
        add_subject(&list, facts[i][0], tr(c, facts[i][1]));
    return list.options;
}

static str subject_of(ctx *c, const struct survey_condition *condition)
{
    if (condition->fact.size) return str_of(fmt(c->arena, "f:%.*s", STR(condition->fact)));
    return str_of(fmt(c->arena, "q:%.*s%s%.*s", STR(condition->question),
                      condition->part.size ? "." : "", STR(condition->part)));
}

static const struct form_option *test_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, CONDITION__COUNT + 1);
    for (i64 i = 0; i < CONDITION__COUNT; i++)
        options[i] = (struct form_option){condition_test_name((enum condition_test)i),
                                          survey_test_label(c, (enum condition_test)i)};
    return options;
}

static void add_condition(struct making *making, const struct survey_condition *condition,
                          i64 number, const struct form_option *about)
{
    ctx *c = making->c;
    static const struct survey_condition none = {.test = CONDITION_IS};
    const struct survey_condition *at = condition ? condition : &none;
    form_add(c, making->request, making->form,
             (struct form_field){.name = numbered(c, "about", number),
                                 .kind = FORM_CHOICE,
                                 .label = number == 1 ? tr(c, "Only when") : tr(c, "and when"),
                                 .options = about,
                                 .value = condition ? subject_of(c, at) : (str){0}});
    form_add(c, making->request, making->form,
             (struct form_field){.name = numbered(c, "test", number),
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "How it compares"),
                                 .options = test_options(c),
                                 .value = str_of(condition_test_name(at->test))});
    form_add(c, making->request, making->form,
             (struct form_field){.name = numbered(c, "value", number),
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "With what"),
                                 .help = tr(c, "A number, or the words of a choice."),
                                 .value = survey_value_words(c, making->survey, at)});
}

static void add_conditions(struct making *making, const struct survey_condition *conditions,
                           i64 count, i64 asked)
{
    const struct form_option *about = subjects(making, asked);
    i64 shown = MIN(count + 1, SURVEY_FORM_CONDITIONS);
    for (i64 i = 0; i < shown; i++)
        add_condition(making, i < count ? &conditions[i] : NULL, i + 1, about);
    group_end(making, (struct group){.title = tr(making->c, "When it is shown"),
                                     .is_folded = true,
                                     .is_triple = true,
                                     .is_open = count > 0});
}

// The parts

static const struct form_option *type_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, QUESTION__COUNT + 1);
    for (i64 i = 0; i < QUESTION__COUNT; i++)
        options[i] = (struct form_option){question_type_name((enum question_type)i),
                                          tr(c, question_type_label((enum question_type)i))};
    return options;
}

static void add_further(struct making *making, const struct question *question)
{
    ctx *c = making->c;
    form_add(c, making->request, making->form,
             (struct form_field){.name = "type",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Type of question"),
                                 .help = tr(c, "Save to see the fields of another type."),
                                 .options = type_options(c),
                                 .value = str_of(question_type_name(question->type)),
                                 .required = true});
    form_add(c, making->request, making->form,
             (struct form_field){.name = "name",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Name in figures and files"),
                                 .value = question->name});
    if (question->type != QUESTION_TEXT)
        form_add(c, making->request, making->form,
                 (struct form_field){.name = "metric",
                                     .kind = FORM_TEXT,
                                     .label = tr(c, "Metric of its own"),
                                     .help = tr(c, "Empty: the usual one of this type."),
                                     .value = question->metric});
    group_end(making, (struct group){.title = tr(c, "Type and names"), .is_folded = true});
}

static void question_fields(struct making *making, const struct question *question, i64 index)
{
    ctx *c = making->c;
    add_text(making, (struct text_field){.name = "text",
                                         .label = tr(c, "The question"),
                                         .text = question->text,
                                         .is_long = true,
                                         .required = true});
    group_end(making, (struct group){.is_open = true});
    add_choices(making, question);
    if (has(question->type, SCALES)) {
        add_text(making, (struct text_field){.name = "low",
                                             .label = tr(c, "Words at the low end"),
                                             .text = question->low});
        add_text(making, (struct text_field){.name = "high",
                                             .label = tr(c, "Words at the high end"),
                                             .text = question->high});
        group_end(making, (struct group){.is_open = true});
    }
    add_feelings(making, question);
    add_bounds(making, question);
    form_add(c, making->request, making->form,
             (struct form_field){.name = "required",
                                 .kind = FORM_YES_NO,
                                 .label = tr(c, "Must be answered"),
                                 .help = tr(c, "Better not: whoever may skip a question goes on."),
                                 .value = question->required ? S("1") : S("0"),
                                 .required = true});
    group_end(making, (struct group){.is_open = true});
    add_text(making, (struct text_field){.name = "help",
                                         .label = tr(c, "Help beneath it"),
                                         .text = question->help});
    group_end(making, (struct group){.title = tr(c, "Help beneath it"),
                                     .is_folded = true,
                                     .is_open = question->help.count > 0});
    add_conditions(making, question->conditions, question->condition_count, index);
    add_further(making, question);
}

static str langs_text(ctx *c, const struct survey *survey)
{
    buf out = buf_new(c->arena, 1000);
    for (i64 i = 0; i < survey->lang_count; i++)
        buf_fmt(&out, "%s%.*s", i ? ", " : "", STR(survey->langs[i]));
    return buf_str(&out);
}

static void about_fields(struct making *making)
{
    ctx *c = making->c;
    add_text(making, (struct text_field){.name = "title",
                                         .label = tr(c, "Title"),
                                         .help = tr(c, "What customers see above the questions."),
                                         .text = making->survey->title,
                                         .required = true});
    add_text(making,
             (struct text_field){
                 .name = "intro",
                 .label = tr(c, "Introduction"),
                 .help = tr(c, "Who asks, why, and what happens to the answers. Keep it short."),
                 .text = making->survey->intro,
                 .is_long = true});
    group_end(making, (struct group){.is_open = true});
    form_add(c, making->request, making->form,
             (struct form_field){
                 .name = "languages",
                 .kind = FORM_TEXT,
                 .label = tr(c, "Languages"),
                 .help = tr(c, "Such as fi, sv, en. What one lacks is read in the first. The words "
                               "of a language that is taken away are lost."),
                 .value = langs_text(c, making->survey),
                 .required = true});
    group_end(making, (struct group){.is_open = true});
}

static void thanks_fields(struct making *making, const struct survey_thanks *thanks)
{
    ctx *c = making->c;
    add_text(making, (struct text_field){.name = "text",
                                         .label = tr(c, "Thank-you"),
                                         .help = tr(c, "The first whose conditions hold is shown."),
                                         .text = thanks->text,
                                         .is_long = true,
                                         .required = true});
    form_add(c, making->request, making->form,
             (struct form_field){.name = "link",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "An address that is offered"),
                                 .value = thanks->link});
    group_end(making, (struct group){.is_open = true});
    add_conditions(making, thanks->conditions, thanks->condition_count,
                   making->survey->question_count);
}

// Problems beside fields

// "questions[2].options[0].text.fi" → "options_2", by what stands after the item.
static const char *field_of_place(ctx *c, const struct survey *survey, const char *item,
                                  const char *place)
{
    static const char *const plain[] = {"name", "type",     "metric",     "min",       "max",
                                        "link", "required", "characters", "languages", NULL};
    str left = str_of(place), name = {0};
    i64 lang = 1, number = 0;
    if (*item && !str_starts(left, str_of(item))) return NULL;
    left = str_slice(left, (i64)strlen(item), left.size);
    if (str_starts(left, S("."))) left = str_slice(left, 1, left.size);
    for (i64 i = 0; i < survey->lang_count; i++)
        if (str_ends(left, str_of(fmt(c->arena, ".%.*s", STR(survey->langs[i]))))) lang = i + 1;
    (void)str_cut(&left, '.', &name);
    i64 bracket = str_find(name, S("["));
    str list = bracket < 0 ? name : str_slice(name, 0, bracket);
    if (bracket >= 0) {
        str digits = str_slice(name, bracket + 1, name.size - 1);
        if (!str_i64(digits, &number)) number = 0;
    }
    if (str_equal(list, S("when"))) return numbered(c, "value", number + 1);
    for (i64 i = 0; plain[i]; i++)
        if (str_equal(list, str_of(plain[i]))) return plain[i];
    return numbered(c, str_c(c->arena, list), lang);
}

static void put_problem(ctx *c, json_t *form, json_t *field, const struct survey_problem *problem)
{
    json_t *one = json_new_object(c);
    const char *id = field ? json_string_value(json_object_get(field, "id")) : "main";
    json_put_c(one, "href", fmt(c->arena, "#%s", id));
    json_put_c(one, "label", field ? json_string_value(json_object_get(field, "label")) : NULL);
    json_put_c(one, "msg", label_capital(c, problem->msg));
    json_put_c(one, "hint", problem->hint);
    if (field && !json_is_object(json_object_get(field, "problem")))
        json_put(field, "problem", one);
    json_array_append(json_object_get(form, "problems"), one);
    json_put_bool(form, "has_problems", true);
}

static json_t *field_find(const json_t *groups, const char *name)
{
    json_t *group = NULL, *field = NULL;
    size_t i = 0, k = 0;
    json_array_foreach(groups, i, group)
        json_array_foreach(json_object_get(group, "fields"), k, field)
    {
        if (!str_equal(json_text(json_object_get(field, "name")), str_of(name))) continue;
        json_put_bool(group, "is_open", true);
        return field;
    }
    return NULL;
}

static const char *item_of(ctx *c, struct survey_open open)
{
    if (open.part == PART_ABOUT) return "";
    return fmt(c->arena, "%s[%lld]", open.part == PART_THANKS ? "thanks" : "questions",
               (long long)open.index);
}

static void put_problems(struct making *making, const struct survey_asked *asked,
                         struct survey_open open)
{
    ctx *c = making->c;
    const char *item = item_of(c, open);
    for (i64 i = 0; i < asked->problems.count; i++) {
        const struct survey_problem *at = &asked->problems.list[i];
        bool is_about = !str_starts(str_of(at->place), S("questions[")) &&
                        !str_starts(str_of(at->place), S("thanks["));
        bool is_ours =
            open.part == PART_ABOUT ? is_about : str_starts(str_of(at->place), str_of(item));
        if (!is_ours || str_equal(str_of(at->place), S("questions"))) continue;
        const char *name = field_of_place(c, making->survey, item, at->place);
        put_problem(c, making->form, name ? field_find(making->groups, name) : NULL, at);
    }
}

json_t *survey_form(ctx *c, const struct request *request, struct response *response,
                    const struct survey_asked *asked, struct survey_open open)
{
    const struct survey *survey = &asked->survey;
    struct making making = {.c = c, .request = request, .survey = survey};
    making.form = form_new(
        c, request, response,
        (struct form_about){.action = survey_href(c, asked, "/questions/save"),
                            .submit = tr(c, "Save"),
                            .note = tr(c, "{{unit|our shop}} puts in what is known, or else the "
                                          "words after the bar; {{answer.NAME}} repeats an "
                                          "answer."),
                            .cancel_href = survey_href(c, asked, "/questions")});
    making.groups = json_new_array(c);
    if (open.part == PART_ABOUT)
        about_fields(&making);
    else if (open.part == PART_THANKS)
        thanks_fields(&making, &survey->thanks[open.index]);
    else
        question_fields(&making, &survey->questions[open.index], open.index);
    form_hide(c, making.form, "at", str_of(survey_open_text(c, open)));
    form_hide(c, making.form, "edition",
              str_of(fmt(c->arena, "%lld", (long long)asked->draft.edition)));
    put_problems(&making, asked, open);
    json_put(making.form, "groups", making.groups);
    json_put_c(making.form, "preview_action", survey_href(c, asked, "/preview"));
    return making.form;
}
