// message: how a mail looks on its way: the lines of its head, its words as plain text and as small
// HTML. Pure.
#pragma once

#include "base/ctx.h"

// A link that stands as a button.
struct message_choice {
    str label, link;
};

struct message {
    str from, from_name, to, to_name; // addresses as email_normalise makes them
    str subject, text, link, link_words;
    str code; // before the @ of Message-ID
    const char *lang;
    i64 at_ms;
    // Of mails to customers; all may be empty.
    str reply_to;
    str question; // stands above its choices, between text and link
    i64 choice_count;
    const struct message_choice *choices;
    str low, high;                  // words at the ends of the choices
    str foot;                       // small, at the end: paragraphs
    str foot_link, foot_link_words; // the way out of it
    str unsubscribe; // an address that takes a POST with one click (RFC 8058); over https alone
};

enum { MESSAGE_HEAD_LINES = 11 };

// Lines of the head without those that MIME adds, each without its end; NULL: not there. No text
// can end a line or add one; what is not ASCII is encoded (RFC 2047).
void message_head(ctx *c, const struct message *message, const char *lines[MESSAGE_HEAD_LINES]);
str message_plain(ctx *c, const struct message *message);
str message_html(ctx *c, const struct message *message);
// "localhost" → true; any other name, or an address beyond this machine: false.
bool host_is_this_machine(str host);
// What stands behind the @.
str address_host(str address);
