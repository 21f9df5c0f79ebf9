// mailbox: polls the mailbox of the settings (inbox.*) and has each mail taken (incoming.h), then
// marks it as seen: whatever happens in between, no mail is lost and none is taken twice. Also
// takes a mail that a mail server pipes to a command. Owns table mailbox_place. Uses imap and the
// writer. Never deletes a mail.
#pragma once

#include "complaint/incoming.h"
#include "store/writer.h"

struct mailbox_hand {
    struct writer *writer; // NULL: transactions of its own on c->db
    const char *ca_file;   // certificates that are trusted; NULL: the system's
};

struct mailbox_counts {
    i64 taken, failed; // mails
    const char *why;   // why the mailbox could not be read, or not to its end; NULL: it was
};

MUST_USE bool mailbox_is_set_up(ctx *c, bool *out);
// Takes what came, at most 200 mails. A mail that fails is told of, stays unseen, and is tried with
// the next polls; others go on. False only when nothing could be done.
MUST_USE bool mailbox_poll(ctx *c, const struct mailbox_hand *hand, struct mailbox_counts *out);
// One mail, as it came. ERR_TOO_LARGE beyond BOUND_MAIL_BYTES.
MUST_USE bool mailbox_take(ctx *c, const struct mailbox_hand *hand, str message,
                           struct incoming_taken *out);

// What became of mails since then, by its name; for a page that tells.
struct mailbox_line {
    str outcome;
    i64 count, newest_ms;
};
MUST_USE bool mailbox_lines(ctx *c, i64 since_ms, struct mailbox_line **out, i64 *count);
