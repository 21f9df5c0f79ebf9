// A new survey: its name, and what it begins with.
#include "base/lang.h"
#include "bounds.h"
#include "http/inputs.h"
#include "survey/templates.h"
#include "survey/version.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/record_edit.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/survey_pages.h"

// clang-format off
const struct field survey_new_inputs[] = {
    {.name = "name", .type = FIELD_TEXT, .max = 400, .required = true, .what = "What the house calls it."},
    {.name = "function", .type = FIELD_TEXT, .what = "the function that acts upon the answers"},
    {.name = "why", .type = FIELD_TEXT, .max = BOUND_CELL_BYTES, .what = "what is decided by the answers"},
    {.name = "template", .type = FIELD_TEXT, .what = "what it begins with: empty, relationship, after_delivery …"},
    {.name = "definition", .type = FIELD_TEXT, .max = BOUND_SURVEY_BYTES, .what = "its questions as JSON, instead of a template"},
    {.name = "reason", .type = FIELD_TEXT, .max = 2000, .what = "stays in the history"},
    {0}};
// clang-format on

static const struct form_option *template_options(ctx *c)
{
    i64 count = survey_templates_count();
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, count + 2);
    for (i64 i = 0; i < count; i++) {
        const struct survey_template *at = survey_template_at(i);
        const char *label = fmt(c->arena, "%s. %s", tr(c, at->label), tr(c, at->what));
        options[i] = (struct form_option){at->name, label};
    }
    options[count] = (struct form_option){"empty", tr(c, "Nothing: I write the questions myself.")};
    return options;
}

static bool new_page(ctx *c, struct request *request, struct response *response,
                     const struct record *record, const struct record_problems *problems)
{
    struct record_asker asker = record_request_asker(request);
    json_t *model = json_new_object(c);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/surveys/new",
                                                .submit = tr(c, "Go on to the questions"),
                                                .cancel_href = "/surveys"});
    if (!record_form_add(c, request, &asker, record, false, form)) return false;
    form_add(c, request, form,
             (struct form_field){.name = "template",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What it begins with"),
                                 .help = tr(c, "Everything can be changed afterwards."),
                                 .options = template_options(c),
                                 .value = S("relationship"),
                                 .required = true});
    if (problems) record_form_problems(c, request, form, problems);
    json_put_c(model, "title", tr(c, "What do you want to ask?"));
    json_put_c(model, "question", tr(c, "A new survey. Nobody is asked before a campaign begins."));
    json_put(model, "form", form);
    record_put_crumbs(c, asker.kind, NULL, model);
    return render_page(c, request, response, "form_page", model);
}

bool survey_new_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record *record = record_new(c, asker.kind);
    render_keep_lang(c, request, response);
    return record_asker_must_add(c, &asker, record) && new_page(c, request, response, record, NULL);
}

bool survey_new_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return new_page(c, request, response, record_new(c, asker.kind), NULL);
}

// The words that the new survey begins with; empty: none, as for a survey that nobody has written.
static bool begin_with(ctx *c, const struct request *request, str *text)
{
    str name = request_text(request, "template", S("empty"));
    *text = request_text(request, "definition", (str){0});
    if (text->size || str_equal(name, S("empty"))) return true;
    *text = survey_template_text(c, name);
    if (text->size) return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "there is no template of that name"),
                     tr(c, "`tuntuma survey templates` names them."));
}

static bool add_apply(ctx *c, void *data)
{
    struct record_deed *deed = data;
    struct record *record = record_new(c, deed->asker.kind);
    struct survey_draft draft = {0};
    deed->problems.count = 0;
    bool added = record_form_read(c, deed->request, &deed->asker, record, &deed->problems) &&
                 record_asker_must_add(c, &deed->asker, record) &&
                 begin_with(c, deed->request, &draft.text) &&
                 record_add(c, record, &deed->edit, &deed->problems);
    deed->record = *record;
    if (!added || !draft.text.size) return added;
    return survey_draft_put(c, record->id, &draft, deed->edit.who);
}

static bool add_then(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    struct record_deed *deed = data;
    bool is_program = record_request_is_program(request);
    if (failure->code == ERR_NONE && is_program)
        return record_deed_done(c, request, response, deed);
    if (failure->code == ERR_NONE) {
        response_see(c, response,
                     record_href(c, deed->record.kind, deed->record.id, "/questions?said=added"));
        return true;
    }
    record_request_problems(c, request, &deed->problems);
    bool is_for_the_form =
        failure->code == ERR_BAD_INPUT && deed->problems.count > 0 && !is_program;
    if (!is_for_the_form) return page_change_failed(c, failure);
    response->status = 400;
    return new_page(c, request, response, &deed->record, &deed->problems);
}

bool survey_new_post(ctx *c, struct request *request, struct response *response)
{
    struct record_deed *deed = record_deed_new(c, request);
    deed->said = "added";
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = add_apply, .then = add_then, .data = deed, .locks = STORE_RECORDS});
}
