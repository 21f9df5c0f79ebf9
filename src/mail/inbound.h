// inbound: a mail that came to us, read (RFC 5322, MIME): who wrote, what is new in it, what came
// with it, what it answers, and whether a person wrote it or a machine. Bounded, never fails over
// what somebody sent; whatever cannot be read as meant is kept as it came. Pure.
#pragma once

#include "base/ctx.h"

enum inbound_class {
    INBOUND_PERSON,
    INBOUND_AUTOMATIC, // an absence, a receipt, a newsletter, a mail of ours that came back
    INBOUND_BOUNCE     // a mail of ours that could not be delivered, or not yet
};

struct inbound_file {
    str name; // without folders; never empty
    str type; // as it says: "image/jpeg"
    str bytes;
};

// What the other server says of a mail of ours (RFC 3464, or as older servers put it).
struct inbound_report {
    str recipient;    // whom it did not reach; as it stands
    str status;       // "5.1.1"; may be empty
    str why;          // the server's words, one line
    str message_id;   // of the mail that bounced, without brackets; may be empty
    bool is_for_good; // false: it is still being tried
};

struct inbound {
    str message_id;      // without brackets; may be empty
    const str *answered; // identifiers that it answers, newest first, without brackets
    i64 answered_count;
    str from, from_name; // as it stands; Reply-To where there is one
    const str *to;       // every address that it came to, as it stands
    i64 to_count;
    str subject; // one line
    i64 sent_ms; // as its sender says; 0: it does not
    str text;    // UTF-8, \n: what is new in it
    str whole;   // the same with what it quotes
    enum inbound_class class;
    struct inbound_report report; // of a bounce
    const struct inbound_file *files;
    i64 file_count;
    bool is_unwanted; // the mail server marked it so
    bool is_cut;      // something was beyond a bound and is not here
};

// Always gives what there is. Lives in c->arena; files' bytes may point into the message.
void inbound_read(ctx *c, str message, struct inbound *out);
