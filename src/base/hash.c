// SipHash-2-4: Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012. Written here rather
// than called from libsodium because a call for each short key costs more than the hash.
#include "base/hash.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are read as they lie in memory");

#define CAPACITY_MIN 16

struct sip {
    u64 a, b, c, d;
};

static void map_allocate(struct hash_map *map, i64 capacity);
static void map_grow(struct hash_map *map);

static inline u64 rotate(u64 x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void sip_round(struct sip *v)
{
    v->a += v->b;
    v->b = rotate(v->b, 13) ^ v->a;
    v->a = rotate(v->a, 32);
    v->c += v->d;
    v->d = rotate(v->d, 16) ^ v->c;
    v->a += v->d;
    v->d = rotate(v->d, 21) ^ v->a;
    v->c += v->b;
    v->b = rotate(v->b, 17) ^ v->c;
    v->c = rotate(v->c, 32);
}

static inline void sip_word(struct sip *v, u64 word)
{
    v->d ^= word;
    sip_round(v);
    sip_round(v);
    v->a ^= word;
}

u64 hash_bytes(const struct hash_seed *seed, const void *bytes, i64 size)
{
    assert(size >= 0);
    u64 k[2];
    memcpy(k, seed->bytes, sizeof k);
    struct sip v = {k[0] ^ 0x736f6d6570736575u, k[1] ^ 0x646f72616e646f6du,
                    k[0] ^ 0x6c7967656e657261u, k[1] ^ 0x7465646279746573u};
    const u8 *p = bytes;
    i64 left = size;
    for (; left >= 8; left -= 8, p += 8) {
        u64 word;
        memcpy(&word, p, sizeof word);
        sip_word(&v, word);
    }
    u64 last = (u64)size << 56;
    for (i64 i = 0; i < left; i++)
        last |= (u64)p[i] << (8 * i);
    sip_word(&v, last);
    v.c ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(&v);
    return v.a ^ v.b ^ v.c ^ v.d;
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
        at->slot = i;
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
