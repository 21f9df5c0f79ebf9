#include "insight/customers/histories.h"

#include "support/near.h"
#include "support/work.h"

static struct histories grouped(ctx *c, const struct history customers[], i64 count)
{
    struct histories histories;
    assert_true(histories_group(c, customers, count, &histories));
    return histories;
}

static void equal_histories_are_counted_together_in_order(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const struct history customers[] = {
        {2, 5,    9},
        {0, 0,    9},
        {2, 5,    9},
        {1, 5,    9},
        {0, -0.0, 9},
        {2, 5,    8},
        {0, 0,    9}
    };
    struct histories h = grouped(c, customers, COUNT_OF(customers));
    const struct history different[] = {
        {0, 0, 9},
        {1, 5, 9},
        {2, 5, 8},
        {2, 5, 9}
    };
    const f64 counts[] = {3, 1, 1, 2};
    assert_int_equal(h.count, 4);
    for (i64 i = 0; i < 4; i++) {
        assert_memory_equal(&h.history[i], &different[i], sizeof different[i]);
        assert_near(h.customers[i], counts[i], 0);
    }
    for (i64 i = 0; i < COUNT_OF(customers); i++)
        assert_near(h.history[h.of_customer[i]].age, customers[i].age, 0);
    assert_int_equal(h.customer_count, 7);
    assert_int_equal(h.repeaters, 4);
    assert_near(h.repeats, 7, 0);
    assert_near(h.age_max, 9, 0);
    assert_int_equal(h.level_count, 3);
    assert_near(h.levels[2].customers, 3, 0);
    assert_int_equal(h.levels[2].begin, 2);
    assert_int_equal(h.levels[2].end, 4);
    work_release(&work);
}

static void what_cannot_be_is_refused_with_its_number(void **state)
{
    (void)state;
    const struct history bad[] = {
        {0,             1,        2            },
        {1,             0,        2            },
        {-1,            1,        2            },
        {1.5,           1,        2            },
        {1,             3,        2            },
        {1,             -1,       2            },
        {0,             0,        -1           },
        {0,             0,        (f64)NAN     },
        {0,             0,        (f64)INFINITY},
        {(f64)INFINITY, 1,        2            },
        {(f64)NAN,      1,        2            },
        {1,             (f64)NAN, 2            }
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        struct work work;
        ctx *c = work_init(&work);
        const struct history customers[] = {
            {0, 0, 1},
            bad[i]
        };
        struct histories histories;
        assert_false(histories_group(c, customers, 2, &histories));
        assert_int_equal(c->err.code, ERR_REFUSED);
        assert_true(str_starts(str_of(c->err.msg), S("customer number 2 has ")));
        work_release(&work);
    }
}

static void a_sample_stands_for_all(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct history customers[1000];
    for (i64 i = 0; i < 1000; i++)
        customers[i] = i % 4 ? (struct history){0, 0, 9} : (struct history){(f64)(i % 7 + 1), 2, 9};
    struct histories all = grouped(c, customers, 1000);
    struct histories sample = histories_sample(c, &all, 100);
    assert_int_equal(sample.customer_count, 100);
    assert_int_equal(sample.repeaters, 25);
    assert_near(sample.repeats, all.repeats / 10, 4);
    struct histories whole = histories_sample(c, &all, 5000);
    assert_int_equal(whole.customer_count, 1000);
    assert_near(whole.repeats, all.repeats, 0);
    struct histories weeks = histories_in_unit(c, &all, 7);
    assert_near(weeks.history[weeks.count - 1].age, 9.0 / 7, 1e-15);
    assert_near(weeks.age_max, 9.0 / 7, 1e-15);
    work_release(&work);
}

static void nobody_is_a_case_too(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct histories h = grouped(c, NULL, 0);
    assert_int_equal(h.count, 0);
    assert_int_equal(h.level_count, 0);
    assert_int_equal(histories_sample(c, &h, 10).count, 0);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_histories_are_counted_together_in_order),
        cmocka_unit_test(what_cannot_be_is_refused_with_its_number),
        cmocka_unit_test(a_sample_stands_for_all),
        cmocka_unit_test(nobody_is_a_case_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
