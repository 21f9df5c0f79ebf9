// What is done to a file that was brought: its mapping set, its dry run and import asked for and
// stopped, itself removed; and what can be fetched of it.
#include "web/import_fields.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"
#include "facts/company.h"
#include "http/upload.h"
#include "upload/importer.h"
#include "upload/kept_file.h"
#include "web/change.h"
#include "web/visitor.h"

// All that a form of these pages may change, in one.
struct deed {
    struct app *app;
    struct uploaded upload;
    str who;
    bool is_mapped; // upload.look and upload.mapping are new
    bool is_asked;  // for a dry run, or the import
    bool is_kept;   // the mapping, under its name
    bool is_removed;
    struct uploaded_ask ask;
    str kept_name;
    i64 file; // of what was removed
    const char *see;
};

static bool deed_apply(ctx *c, void *data)
{
    struct deed *deed = data;
    const struct uploaded *upload = &deed->upload;
    struct uploaded_map map = {upload->id, upload->look, upload->mapping};
    if (deed->is_removed) return uploaded_remove(c, deed->who, upload->id, &deed->file);
    return (!deed->is_mapped || uploaded_map(c, map)) &&
           (!deed->is_kept || company_mapping_keep(c, deed->kept_name, upload->mapping)) &&
           (!deed->is_asked || uploaded_ask(c, deed->ask));
}

static bool deed_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct deed *deed = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (deed->is_removed) kept_file_remove(c, importer_folder(deed->app->importer), deed->file);
    if (deed->is_asked) importer_wake(deed->app->importer);
    response_see(c, response, deed->see);
    return true;
}

static bool deed_begin(ctx *c, const struct request *request, struct deed **out)
{
    struct deed *deed = NEW(c->arena, struct deed);
    deed->app = request->app;
    deed->who = visitor_who(c, request);
    *out = deed;
    if (!import_upload(c, request, &deed->upload)) return false;
    deed->see = import_href(c, deed->upload.id, NULL);
    deed->ask =
        (struct uploaded_ask){.id = deed->upload.id, .who = deed->who, .lang = str_of(c->lang)};
    return true;
}

static bool deed_do(ctx *c, struct request *request, struct response *response, struct deed *deed)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = deed_apply, .then = deed_then, .data = deed});
}

static struct import_file file_of(ctx *c, const struct deed *deed)
{
    const char *folder = importer_folder(deed->app->importer);
    return (struct import_file){kept_file_path(c, folder, deed->upload.file), deed->upload.name};
}

// ---- The columns ----

static bool chosen_text(ctx *c, const struct request *request, const struct uploaded *upload,
                        str *out)
{
    struct look_columns columns;
    struct chosen chosen;
    json_t *before = json_parse(c, upload->mapping), *after;
    if (!before || !look_columns(c, upload->look, &columns)) return false;
    import_chosen(request, &chosen);
    if (!chosen_fits(c, &chosen, columns) || !chosen_write(c, before, columns, &chosen, &after))
        return false;
    *out = json_write(c, after);
    return true;
}

bool import_columns_again(ctx *c, struct request *request, struct response *response)
{
    struct uploaded upload;
    return import_upload(c, request, &upload) && import_columns_page(c, request, response, &upload);
}

// What is wrong with the file or the mapping is a problem of the form.
static bool refuse_field(ctx *c, struct request *request, struct response *response,
                         const char *field)
{
    if (c->err.code != ERR_BAD_INPUT && c->err.code != ERR_TOO_LARGE) return false;
    err refused = c->err;
    err_clear(c);
    request_problem_add(c, request, field, refused.msg, refused.hint);
    response->status = 400;
    return import_columns_again(c, request, response);
}

static bool refuse_columns(ctx *c, struct request *request, struct response *response)
{
    return refuse_field(c, request, response, import_field_of(c->err.msg));
}

bool import_columns_post(ctx *c, struct request *request, struct response *response)
{
    struct deed *deed;
    str text = {0};
    if (!deed_begin(c, request, &deed)) return false;
    struct uploaded *upload = &deed->upload;
    if (!chosen_text(c, request, upload, &text) ||
        !import_mapped(c, file_of(c, deed), text, &upload->look, &deed->kept_name))
        return refuse_columns(c, request, response);
    upload->mapping = text;
    deed->is_mapped = true;
    deed->is_kept = str_equal(request_text(request, "do", S("try")), S("keep"));
    deed->is_asked = !deed->is_kept;
    if (deed->is_kept) deed->see = import_href(c, upload->id, "?step=columns&said=saved");
    return deed_do(c, request, response, deed);
}

// Another way to read the file: its columns may be others now, so they are guessed again.
bool import_reading_post(ctx *c, struct request *request, struct response *response)
{
    struct deed *deed;
    struct import_start start;
    if (!deed_begin(c, request, &deed)) return false;
    struct chosen_reading reading = {
        .encoding = request_text(request, "encoding", S("")),
        .delimiter = request_text(request, "delimiter", S("")),
        .quote = request_text(request, "quote", S("")),
        .no_quotes = request_i64(request, "no_quotes", 0) != 0,
        .no_header = request_i64(request, "no_header", 0) != 0,
    };
    if (!import_read_anew(c, file_of(c, deed), &reading, &start))
        return refuse_field(c, request, response, "delimiter");
    deed->upload.mapping = start.mapping;
    deed->upload.look = start.look;
    deed->is_mapped = true;
    deed->see = import_href(c, deed->upload.id, "?step=columns");
    return deed_do(c, request, response, deed);
}

// A mapping as a whole: written, or one that is kept.
bool import_mapping_post(ctx *c, struct request *request, struct response *response)
{
    struct deed *deed;
    if (!deed_begin(c, request, &deed)) return false;
    str kept = request_text(request, "kept", S("")), text = request_text(request, "mapping", S(""));
    if (kept.size && !company_mapping(c, kept, &text)) return false;
    if (!import_mapped(c, file_of(c, deed), text, &deed->upload.look, &deed->kept_name))
        return refuse_field(c, request, response, kept.size ? "kept" : "mapping");
    deed->upload.mapping = text;
    deed->is_mapped = true;
    deed->see = import_href(c, deed->upload.id, "?step=columns");
    return deed_do(c, request, response, deed);
}

// ---- Import, stop, remove ----

bool import_run_post(ctx *c, struct request *request, struct response *response)
{
    struct deed *deed;
    if (!deed_begin(c, request, &deed)) return false;
    deed->is_asked = true;
    deed->ask.is_import = true;
    deed->ask.good_rows = request_i64(request, "good_rows", 0) != 0;
    return deed_do(c, request, response, deed);
}

// Without the writer, which may be busy with this very import.
bool import_stop_post(ctx *c, struct request *request, struct response *response)
{
    struct uploaded upload;
    const struct app *app = request->app;
    if (!import_upload(c, request, &upload)) return false;
    if (uploaded_is_busy(upload.state))
        importer_break_off(app->importer, upload.id, visitor_who(c, request));
    response_see(c, response, import_href(c, upload.id, NULL));
    return true;
}

bool import_remove_post(ctx *c, struct request *request, struct response *response)
{
    struct deed *deed;
    if (!deed_begin(c, request, &deed)) return false;
    deed->is_removed = true;
    deed->see = "/set-up/import?said=removed";
    return deed_do(c, request, response, deed);
}

// ---- What can be fetched ----

bool import_mapping_get(ctx *c, struct request *request, struct response *response)
{
    struct uploaded upload;
    if (!import_upload(c, request, &upload)) return false;
    json_t *mapping = json_parse(c, upload.mapping);
    if (!mapping) return false;
    response_body(response, "application/json", json_write_indented(c, mapping));
    response_download(c, response, fmt(c->arena, "%.*s.map.json", STR(upload.name)));
    return true;
}

static void close_file(void *fd)
{
    close((int)(intptr_t)fd);
}

static bool file_whole(ctx *c, const char *path, str *out)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there are no bad rows of this file"),
                         tr(c, "Make a dry run again."));
    arena_defer(c->arena, close_file, (void *)(intptr_t)fd);
    if (fstat(fd, &status) != 0 || status.st_size > BOUND_BAD_ROWS_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the bad rows are too large to be sent"),
                         tr(c, "Mend the file or the mapping, and make a dry run again."));
    char *bytes = arena_alloc(c->arena, status.st_size + 1, 1);
    i64 size = 0;
    while (size < status.st_size) {
        ssize_t got = read(fd, bytes + size, (size_t)(status.st_size - size));
        if (got <= 0) return fail(c, ERR_SYSTEM, tr(c, "could not read the bad rows"));
        size += got;
    }
    *out = (str){bytes, size};
    return true;
}

// "sales.csv.gz" → "sales.bad.csv": what is in it is text in the file's own form.
static const char *bad_name(ctx *c, str name)
{
    if (str_ends(name, S(".gz"))) name.size -= 3;
    i64 dot = name.size;
    for (i64 i = name.size - 1; i > 0; i--) {
        if (name.s[i] != '.') continue;
        dot = i;
        break;
    }
    str end = str_slice(name, dot, name.size);
    bool is_text =
        end.size && !str_equal_fold(end, S(".parquet")) && !str_equal_fold(end, S(".xes"));
    return fmt(c->arena, "%.*s.bad%.*s", STR(str_slice(name, 0, dot)),
               STR(is_text ? end : S(".csv")));
}

bool import_bad_rows_get(ctx *c, struct request *request, struct response *response)
{
    struct uploaded upload;
    const struct app *app = request->app;
    str rows = {0};
    if (!import_upload(c, request, &upload)) return false;
    const char *path = kept_file_bad_path(c, importer_folder(app->importer), upload.file);
    if (!file_whole(c, path, &rows)) return false;
    response_body(response, "text/csv; charset=utf-8", rows);
    response_download(c, response, bad_name(c, upload.name));
    return true;
}
