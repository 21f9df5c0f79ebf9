// SipHash-2-4 (Aumasson and Bernstein, 2012) is libsodium's: written out here it was 5 % slower at
// 16 bytes.
#include "base/hash.h"

#include <sodium.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a hash is its bytes, least first");
static_assert(sizeof(struct hash_seed) == crypto_shorthash_siphash24_KEYBYTES, "a seed is a key");

#define CAPACITY_MIN 16

static void map_allocate(struct hash_map *map, i64 capacity);
static void map_grow(struct hash_map *map);

u64 hash_bytes(const struct hash_seed *seed, const void *bytes, i64 size)
{
    assert(size >= 0);
    u64 hash = 0;
    crypto_shorthash_siphash24((u8 *)&hash, bytes, (u64)size, seed->bytes); // cannot fail
    return hash;
}

u64 hash_str(const struct hash_seed *seed, str text)
{
    return hash_bytes(seed, text.s, text.size);
}

// Folds a 128-bit product, as wyhash does; neither factor can be zero by an ordinary number.
u64 hash_mix(u64 hash, u64 number)
{
    __extension__ typedef unsigned __int128 u128;
    u128 product = (u128)(hash ^ 0x9E3779B97F4A7C15u) * (number ^ 0xE7037ED1A0B428DBu);
    return (u64)product ^ (u64)(product >> 64);
}

void hash_map_init(struct hash_map *map, struct arena *arena, i64 expected)
{
    assert(expected >= 0);
    *map = (struct hash_map){.arena = arena};
    i64 capacity = CAPACITY_MIN;
    while (capacity / 2 < expected)
        capacity *= 2;
    map_allocate(map, capacity);
}

i64 hash_map_first(const struct hash_map *map, u64 hash, struct hash_at *at)
{
    at->slot = (i64)(hash * 0x9E3779B97F4A7C15u >> map->shift) - 1;
    return hash_map_next(map, hash, at);
}

i64 hash_map_next(const struct hash_map *map, u64 hash, struct hash_at *at)
{
    for (i64 i = at->slot + 1;; i++) { // ends: half of the slots are empty
        const struct hash_slot *slot = &map->slots[i & (map->capacity - 1)];
        if (slot->number != 0 && slot->hash != hash) continue;
        at->slot = i & (map->capacity - 1); // a run of slots goes on from the end at the start
        return slot->number - 1;
    }
}

void hash_map_add(struct hash_map *map, u64 hash, i64 value)
{
    assert(value >= 0);
    if (map->count >= map->capacity / 2) map_grow(map);
    i64 i = (i64)(hash * 0x9E3779B97F4A7C15u >> map->shift);
    while (map->slots[i].number != 0)
        i = (i + 1) & (map->capacity - 1);
    map->slots[i] = (struct hash_slot){hash, value + 1};
    map->count++;
}

void hash_map_clear(struct hash_map *map)
{
    memset(map->slots, 0, (size_t)map->capacity * sizeof *map->slots);
    map->count = 0;
}

static void map_allocate(struct hash_map *map, i64 capacity)
{
    assert((capacity & (capacity - 1)) == 0);
    map->slots = NEW_ARRAY(map->arena, struct hash_slot, capacity);
    map->capacity = capacity;
    map->shift = 64 - __builtin_ctzll((u64)capacity);
    map->count = 0;
}

// A slot is the hash's top bits, so going through the old table fills the new one from start to
// end. It begins after an empty slot, so that no run of slots is cut and values under one hash keep
// their order.
static void map_grow(struct hash_map *map)
{
    struct hash_map old = *map;
    map_allocate(map, old.capacity * 2);
    i64 start = 0;
    while (old.slots[start].number)
        start++;
    for (i64 i = 0; i < old.capacity; i++) {
        const struct hash_slot *slot = &old.slots[(start + i) & (old.capacity - 1)];
        if (slot->number) hash_map_add(map, slot->hash, slot->number - 1);
    }
}
