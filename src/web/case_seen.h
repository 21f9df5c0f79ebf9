// case_seen: a case as this visitor sees it: whether they may at all, whether they may handle it,
// whether personal data is shown; and how its pages change something. What the pages of cases
// share. Never makes a page.
#pragma once

#include "case/case_kinds.h"
#include "case/case_list.h"
#include "case/case_step.h"
#include "http/http.h"
#include "people/role.h"

struct case_seen {
    struct record record;
    const char *href; // "/cases/12"
    bool may_handle, is_shown;
};
// Reads :id. ERR_NOT_FOUND where there is none, and alike where it is none of the visitor's.
MUST_USE bool case_seen_of(ctx *c, const struct request *request, struct case_seen *out);
// The same where it is to be changed: ERR_FORBIDDEN for who may only look.
MUST_USE bool case_seen_to_handle(ctx *c, const struct request *request, struct case_seen *out);
// What the visitor may see, as a question for case_list.
struct case_query case_query_of(const struct request *request);
// Crumbs from the list to the case.
void case_crumbs(ctx *c, json_t *model, const struct case_seen *seen);
// A function's, touchpoint's, cause's … title; "" for 0.
MUST_USE bool case_title_of(ctx *c, const char *kind, i64 id, str *out);
// "first answer by 24 November 2026, 12:00"; NULL: nothing is due.
const char *case_due_words(ctx *c, const struct record *record);

// A change of one case: read anew in the writer's transaction, with the visitor's right asked
// again.
struct case_deed {
    const struct request *request;
    bool (*run)(ctx *c, const struct case_deed *deed, struct record *record,
                const struct record_edit *edit);
    bool (*show)(ctx *c, struct request *request, struct response *response); // again; may be NULL
    const char *field;      // of the form, that a refusal is shown beside
    const char *said;       // notice afterwards: "saved"
    const void *data;       // run's own
    bool only_looks_needed; // whoever sees it may
    struct case_seen seen;
};
bool case_change(ctx *c, struct request *request, struct response *response, struct case_deed deed);
