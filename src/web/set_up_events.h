// set_up_events: the page that says what events of programs become: which came in, the company's
// rules (facts/track_rule.h), and whose numbers their customers' ids are.
#pragma once

#include "http/http.h"

extern const struct field set_up_event_form[], set_up_event_end_form[], set_up_connect_form[];

bool set_up_events_get(ctx *c, struct request *request, struct response *response);
bool set_up_events_again(ctx *c, struct request *request, struct response *response);
bool set_up_events_post(ctx *c, struct request *request, struct response *response);
bool set_up_event_end_post(ctx *c, struct request *request, struct response *response);
bool set_up_connect_post(ctx *c, struct request *request, struct response *response);
