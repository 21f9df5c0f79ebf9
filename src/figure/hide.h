// hide: which groups are too small to be shown, alone or because what is left of them would be.
// Internal to figure/.
#pragma once

#include "figure/rows.h"

struct hiding {
    i64 *people;  // by row: people behind it, or at least so many
    bool *guards; // by row: showing it would tell hidden ones by subtraction
    i64 people_all;
};

// True when the cube's bits cannot tell whether enough people are behind these sums.
bool hide_is_undecided(const struct sums *sums, i64 merged);
// True when a row or the whole is undecided: then customers must be counted.
bool hide_needs_count(const struct group_rows *rows);
// `dims` of the rows, 0 to 2. few: by row, that showing it would tell of few whom the filters leave
// out (left_out.h); NULL: of nobody.
void hide_decide(ctx *c, const struct group_rows *rows, i64 dims, const bool *few,
                 struct hiding *out);
// People behind sums: counted, or at least so many.
i64 hide_people_of(const struct sums *sums, i64 merged);
// Whether a row is hidden.
bool hide_hides(const struct hiding *hiding, i64 row);
