// shares: a picture and its table of shares: one row each, from the largest, with its interval;
// what pages of themes and patterns have in common. A model of the shape that the figures' picture
// is drawn from (ui/model.md).
#pragma once

#include "base/json.h"
#include "insight/sure/interval.h"

struct share {
    const char *key, *label, *href; // href: NULL: none
    struct rate_counts counts;      // n 0: hidden
    i32 day;                        // of a series: its first day; 0: none
    const char *why;
};
// The row as the picture and the table need it.
json_t *share_row(ctx *c, const struct share *share);
// Puts "rows", "has_rows", "shape" ("groups", "series"), "has_picture" and what else the picture
// is drawn from. sentence: what a sighted reader sees first.
void shares_put(ctx *c, json_t *model, json_t *rows, const char *shape, const char *sentence);
