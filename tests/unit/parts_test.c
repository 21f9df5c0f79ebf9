#include "insight/maths/parts.h"

#include "support/near.h"
#include "support/work.h"

static void add_inverses(const void *data, i64 begin, i64 end, f64 sum[])
{
    const f64 *shift = data;
    for (i64 i = begin; i < end; i++) {
        sum[0] += 1 / ((f64)i + *shift);
        sum[1] += 1;
    }
}

static void sums_are_the_same_bits_every_time(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 shift = 0.1;
    const i64 counts[] = {0, 1, 2047, 2048, 2049, 300000};
    for (i64 k = 0; k < COUNT_OF(counts); k++) {
        struct parts_work all = {add_inverses, &shift, counts[k], 2};
        f64 first[2], again[2], alone[2] = {0};
        parts_sum(c, all, first);
        for (int i = 0; i < 20; i++) {
            parts_sum(c, all, again);
            assert_memory_equal(again, first, sizeof first);
        }
        add_inverses(&shift, 0, counts[k], alone);
        assert_near(first[0], alone[0], 1e-12 * (1 + alone[0]));
        assert_near(first[1], (f64)counts[k], 0);
    }
    work_release(&work);
}

static void mark(const void *data, i64 begin, i64 end, f64 sum[])
{
    (void)sum;
    i32 *const *seen = data;
    for (i64 i = begin; i < end; i++)
        (*seen)[i]++;
}

static void every_item_is_met_once(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    enum { COUNT = 50000 };
    i32 *seen = NEW_ARRAY(c->arena, i32, COUNT);
    parts_sum(c, (struct parts_work){mark, &seen, COUNT, 0}, NULL);
    for (i64 i = 0; i < COUNT; i++)
        assert_int_equal(seen[i], 1);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_the_same_bits_every_time),
        cmocka_unit_test(every_item_is_met_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
