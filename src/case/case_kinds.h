// case_kinds: the kinds of what is heard: case, task, cause, reply, case_rule and closed_day, as
// records. What customers wrote never lies in them: letters are case.h's.
#pragma once

#include "record/kind.h"

// The bit of no role: what only case.h may do, so that no form goes round its rules.
#define CASE_KIND_OWN (1u << 31)

extern const struct kind case_kind, task_kind, cause_kind, reply_kind, case_rule_kind,
    closed_day_kind;
