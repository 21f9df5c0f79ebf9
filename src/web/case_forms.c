// What is done about a case: letters, notes, tasks, handing over, closing and opening again.
#include "base/locale.h"
#include "bounds.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "http/inputs.h"
#include "web/address.h"
#include "web/case_pages.h"
#include "web/case_seen.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/visitor.h"

enum { OPTIONS_MAX = 300 };

static const char *const as_choices[] = {"answer", "progress", NULL};
static const char *const severity_choices[] = {"low", "ordinary", "high", "critical", NULL};

// clang-format off
const struct field case_nothing_form[] = {{0}};
const struct field case_write_fields[] = {
    {.name = "as", .type = FIELD_CHOICE, .choices = as_choices, .what = "our answer, or word of how it goes"},
    {.name = "reply", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "the template that it begins with"},
    PAGE_FIELDS, {0}};
const struct field case_write_form[] = {
    {.name = "as", .type = FIELD_CHOICE, .choices = as_choices, .required = true, .what = "our answer, or word of how it goes"},
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .required = true, .what = "the letter"},
    {0}};
const struct field case_note_form[] = {
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .required = true, .what = "what colleagues should know"},
    {0}};
const struct field case_assess_form[] = {
    {.name = "subject", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "what it is about, in words of ours"},
    {.name = "severity", .type = FIELD_CHOICE, .choices = severity_choices, .required = true, .what = "how much it harms"},
    {.name = "owner", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "who works on it: name or number"},
    {.name = "touchpoint", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "where it happened: name or number of the touchpoint"},
    {.name = "unit", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "where it happened: name or number of the unit"},
    {0}};
const struct field case_hand_form[] = {
    {.name = "function", .type = FIELD_I64, .min = 1, .max = INT64_MAX, .required = true, .what = "the function that owns it from now on"},
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "a note for them"},
    {0}};
const struct field case_close_form[] = {
    {.name = "cause", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "the cause, of the company's list"},
    {.name = "new_cause", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "a new cause"},
    {.name = "decision", .type = FIELD_TEXT, .max = 40, .required = true, .what = "change, no_change, or the number of a decision that is there"},
    {.name = "new_decision", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .what = "what changes, or stays, in a few words"},
    {.name = "why", .type = FIELD_TEXT, .max = 2000, .what = "the reason, said straight"},
    {.name = "text", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "the last letter; empty: the usual one"},
    {.name = "is_quiet", .type = FIELD_BOOL, .what = "nobody is written to"},
    {0}};
const struct field case_why_form[] = {
    {.name = "why", .type = FIELD_TEXT, .max = 500, .required = true, .what = "the reason"}, {0}};
const struct field case_merge_form[] = {
    {.name = "into", .type = FIELD_TEXT, .max = 40, .required = true, .what = "number of the case that it becomes part of"}, {0}};
const struct field case_task_form[] = {
    {.name = "title", .type = FIELD_TEXT, .max = BOUND_NAME_BYTES, .required = true, .what = "what is to be done"},
    {.name = "function", .type = FIELD_I64, .min = 1, .max = INT64_MAX, .required = true, .what = "the function that does it"},
    {.name = "due", .type = FIELD_DAY, .what = "the day by which it is done"},
    {.name = "what", .type = FIELD_TEXT, .max = BOUND_REMARK_BYTES, .what = "what one has to know to do it"},
    {0}};
// clang-format on

static str text_of(const struct request *request, const char *name)
{
    return str_trim(request_text(request, name, (str){0}));
}

// A page with one form below a case.
struct form_page {
    const char *title, *question;
    json_t *form;
};

static bool form_render(ctx *c, struct request *request, struct response *response,
                        const struct case_seen *seen, struct form_page page)
{
    json_t *model = json_new_object(c);
    if (request->problem_count && !response->status) response->status = 400;
    if (!request_wants_html(request) && request->problem_count) return inputs_refuse(c, request);
    json_put_c(model, "title", page.title);
    json_put_c(model, "question", page.question);
    json_put(model, "form", page.form);
    case_crumbs(c, model, seen);
    return render_page(c, request, response, "form_page", model);
}

static json_t *new_form(ctx *c, const struct request *request, struct response *response,
                        const struct case_seen *seen, const char *what, const char *submit)
{
    return form_new(c, request, response,
                    (struct form_about){.action = fmt(c->arena, "%s/%s", seen->href, what),
                                        .submit = submit,
                                        .cancel_href = seen->href});
}

static bool begin(ctx *c, struct request *request, struct response *response,
                  struct case_seen *seen)
{
    render_keep_lang(c, request, response);
    return (store_in_transaction(c) || store_begin_read(c)) &&
           case_seen_to_handle(c, request, seen);
}

// Records in use as options; the first is `none` where it is given.
static bool options_of(ctx *c, const char *kind, const char *none, struct form_option **out)
{
    struct record_query query = {
        .kind = kind_find(str_of(kind)), .roles = ~0u, .rows_max = OPTIONS_MAX};
    struct record_page page;
    i64 count = 0;
    if (kind_find(str_of(kind))->states && kind_state_find(query.kind, S("in_use")))
        query.state = S("in_use");
    if (!record_list(c, &query, &page)) return false;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, page.count + 2);
    if (none) options[count++] = (struct form_option){"", none};
    for (i64 i = 0; i < page.count; i++)
        options[count++] =
            (struct form_option){fmt(c->arena, "%lld", (long long)page.records[i].id),
                                 str_c(c->arena, record_title(&page.records[i]))};
    *out = options;
    return true;
}

// ---- Letters ----

static void put_templates(ctx *c, const struct case_seen *seen, const struct record_page *replies,
                          const char *as, json_t *model)
{
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < replies->count; i++) {
        json_t *one = json_new_object(c);
        json_put_str(one, "label", record_title(&replies->records[i]));
        json_put_c(one, "href",
                   fmt(c->arena, "%s/write?as=%s&reply=%lld", seen->href, as,
                       (long long)replies->records[i].id));
        json_array_append(all, one);
    }
    json_put(model, "templates", all);
    json_put_bool(model, "has_templates", replies->count > 0);
}

static json_t *write_form(ctx *c, const struct request *request, struct response *response,
                          const struct case_seen *seen, str draft, str as)
{
    static const struct {
        const char *value, *label;
    } kinds[] = {
        {"answer",   N_("Our answer: the customer says whether it settles it")},
        {"progress", N_("How it goes: it stays as it is")                     }
    };
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 3);
    for (i64 i = 0; i < 2; i++)
        options[i] = (struct form_option){kinds[i].value, tr(c, kinds[i].label)};
    json_t *form = new_form(c, request, response, seen, "preview", tr(c, "See it before it goes"));
    form_add(c, request, form,
             (struct form_field){.name = "text",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "The letter"),
                                 .value = draft,
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "as",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What it is"),
                                 .value = as,
                                 .options = options,
                                 .required = true});
    return form;
}

static bool to_whom(ctx *c, const struct case_seen *seen, const char **out)
{
    struct case_person person;
    bool is_set_up = false;
    if (!case_contact(c, seen->record.id, &person) || !mail_is_set_up(c, &is_set_up)) return false;
    str email = seen->is_shown ? person.email : personal_mask(c, PERSONAL_EMAIL, person.email);
    if (!person.email.size)
        *out = tr(c, "There is no address of e-mail: the customer reads it behind their link.");
    else if (!is_set_up)
        *out = tr(c, "Mail is not set up: the customer reads it behind their link only.");
    else
        *out = fmt(c->arena, tr(c, "It goes to %.*s by mail, and stands behind their link."),
                   STR(email));
    return true;
}

static bool show_write(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    struct record_page replies;
    struct record_query query = {
        .kind = &reply_kind, .roles = ~0u, .state = S("in_use"), .rows_max = OPTIONS_MAX};
    json_t *model = json_new_object(c);
    const char *note = NULL;
    str draft = {0}, as = request_text(request, "as", S("answer"));
    if (request->problem_count && !response->status) response->status = 400;
    if (!begin(c, request, response, &seen) || !record_list(c, &query, &replies) ||
        !to_whom(c, &seen, &note))
        return false;
    if (!request_wants_html(request) && request->problem_count) return inputs_refuse(c, request);
    bool is_answer = str_equal(as, S("answer"));
    i64 reply = request->method == GET ? request_i64(request, "reply", 0) : 0;
    struct case_draft what = {is_answer ? CASE_OF_ANSWER : CASE_OF_PROGRESS, reply};
    if (!case_draft(c, &seen.record, what, &draft)) return false;
    json_put_c(model, "title", tr(c, "Write to the customer"));
    json_put_c(model, "question", note);
    put_templates(c, &seen, &replies, is_answer ? "answer" : "progress", model);
    json_put(model, "form", write_form(c, request, response, &seen, draft, as));
    json_put_null(model, "letter");
    case_crumbs(c, model, &seen);
    return render_page(c, request, response, "case_write", model);
}

bool case_write_get(ctx *c, struct request *request, struct response *response)
{
    return show_write(c, request, response);
}

bool case_write_again(ctx *c, struct request *request, struct response *response)
{
    return show_write(c, request, response);
}

bool case_preview_post(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    const char *note = NULL;
    json_t *model = json_new_object(c), *letter = json_new_object(c);
    str text = text_of(request, "text"), as = request_text(request, "as", S("answer"));
    if (!begin(c, request, response, &seen) || !to_whom(c, &seen, &note)) return false;
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = fmt(c->arena, "%s/letters", seen.href),
                                                .submit = tr(c, "Send it"),
                                                .cancel_href = seen.href});
    form_hide(c, form, "text", text);
    form_hide(c, form, "as", as);
    json_put_str(letter, "text", text);
    json_put_c(model, "title", tr(c, "This is what the customer reads"));
    json_put_c(model, "question", note);
    json_put(model, "letter", letter);
    json_put(model, "form", form);
    json_put(model, "templates", json_new_array(c));
    json_put_bool(model, "has_templates", false);
    case_crumbs(c, model, &seen);
    return render_page(c, request, response, "case_write", model);
}

static bool say_run(ctx *c, const struct case_deed *deed, struct record *record,
                    const struct record_edit *edit)
{
    struct case_words words = {
        .who = CASE_US, .person = edit->who, .text = text_of(deed->request, "text")};
    i64 letter = 0;
    const char *as = str_c(c->arena, request_text(deed->request, "as", S("answer")));
    return case_say(c, record, &words, as, edit, &letter);
}

bool case_say_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(
        c, request, response,
        (struct case_deed){.run = say_run, .show = show_write, .field = "text", .said = "sent"});
}

// ---- Notes ----

static bool show_note(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, "notes", tr(c, "Keep the note"));
    form_add(c, request, form,
             (struct form_field){.name = "text",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "What colleagues should know"),
                                 .required = true});
    return form_render(c, request, response, &seen,
                       (struct form_page){tr(c, "Note for ourselves"),
                                          tr(c, "The customer does not read it."), form});
}

static bool note_run(ctx *c, const struct case_deed *deed, struct record *record,
                     const struct record_edit *edit)
{
    struct case_words words = {.who = CASE_NOTE,
                               .person = edit->who,
                               .way = S("staff"),
                               .text = text_of(deed->request, "text")};
    i64 letter = 0;
    return case_letter_add(c, record->id, &words, edit, &letter);
}

bool case_note_get(ctx *c, struct request *request, struct response *response)
{
    return show_note(c, request, response);
}

bool case_note_again(ctx *c, struct request *request, struct response *response)
{
    return show_note(c, request, response);
}

bool case_note_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(
        c, request, response,
        (struct case_deed){.run = note_run, .show = show_note, .field = "text", .said = "added"});
}

// ---- Assessing ----

static bool add_lookup(ctx *c, const struct request *request, json_t *form,
                       const struct case_seen *seen, const char *field, const char *help)
{
    const struct kind_field *of = &case_kind.fields[kind_field_index(&case_kind, str_of(field))];
    const char *kind = of->refers ? of->refers : "person";
    str title = {0};
    if (!case_title_of(c, kind, case_ref(&seen->record, field), &title)) return false;
    form_add(c, request, form,
             (struct form_field){.name = field,
                                 .kind = FORM_TEXT,
                                 .label = tr(c, of->label),
                                 .help = help,
                                 .value = title,
                                 .lookup_href = fmt(c->arena, "/search?kind=%s", kind)});
    return true;
}

static bool show_assess(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, "assess", tr(c, "Save"));
    const struct kind_field *severity =
        &case_kind.fields[kind_field_index(&case_kind, S("severity"))];
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 10);
    for (i64 i = 0; severity->choices[i].name; i++)
        options[i] =
            (struct form_option){severity->choices[i].name, tr(c, severity->choices[i].label)};
    form_add(c, request, form,
             (struct form_field){.name = "subject",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Subject"),
                                 .help = tr(c, "What it is about, in a few words of ours, without "
                                               "names of people."),
                                 .value = case_word(&seen.record, "subject")});
    form_add(c, request, form,
             (struct form_field){.name = "severity",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "Severity"),
                                 .value = case_word(&seen.record, "severity"),
                                 .options = options,
                                 .required = true});
    return add_lookup(c, request, form, &seen, "owner", NULL) &&
           add_lookup(c, request, form, &seen, "touchpoint", NULL) &&
           add_lookup(c, request, form, &seen, "unit", NULL) &&
           form_render(c, request, response, &seen,
                       (struct form_page){tr(c, "How serious is it, and where did it happen?"),
                                          NULL, form});
}

// A reference as it was typed; 0: emptied.
static bool typed_ref(ctx *c, const struct request *request, struct record *scratch,
                      const char *field, i64 *out)
{
    if (!case_put(c, scratch, field, text_of(request, field))) return false;
    *out = case_ref(scratch, field);
    return true;
}

static bool assess_run(ctx *c, const struct case_deed *deed, struct record *record,
                       const struct record_edit *edit)
{
    struct record *scratch = record_new(c, &case_kind);
    struct case_assessment what = {.customer = -1,
                                   .subject = text_of(deed->request, "subject"),
                                   .severity = text_of(deed->request, "severity")};
    return typed_ref(c, deed->request, scratch, "owner", &what.owner) &&
           typed_ref(c, deed->request, scratch, "touchpoint", &what.touchpoint) &&
           typed_ref(c, deed->request, scratch, "unit", &what.unit) &&
           case_assess(c, record, &what, edit);
}

bool case_assess_get(ctx *c, struct request *request, struct response *response)
{
    return show_assess(c, request, response);
}

bool case_assess_again(ctx *c, struct request *request, struct response *response)
{
    return show_assess(c, request, response);
}

bool case_assess_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(
        c, request, response,
        (struct case_deed){.run = assess_run, .show = show_assess, .field = "subject"});
}

// ---- Handing over ----

static bool add_functions(ctx *c, const struct request *request, json_t *form, const char *label,
                          i64 chosen)
{
    struct form_option *options = NULL;
    if (!options_of(c, "function", NULL, &options)) return false;
    form_add(
        c, request, form,
        (struct form_field){.name = "function",
                            .kind = FORM_CHOICE,
                            .label = label,
                            .value = str_of(chosen ? fmt(c->arena, "%lld", (long long)chosen) : ""),
                            .options = options,
                            .required = true});
    return true;
}

static bool show_hand(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, "hand", tr(c, "Hand it over"));
    if (!add_functions(c, request, form, tr(c, "Owner function"),
                       case_ref(&seen.record, "function")))
        return false;
    form_add(c, request, form,
             (struct form_field){.name = "text",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "A note for them"),
                                 .help = tr(c, "The customer does not read it.")});
    return form_render(
        c, request, response, &seen,
        (struct form_page){tr(c, "Whose is it?"),
                           tr(c, "The customer hears who answers for it now, and the program "
                                 "learns whose such cases are."),
                           form});
}

static bool hand_run(ctx *c, const struct case_deed *deed, struct record *record,
                     const struct record_edit *edit)
{
    return case_hand(c, record, request_i64(deed->request, "function", 0), edit) &&
           (!text_of(deed->request, "text").size || note_run(c, deed, record, edit));
}

bool case_hand_get(ctx *c, struct request *request, struct response *response)
{
    return show_hand(c, request, response);
}

bool case_hand_again(ctx *c, struct request *request, struct response *response)
{
    return show_hand(c, request, response);
}

// Whoever handed it to others may not see it any more: they come back to the list.
bool case_hand_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response,
                       (struct case_deed){.run = hand_run, .show = show_hand, .field = "function"});
}

// ---- Tasks ----

static bool show_task(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, "tasks", tr(c, "Ask them"));
    form_add(c, request, form,
             (struct form_field){.name = "title",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "What is to be done"),
                                 .required = true});
    if (!add_functions(c, request, form, tr(c, "Function"), 0)) return false;
    form_add(c, request, form,
             (struct form_field){.name = "due", .kind = FORM_DATE, .label = tr(c, "By")});
    form_add(c, request, form,
             (struct form_field){.name = "what",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "More"),
                                 .help = tr(c, "What one has to know to do it.")});
    return form_render(c, request, response, &seen,
                       (struct form_page){tr(c, "Ask another function"),
                                          tr(c, "It waits on their Today; the case stays yours."),
                                          form});
}

static bool task_run(ctx *c, const struct case_deed *deed, struct record *record,
                     const struct record_edit *edit)
{
    struct record *task = record_new(c, &task_kind);
    struct record_problems problems = {0};
    struct record_edit own = case_edit_of(edit);
    const struct input *due = request_input(deed->request, "due");
    case_set_ref(task, "matter_of", record->id);
    case_set_ref(task, "function", request_i64(deed->request, "function", 0));
    if (due) *record_value(task, "due") = (struct record_value){.given = true, .i = due->i};
    return case_put(c, task, "title", text_of(deed->request, "title")) &&
           case_put(c, task, "what", text_of(deed->request, "what")) &&
           record_add(c, task, &own, &problems);
}

bool case_task_get(ctx *c, struct request *request, struct response *response)
{
    return show_task(c, request, response);
}

bool case_task_again(ctx *c, struct request *request, struct response *response)
{
    return show_task(c, request, response);
}

bool case_task_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(
        c, request, response,
        (struct case_deed){.run = task_run, .show = show_task, .field = "title", .said = "added"});
}
