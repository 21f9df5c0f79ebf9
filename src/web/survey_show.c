// A survey's page: its questions as they stand, its versions, and what can be done; its definition
// as JSON, out and in.
#include <unistd.h>

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "http/upload.h"
#include "record/record_json.h"
#include "survey/answer.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/record_belongs.h"
#include "web/record_files.h"
#include "web/record_page.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/record_step.h"
#include "web/record_talk.h"
#include "web/render.h"
#include "web/survey_asked.h"
#include "web/survey_pages.h"

// clang-format off
const struct field survey_page_inputs[] = {
    {.name = "answer", .type = FIELD_I64, .what = "the comment that is answered"}, PAGE_FIELDS, {0}};
const struct field survey_publish_inputs[] = {
    {.name = "reason", .type = FIELD_TEXT, .max = 2000, .what = "what changed, for those who come later"}, {0}};
const struct field survey_version_inputs[] = {
    {.name = "version", .type = FIELD_I64, .min = 0, .max = 1000000, .what = "a version; without: the draft"}, {0}};
const struct field survey_definition_inputs[] = {
    {.name = "file", .type = FIELD_FILE, .max = BOUND_SURVEY_BYTES, .what = "the definition as a file of JSON"},
    {.name = "definition", .type = FIELD_TEXT, .max = BOUND_SURVEY_BYTES, .what = "or the definition itself, JSON as a text"},
    {0}};
// clang-format on

static json_t *question_model(ctx *c, const struct survey_asked *asked, i64 index)
{
    const struct survey *survey = &asked->survey;
    const struct question *question = &survey->questions[index];
    json_t *model = json_new_object(c), *options = json_new_array(c);
    const char *more = fmt(c->arena, "/preview?at=%lld", (long long)index + 1);
    json_put_i64(model, "number", index + 1);
    json_put_c(model, "preview_href", survey_href(c, asked, more));
    json_put_str(model, "name", question->name);
    json_put_c(model, "type", question_type_name(question->type));
    json_put_c(model, "type_label", tr(c, question_type_label(question->type)));
    json_put_c(model, "text", survey_words(c, survey, question->text));
    json_put_c(model, "when_text",
               survey_when_words(c, survey, question->conditions, question->condition_count));
    for (i64 i = 0; i < question->option_count; i++)
        json_array_append_new(options,
                              json_string(survey_words(c, survey, question->options[i].text)));
    json_put(model, "options", options);
    buf joined = buf_new(c->arena, BOUND_SURVEY_BYTES);
    for (i64 i = 0; i < question->option_count; i++)
        buf_fmt(&joined, "%s%s", i ? " · " : "",
                survey_words(c, survey, question->options[i].text));
    json_put_c(model, "options_text", joined.size ? joined.s : NULL);
    return model;
}

// How many answered, and how many of those who began.
static void put_answers(ctx *c, const struct answer_counts *counts, json_t *model)
{
    i64 complete = counts->of[ANSWER_COMPLETE];
    json_put_i64(model, "answers_begun", counts->began);
    json_put_i64(model, "answers_complete", complete);
    json_put_c(model, "answers_text",
               counts->began ? fmt(c->arena, tr(c, "%s answers, %s of them to the end"),
                                   locale_number(c, (f64)counts->began, 0).s,
                                   locale_number(c, (f64)complete, 0).s)
                             : tr(c, "no answer yet"));
}

static bool put_versions(ctx *c, const struct survey_asked *asked, json_t *model)
{
    struct survey_version *versions = NULL;
    i64 count = 0;
    str *names = NULL;
    struct answer_counts *answers = NULL;
    json_t *list = json_new_array(c);
    if (!survey_versions(c, asked->record.id, &count, &versions) ||
        !answer_count_versions(c, asked->record.id, asked->version, &answers))
        return false;
    i64 *people = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < count; i++)
        people[i] = versions[i].made_by;
    if (!record_show_people(c, people, count, &names)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct survey_version *at = &versions[i];
        json_t *one = json_new_object(c);
        const char *more = fmt(c->arena, "/definition?version=%lld", (long long)at->version);
        json_put_i64(one, "version", at->version);
        json_put_c(one, "label", fmt(c->arena, tr(c, "Version %lld"), (long long)at->version));
        json_put_str(one, "when", ms_write(c->arena, at->made_ms / 1000 * 1000));
        json_put_str(one, "when_text", locale_moment(c, at->made_ms));
        json_put_str(one, "who", names[i]);
        json_put_str(one, "why", at->why);
        put_answers(c, &answers[at->version], one);
        json_put_c(one, "href", survey_href(c, asked, more));
        json_array_append(list, one);
    }
    put_answers(c, &answers[0], model);
    json_put_bool(model, "has_versions", count > 0);
    json_put(model, "versions", list);
    return true;
}

// Where its answers are counted; NULL before its first version.
static bool put_figures(ctx *c, const struct survey_asked *asked, json_t *model)
{
    str code = {0};
    buf href = buf_new(c->arena, 4000);
    json_put_null(model, "code");
    json_put_null(model, "words_href");
    if (!asked->version) return true;
    if (!survey_code(c, asked->record.id, &code)) return false;
    json_put_str(model, "code", code);
    buf_c(&href, "/remarks?where=source:");
    url_add(&href, record_value(&asked->record, "name")->text);
    json_put_str(model, "words_href", buf_str(&href));
    return true;
}

static json_t *publish_form(ctx *c, const struct request *request, struct response *response,
                            const struct survey_asked *asked)
{
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = survey_href(c, asked, "/publish"),
                                                .submit = tr(c, "Take into use")});
    if (asked->version)
        form_add(c, request, form,
                 (struct form_field){.name = "reason",
                                     .kind = FORM_TEXT,
                                     .label = tr(c, "What changed"),
                                     .help = tr(c, "Stays with the version, for those who compare "
                                                   "its answers with earlier ones.")});
    return form;
}

static json_t *import_form(ctx *c, const struct request *request, struct response *response,
                           const struct survey_asked *asked)
{
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = survey_href(c, asked, "/definition"),
                                                .submit = tr(c, "Take these questions"),
                                                .files = true});
    form_add(c, request, form,
             (struct form_field){.name = "file",
                                 .kind = FORM_FILE,
                                 .label = tr(c, "Questions as a file of JSON"),
                                 .help = tr(c, "They replace the draft; versions in use stay.")});
    return form;
}

static bool put_survey(ctx *c, struct request *request, struct response *response,
                       const struct survey_asked *asked, json_t *model)
{
    json_t *questions = json_new_array(c);
    bool can_publish = asked->may_change && asked->is_changed && !asked->problems.count &&
                       !str_equal(asked->record.state, S("retired"));
    for (i64 i = 0; i < asked->survey.question_count; i++)
        json_array_append(questions, question_model(c, asked, i));
    json_put(model, "questions", questions);
    json_put_bool(model, "has_questions", asked->survey.question_count > 0);
    json_put_c(model, "status", survey_status_words(c, asked));
    json_put_bool(model, "may_change", asked->may_change);
    json_put_c(model, "questions_href", survey_href(c, asked, "/questions"));
    json_put_c(model, "preview_href", survey_href(c, asked, "/preview"));
    json_put_c(model, "definition_href", survey_href(c, asked, "/definition"));
    json_put_i64(model, "version", asked->version);
    json_put_null(model, "publish_form");
    json_put_null(model, "import_form");
    if (can_publish) json_put(model, "publish_form", publish_form(c, request, response, asked));
    if (asked->may_change) json_put(model, "import_form", import_form(c, request, response, asked));
    return put_versions(c, asked, model) && put_figures(c, asked, model);
}

bool survey_page_get(ctx *c, struct request *request, struct response *response)
{
    struct survey_asked asked;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!survey_asked_get(c, request, &asked)) return false;
    struct comment_about about = {.kind = asked.asker.kind, .record = asked.record.id};
    json_put_str(model, "title", record_title(&asked.record));
    json_put_c(model, "question", survey_status_words(c, &asked));
    json_put(model, "kind", record_kind_model(c, asked.asker.kind));
    json_put(model, "record", record_json(c, &asked.record, asked.asker.roles));
    record_put_crumbs(c, asked.asker.kind, NULL, model);
    survey_let_preview(c, response);
    return put_survey(c, request, response, &asked, model) &&
           record_put_steps(c, &asked.asker, &asked.record, model) &&
           record_put_facts(c, &asked.asker, &asked.record, model) &&
           record_put_pointing(c, &asked.asker, &asked.record, model) &&
           record_put_links(c, request, &asked.asker, &asked.record, model) &&
           record_put_files(c, &asked.asker, &asked.record, model) &&
           record_put_thread(c, request, response, &asked.asker, &about, model) &&
           render_page(c, request, response, "survey", model);
}

// Deeds

struct deed {
    const struct request *request;
    struct survey_asked asked;
    struct record_edit edit;
    str text; // of the definition that came
    i64 version;
};

static struct deed *deed_new(ctx *c, const struct request *request)
{
    struct deed *deed = NEW(c->arena, struct deed);
    deed->request = request;
    if (request->route->in == survey_publish_inputs)
        deed->edit.why = request_text(request, "reason", (str){0});
    struct record_asker asker = record_request_asker(request);
    deed->edit.who = asker.who;
    deed->edit.roles = asker.roles;
    return deed;
}

static bool deed_done(ctx *c, struct request *request, struct response *response,
                      const struct deed *deed, const char *said)
{
    const char *page = survey_href(c, &deed->asked, "");
    if (!record_request_is_program(request)) {
        response_see(c, response, fmt(c->arena, "%s?said=%s", page, said));
        return true;
    }
    json_t *model = json_new_object(c), *problems = json_new_array(c);
    for (i64 i = 0; i < deed->asked.problems.count; i++) {
        const struct survey_problem *at = &deed->asked.problems.list[i];
        json_t *one = json_new_object(c);
        json_put_c(one, "place", at->place);
        json_put_c(one, "msg", at->msg);
        json_put_c(one, "hint", at->hint);
        json_array_append(problems, one);
    }
    json_put_i64(model, "survey", deed->asked.record.id);
    json_put_i64(model, "version", deed->version);
    json_put(model, "problems", problems);
    response_json(c, response, model);
    return true;
}

static bool publish_apply(ctx *c, void *data)
{
    struct deed *deed = data;
    return survey_asked_change(c, deed->request, &deed->asked) &&
           survey_publish(c, deed->asked.record.id, &deed->edit, &deed->version);
}

static bool publish_then(ctx *c, struct request *request, struct response *response,
                         const err *failure, void *data)
{
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return deed_done(c, request, response, data, "in_use");
}

bool survey_publish_post(ctx *c, struct request *request, struct response *response)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = publish_apply,
                                            .then = publish_then,
                                            .data = deed_new(c, request)});
}

bool survey_definition_get(ctx *c, struct request *request, struct response *response)
{
    struct survey_asked asked;
    i64 version = request_i64(request, "version", 0);
    struct survey survey;
    if (!survey_asked_get(c, request, &asked)) return false;
    if (!version)
        survey = asked.survey;
    else if (!survey_version_get(c, asked.record.id, version, &survey))
        return false;
    str text = json_write_indented(c, definition_write(c, &survey));
    response_body(response, "application/json", text);
    response_download(c, response,
                      fmt(c->arena, "survey-%lld%s.json", (long long)asked.record.id,
                          version ? fmt(c->arena, "-%lld", (long long)version) : ""));
    return true;
}

static bool definition_came(ctx *c, const struct request *request, str *text)
{
    const struct input *file = request_input(request, "file");
    *text = request_text(request, "definition", (str){0});
    if (!file) return true;
    buf out = buf_new(c->arena, BOUND_SURVEY_BYTES + 4096);
    char bytes[4096];
    ssize_t got = 0;
    while ((got = read(file->upload->fd, bytes, sizeof bytes)) > 0)
        buf_add(&out, (str){bytes, got});
    *text = buf_str(&out);
    if (str_starts(*text, S("\xEF\xBB\xBF"))) *text = str_slice(*text, 3, text->size);
    return got == 0 || fail(c, ERR_SYSTEM, tr(c, "the file could not be read"));
}

static bool definition_apply(ctx *c, void *data)
{
    struct deed *deed = data;
    if (!survey_asked_change(c, deed->request, &deed->asked)) return false;
    struct survey_draft draft = {.text = deed->text, .edition = deed->asked.draft.edition};
    return definition_look(c, deed->text, &deed->asked.survey, &deed->asked.problems) &&
           survey_draft_put(c, deed->asked.record.id, &draft, deed->edit.who);
}

static bool definition_then(ctx *c, struct request *request, struct response *response,
                            const err *failure, void *data)
{
    struct deed *deed = data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    deed->version = deed->asked.version;
    return deed_done(c, request, response, deed, "saved");
}

bool survey_definition_post(ctx *c, struct request *request, struct response *response)
{
    struct deed *deed = deed_new(c, request);
    if (!definition_came(c, request, &deed->text)) return false;
    if (!deed->text.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "no questions came"),
                         tr(c, "Choose the file that holds them."));
    return page_change(c, request, response,
                       (struct page_change){.apply = definition_apply,
                                            .then = definition_then,
                                            .data = deed,
                                            .locks = STORE_RECORDS});
}
