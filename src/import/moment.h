// moment: reads dates and times as a mapping states them. A date without a time of day stands for
// noon there, so that it stays the same day in zones up to half a day away.
#pragma once

#include "base/zone.h"

struct moment_rule {
    const char *const *formats; // tried in order; see civil_parse
    i64 count;                  // 0: 2026-11-21, with or without a time, with or without an offset
    const struct zone *zone;    // for texts that name no offset
};

// What was read last: neighbours are mostly alike. Zero at first; one for each rule and thread.
struct moment_memory {
    i64 size, ms;
    char text[40];
};

MUST_USE bool moment_parse(str text, const struct moment_rule *rule, struct moment_memory *memory,
                           i64 *ms);
// Why a text was not read and which format of the usual ones would, in c->arena.
void moment_explain(ctx *c, str text, const struct moment_rule *rule, const char **why,
                    const char **hint);
// The usual formats, likeliest first; NULL at the end. The first one is NULL's place holder for no
// format: "".
extern const char *const MOMENT_FORMATS[];
