// analyses: the analyses behind the table, one file each (src/stat/NAME.c), in the order in which
// they are listed.
#pragma once

#include "stat/stat.h"

// extern const struct analysis analysis_NAME;
