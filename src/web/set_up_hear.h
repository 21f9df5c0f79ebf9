// set_up_hear: the pages of the set-up for what customers bring: who is accountable and where the form
// stands, and the mailbox that is read.
#pragma once

#include "http/http.h"

extern const struct field set_up_complain_form[], set_up_inbox_form[];

bool set_up_complain_get(ctx *c, struct request *request, struct response *response);
bool set_up_complain_post(ctx *c, struct request *request, struct response *response);
bool set_up_complain_again(ctx *c, struct request *request, struct response *response);

bool set_up_inbox_get(ctx *c, struct request *request, struct response *response);
bool set_up_inbox_post(ctx *c, struct request *request, struct response *response);
bool set_up_inbox_again(ctx *c, struct request *request, struct response *response);
