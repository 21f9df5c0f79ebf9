// The idea: nearly all rows differ, so a bare set of hashes (open addressing, at most 0.6 full, no
// values) says "first time"; only hashes met again get a counter, in a small map.
#include "import/occurrence.h"

#include "base/hash.h"
#include "bounds.h"

enum { SLOTS_FIRST = 1 << 16 };

struct occurrences {
    struct arena slot_arena; // slots alone, so that the old ones go when they grow
    struct arena arena;
    u64 *slots; // 0: empty
    i64 capacity, count;
    struct hash_map repeated;
    i64 *counts;
    i64 repeated_count, counts_capacity;
};

static void occurrences_release(void *data)
{
    struct occurrences *occurrences = data;
    arena_release(&occurrences->slot_arena);
    arena_release(&occurrences->arena);
}

struct occurrences *occurrences_new(ctx *c)
{
    struct occurrences *occurrences = NEW(c->arena, struct occurrences);
    arena_init(&occurrences->slot_arena, BOUND_JOB_ARENA_BYTES);
    arena_init(&occurrences->arena, BOUND_JOB_ARENA_BYTES);
    arena_defer(c->arena, occurrences_release, occurrences);
    return occurrences;
}

// A full arena jumps to whoever tries now.
static void arenas_adopt(ctx *c, struct occurrences *occurrences)
{
    struct arena *const arenas[] = {&occurrences->slot_arena, &occurrences->arena};
    for (i64 i = 0; i < COUNT_OF(arenas); i++) {
        arenas[i]->full = c->arena->full;
        arenas[i]->full_data = c->arena->full_data;
    }
}

// The slot of a hash, or the empty one where it belongs.
static i64 slot_of(const struct occurrences *occurrences, u64 hash)
{
    u64 mask = (u64)occurrences->capacity - 1;
    u64 slot = hash & mask;
    while (occurrences->slots[slot] && occurrences->slots[slot] != hash)
        slot = (slot + 1) & mask;
    return (i64)slot;
}

static void slots_grow(struct occurrences *occurrences)
{
    struct arena old = occurrences->slot_arena;
    const u64 *slots = occurrences->slots;
    i64 capacity = occurrences->capacity;
    struct arena fresh;
    arena_init(&fresh, old.size_max_bytes);
    fresh.full = old.full;
    fresh.full_data = old.full_data;
    i64 wanted = MAX(2 * capacity, SLOTS_FIRST);
    u64 *grown = NEW_ARRAY(&fresh, u64, wanted); // jumps before anything has changed
    occurrences->slot_arena = fresh;
    occurrences->slots = grown;
    occurrences->capacity = wanted;
    for (i64 i = 0; i < capacity; i++)
        if (slots[i]) grown[slot_of(occurrences, slots[i])] = slots[i];
    arena_release(&old);
}

static i64 *counter_of(struct occurrences *occurrences, u64 hash)
{
    struct hash_at at;
    if (!occurrences->repeated.arena)
        hash_map_init(&occurrences->repeated, &occurrences->arena, 64);
    i64 index = hash_map_first(&occurrences->repeated, hash, &at);
    if (index >= 0) return &occurrences->counts[index];
    if (occurrences->repeated_count == occurrences->counts_capacity) {
        i64 capacity = MAX(2 * occurrences->counts_capacity, 64);
        occurrences->counts = arena_grow(&occurrences->arena, occurrences->counts,
                                         occurrences->counts_capacity, capacity, (i64)sizeof(i64));
        occurrences->counts_capacity = capacity;
    }
    hash_map_add(&occurrences->repeated, hash, occurrences->repeated_count);
    return &occurrences->counts[occurrences->repeated_count++];
}

bool occurrence_count(ctx *c, struct occurrences *occurrences, u64 hash, i64 *before)
{
    if (hash == 0) hash = 1; // 0 is the empty slot
    *before = 0;
    arenas_adopt(c, occurrences);
    if (occurrences->count * 10 >= occurrences->capacity * 6) slots_grow(occurrences);
    i64 slot = slot_of(occurrences, hash);
    if (occurrences->slots[slot]) {
        *before = ++*counter_of(occurrences, hash);
        return true;
    }
    if (occurrences->count == BOUND_ROWS_WITHOUT_ID)
        return fail_with(
            c, ERR_TOO_LARGE,
            fmt(c->arena, tr(c, "the file has more than %d rows without an id"),
                BOUND_ROWS_WITHOUT_ID),
            tr(c, "Name a column as \"row_id\" in the mapping, or import the file in parts."));
    occurrences->slots[slot] = hash;
    occurrences->count++;
    return true;
}
