// case_keep: how long words of cases are kept: letters, files and names of a case that ended longer
// ago than the setting case.keep_days go; the case itself stays. (What a customer asks to be erased
// goes by privacy.h, which runs our statements.) Writes inside the caller's write transaction.
#pragma once

#include "store/store.h"

// *count: cases whose words went.
MUST_USE bool case_keep_run(ctx *c, i64 *count);
