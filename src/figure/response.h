// response: how many of those behind a figure were asked by us, and how many of them answered, by
// its groups. Internal to figure/.
#pragma once

#include "figure/rows.h"

// Fills asked, answered and asked_people of the rows and of all, where the metric is one that
// customers are asked and its dimensions and filters are told of those asked. A day is that of
// asking, of both.
MUST_USE bool response_fill(ctx *c, const struct question *question, const struct metric *metric,
                            struct group_rows *rows);
// The share that answered, by Wilson's limits; NaN where it is not known.
struct interval response_rate(i64 asked, i64 answered, f64 level);
