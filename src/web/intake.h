// intake: takes facts over HTTP. The answer comes when the commit is on disk; no thread waits for
// it.
#pragma once

#include "http/http.h"

struct intake;

// Lives in c->arena.
struct intake *intake_new(ctx *c);
void intake_free(struct intake *intake);
bool facts_post(ctx *c, struct request *request, struct response *response);
// What Segment's clients send to /v1/…, and CloudEvents: events, which become facts by the rules of
// the company (facts/track_rule.h).
bool track_post(ctx *c, struct request *request, struct response *response);
bool events_post(ctx *c, struct request *request, struct response *response);
