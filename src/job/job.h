// job: work that runs by itself, now and then: when each is due, that one process at a time does
// it, how it went. Owns tables job and job_run. The table of jobs is the caller's. Uses the store
// and its writer. Never knows what a job does; never starts a thread.
#pragma once

#include "base/zone.h"
#include "facts/known.h"
#include "store/writer.h"

struct answering; // survey/answering.h

// What a job works with.
struct job_hand {
    struct store *store;
    struct writer *writer;       // NULL: transactions of its own on c->db
    struct known *known;         // the writer's; NULL as the writer
    struct answering *answering; // what is remembered of answers; NULL as the writer
    const struct zone *zone;
    i64 hour; // of the nightly ones
    i64 (*now_ms)(void);
};

struct job_did {
    i64 count; // of what job.counts says
    str about; // a file's name; may be empty
};

struct job {
    const char *name;   // "backup"
    const char *label;  // N_(): "Backup"
    const char *what;   // N_(): one sentence
    const char *counts; // N_(): "files written"
    i64 every_ms;       // after the last one ended; 0: every night
    i64 lease_ms;       // longer than it can take
    bool is_quiet;      // a run that did nothing is not told
    // Whether there is anything to do, told without writing. NULL: always.
    bool (*wants)(ctx *c, bool *out);
    // On a connection, outside of any transaction. False: c->err says why not.
    bool (*run)(ctx *c, const struct job_hand *hand, struct job_did *did);
};

// Runs a change of a job in the writer's transaction. It may be called again when another change of
// its group failed. job_write: it writes no table of facts (facts/TABLES); job_write_facts: it
// does, but no names, keys or metrics.
MUST_USE bool job_write_facts(ctx *c, const struct job_hand *hand, bool (*run)(ctx *c, void *data),
                              void *data);
MUST_USE bool job_write(ctx *c, const struct job_hand *hand, bool (*run)(ctx *c, void *data),
                        void *data);

// Before the first run of a process that alone can write the store: whatever still seems to run
// does not.
MUST_USE bool job_start(ctx *c, const struct job_hand *hand);
// Runs those that are due, one after the other. A job that fails is told of and runs again when it
// is next due. False only when it could not be found out what is due.
MUST_USE bool job_run_due(ctx *c, const struct job_hand *hand, const struct job *jobs, i64 count);
// It is due at once, whoever runs it. Inside a write transaction.
MUST_USE bool job_ask(ctx *c, const char *name);

// When it is due after it began and ended then. Pure.
struct job_ran {
    i64 began_ms, ended_ms;
};
i64 job_due_ms(const struct job *job, const struct job_hand *hand, struct job_ran ran);

struct job_state {
    i64 began_ms, ended_ms; // of the last run; 0: never
    i64 due_ms;
    bool is_running;
};
// As long as jobs.
MUST_USE bool job_states(ctx *c, const struct job_hand *hand, const struct job *jobs, i64 count,
                         struct job_state **out);

struct job_run {
    i64 began_ms, ended_ms, count;
    bool failed;
    str name, about, hint;
};
// Newest first, at most limit; of one job, or of all with an empty name.
MUST_USE bool job_runs(ctx *c, str name, i64 limit, i64 *count, struct job_run **out);
// Forgets runs that ended before. Inside a write transaction.
MUST_USE bool job_runs_clean(ctx *c, i64 before_ms, i64 *count);
