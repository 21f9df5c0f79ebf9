// cloudevent: reads CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec, JSON event format
// and HTTP binding) into a batch: one event, a list of them, or one whose attributes came as
// headers. Uses told and intake. Never touches the store.
//
// source and id are the facts' source and external id, time is when it happened. Where data has
// "facts", it is a line as POST /facts takes it; otherwise the event's type has a rule
// (track_rule.h), data has the properties, and the customer is data's customer, customerId or
// userId, else the event's subject.
#pragma once

#include "facts/batch.h"
#include "facts/track_rule.h"

enum cloud_mode { CLOUD_JSON, CLOUD_BINARY }; // JSON: one event, or a list

// Attributes that stood in the headers ce-…, decoded; CLOUD_BINARY.
struct cloud_head {
    str version, id, source, type, time, subject;
};

struct cloud_order {
    const struct track_plan *plan;
    enum cloud_mode mode;
    struct cloud_head head;
};

// Adds every event of the body to the batch; what is JSON but no event that can be taken is refused
// there. Events are numbered from 1. ERR_BAD_INPUT when the body is no JSON, ERR_TOO_LARGE: then
// nothing of the batch may be taken.
MUST_USE bool cloudevent_parse(ctx *c, str body, const struct cloud_order *order,
                               struct batch *batch);
