// season: whether values go round with a period, and how. Pure; results live in c->arena.
//
// The test is W. H. Kruskal & W. A. Wallis, JASA 47 (1952) 583-621, of the values less their trend
// (stl.h) between the phases of the period; neighbours that resemble each other make it a little
// too ready, so it asks for p < 0.01.
#pragma once

#include "insight/series/stl.h"

struct season {
    i64 period;
    bool tested; // false: fewer than two rounds, or a phase with fewer than two values
    bool found;
    f64 p_value;
    f64 strength;       // of STL, 0 to 1 (Wang, Smith & Hyndman 2006)
    const f64 *effects; // [period] of the phase place % period, around 0; all 0 unless tested
    struct stl split;   // where tested
};

// values[n] by place; NaN: missing. period 1: there is none. Fails with ERR_STOPPED only.
MUST_USE bool season_find(ctx *c, const f64 values[], i64 n, i64 period, struct season *out);
