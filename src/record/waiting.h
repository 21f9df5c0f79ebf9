// waiting: what waits for a person, over all kinds: records that are not yet as they shall be and
// that are theirs by name or by their function or unit, and comments that name them and that they
// have not seen; each with what can be done next. Owns table rec_seen. Never decides who may read
// a comment's record beyond its kind's mask: that is the caller's.
#pragma once

#include "record/comment.h"

enum waiting_why {
    WAITING_OWN,   // the person stands in one of its fields
    WAITING_SCOPE, // it belongs to a function or unit of theirs, and they may do its next step
    WAITING_NAMED, // a comment names them
};

struct waiting_item {
    enum waiting_why why;
    const struct kind *kind; // NULL: a comment on a figure
    i64 record;
    str title, state;
    i64 since_ms; // changed, or the comment was made
    i64 step_count;
    const struct kind_transition **steps; // that the person may do now; the first is the usual one
    // of WAITING_NAMED
    i64 comment, comment_by;
    str comment_text, figure;
};

struct waiting_for {
    i64 person; // record of kind person
    u32 roles;
    i64 function_count, unit_count; // their scope
    const i64 *functions, *units;
    i64 items_max; // 0: 50
};

// Oldest first, comments before records.
MUST_USE bool waiting_list(ctx *c, const struct waiting_for *whom, struct waiting_item **out,
                           i64 *count);
// The last comment there that names the person and that they have not seen; 0: none.
MUST_USE bool waiting_unseen(ctx *c, i64 person, const struct comment_about *about, i64 *last);
// The person has seen what was said there, up to the comment `last`: what names them waits no more.
// Inside the caller's write transaction.
MUST_USE bool waiting_seen(ctx *c, i64 person, const struct comment_about *about, i64 last);
json_t *waiting_json(ctx *c, const struct waiting_item *item);
