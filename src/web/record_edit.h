// record_edit: making and changing records by forms and by programs; what two people changed at
// the same time is shown to the second, field by field.
#pragma once

#include "http/http.h"
#include "web/change.h"
#include "web/record_form.h"

bool record_new_get(ctx *c, struct request *request, struct response *response);
bool record_new_post(ctx *c, struct request *request, struct response *response);
bool record_new_again(ctx *c, struct request *request, struct response *response);
bool record_edit_get(ctx *c, struct request *request, struct response *response);
bool record_edit_post(ctx *c, struct request *request, struct response *response);
bool record_edit_again(ctx *c, struct request *request, struct response *response);

// What a change of one record hands from thread to thread.
struct record_deed {
    const struct request *request;
    struct record_asker asker;
    str id;
    struct record record, other; // as it was to be; as somebody else left it (values NULL: nobody)
    struct record_edit edit;
    struct record_problems problems;
    const char *said; // word of the notice
};
// Answers after a deed: programs with the record, people with its page.
bool record_deed_done(ctx *c, struct request *request, struct response *response,
                      struct record_deed *deed);
struct record_deed *record_deed_new(ctx *c, struct request *request);
// Hands the deed to the writer (change.h), with the locks that its kind needs.
bool record_deed_change(ctx *c, struct request *request, struct response *response,
                        struct record_deed *deed, struct page_change change);
// The field for the reason of a change.
void record_edit_add_reason(ctx *c, const struct request *request, json_t *form);
