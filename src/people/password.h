// password: what is taken as a password, and how it is kept (Argon2id of libsodium, with its
// parameters in the text). Hashing takes a twentieth of a second and 64 MiB on purpose: never
// inside a transaction. Owns nothing. Salts are libsodium's own, not c->random's.
#pragma once

#include "base/ctx.h"

struct password_cost {
    u64 operations, memory_bytes;
};
extern const struct password_cost password_cost_usual;

// Whether it may be somebody's password: 12 to 200 characters, not among the most common, not made
// of four characters, not name or e-mail with a little around. ERR_BAD_INPUT says which.
struct password_owner {
    str name, email;
};
MUST_USE bool password_rule(ctx *c, str password, struct password_owner owner);
// The text that is kept. The same letters count as the same however a keyboard composes them
// (NFKC).
MUST_USE bool password_hash(ctx *c, str password, struct password_cost cost, str *out);
// Whether it is the one that was kept. An empty `kept` (no such account, or invited only) costs as
// much time and fits nothing. *weak tells that it was kept at a lower cost than today's.
MUST_USE bool password_check(ctx *c, str kept, str password, struct password_cost cost, bool *fits,
                             bool *weak);
