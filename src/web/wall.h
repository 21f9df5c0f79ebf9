// wall: links that show chosen figures on a wall, without anybody signing in. Owns table wall,
// where only hashes of their secrets are. What a wall may show (figures, never words or customers)
// its page decides (web/wall_pages.c).
#pragma once

#include "people/role.h"
#include "store/store.h"

enum { WALL_FIGURES_MAX = 12 }; // more than anybody waits for

struct wall {
    i64 id;
    str name, lang;
    str questions; // queries of addresses under /figures, one a line
    i64 made_ms, made_by;
    str maker; // name of the account
    i64 ended_ms;
};

struct wall_new {
    str name, lang, questions;
    i64 account;
};

// Makes one and tells its secret, this once. Inside a write transaction, with its entry.
MUST_USE bool wall_add(ctx *c, str who, struct wall_new wall, str *secret);
// Those that are shown, the newest first.
MUST_USE bool wall_list(ctx *c, i64 *count, struct wall **out);
// ERR_NOT_FOUND when there is none of that number, or it has ended.
MUST_USE bool wall_get(ctx *c, i64 id, struct wall *out);
// Ends its link. Inside a write transaction, with its entry.
MUST_USE bool wall_end(ctx *c, str who, const struct wall *wall);
// The wall that a secret opens; *found false: none, ever. ERR_NOT_FOUND in words when it has ended.
MUST_USE bool wall_open(ctx *c, str secret, struct wall *out, bool *found);
// Where its wall belongs, for person_may.
struct place wall_place(const struct wall *wall);
