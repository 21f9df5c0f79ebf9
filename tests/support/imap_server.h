// imap_server: a real mail server (Dovecot) in a folder of its own on this machine, as an ordinary
// user: anna / secret. Mails are put into its INBOX as files, as a mail server's delivery does.
#pragma once

#include "base/ctx.h"

struct imap_test_server;

// Fails the test when Dovecot is not there or does not start.
struct imap_test_server *imap_server_start(struct arena *arena);
// Ends it, and removes its folder.
void imap_server_stop(struct imap_test_server *server);
i64 imap_server_port(const struct imap_test_server *server);     // STARTTLS
i64 imap_server_port_tls(const struct imap_test_server *server); // TLS at once
const char *imap_server_ca_file(const struct imap_test_server *server);
void imap_server_deliver(struct imap_test_server *server, str message);
// How many mails of INBOX nobody has seen.
i64 imap_server_unseen(struct imap_test_server *server);
// All begins anew: another UIDVALIDITY, the same mails under new numbers, unseen.
void imap_server_renumber(struct imap_test_server *server);
