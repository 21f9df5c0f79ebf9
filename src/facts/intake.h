// intake: reads what POST /facts takes, a JSON array or JSON lines, into a batch, and answers what
// became of it. Uses scan and batch. Never touches the store.
#pragma once

#include "base/json.h"
#include "facts/batch.h"
#include "facts/scan.h"

// Adds every line of the body to the batch; lines that are JSON but cannot be taken are refused
// there, each with its reason. Lines are numbered from 1: JSON lines by the line that they begin
// on, an array by its elements. ERR_BAD_INPUT with line and column when the body is no JSON,
// ERR_TOO_LARGE beyond BOUND_BODY_FACTS: then nothing of the batch may be taken.
MUST_USE bool intake_parse(ctx *c, str body, struct batch *batch);
// Reads one line, at the scan's place, whose source, id and moment somebody else said (`frame`,
// with the line's number): the line may not say them again.
MUST_USE bool intake_line(ctx *c, const struct scan *scan, const struct encounter *frame,
                          struct batch *batch);
// {"taken":2,"repeated":0,"customers":1,"refused":[{"line":3,"field":"nps","value":"11","why":"…",
// "hint":"…"}]}: facts, new customers, and lines in their order; "refused_total" when more lines
// were refused than are listed.
json_t *intake_answer(ctx *c, const struct batch *batch);
// Its "refused" and "refused_total" alone.
void intake_put_refused(ctx *c, json_t *answer, const struct batch *batch);
