// email: the one form in which an address of e-mail is kept and compared. Pure.
#pragma once

#include "base/ctx.h"

// Blanks around it go, letters become small. ERR_BAD_INPUT when it is no address that people are
// given: one @, something before and a name of a host after, ASCII without blanks and control
// characters, 3 to 254 bytes. What comes out goes in again unchanged.
MUST_USE bool email_normalise(ctx *c, str text, str *out);
