// smtp: hands messages to a mail server, one after the other. The way there is encrypted and the
// server's certificate checked, unless the server is this machine. Uses libcurl. Never tries twice,
// never keeps anything.
#pragma once

#include "mail/message.h"

struct smtp_server {
    str host;
    i64 port;
    str tls; // starttls, tls, none
    str user, password;
    const char *ca_file; // NULL: what the system trusts
    i64 patience_ms;     // for all of it; 0: a minute
};

enum smtp_outcome {
    SMTP_TAKEN,       // the server answers for it from here on
    SMTP_UNREACHABLE, // nothing was sent: the server, its certificate or our sign-in; may work
                      // later
    SMTP_LATER,       // it does not take this one now
    SMTP_NEVER,       // it refused it for good
    SMTP_UNKNOWN      // it was sent, and the server did not say whether it took it
};

// A way to a server that stays open between messages. One thread uses it at a time; it closes with
// c->arena.
struct smtp_way;
struct smtp_way *smtp_way_new(ctx *c, const struct smtp_server *server);
void smtp_way_close(struct smtp_way *way); // before its memory goes; again is nothing
// Hands over one message; memory is c's, which need not be the ctx that made the way.
MUST_USE bool smtp_way_send(ctx *c, struct smtp_way *way, const struct message *message,
                            enum smtp_outcome *out, const char **why);

// The same with a way of its own. *why is words for people, in c's language. False only without
// memory.
MUST_USE bool smtp_send(ctx *c, const struct smtp_server *server, const struct message *message,
                        enum smtp_outcome *out, const char **why);
