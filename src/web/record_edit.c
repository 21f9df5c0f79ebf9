#include "web/record_edit.h"

#include "http/inputs.h"
#include "record/record_json.h"
#include "web/change.h"
#include "web/labels.h"
#include "web/record_conflict.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"

struct record_deed *record_deed_new(ctx *c, struct request *request)
{
    struct record_deed *deed = NEW(c->arena, struct record_deed);
    deed->request = request;
    deed->asker = record_request_asker(request);
    deed->edit = record_request_edit(c, request, &deed->problems);
    return deed;
}

bool record_deed_change(ctx *c, struct request *request, struct response *response,
                        struct record_deed *deed, struct page_change change)
{
    change.data = deed;
    change.locks = record_locks(deed->asker.kind);
    return page_change(c, request, response, change);
}

bool record_deed_done(ctx *c, struct request *request, struct response *response,
                      struct record_deed *deed)
{
    const struct record *record = &deed->record;
    const char *path = record_href(c, record->kind, record->id, "");
    if (!record_request_is_program(request)) {
        response_see(c, response, fmt(c->arena, "%s?said=%s", path, deed->said));
        return true;
    }
    response_header(c, response, "Location", path);
    if (!strcmp(deed->said, "added")) response->status = 201;
    response_json(c, response, record_json(c, record, deed->asker.roles));
    return true;
}

// What a rule said no to, said beside the fields; false where a page cannot help.
static bool is_for_the_form(struct request *request, const struct record_deed *deed,
                            const err *failure)
{
    return failure->code == ERR_BAD_INPUT && deed->problems.count > 0 &&
           !record_request_is_program(request);
}

// A new one.

static json_t *form_of(ctx *c, const struct request *request, struct response *response,
                       const char *action, const char *cancel)
{
    return form_new(
        c, request, response,
        (struct form_about){.action = action, .submit = tr(c, "Save"), .cancel_href = cancel});
}

void record_edit_add_reason(ctx *c, const struct request *request, json_t *form)
{
    form_add(c, request, form,
             (struct form_field){.name = "reason",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Why"),
                                 .help = tr(c, "Stays in the history, for those who come later.")});
}

static bool new_page(ctx *c, struct request *request, struct response *response,
                     const struct record *record, const struct record_problems *problems)
{
    struct record_asker asker = record_request_asker(request);
    const struct kind *kind = asker.kind;
    json_t *model = json_new_object(c);
    const char *list = fmt(c->arena, "/%s", kind->path);
    json_t *form = form_of(c, request, response, fmt(c->arena, "%s/new", list), list);
    if (!record_form_add(c, request, &asker, record, false, form)) return false;
    if (problems) record_form_problems(c, request, form, problems);
    json_put_c(model, "title", fmt(c->arena, tr(c, "New %s"), tr(c, kind->label)));
    json_put_c(model, "question", tr(c, kind->what));
    json_put(model, "kind", kind_json(c, kind, asker.roles));
    json_put(model, "form", form);
    record_put_crumbs(c, kind, NULL, model);
    return render_page(c, request, response, "form_page", model);
}

bool record_new_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    render_keep_lang(c, request, response);
    if (!record_asker_adds(&asker) && !asker.kind->made_elsewhere)
        return record_asker_must_add(c, &asker, record_new(c, asker.kind));
    if (asker.kind->made_elsewhere)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "%s come with facts"), tr(c, asker.kind->labels)),
                         tr(c, "Name it in a mapping; it appears here by itself."));
    struct record *record = record_new(c, asker.kind);
    for (const struct kind_field *field = asker.kind->fields; field->name; field++) {
        // "/stages/new?journey=3" begins with what one comes from.
        const struct input *input = request_input(request, field->name);
        struct record_problems none = {0};
        if (input && !record_put(c, record, str_of(field->name), input->text, asker.roles, &none))
            return false;
    }
    return new_page(c, request, response, record, NULL);
}

bool record_new_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return new_page(c, request, response, record_new(c, asker.kind), NULL);
}

static bool add_apply(ctx *c, void *data)
{
    struct record_deed *deed = data;
    struct record *record = record_new(c, deed->asker.kind);
    deed->problems.count = 0;
    bool ok = record_form_read(c, deed->request, &deed->asker, record, &deed->problems) &&
              record_asker_must_add(c, &deed->asker, record) &&
              record_add(c, record, &deed->edit, &deed->problems);
    deed->record = *record;
    return ok;
}

static bool add_then(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    struct record_deed *deed = data;
    if (failure->code == ERR_NONE) return record_deed_done(c, request, response, deed);
    record_request_problems(c, request, &deed->problems);
    if (!is_for_the_form(request, deed, failure)) return page_change_failed(c, failure);
    response->status = 400;
    return new_page(c, request, response, &deed->record, &deed->problems);
}

bool record_new_post(ctx *c, struct request *request, struct response *response)
{
    struct record_deed *deed = record_deed_new(c, request);
    deed->said = "added";
    return record_deed_change(c, request, response, deed,
                              (struct page_change){.apply = add_apply, .then = add_then});
}

// A change.

static bool edit_page(ctx *c, struct request *request, struct response *response,
                      const struct record *record, const struct record_problems *problems)
{
    struct record_asker asker = record_request_asker(request);
    const char *page = record_href(c, asker.kind, record->id, "");
    json_t *model = json_new_object(c);
    json_t *form = form_of(c, request, response, fmt(c->arena, "%s/edit", page), page);
    form_hide(c, form, "version", str_of(fmt(c->arena, "%lld", (long long)record->version)));
    if (!record_form_add(c, request, &asker, record, false, form)) return false;
    record_edit_add_reason(c, request, form);
    if (problems) record_form_problems(c, request, form, problems);
    json_put_c(model, "title", fmt(c->arena, tr(c, "Change: %.*s"), STR(record_title(record))));
    json_put_c(model, "question", tr(c, "What was there before stays in its history."));
    json_put(model, "record", record_json(c, record, asker.roles));
    json_put(model, "form", form);
    record_put_crumbs(c, asker.kind, record, model);
    return render_page(c, request, response, "form_page", model);
}

bool record_edit_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    render_keep_lang(c, request, response);
    return record_request_get(c, request, &asker, &record) &&
           record_asker_must_change(c, &asker, &record) &&
           edit_page(c, request, response, &record, NULL);
}

bool record_edit_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    if (!record_request_get(c, request, &asker, &record)) return false;
    record.version = request_i64(request, "version", record.version);
    return edit_page(c, request, response, &record, NULL);
}

// A record may not be moved to where the asker could not change it any more.
static bool edit_apply(ctx *c, void *data)
{
    struct record_deed *deed = data;
    const struct record_asker *asker = &deed->asker;
    struct record stored, *record = &deed->record;
    deed->problems.count = 0;
    deed->other = (struct record){0};
    if (!record_asker_get(c, asker, deed->id, &stored) ||
        !record_asker_must_change(c, asker, &stored))
        return false;
    i64 version = request_i64(deed->request, "version", 0);
    if (!record_conflict_base(c, &stored, version, record)) return false;
    if (!record_form_read(c, deed->request, asker, record, &deed->problems)) return false;
    bool is_theirs = version != stored.version || record_asker_changes(asker, record);
    if (!is_theirs) return record_asker_must_change(c, asker, record);
    return record_change(c, record, &deed->edit, &deed->problems, &deed->other);
}

static bool edit_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct record_deed *deed = data;
    if (failure->code == ERR_NONE) return record_deed_done(c, request, response, deed);
    if (deed->other.values) return record_conflict_answer(c, request, response, failure, deed);
    record_request_problems(c, request, &deed->problems);
    if (!is_for_the_form(request, deed, failure)) return page_change_failed(c, failure);
    response->status = 400;
    return edit_page(c, request, response, &deed->record, &deed->problems);
}

bool record_edit_post(ctx *c, struct request *request, struct response *response)
{
    struct record_deed *deed = record_deed_new(c, request);
    deed->said = "saved";
    deed->id = request_param(request, "id");
    return record_deed_change(c, request, response, deed,
                              (struct page_change){.apply = edit_apply, .then = edit_then});
}
