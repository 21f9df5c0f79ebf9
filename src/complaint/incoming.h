// incoming: what becomes of a mail that came to us: the thread of a case goes on, a new case is
// opened, a mail of ours turns out to have bounced, or it is noted and nothing more. Never twice:
// owns table mailbox_mail, which knows a mail by a hash. Uses complaint and case. Never fetches a
// mail, never answers one.
//
// A mail goes on with a case that it answers (In-Reply-To, References), whose number stands in its
// subject, or whose seal stands behind a + in the address that it was sent to; failing these, an
// answer goes to the sender's newest case. What a machine wrote opens no case but a held one.
#pragma once

#include "complaint/complaint.h"
#include "mail/inbound.h"

enum incoming_outcome {
    INCOMING_OPENED,
    INCOMING_JOINED,
    INCOMING_HELD,    // opened as suspected spam: a person looks
    INCOMING_BOUNCED, // a mail of ours did not arrive
    INCOMING_NOTED,   // an absence, an own mail that came back: nothing to do
    INCOMING_REPEATED,
    INCOMING__COUNT
};
const char *incoming_name(enum incoming_outcome outcome); // "opened"

struct incoming {
    struct inbound mail;
    str message; // as it came
    str from_us; // our own address: what it sends is no customer's
};

struct incoming_taken {
    enum incoming_outcome outcome;
    i64 matter; // case; 0: none
};

// Takes a mail, inside the caller's write transaction of records.
MUST_USE bool incoming_take(ctx *c, const struct incoming *incoming, struct incoming_taken *out);
// It could not be taken; *tries is how often that has happened. Inside a write transaction.
MUST_USE bool incoming_failed(ctx *c, const struct incoming *incoming, i64 *tries);
// Whether that mail was taken already. Only reads.
MUST_USE bool incoming_is_known(ctx *c, const struct incoming *incoming, bool *out);
