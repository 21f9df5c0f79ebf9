// smtp_server: a small mail server on this machine for tests: takes what it is told to take, keeps
// what it took. With TLS it makes a certificate of its own for "localhost" and writes it to a file.
#pragma once

#include "base/ctx.h"

struct smtp_habits {
    bool has_tls;             // offers STARTTLS
    bool tls_at_once;         // speaks TLS from the first byte
    bool wants_sign_in;       // AUTH PLAIN anna / secret
    const char *to_recipient; // the answer to RCPT, NULL: "250 yes"
    const char *to_message;   // the answer after the message; "" closes without a word
    bool is_silent;           // takes connections and says nothing
};

struct smtp_test_server;

struct smtp_test_server *smtp_server_start(struct arena *arena, struct smtp_habits habits,
                                           const char *folder);
void smtp_server_stop(struct smtp_test_server *server);
i64 smtp_server_port(const struct smtp_test_server *server);
const char *smtp_server_ca_file(const struct smtp_test_server *server);
// How many messages came, and the n-th of them, from 0, with its envelope's lines before it.
i64 smtp_server_count(struct smtp_test_server *server);
const char *smtp_server_message(struct smtp_test_server *server, i64 n);
// How often somebody connected.
i64 smtp_server_calls(struct smtp_test_server *server);
