// intake_key: who may send facts over HTTP: tokens (api_token.h) whose scope is intake. Those that
// are made here may do nothing else and are good until they are revoked, for nobody looks at a
// delivery that runs every night. Checks many requests without asking the store each time.
#pragma once

#include "store/store.h"

struct intake_key {
    i64 id, made_ms, revoked_ms; // revoked_ms 0: in use
    str name;
};

// Makes a key and tells it, this once. ERR_REFUSED when a token of that name is in use. Inside a
// write transaction, with its entry in the audit log; `who` as audit_entry.who.
MUST_USE bool intake_key_new(ctx *c, str who, str name, str *secret);
// All tokens that may send facts, the newest first.
MUST_USE bool intake_key_list(ctx *c, i64 *count, struct intake_key **out);
// ERR_NOT_FOUND when no key of that name is in use. Inside a write transaction, with its entry.
MUST_USE bool intake_key_revoke(ctx *c, str who, str name);
// Keys in use, for checking many requests without asking the store.
struct intake_key_hash {
    str name, hash;
};
MUST_USE bool intake_key_hashes(ctx *c, i64 *count, struct intake_key_hash **out);
// The name behind a key; ERR_UNKNOWN_USER when it is none of these.
MUST_USE bool intake_key_find(ctx *c, const struct intake_key_hash *keys, i64 count, str secret,
                              str *name);
