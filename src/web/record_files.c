#include "web/record_files.h"

#include <unistd.h>

#include "base/locale.h"
#include "bounds.h"
#include "http/inputs.h"
#include "http/upload.h"
#include "record/attachment.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"

enum { PIECE_BYTES = 1 << 20 };

static json_t *attach_form(ctx *c, const struct request *request, struct response *response,
                           const struct record *record)
{
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = record_href(c, record->kind, record->id, "/files"),
                                     .submit = tr(c, "Add the file"),
                                     .files = true});
    form_add(c, request, form,
             (struct form_field){.name = "file",
                                 .kind = FORM_FILE,
                                 .label = tr(c, "A file"),
                                 .help = fmt(c->arena, tr(c, "At most %lld MB."),
                                             (long long)(BOUND_ATTACHMENT_BYTES / MIB)),
                                 .required = true});
    return form;
}

static json_t *file_model(ctx *c, const struct record_asker *asker, const struct record *record,
                          const struct attachment *file, str who)
{
    json_t *one = json_new_object(c);
    const char *path = fmt(c->arena, "/files/%lld", (long long)file->id);
    const char *remove = fmt(c->arena, "%s/remove", path);
    json_put_c(one, "id", fmt(c->arena, "%lld", (long long)file->id));
    json_put_c(one, "href", record_href(c, record->kind, record->id, path));
    json_put_str(one, "name", file->name);
    json_put_str(one, "type", file->type);
    json_put_i64(one, "size", file->size);
    json_put_c(one, "size_text", label_size(c, file->size));
    json_put_str(one, "checksum", file->checksum);
    json_put_str(one, "who", who.size ? who : str_of(tr(c, "somebody")));
    json_put_str(one, "when", ms_write(c->arena, file->made_ms));
    json_put_str(one, "when_text", locale_moment(c, file->made_ms));
    json_put_c(one, "remove_action",
               record_asker_changes(asker, record)
                   ? record_href(c, record->kind, record->id, remove)
                   : NULL);
    return one;
}

bool record_put_files(ctx *c, const struct record_asker *asker, const struct record *record,
                      json_t *model)
{
    struct attachment *files = NULL;
    i64 count = 0;
    str *names = NULL;
    json_t *out = json_new_object(c), *list = json_new_array(c);
    if (!attachment_list(c, record->kind, record->id, &files, &count)) return false;
    i64 *ids = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < count; i++)
        ids[i] = files[i].made_by;
    if (!record_show_people(c, ids, count, &names)) return false;
    for (i64 i = 0; i < count; i++)
        if (!files[i].removed_ms)
            json_array_append(list, file_model(c, asker, record, &files[i], names[i]));
    bool may = record_asker_changes(asker, record) && !record->archived;
    json_put_bool(out, "has_attachments", json_array_size(list) > 0);
    json_put(out, "attachments", list);
    json_put_null(out, "attach_form");
    json_put_c(out, "attach_href", may ? record_href(c, record->kind, record->id, "/files") : NULL);
    if (may || json_array_size(list) > 0)
        json_put(model, "attachments", out);
    else
        json_put_null(model, "attachments");
    return true;
}

// Handing out

static bool find_file(ctx *c, const struct request *request, const struct record *record,
                      struct attachment *out)
{
    i64 id = 0;
    if (!str_i64(request_param(request, "file"), &id)) id = 0;
    bool found = attachment_get(c, id, out);
    if (!found && c->err.code != ERR_NOT_FOUND) return false;
    if (found && out->kind == record->kind && out->record == record->id && !out->removed_ms)
        return true;
    err_clear(c);
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such file"),
                     tr(c, "Somebody may have taken it away meanwhile."));
}

static bool add_bytes(ctx *c, void *data, str bytes)
{
    (void)c;
    buf_add(data, bytes);
    return true;
}

bool record_file_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    struct attachment file;
    if (!record_request_get(c, request, &asker, &record) || !find_file(c, request, &record, &file))
        return false;
    buf bytes = buf_new(c->arena, BOUND_ATTACHMENT_BYTES + 1);
    if (!attachment_read(c, file.id, add_bytes, &bytes)) return false;
    response_body(response, str_c(c->arena, file.type), buf_str(&bytes));
    response_download(c, response, str_c(c->arena, file.name));
    return true;
}

// Bringing and taking away

struct filing {
    const struct request *request;
    struct record_asker asker;
    str id;
    struct record record;
    struct attachment file;
    bool is_removal;
};

static bool find_record(ctx *c, struct filing *filing)
{
    return record_asker_get(c, &filing->asker, filing->id, &filing->record) &&
           record_asker_must_change(c, &filing->asker, &filing->record);
}

static bool copy_bytes(ctx *c, const struct upload *upload, struct attachment_writer *writer)
{
    char *bytes = NEW_ARRAY(c->arena, char, PIECE_BYTES);
    i64 at = 0;
    while (at < upload->size) {
        ssize_t size = pread(upload->fd, bytes, PIECE_BYTES, at);
        if (size <= 0) return fail(c, ERR_SYSTEM, tr(c, "could not read the file that came"));
        if (!attachment_write(c, writer, (str){bytes, size})) return false;
        at += size;
    }
    return true;
}

static bool file_apply(ctx *c, void *data)
{
    struct filing *filing = data;
    const struct input *input = request_input(filing->request, "file");
    struct attachment_writer *writer = NULL;
    if (!find_record(c, filing)) return false;
    if (!input || !input->upload)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "no file came"), tr(c, "Choose a file."));
    const struct upload *upload = input->upload;
    struct attachment file = {.kind = filing->record.kind,
                              .record = filing->record.id,
                              .name = upload->name,
                              .type = str_of(upload->type),
                              .made_by = filing->asker.who};
    return attachment_begin(c, &file, &writer) && copy_bytes(c, upload, writer) &&
           attachment_end(c, writer, &filing->file);
}

static bool removal_apply(ctx *c, void *data)
{
    struct filing *filing = data;
    return find_record(c, filing) &&
           find_file(c, filing->request, &filing->record, &filing->file) &&
           attachment_remove(c, filing->file.id, filing->asker.who);
}

static bool file_page(ctx *c, struct request *request, struct response *response,
                      const struct record *record)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "title",
               request->problem_count
                   ? tr(c, "This file cannot be taken")
                   : fmt(c->arena, tr(c, "Add a file to %.*s"), STR(record_title(record))));
    json_put_null(model, "question");
    json_put(model, "form", attach_form(c, request, response, record));
    record_put_crumbs(c, record->kind, record, model);
    return render_page(c, request, response, "form_page", model);
}

static bool file_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct filing *filing = data;
    bool is_of_the_file = failure->code == ERR_BAD_INPUT || failure->code == ERR_TOO_LARGE;
    if (failure->code != ERR_NONE) {
        if (!is_of_the_file || filing->is_removal || record_request_is_program(request))
            return page_change_failed(c, failure);
        request_problem_add(c, request, "file", failure->msg, failure->hint);
        response->status = err_http_status(failure->code);
        return file_page(c, request, response, &filing->record);
    }
    if (record_request_is_program(request) && !filing->is_removal) {
        response->status = 201;
        response_json(c, response, attachment_json(c, &filing->file));
        return true;
    }
    response_see(c, response,
                 fmt(c->arena, "%s?said=%s",
                     record_href(c, filing->record.kind, filing->record.id, ""),
                     filing->is_removal ? "removed" : "added"));
    return true;
}

static bool change_files(ctx *c, struct request *request, struct response *response,
                         bool is_removal)
{
    struct filing *filing = NEW(c->arena, struct filing);
    filing->request = request;
    filing->asker = record_request_asker(request);
    filing->id = request_param(request, "id");
    filing->is_removal = is_removal;
    return page_change(c, request, response,
                       (struct page_change){.apply = is_removal ? removal_apply : file_apply,
                                            .then = file_then,
                                            .data = filing,
                                            .locks = STORE_RECORDS});
}

bool record_file_post(ctx *c, struct request *request, struct response *response)
{
    return change_files(c, request, response, false);
}

bool record_file_remove_post(ctx *c, struct request *request, struct response *response)
{
    return change_files(c, request, response, true);
}

bool record_file_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return record_request_get(c, request, &asker, &record) &&
           file_page(c, request, response, &record);
}

bool record_files_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    render_keep_lang(c, request, response);
    return record_request_get(c, request, &asker, &record) &&
           record_asker_must_change(c, &asker, &record) && file_page(c, request, response, &record);
}
