// intake_key: who may send facts over HTTP: keys that are shown once and kept as hashes. Owns table
// intake_key.
#pragma once

#include "store/store.h"

struct intake_key {
    i64 id, made_ms, revoked_ms; // revoked_ms 0: in use
    str name;
};

// Makes a key and tells it, this once. ERR_REFUSED when a key of that name is in use. Inside a
// write transaction.
MUST_USE bool intake_key_new(ctx *c, str name, str *secret);
MUST_USE bool intake_key_list(ctx *c, i64 *count, struct intake_key **out);
// ERR_NOT_FOUND names the keys in use. Inside a write transaction.
MUST_USE bool intake_key_revoke(ctx *c, str name);
// The name behind a key that is in use; ERR_UNKNOWN_USER otherwise.
MUST_USE bool intake_key_check(ctx *c, str secret, str *name);
