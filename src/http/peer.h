// peer: who is at the other end, as far as the network tells: the address, and whether the way
// to it is encrypted. Behind a reverse proxy the proxy's headers tell it, and they are believed of
// a known proxy alone. Fuzzed by tests/fuzz/cookie_fuzz.c. Never knows who the person is.
#pragma once

#include "http/request.h"

// True when address ("127.0.0.1", "::1", "::ffff:10.0.0.2") is one of proxies: numeric addresses,
// or "loopback" for all of this machine; NULL-terminated, may be NULL.
bool peer_is_proxy(str address, const char *const *proxies);
// Sets request->client and request->is_tls. `peer` is the address that the connection comes from.
// If it is a proxy's, X-Forwarded-For is read from its end, over known proxies, to the first
// address that is none; an entry that is no address ends the search. One X-Forwarded-Proto that
// says https means TLS; two say nothing.
void peer_read(ctx *c, struct request *request, str peer, const char *const *proxies);
