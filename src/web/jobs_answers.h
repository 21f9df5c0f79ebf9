// jobs_answers: what runs by itself for answers: those that were left end as far as they went, and
// facts are made of all that ended.
#pragma once

#include "job/job.h"

// Silence after which an answer counts as left.
#define ANSWER_LEFT_MS (3600LL * 1000)

bool job_answers_left_wants(ctx *c, bool *out);
bool job_answers_left(ctx *c, const struct job_hand *hand, struct job_did *did);
bool job_answers_count(ctx *c, const struct job_hand *hand, struct job_did *did);
// All that wait, at once; also without a server.
MUST_USE bool answers_count_now(ctx *c, const struct job_hand *hand, i64 *count);
