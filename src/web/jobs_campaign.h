// jobs_campaign: what campaigns do by themselves: plan, send, follow answers, end. Uses campaign/.
#pragma once

#include "job/job.h"

// Plans whom running campaigns ask; counts invites.
MUST_USE bool job_plan(ctx *c, const struct job_hand *hand, struct job_did *did);
MUST_USE bool job_plan_wants(ctx *c, bool *out);
// Sends invites and reminders, a bounded number at a time.
enum { JOB_COURIER_EVERY_MS = 3000 };
MUST_USE bool job_courier(ctx *c, const struct job_hand *hand, struct job_did *did);
// Lets invites follow their answers, and ends those whose link is over.
MUST_USE bool job_invites(ctx *c, const struct job_hand *hand, struct job_did *did);
MUST_USE bool job_invites_wants(ctx *c, bool *out);
