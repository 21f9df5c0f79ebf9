// record_step: how a record goes on: named steps with what each demands, the archive and back.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

bool record_step_get(ctx *c, struct request *request, struct response *response);
bool record_step_post(ctx *c, struct request *request, struct response *response);
bool record_step_again(ctx *c, struct request *request, struct response *response);
bool record_archive_post(ctx *c, struct request *request, struct response *response);
bool record_restore_post(ctx *c, struct request *request, struct response *response);
// The state and what the asker can do next, into "state".
MUST_USE bool record_put_steps(ctx *c, const struct record_asker *asker,
                               const struct record *record, json_t *model);
