// view: questions of lists that somebody keeps under a name, for themselves or for all: filters,
// order, search and columns, as the list's address has them. Owns table rec_view. Knows which
// parts of a question a kind can still answer; what they mean is the list's page to say. Writes
// inside the caller's write transaction.
#pragma once

#include "record/record.h"

struct view {
    i64 id;
    const struct kind *kind;
    str name;
    str query;  // "sort=-place&moment=at", percent-encoded, without what is of one visit
    i64 person; // whose: a record of kind person
    bool shared;
    i64 changed_ms;
};

// Keeps a new one (id 0; sets it), or the person's own one anew. Sets changed_ms. ERR_BAD_INPUT for
// a name or query that is none, ERR_REFUSED when the person has another of that name for the kind,
// or more than a hundred, ERR_FORBIDDEN for another's.
MUST_USE bool view_save(ctx *c, struct view *view);
MUST_USE bool view_remove(ctx *c, i64 id, i64 person);
// Those that the person may use, their own and shared ones, by name.
MUST_USE bool view_list(ctx *c, const struct kind *kind, i64 person, struct view **out, i64 *count);
// ERR_NOT_FOUND, also for one that is somebody else's alone.
MUST_USE bool view_get(ctx *c, i64 id, i64 person, struct view *out);
// What of its question the kind can still answer for these roles; *gone names the fields that it
// cannot, parted by ", " ("" for none).
str view_query(ctx *c, const struct view *view, u32 roles, str *gone);
json_t *view_json(ctx *c, const struct view *view);
