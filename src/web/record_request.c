#include "web/record_request.h"

#include "base/time.h"
#include "web/labels.h"
#include "web/record_address.h"
#include "web/record_inputs.h"
#include "web/record_show.h"
#include "web/visitor.h"

struct record_asker record_request_asker(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    assert(request->route->data);
    struct record_asker asker =
        record_asker_make(request->route->data, &visitor->person, visitor->record);
    asker.only_looks = visitor->is_open_house;
    return asker;
}

bool record_request_get(ctx *c, const struct request *request, const struct record_asker *asker,
                        struct record *out)
{
    return record_asker_get(c, asker, request_param(request, "id"), out);
}

bool record_request_is_program(const struct request *request)
{
    return !request_wants_html(request);
}

struct record_edit record_request_edit(ctx *c, const struct request *request,
                                       struct record_problems *problems)
{
    const struct visitor *visitor = visitor_of(request);
    struct record_edit edit = {.who = visitor->record,
                               .roles = ROLE_BIT(visitor->person.role),
                               .why = request_text(request, "reason", (str){0}),
                               .evidence = request_text(request, "evidence", (str){0})};
    str day = str_trim(request_text(request, "day", (str){0}));
    i32 number = 0;
    if (day.size && day_parse(day, &number)) {
        edit.has_day = true;
        edit.day = number;
    } else if (day.size) {
        problem_add(c, problems, "day", tr(c, "that is no date"), tr(c, "Write it as 2026-11-21."));
    }
    return edit;
}

json_t *record_kind_model(ctx *c, const struct kind *kind)
{
    json_t *out = json_new_object(c);
    json_put_c(out, "name", kind->name);
    json_put_c(out, "label", tr(c, kind->label));
    json_put_c(out, "labels", label_capital(c, tr(c, kind->labels)));
    json_put_c(out, "what", tr(c, kind->what));
    json_put_c(out, "href", fmt(c->arena, "/%s", kind->path));
    return out;
}

void record_put_crumbs(ctx *c, const struct kind *kind, const struct record *record, json_t *model)
{
    json_t *crumbs = json_new_array(c), *list = json_new_object(c);
    json_put_c(list, "label", label_capital(c, tr(c, kind->labels)));
    json_put_c(list, "href", fmt(c->arena, "/%s", kind->path));
    json_array_append(crumbs, list);
    if (record) {
        json_t *one = json_new_object(c);
        json_put_str(one, "label", record_title(record));
        json_put_c(one, "href", record_href(c, kind, record->id, ""));
        json_array_append(crumbs, one);
    }
    json_put(model, "crumbs", crumbs);
}

static bool is_input(const struct request *request, const char *name)
{
    const struct field *field = request->route->in;
    while (field && field->name && strcmp(field->name, name) != 0)
        field++;
    return field && field->name;
}

void record_request_problems(ctx *c, struct request *request,
                             const struct record_problems *problems)
{
    for (i64 i = 0; i < problems->count; i++) {
        const struct record_problem *problem = &problems->problem[i];
        const char *name = problem->field;
        // A step's reason is the form's "reason": a kind may have a field "why" of its own.
        if (!is_input(request, name) && strcmp(name, "why") == 0) name = "reason";
        if (is_input(request, name))
            request_problem_add(c, request, name, problem->msg, problem->hint);
    }
}

bool record_column_next(ctx *c, const struct record_asker *asker, struct record_column *column)
{
    static const struct {
        i64 index;
        const char *name, *label;
        bool sorts;
    } own[] = {
        {COLUMN_OF_STATE,      "state",      N_("State"),      true },
        {COLUMN_OF_CHANGED,    "changed",    N_("Changed"),    true },
        {COLUMN_OF_CHANGED_BY, "changed_by", N_("Changed by"), false}
    };
    const struct kind *kind = asker->kind;
    i64 fields = kind_fields(kind);
    while (column->next < fields + COUNT_OF(own)) {
        i64 i = column->next++;
        if (i < fields && !record_may(kind->fields[i].may_see, asker->roles)) continue;
        if (i == fields && !kind->states) continue;
        if (i < fields) {
            const struct kind_field *field = &kind->fields[i];
            column->index = i;
            column->name = field->name;
            column->label = tr(c, field->label);
            column->sorts = record_field_sorts(field);
            column->is_number = field->type == KIND_NUMBER || field->type == KIND_MONEY;
        } else {
            column->index = own[i - fields].index;
            column->name = own[i - fields].name;
            column->label = tr(c, own[i - fields].label);
            column->sorts = own[i - fields].sorts;
            column->is_number = false;
        }
        return true;
    }
    return false;
}
