// arena: where memory of one request, command or job lives; freed as a whole.
// Owns its blocks and what was deferred to it. Uses malloc, the only file that does with json.c.
// Never returns NULL: when the bound is reached or the system has no memory, the arena calls its
// `full` function, which must not return (ctx_try in ctx.h makes it an ordinary error of the
// request). So: never allocate from an arena while holding a lock.
#pragma once

#include "base/base.h"

struct arena_block;
struct arena_deferred;

struct arena {
    struct arena_block *block;       // newest block, linked to older ones
    struct arena_deferred *deferred; // newest first
    i64 size_bytes;                  // all blocks together
    i64 size_max_bytes;              // beyond it `full` is called
    void (*full)(void *full_data);   // must not return
    void *full_data;
    struct arena_block *spare; // given back, kept for the next use
    i64 spare_bytes, spare_max_bytes;
    bool system_refused; // why `full` was called: the system had no memory left; false: the bound
                         // was reached
};

struct arena_mark {
    struct arena_block *block;
    i64 used_bytes;
    struct arena_deferred *deferred;
};

// Makes an empty arena that may grow to size_max_bytes. Without a `full` function reaching the
// bound aborts.
void arena_init(struct arena *arena, i64 size_max_bytes);
// Runs what was deferred, newest first, and frees all blocks; the arena must not be used
// afterwards.
void arena_release(struct arena *arena);
// Runs what was deferred, newest first, and keeps one block for the next use.
void arena_clear(struct arena *arena);

// From now on up to `bytes` of what is rewound or cleared are kept for the next use: for arenas
// that are filled and emptied in a loop, where fresh pages from the system would cost more than the
// work.
void arena_keep(struct arena *arena, i64 bytes);

// Zeroed memory, aligned for any type.
void *arena_alloc(struct arena *arena, i64 count, i64 item_bytes)
    __attribute__((returns_nonnull, malloc));
// Grows the array `old` of old_count items to count items, in place where it is the newest
// allocation. New items are zero. An array made before a mark must not grow after it: the rewind
// would take the new items.
void *arena_grow(struct arena *arena, void *old, i64 old_count, i64 count, i64 item_bytes)
    __attribute__((returns_nonnull));
// Calls free_fn(p) when the arena is cleared, released or rewound past this point; at once when the
// arena is full.
void arena_defer(struct arena *arena, void (*free_fn)(void *), void *p);

// Calls `full`, for code in base whose memory comes from elsewhere and ran out.
NORETURN void arena_full(struct arena *arena, bool system_refused);

// What was allocated or deferred after arena_mark goes at arena_rewind, in the same function.
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

#define NEW(arena, type)              ((type *)arena_alloc((arena), 1, (i64)sizeof(type)))
#define NEW_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), (i64)sizeof(type)))

// For tests, per thread: the allocation numbered n from now on (1 = next) behaves as if memory had
// run out; 0 switches it off.
void arena_fail_at(i64 n);
