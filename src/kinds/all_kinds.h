// all_kinds: every kind of record that the product has, for main and for tests. The tables are
// their nouns'.
#pragma once

#include "record/kind.h"

// The first ones (record/kinds.c), then those of asking and hearing.
extern const struct kind *const all_kinds[];
extern const i64 all_kinds_count;
// Where those begin that 0016_ask_and_hear made.
extern const i64 kinds_of_asking;
