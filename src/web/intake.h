// intake: takes facts over HTTP. The answer comes when the commit is on disk; no thread waits for
// it.
#pragma once

#include "http/http.h"

struct intake;

// Lives in c->arena.
struct intake *intake_new(ctx *c);
void intake_free(struct intake *intake);
bool facts_post(ctx *c, struct request *request, struct response *response);
