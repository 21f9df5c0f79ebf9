// evidence: one remark alone, and what it can become: a case, or evidence beside a record. Uses
// voice and case. Whoever may read the remark sees the page; what it becomes, the roles decide.
#pragma once

#include "http/http.h"
#include "record/record.h"

extern const struct field remark_case_form[], remark_evidence_form[], remark_no_form[];

bool remark_get(ctx *c, struct request *request, struct response *response);
bool remark_case_post(ctx *c, struct request *request, struct response *response);
bool remark_evidence_post(ctx *c, struct request *request, struct response *response);
bool remark_evidence_again(ctx *c, struct request *request, struct response *response);
bool remark_evidence_remove_post(ctx *c, struct request *request, struct response *response);
// Into "evidence": remarks that stand beside a record, for who may read remarks.
MUST_USE bool evidence_put(ctx *c, const struct request *request, const struct record *record,
                           json_t *model);
