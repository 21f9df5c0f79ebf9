// house: what Kuusilinna has agreed on: its functions, journey, stages, channels, sites and
// touchpoints with their target feelings, practices and room to flex, as sheets of records. Plain
// texts; knows neither the store nor what a record is.
#pragma once

#include "base/base.h"

struct demo_sheet {
    const char *kind, *file; // "touchpoint", "touchpoints.csv"
    const char *csv;
};

// In the order to take them in: what is referred to comes first.
extern const struct demo_sheet demo_sheets[];
extern const i64 demo_sheet_count;
