// complain: the one known place where customers complain, wish, ask or thank: the public form, the
// same form on other sites, its JSON, and the page on which a customer follows a matter. Anybody
// may use them, nobody is asked who they are, and nothing of others is on them.
#pragma once

#include "complaint/complaint.h"
#include "http/http.h"

extern const struct field complain_fields[], complain_form[], complain_embed_fields[],
    matter_fields[], matter_form[], matter_file_fields[];

bool complain_get(ctx *c, struct request *request, struct response *response);
bool complain_post(ctx *c, struct request *request, struct response *response);
bool complain_again(ctx *c, struct request *request, struct response *response);
// The script that puts the form into a page of another site.
bool complain_embed_get(ctx *c, struct request *request, struct response *response);

bool matter_get(ctx *c, struct request *request, struct response *response);
bool matter_post(ctx *c, struct request *request, struct response *response);
bool matter_again(ctx *c, struct request *request, struct response *response);
bool matter_file_get(ctx *c, struct request *request, struct response *response);

// What both share.

// Who is accountable, as customers are told: "Customer service (Anna Aalto)", or the company.
MUST_USE bool complain_accountable(ctx *c, const struct request *request, const char **out);
// Files of a form as cases take them.
const struct case_file *complain_files(ctx *c, const struct request *request, const char *field,
                                       i64 *count);
// The fields touchpoint and unit of a form, from what there is; and what came of them and of the
// day it happened on, in milliseconds; 0: not said.
MUST_USE bool complain_add_places(ctx *c, const struct request *request, json_t *form);
MUST_USE bool complain_read_places(ctx *c, const struct request *request,
                                   struct complaint *complaint);
i64 complain_happened_ms(ctx *c, const struct request *request);
// "/matter/SEAL?lang=fi&said=sent": what is put behind a path so that the reader stays as they are.
const char *complain_path(ctx *c, const struct request *request, str path, const char *more);
// Lets the page stand on the sites of the settings, where it is asked for so.
MUST_USE bool complain_frame(ctx *c, const struct request *request, struct response *response,
                             json_t *model);
