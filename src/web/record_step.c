#include "web/record_step.h"

#include "http/inputs.h"
#include "record/record_json.h"
#include "web/change.h"
#include "web/labels.h"
#include "web/record_edit.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"

// A step has its own mask; that the record is theirs is asked beside it.
static bool may_move(const struct record_asker *asker, const struct record *record,
                     const struct kind_transition *step)
{
    return record_asker_sees(asker, record) && record_may(step->may, asker->roles) &&
           person_may(asker->person, MAY_CHANGE_RECORDS, record_place(asker, record));
}

static bool must_move(ctx *c, const struct record_asker *asker, const struct record *record,
                      const struct kind_transition *step)
{
    if (may_move(asker, record, step)) return true;
    if (!person_must(c, asker->person, MAY_CHANGE_RECORDS, record_place(asker, record)))
        return false;
    return fail_with(c, ERR_FORBIDDEN,
                     fmt(c->arena, tr(c, "%s are not yours to change"), tr(c, asker->kind->labels)),
                     tr(c, "Ask an administrator for the role that it takes."));
}

// What can be done

static json_t *deed_new(ctx *c, const char *label, const char *href, const char *action)
{
    json_t *deed = json_new_object(c);
    json_put_c(deed, "label", label_capital(c, label));
    json_put_c(deed, "href", href);
    json_put_c(deed, "action", action);
    json_put(deed, "hidden", json_new_array(c));
    json_put_bool(deed, "is_main", false);
    json_put_bool(deed, "is_danger", false);
    return deed;
}

static void hide_version(ctx *c, json_t *deed, const struct record *record)
{
    json_t *hidden = json_new_object(c);
    json_put_c(hidden, "name", "version");
    json_put_c(hidden, "value", fmt(c->arena, "%lld", (long long)record->version));
    json_array_append(json_object_get(deed, "hidden"), hidden);
}

static void add_edit(ctx *c, const struct record_asker *asker, const struct record *record,
                     json_t *deeds)
{
    if (!record_asker_changes(asker, record) || record->archived) return;
    json_t *edit =
        deed_new(c, tr(c, "Change"), record_href(c, asker->kind, record->id, "/edit"), NULL);
    json_put_bool(edit, "is_main", true);
    json_array_append(deeds, edit);
}

static void add_away(ctx *c, const struct record_asker *asker, const struct record *record,
                     json_t *deeds)
{
    if (!record_asker_changes(asker, record)) return;
    const char *label = record->archived ? tr(c, "Take back from the archive") : tr(c, "Put away");
    const char *more = record->archived ? "/restore" : "/archive";
    json_t *away = deed_new(c, label, NULL, record_href(c, asker->kind, record->id, more));
    hide_version(c, away, record);
    json_array_append(deeds, away);
}

bool record_put_steps(ctx *c, const struct record_asker *asker, const struct record *record,
                      json_t *model)
{
    const struct kind *kind = asker->kind;
    const struct kind_state *now = kind_state_find(kind, record->state);
    json_t *state = json_new_object(c), *deeds = json_new_array(c);
    add_edit(c, asker, record, deeds);
    for (const struct kind_transition *step = kind->transitions; step && step->name; step++) {
        if (record->archived || !kind_transition_fits(kind, step, record->state) ||
            !may_move(asker, record, step))
            continue;
        const char *more = fmt(c->arena, "/steps/%s", step->name);
        json_array_append(
            deeds, deed_new(c, tr(c, step->label), record_href(c, kind, record->id, more), NULL));
    }
    add_away(c, asker, record, deeds);
    json_put_c(state, "label",
               record->archived ? tr(c, "in the archive")
               : now            ? tr(c, now->label)
                                : NULL);
    json_put_bool(state, "is_end", record->archived || (now && now->is_end));
    json_put_null(state, "since_text");
    json_put(state, "deeds", deeds);
    json_put(model, "state", state);
    return true;
}

// A step

static bool find_step(ctx *c, const struct request *request, const struct kind *kind,
                      const struct kind_transition **out)
{
    *out = kind_transition_find(kind, request_param(request, "step"));
    return *out || fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"),
                             tr(c, "Look for a typing mistake, or start from the front page."));
}

static void add_demands(ctx *c, const struct request *request, u32 demands, json_t *form)
{
    if (demands & DEMANDS_DATE)
        form_add(c, request, form,
                 (struct form_field){.name = "day",
                                     .kind = FORM_DATE,
                                     .label = tr(c, "Since when"),
                                     .required = true,
                                     .value = day_write(c->arena, (i32)(c->now_ms / 86400000))});
    if (demands & DEMANDS_EVIDENCE)
        form_add(c, request, form,
                 (struct form_field){
                     .name = "evidence",
                     .kind = FORM_LONG_TEXT,
                     .label = tr(c, "What shows it"),
                     .required = true,
                     .help = tr(c, "Name what shows it: a document, an address, a meeting.")});
    form_add(c, request, form,
             (struct form_field){.name = "reason",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "Why"),
                                 .required = (demands & DEMANDS_REASON) != 0,
                                 .help = tr(c, "Stays in the history, for those who come later.")});
}

static bool step_page(ctx *c, struct request *request, struct response *response,
                      const struct record *record, const struct kind_transition *step,
                      const struct record_problems *problems)
{
    const char *page = record_href(c, record->kind, record->id, "");
    const char *label = label_capital(c, tr(c, step->label));
    json_t *model = json_new_object(c);
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = fmt(c->arena, "%s/steps/%s", page, step->name),
                                     .submit = label,
                                     .cancel_href = page});
    form_hide(c, form, "version", str_of(fmt(c->arena, "%lld", (long long)record->version)));
    add_demands(c, request, step->demands, form);
    if (problems) record_form_problems(c, request, form, problems);
    const struct kind_state *to = kind_state_find(record->kind, str_of(step->to));
    json_put_c(model, "title", fmt(c->arena, "%s: %.*s", label, STR(record_title(record))));
    json_put_c(model, "question",
               fmt(c->arena, tr(c, "Now: %s. Then: %s."),
                   record_state_label(c, record->kind, record->state), tr(c, to->label)));
    json_put(model, "form", form);
    record_put_crumbs(c, record->kind, record, model);
    return render_page(c, request, response, "form_page", model);
}

bool record_step_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    const struct kind_transition *step = NULL;
    struct record record;
    render_keep_lang(c, request, response);
    if (!find_step(c, request, asker.kind, &step) ||
        !record_request_get(c, request, &asker, &record) || !must_move(c, &asker, &record, step))
        return false;
    if (!record.archived && kind_transition_fits(asker.kind, step, record.state))
        return step_page(c, request, response, &record, step, NULL);
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "the %s is not where \"%s\" starts"),
                         tr(c, asker.kind->label), tr(c, step->label)),
                     transitions_hint(c, &record));
}

bool record_step_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    const struct kind_transition *step = NULL;
    struct record record;
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return find_step(c, request, asker.kind, &step) &&
           record_request_get(c, request, &asker, &record) && must_move(c, &asker, &record, step) &&
           step_page(c, request, response, &record, step, NULL);
}

static bool read_stored(ctx *c, struct record_deed *deed)
{
    deed->problems.count = 0;
    if (!record_asker_get(c, &deed->asker, deed->id, &deed->record)) return false;
    // A program that names no version means what stands there now.
    deed->record.version = request_i64(deed->request, "version", deed->record.version);
    deed->edit = record_request_edit(c, deed->request, &deed->problems);
    return true;
}

static bool step_apply(ctx *c, void *data)
{
    struct record_deed *deed = data;
    const struct kind_transition *step = NULL;
    return find_step(c, deed->request, deed->asker.kind, &step) && read_stored(c, deed) &&
           must_move(c, &deed->asker, &deed->record, step) &&
           record_move(c, &deed->record, str_of(step->name), &deed->edit, &deed->problems);
}

static bool step_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct record_deed *deed = data;
    const struct kind_transition *step = NULL;
    if (failure->code == ERR_NONE) return record_deed_done(c, request, response, deed);
    record_request_problems(c, request, &deed->problems);
    bool is_for_the_form = failure->code == ERR_BAD_INPUT && deed->problems.count > 0 &&
                           !record_request_is_program(request);
    if (!is_for_the_form || !find_step(c, request, deed->asker.kind, &step))
        return c->err.code ? false : page_change_failed(c, failure);
    response->status = 400;
    return step_page(c, request, response, &deed->record, step, &deed->problems);
}

bool record_step_post(ctx *c, struct request *request, struct response *response)
{
    struct record_deed *deed = record_deed_new(c, request);
    deed->said = "saved";
    deed->id = request_param(request, "id");
    return record_deed_change(c, request, response, deed,
                              (struct page_change){.apply = step_apply, .then = step_then});
}

// The archive

static bool put_away(ctx *c, struct record_deed *deed, bool archived)
{
    return read_stored(c, deed) && record_asker_must_change(c, &deed->asker, &deed->record) &&
           record_archive(c, &deed->record, archived, &deed->edit);
}

static bool archive_apply(ctx *c, void *data)
{
    return put_away(c, data, true);
}

static bool restore_apply(ctx *c, void *data)
{
    return put_away(c, data, false);
}

static bool away_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return record_deed_done(c, request, response, data);
}

bool record_archive_post(ctx *c, struct request *request, struct response *response)
{
    struct record_deed *deed = record_deed_new(c, request);
    deed->said = "archived";
    deed->id = request_param(request, "id");
    return record_deed_change(c, request, response, deed,
                              (struct page_change){.apply = archive_apply, .then = away_then});
}

bool record_restore_post(ctx *c, struct request *request, struct response *response)
{
    struct record_deed *deed = record_deed_new(c, request);
    deed->said = "restored";
    deed->id = request_param(request, "id");
    return record_deed_change(c, request, response, deed,
                              (struct page_change){.apply = restore_apply, .then = away_then});
}
