#include "web/case_seen.h"

#include "base/locale.h"
#include "case/case_parts.h"
#include "record/person.h"
#include "web/change.h"
#include "web/record_show.h"
#include "web/visitor.h"

static bool place_of(ctx *c, const struct record *record, struct place *out)
{
    i64 owner = case_ref(record, "owner");
    *out =
        (struct place){.function = case_ref(record, "function"), .unit = case_ref(record, "unit")};
    return !owner || person_account(c, owner, &out->owner);
}

static bool none_such(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such case"),
                     tr(c, "Look for it in the list."));
}

bool case_seen_of(ctx *c, const struct request *request, struct case_seen *out)
{
    struct place place;
    i64 id = 0;
    *out = (struct case_seen){0};
    if (!str_i64(request_param(request, "id"), &id)) return none_such(c);
    if (!case_record(c, id, &out->record)) {
        if (c->err.code != ERR_NOT_FOUND) return false;
        err_clear(c);
        return none_such(c);
    }
    if (!place_of(c, &out->record, &place)) return false;
    bool is_open_house = visitor_of(request)->is_open_house;
    if (!visitor_may(request, MAY_SEE_CASES, place)) return none_such(c);
    out->href = fmt(c->arena, "/cases/%lld", (long long)id);
    out->may_handle = !is_open_house && visitor_may(request, MAY_HANDLE_CASES, place);
    out->is_shown = visitor_sees_personal(request, place);
    return true;
}

bool case_seen_to_handle(ctx *c, const struct request *request, struct case_seen *out)
{
    struct place place;
    return case_seen_of(c, request, out) && place_of(c, &out->record, &place) &&
           visitor_must(c, request, MAY_HANDLE_CASES, place);
}

struct case_query case_query_of(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    const struct person *person = &visitor->person;
    return (struct case_query){
        .person = visitor->record,
        .sees_all = role_may(person->role, MAY_SEE_CASES) == MAY_EVERYWHERE,
        .acts_across = role_may(person->role, MAY_HANDLE_CASES) == MAY_EVERYWHERE,
        .functions = person->functions,
        .units = person->units,
        .function_count = person->function_count,
        .unit_count = person->unit_count,
    };
}

static void crumb(ctx *c, json_t *crumbs, const char *label, const char *href)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "href", href);
    json_array_append(crumbs, one);
}

void case_crumbs(ctx *c, json_t *model, const struct case_seen *seen)
{
    json_t *crumbs = json_new_array(c);
    crumb(c, crumbs, tr(c, "Cases"), "/cases");
    if (seen) crumb(c, crumbs, str_c(c->arena, record_title(&seen->record)), seen->href);
    json_put(model, "crumbs", crumbs);
}

bool case_title_of(ctx *c, const char *kind, i64 id, str *out)
{
    str *titles = NULL;
    *out = (str){0};
    if (!id) return true;
    if (!record_titles(c, kind_find(str_of(kind)), &id, 1, &titles)) return false;
    *out = titles[0];
    return true;
}

const char *case_due_words(ctx *c, const struct record *record)
{
    bool is_answered = case_moment(record, "answered_at") != 0;
    i64 due_ms = case_moment(record, is_answered ? "solve_by" : "answer_by");
    if (!case_is_open(record) || !due_ms) return NULL;
    const char *when = str_c(c->arena, locale_moment(c, due_ms));
    return is_answered ? fmt(c->arena, tr(c, "to be solved by %s"), when)
                       : fmt(c->arena, tr(c, "first answer by %s"), when);
}

// ---- Changing ----

static bool deed_apply(ctx *c, void *data)
{
    struct case_deed *deed = data;
    const struct visitor *visitor = visitor_of(deed->request);
    struct record_edit edit = {.who = visitor->record,
                               .roles = ROLE_BIT(visitor->person.role),
                               .why = str_trim(request_text(deed->request, "why", (str){0}))};
    bool found = deed->only_looks_needed ? case_seen_of(c, deed->request, &deed->seen)
                                         : case_seen_to_handle(c, deed->request, &deed->seen);
    return found && deed->run(c, deed, &deed->seen.record, &edit);
}

static bool deed_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct case_deed *deed = data;
    if (failure->code == ERR_NONE) {
        response_see(
            c, response,
            fmt(c->arena, "%s?said=%s", deed->seen.href, deed->said ? deed->said : "saved"));
        return true;
    }
    bool is_theirs = failure->code == ERR_BAD_INPUT || failure->code == ERR_REFUSED ||
                     failure->code == ERR_TOO_LARGE;
    if (!is_theirs || !deed->show || !request_wants_html(request))
        return page_change_failed(c, failure);
    request_problem_add(c, request, deed->field, failure->msg, failure->hint);
    response->status = err_http_status(failure->code);
    return deed->show(c, request, response);
}

bool case_change(ctx *c, struct request *request, struct response *response, struct case_deed deed)
{
    struct case_deed *kept = NEW(c->arena, struct case_deed);
    *kept = deed;
    kept->request = request;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = deed_apply, .then = deed_then, .data = kept, .locks = STORE_RECORDS});
}
