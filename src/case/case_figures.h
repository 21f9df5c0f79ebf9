// case_figures: what cases tell as facts, so that figures know of them: how many were opened and
// found by ourselves, how long the first answer and the solution took in working hours, how many
// were late. Reads events, one fact for each; source "cases". Writes inside the caller's write
// transaction.
#pragma once

#include "facts/known.h"

MUST_USE bool case_figures_wait(ctx *c, bool *out);
// Defines the metrics where they are not there yet; known must be loaded anew afterwards.
MUST_USE bool case_figures_define(ctx *c);
// *count: facts that came of it.
MUST_USE bool case_figures_run(ctx *c, struct known *known, i64 *count);
