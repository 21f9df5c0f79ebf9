// courier: sends invites and their reminders: claims some in one transaction, sends them over
// several connections outside of any, and settles them in another. Uses mail's settings and bulk.h;
// never decides who is asked. What was claimed and not settled in time is sent again with the same
// Message-ID: the server may not have taken it; what was settled never is.
#pragma once

#include "campaign/invite.h"
#include "store/writer.h"

struct courier_counts {
    i64 sent, failed, bounced, given_up, dropped;
};

// Whether something is due, and mail is set up.
MUST_USE bool courier_is_due(ctx *c, bool *out);
// Before the first run of a process that alone can write the store: what was being sent is nobody's
// any more, and is sent again. Inside a write transaction.
MUST_USE bool courier_start(ctx *c);
// Sends what is due, at most `most` mails. writer NULL: transactions of its own on c->db. Stops at
// the first server that cannot be reached.
MUST_USE bool courier_run(ctx *c, struct writer *writer, const char *ca_file, i64 most,
                          struct courier_counts *out);
