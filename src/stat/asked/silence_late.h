// silence_late: early against late answers. Those who answer only after being asked again are
// nearest to those who never do (J. S. Armstrong & T. S. Overton, J. Marketing Research 14 (1977)
// 396-402). Writes the table of waves.
#pragma once

#include "insight/sure/difference.h"
#include "stat/asked/silence_rows.h"

enum late_status {
    LATE_UNKNOWN, // what answers took is not known, or is the same for nearly all
    LATE_LIKE,    // no difference is seen
    LATE_DIFFERS, // late answers differ, also among customers alike in what is known
};

struct late {
    enum late_status status;
    struct difference difference; // last third minus first third, in the figure's own unit
    struct difference alike;      // the same of what is left after each class's mean
};

struct late_order {
    const struct silence_rows *rows;
    const i32 *code; // [n] classes of customers that are alike
    i64 classes;
};

// ERR_USAGE where only one of --sent and --came is given; ERR_BAD_INPUT for an answer before its
// question.
MUST_USE bool late_compare(ctx *c, struct stat_job *stat, struct late_order order,
                           struct late *out);
