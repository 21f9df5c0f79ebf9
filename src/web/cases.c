// What waits: the list of cases.
#include "base/locale.h"
#include "case/case_parts.h"
#include "web/address.h"
#include "web/app.h"
#include "web/case_pages.h"
#include "web/case_seen.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/visitor.h"

enum { NOTE_BYTES = 140, FUNCTIONS_MAX = 500 };

static const char *const view_choices[] = {"waiting", "open", "late", "closed", "held", NULL};
static const char *const severity_choices[] = {"low", "ordinary", "high", "critical", NULL};
static const char *const found_choices[] = {"customer", "us", NULL};

// clang-format off
const struct field cases_fields[] = {
    {.name = "view", .type = FIELD_CHOICE, .choices = view_choices, .what = "which: those that wait for you, open, late, closed, held as spam"},
    {.name = "q", .type = FIELD_TEXT, .what = "a number, words of the subject, or the customer's address of e-mail"},
    {.name = "function", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "of this owner function"},
    {.name = "touchpoint", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "at this touchpoint"},
    {.name = "unit", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "in this unit"},
    {.name = "cause", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "with this cause"},
    {.name = "decision", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "with this decision"},
    {.name = "pattern", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "of this pattern"},
    {.name = "customer", .type = FIELD_I64, .min = 0, .max = INT64_MAX, .what = "of this customer"},
    {.name = "severity", .type = FIELD_CHOICE, .choices = severity_choices, .what = "so serious"},
    {.name = "found_by", .type = FIELD_CHOICE, .choices = found_choices, .what = "told by the customer, or noticed by us"},
    {.name = "page", .type = FIELD_I64, .min = 0, .max = 10000, .what = "the page, from 0"},
    PAGE_FIELDS, {0}};

static const struct {
    const char *label, *none;
} views[] = {
    [CASE_VIEW_WAITING] = {N_("Waiting for me"), N_("No case waits for you.")},
    [CASE_VIEW_OPEN] = {N_("All open"), N_("No case is open.")},
    [CASE_VIEW_LATE] = {N_("Late"), N_("No case is late.")},
    [CASE_VIEW_CLOSED] = {N_("Closed"), N_("No case is closed yet.")},
    [CASE_VIEW_HELD] = {N_("Suspected spam"), N_("Nothing is held as suspected spam.")},
};
// clang-format on
static_assert(COUNT_OF(views) == CASE_VIEW__COUNT, "a row for each view");

static struct case_query read_query(const struct request *request)
{
    struct case_query query = case_query_of(request);
    (void)case_view_find(request_text(request, "view", S("waiting")), &query.view);
    query.search = str_trim(request_text(request, "q", (str){0}));
    query.function = request_i64(request, "function", 0);
    query.touchpoint = request_i64(request, "touchpoint", 0);
    query.unit = request_i64(request, "unit", 0);
    query.cause = request_i64(request, "cause", 0);
    query.decision = request_i64(request, "decision", 0);
    query.pattern = request_i64(request, "pattern", 0);
    query.customer = request_i64(request, "customer", 0);
    query.severity = request_text(request, "severity", (str){0});
    query.found_by = request_text(request, "found_by", (str){0});
    query.page = request_i64(request, "page", 0);
    return query;
}

// ---- Addresses ----

static void add_number(buf *out, const char *name, i64 value)
{
    if (value) buf_fmt(out, "&%s=%lld", name, (long long)value);
}

static void add_text(buf *out, const char *name, str value)
{
    if (!value.size) return;
    buf_fmt(out, "&%s=", name);
    url_add(out, value);
}

static const char *address_of_cases(ctx *c, const struct case_query *query)
{
    buf out = buf_new(c->arena, 8000);
    buf_fmt(&out, "/cases?view=%s", case_view_name(query->view));
    add_text(&out, "q", query->search);
    add_number(&out, "function", query->function);
    add_number(&out, "touchpoint", query->touchpoint);
    add_number(&out, "unit", query->unit);
    add_number(&out, "cause", query->cause);
    add_number(&out, "decision", query->decision);
    add_number(&out, "pattern", query->pattern);
    add_number(&out, "customer", query->customer);
    add_text(&out, "severity", query->severity);
    add_text(&out, "found_by", query->found_by);
    add_number(&out, "page", query->page);
    return out.s;
}

// ---- The table ----

static json_t *cell(ctx *c, const char *label, const char *text)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "text", text && *text ? text : NULL);
    json_put_bool(one, "is_title", false);
    json_put_bool(one, "is_number", false);
    json_put_null(one, "badge");
    json_put_null(one, "note");
    json_put_null(one, "href");
    return one;
}

static const char *due_of(ctx *c, const struct case_row *row)
{
    if (!row->due_ms) return NULL;
    return str_c(c->arena, locale_moment(c, row->due_ms));
}

// Words of the customer, in one line.
static const char *note_of(ctx *c, str words)
{
    str head = str_trim(str_head(words, NOTE_BYTES));
    char *line = NEW_ARRAY(c->arena, char, head.size + 8);
    for (i64 i = 0; i < head.size; i++)
        line[i] = (u8)head.s[i] < ' ' ? ' ' : head.s[i];
    if (!head.size) return NULL;
    return head.size < str_trim(words).size ? fmt(c->arena, "%s…", line) : line;
}

static const char *severity_label(ctx *c, str severity)
{
    const struct kind_field *field = &case_kind.fields[kind_field_index(&case_kind, S("severity"))];
    return record_choice_label(c, field, severity);
}

static json_t *row_of(ctx *c, const struct case_row *row, str function, str owner)
{
    json_t *out = json_new_object(c), *cells = json_new_array(c);
    const char *href = fmt(c->arena, "/cases/%lld", (long long)row->id);
    json_t *title = cell(c, tr(c, "Case"), str_c(c->arena, row->subject));
    bool is_grave = str_equal(row->severity, S("high")) || str_equal(row->severity, S("critical"));
    json_put_bool(title, "is_title", true);
    json_put_c(title, "href", href);
    json_put_c(title, "note", note_of(c, row->words));
    json_put_c(title, "badge", is_grave ? severity_label(c, row->severity) : NULL);
    json_array_append(cells, title);
    const char *state = record_state_label(c, &case_kind, row->state);
    json_array_append(cells, cell(c, tr(c, "State"), label_capital(c, state)));
    json_t *who =
        cell(c, tr(c, "Owner"), function.size ? str_c(c->arena, function) : tr(c, "the CX owner"));
    json_put_c(who, "note", owner.size ? str_c(c->arena, owner) : tr(c, "nobody yet"));
    json_array_append(cells, who);
    json_t *due = cell(c, tr(c, "Due"), due_of(c, row));
    json_put_c(due, "badge", row->is_late ? tr(c, "late") : NULL);
    json_put_c(due, "note",
               !row->due_ms       ? NULL
               : row->is_answered ? tr(c, "to be solved")
                                  : tr(c, "first answer"));
    json_array_append(cells, due);
    json_put_c(out, "id", fmt(c->arena, "%lld", (long long)row->id));
    json_put_c(out, "href", href);
    json_put_str(out, "number", row->number);
    json_put_str(out, "state", row->state);
    json_put_str(out, "severity", row->severity);
    json_put_bool(out, "is_late", row->is_late);
    json_put_bool(out, "is_escalated", row->is_escalated);
    json_put_c(out, "due", row->due_ms ? ms_write(c->arena, row->due_ms).s : NULL);
    json_put(out, "cells", cells);
    return out;
}

static bool put_rows(ctx *c, const struct case_rows *rows, json_t *list)
{
    i64 *functions = NEW_ARRAY(c->arena, i64, rows->count + 1);
    i64 *owners = NEW_ARRAY(c->arena, i64, rows->count + 1);
    str *function_names = NULL, *owner_names = NULL;
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < rows->count; i++) {
        functions[i] = rows->rows[i].function;
        owners[i] = rows->rows[i].owner;
    }
    if (!record_titles(c, kind_find(S("function")), functions, rows->count, &function_names) ||
        !record_show_people(c, owners, rows->count, &owner_names))
        return false;
    for (i64 i = 0; i < rows->count; i++)
        json_array_append(all, row_of(c, &rows->rows[i], function_names[i], owner_names[i]));
    json_put(list, "rows", all);
    json_put_bool(list, "has_rows", rows->count > 0);
    return true;
}

static void put_columns(ctx *c, json_t *list)
{
    static const char *const labels[] = {N_("Case"), N_("State"), N_("Owner"), N_("Due")};
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(labels); i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "label", tr(c, labels[i]));
        json_put_bool(one, "is_number", false);
        json_put_bool(one, "is_sorted", false);
        json_put_bool(one, "is_down", false);
        json_put_null(one, "sort_href");
        json_array_append(all, one);
    }
    json_put(list, "columns", all);
}

// ---- Around it ----

static void put_views(ctx *c, const struct case_query *query, json_t *list)
{
    json_t *all = json_new_array(c);
    for (enum case_view view = 0; view < CASE_VIEW__COUNT; view++) {
        struct case_query other = *query;
        json_t *one = json_new_object(c);
        other.view = view;
        other.page = 0;
        json_put_c(one, "label", tr(c, views[view].label));
        json_put_c(one, "href", address_of_cases(c, &other));
        json_put_bool(one, "is_current", view == query->view);
        json_array_append(all, one);
    }
    json_put(list, "views", all);
    json_put_bool(list, "has_views", true);
}

static void put_chip(ctx *c, json_t *chips, const char *label, str value, struct case_query without)
{
    json_t *one = json_new_object(c);
    without.page = 0;
    json_put_c(one, "label", label);
    json_put_str(one, "value_label", value);
    json_put_c(one, "without_href", address_of_cases(c, &without));
    json_array_append(chips, one);
}

static bool put_chips(ctx *c, const struct case_query *query, json_t *list)
{
    struct narrowed {
        const char *kind, *label;
        size_t offset;
    };
    static const struct narrowed all[] = {
        {"function",   N_("Owner function"), offsetof(struct case_query, function)  },
        {"touchpoint", N_("Touchpoint"),     offsetof(struct case_query, touchpoint)},
        {"unit",       N_("Unit"),           offsetof(struct case_query, unit)      },
        {"cause",      N_("Cause"),          offsetof(struct case_query, cause)     },
        {"decision",   N_("Decision"),       offsetof(struct case_query, decision)  },
        {"pattern",    N_("Pattern"),        offsetof(struct case_query, pattern)   },
    };
    json_t *chips = json_new_array(c);
    struct case_query without = *query;
    without.search = (str){0};
    if (query->search.size) put_chip(c, chips, tr(c, "Search"), query->search, without);
    for (i64 i = 0; i < COUNT_OF(all); i++) {
        i64 id = 0, none = 0;
        str title = {0};
        memcpy(&id, (const char *)query + all[i].offset, sizeof id);
        if (!id) continue;
        if (!case_title_of(c, all[i].kind, id, &title)) return false;
        without = *query;
        memcpy((char *)&without + all[i].offset, &none, sizeof none);
        put_chip(c, chips, tr(c, all[i].label), title, without);
    }
    without = *query;
    without.severity = (str){0};
    if (query->severity.size)
        put_chip(c, chips, tr(c, "Severity"), str_of(severity_label(c, query->severity)), without);
    json_put(list, "chips", chips);
    json_put_bool(list, "has_chips", json_array_size(chips) > 0);
    return true;
}

static void put_search(ctx *c, const struct case_query *query, json_t *list)
{
    json_t *search = json_new_object(c), *hidden = json_new_array(c), *view = json_new_object(c);
    // Who looks for one does not know whether it waits for them.
    const char *in = query->view == CASE_VIEW_WAITING ? "open" : case_view_name(query->view);
    json_put_c(search, "action", "/cases");
    json_put_c(search, "name", "q");
    json_put_str(search, "value", query->search);
    json_put_c(search, "label", tr(c, "Number, subject or e-mail"));
    json_put_c(view, "name", "view");
    json_put_c(view, "value", in);
    json_array_append(hidden, view);
    json_put(search, "hidden", hidden);
    json_put(list, "search", search);
}

static void put_pages(ctx *c, const struct case_query *query, bool has_more, json_t *list)
{
    struct case_query other = *query;
    json_put_bool(list, "has_pages", query->page || has_more);
    other.page = 0;
    json_put_c(list, "first_href", query->page ? address_of_cases(c, &other) : NULL);
    other.page = query->page + 1;
    json_put_c(list, "next_href", has_more ? address_of_cases(c, &other) : NULL);
    json_put_null(list, "newer_href");
    json_put_null(list, "older_href");
}

static const char *title_of(ctx *c, const struct case_query *query, struct case_counts counts)
{
    if (query->view != CASE_VIEW_WAITING) return tr(c, views[query->view].label);
    if (!counts.waiting) return tr(c, "No case waits for you");
    if (counts.waiting == 1)
        return counts.late ? tr(c, "One case waits for you, and is late")
                           : tr(c, "One case waits for you");
    const char *all = locale_number(c, (f64)counts.waiting, 0).s;
    if (!counts.late) return fmt(c->arena, tr(c, "%s cases wait for you"), all);
    return fmt(c->arena, tr(c, "%s cases wait for you, %s of them late"), all,
               locale_number(c, (f64)counts.late, 0).s);
}

static bool has_route(const struct request *request, const char *path)
{
    const struct app *app = request->app;
    for (i64 i = 0; i < app->route_count; i++)
        if (app->routes[i].method == GET && !strcmp(app->routes[i].path, path)) return true;
    return false;
}

static void put_actions(ctx *c, const struct request *request, json_t *list)
{
    json_t *actions = json_new_array(c), *add = json_new_object(c);
    const struct visitor *visitor = visitor_of(request);
    bool may = role_may(visitor->person.role, MAY_HANDLE_CASES) != MAY_NOT;
    if (may && !visitor->is_open_house && has_route(request, "/cases/new")) {
        json_put_c(add, "label", tr(c, "Note what a customer said"));
        json_put_c(add, "href", "/cases/new");
        json_put_bool(add, "is_main", true);
        json_array_append(actions, add);
    }
    json_put(list, "actions", actions);
    json_put_bool(list, "has_actions", json_array_size(actions) > 0);
}

bool cases_get(ctx *c, struct request *request, struct response *response)
{
    struct case_query query = read_query(request);
    struct case_counts counts;
    struct case_rows rows;
    json_t *model = json_new_object(c), *list = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !case_count(c, &query, &counts) || !case_list(c, &query, &rows))
        return false;
    json_put_c(model, "title", title_of(c, &query, counts));
    json_put_null(model, "question");
    json_put_i64(model, "waiting", counts.waiting);
    json_put_i64(model, "late", counts.late);
    json_put_c(list, "label", tr(c, "Cases"));
    put_columns(c, list);
    put_views(c, &query, list);
    put_search(c, &query, list);
    put_actions(c, request, list);
    put_pages(c, &query, rows.has_more, list);
    json_put_null(list, "filters");
    json_put_null(list, "count_text");
    json_put_null(list, "empty");
    if (!rows.count) {
        json_t *empty = json_new_object(c);
        json_put_c(empty, "text", tr(c, views[query.view].none));
        json_put_null(empty, "action_href");
        json_put_null(empty, "action_label");
        json_put(list, "empty", empty);
    }
    if (!put_chips(c, &query, list) || !put_rows(c, &rows, list)) return false;
    json_put(model, "list", list);
    return render_page(c, request, response, "list_page", model);
}
