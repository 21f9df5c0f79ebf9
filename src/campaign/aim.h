// aim: where a metric's figures are only hunches, and how many answers each of them is missing.
// Uses figure. Owns nothing. Internal to campaign/.
#pragma once

#include "campaign/campaign.h"
#include "insight/sure/verdict.h"

// A group of the figure: unit × segment of the campaign's touchpoint, or touchpoint × unit, or unit
// × segment of the relationship.
struct aim {
    i32 touchpoint, unit, segment; // -1: not told apart
    const char *label;             // "Turku, new customers"
    enum verdict verdict;
    i64 n, missing; // answers there are, and that are missing for a fact; 0: none are missing
};

struct aims {
    str metric, label;                  // of the figure
    bool has_touchpoints, has_segments; // what groups are told apart by, beside units
    i64 count;
    struct aim *aim;
};

// Of the last year. A group that is not among them was never heard: ENOUGH_ANSWERS_MIN are missing.
MUST_USE bool aims_read(ctx *c, const struct campaign *campaign, struct aims *out);
// The group of a cell, or -1.
i64 aims_find(const struct aims *aims, i32 touchpoint, i32 unit, i32 segment);
