// imap: reads the mails of one folder of a mail server (RFC 3501), without changing it: what was
// fetched stays unseen until it is marked. The way there is encrypted and the server's certificate
// checked, unless the server is this machine. libcurl connects, encrypts and signs in; the rest is
// ours. Never deletes, never remembers: what was taken already is the caller's to know.
#pragma once

#include "base/ctx.h"

struct imap_server {
    str host;
    i64 port;
    str tls; // starttls, tls, none
    str user, password;
    const char *ca_file; // NULL: what the system trusts
    i64 patience_ms;     // for each answer; 0: a minute
};

struct imap;

// Connects and signs in. *out is NULL when that cannot be: *why says it for people, in c's
// language. Below, false too: *why is set, and the session is over. It ends with c->arena at last.
// All return false with c->err only without memory or when nobody waits any longer.
bool imap_open(ctx *c, const struct imap_server *server, struct imap **out, const char **why);
void imap_close(struct imap *imap);

// Opens a folder ("INBOX"). *validity changes when its numbers begin anew.
bool imap_select(ctx *c, struct imap *imap, str folder, i64 *validity, const char **why);
// The numbers (UID) of mails that nobody has seen or that came after number `after`, at most max,
// the oldest first. after 0: the unseen alone.
bool imap_find(ctx *c, struct imap *imap, i64 after, i64 max, i64 *uids, i64 *count,
               const char **why);
// A mail as it lies there, not marked as seen; of one longer than size_max its beginning. .s is
// NULL when it is there no longer.
bool imap_fetch(ctx *c, struct imap *imap, i64 uid, i64 size_max, str *message, const char **why);
bool imap_mark_seen(ctx *c, struct imap *imap, i64 uid, const char **why);
