// public_address: whether an address is of the open internet, or of this machine, a network of the
// house, or a range that nobody may use (the IANA registries of special-purpose addresses for IPv4
// and IPv6). Owns nothing.
#pragma once

#include "base/ctx.h"

struct sockaddr;

// False too for what is no address of IP.
bool address_is_public(const struct sockaddr *address);
// The same for the bytes of an address: 4, or 16.
bool address_bytes_public(const u8 *bytes, i64 size);
