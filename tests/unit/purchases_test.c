#include "stat/customers/purchases.h"

#include "support/near.h"
#include "support/work.h"

struct row {
    i32 customer, day;
    f64 value;
};

static const struct row rows[] = {
    {0, 100, 10},
    {0, 100, 5 },
    {1, -3,  1 },
    {0, 163, 20},
    {2, 400, 9 },
    {0, 164, 30},
    {0, 165, 7 },
    {0, 165, 8 },
    {1, 70,  2 },
    {0, 250, 40},
    {1, 71,  4 },
};

static struct purchases *gathered(ctx *c, const i32 order[])
{
    struct purchases *all = purchases_new(c, 200);
    for (i64 i = 0; i < COUNT_OF(rows); i++) {
        struct row row = rows[order[i]];
        purchases_add(all, row.customer, row.day, row.value);
    }
    return all;
}

static void is_right(const struct purchases *all)
{
    assert_int_equal(purchases_customers(all), 3);
    assert_int_equal(purchases_first_day(all), -3);
    assert_int_equal(purchases_last_day(all), 400);
    struct purchase_record one = purchases_record(all, 0, 200, 400);
    assert_int_equal(one.first, 100);
    assert_int_equal(one.last, 165);
    assert_int_equal(one.repeats, 3);
    assert_int_equal(one.later, 1);
    assert_near(one.repeat_value, 65, 1e-12);
    one = purchases_record(all, 0, 200, 249);
    assert_int_equal(one.later, 0);
    one = purchases_record(all, 1, 200, 400);
    assert_int_equal(one.first, -3);
    assert_int_equal(one.last, 71);
    assert_int_equal(one.repeats, 2);
    assert_near(one.repeat_value, 6, 1e-12);
    assert_int_equal(purchases_record(all, 2, 200, 400).first, PURCHASES_NEVER);

    f64 by_day[404] = {0};
    purchases_count(all, 200, -3, 400, by_day);
    const i32 expected[] = {163, 164, 165, 250, 70, 71};
    for (i64 i = 0; i < COUNT_OF(expected); i++)
        by_day[expected[i] + 3]--;
    for (i64 i = 0; i < 404; i++)
        assert_near(by_day[i], 0, 0);
}

static void rows_may_come_in_any_order(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    i32 order[COUNT_OF(rows)];
    for (i32 i = 0; i < COUNT_OF(rows); i++)
        order[i] = i;
    is_right(gathered(c, order));
    for (i32 i = 0; i < COUNT_OF(rows); i++)
        order[i] = (i32)COUNT_OF(rows) - 1 - i;
    is_right(gathered(c, order));
    for (int round = 0; round < 200; round++) {
        for (i64 i = COUNT_OF(rows) - 1; i > 0; i--) {
            i64 k = (i64)(work_random(c) % (u64)(i + 1));
            i32 kept = order[i];
            order[i] = order[k];
            order[k] = kept;
        }
        is_right(gathered(c, order));
    }
    work_release(&work);
}

static void a_missing_value_is_not_taken_for_nothing(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct purchases *all = purchases_new(c, INT32_MAX);
    purchases_add(all, 0, 1, 5);
    purchases_add(all, 0, 2, (f64)NAN);
    purchases_add(all, 0, 3, 5);
    purchases_add(all, 1, 3, 5);
    assert_true(isnan(purchases_record(all, 0, 9, 9).repeat_value));
    assert_near(purchases_record(all, 1, 9, 9).repeat_value, 0, 0);
    work_release(&work);
}

// Many rows of a few days cost no more than the days.
static void memory_grows_with_days_not_with_rows(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct purchases *all = purchases_new(c, INT32_MAX);
    for (i32 i = 0; i < 10000; i++)
        purchases_add(all, i % 10, 20000 + i % 500, 1);
    i64 before = c->arena->size_bytes;
    for (i32 i = 0; i < 300000; i++)
        purchases_add(all, i % 10, 20000 + i % 500, 1);
    assert_int_equal(c->arena->size_bytes, before);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_may_come_in_any_order),
        cmocka_unit_test(a_missing_value_is_not_taken_for_nothing),
        cmocka_unit_test(memory_grows_with_days_not_with_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
