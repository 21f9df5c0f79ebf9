// secret: long random texts that open something (sessions, links, tokens), shown once and kept as
// hashes. They hold 256 random bits, so that a fast hash of them cannot be turned round. Owns
// nothing.
#pragma once

#include "base/ctx.h"

enum { SECRET_HEX = 64 };

// 256 bits of c->random in hex, after a prefix that tells what it is.
str secret_new(ctx *c, const char *prefix);
// BLAKE2b-256 in hex.
str secret_hash(ctx *c, str secret);
// BLAKE2b-256 of a text, keyed with a secret: what whoever holds the secret can make, nobody else.
str secret_sign(ctx *c, str secret, str text);
bool secret_equal(str a, str b); // in the same time whether they are or not
