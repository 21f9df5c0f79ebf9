// track: reads what programs send in the shape of the Segment HTTP API (track, page, screen,
// identify, group, alias, and batches of them) into a batch. So does RudderStack, whose clients
// send the same. Uses told. Never touches the store; who sends it is the caller's to know.
//
// A customer is userId, else anonymousId (namespace "anonymous"); identify and alias say which
// visitor is which customer. messageId is the external id; timestamp, else originalTimestamp, else
// sentAt is when it happened. traits are attributes.
#pragma once

#include "facts/batch.h"
#include "facts/track_rule.h"

struct track_order {
    const struct track_plan *plan;
    str source;          // the facts' source: whose key it was
    enum track_kind one; // the body is one message of this kind; TRACK_KIND__COUNT: a batch
};

// Adds every message of the body to the batch; what is JSON but no message that can be taken is
// refused there. Messages are numbered from 1. ERR_BAD_INPUT when the body is no JSON or has no
// "batch", ERR_TOO_LARGE: then nothing of the batch may be taken.
MUST_USE bool track_parse(ctx *c, str body, struct track_order order, struct batch *batch);
// The key that a client puts into the body instead of a header; empty when there is none, or when
// the body is no JSON.
str track_write_key(ctx *c, str body);
