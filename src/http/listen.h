// listen: the address that the server is reached at; private to src/http.
#pragma once

#include "base/ctx.h"

struct listening {
    int fd;              // bound and listening, not blocking
    const char *address; // "127.0.0.1:8080", with the real port
    const char *host;    // what a Host header calls it: the address, or localhost for all addresses
    bool is_outside;     // not on loopback
};

// ERR_USAGE when address is none, or not on loopback where only that is allowed; ERR_BUSY when it
// is taken, ERR_SYSTEM otherwise. fd is the caller's.
MUST_USE bool listen_open(ctx *c, const char *address, bool may_be_outside, struct listening *out);
