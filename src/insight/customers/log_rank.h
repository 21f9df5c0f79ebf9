// log_rank: do several groups leave at the same pace? Pure; results live in c->arena. Sources: N.
// Mantel, Cancer Chemotherapy Reports 50 (1966) 163-170; R. Peto & J. Peto, JRSS A 135 (1972)
// 185-207; several groups as in D. Collett, Modelling Survival Data (3rd ed. 2015), §2.8.
#pragma once

#include "insight/customers/kaplan_meier.h"

struct log_rank_group {
    i64 n, left;
    f64 expected; // to leave, if all groups left at one pace
};

struct log_rank {
    f64 chi_square; // NaN when it cannot be told
    i64 degrees;    // groups in which somebody was at risk when anybody left, less 1; 0: nothing
                    // can be compared
    f64 p;          // NaN when it cannot be told
    i64 group_count;
    const struct log_rank_group *groups;
};

#define LOG_RANK_GROUPS_MAX 1000

// group[i] from 0 to group_count - 1; at most LOG_RANK_GROUPS_MAX groups. Takes n log n steps to
// sort and n × groups. ERR_STOPPED.
MUST_USE bool log_rank_test(ctx *c, struct stays stays, const i32 group[], i64 group_count,
                            struct log_rank *out);
