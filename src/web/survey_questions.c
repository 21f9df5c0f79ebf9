// The questions of a survey, built one at a time: a list of what is asked, in which one thing is
// open as a form, with what customers see beside it.
#include "base/lang.h"
#include "bounds.h"
#include "http/inputs.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/survey_form.h"
#include "web/survey_pages.h"

static const char *const moves[] = {"add", "add_thanks", "up", "down", "copy", "remove", NULL};

#define WORDS(n, size, w)                                                                          \
    {                                                                                              \
        .name = (n), .type = FIELD_TEXT, .max = (size), .what = (w)                                \
    }
#define IN_LANGS(n, size, w)                                                                       \
    WORDS(n "_1", size, w " in the first language"), WORDS(n "_2", size, w " in the second"),      \
        WORDS(n "_3", size, w " in the third"), WORDS(n "_4", size, w " in the fourth"),           \
        WORDS(n "_5", size, w " in the fifth"), WORDS(n "_6", size, w " in the sixth")
#define CONDITION(n)                                                                               \
    WORDS("about_" n, 0, "a question (q:NAME, q:NAME.ROW) or a fact (f:unit)"),                    \
        WORDS("test_" n, 0, "is, is_not, at_most, at_least, answered, not_answered"),              \
        WORDS("value_" n, BOUND_SURVEY_TEXT_BYTES, "what it is compared with")

// clang-format off
const struct field survey_questions_inputs[] = {
    WORDS("at", 0, "what is open: about, a question's number, thanks_1"), PAGE_FIELDS, {0}};
const struct field survey_move_inputs[] = {
    {.name = "do", .type = FIELD_CHOICE, .choices = moves, .required = true, .what = "what is done"},
    WORDS("at", 0, "to what: a question's number, thanks_1"),
    WORDS("type", 0, "the type of a new question"),
    {.name = "edition", .type = FIELD_I64, .min = 0, .max = INT32_MAX, .what = "the draft that it was read from"},
    {0}};
const struct field survey_save_inputs[] = {
    WORDS("at", 0, "what is open: about, a question's number, thanks_1"),
    {.name = "edition", .type = FIELD_I64, .min = 0, .max = INT32_MAX, .what = "the draft that it was read from"},
    IN_LANGS("text", 2 * BOUND_SURVEY_TEXT_BYTES, "the question, or the thank-you"),
    IN_LANGS("help", 2 * BOUND_SURVEY_TEXT_BYTES, "help beneath it"),
    IN_LANGS("low", 2 * BOUND_SURVEY_TEXT_BYTES, "words at the low end"),
    IN_LANGS("high", 2 * BOUND_SURVEY_TEXT_BYTES, "words at the high end"),
    IN_LANGS("options", BOUND_SURVEY_BYTES, "choices, one a line"),
    IN_LANGS("rows", BOUND_SURVEY_BYTES, "rows of a matrix, one a line"),
    IN_LANGS("title", 2 * BOUND_SURVEY_TEXT_BYTES, "the survey's title"),
    IN_LANGS("intro", 2 * BOUND_SURVEY_TEXT_BYTES, "its introduction"),
    WORDS("languages", 0, "its languages, the first one first: fi, sv"),
    {.name = "feeling", .type = FIELD_TEXT, .many = true, .what = "a feeling that is offered"},
    {.name = "required", .type = FIELD_BOOL, .what = "must be answered"},
    WORDS("type", 0, "the type of question"), WORDS("name", 400, "its name in figures"),
    WORDS("metric", 0, "a metric of its own"), WORDS("min", 0, "the lowest number"),
    WORDS("max", 0, "the highest number"), WORDS("characters", 0, "how many characters fit"),
    WORDS("link", BOUND_ADDRESS_BYTES, "an address that a thank-you offers"),
    CONDITION("1"), CONDITION("2"), CONDITION("3"), CONDITION("4"),
    {0}};
// clang-format on

// The page

static const char *at_href(ctx *c, const struct survey_asked *asked, struct survey_open open)
{
    const char *at = survey_open_text(c, open);
    return survey_href(c, asked, fmt(c->arena, "/questions?at=%s#open", at));
}

static bool is_open(struct survey_open a, struct survey_open b)
{
    return a.part == b.part && a.index == b.index;
}

// What is wrong with one item, in a few words; NULL: nothing.
static const char *item_problem(ctx *c, const struct survey_asked *asked, struct survey_open item)
{
    const char *start = item.part == PART_THANKS ? "thanks" : "questions";
    str place = str_of(fmt(c->arena, "%s[%lld]", start, (long long)item.index));
    for (i64 i = 0; i < asked->problems.count; i++) {
        str at = str_of(asked->problems.list[i].place);
        bool is_its = item.part == PART_ABOUT
                          ? !str_starts(at, S("questions")) && !str_starts(at, S("thanks"))
                          : str_starts(at, place);
        if (is_its) return label_capital(c, asked->problems.list[i].msg);
    }
    return NULL;
}

struct listing {
    const struct survey_asked *asked;
    struct survey_open open;
    i64 count; // of items of that part
};

static json_t *item_new(ctx *c, const struct listing *listing, struct survey_open item,
                        const char *text)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "at", survey_open_text(c, item));
    json_put_c(model, "text", text);
    json_put_c(model, "href", at_href(c, listing->asked, item));
    json_put_bool(model, "is_open", is_open(item, listing->open));
    json_put_bool(model, "is_about", item.part == PART_ABOUT);
    json_put_bool(model, "moves", item.part != PART_ABOUT);
    json_put_bool(model, "copies", item.part == PART_QUESTION);
    json_put_bool(model, "is_first", item.index == 0);
    json_put_bool(model, "is_last", item.index == listing->count - 1);
    json_put_c(model, "problem", item_problem(c, listing->asked, item));
    json_put_null(model, "note");
    return model;
}

static json_t *items_model(ctx *c, const struct survey_asked *asked, struct survey_open open)
{
    const struct survey *survey = &asked->survey;
    json_t *items = json_new_array(c);
    struct listing listing = {asked, open, survey->question_count};
    json_t *about = item_new(c, &listing, (struct survey_open){PART_ABOUT, 0},
                             survey_words(c, survey, survey->title));
    json_put_c(about, "note", tr(c, "Title, introduction, languages"));
    json_array_append(items, about);
    for (i64 i = 0; i < survey->question_count; i++) {
        const struct question *at = &survey->questions[i];
        json_t *one = item_new(c, &listing, (struct survey_open){PART_QUESTION, i},
                               survey_words(c, survey, at->text));
        const char *when = survey_when_words(c, survey, at->conditions, at->condition_count);
        const char *type = tr(c, question_type_label(at->type));
        json_put_c(one, "note", when ? fmt(c->arena, tr(c, "%s, only when %s"), type, when) : type);
        json_array_append(items, one);
    }
    listing.count = survey->thanks_count;
    for (i64 i = 0; i < survey->thanks_count; i++) {
        const struct survey_thanks *at = &survey->thanks[i];
        json_t *one = item_new(c, &listing, (struct survey_open){PART_THANKS, i},
                               survey_words(c, survey, at->text));
        const char *when = survey_when_words(c, survey, at->conditions, at->condition_count);
        json_put_c(one, "note",
                   when ? fmt(c->arena, tr(c, "Thank-you, when %s"), when) : tr(c, "Thank-you"));
        json_array_append(items, one);
    }
    return items;
}

static json_t *types_model(ctx *c)
{
    json_t *types = json_new_array(c);
    for (i64 i = 0; i < QUESTION__COUNT; i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "value", question_type_name((enum question_type)i));
        json_put_c(one, "label", tr(c, question_type_label((enum question_type)i)));
        json_array_append(types, one);
    }
    return types;
}

// What is open must be there.
static struct survey_open open_of(const struct survey_asked *asked, str at)
{
    struct survey_open open = survey_open_read(at);
    i64 count =
        open.part == PART_THANKS ? asked->survey.thanks_count : asked->survey.question_count;
    bool is_there = open.part == PART_ABOUT || open.index < count;
    return is_there ? open : (struct survey_open){0};
}

static bool questions_page(ctx *c, struct request *request, struct response *response,
                           const struct survey_asked *asked, str at)
{
    struct survey_open open = open_of(asked, at);
    json_t *model = json_new_object(c);
    str title = str_of(survey_status_words(c, asked));
    if (str_ends(title, S("."))) title.size--;
    json_put_str(model, "title", title);
    json_put_c(model, "question",
               fmt(c->arena, tr(c, "Questions of %.*s"), STR(record_title(&asked->record))));
    json_put(model, "items", items_model(c, asked, open));
    json_put(model, "types", types_model(c));
    json_put_bool(model, "has_questions", asked->survey.question_count > 0);
    json_put_c(model, "move_action", survey_href(c, asked, "/questions/move"));
    json_put_i64(model, "edition", asked->draft.edition);
    json_put_c(model, "page_href", survey_href(c, asked, ""));
    json_put_bool(model, "can_publish", !asked->problems.count && asked->is_changed);
    json_put_null(model, "form");
    if (open.part) json_put(model, "form", survey_form(c, request, response, asked, open));
    json_put_c(model, "preview_href",
               survey_href(c, asked, fmt(c->arena, "/preview?at=%s", survey_open_text(c, open))));
    record_put_crumbs(c, asked->asker.kind, &asked->record, model);
    survey_let_preview(c, response);
    return render_page(c, request, response, "survey_questions", model);
}

bool survey_questions_get(ctx *c, struct request *request, struct response *response)
{
    struct survey_asked asked;
    render_keep_lang(c, request, response);
    return survey_asked_change(c, request, &asked) &&
           questions_page(c, request, response, &asked, request_text(request, "at", (str){0}));
}

// Changes

struct editing {
    struct request *request;
    struct survey_asked asked;
    struct survey_open open; // afterwards
    bool is_typed_wrong;     // problems of the request say how
};

// The draft is changed in place, if it is the one that the form was made of.
static bool draft_begin(ctx *c, struct editing *editing, json_t **draft)
{
    struct survey_asked *asked = &editing->asked;
    if (!survey_asked_change(c, editing->request, asked)) return false;
    asked->draft.edition = request_i64(editing->request, "edition", asked->draft.edition);
    *draft = draft_open(c, asked->draft.text);
    return *draft != NULL;
}

static bool draft_end(ctx *c, struct editing *editing, json_t *draft)
{
    struct survey_asked *asked = &editing->asked;
    return draft_close(c, draft, &asked->draft.text) &&
           survey_draft_put(c, asked->record.id, &asked->draft, asked->asker.who);
}

static void list_move(json_t *list, i64 from, i64 to)
{
    json_t *item = json_array_get(list, (size_t)from);
    if (!item || to < 0 || to >= (i64)json_array_size(list)) return;
    json_incref(item);
    json_array_remove(list, (size_t)from);
    json_array_insert_new(list, (size_t)to, item);
}

static void add_thanks(ctx *c, json_t *draft, struct survey_open *open)
{
    json_t *list = json_object_get(draft, "thanks"), *text = json_new_object(c);
    json_t *one = json_new_object(c);
    const json_t *lang = json_array_get(json_object_get(draft, "languages"), 0);
    json_put_c(text, json_string_value(lang), tr(c, "Thank you for your answer."));
    json_put(one, "text", text);
    json_array_append(list, one);
    *open = (struct survey_open){PART_THANKS, (i64)json_array_size(list) - 1};
}

static void draft_deed(ctx *c, struct editing *editing, json_t *draft, str deed)
{
    struct survey_open *open = &editing->open;
    enum question_type type = QUESTION_TEXT;
    (void)question_type_find(request_text(editing->request, "type", (str){0}), &type);
    if (str_equal(deed, S("add")))
        *open = (struct survey_open){PART_QUESTION, draft_add(c, draft, type, -1)};
    else if (str_equal(deed, S("add_thanks")))
        add_thanks(c, draft, open);
    else if (str_equal(deed, S("copy")) && open->part == PART_QUESTION)
        draft_copy(c, draft, open->index++);
    else if (open->part == PART_QUESTION || open->part == PART_THANKS) {
        const char *name = open->part == PART_THANKS ? "thanks" : "questions";
        json_t *list = json_object_get(draft, name);
        i64 from = open->index, to = str_equal(deed, S("up")) ? from - 1 : from + 1;
        if (str_equal(deed, S("remove")))
            json_array_remove(list, (size_t)from);
        else
            list_move(list, from, to);
        open->index = MAX(0, MIN(to, (i64)json_array_size(list) - 1));
        if (str_equal(deed, S("remove"))) *open = (struct survey_open){0};
    }
}

static bool move_apply(ctx *c, void *data)
{
    struct editing *editing = data;
    json_t *draft = NULL;
    if (!draft_begin(c, editing, &draft)) return false;
    editing->open = open_of(&editing->asked, request_text(editing->request, "at", (str){0}));
    draft_deed(c, editing, draft, request_text(editing->request, "do", (str){0}));
    return draft_end(c, editing, draft);
}

static bool edited(ctx *c, struct request *request, struct response *response, const err *failure,
                   void *data)
{
    struct editing *editing = data;
    if (editing->is_typed_wrong) {
        response->status = 400;
        return questions_page(c, request, response, &editing->asked,
                              str_of(survey_open_text(c, editing->open)));
    }
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    const char *at = survey_open_text(c, editing->open);
    const char *more =
        *at ? fmt(c->arena, "/questions?at=%s&said=saved#open", at) : "/questions?said=saved";
    response_see(c, response, survey_href(c, &editing->asked, more));
    return true;
}

static bool edit(ctx *c, struct request *request, struct response *response,
                 bool (*apply)(ctx *c, void *data))
{
    struct editing *editing = NEW(c->arena, struct editing);
    editing->request = request;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = apply, .then = edited, .data = editing, .locks = STORE_RECORDS});
}

bool survey_move_post(ctx *c, struct request *request, struct response *response)
{
    return edit(c, request, response, move_apply);
}

static bool nothing_open(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "this question is not there any more"),
                     tr(c, "Somebody may have taken it out; open the questions again."));
}

static bool save_apply(ctx *c, void *data)
{
    struct editing *editing = data;
    json_t *draft = NULL;
    if (!draft_begin(c, editing, &draft)) return false;
    editing->open = open_of(&editing->asked, request_text(editing->request, "at", (str){0}));
    if (!editing->open.part) return nothing_open(c);
    editing->request->problem_count = 0;
    editing->is_typed_wrong =
        !survey_form_read(c, editing->request, &editing->asked.survey, editing->open, draft);
    if (editing->is_typed_wrong) return inputs_refuse(c, editing->request);
    return draft_end(c, editing, draft);
}

bool survey_save_post(ctx *c, struct request *request, struct response *response)
{
    return edit(c, request, response, save_apply);
}

bool survey_save_again(ctx *c, struct request *request, struct response *response)
{
    struct survey_asked asked;
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return survey_asked_change(c, request, &asked) &&
           questions_page(c, request, response, &asked, request_typed(request, "at"));
}
