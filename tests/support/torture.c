#include "support/torture.h"

#include "bounds.h"
#include "store/store.h"
#include "support/test.h"

// The first are all tried; later ones, of which there may be very many, ever further apart.
static i64 next_of(i64 n)
{
    return n + 1 + n / 10;
}

static bool attempt(ctx *c, const struct torture *torture, i64 n)
{
    struct arena arena;
    ctx inner = *c;
    arena_init(&arena, 512 * MIB);
    inner.arena = &arena;
    arena_fail_at(n);
    bool done = ctx_try(&inner, torture->work, torture->data);
    arena_fail_at(0);
    if (inner.db && store_in_transaction(&inner)) store_rollback(&inner);
    bool is_told = done ? inner.err.code == ERR_NONE
                        : (inner.err.code == ERR_NO_MEMORY || inner.err.code == ERR_TOO_LARGE) &&
                              inner.err.msg && inner.err.hint;
    if (!is_told)
        print_error("%s: allocation %lld fails: %s\n", torture->name, (long long)n,
                    inner.err.msg ? inner.err.msg : "no error");
    assert_true(is_told);
    arena_release(&arena);
    if (!done && torture->after) torture->after(c, torture->data);
    return done;
}

i64 torture(ctx *c, struct torture torture)
{
    i64 failures = 0;
    for (i64 n = 1; failures < torture.count_max; n = next_of(n)) {
        if (attempt(c, &torture, n)) return failures;
        failures++;
    }
    bool done = attempt(c, &torture, 0);
    assert_true(done);
    return failures;
}
