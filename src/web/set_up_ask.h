// set_up_ask: the page of the set-up for asking: on which sites surveys may stand, how long
// customers are left alone, and how invites go out.
#pragma once

#include "http/http.h"

extern const struct field set_up_ask_form[];

bool set_up_ask_get(ctx *c, struct request *request, struct response *response);
bool set_up_ask_post(ctx *c, struct request *request, struct response *response);
bool set_up_ask_again(ctx *c, struct request *request, struct response *response);
