// jobs_backup: the nightly backup: into the folder of the settings, read back, and the oldest ones
// removed. Only files that bear a name of ours are ever removed.
#pragma once

#include "job/job.h"

bool job_backup(ctx *c, const struct job_hand *hand, struct job_did *did);
