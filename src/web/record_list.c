#include "web/record_list.h"

#include "base/locale.h"
#include "record/record_json.h"
#include "web/labels.h"
#include "web/record_choose.h"
#include "web/record_request.h"
#include "web/record_sheets.h"
#include "web/record_show.h"
#include "web/record_views.h"
#include "web/render.h"

enum { COUNT_MOST = 10000, CELL_BYTES = 300 };

static bool put_rows(ctx *c, const struct record_asker *asker, const struct record_asked *asked,
                     const struct record_page *page, json_t *list);

// The head: how many there are, and what of.

// The name stands first: not every language counts with the word as it stands in the table.
static const char *title_of(ctx *c, const struct kind *kind, i64 count, bool is_narrow)
{
    const char *number = locale_number(c, (f64)MIN(count, COUNT_MOST), 0).s;
    const char *labels = label_capital(c, tr(c, kind->labels));
    if (count > COUNT_MOST) return fmt(c->arena, tr(c, "%s: more than %s"), labels, number);
    if (count) return fmt(c->arena, "%s: %s", labels, number);
    return is_narrow ? fmt(c->arena, tr(c, "%s: none of these"), labels)
                     : fmt(c->arena, tr(c, "%s: none yet"), labels);
}

static bool put_head(ctx *c, const struct record_asker *asker, const struct record_asked *asked,
                     json_t *model, json_t *list)
{
    const struct kind *kind = asker->kind;
    i64 count = 0;
    if (!record_count(c, &asked->query, COUNT_MOST + 1, &count)) return false;
    bool is_narrow = asked->asked_count || asked->query.search.size || asked->query.state.size ||
                     asked->query.shelf != SHELF_CURRENT;
    json_put_c(model, "title", title_of(c, kind, count, is_narrow));
    json_put_c(model, "question", tr(c, kind->what));
    json_put_i64(model, "count", MIN(count, COUNT_MOST));
    json_put_bool(model, "is_more", count > COUNT_MOST);
    json_put(model, "kind", record_kind_model(c, kind));
    json_put_c(list, "label", label_capital(c, tr(c, kind->labels)));
    json_put_null(list, "count_text");
    json_put_null(list, "empty");
    if (count) return true;
    json_t *empty = json_new_object(c);
    bool adds = record_asker_adds(asker) && !is_narrow;
    json_put_c(empty, "text",
               is_narrow ? tr(c, "Nothing fits what is asked for. Take a filter away.")
                         : tr(c, "They will stand here, each with its history."));
    json_put_c(empty, "action_href", adds ? fmt(c->arena, "/%s/new", kind->path) : NULL);
    json_put_c(empty, "action_label", tr(c, "Make the first one"));
    json_put(list, "empty", empty);
    return true;
}

static void put_columns(ctx *c, const struct request *request, const struct record_asker *asker,
                        const struct record_asked *asked, json_t *list)
{
    json_t *columns = json_new_array(c), *choices = json_new_array(c);
    str sort = asked->query.sort.size ? asked->query.sort : str_of(asker->kind->fields->name);
    for (struct record_column column = {0}; record_column_next(c, asker, &column);) {
        json_t *choice = json_new_object(c);
        json_put_c(choice, "name", column.name);
        json_put_c(choice, "label", label_capital(c, column.label));
        json_put_bool(choice, "is_selected", asked->columns[column.index]);
        json_array_append(choices, choice);
        if (!asked->columns[column.index]) continue;
        bool is_sorted = column.sorts && str_equal(sort, str_of(column.name));
        bool turns = is_sorted && !asked->query.down;
        struct pair change = {S("sort"),
                              str_of(fmt(c->arena, "%s%s", turns ? "-" : "", column.name))};
        json_t *one = json_new_object(c);
        json_put_c(one, "name", column.name);
        json_put_c(one, "label", label_capital(c, column.label));
        json_put_bool(one, "is_number", column.is_number);
        json_put_c(one, "sort_href",
                   column.sorts ? record_asked_href(c, request, &change, 1) : NULL);
        json_put_bool(one, "is_sorted", is_sorted);
        json_put_bool(one, "is_down", asked->query.down);
        json_array_append(columns, one);
    }
    json_put(list, "columns", columns);
    json_put(list, "column_choices", choices);
}

static void put_pages(ctx *c, const struct request *request, const struct record_asked *asked,
                      const struct record_page *page, json_t *list)
{
    struct pair after = {S("after"), page->next}, none = {S("after"), (str){0}};
    bool is_later = asked->query.after.size > 0, is_more = page->next.size > 0;
    json_put_c(list, "first_href", is_later ? record_asked_href(c, request, &none, 1) : NULL);
    json_put_c(list, "next_href", is_more ? record_asked_href(c, request, &after, 1) : NULL);
    json_put_null(list, "newer_href");
    json_put_null(list, "older_href");
    json_put_bool(list, "has_pages", is_later || is_more);
}

static void add_deed(ctx *c, json_t *deeds, const char *label, const char *href, bool is_main)
{
    json_t *deed = json_new_object(c);
    json_put_c(deed, "label", label);
    json_put_c(deed, "href", href);
    json_put_bool(deed, "is_main", is_main);
    json_array_append(deeds, deed);
}

static void put_deeds(ctx *c, const struct request *request, const struct record_asker *asker,
                      json_t *list)
{
    static const struct {
        const char *label, *format;
    } all[] = {
        {"CSV",   "csv" },
        {"Excel", "xlsx"},
        {"JSON",  "json"}
    };
    const char *path = asker->kind->path;
    json_t *deeds = json_new_array(c), *exports = json_new_array(c);
    if (record_asker_adds(asker))
        add_deed(c, deeds, fmt(c->arena, tr(c, "New %s"), tr(c, asker->kind->label)),
                 fmt(c->arena, "/%s/new", path), true);
    if (record_asker_imports(asker))
        add_deed(c, deeds, tr(c, "Take in a table"), fmt(c->arena, "/%s/import", path), false);
    for (i64 i = 0; i < COUNT_OF(all); i++) {
        struct pair format = {S("format"), str_of(all[i].format)};
        add_deed(c, exports, all[i].label, record_asked_href(c, request, &format, 1), false);
    }
    json_put_bool(list, "has_actions", json_array_size(deeds) > 0);
    json_put(list, "actions", deeds);
    json_put(list, "exports", exports);
}

bool record_list_model(ctx *c, const struct request *request, const struct record_asker *asker,
                       struct record_asked *asked, json_t **out)
{
    struct record_page page;
    json_t *model = json_new_object(c), *list = json_new_object(c), *records = json_new_array(c);
    *out = model;
    if (!record_list(c, &asked->query, &page) || !put_head(c, asker, asked, model, list))
        return false;
    json_put(model, "list", list);
    for (i64 i = 0; i < page.count; i++)
        json_array_append(records, record_json(c, &page.records[i], asker->roles));
    json_put(model, "records", records);
    put_columns(c, request, asker, asked, list);
    put_pages(c, request, asked, &page, list);
    put_deeds(c, request, asker, list);
    return put_rows(c, asker, asked, &page, list) &&
           record_choose_put(c, request, asker, asked, list);
}

// The rows.

static json_t *cell_model(ctx *c, const struct record_column *column, struct shown shown)
{
    json_t *cell = json_new_object(c);
    json_put_bool(cell, "is_title", column->index == 0);
    json_put_c(cell, "label", label_capital(c, column->label));
    json_put_str(cell, "text", str_head(shown.text, CELL_BYTES));
    json_put_c(cell, "href", shown.href);
    json_put_bool(cell, "is_number", column->is_number);
    json_put_null(cell, "badge");
    json_put_null(cell, "note");
    return cell;
}

static bool show_own_column(ctx *c, const struct record_column *column,
                            const struct record_page *page, struct shown *out)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, page->count + 1);
    str *names = NULL;
    for (i64 i = 0; i < page->count; i++)
        ids[i] = page->records[i].changed_by;
    bool is_who = column->index == COLUMN_OF_CHANGED_BY;
    if (is_who && !record_show_people(c, ids, page->count, &names)) return false;
    for (i64 i = 0; i < page->count; i++) {
        const struct record *record = &page->records[i];
        if (is_who)
            out[i].text = names[i];
        else if (column->index == COLUMN_OF_STATE)
            out[i].text = str_of(record_state_label(c, record->kind, record->state));
        else if (record->version)
            out[i].text = locale_moment(c, record->changed_ms);
    }
    return true;
}

// "everyday_use" beside "Everyday use" tells nobody anything.
static bool is_same_word(ctx *c, str title, str name)
{
    char *plain = NEW_ARRAY(c->arena, char, name.size + 1);
    for (i64 i = 0; i < name.size; i++)
        plain[i] = name.s[i] == '_' ? ' ' : name.s[i];
    return str_equal_fold(title, (str){plain, name.size});
}

// The title's cell leads to the record, and says what else it is called.
static void put_title_cell(ctx *c, const struct record_asker *asker, const struct record *record,
                           json_t *cell)
{
    str title = record_title(record), name = record->values[0].text;
    json_put_str(cell, "text", title);
    json_put_c(cell, "href", record_href(c, asker->kind, record->id, ""));
    if (!is_same_word(c, title, name)) json_put_str(cell, "note", name);
    if (record->archived) json_put_c(cell, "badge", tr(c, "in the archive"));
}

static bool put_rows(ctx *c, const struct record_asker *asker, const struct record_asked *asked,
                     const struct record_page *page, json_t *list)
{
    json_t *rows = json_new_array(c);
    for (i64 i = 0; i < page->count; i++) {
        json_t *row = json_new_object(c);
        json_put(row, "cells", json_new_array(c));
        json_array_append(rows, row);
    }
    for (struct record_column column = {0}; record_column_next(c, asker, &column);) {
        struct shown *shown = NEW_ARRAY(c->arena, struct shown, page->count + 1);
        if (!asked->columns[column.index]) continue;
        bool ok =
            column.index >= COLUMN_OF_STATE
                ? show_own_column(c, &column, page, shown)
                : record_show_field(c, asker, page->records, page->count, column.index, &shown);
        if (!ok) return false;
        for (i64 i = 0; i < page->count; i++) {
            json_t *cell = cell_model(c, &column, shown[i]);
            if (!column.index) put_title_cell(c, asker, &page->records[i], cell);
            json_array_append(json_object_get(json_array_get(rows, (size_t)i), "cells"), cell);
        }
    }
    json_put(list, "rows", rows);
    json_put_bool(list, "has_rows", page->count > 0);
    return true;
}

// The address.

bool record_list_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record_asked *asked = NULL;
    json_t *model = NULL;
    str format = request_text(request, "format", (str){0});
    render_keep_lang(c, request, response);
    if (!record_asked_read(c, request, &asker, &asked)) return false;
    if (str_equal(format, S("csv"))) return record_sheet_send(c, response, asked, SHEET_CSV);
    if (str_equal(format, S("xlsx"))) return record_sheet_send(c, response, asked, SHEET_XLSX);
    if (!record_list_model(c, request, &asker, asked, &model) ||
        !record_views_put(c, request, response, &asker, json_object_get(model, "list")))
        return false;
    return render_page(c, request, response, "records", model);
}
