// chance: a stream of numbers that a seed decides (xoshiro256**, seeded by splitmix64; Blackman and
// Vigna 2018). Not for secrets. Everything here is integer arithmetic or exact powers of two, so
// machines agree.
#pragma once

#include "base/base.h"

struct chance {
    u64 state[4];
};

// One well mixed number out of another: also good as a fixed "random" property of a thing with a
// number.
static inline u64 chance_mix(u64 number)
{
    number += 0x9e3779b97f4a7c15u;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
    return number ^ (number >> 31);
}

static inline struct chance chance_new(u64 seed)
{
    struct chance chance;
    for (i32 i = 0; i < 4; i++)
        chance.state[i] = seed = chance_mix(seed + (u64)i);
    return chance;
}

static inline u64 chance_bits(struct chance *chance)
{
    u64 *s = chance->state;
    u64 times_5 = s[1] * 5;
    u64 result = ((times_5 << 7) | (times_5 >> 57)) * 9;
    u64 shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

// From 0 up to, not including, 1.
static inline f64 chance_share(struct chance *chance)
{
    return (f64)(chance_bits(chance) >> 11) * 0x1.0p-53;
}

static inline bool chance_happens(struct chance *chance, f64 probability)
{
    return chance_share(chance) < probability;
}

// From 0 to count - 1.
static inline i32 chance_below(struct chance *chance, i64 count)
{
    return (i32)(((chance_bits(chance) >> 32) * (u64)count) >> 32);
}

// From low to high, both included.
static inline i32 chance_between(struct chance *chance, i32 low, i32 high)
{
    return low + chance_below(chance, high - low + 1);
}

// Four 16-bit numbers of one draw, added: mean 0, deviation 1, bell-shaped, never beyond 3.47. No
// library's logarithm is asked, and no customer here needs a longer tail.
static inline f64 chance_bell_of(u64 bits)
{
    f64 sum =
        (f64)((bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48));
    return (sum - 131070.0) * (1.0 / 37836.6);
}

static inline f64 chance_bell(struct chance *chance)
{
    return chance_bell_of(chance_bits(chance));
}
