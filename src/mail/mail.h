// mail: mails to people: queued in the transaction of what causes them, sent later by SMTP, and
// never again once it is known that they went. Owns table outbox. Uses the settings mail.* and
// company.*. Knows the few letters that the product writes (letter.c), how a message looks
// (message.h), and the way to a server (smtp.h). Never decides who is written to.
#pragma once

#include "store/writer.h"

// ---- For who has something to say ----

enum letter { LETTER_INVITE, LETTER_RESET, LETTER_TEST, LETTER__COUNT };

struct mail_to {
    str email, name;  // name may be empty
    const char *lang; // NULL: the language of the house
};

// Whether mails can be sent: there is a server, a sender and an address for links.
MUST_USE bool mail_is_set_up(ctx *c, bool *out);
// Queues a letter in the caller's write transaction, in the recipient's language. path is what it
// leads to, as one_time_add tells it ("/join/SECRET"); "" for none. *is_queued is false, and
// nothing is queued, when mail is not set up: then the link is to be copied.
MUST_USE bool mail_letter(ctx *c, enum letter letter, struct mail_to to, str path, bool *is_queued);

// Any other mail. Control characters in it become blanks, so no line of its head can be made up.
struct mail {
    const char *what; // why it goes, one word
    struct mail_to to;
    str subject;
    str text;             // paragraphs parted by an empty line
    str link, link_words; // a whole address and what it is; may be empty
};
MUST_USE bool mail_add(ctx *c, struct mail mail);
// The same; *message_id is what its Message-ID will be, without < and >: what a reply to it names.
MUST_USE bool mail_add_named(ctx *c, struct mail mail, str *message_id);
// The address of a path of ours as links in mails have it: company.address and the path.
MUST_USE bool mail_address(ctx *c, str path, str *out);

// ---- For the job that sends, and the page that tells ----

#define MAIL_LEASE_MS (10LL * 60 * 1000) // longer than a sending can take

struct mail_counts {
    i64 sent, failed, given_up;
};

// Sends what is due, one after the other, each claimed before and settled afterwards by writer
// (NULL: in transactions of its own on c->db). A mail whose sender died half-way, or whose server
// did not say whether it took it, goes again with the same Message-ID. Stops at the first server
// that cannot be reached. Nothing is done when mail is not set up. ca_file: certificates that are
// trusted; NULL: the system's.
MUST_USE bool mail_send_due(ctx *c, struct writer *writer, const char *ca_file,
                            struct mail_counts *out);
// Before the first run of a process that alone can write the store: what was being sent is
// nobody's. Inside a write transaction.
MUST_USE bool mail_start(ctx *c);
// Whether something is due, and mail is set up.
MUST_USE bool mail_is_due(ctx *c, bool *out);
// Forgets mails that ended before.
MUST_USE bool mail_clean(ctx *c, i64 before_ms, i64 *count);

enum mail_state { MAIL_WAITING, MAIL_SENDING, MAIL_SENT, MAIL_GIVEN_UP, MAIL__COUNT };
const char *mail_state_label(enum mail_state state); // N_()

struct mail_row {
    i64 id, made_ms, due_ms, ended_ms, tries;
    str what, address, name, subject, why;
    enum mail_state state;
};
// Newest first, at most limit.
MUST_USE bool mail_list(ctx *c, i64 limit, i64 *count, struct mail_row **out);
