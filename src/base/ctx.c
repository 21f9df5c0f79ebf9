#include "base/ctx.h"

static const struct {
    const char *name;
    int http_status, exit_status;
} codes[] = {
#define X(code, http, exit, level) {#code, http, exit},
    ERR_CODES(X)
#undef X
};
static_assert(COUNT_OF(codes) == ERR__COUNT, "one line for each code");

static void jump_out(void *full_data);

bool fail(ctx *c, err_code code, const char *msg)
{
    return fail_detail(c, code, msg, NULL, NULL);
}

bool fail_with(ctx *c, err_code code, const char *msg, const char *hint)
{
    return fail_detail(c, code, msg, hint, NULL);
}

bool fail_detail(ctx *c, err_code code, const char *msg, const char *hint, const char *detail)
{
    assert(code > ERR_NONE && code < ERR__COUNT);
    assert(msg);
    assert(c->err.code == ERR_NONE);
    c->err = (err){code, msg, hint, detail};
    return false;
}

void err_clear(ctx *c)
{
    c->err = (err){0};
}

int err_http_status(err_code code)
{
    assert(code < ERR__COUNT);
    return codes[code].http_status;
}

int err_exit_status(err_code code)
{
    assert(code < ERR__COUNT);
    return codes[code].exit_status;
}

const char *err_code_name(err_code code)
{
    assert(code < ERR__COUNT);
    return codes[code].name;
}

bool ctx_try(ctx *c, bool (*work)(ctx *c, void *data), void *data)
{
    assert(c->arena);
    struct arena *const arena = c->arena;
    void (*const full_before)(void *) = arena->full;
    void *const data_before = arena->full_data;
    jmp_buf *const jump_before = c->full_jump;
    jmp_buf jump;
    volatile bool done = false;
    c->full_jump = &jump;
    arena->full = jump_out;
    arena->full_data = c;
    if (setjmp(jump) == 0) {
        done = work(c, data);
    } else {
        c->arena = arena;
        err_clear(c); // what failed before is no longer the reason
        if (arena->system_refused)
            fail_with(c, ERR_NO_MEMORY, tr(c, "the computer has no memory left"),
                      tr(c, "Try again in a moment."));
        else
            fail_with(c, ERR_TOO_LARGE,
                      tr(c, "this needs more memory than one piece of work may use"),
                      tr(c, "Ask for less at once."));
    }
    arena->full = full_before;
    arena->full_data = data_before;
    c->full_jump = jump_before;
    return done;
}

bool ctx_stopped(ctx *c)
{
    if (!c->stop || !atomic_load_explicit(c->stop, memory_order_relaxed)) return false;
    if (c->err.code != ERR_NONE) return true;
    fail(c, ERR_STOPPED, tr(c, "the work was stopped"));
    return true;
}

static void jump_out(void *full_data)
{
    ctx *c = full_data;
    assert(c->full_jump);
    longjmp(*c->full_jump, 1);
}

static void own_full(void *arena)
{
    arena_full(arena, false);
}

static void own_end(void *arena)
{
    arena_release(arena);
}

struct arena *ctx_arena(ctx *c, i64 size_max_bytes)
{
    struct arena *own = NEW(c->arena, struct arena);
    arena_init(own, size_max_bytes);
    own->full = own_full;
    own->full_data = c->arena;
    arena_defer(c->arena, own_end, own);
    return own;
}
