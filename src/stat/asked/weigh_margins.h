// weigh_margins: what is known of all customers, as it was given with --known and --margins, set
// against the answers' columns: the margins that insight/weigh works with, and their names. Names
// what does not fit: a category without answers, answers without a count, counts that differ.
#pragma once

#include "insight/asked/weigh.h"
#include "stat/stat.h"

enum { WEIGH_COLUMNS_MAX = 6 };

struct margin_text {
    str name;            // as given: plan, or plan*country
    i64 count;           // categories after --join
    const str *category; // [count]
    const i64 *answers;  // [count]
};

struct margins {
    i64 count;
    struct weigh_margin *margin; // [count], with codes of the answers
    struct margin_text *text;    // [count]
    f64 total;                   // customers, of the first margin; the others are scaled to it
    f64 differs;                 // largest |total / first total − 1|
};

// The roles of the file behind --margins.
extern const struct stat_role margin_roles[];

// ERR_USAGE where columns and margins do not go together; ERR_BAD_INPUT for counts; ERR_REFUSED for
// empty categories and for answers without a count.
MUST_USE bool margins_make(ctx *c, const struct stat_job *stat, struct margins *out);
