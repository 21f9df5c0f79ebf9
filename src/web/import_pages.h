// import_pages: taking a file in on screen: bring it, say what its columns mean, try it, import it.
// One page for each step, all at one address for each file. Uses upload, which does the work, and
// form. Never reads a fact.
#pragma once

#include "http/http.h"
#include "upload/uploaded.h"

bool import_list_get(ctx *c, struct request *request, struct response *response);
bool import_bring_post(ctx *c, struct request *request, struct response *response);
bool import_bring_again(ctx *c, struct request *request, struct response *response);
bool import_kept_get(ctx *c, struct request *request, struct response *response);
bool import_one_get(ctx *c, struct request *request, struct response *response);
bool import_mapping_get(ctx *c, struct request *request, struct response *response);
bool import_bad_rows_get(ctx *c, struct request *request, struct response *response);
bool import_columns_post(ctx *c, struct request *request, struct response *response);
bool import_columns_again(ctx *c, struct request *request, struct response *response);
bool import_reading_post(ctx *c, struct request *request, struct response *response);
bool import_mapping_post(ctx *c, struct request *request, struct response *response);
bool import_run_post(ctx *c, struct request *request, struct response *response);
bool import_stop_post(ctx *c, struct request *request, struct response *response);
bool import_remove_post(ctx *c, struct request *request, struct response *response);

extern const struct field import_bring_fields[], import_kept_fields[], import_one_fields[],
    import_columns_fields[], import_reading_fields[], import_mapping_fields[], import_run_fields[],
    import_no_fields[];

// ---- Among these pages ----

// The upload of the address; ERR_NOT_FOUND.
MUST_USE bool import_upload(ctx *c, const struct request *request, struct uploaded *out);
const char *import_href(ctx *c, i64 id, const char *more);
// The page of its columns, with what was typed and what is wrong where the request was its form.
MUST_USE bool import_columns_page(ctx *c, struct request *request, struct response *response,
                                  const struct uploaded *upload);
// Way here, title and what every page of an upload has.
json_t *import_model(ctx *c, const struct uploaded *upload, const char *title);
// "1,234 rows", by the reader's language.
const char *import_count(ctx *c, i64 count, const char *one, const char *many);
// "12.5 MB".
const char *import_size(ctx *c, i64 bytes);

struct import_file {
    const char *path;
    str called; // its name
};
// What a file that was just brought begins with: the one mapping kept whose columns it has, else a
// guess; what is in it, read so; its checksum. ERR_BAD_INPUT in words when there is no table in it.
struct import_start {
    str mapping, look, checksum;
};
MUST_USE bool import_start_with(ctx *c, struct import_file file, struct import_start *out);
// Guesses anew, for a file that is to be read as said.
struct chosen_reading;
MUST_USE bool import_read_anew(ctx *c, struct import_file file,
                               const struct chosen_reading *reading, struct import_start *out);
// What is in a file, read by a mapping, which must be right and fit it; and the mapping's name.
MUST_USE bool import_mapped(ctx *c, struct import_file file, str mapping, str *look, str *name);
