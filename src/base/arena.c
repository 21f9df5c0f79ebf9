// The idea: a chain of blocks, each used from its start. A block comes zeroed from calloc, which is
// free for large ones; only bytes below `touched`, used before a rewind, must be zeroed again.
#include "base/arena.h"

#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(p, bytes)   __asan_poison_memory_region((p), (size_t)(bytes))
#define UNPOISON(p, bytes) __asan_unpoison_memory_region((p), (size_t)(bytes))
#else
#define POISON(p, bytes)   ((void)(p), (void)(bytes))
#define UNPOISON(p, bytes) ((void)(p), (void)(bytes))
#endif

#define ALIGN_BYTES     16
#define BLOCK_MIN_BYTES 16384 // a small request's whole need
#define BLOCK_MAX_BYTES                                                                            \
    (16 * 1024 * 1024) // blocks double up to this, so waste stays small beside the use

#define HUGE_BYTES (4 * 1024 * 1024) // from here on a block asks for pages of 2 MB

struct arena_block {
    struct arena_block *older;
    i64 size, used; // bytes
    i64 touched;    // bytes from here on are still zero
    _Alignas(ALIGN_BYTES) char bytes[];
};

struct arena_deferred {
    struct arena_deferred *older;
    void (*free_fn)(void *);
    void *p;
};

static _Thread_local i64 fail_in; // 0 = never

static void *take(struct arena *arena, i64 size);
static bool block_add(struct arena *arena, i64 size);
static bool block_reuse(struct arena *arena, i64 size, i64 left);
static void block_free(struct arena *arena);
static void ask_huge_pages(void *p, i64 size);
static void run_deferred(struct arena *arena, const struct arena_deferred *until);
static i64 bytes_of(struct arena *arena, i64 count, i64 item_bytes);

void arena_init(struct arena *arena, i64 size_max_bytes)
{
    assert(size_max_bytes > 0);
    *arena = (struct arena){.size_max_bytes = size_max_bytes};
}

void arena_release(struct arena *arena)
{
    run_deferred(arena, NULL);
    arena_keep(arena, 0);
    while (arena->block)
        block_free(arena);
    assert(arena->size_bytes == 0);
}

void arena_keep(struct arena *arena, i64 bytes)
{
    assert(bytes >= 0);
    arena->spare_max_bytes = bytes;
    while (arena->spare && arena->spare_bytes > bytes) {
        struct arena_block *b = arena->spare;
        arena->spare = b->older;
        arena->spare_bytes -= b->size;
        UNPOISON(b->bytes, b->size);
        free(b);
    }
}

void arena_clear(struct arena *arena)
{
    run_deferred(arena, NULL);
    while (arena->block && arena->block->older)
        block_free(arena);
    if (!arena->block) return;
    arena->block->used = 0;
    POISON(arena->block->bytes, arena->block->size);
}

void *arena_alloc(struct arena *arena, i64 count, i64 item_bytes)
{
    void *p = take(arena, bytes_of(arena, count, item_bytes));
    if (!p) arena_full(arena, arena->system_refused);
    return p;
}

void *arena_grow(struct arena *arena, void *old, i64 old_count, i64 count, i64 item_bytes)
{
    assert(old_count >= 0);
    assert(count >= old_count);
    i64 size = bytes_of(arena, count, item_bytes);
    i64 old_size = old_count * item_bytes;
    struct arena_block *b = arena->block;
    char *end = old ? (char *)old + old_size : NULL;
    bool newest = b && end && end == b->bytes + b->used;
    if (newest && size - old_size <= b->size - b->used && fail_in != 1) {
        i64 used = b->used + size - old_size;
        UNPOISON(end, size - old_size);
        if (b->touched > b->used) memset(end, 0, (size_t)(MIN(b->touched, used) - b->used));
        b->used = used;
        b->touched = MAX(b->touched, used);
        if (fail_in > 0) fail_in--;
        return old;
    }
    void *p = arena_alloc(arena, count, item_bytes);
    if (old && old_size > 0) memcpy(p, old, (size_t)old_size);
    return p;
}

void arena_defer(struct arena *arena, void (*free_fn)(void *), void *p)
{
    assert(free_fn);
    struct arena_deferred *d = take(arena, (i64)sizeof *d);
    if (!d) {
        free_fn(p); // or it would leak: nobody else knows of it yet
        arena_full(arena, arena->system_refused);
    }
    *d = (struct arena_deferred){arena->deferred, free_fn, p};
    arena->deferred = d;
}

NORETURN void arena_full(struct arena *arena, bool system_refused)
{
    arena->system_refused = system_refused;
    if (arena->full) arena->full(arena->full_data);
    fprintf(stderr, "<2>out of memory: %s at %lld bytes\n",
            system_refused ? "the system refused" : "the bound was reached",
            (long long)arena->size_bytes);
    abort();
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->block, arena->block ? arena->block->used : 0,
                               arena->deferred};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    run_deferred(arena, mark.deferred);
    while (arena->block != mark.block) {
        assert(arena->block);
        block_free(arena);
    }
    if (!arena->block) return;
    assert(mark.used_bytes <= arena->block->used);
    arena->block->used = mark.used_bytes;
    POISON(arena->block->bytes + mark.used_bytes, arena->block->size - mark.used_bytes);
}

void arena_fail_at(i64 n)
{
    assert(n >= 0);
    fail_in = n;
}

// NULL when the arena is full; arena->system_refused says why.
static void *take(struct arena *arena, i64 size)
{
    arena->system_refused = false;
    if (fail_in > 0 && --fail_in == 0) {
        arena->system_refused = true;
        return NULL;
    }
    struct arena_block *b = arena->block;
    i64 from = b ? (b->used + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES : 0;
    if (!b || from > b->size || size > b->size - from) {
        if (!block_add(arena, size)) return NULL;
        b = arena->block;
        from = 0;
    }
    char *p = b->bytes + from;
    UNPOISON(p, size);
    if (b->touched > from) memset(p, 0, (size_t)MIN(size, b->touched - from));
    b->used = from + size;
    b->touched = MAX(b->touched, b->used);
    return p;
}

// A spare block that is large enough, the newest first: its memory may still be near.
static bool block_reuse(struct arena *arena, i64 size, i64 left)
{
    struct arena_block **link = &arena->spare;
    while (*link && ((*link)->size < size || (*link)->size > left))
        link = &(*link)->older;
    struct arena_block *b = *link;
    if (!b) return false;
    *link = b->older;
    arena->spare_bytes -= b->size;
    b->older = arena->block;
    b->used = 0;
    arena->block = b;
    arena->size_bytes += b->size;
    return true;
}

static bool block_add(struct arena *arena, i64 size)
{
    i64 wanted = MIN(MAX(arena->size_bytes, BLOCK_MIN_BYTES), BLOCK_MAX_BYTES);
    i64 left = arena->size_max_bytes - arena->size_bytes;
    if (block_reuse(arena, size, left)) return true;
    i64 block_size = MAX(size, MIN(wanted, left));
    if (block_size > left) return false;
    struct arena_block *b = calloc(1, sizeof *b + (size_t)block_size);
    if (!b) {
        arena->system_refused = true;
        return false;
    }
    if (block_size >= HUGE_BYTES) ask_huge_pages(b, block_size);
    b->older = arena->block;
    b->size = block_size;
    POISON(b->bytes, block_size);
    arena->block = b;
    arena->size_bytes += block_size;
    return true;
}

static void block_free(struct arena *arena)
{
    struct arena_block *b = arena->block;
    arena->block = b->older;
    arena->size_bytes -= b->size;
    if (arena->spare_bytes + b->size <= arena->spare_max_bytes) {
        POISON(b->bytes, b->size);
        b->older = arena->spare;
        arena->spare = b;
        arena->spare_bytes += b->size;
        return;
    }
    UNPOISON(b->bytes, b->size);
    free(b);
}

// A look-up in a large table then waits for one line of memory, not for the page's address as well:
// half the time.
static void ask_huge_pages(void *p, i64 size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)p + page - 1) / page * page,
              to = ((uintptr_t)p + (u64)size) / page * page;
    madvise((void *)from, to - from, MADV_HUGEPAGE); // a wish; without it all works the same
}

static void run_deferred(struct arena *arena, const struct arena_deferred *until)
{
    while (arena->deferred != until) {
        assert(arena->deferred);
        struct arena_deferred d = *arena->deferred;
        arena->deferred = d.older;
        d.free_fn(d.p);
    }
}

// Checked: a count from outside must not wrap around into a small allocation.
static i64 bytes_of(struct arena *arena, i64 count, i64 item_bytes)
{
    assert(count >= 0);
    assert(item_bytes > 0);
    i64 size = 0;
    if (__builtin_mul_overflow(count, item_bytes, &size) || size > arena->size_max_bytes)
        arena_full(arena, false);
    return size;
}
