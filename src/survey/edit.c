#include "survey/edit.h"

#include "bounds.h"
#include "record/value.h"
#include "survey/definition_parts.h"
#include "survey/templates.h"

enum { NAME_BYTES = 30, NAME_TRIES = 1000 };

json_t *draft_open(ctx *c, str text)
{
    struct survey survey;
    struct survey_problems problems;
    if (!definition_look(c, text, &survey, &problems)) return NULL;
    json_t *draft = definition_write(c, &survey);
    if (!json_object_get(draft, "thanks")) json_put(draft, "thanks", json_new_array(c));
    return draft;
}

bool draft_close(ctx *c, json_t *draft, str *text)
{
    struct survey survey;
    struct survey_problems problems;
    if (!definition_look(c, json_write(c, draft), &survey, &problems)) return false;
    *text = survey.text;
    return true;
}

static json_t *questions_of(const json_t *draft)
{
    return json_object_get(draft, "questions");
}

i64 draft_count(const json_t *draft)
{
    return (i64)json_array_size(questions_of(draft));
}

json_t *draft_question(const json_t *draft, i64 at)
{
    return at < 0 ? NULL : json_array_get(questions_of(draft), (size_t)at);
}

static bool is_taken(str name, const json_t *taken)
{
    for (size_t i = 0; i < json_array_size(taken); i++)
        if (str_equal(json_text(json_array_get(taken, i)), name)) return true;
    return false;
}

str draft_name(ctx *c, str words, const json_t *taken)
{
    str code = survey_ascii(c, words, NAME_BYTES);
    if (!code.size) code = S("q");
    str name = code;
    for (i64 i = 2; is_taken(name, taken) && i < NAME_TRIES; i++)
        name = str_of(fmt(c->arena, "%.*s_%lld", STR(code), (long long)i));
    return name;
}

// Names of all questions but the one at `but`.
static json_t *names_of(ctx *c, const json_t *draft, i64 but)
{
    json_t *names = json_new_array(c);
    for (i64 i = 0; i < draft_count(draft); i++)
        if (i != but) json_array_append(names, json_object_get(draft_question(draft, i), "name"));
    return names;
}

// A question of that type as the templates word it; an empty object when none has it.
static json_t *worded(ctx *c, enum question_type type)
{
    for (i64 t = 0; t < survey_templates_count(); t++) {
        str text = survey_template_text(c, str_of(survey_template_at(t)->name));
        json_t *template = json_parse(c, text);
        assert(template);
        for (i64 i = 0; i < draft_count(template); i++) {
            json_t *question = draft_question(template, i);
            str name = json_text(json_object_get(question, "type"));
            if (!str_equal(name, str_of(question_type_name(type)))) continue;
            json_object_del(question, "when");
            return question;
        }
    }
    return json_new_object(c);
}

static const char *first_lang(const json_t *draft)
{
    const json_t *lang = json_array_get(json_object_get(draft, "languages"), 0);
    return json_is_string(lang) ? json_string_value(lang) : "en";
}

// Leaves out what is said in languages that the draft does not have.
static void keep_langs(const json_t *langs, json_t *value)
{
    static const char *const texts[] = {"text", "help", "low", "high"};
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        json_t *text = json_object_get(value, texts[i]), *words = NULL;
        const char *lang = NULL;
        void *next = NULL;
        json_object_foreach_safe(text, next, lang, words) if (!is_taken(str_of(lang), langs))
            json_object_del(text, lang);
    }
    json_t *item = NULL;
    size_t at = 0;
    json_array_foreach(json_object_get(value, "options"), at, item) keep_langs(langs, item);
    json_array_foreach(json_object_get(value, "rows"), at, item) keep_langs(langs, item);
}

i64 draft_add(ctx *c, json_t *draft, enum question_type type, i64 at)
{
    json_t *question = worded(c, type);
    i64 count = draft_count(draft), place = at < 0 || at > count ? count : at;
    str wanted = json_text(json_object_get(question, "name"));
    keep_langs(json_object_get(draft, "languages"), question);
    json_put_str(question, "name",
                 draft_name(c, wanted.size ? wanted : str_of(question_type_name(type)),
                            names_of(c, draft, -1)));
    json_put_c(question, "type", question_type_name(type));
    json_array_insert(questions_of(draft), (size_t)place, question);
    return place;
}

void draft_copy(ctx *c, json_t *draft, i64 at)
{
    json_t *copy = json_parse(c, json_write(c, draft_question(draft, at)));
    assert(copy); // it was written just now
    str name = json_text(json_object_get(copy, "name"));
    json_put_str(copy, "name", draft_name(c, name, names_of(c, draft, -1)));
    json_object_del(copy, "metric");
    json_array_insert(questions_of(draft), (size_t)at + 1, copy);
}

void draft_remove(json_t *draft, i64 at)
{
    json_array_remove(questions_of(draft), (size_t)at);
}

void draft_move(json_t *draft, i64 from, i64 to)
{
    json_t *question = draft_question(draft, from);
    if (!question || to < 0 || to >= draft_count(draft)) return;
    json_incref(question);
    json_array_remove(questions_of(draft), (size_t)from);
    json_array_insert_new(questions_of(draft), (size_t)to, question);
}

// A name that became another.
struct rename {
    ctx *c;
    str from, to;
};

static void rename_in_text(const struct rename *rename, json_t *text)
{
    const char *lang = NULL;
    json_t *words = NULL;
    void *next = NULL;
    str from = str_of(fmt(rename->c->arena, "{{answer.%.*s", STR(rename->from)));
    json_object_foreach_safe(text, next, lang, words)
    {
        buf out = buf_new(rename->c->arena, 4 * BOUND_SURVEY_TEXT_BYTES);
        str left = json_text(words);
        for (i64 at; (at = str_find(left, from)) >= 0;) {
            str after = str_slice(left, at + from.size, left.size);
            bool ends = str_starts(after, S("}")) || str_starts(after, S("|"));
            buf_add(&out, str_slice(left, 0, at));
            buf_fmt(&out, "{{answer.%.*s", STR(ends ? rename->to : rename->from));
            left = after;
        }
        buf_add(&out, left);
        json_put_str(text, lang, buf_str(&out));
    }
}

static void rename_in_conditions(const struct rename *rename, json_t *conditions)
{
    json_t *condition = NULL;
    size_t i = 0;
    json_array_foreach(conditions, i, condition)
    {
        str part = json_text(json_object_get(condition, "question")), name = {0};
        bool has_part = str_find(part, S(".")) >= 0;
        (void)str_cut(&part, '.', &name);
        if (!str_equal(name, rename->from)) continue;
        json_put_c(
            condition, "question",
            fmt(rename->c->arena, "%.*s%s%.*s", STR(rename->to), has_part ? "." : "", STR(part)));
    }
}

static void rename_in_list(const struct rename *rename, json_t *list)
{
    json_t *item = NULL;
    size_t i = 0;
    json_array_foreach(list, i, item)
    {
        rename_in_text(rename, json_object_get(item, "text"));
        rename_in_text(rename, json_object_get(item, "help"));
        rename_in_conditions(rename, json_object_get(item, "when"));
    }
}

void draft_set(ctx *c, json_t *draft, i64 at, json_t *question)
{
    str old = json_text(json_object_get(draft_question(draft, at), "name"));
    str words = json_text(json_object_get(json_object_get(question, "text"), first_lang(draft)));
    str wanted = json_text(json_object_get(question, "name"));
    struct rename rename = {.c = c, .from = str_copy(c->arena, old)};
    rename.to = draft_name(c, wanted.size ? wanted : words, names_of(c, draft, at));
    json_put_str(question, "name", rename.to);
    json_array_set(questions_of(draft), (size_t)at, question);
    if (!rename.from.size || str_equal(rename.from, rename.to)) return;
    rename_in_list(&rename, questions_of(draft));
    rename_in_list(&rename, json_object_get(draft, "thanks"));
}

// Options as lines

static str words_in(const json_t *option, str lang)
{
    const char *key = NULL;
    json_t *words = NULL;
    json_t *text = json_object_get(option, "text");
    json_object_foreach(text, key, words) if (str_equal(str_of(key), lang)) return json_text(words);
    return (str){0};
}

str draft_options_lines(ctx *c, const json_t *options, str lang)
{
    buf out = buf_new(c->arena, BOUND_SURVEY_BYTES);
    for (size_t i = 0; i < json_array_size(options); i++) {
        str words = words_in(json_array_get(options, i), lang);
        if (i) buf_char(&out, '\n');
        for (i64 k = 0; k < words.size; k++)
            buf_char(&out, words.s[k] == '\n' ? ' ' : words.s[k]);
    }
    return buf_str(&out);
}

static str line_at(str lines, i64 index)
{
    str line = {0};
    for (i64 i = 0; i <= index; i++)
        if (!str_cut(&lines, '\n', &line)) return (str){0};
    return str_trim(line);
}

static i64 line_count(str lines)
{
    str line;
    i64 count = 0, last = 0;
    while (str_cut(&lines, '\n', &line)) {
        count++;
        if (str_trim(line).size) last = count;
    }
    return last;
}

static const json_t *option_worded(const json_t *old, str lang, str words)
{
    for (size_t i = 0; i < json_array_size(old); i++)
        if (words.size && str_equal(words_in(json_array_get(old, i), lang), words))
            return json_array_get(old, i);
    return NULL;
}

// The old option that the line is: by its words, else by its place where no line was added or
// taken.
static const json_t *option_of_line(const json_t *old, struct draft_lines lines, i64 at, i64 count)
{
    const json_t *found = option_worded(old, lines.langs[0], line_at(lines.lines[0], at));
    if (found || count != (i64)json_array_size(old)) return found;
    const json_t *there = json_array_get(old, (size_t)at);
    str before = words_in(there, lines.langs[0]);
    for (i64 i = 0; i < count; i++) // moved elsewhere: then it is not this one
        if (before.size && str_equal(line_at(lines.lines[0], i), before)) return NULL;
    return there;
}

json_t *draft_options(ctx *c, const json_t *old, struct draft_lines lines)
{
    json_t *list = json_new_array(c), *names = json_new_array(c);
    i64 count = MIN(line_count(lines.lines[0]), BOUND_SURVEY_OPTIONS + 1);
    for (i64 i = 0; i < count; i++) {
        str first = line_at(lines.lines[0], i);
        const json_t *was = option_of_line(old, lines, i, count);
        json_t *option = was ? json_parse(c, json_write(c, was)) : json_new_object(c);
        if (!first.size || !option) continue;
        json_t *text = json_object_get(option, "text");
        if (!text) json_put(option, "text", text = json_new_object(c));
        for (i64 k = 0; k < lines.lang_count; k++)
            json_put_str(text, str_c(c->arena, lines.langs[k]), line_at(lines.lines[k], i));
        str name = json_text(json_object_get(option, "name"));
        name = draft_name(c, name.size ? name : first, names);
        json_put_str(option, "name", name);
        json_array_append(names, json_object_get(option, "name"));
        json_array_append(list, option);
    }
    return list;
}
