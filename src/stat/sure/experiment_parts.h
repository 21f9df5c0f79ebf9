// The parts of the analysis experiment: who was shared out to which arm (experiment_arms.c), and
// what it did (experiment.c).
#pragma once

#include "insight/sure/experiment.h"
#include "stat/sure/groups.h"
#include "stat/sure/sequence.h"

enum { EXPERIMENT_ARMS_MAX = 100 };

struct experiment_arm {
    str name;
    f64 share;       // intended, 0 to 1
    i64 n, answered; // rows of it; of them with an outcome
    i64 promoters, detractors;
    f64 mean, around; // of outcomes
};

struct experiment_arms {
    i64 count, control;
    struct experiment_arm *arms; // by code of the name
    struct experiment_split split;
};

// Reads --intended and --control, and counts. ERR_REFUSED with fewer than two arms.
MUST_USE bool experiment_arms_of(ctx *c, struct stat_job *stat, struct experiment_arms *out);
// Writes the check of the split and the table of arms (with their figures where `trusted`). Returns
// whether effects may be shown.
bool experiment_arms_tell(ctx *c, struct stat_job *stat, const struct experiment_arms *arms);
void experiment_arms_table(ctx *c, struct stat_job *stat, const struct experiment_arms *arms,
                           enum reading_kind kind, bool trusted);
