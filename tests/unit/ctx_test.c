#include "base/ctx.h"
#include "support/test.h"
#include "support/work.h"

static void an_error_holds_what_its_finder_said(void **state)
{
    (void)state;
    ctx c = {0};
    assert_false(fail_detail(&c, ERR_STORE, "the store is away", "Try again.", "08006"));
    assert_int_equal(c.err.code, ERR_STORE);
    assert_string_equal(c.err.msg, "the store is away");
    assert_string_equal(c.err.hint, "Try again.");
    assert_string_equal(c.err.detail, "08006");
    err_clear(&c);
    assert_false(fail(&c, ERR_NOT_FOUND, "no such thing"));
    assert_null(c.err.hint);
}

static void every_code_has_its_statuses(void **state)
{
    (void)state;
    assert_int_equal(err_http_status(ERR_TOO_LARGE), 413);
    assert_int_equal(err_exit_status(ERR_TOO_LARGE), 7);
    assert_string_equal(err_code_name(ERR_TOO_LARGE), "TOO_LARGE");
    assert_int_equal(err_http_status(ERR_NONE), 200);
    assert_int_equal(err_exit_status(ERR_NONE), 0);
    for (int code = 1; code < ERR__COUNT; code++) {
        assert_in_range(err_http_status((err_code)code), 400, 599);
        assert_in_range(err_exit_status((err_code)code), 1, 125);
    }
}

static bool succeed(ctx *c, void *data)
{
    (void)c;
    *(int *)data = 1;
    return true;
}

static bool refuse(ctx *c, void *data)
{
    (void)data;
    return fail(c, ERR_REFUSED, "no");
}

static bool fill(ctx *c, void *data)
{
    (void)data;
    for (int i = 0; i < 100; i++)
        arena_alloc(c->arena, 1, 1 << 20);
    return true;
}

static bool fill_inside(ctx *c, void *data)
{
    if (ctx_try(c, fill, data)) return true;
    assert_int_equal(c->err.code, ERR_TOO_LARGE);
    err_clear(c);
    arena_clear(c->arena);
    return fill(c, data); // reaches the outer ctx_try
}

static void a_full_arena_becomes_an_error_also_when_tries_are_nested(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 8 << 20);
    ctx c = {.arena = &arena};
    int done = 0;
    assert_true(ctx_try(&c, succeed, &done));
    assert_int_equal(done, 1);
    assert_false(ctx_try(&c, refuse, NULL));
    assert_int_equal(c.err.code, ERR_REFUSED);
    err_clear(&c);
    assert_false(ctx_try(&c, fill_inside, NULL));
    assert_int_equal(c.err.code, ERR_TOO_LARGE);
    assert_null(c.full_jump);
    assert_true(arena.full == NULL);
    arena_release(&arena);
}

static void work_that_nobody_waits_for_is_stopped(void **state)
{
    (void)state;
    atomic_bool stop = false;
    ctx c = {0};
    assert_false(ctx_stopped(&c));
    c.stop = &stop;
    assert_false(ctx_stopped(&c));
    stop = true;
    assert_true(ctx_stopped(&c));
    assert_true(ctx_stopped(&c));
    assert_int_equal(c.err.code, ERR_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_holds_what_its_finder_said),
        cmocka_unit_test(every_code_has_its_statuses),
        cmocka_unit_test(a_full_arena_becomes_an_error_also_when_tries_are_nested),
        cmocka_unit_test(work_that_nobody_waits_for_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
