// customer_deed: what the pages that change something of a customer share: who does it and why, in
// the log of the house; what happens after.
#pragma once

#include "web/customer_page.h"
#include "web/form.h"

// A change of one customer; first member of what a page's own change carries.
struct customer_deed {
    struct customer_seen seen;
    struct privacy_by by;  // with the note that writes the log; why may be empty
    const char *done_href; // where it leads to
    bool (*show)(ctx *c, struct request *request, struct response *response);
    const char *field; // that a refusal is shown beside
};

// Reads :id and who does it; why is the form's field of that name, or `otherwise`.
MUST_USE bool customer_deed_init(ctx *c, const struct request *request, enum permission permission,
                                 const char *otherwise, struct customer_deed *out);
// For page_change.then, data being the deed: leads on, or shows the form again with what was wrong.
bool customer_deed_then(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data);
// The field that asks why.
void customer_deed_add_why(ctx *c, const struct request *request, json_t *form, const char *label);
// Title, question and crumbs of a page about one customer.
MUST_USE bool customer_deed_head(ctx *c, const struct customer_seen *seen, const char *title,
                                 json_t *model);
