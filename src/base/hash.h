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

struct hash_slot {
    u64 hash;
    i64 number; // value + 1; 0 = empty slot
};

// From a 64-bit hash to an index. Linear probing, at most half full, so a look-up touches about one
// line of memory. Two different things with one hash are the caller's to tell apart: hash_map_next
// goes on to the next candidate.
struct hash_map {
    struct arena *arena;
    struct hash_slot *slots;
    i64 capacity, count; // capacity is a power of two
    int shift;           // 64 − log2(capacity)
};

struct hash_at {
    i64 slot;
};

// Growing leaves the smaller table behind in the arena: tell the expected count where it is known.
void hash_map_init(struct hash_map *map, struct arena *arena, i64 expected);
// First value stored under hash, or -1; then hash_map_next for further ones, -1 at the end.
i64 hash_map_first(const struct hash_map *map, u64 hash, struct hash_at *at);
i64 hash_map_next(const struct hash_map *map, u64 hash, struct hash_at *at);
// Adds value (≥ 0) under hash, beside what is there already.
void hash_map_add(struct hash_map *map, u64 hash, i64 value);
void hash_map_clear(struct hash_map *map);
// Asks for the slot's line of memory ahead of time: in a loop over many hashes, a dozen look-ups
// ahead of the look-up.
static inline void hash_map_prefetch(const struct hash_map *map, u64 hash)
{
    __builtin_prefetch(&map->slots[hash * 0x9E3779B97F4A7C15u >> map->shift]);
}
