#include "base/arena.h"
#include "base/ctx.h"
#include "base/str.h"
#include "support/test.h"
#include "support/work.h"

static int freed[8];
static int freed_count;

static void note_freed(void *p)
{
    freed[freed_count++] = *(int *)p;
}

static void memory_is_zero_also_where_it_was_used_before(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int round = 0; round < 3; round++) {
        struct arena_mark mark = arena_mark(&arena);
        unsigned char *p = arena_alloc(&arena, 1000, 1);
        for (int i = 0; i < 1000; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, 1000);
        if (round == 0)
            arena_rewind(&arena, mark);
        else
            arena_clear(&arena);
    }
    int *first = NEW_ARRAY(&arena, int, 2);
    struct arena_mark mark = arena_mark(&arena);
    memset(arena_alloc(&arena, 100, 1), 0xAA, 100);
    arena_rewind(&arena, mark);
    int *grown = arena_grow(&arena, first, 2, 20, sizeof(int));
    for (int i = 0; i < 20; i++)
        assert_int_equal(grown[i], 0);
    arena_release(&arena);
}

static void allocations_are_aligned_for_any_type(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (i64 size = 0; size < 100; size++)
        assert_int_equal((uintptr_t)arena_alloc(&arena, size, 1) % 16, 0);
    arena_release(&arena);
}

static void the_newest_array_grows_in_place_and_others_move(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    i64 *a = NEW_ARRAY(&arena, i64, 3);
    a[2] = 7;
    assert_ptr_equal(arena_grow(&arena, a, 3, 6, sizeof *a), a);
    i64 *b = NEW_ARRAY(&arena, i64, 1);
    b[0] = 9;
    i64 *moved = arena_grow(&arena, a, 6, 8, sizeof *a);
    assert_ptr_not_equal(moved, a);
    assert_int_equal(moved[2], 7);
    assert_int_equal(moved[7], 0);
    assert_int_equal(b[0], 9);
    i64 *wide = arena_grow(&arena, moved, 8, 10000, sizeof *a); // into another block
    assert_int_equal(wide[2], 7);
    assert_int_equal(wide[9999], 0);
    assert_ptr_not_equal(arena_grow(&arena, NULL, 0, 5, sizeof *a), NULL);
    arena_release(&arena);
}

static void what_is_deferred_runs_newest_first_back_to_the_mark(void **state)
{
    (void)state;
    struct arena arena;
    int numbers[] = {1, 2, 3};
    freed_count = 0;
    arena_init(&arena, 1 << 20);
    arena_defer(&arena, note_freed, &numbers[0]);
    struct arena_mark mark = arena_mark(&arena);
    arena_defer(&arena, note_freed, &numbers[1]);
    arena_alloc(&arena, 100000, 1);
    arena_defer(&arena, note_freed, &numbers[2]);
    arena_rewind(&arena, mark);
    assert_int_equal(freed_count, 2);
    assert_int_equal(freed[0], 3);
    assert_int_equal(freed[1], 2);
    arena_release(&arena);
    assert_int_equal(freed_count, 3);
    assert_int_equal(freed[2], 1);
    assert_int_equal(arena.size_bytes, 0);
}

static bool take_too_much(ctx *c, void *data)
{
    i64 *size = data;
    arena_alloc(c->arena, *size, 8);
    return true;
}

static void a_count_that_would_overflow_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    i64 sizes[] = {INT64_MAX, INT64_MAX / 8, 1LL << 61, (1LL << 30) / 8 + 1};
    for (i64 i = 0; i < COUNT_OF(sizes); i++) {
        assert_false(ctx_try(c, take_too_much, &sizes[i]));
        assert_int_equal(c->err.code, ERR_TOO_LARGE);
        err_clear(c);
    }
    i64 fits = 1000;
    assert_true(ctx_try(c, take_too_much, &fits));
    work_release(&work);
}

static bool defer_one(ctx *c, void *data)
{
    arena_fail_at(1);
    arena_defer(c->arena, note_freed, data);
    return true;
}

static void a_resource_is_freed_when_there_is_no_room_to_defer_it(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    int number = 5;
    freed_count = 0;
    assert_false(ctx_try(c, defer_one, &number));
    assert_int_equal(c->err.code, ERR_NO_MEMORY);
    assert_int_equal(freed_count, 1);
    work_release(&work);
    assert_int_equal(freed_count, 1);
}

static bool take_three(ctx *c, void *data)
{
    int *taken = data;
    for (*taken = 0; *taken < 3; ++*taken)
        arena_alloc(c->arena, 1, 1);
    return true;
}

static void the_named_allocation_fails_once(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    int taken = 0;
    for (int n = 1; n <= 3; n++) {
        arena_fail_at(n);
        assert_false(ctx_try(c, take_three, &taken));
        assert_int_equal(taken, n - 1);
        err_clear(c);
    }
    arena_fail_at(4);
    assert_true(ctx_try(c, take_three, &taken));
    arena_fail_at(0);
    assert_true(ctx_try(c, take_three, &taken));
    work_release(&work);
}

static void what_is_given_back_is_kept_for_the_next_use(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 64 << 20);
    arena_keep(&arena, 8 << 20);
    for (int round = 0; round < 3; round++) {
        struct arena_mark mark = arena_mark(&arena);
        unsigned char *p = arena_alloc(&arena, 5 << 20, 1);
        for (i64 i = 0; i < 5 << 20; i += 4096)
            assert_int_equal(p[i], 0); // zero although it was used before
        memset(p, 0xAA, 5 << 20);
        arena_rewind(&arena, mark);
        assert_true(arena.spare_bytes >= 5 << 20);
        assert_true(arena.spare_bytes <= 8 << 20);
        assert_true(arena.size_bytes < 5 << 20);
    }
    arena_keep(&arena, 0);
    assert_int_equal(arena.spare_bytes, 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zero_also_where_it_was_used_before),
        cmocka_unit_test(allocations_are_aligned_for_any_type),
        cmocka_unit_test(the_newest_array_grows_in_place_and_others_move),
        cmocka_unit_test(what_is_deferred_runs_newest_first_back_to_the_mark),
        cmocka_unit_test(a_count_that_would_overflow_is_refused),
        cmocka_unit_test(a_resource_is_freed_when_there_is_no_room_to_defer_it),
        cmocka_unit_test(the_named_allocation_fails_once),
        cmocka_unit_test(what_is_given_back_is_kept_for_the_next_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
