// count: tells figures how many were asked and answered (facts/asked.h): for each metric that the
// invite's survey brings, on the day that the first mail went. Owns nothing. Internal to campaign/.
#pragma once

#include "campaign/invite.h"

struct count_as {
    i32 asked, answered; // as in asked_one
};
// Those that were never sent are passed by. Inside a write transaction.
MUST_USE bool count_invites(ctx *c, const struct invite *invites, i64 count, struct count_as as);
// The metrics that a survey's answers bring, as far as the company has them.
MUST_USE bool count_metrics(ctx *c, i64 survey, i64 *count, i32 **metrics);
