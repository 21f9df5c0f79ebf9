// Bringing a file, and the list of those that were brought.
#include "web/import_pages.h"

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "facts/company.h"
#include "http/upload.h"
#include "upload/importer.h"
#include "upload/kept_file.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/visitor.h"

enum { KEPT_LISTED = 50 };

// clang-format off
const struct field import_bring_fields[] = {
    {.name = "file", .type = FIELD_FILE, .max = BOUND_UPLOAD_BYTES, .required = true,
     .what = "A table: CSV, JSON lines, Parquet or XES, also in gzip; at most 1 GB."},
    {0}};
const struct field import_kept_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .what = "a kept mapping"}, {0}};
// clang-format on

static const char *const state_labels[UPLOADED_STATE__COUNT] = {
    [UPLOADED_NEW] = N_("columns to be chosen"),
    [UPLOADED_ASKED_TRY] = N_("waits for its dry run"),
    [UPLOADED_TRYING] = N_("dry run"),
    [UPLOADED_TRIED] = N_("tried, not imported"),
    [UPLOADED_ASKED_IMPORT] = N_("waits for its import"),
    [UPLOADED_IMPORTING] = N_("is being imported"),
    [UPLOADED_DONE] = N_("imported"),
    [UPLOADED_FAILED] = N_("failed, nothing stored"),
    [UPLOADED_STOPPED] = N_("stopped, nothing stored"),
    [UPLOADED_INTERRUPTED] = N_("interrupted, nothing stored"),
};

const char *import_href(ctx *c, i64 id, const char *more)
{
    return fmt(c->arena, "/set-up/import/%lld%s", (long long)id, more ? more : "");
}

const char *import_count(ctx *c, i64 count, const char *one, const char *many)
{
    const char *number = str_c(c->arena, locale_number(c, (f64)count, 0));
    return fmt(c->arena, "%s %s", number, count == 1 ? one : many);
}

const char *import_size(ctx *c, i64 bytes)
{
    bool is_large = bytes >= MIB;
    f64 size = (f64)bytes / (is_large ? (f64)MIB : 1024.0);
    str number = locale_number(c, size, size < 10 ? 1 : 0);
    return fmt(c->arena, "%.*s %s", STR(number), is_large ? "MB" : "kB");
}

static void cell_add(ctx *c, json_t *cells, const char *label, const char *text)
{
    json_t *cell = json_new_object(c);
    json_put_c(cell, "label", label);
    json_put_c(cell, "text", text);
    json_put_bool(cell, "is_number", false);
    json_put_bool(cell, "is_title", false);
    json_put_null(cell, "note");
    json_put_null(cell, "badge");
    json_array_append(cells, cell);
}

static json_t *list_new(ctx *c, const char *label, const char *const *columns)
{
    json_t *list = json_new_object(c), *heads = json_new_array(c);
    json_put_c(list, "label", label);
    for (; *columns; columns++) {
        json_t *head = json_new_object(c);
        json_put_c(head, "label", *columns);
        json_put_bool(head, "is_number", false);
        json_put_bool(head, "is_sorted", false);
        json_put_null(head, "sort_href");
        json_array_append(heads, head);
    }
    json_put(list, "columns", heads);
    json_put(list, "rows", json_new_array(c));
    static const char *const without[] = {"has_rows", "has_views", "has_actions", "has_chips",
                                          "has_pages"};
    for (i64 i = 0; i < COUNT_OF(without); i++)
        json_put_bool(list, without[i], false);
    static const char *const none[] = {"search", "filters", "count_text", "empty"};
    for (i64 i = 0; i < COUNT_OF(none); i++)
        json_put_null(list, none[i]);
    return list;
}

static json_t *row_new(ctx *c, json_t *list, const char *title, const char *href)
{
    json_t *row = json_new_object(c), *cells = json_new_array(c);
    cell_add(c, cells, "", title);
    json_put_bool(json_array_get(cells, 0), "is_title", true);
    json_put_c(row, "href", href);
    json_put(row, "cells", cells);
    json_array_append(json_object_get(list, "rows"), row);
    json_put_bool(list, "has_rows", true);
    return cells;
}

static bool uploads_put(ctx *c, json_t *model)
{
    struct uploaded *uploads;
    i64 count = 0;
    if (!uploaded_list(c, &count, &uploads)) return false;
    const char *const columns[] = {tr(c, "File"), tr(c, "State"), tr(c, "Brought"), tr(c, "Size"),
                                   NULL};
    json_t *list = list_new(c, tr(c, "Files"), columns);
    for (i64 i = 0; i < count; i++) {
        const struct uploaded *upload = &uploads[i];
        json_t *cells =
            row_new(c, list, str_c(c->arena, upload->name), import_href(c, upload->id, NULL));
        cell_add(c, cells, "", NULL);
        json_put_c(json_array_get(cells, 1), "badge", tr(c, state_labels[upload->state]));
        cell_add(c, cells, "", locale_moment(c, upload->made_ms).s);
        cell_add(c, cells, "", import_size(c, upload->size));
    }
    json_put_bool(model, "has_files", count > 0);
    json_put(model, "files", list);
    return true;
}

static bool mappings_put(ctx *c, json_t *model)
{
    struct rows rows;
    if (!store_rows(c, SQL_upload_mappings, VALS(V_I64(KEPT_LISTED)), &rows)) return false;
    const char *const columns[] = {tr(c, "Mapping"), tr(c, "Kept"), NULL};
    json_t *list = list_new(c, tr(c, "Mappings"), columns);
    for (i64 i = 0; i < rows.count; i++) {
        str name = rows.column[0].text[i];
        buf href = buf_new(c->arena, 4 * BOUND_NAME_BYTES + 100);
        buf_c(&href, "/set-up/import/mapping?name=");
        url_add(&href, name);
        json_t *cells = row_new(c, list, str_c(c->arena, name), href.s);
        cell_add(c, cells, "", locale_moment(c, rows.column[1].i[i]).s);
    }
    json_put_bool(model, "has_mappings", rows.count > 0);
    json_put(model, "mappings", list);
    return true;
}

static bool list_page(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    struct form_about about = {.action = "/set-up/import",
                               .submit = tr(c, "Bring the file"),
                               .note = tr(c, "Nothing is stored yet: first you see what is in it."),
                               .files = true};
    json_t *form = form_new(c, request, response, about);
    form_add(
        c, request, form,
        (struct form_field){.name = "file",
                            .kind = FORM_FILE,
                            .label = tr(c, "File"),
                            .help = tr(c, "A table with a row for each encounter: CSV, JSON "
                                          "lines, Parquet or XES, also in gzip. At most 1 GB."),
                            .required = true});
    json_put(model, "form", form);
    json_put_c(model, "title", tr(c, "Bring a file of your own"));
    json_put_c(model, "question",
               tr(c, "Answers, purchases, contacts or a list of customers, from any system."));
    return uploads_put(c, model) && mappings_put(c, model) &&
           render_page(c, request, response, "import_list", model);
}

bool import_list_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return list_page(c, request, response);
}

bool import_bring_again(ctx *c, struct request *request, struct response *response)
{
    return list_page(c, request, response);
}

bool import_kept_get(ctx *c, struct request *request, struct response *response)
{
    str text = {0}, name = request_text(request, "name", (str){0});
    if (!company_mapping(c, name, &text)) return false;
    response_body(response, "application/json", text);
    response_download(c, response, fmt(c->arena, "%.*s.json", STR(upload_name(c->arena, name))));
    return true;
}

// ---- Bringing ----

struct bringing {
    struct app *app;
    struct uploaded_new upload;
    i64 id;
};

static bool file_check(ctx *c, struct bringing *bringing, const char *path)
{
    struct import_start start;
    struct uploaded_new *upload = &bringing->upload;
    if (!import_start_with(c, (struct import_file){path, upload->name}, &start)) return false;
    upload->mapping = start.mapping;
    upload->look = start.look;
    upload->checksum = start.checksum;
    return true;
}

static bool bring_apply(ctx *c, void *data)
{
    struct bringing *bringing = data;
    return uploaded_add(c, bringing->upload, &bringing->id);
}

static bool bring_then(ctx *c, struct request *request, struct response *response,
                       const err *failure, void *data)
{
    struct bringing *bringing = data;
    (void)request;
    if (failure->code == ERR_NONE) {
        response_see(c, response, import_href(c, bringing->id, NULL));
        return true;
    }
    kept_file_remove(c, importer_folder(bringing->app->importer), bringing->upload.file);
    return page_change_failed(c, failure);
}

// A file that cannot be read is refused beside its field.
static bool refuse_file(ctx *c, struct request *request, struct response *response)
{
    bool is_files = c->err.code == ERR_BAD_INPUT || c->err.code == ERR_TOO_LARGE;
    if (!is_files) return false;
    err refused = c->err;
    err_clear(c);
    request_problem_add(c, request, "file", refused.msg, refused.hint);
    response->status = 400;
    return list_page(c, request, response);
}

bool import_bring_post(ctx *c, struct request *request, struct response *response)
{
    const struct input *input = request_input(request, "file");
    struct bringing *bringing = NEW(c->arena, struct bringing);
    bringing->app = request->app;
    const char *folder = importer_folder(bringing->app->importer);
    bringing->upload = (struct uploaded_new){
        .name = input->upload->name, .size = input->upload->size, .who = visitor_who(c, request)};
    if (!kept_file_add(c, folder, input->upload->fd, &bringing->upload.file)) return false;
    if (!file_check(c, bringing, kept_file_path(c, folder, bringing->upload.file))) {
        kept_file_remove(c, folder, bringing->upload.file);
        return refuse_file(c, request, response);
    }
    return page_change(
        c, request, response,
        (struct page_change){.apply = bring_apply, .then = bring_then, .data = bringing});
}
