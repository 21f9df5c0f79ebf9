// intake: takes facts over HTTP. The answer comes when the commit is on disk; no thread waits for
// it.
#pragma once

#include "http/http.h"

#include "facts/batch.h"

struct intake;
struct intake_rules;

// Lives in c->arena.
struct intake *intake_new(ctx *c);
void intake_free(struct intake *intake);

// For others that make batches: what every batch shares, as it stood a moment ago; held until it is
// dropped. The rules lie in it.
MUST_USE bool intake_rules_take(ctx *c, struct intake *intake, struct intake_rules **out);
const struct batch_rules *intake_rules_of(const struct intake_rules *rules);
void intake_rules_drop(struct intake *intake, struct intake_rules *rules);
// What was read a moment ago is too old: something new was not in it.
void intake_rules_forget(struct intake *intake);

bool facts_post(ctx *c, struct request *request, struct response *response);
// What Segment's clients send to /v1/…, and CloudEvents: events, which become facts by the rules of
// the company (facts/track_rule.h).
bool track_post(ctx *c, struct request *request, struct response *response);
bool events_post(ctx *c, struct request *request, struct response *response);
