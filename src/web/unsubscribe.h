// unsubscribe: where a link of an invite, or of a message about a decision, lets a customer say
// that they do not want to be asked, or told, by e-mail. Opening it asks; the press, or a mail
// program's one click (RFC 8058), does it.
#pragma once

#include "http/http.h"

extern const struct field unsubscribe_fields[], unsubscribe_form[];

bool unsubscribe_get(ctx *c, struct request *request, struct response *response);
bool unsubscribe_post(ctx *c, struct request *request, struct response *response);
