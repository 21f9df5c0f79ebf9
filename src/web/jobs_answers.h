// jobs_answers: what runs by itself for answers: those that were left are counted as far as they
// went.
#pragma once

#include "job/job.h"

// Silence after which an answer counts as left.
#define ANSWER_LEFT_MS (3600LL * 1000)

bool job_answers_left_wants(ctx *c, bool *out);
bool job_answers_left(ctx *c, const struct job_hand *hand, struct job_did *did);
