// work: a ctx for tests: an arena, a fixed clock, numbers that are the same at every run.
#pragma once

#include "base/ctx.h"

#include <fcntl.h>

struct work {
    struct arena arena;
    ctx c;
    u64 seed;
};

// 2026-11-21T10:00:00Z
#define WORK_NOW_MS 1795255200000

static inline u64 work_random(ctx *c)
{
    u64 *state = c->random_state; // splitmix64
    u64 z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

// In place, because the ctx points into it. Returns the ctx.
static inline ctx *work_init(struct work *work)
{
    work->seed = 1;
    arena_init(&work->arena, 1024 * 1024 * 1024);
    work->c = (ctx){.arena = &work->arena,
                    .now_ms = WORK_NOW_MS,
                    .random = work_random,
                    .random_state = &work->seed,
                    .lang = "en",
                    .cwd_fd = AT_FDCWD,
                    .out = stdout,
                    .say = stderr};
    return &work->c;
}

static inline void work_release(struct work *work)
{
    arena_release(&work->arena);
}
