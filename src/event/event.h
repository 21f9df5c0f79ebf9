// event: what happened that others act upon, in the order that it happened. Whoever causes it adds
// it in the same transaction, so that both are there or neither is; whoever acts upon it reads on
// from its own place, and moves that place in the transaction of what it did: nothing is lost, and
// nothing is done twice. Owns tables event and event_place. Never knows who acts, or how.
#pragma once

#include "base/json.h"
#include "store/store.h"

struct event {
    i64 id, at_ms; // set by event_add
    str what;      // "answer.ended": noun and what it did
    i64 about;     // the noun's id
    json_t *data;  // an object of ids, numbers and names, never of a customer's words; NULL: none
};

// Adds events, inside the caller's write transaction.
MUST_USE bool event_add_all(ctx *c, const struct event *events, i64 count);
MUST_USE bool event_add(ctx *c, struct event event);

struct event_reader {
    const char *name;        // "case.rules"
    const char *const *what; // names that it acts upon, NULL-terminated; NULL: all
    i64 limit;               // events read at once
};
// The next events after the reader's place. A reader that never read begins with the first that is
// kept. Only reads.
MUST_USE bool event_read(ctx *c, const struct event_reader *reader, i64 *count,
                         struct event **out);
// Whether there is something to read.
MUST_USE bool event_waits(ctx *c, const struct event_reader *reader, bool *out);
// All up to this event is done with, inside the caller's write transaction. It never moves back.
MUST_USE bool event_read_to(ctx *c, const char *reader, i64 id);
// The newest event's id: a reader that begins with what happens from now on reads to it first.
MUST_USE bool event_newest(ctx *c, i64 *id);
// The reader is no more, and keeps no events. Inside a write transaction.
MUST_USE bool event_read_no_more(ctx *c, const char *reader);
// Forgets events before that moment that all readers have read. Inside a write transaction.
MUST_USE bool event_clean(ctx *c, i64 before_ms, i64 *count);
