// told: an event that a program told, whatever the shape that it came in (track.h, cloudevent.h),
// on its way into a batch: what it becomes is its rule's to say. Uses track_rule, scan and batch.
// Never touches the store.
#pragma once

#include "facts/batch.h"
#include "facts/scan.h"
#include "facts/track_rule.h"

struct told {
    i64 line; // which event of the body, from 1
    enum track_kind kind;
    str name;    // of the event, page or screen
    str id;      // the sender's own; empty: `content` stands for it
    str content; // the whole event as it came
    str source, channel;
    str customer;            // the customer's own id; empty: nobody known
    str anonymous, previous; // a visitor's id; under what id the customer was known before
    str group;
    i64 happened_ms;
    const char *properties, *traits; // where these objects begin in the body; NULL: none
};

struct telling {
    ctx *c;
    const struct track_plan *plan;
    struct batch *batch;
    struct scan scan;
    struct hash_map same; // content's hash → number of events alike, for events without an id
    i64 metrics_new;      // of the family, by this body
};

// ERR_BAD_INPUT when the body is no text.
MUST_USE bool telling_init(ctx *c, struct telling *telling, const struct track_plan *plan,
                           struct batch *batch, str body);
// Adds what the event becomes to the batch, or refuses it there. ERR_TOO_LARGE beyond
// BOUND_BODY_FACTS: then nothing of the batch may be taken.
MUST_USE bool telling_add(struct telling *telling, const struct told *told);
// Refuses an event that cannot be read; why and hint are translated literals.
MUST_USE bool telling_refuse(struct telling *telling, i64 line, struct refusal flaw);

// A text, or a number's digits, true or false as they stand, at the scan's place, which goes on
// behind the value; empty for everything else. False when the text is no JSON.
MUST_USE bool telling_text(struct scan *scan, str *out);
// Where a property's value begins: "total", or "order.total" inside another; NULL when it is not
// there. `object` may be NULL.
const char *telling_find(struct telling *telling, const char *object, str path);
