#include "stat/analyses.h"

const struct analysis *const analyses[] = {
    NULL, // the end
};
const i64 analysis_count = COUNT_OF(analyses) - 1;
