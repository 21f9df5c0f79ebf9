// report: whether a mail says that one of ours could not be delivered, and what it says (RFC 3464;
// or, of older servers, what they put into head and words). Pure.
#pragma once

#include "mail/inbound.h"

// False: it is no such mail. from: its sender.
bool report_read(ctx *c, str message, str from, struct inbound_report *out);
