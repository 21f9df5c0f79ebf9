// stat_case: runs an analysis as `tuntuma stat` would, and gives its answer as JSON.
#pragma once

#include "support/work.h"

#include <jansson.h>

// "lifetime", "customer=id time=date calibrate-until=1997-09-30 summary": the analysis on a file of
// its path, with options as NAME=VALUE or NAME, separated by blanks ("~" in a value stands for a
// blank). The test fails, with what was said, when the analysis does. Lives in the arena of `work`.
json_t *stat_case(struct work *work, const char *analysis, const char *file, const char *options);
// The same where it must fail: the error's message, in c->err too, with its code.
const char *stat_case_fails(struct work *work, const char *analysis, const char *file,
                            const char *options);
// A number of the answer: "result.median", "result.groups[2].value"; the test fails when it is not
// there. NaN where it is null.
double stat_number(const json_t *answer, const char *path);
const char *stat_string(const json_t *answer, const char *path);
const json_t *stat_value(const json_t *answer, const char *path); // NULL: not there
// The row of a table whose column has this text; NULL: none.
const json_t *stat_row(const json_t *answer, const char *table, const char *column,
                       const char *text);
bool stat_has_warning(const json_t *answer, const char *name);
