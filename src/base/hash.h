// hash: SipHash-2-4 of bytes, and an open-addressing table from 64-bit hashes to small numbers.
#pragma once

#include "base/str.h"

struct hash_seed {
    u8 bytes[16];
};

// Same bytes and seed, same number, on every machine.
u64 hash_bytes(const struct hash_seed *seed, const void *bytes, i64 size);
u64 hash_str(const struct hash_seed *seed, str text);
// Mixes a number into a hash; cheap, for combining parts that are hashes or small numbers already.
u64 hash_mix(u64 hash, u64 number);

// From a 64-bit hash to an index. Linear probing, at most half full, so a look-up touches about one line of memory.
// Two different things with one hash are the caller's to tell apart: hash_map_next goes on to the next candidate.
struct hash_map {
    struct arena *arena;
    u64 *hashes;
    i64 *values; // value + 1; 0 = empty slot
    i64 capacity, count;
};

struct hash_at {
    i64 slot;
};

void hash_map_init(struct hash_map *map, struct arena *arena, i64 expected);
// First value stored under hash, or -1; then hash_map_next for further ones, -1 at the end.
i64 hash_map_first(const struct hash_map *map, u64 hash, struct hash_at *at);
i64 hash_map_next(const struct hash_map *map, u64 hash, struct hash_at *at);
// Adds value (≥ 0) under hash, beside what is there already.
void hash_map_add(struct hash_map *map, u64 hash, i64 value);
void hash_map_clear(struct hash_map *map);
