// labels: the small texts that pages and tables share: a dimension's name, a share in per cent.
#pragma once

#include "figure/figure.h"

// A dimension as it stands in questions and addresses: "unit", or the attribute's own name.
str label_dim_name(const struct figure_by *by);
// The same in the reader's language.
const char *label_dim(ctx *c, const struct figure_by *by);
// 0.831 with one decimal: "83.1%" (en), "83,1 %" (fi, sv).
const char *label_percent(ctx *c, f64 share, i32 decimals);
// "12 kB", "3.4 MB".
const char *label_size(ctx *c, i64 bytes);
// The sentence's first letter made large, where it is one of the languages' own.
const char *label_capital(ctx *c, const char *text);
// "account 3" → the name of who has it; "command anna" stays. Reads the store.
bool label_who(ctx *c, str who, const char **out);
// The day of a moment where the company is; in UTC where that is not known.
i32 label_day_of(const ctx *c, i64 ms);
