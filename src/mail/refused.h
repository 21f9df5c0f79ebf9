// refused: addresses whose owner wants no more questions and no news from us, for whoever is known
// by an address alone; of customers, consent knows (facts/consent.h). Owns table refused, which has
// no address, only a mark that the store's secret makes of it. Uses seal.
#pragma once

#include "store/store.h"

// The mark of an address; empty where it is none. Only reads, or makes the store's secret.
MUST_USE bool refused_mark(ctx *c, str address, str *out);
// Inside a write transaction; again is nothing, and so is what is no address.
MUST_USE bool refused_add(ctx *c, str address);
MUST_USE bool refused_has(ctx *c, str address, bool *out);

// All of them, to ask of many addresses; lives in c->arena.
struct refused_all {
    str secret;
    i64 count;
    str *marks; // sorted
};
MUST_USE bool refused_read(ctx *c, struct refused_all *out);
// address: as email_normalise leaves it.
bool refused_among(ctx *c, const struct refused_all *all, str address);
