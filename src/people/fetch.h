// fetch: one request to a service outside, whose address an administrator gave or that service
// named. Bounded in size and time; follows no redirect; takes only https with a certificate that
// the system trusts, and, where the caller says so, plain http to this very machine (for trying
// out). Uses libcurl, which also obeys the system's https_proxy. Blocks for as long as
// `patience_ms` says: so never inside a transaction, and never on the writer's thread. Never shows
// what came to anybody: it is the caller's to read.
#pragma once

#include "base/ctx.h"

struct fetch_header {
    const char *name;
    str value; // one line
};

struct fetch {
    str address;
    str body; // sent by POST as it is, of `type`; s NULL: the form
    const char *type;
    const struct fetch_header *headers;
    i64 header_count;
    str form;           // sent by POST as application/x-www-form-urlencoded; s NULL: GET
    str user, password; // sent as Basic, encoded as RFC 6749 §2.3.1 asks; user empty: neither
    i64 size_max;       // bytes of the answer
    i64 patience_ms;    // for the whole; 0 = BOUND_FETCH_MS
    bool is_loopback_taken;
    bool is_plain_taken; // http to any machine
    bool is_public_only; // whatever a name stands for: nothing but the open internet is connected
                         // to, and no proxy, which would connect for us
    bool is_answer_left; // its body is of no interest; size_max is not asked
};

struct fetched {
    int status;
    str body;
};

// Whether it is an address that is asked at all: https://HOST/…, or http:// to 127.0.0.1, [::1] or
// localhost where loopback is taken; ASCII, no user in it, no fragment, at most
// BOUND_ADDRESS_BYTES.
bool fetch_may(str address, bool is_loopback_taken);
// http:// or https:// to any machine.
bool fetch_may_plain(str address);
// Asks once. Any status counts as an answer. ERR_BUSY when there was none: the message says in
// words why; ERR_TOO_LARGE; ERR_REFUSED when fetch_may says no; ERR_STOPPED when c->stop was set.
MUST_USE bool fetch_run(ctx *c, struct fetch fetch, struct fetched *out);
// Letters, digits and -._~ stay, the rest becomes %XX: for parts of addresses and forms.
void percent_encode(buf *out, str text);
