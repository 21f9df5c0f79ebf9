#include "web/record_sheets.h"

#include <sodium.h>
#include <unistd.h>

#include "base/locale.h"
#include "bounds.h"
#include "http/inputs.h"
#include "http/upload.h"
#include "record/sheet.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_request.h"
#include "web/render.h"

// A workbook's bytes on their way from the trial to the taking, in a form's text.
#define PACKED "base64:"

// Out

bool record_sheet_send(ctx *c, struct response *response, struct record_asked *asked,
                       enum sheet_format format)
{
    static const struct {
        const char *type, *ending;
    } formats[] = {
        [SHEET_CSV] = {"text/csv; charset=utf-8",                                           "csv"},
        [SHEET_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                       "xlsx"                                                                    }
    };
    buf out = buf_new(c->arena, BOUND_PAGE_BYTES);
    asked->query.after = (str){0};
    bool made = format == SHEET_XLSX ? sheet_write_xlsx(c, &asked->query, &out)
                                     : sheet_write(c, &asked->query, &out);
    if (!made) return false;
    response_body(response, formats[format].type, buf_str(&out));
    response_download(c, response,
                      fmt(c->arena, "%s.%s", asked->query.kind->path, formats[format].ending));
    return true;
}

// In: the form

static json_t *import_form(ctx *c, const struct request *request, struct response *response,
                           const struct record_asker *asker)
{
    const char *list = fmt(c->arena, "/%s", asker->kind->path);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = fmt(c->arena, "%s/import", list),
                                                .submit = tr(c, "Try it out"),
                                                .cancel_href = list,
                                                .files = true,
                                                .note = tr(c, "Nothing is stored yet: you see "
                                                              "first what would happen.")});
    form_hide(c, form, "step", S("try"));
    form_add(c, request, form,
             (struct form_field){
                 .name = "file",
                 .kind = FORM_FILE,
                 .label = tr(c, "A table"),
                 .required = true,
                 .help = tr(c, "CSV or Excel, with a first line that names the columns. A row "
                               "with an id changes that record, one without makes a new one.")});
    return form;
}

static json_t *columns_of(ctx *c, const struct record_asker *asker)
{
    json_t *columns = json_new_array(c);
    for (const struct kind_field *field = asker->kind->fields; field->name; field++) {
        if (!record_may(field->may_see, asker->roles)) continue;
        json_t *column = json_new_object(c);
        json_put_c(column, "name", field->name);
        json_put_c(column, "label", tr(c, field->label));
        json_put_c(column, "help", tr(c, field->help));
        json_put_bool(column, "required", field->required);
        json_array_append(columns, column);
    }
    return columns;
}

static bool import_page(ctx *c, struct request *request, struct response *response,
                        const struct record_asker *asker)
{
    json_t *model = json_new_object(c);
    json_put_c(model, "title",
               fmt(c->arena, tr(c, "Take in a table of %s"), tr(c, asker->kind->labels)));
    json_put_c(model, "question",
               tr(c, "It is tried out first. Then all of it is taken, or nothing."));
    json_put(model, "columns", columns_of(c, asker));
    json_put_c(model, "example_href", fmt(c->arena, "/%s?format=csv", asker->kind->path));
    json_put_null(model, "report");
    json_put(model, "form", import_form(c, request, response, asker));
    record_put_crumbs(c, asker->kind, NULL, model);
    return render_page(c, request, response, "record_import", model);
}

static bool must_import(ctx *c, const struct record_asker *asker)
{
    if (record_asker_imports(asker)) return true;
    if (!person_must(c, asker->person, MAY_CHANGE_RECORDS, (struct place){0})) return false;
    return fail_with(c, ERR_FORBIDDEN,
                     fmt(c->arena, tr(c, "%s are not yours to change"), tr(c, asker->kind->labels)),
                     tr(c, "Ask an administrator for the role that it takes."));
}

bool record_import_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    render_keep_lang(c, request, response);
    return must_import(c, &asker) && import_page(c, request, response, &asker);
}

bool record_import_again(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    if (record_request_is_program(request)) return inputs_refuse(c, request);
    return must_import(c, &asker) && import_page(c, request, response, &asker);
}

// In: the trial and the taking

struct sheet_deed {
    const struct request *request;
    struct record_asker asker;
    str bytes;
    bool is_workbook, takes, was_read;
    struct record_edit edit;
    struct sheet_counts counts;
};

static bool read_upload(ctx *c, const struct upload *upload, str *out)
{
    if (upload->size > BOUND_BODY_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the table is too large"),
                         tr(c, "Take it in in parts."));
    char *bytes = NEW_ARRAY(c->arena, char, upload->size + 1);
    i64 at = 0;
    while (at < upload->size) {
        ssize_t size = pread(upload->fd, bytes + at, (size_t)(upload->size - at), at);
        if (size <= 0) return fail(c, ERR_SYSTEM, tr(c, "could not read the file that came"));
        at += size;
    }
    *out = (str){bytes, upload->size};
    return true;
}

static bool unpack(ctx *c, str packed, str *out)
{
    size_t size = 0;
    u8 *bytes = NEW_ARRAY(c->arena, u8, packed.size + 1);
    if (sodium_base642bin(bytes, (size_t)packed.size + 1, packed.s, (size_t)packed.size, NULL,
                          &size, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "no file came"), tr(c, "Choose a file."));
    *out = (str){(const char *)bytes, (i64)size};
    return true;
}

static const char *pack(ctx *c, const struct sheet_deed *deed)
{
    if (!deed->is_workbook) return str_c(c->arena, deed->bytes);
    i64 size =
        (i64)sodium_base64_encoded_len((size_t)deed->bytes.size, sodium_base64_VARIANT_ORIGINAL);
    char *text = NEW_ARRAY(c->arena, char, size + 1);
    sodium_bin2base64(text, (size_t)size + 1, (const u8 *)deed->bytes.s, (size_t)deed->bytes.size,
                      sodium_base64_VARIANT_ORIGINAL);
    return fmt(c->arena, PACKED "%s", text);
}

static bool read_bytes(ctx *c, const struct request *request, struct sheet_deed *deed)
{
    const struct input *file = request_input(request, "file");
    str text = request_text(request, "text", (str){0});
    if (file && file->upload) {
        if (!read_upload(c, file->upload, &deed->bytes)) return false;
    } else if (str_starts(text, S(PACKED))) {
        str packed = str_slice(text, (i64)strlen(PACKED), text.size);
        if (!unpack(c, packed, &deed->bytes)) return false;
    } else if (text.size) {
        deed->bytes = text;
    } else {
        return fail_with(c, ERR_BAD_INPUT, tr(c, "no file came"), tr(c, "Choose a file."));
    }
    deed->is_workbook = str_starts(deed->bytes, S("PK\x03\x04"));
    return true;
}

// A trial, and a sheet with a refused row, end as a failure: nothing of them stays.
static bool sheet_apply(ctx *c, void *data)
{
    struct sheet_deed *deed = data;
    const struct kind *kind = deed->asker.kind;
    deed->was_read = false;
    if (!must_import(c, &deed->asker)) return false;
    bool read = deed->is_workbook
                    ? sheet_read_xlsx(c, kind, deed->bytes, &deed->edit, &deed->counts)
                    : sheet_read(c, kind, deed->bytes, &deed->edit, &deed->counts);
    if (!read) return false;
    deed->was_read = true;
    if (deed->takes && !deed->counts.refused) return true;
    return fail_with(c, ERR_REFUSED, tr(c, "nothing was taken in"),
                     tr(c, "Correct the rows that are named, and send the table again."));
}

static json_t *refusals_of(ctx *c, const struct sheet_deed *deed)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < deed->counts.refusal_count; i++) {
        const struct sheet_refusal *refusal = &deed->counts.refusals[i];
        for (i64 j = 0; j < refusal->problems.count; j++) {
            const struct record_problem *problem = &refusal->problems.problem[j];
            i64 index = kind_field_index(deed->asker.kind, str_of(problem->field));
            json_t *one = json_new_object(c);
            json_put_i64(one, "line", refusal->line);
            json_put_c(one, "field", problem->field);
            json_put_c(one, "label",
                       index < 0 ? problem->field : tr(c, deed->asker.kind->fields[index].label));
            json_put_c(one, "msg", label_capital(c, problem->msg));
            json_put_c(one, "hint", problem->hint);
            json_array_append(list, one);
        }
    }
    return list;
}

static json_t *report_of(ctx *c, const struct sheet_deed *deed, bool is_taken)
{
    const struct sheet_counts *counts = &deed->counts;
    json_t *report = json_new_object(c);
    json_put_bool(report, "is_taken", is_taken);
    json_put_i64(report, "added", counts->added);
    json_put_i64(report, "changed", counts->changed);
    json_put_i64(report, "same", counts->same);
    json_put_i64(report, "refused", counts->refused);
    json_put_c(report, "added_text", locale_number(c, (f64)counts->added, 0).s);
    json_put_c(report, "changed_text", locale_number(c, (f64)counts->changed, 0).s);
    json_put_c(report, "same_text", locale_number(c, (f64)counts->same, 0).s);
    json_put_c(report, "refused_text", locale_number(c, (f64)counts->refused, 0).s);
    json_put_bool(report, "has_refusals", counts->refused > 0);
    json_put(report, "refusals", refusals_of(c, deed));
    return report;
}

static const char *report_title(ctx *c, const struct sheet_deed *deed)
{
    const struct sheet_counts *counts = &deed->counts;
    if (counts->refused)
        return fmt(c->arena, tr(c, "%s rows cannot be taken"),
                   locale_number(c, (f64)counts->refused, 0).s);
    if (!counts->added && !counts->changed) return tr(c, "This table would change nothing");
    return fmt(c->arena, tr(c, "%s new, %s changed"), locale_number(c, (f64)counts->added, 0).s,
               locale_number(c, (f64)counts->changed, 0).s);
}

static bool report_page(ctx *c, struct request *request, struct response *response,
                        const struct sheet_deed *deed)
{
    const struct record_asker *asker = &deed->asker;
    const char *list = fmt(c->arena, "/%s", asker->kind->path);
    bool is_fit = !deed->counts.refused && (deed->counts.added || deed->counts.changed);
    json_t *model = json_new_object(c), *form = import_form(c, request, response, asker);
    json_put_c(model, "title", report_title(c, deed));
    json_put_c(model, "question",
               deed->counts.refused
                   ? tr(c, "Nothing was taken in. Correct these and send the table again.")
                   : tr(c, "This is what would happen. Nothing is stored yet."));
    if (is_fit) {
        form = form_new(c, request, response,
                        (struct form_about){.action = fmt(c->arena, "%s/import", list),
                                            .submit = tr(c, "Take it in"),
                                            .cancel_href = list,
                                            .files = true});
        form_hide(c, form, "step", S("take"));
        form_hide(c, form, "text", str_of(pack(c, deed)));
        form_add(
            c, request, form,
            (struct form_field){.name = "reason",
                                .kind = FORM_TEXT,
                                .label = tr(c, "Why"),
                                .help = tr(c, "Stays in the history, for those who come later.")});
    }
    json_put(model, "columns", json_new_array(c));
    json_put_null(model, "example_href");
    json_put(model, "report", report_of(c, deed, false));
    json_put(model, "form", form);
    record_put_crumbs(c, asker->kind, NULL, model);
    return render_page(c, request, response, "record_import", model);
}

static bool sheet_then(ctx *c, struct request *request, struct response *response,
                       const err *failure, void *data)
{
    struct sheet_deed *deed = data;
    bool is_taken = failure->code == ERR_NONE;
    if (!is_taken && !deed->was_read) {
        bool is_of_the_file = failure->code == ERR_BAD_INPUT || failure->code == ERR_TOO_LARGE;
        if (!is_of_the_file || record_request_is_program(request))
            return page_change_failed(c, failure);
        request_problem_add(c, request, "file", failure->msg, failure->hint);
        response->status = 400;
        return import_page(c, request, response, &deed->asker);
    }
    if (deed->counts.refused) response->status = deed->takes ? 409 : 200;
    if (record_request_is_program(request)) {
        response_json(c, response, report_of(c, deed, is_taken));
        return true;
    }
    if (!is_taken) return report_page(c, request, response, deed);
    response_see(c, response, fmt(c->arena, "/%s?said=saved", deed->asker.kind->path));
    return true;
}

bool record_import_post(ctx *c, struct request *request, struct response *response)
{
    struct sheet_deed *deed = NEW(c->arena, struct sheet_deed);
    struct record_problems problems = {0};
    deed->request = request;
    deed->asker = record_request_asker(request);
    deed->edit = record_request_edit(c, request, &problems);
    deed->takes = str_equal(request_text(request, "step", S("try")), S("take"));
    if (!must_import(c, &deed->asker)) return false;
    if (!read_bytes(c, request, deed)) {
        err failure = c->err;
        err_clear(c);
        return sheet_then(c, request, response, &failure, deed);
    }
    return page_change(
        c, request, response,
        (struct page_change){.apply = sheet_apply, .then = sheet_then, .data = deed});
}
