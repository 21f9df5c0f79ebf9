// jobs_webhook: tells other systems what happened, as webhooks ask: spreads new events into
// messages and sends those that are due. A webhook that fails is left alone until the next run, so
// that one that does not answer holds up the others once and no more.
#pragma once

#include "job/job.h"

bool job_webhooks(ctx *c, const struct job_hand *hand, struct job_did *did);
