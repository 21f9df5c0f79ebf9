// uneven_parts: what the analysis uneven found, between working it out (uneven.c) and telling it
// (uneven_tell.c).
#pragma once

#include "insight/sure/difference.h"
#include "insight/units/funnel.h"
#include "insight/units/shrink.h"
#include "stat/units/uneven_rows.h"

struct uneven_pair {
    i64 a, b; // units; b -1: the rest
    struct difference difference;
    f64 p; // corrected by Holm
};

struct uneven_found {
    const struct uneven_rows *rows;
    enum components_method method;
    struct components fit;         // of units and rows; with groups inside, see nested
    struct nested nested;          // where there are groups
    struct known_components known; // mean and variance between units, that values are drawn in by
    struct measured *units;        // each unit's value and its variance
    struct interval between;       // variance between units
    struct interval icc1, icc2;
    f64 p; // chance of such differences when units do not differ
    f64 welch_p;
    const char *test;        // "f", "welch" or "likelihood ratio"
    struct interval *limits; // of each unit's own value
    struct shrunken *shrunken;
    struct uneven_pair *rest; // each unit against the others
    i32 *apart; // -1: below the others, 1: above, the farthest unit first and then without it
    i64 pair_count;
    struct uneven_pair *pairs; // NULL: too many
    struct funnel funnel;
    f64 dispersion, dispersion_p;
    struct spreads spreads;     // not of rates
    struct unit_spread *spread; // p corrected by Holm
    struct unit_inside *inside; // where there are groups; p_others corrected by Holm
};

void uneven_tell(ctx *c, struct stat_job *stat, const struct uneven_found *found);
