// audit: the log of who did what, which can be added to and never changed unseen. Owns table audit.
// Each entry carries a hash over what it says and the hash before it, so that an entry that was
// changed, taken out or put in between breaks the chain from there on. Whoever can write the store
// can also write a whole new chain, or cut its end: against that, note the last number and hash
// elsewhere now and then (`tuntuma check` tells them) and ask audit_holds. Uses the store. Never
// decides what is worth an entry: whoever changes something says so, in the same transaction.
//
// Canonical text of an entry, whose BLAKE2b-256 is its hash: "tuntuma audit 1" and then hash before
// ("" for the first), number, at_ms, who, what, about, customer, detail, each as its size in bytes
// in decimal digits, ":", its bytes, and ","; numbers in decimal digits.
#pragma once

#include "base/json.h"
#include "store/store.h"

struct audit_entry {
    str who;        // audit_account(), "command anna", "nobody"
    str what;       // "people.invite": module and verb
    str about;      // "account 4"; may be empty
    i64 customer;   // whose data; 0: nobody's
    json_t *detail; // an object; NULL: nothing more. Never a secret.
};

// Adds an entry, inside the caller's write transaction: what happened and its entry are there
// together, or neither is. ERR_BAD_INPUT when a text is no UTF-8, ERR_TOO_LARGE beyond
// BOUND_AUDIT_BYTES.
MUST_USE bool audit_add(ctx *c, struct audit_entry entry);
// "account 3"; "nobody" for 0.
str audit_account(ctx *c, i64 account);

struct audit_report {
    i64 entries;     // that fit, from the first
    str last_hash;   // of the last of these
    i64 bad;         // number of the first that does not fit; 0: all do
    const char *why; // words for people, when one does not
};

// Reads the whole log, a page at a time. A chain that is broken is no error: the report names the
// first entry that does not fit.
MUST_USE bool audit_verify(ctx *c, struct audit_report *out);
// Whether entry `number` is there with that hash: the log has not been cut or written anew since it
// was noted.
MUST_USE bool audit_holds(ctx *c, i64 number, str hash, bool *out);
// Entries that fit, newest first; for a page that shows them.
struct audit_wanted {
    i64 before;         // numbers below this alone; 0: the newest
    str who, what;      // the whole of who; what begins so; empty: any
    i64 from_ms, to_ms; // moments; 0: any
    i64 limit;
};
struct audit_row {
    i64 number, at_ms, customer;
    str who, what, about, detail; // detail is JSON
};
MUST_USE bool audit_find(ctx *c, struct audit_wanted wanted, i64 *count, struct audit_row **out);
// Writes entries after a number to c->out, one JSON object a line, a page at a time.
MUST_USE bool audit_export(ctx *c, i64 after, i64 *count);
