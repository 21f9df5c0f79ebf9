// hide: which groups are too small to be shown, alone or because what is left of them would be.
// Internal to figure/.
#pragma once

#include "figure/rows.h"

struct hiding {
    i64 *people; // by row: people behind it, or at least so many
    i64 *others; // by row: people in the rest of what is shown; -1: there is no rest
    i64 people_all, others_all;
};

// True when the rows' own sums cannot tell whether they are large enough: then customers must be
// counted.
bool hide_needs_count(const struct group_rows *rows);
// `rest` is what the query's filters leave out (NULL without filters).
void hide_decide(ctx *c, const struct group_rows *rows, const struct sums *rest,
                 struct hiding *out);
