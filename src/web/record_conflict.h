// record_conflict: two people changed a record at the same time: the second one sees both, field by
// field, chooses or merges, and loses nothing.
#pragma once

#include "web/record_edit.h"

// The record as it was when that version of it was read: what a form's changes are changes of.
// ERR_BAD_INPUT when there is no such version.
MUST_USE bool record_conflict_base(ctx *c, const struct record *stored, i64 version,
                                   struct record *out);
// Answers 409: people with both and a form that holds what neither contradicts, programs with both.
bool record_conflict_answer(ctx *c, struct request *request, struct response *response,
                            const err *failure, struct record_deed *deed);
