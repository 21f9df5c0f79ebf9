// known: what the writer remembers of the store between transactions: the small tables of names,
// the metrics, and which keys there are with their segment. Only where this process alone writes
// (DuckDB); elsewhere it is loaded anew each time. Safe to lose. Not shared between threads: it
// belongs to whoever writes.
#pragma once

#include "facts/company.h"

struct known {
    struct arena arena;
    bool loaded;
    i64 write_number; // the write transaction that it last agreed with (store_write_number)
    bool is_unsure;   // what was learnt last is in a transaction that may yet roll back
    bool keys_loaded; // every key of the store is in keys
    struct known_names {
        i64 count, capacity; // ids 0 … count - 1
        str *names;
        u64 *hashes; // as batch.h's name_hash
        struct hash_map map;
    } names[DICT__COUNT];
    struct metrics metrics; // by id, names[DICT_METRIC] agrees
    i64 batch_next;
    // Key id → its segment's id in the low half, its check in the high one: the keys known to be in
    // the store.
    struct hash_map segments;
    struct arena key_arena; // of segments alone, so that a table that was outgrown goes at once
};

void known_init(struct known *known);
void known_release(struct known *known);
// After a rollback: what was remembered may not be there.
void known_forget(struct known *known);
// Makes it say what the store says; cheap when nobody else wrote since. Inside a write transaction.
MUST_USE bool known_load(ctx *c, struct known *known);
// This write transaction, the writer's own, changes nothing that is known: it stays good.
void known_keep(const ctx *c, struct known *known);
// The store's id of a name, made when it is new.
MUST_USE bool known_name(ctx *c, struct known *known, enum dict dict, str name, u64 hash, i32 *id);
// The store's id of a metric, defined when it is a new one of a family.
MUST_USE bool known_metric(ctx *c, struct known *known, const struct metric *metric, str name,
                           u64 hash, i32 *id);
// A second hash of what a key stands for, independent of its id, so that two keys with one id are
// told apart without their texts; never 0.
u32 key_check(enum subject subject, i64 name_space, str value);
// The check of a stored key, as key_all and key_known tell it; 0: it is erased.
u32 known_stored_check(const struct rows *rows, i64 row);
// Whether a key is in the store, and the id of its segment.
bool known_key(const struct known *known, i64 key, i32 *segment);
// Before so many keys come: forgets all keys rather than remember more than the bound.
void known_make_room(struct known *known, i64 count);
// Whether a key is in the store; *same is false when it is another one with the same id.
bool known_key_same(const struct known *known, i64 key, u32 check, bool *same);
// Whether a key is in the store and who it stood for is erased.
bool known_key_erased(const struct known *known, i64 key);
// A key is in the store; check 0: what it stood for is erased.
void known_key_add(struct known *known, i64 key, u32 check);
void known_key_segment(struct known *known, i64 key, i32 segment);
