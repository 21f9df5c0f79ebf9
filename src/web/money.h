// money: sums as pages tell them, in the company's currency (setting company.currency) and as the
// reader's language writes numbers.
#pragma once

#include "base/ctx.h"
#include "base/str.h"

// What stands behind a sum: "€", "SEK". Read once for a page with many sums.
MUST_USE bool money_sign(ctx *c, const char **out);
// "1,204 €"; the blank does not break.
const char *money_with(ctx *c, f64 value, i32 decimals, const char *sign);
// The same of one sum: ERR as money_sign.
MUST_USE bool money_text(ctx *c, f64 value, i32 decimals, const char **out);
