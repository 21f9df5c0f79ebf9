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
// Keys in use, for checking many requests without asking the store.
struct intake_key_hash {
    str name, hash;
};
MUST_USE bool intake_key_hashes(ctx *c, i64 *count, struct intake_key_hash **out);
// The name behind a key; ERR_UNKNOWN_USER when it is none of these.
MUST_USE bool intake_key_find(ctx *c, const struct intake_key_hash *keys, i64 count, str secret,
                              str *name);
