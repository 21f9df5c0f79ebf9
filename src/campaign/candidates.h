// candidates: who could be asked by a campaign, by facts: customers whose encounter is the newest
// one of the kind, or all customers; with what decides whether they may be. Owns nothing. Internal
// to campaign/.
#pragma once

#include "campaign/campaign.h"

struct candidate {
    i64 customer, key, happened_ms;
    i32 touchpoint, channel, unit, segment;
    str address, lang;             // as facts told them; empty: not known
    i64 asked_ms, asked_survey_ms; // last, by any survey and by this one; 0: never
    bool was_asked, has_bounced;   // about this very encounter; this address takes nothing
};

struct candidates {
    i64 count;
    struct candidate *candidate;
};

// Encounters in (from_ms, to_ms]; about the relationship both are not looked at.
struct candidates_when {
    i64 from_ms, to_ms;
};
MUST_USE bool candidates_read(ctx *c, const struct campaign *campaign, struct candidates_when when,
                              struct candidates *out);
