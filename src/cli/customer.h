// customer: what the parts of `tuntuma customer` share. Who asks at the command line sees
// everything and is in the log with a reason.
#pragma once

#include "cli/cli.h"
#include "facts/consent.h"

// Who and why of the call, with the note that writes the log. ERR_USAGE without --why.
MUST_USE bool customer_by(ctx *c, const struct call *call, struct privacy_by *by);
// ERR_USAGE, naming how it is written, when the call has another number of words than `count`.
MUST_USE bool customer_words(ctx *c, const struct call *call, i64 count, const char *usage);

bool customer_show(ctx *c, struct call *call);
bool customer_correct(ctx *c, struct call *call);
bool customer_consent(ctx *c, struct call *call);
bool customer_object(ctx *c, struct call *call);
