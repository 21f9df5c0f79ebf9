#include "web/record_belongs.h"

#include "base/locale.h"
#include "http/inputs.h"
#include "record/comment.h"
#include "web/address.h"
#include "web/change.h"
#include "web/labels.h"
#include "web/record_form.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"

enum { POINTING_ROWS = 8, COUNT_MOST = 1000 };

// What refers to it

static json_t *row_of(ctx *c, const struct record *record)
{
    json_t *row = json_new_object(c);
    json_put_str(row, "label", record_title(record));
    json_put_c(row, "href", record_href(c, record->kind, record->id, ""));
    return row;
}

static bool add_pointing(ctx *c, const struct record_asker *asker, const struct kind_field *field,
                         i64 id, json_t *list)
{
    const struct kind *kind = asker->kind;
    struct record_filter filters[3] = {
        {.field = str_of(field->name), .text = str_of(fmt(c->arena, "%lld", (long long)id))}
    };
    struct record_query query = {.kind = kind, .rows_max = POINTING_ROWS, .filter_count = 1};
    struct record_page page;
    i64 count = 0;
    if (!record_asker_narrow(c, asker, &query, filters) || !record_list(c, &query, &page))
        return false;
    if (!page.count) return true;
    if (!record_count(c, &query, COUNT_MOST, &count)) return false;
    json_t *group = json_new_object(c), *rows = json_new_array(c);
    for (i64 i = 0; i < page.count; i++)
        json_array_append(rows, row_of(c, &page.records[i]));
    json_put_c(group, "label", label_capital(c, tr(c, kind->labels)));
    json_put_c(group, "field_label", tr(c, field->label));
    json_put_c(group, "count_text", locale_number(c, (f64)count, 0).s);
    json_put(group, "rows", rows);
    json_put_c(group, "all_href",
               count > page.count
                   ? fmt(c->arena, "/%s?%s=%lld", kind->path, field->name, (long long)id)
                   : NULL);
    json_array_append(list, group);
    return true;
}

bool record_put_pointing(ctx *c, const struct record_asker *asker, const struct record *record,
                         json_t *model)
{
    json_t *list = json_new_array(c);
    for (i64 k = 0; k < kinds_count(); k++) {
        struct record_asker of = record_asker_of(asker, kind_at(k));
        if (!record_asker_sees_kind(&of)) continue;
        for (const struct kind_field *field = of.kind->fields; field->name; field++)
            if (value_target(field) == record->kind && record_may(field->may_see, of.roles) &&
                !add_pointing(c, &of, field, record->id, list))
                return false;
    }
    json_put_bool(model, "has_pointing", json_array_size(list) > 0);
    json_put(model, "pointing", list);
    return true;
}

// Links

static bool add_link(ctx *c, const struct record_asker *asker, const struct record *record,
                     const struct record_link *link, json_t *list)
{
    bool is_from = link->from_kind == record->kind && link->from == record->id;
    const struct kind *kind = is_from ? link->to_kind : link->from_kind;
    i64 id = is_from ? link->to : link->from;
    struct shown *shown = NULL;
    if (!kind) return true; // of a kind that this program does not know
    if (!record_show_titles(c, asker, kind, &id, 1, &shown)) return false;
    json_t *one = json_new_object(c);
    json_put_c(one, "id", fmt(c->arena, "%lld", (long long)link->id));
    json_put_str(one, "label", shown->text);
    json_put_c(one, "href", shown->href);
    json_put_c(one, "kind_label", tr(c, kind->label));
    json_put_str(one, "why", link->why);
    const char *action = fmt(c->arena, "/links/%lld/remove", (long long)link->id);
    json_put_c(one, "remove_action",
               record_asker_changes(asker, record)
                   ? record_href(c, record->kind, record->id, action)
                   : NULL);
    json_array_append(list, one);
    return true;
}

bool record_put_links(ctx *c, const struct request *request, const struct record_asker *asker,
                      const struct record *record, json_t *model)
{
    (void)request;
    struct record_link *links = NULL;
    i64 count = 0;
    json_t *out = json_new_object(c), *list = json_new_array(c);
    if (!link_list(c, record->kind, record->id, &links, &count)) return false;
    for (i64 i = 0; i < count; i++)
        if (!add_link(c, asker, record, &links[i], list)) return false;
    bool may = record_asker_changes(asker, record);
    json_put_bool(out, "has_links", json_array_size(list) > 0);
    json_put(out, "links", list);
    json_put_c(out, "add_href", may ? record_href(c, record->kind, record->id, "/links") : NULL);
    if (may || json_array_size(list) > 0)
        json_put(model, "links", out);
    else
        json_put_null(model, "links");
    return true;
}

// A new link

struct linking {
    const struct request *request;
    struct record_asker asker;
    str id;
    struct record record;
    struct record_link link;
    struct record_problems problems;
    bool is_removal;
};

static const struct form_option *kind_options(ctx *c, const struct record_asker *asker)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, kinds_count() + 1);
    i64 count = 0;
    for (i64 i = 0; i < kinds_count(); i++) {
        struct record_asker of = record_asker_of(asker, kind_at(i));
        if (record_asker_sees_kind(&of))
            options[count++] = (struct form_option){of.kind->name, tr(c, of.kind->label)};
    }
    return options;
}

static bool link_page(ctx *c, struct request *request, struct response *response,
                      const struct record_asker *asker, const struct record *record,
                      const struct record_problems *problems)
{
    const char *page = record_href(c, asker->kind, record->id, "");
    json_t *model = json_new_object(c);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = fmt(c->arena, "%s/links", page),
                                                .submit = tr(c, "Link them"),
                                                .cancel_href = page});
    form_add(c, request, form,
             (struct form_field){.name = "to_kind",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "What it belongs together with"),
                                 .options = kind_options(c, asker),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "to",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Its name"),
                                 .help = tr(c, "As it stands in its list, or its number as #12."),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "why",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Why"),
                                 .help = tr(c, "What the two have to do with each other.")});
    if (problems) record_form_problems(c, request, form, problems);
    json_put_c(model, "title",
               fmt(c->arena, tr(c, "Link %.*s with another record"), STR(record_title(record))));
    json_put_null(model, "question");
    json_put(model, "form", form);
    record_put_crumbs(c, asker->kind, record, model);
    return render_page(c, request, response, "form_page", model);
}

bool record_links_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    render_keep_lang(c, request, response);
    return record_request_get(c, request, &asker, &record) &&
           record_asker_must_change(c, &asker, &record) &&
           link_page(c, request, response, &asker, &record, NULL);
}

bool record_links_again(ctx *c, struct request *request, struct response *response)
{
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return record_links_get(c, request, response);
}

// The other end, by number or title, as far as the asker sees it.
static bool find_other(ctx *c, struct linking *linking)
{
    struct record_link *link = &linking->link;
    const struct kind *kind = kind_find(request_text(linking->request, "to_kind", (str){0}));
    struct record other;
    if (!kind) {
        problem_add(c, &linking->problems, "to_kind", tr(c, "that is no kind of record"),
                    tr(c, "Choose one of the list."));
        return problems_none(c, &linking->problems);
    }
    struct record_asker of = record_asker_of(&linking->asker, kind);
    struct record_value value = {0};
    struct kind_field field = {
        .name = "to", .type = KIND_REF, .label = kind->label, .refers = kind->name};
    str text = request_text(linking->request, "to", (str){0});
    if (!value_read(c, &field, text, &value, &linking->problems)) return false;
    if (!value.given && !linking->problems.count)
        problem_add(c, &linking->problems, "to", tr(c, "nothing is said"),
                    tr(c, "Choose one of the list."));
    if (!problems_none(c, &linking->problems)) return false;
    if (!record_asker_get(c, &of, str_of(fmt(c->arena, "%lld", (long long)value.i)), &other))
        return false;
    link->to_kind = kind;
    link->to = value.i;
    return true;
}

static bool link_apply(ctx *c, void *data)
{
    struct linking *linking = data;
    const struct request *request = linking->request;
    linking->problems.count = 0;
    linking->link = (struct record_link){.from_kind = linking->asker.kind,
                                         .why = request_text(request, "why", (str){0}),
                                         .made_by = linking->asker.who};
    if (!record_asker_get(c, &linking->asker, linking->id, &linking->record) ||
        !record_asker_must_change(c, &linking->asker, &linking->record))
        return false;
    linking->link.from = linking->record.id;
    return find_other(c, linking) && link_add(c, &linking->link);
}

static bool removal_apply(ctx *c, void *data)
{
    struct linking *linking = data;
    struct record_link *links = NULL;
    i64 count = 0, id = 0;
    if (!record_asker_get(c, &linking->asker, linking->id, &linking->record) ||
        !record_asker_must_change(c, &linking->asker, &linking->record) ||
        !link_list(c, linking->asker.kind, linking->record.id, &links, &count))
        return false;
    bool is_number = str_i64(request_param(linking->request, "link"), &id);
    for (i64 i = 0; i < count && is_number; i++)
        if (links[i].id == id) return link_remove(c, id, linking->asker.who);
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such link"),
                     tr(c, "Somebody may have taken it away meanwhile."));
}

static bool link_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct linking *linking = data;
    const struct record *record = &linking->record;
    if (failure->code == ERR_NONE) {
        const char *said = linking->is_removal ? "removed" : "added";
        response_see(
            c, response,
            fmt(c->arena, "%s?said=%s", record_href(c, record->kind, record->id, ""), said));
        return true;
    }
    record_request_problems(c, request, &linking->problems);
    bool shows = linking->problems.count && !record_request_is_program(request);
    if (!shows || !record->values) return page_change_failed(c, failure);
    response->status = 400;
    return link_page(c, request, response, &linking->asker, record, &linking->problems);
}

static bool change_links(ctx *c, struct request *request, struct response *response,
                         bool is_removal)
{
    struct linking *linking = NEW(c->arena, struct linking);
    linking->request = request;
    linking->asker = record_request_asker(request);
    linking->id = request_param(request, "id");
    linking->is_removal = is_removal;
    return page_change(c, request, response,
                       (struct page_change){.apply = is_removal ? removal_apply : link_apply,
                                            .then = link_then,
                                            .data = linking,
                                            .locks = STORE_RECORDS});
}

bool record_links_post(ctx *c, struct request *request, struct response *response)
{
    return change_links(c, request, response, false);
}

bool record_link_remove_post(ctx *c, struct request *request, struct response *response)
{
    return change_links(c, request, response, true);
}
