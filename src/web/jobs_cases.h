// jobs_cases: what runs by itself about cases: rules that open them, lateness, what routing learns,
// facts for figures, and how long their words are kept.
#pragma once

#include "job/job.h"

bool job_case_rules(ctx *c, const struct job_hand *hand, struct job_did *did);
bool job_case_late(ctx *c, const struct job_hand *hand, struct job_did *did);
bool job_case_route(ctx *c, const struct job_hand *hand, struct job_did *did);
bool job_case_figures(ctx *c, const struct job_hand *hand, struct job_did *did);
bool job_case_ask(ctx *c, const struct job_hand *hand, struct job_did *did);
bool job_case_keep(ctx *c, const struct job_hand *hand, struct job_did *did);
