// jobs: the table of all that runs by itself while the server runs, and the two threads that run
// it: one for mails, which people wait for, one for all else. Owns the threads. Rules of what is
// kept how long are in the settings.
#pragma once

#include "job/job.h"
#include "web/app.h"

extern const struct job jobs[];
extern const i64 job_count;

// What jobs of this app work with; zone and hour as the settings have them now.
MUST_USE bool jobs_hand(ctx *c, struct app *app, i64 (*now_ms)(void), struct job_hand *out);

struct jobs_running;

// Starts them over an app that serves. It lives in c->arena, which must outlive jobs_stop.
MUST_USE bool jobs_start(ctx *c, struct app *app, i64 (*now_ms)(void), struct jobs_running **out);
// Stops what is being done, and waits for it. The writer must still run.
void jobs_stop(struct jobs_running *running);

// Backups in the folder of the settings.
struct kept_backup {
    str name;
    i64 made_ms, size;
};
// Newest first. An empty list when there is no folder, or it cannot be read: *why then says so.
MUST_USE bool jobs_backups(ctx *c, i64 *count, struct kept_backup **out, const char **why);
