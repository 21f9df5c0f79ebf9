// prop: laws that must hold for any input. A law draws its input from a seeded generator and says
// whether it held; 200 runs with growing inputs, then the smallest failing one is looked for and
// shown with its seed. TUNTUMA_PROP_SEED repeats a failure; TUNTUMA_PROP_RUNS asks for more.
#pragma once

#include "base/str.h"
#include "support/test.h"

struct prop {
    u64 state;
    i64 scale;  // 0 … PROP_SCALE: how much of each range may be used
    buf *shown; // the law describes its input here
};

#define PROP_SCALE       200
#define PROP_ARENA_BYTES (256 * 1024 * 1024)

typedef bool (*prop_law)(struct prop *p, struct arena *arena);

static inline u64 prop_bits(struct prop *p)
{
    u64 z = p->state += 0x9E3779B97F4A7C15u; // splitmix64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

// A number in low … high; the smaller the scale, the nearer to the number in it that is next to
// zero.
static inline i64 prop_i64(struct prop *p, i64 low, i64 high)
{
    assert(low <= high);
    i64 middle = MIN(MAX(0, low), high);
    i64 below = (i64)((i128)(middle - low) * p->scale / PROP_SCALE);
    i64 above = (i64)((i128)(high - middle) * p->scale / PROP_SCALE);
    u64 bits = prop_bits(p);
    return middle - below + (i64)(bits % ((u64)below + (u64)above + 1));
}

// Up to size_max characters, each one of those in `alphabet`.
static inline str prop_text(struct prop *p, struct arena *arena, str alphabet, i64 size_max)
{
    i64 size = prop_i64(p, 0, size_max);
    char *text = NEW_ARRAY(arena, char, size + 1);
    for (i64 i = 0; i < size; i++)
        text[i] = alphabet.s[prop_bits(p) % (u64)alphabet.size];
    return (str){text, size};
}

static inline u64 prop_setting(const char *name, u64 otherwise)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

// Whether the law holds for that seed and scale; what it was shown is printed where asked.
static inline bool prop_holds(prop_law law, u64 seed, i64 scale, bool print)
{
    struct arena arena;
    arena_init(&arena, PROP_ARENA_BYTES);
    buf shown = buf_new(&arena, 65536);
    struct prop p = {.state = seed, .scale = scale, .shown = &shown};
    bool held = law(&p, &arena);
    if (print) print_error("smallest case: %s\n", shown.s);
    arena_release(&arena);
    return held;
}

static inline void prop_check(prop_law law)
{
    u64 first = prop_setting("TUNTUMA_PROP_SEED", 1), runs = prop_setting("TUNTUMA_PROP_RUNS", 200);
    for (u64 run = 0; run < runs; run++) {
        i64 scale = MIN((i64)run, PROP_SCALE);
        if (getenv("TUNTUMA_PROP_SEED")) scale = PROP_SCALE;
        if (prop_holds(law, first + run, scale, false)) continue;
        i64 smallest = 0;
        while (smallest < scale && prop_holds(law, first + run, smallest, false))
            smallest++;
        print_error("a law is broken: TUNTUMA_PROP_SEED=%llu\n", (unsigned long long)(first + run));
        prop_holds(law, first + run, smallest, true);
        _fail(__FILE__, __LINE__);
    }
}

// Makes the test check_law of a law.
#define LAW(law)                                                                                   \
    static void check_##law(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        prop_check(law);                                                                           \
    }
