#include "web/evidence.h"

#include "audit/audit.h"
#include "base/lang.h"
#include "bounds.h"
#include "case/case.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_asker.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/scope.h"
#include "web/visitor.h"
#include "web/voices.h"

static const char *const kinds[] = {"pattern", "decision", "theme", "touchpoint",
                                    "cause",   "task",     "case",  NULL};

// clang-format off
const struct field remark_no_form[] = {{0}};
const struct field remark_case_form[] = {
    {.name = "subject", .max = 800, .what = "what it is about, in words of ours; empty: made of its touchpoint"},
    {0}};
const struct field remark_evidence_form[] = {
    {.name = "kind", .type = FIELD_CHOICE, .choices = kinds, .required = true, .what = "the kind of the record"},
    {.name = "record", .max = BOUND_NAME_BYTES, .required = true, .what = "its number, or its name"},
    {.name = "why", .max = 2000, .what = "what it shows"},
    {0}};
// clang-format on

static i64 id_of(const struct request *request)
{
    i64 id = 0;
    return str_i64(request_param(request, "id"), &id) && id > 0 ? id : 0;
}

// The remark, as far as who asks may read it.
static bool find(ctx *c, const struct request *request, struct remark_line *out)
{
    struct figure_query query = {0};
    struct remark_page page;
    struct remark_wish wish = {.id = id_of(request),
                               .sees_persons = visitor_sees_personal(request, (struct place){0})};
    if (!scope_of(c, request, MAY_READ_REMARKS, &query.scope)) return false;
    if (wish.id && !figure_remarks(c, query, wish, 1, &page)) return false;
    if (wish.id && page.count) {
        *out = page.remarks[0];
        return true;
    }
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such remark"),
                     tr(c, "Its words may have been erased."));
}

static struct case_origin origin_of(const struct remark_line *line)
{
    return (struct case_origin){line->source, line->external, line->happened_ms};
}

// ---- The page ----

static bool may_handle(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    return !visitor->is_open_house &&
           role_may(visitor->person.role, MAY_HANDLE_CASES) != MAY_NOT;
}

static bool may_link(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    return !visitor->is_open_house &&
           role_may(visitor->person.role, MAY_CHANGE_RECORDS) != MAY_NOT;
}

static bool put_case(ctx *c, struct request *request, struct response *response,
                     const struct remark_line *line, json_t *model)
{
    i64 id = 0;
    if (!case_find_origin(c, origin_of(line), &id)) return false;
    json_put_c(model, "case_href", id ? fmt(c->arena, "/cases/%lld", (long long)id) : NULL);
    json_put_null(model, "case_form");
    if (id || !may_handle(request)) return true;
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = fmt(c->arena, "/remarks/%lld/case",
                                                   (long long)line->id),
                                     .submit = tr(c, "Make it a case")});
    form_add(c, request, form,
             (struct form_field){.name = "subject",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "What it is about"),
                                 .help = tr(c, "In words of yours, without names of people.")});
    json_put(model, "case_form", form);
    return true;
}

static void put_link_form(ctx *c, struct request *request, struct response *response, i64 id,
                          json_t *model)
{
    struct form_option options[COUNT_OF(kinds)] = {0};
    json_put_null(model, "link_form");
    if (!may_link(request)) return;
    i64 count = 0;
    for (i64 i = 0; kinds[i]; i++) {
        const struct kind *kind = kind_find(str_of(kinds[i]));
        if (kind) options[count++] =
            (struct form_option){kinds[i], label_capital(c, tr(c, kind->label))};
    }
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = fmt(c->arena, "/remarks/%lld/evidence",
                                                   (long long)id),
                                     .submit = tr(c, "Lay it there as evidence")});
    form_add(c, request, form,
             (struct form_field){.name = "kind",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Beside which record"),
                                 .options = options,
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "record",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Its number or name"),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){
                 .name = "why", .kind = FORM_LONG_TEXT, .label = tr(c, "What it shows")});
    json_put(model, "link_form", form);
}

static bool title_of(ctx *c, const struct request *request, const struct voice_evidence *one,
                     json_t *out)
{
    const struct visitor *visitor = visitor_of(request);
    const struct kind *kind = kind_find(one->kind);
    struct shown *shown = NULL;
    if (!kind) return true;
    struct record_asker asker = record_asker_make(kind, &visitor->person, visitor->record);
    if (!record_show_titles(c, &asker, kind, &one->record, 1, &shown)) return false;
    json_put_str(out, "label", shown[0].text);
    json_put_c(out, "href", shown[0].href);
    json_put_c(out, "kind_label", label_capital(c, tr(c, kind->label)));
    return true;
}

static bool put_links(ctx *c, const struct request *request, i64 id, json_t *model)
{
    struct voice_evidence *all = NULL;
    i64 count = 0;
    json_t *list = json_new_array(c);
    if (!voice_evidence_list(c, (struct voice_evidence){.remark = id}, &all, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        json_t *one = json_new_object(c);
        json_put_str(one, "why", all[i].why);
        json_put_c(one, "remove_action",
                   may_link(request)
                       ? fmt(c->arena, "/remarks/%lld/evidence/%lld/remove", (long long)id,
                             (long long)all[i].id)
                       : NULL);
        if (!title_of(c, request, &all[i], one)) return false;
        json_array_append(list, one);
    }
    json_put_bool(model, "has_links", json_array_size(list) > 0);
    json_put(model, "links", list);
    return true;
}

static bool page(ctx *c, struct request *request, struct response *response)
{
    struct remark_line line;
    struct voices_asked asked = {0};
    json_t *model = json_new_object(c), *crumbs = json_new_array(c), *crumb = json_new_object(c);
    if (!find(c, request, &line) || !theme_list(c, &asked.themes, &asked.theme_count)) return false;
    struct remark_page one = {.count = 1, .remarks = &line};
    json_put_c(model, "title", tr(c, "What somebody said"));
    json_put_c(model, "question", tr(c, "And what it can become."));
    json_put_c(crumb, "label", tr(c, "Voices"));
    json_put_c(crumb, "href", "/remarks");
    json_array_append(crumbs, crumb);
    json_put(model, "crumbs", crumbs);
    bool sees_whose = line.key > 0 && role_may(visitor_of(request)->person.role,
                                               MAY_SEE_PERSONAL_DATA) == MAY_EVERYWHERE;
    json_put_c(model, "customer_href",
               sees_whose ? fmt(c->arena, "/customers/%lld", (long long)line.key) : NULL);
    put_link_form(c, request, response, line.id, model);
    return voices_put_remarks(c, &asked, &one, model) &&
           put_case(c, request, response, &line, model) && put_links(c, request, line.id, model) &&
           render_page(c, request, response, "remark_one", model);
}

bool remark_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && page(c, request, response);
}

// ---- What it becomes ----

struct becoming {
    const struct request *request;
    i64 remark, made; // the remark; the case
    i64 evidence;     // to be taken away; 0: none
    str kind, record;
    struct record_problems problems;
};

static struct becoming *becoming_new(ctx *c, const struct request *request)
{
    struct becoming *one = NEW(c->arena, struct becoming);
    *one = (struct becoming){.request = request, .remark = id_of(request)};
    return one;
}

static bool note(ctx *c, const struct becoming *one, str what)
{
    return audit_add(
        c, (struct audit_entry){.who = visitor_who(c, one->request),
                                .what = what,
                                .about = str_of(fmt(c->arena, "remark %lld",
                                                    (long long)one->remark))});
}

static bool done(ctx *c, struct request *request, struct response *response, const char *path)
{
    if (!request_wants_html(request)) {
        json_t *model = json_new_object(c);
        json_put_c(model, "href", path);
        response_json(c, response, model);
        return true;
    }
    response_see(c, response, path);
    return true;
}

// The words go into the case's first letter, the customer goes along.
static bool case_apply(ctx *c, void *data)
{
    struct becoming *one = data;
    const struct visitor *visitor = visitor_of(one->request);
    struct remark_line line;
    str number = {0};
    if (!find(c, one->request, &line)) return false;
    struct place place = {.unit = line.unit_id};
    struct record_edit edit = {.who = visitor->record, .roles = ROLE_BIT(visitor->person.role)};
    if (!visitor_must(c, one->request, MAY_HANDLE_CASES, place) ||
        !case_find_origin(c, origin_of(&line), &one->made))
        return false;
    if (one->made) return true; // somebody was faster
    struct case_new what = {.subject = request_text(one->request, "subject", (str){0}),
                            .way = S("survey"),
                            .found_by = S("us"),
                            .customer = MAX(line.key, 0),
                            .touchpoint = line.touchpoint_id,
                            .unit = line.unit_id,
                            .words = {.who = CASE_CUSTOMER, .way = S("survey"), .text = line.text},
                            .origin = origin_of(&line),
                            .is_quiet = true};
    return case_open(c, &what, &edit, &one->made, &number) && note(c, one, S("remark.case"));
}

static bool case_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct becoming *one = data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return done(c, request, response,
                fmt(c->arena, "/cases/%lld", (long long)one->made));
}

bool remark_case_post(ctx *c, struct request *request, struct response *response)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = case_apply,
                                            .then = case_then,
                                            .data = becoming_new(c, request),
                                            .locks = STORE_RECORDS});
}

static bool find_record(ctx *c, struct becoming *one, struct record *out)
{
    const struct visitor *visitor = visitor_of(one->request);
    const struct kind *kind = kind_find(one->kind);
    struct record_value value = {0};
    struct kind_field field = {.name = "record", .type = KIND_REF, .refers = NULL};
    if (!kind)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such kind of record"),
                         tr(c, "Choose one of those that are offered."));
    field.refers = kind->name;
    field.label = tr(c, "Its number or name");
    one->problems.count = 0;
    if (!value_read(c, &field, one->record, &value, &one->problems) ||
        !problems_none(c, &one->problems))
        return false;
    struct record_asker asker = record_asker_make(kind, &visitor->person, visitor->record);
    str number = str_of(fmt(c->arena, "%lld", (long long)value.i));
    return record_asker_get(c, &asker, number, out) &&
           visitor_must(c, one->request, MAY_CHANGE_RECORDS, record_place(&asker, out));
}

static bool evidence_apply(ctx *c, void *data)
{
    struct becoming *one = data;
    struct remark_line line;
    struct record record;
    one->kind = request_text(one->request, "kind", (str){0});
    one->record = request_text(one->request, "record", (str){0});
    if (!find(c, one->request, &line) || !find_record(c, one, &record)) return false;
    struct voice_evidence evidence = {.remark = line.id,
                                      .kind = one->kind,
                                      .record = record.id,
                                      .why = request_text(one->request, "why", (str){0}),
                                      .made_by = visitor_of(one->request)->record};
    return voice_evidence_add(c, &evidence) && note(c, one, S("remark.evidence"));
}

static bool evidence_then(ctx *c, struct request *request, struct response *response,
                          const err *failure, void *data)
{
    const struct becoming *one = data;
    bool is_for_the_form = failure->code == ERR_BAD_INPUT && one->problems.count > 0 &&
                           request_wants_html(request);
    if (is_for_the_form) {
        const struct record_problem *problem = &one->problems.problem[0];
        request_problem_add(c, request, "record", problem->msg, problem->hint);
        response->status = 400;
        return page(c, request, response);
    }
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return done(c, request, response,
                fmt(c->arena, "/remarks/%lld?said=saved", (long long)one->remark));
}

bool remark_evidence_post(ctx *c, struct request *request, struct response *response)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = evidence_apply,
                                            .then = evidence_then,
                                            .data = becoming_new(c, request),
                                            .locks = STORE_RECORDS});
}

bool remark_evidence_again(ctx *c, struct request *request, struct response *response)
{
    return page(c, request, response);
}

static bool remove_apply(ctx *c, void *data)
{
    struct becoming *one = data;
    struct remark_line line;
    struct record record;
    struct voice_evidence *all = NULL;
    i64 count = 0, wanted = 0;
    if (!str_i64(request_param(one->request, "evidence"), &wanted)) wanted = 0;
    if (!find(c, one->request, &line) ||
        !voice_evidence_list(c, (struct voice_evidence){.remark = line.id}, &all, &count))
        return false;
    for (i64 i = 0; i < count; i++) {
        if (all[i].id != wanted) continue;
        one->kind = all[i].kind;
        one->record = str_of(fmt(c->arena, "%lld", (long long)all[i].record));
        return find_record(c, one, &record) &&
               voice_evidence_remove(c, wanted, visitor_of(one->request)->record) &&
               note(c, one, S("remark.evidence_removed"));
    }
    return fail_with(c, ERR_NOT_FOUND, tr(c, "it stands there no more"),
                     tr(c, "Nothing has to be done."));
}

bool remark_evidence_remove_post(ctx *c, struct request *request, struct response *response)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = remove_apply,
                                            .then = evidence_then,
                                            .data = becoming_new(c, request),
                                            .locks = STORE_RECORDS});
}

// ---- Beside a record ----

bool evidence_put(ctx *c, const struct request *request, const struct record *record, json_t *model)
{
    struct voice_evidence *all = NULL;
    struct figure_query query = {0};
    i64 count = 0;
    json_t *list = json_new_array(c);
    json_put_bool(model, "has_evidence", false);
    if (role_may(visitor_of(request)->person.role, MAY_READ_REMARKS) == MAY_NOT) return true;
    struct voice_evidence of = {.kind = str_of(record->kind->name), .record = record->id};
    if (!voice_evidence_list(c, of, &all, &count)) return false;
    if (!count) return true;
    if (!scope_of(c, request, MAY_READ_REMARKS, &query.scope)) {
        err_clear(c); // nothing of theirs
        return true;
    }
    for (i64 i = 0; i < count; i++) {
        struct remark_page found;
        struct remark_wish wish = {
            .id = all[i].remark, .sees_persons = visitor_sees_personal(request, (struct place){0})};
        if (!figure_remarks(c, query, wish, 1, &found)) return false;
        json_t *one = json_new_object(c);
        json_put_str(one, "text",
                     found.count ? found.remarks[0].text
                                 : str_of(tr(c, "These words may not be shown, or were erased.")));
        json_put_c(one, "href",
                   found.count ? fmt(c->arena, "/remarks/%lld", (long long)all[i].remark) : NULL);
        json_put_str(one, "why", found.count ? all[i].why : (str){0});
        json_array_append(list, one);
    }
    json_put_bool(model, "has_evidence", true);
    json_put(model, "evidence", list);
    return true;
}
