// question: reads --by, --where, --from, --to and --level into a question about figures.
#pragma once

#include "cli/cli.h"
#include "figure/figure.h"

#define QUESTION_OPTIONS                                                                           \
    {"by", "DIM,…", false,                                                                         \
     "split by touchpoint, channel, unit, segment, organisation, stage, source, day, week, "       \
     "month, quarter, year or a customer attribute; at most two"},                                 \
        {"where", "DIM=VALUE", true, "only these"}, {"from", "DATE", false, "first day"},          \
        {"to", "DATE", false, "last day"},                                                         \
    {                                                                                              \
        "level", "0.95", false, "how sure the interval is"                                         \
    }

MUST_USE bool question_read(ctx *c, const struct call *call, struct figure_query *out);
