// record_files: files that lie with a record: brought, handed out, taken away.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

// Into "attachments".
MUST_USE bool record_put_files(ctx *c, const struct record_asker *asker,
                               const struct record *record, json_t *model);
bool record_files_get(ctx *c, struct request *request, struct response *response);
bool record_file_get(ctx *c, struct request *request, struct response *response);
bool record_file_post(ctx *c, struct request *request, struct response *response);
bool record_file_again(ctx *c, struct request *request, struct response *response);
bool record_file_remove_post(ctx *c, struct request *request, struct response *response);
