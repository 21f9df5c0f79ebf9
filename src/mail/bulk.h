// bulk: many mails at once, over several connections that stay open between them. Owns threads for
// as long as a call takes. Never claims, never settles, never tries twice: that is the caller's.
#pragma once

#include "mail/smtp.h"

struct bulk_mail {
    struct message message;
    bool is_tried; // false: the server could not be reached, or nobody waits any longer
    enum smtp_outcome outcome;
    const char *why; // NULL where it was taken
};

struct bulk;

// Ways to the server that the settings mail.* name; they close with c->arena.
MUST_USE bool bulk_new(ctx *c, const char *ca_file, i64 connections, struct bulk **out);
// Fills what became of each. Stops at the first server that cannot be reached. False only without
// memory.
MUST_USE bool bulk_send(ctx *c, struct bulk *bulk, struct bulk_mail *mails, i64 count);
// Closes the connections.
void bulk_close(struct bulk *bulk);
// The sender of all of them, from the settings: address, name, and where replies go.
void bulk_sign(const struct bulk *bulk, struct message *message);
