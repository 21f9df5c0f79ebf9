// Who is drawn: exact counts, no favourites, and the same again with the same seed.
#include "campaign/draw.h"

#include "support/work.h"

#include "support/test.h"

enum { MANY = 20000 };

static const struct hash_seed seed = {
    {1, 2, 3, 4, 5, 6, 7, 8}
};

struct drawn {
    f64 number[MANY];
    i64 cell[MANY];
    enum draw_outcome outcome[MANY];
    i64 most[8];
    struct draw_order order;
};

static struct drawn *drawn_new(ctx *c, i64 count, i64 cells)
{
    struct drawn *d = NEW(c->arena, struct drawn);
    for (i64 i = 0; i < count; i++) {
        d->number[i] = draw_number(&seed, &i, 1);
        d->cell[i] = i % cells;
    }
    for (i64 i = 0; i < cells; i++)
        d->most[i] = -1;
    d->order = (struct draw_order){.count = count,
                                   .number = d->number,
                                   .cell = d->cell,
                                   .cell_count = cells,
                                   .cell_most = d->most,
                                   .most = -1,
                                   .share = 1};
    return d;
}

static i64 count_of(const struct drawn *d, enum draw_outcome outcome, i64 cell)
{
    i64 n = 0;
    for (i64 i = 0; i < d->order.count; i++)
        n += d->outcome[i] == outcome && (cell < 0 || d->cell[i] == cell);
    return n;
}

static void numbers_are_spread_evenly(void **state)
{
    (void)state;
    enum { BINS = 20 };
    i64 bins[BINS] = {0};
    for (i64 i = 0; i < MANY; i++) {
        const i64 parts[] = {i, 1795168800000, 3};
        f64 number = draw_number(&seed, parts, 3);
        assert_true(number >= 0 && number < 1);
        bins[(i64)(number * BINS)]++;
    }
    f64 expected = (f64)MANY / BINS, chi_square = 0;
    for (i64 i = 0; i < BINS; i++)
        chi_square += ((f64)bins[i] - expected) * ((f64)bins[i] - expected) / expected;
    // 19 degrees of freedom: 95 of 100 samples lie between 8.9 and 32.9.
    assert_true(chi_square > 8.9 && chi_square < 32.9);
}

static void everybody_has_the_same_chance_within_a_cell(void **state)
{
    (void)state;
    // 50 people, 10 of them drawn, 2,000 times with another seed each: everybody about 400 times.
    enum { PEOPLE = 50, TAKEN = 10, TIMES = 2000 };
    struct work work;
    ctx *c = work_init(&work);
    i64 times[PEOPLE] = {0};
    for (i64 t = 0; t < TIMES; t++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct drawn *d = drawn_new(c, PEOPLE, 1);
        for (i64 i = 0; i < PEOPLE; i++) {
            const i64 parts[] = {i, t};
            d->number[i] = draw_number(&seed, parts, 2);
        }
        d->most[0] = TAKEN;
        draw(c, &d->order, d->outcome);
        assert_int_equal(count_of(d, DRAW_TAKEN, -1), TAKEN);
        for (i64 i = 0; i < PEOPLE; i++)
            times[i] += d->outcome[i] == DRAW_TAKEN;
        arena_rewind(c->arena, mark);
    }
    // Drawing without replacement: each count has variance T p (1 - p), and the sum of squares over
    // that, less the part that the fixed total takes, is chi-square with 49 degrees of freedom.
    f64 p = (f64)TAKEN / PEOPLE, expected = TIMES * p, statistic = 0;
    for (i64 i = 0; i < PEOPLE; i++)
        statistic += ((f64)times[i] - expected) * ((f64)times[i] - expected) /
                     (expected * (1 - p) * PEOPLE / (PEOPLE - 1));
    assert_true(statistic > 31.6 && statistic < 70.2); // 0.025 and 0.975
    work_release(&work);
}

static void a_share_takes_about_its_part_and_the_same_ones_again(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct drawn *d = drawn_new(c, MANY, 4), *again = drawn_new(c, MANY, 4);
    d->order.share = again->order.share = 0.2;
    draw(c, &d->order, d->outcome);
    draw(c, &again->order, again->outcome);
    i64 taken = count_of(d, DRAW_TAKEN, -1);
    assert_in_range(taken, 4000 - 111, 4000 + 111); // 1.96 standard deviations of 56.6
    assert_memory_equal(d->outcome, again->outcome, sizeof d->outcome);
    // The next wave takes others; five waves take everybody once.
    i64 times = 0, twice = 0;
    for (i64 i = 0; i < MANY; i++)
        again->outcome[i] = DRAW_NOT_DRAWN;
    i64 *seen = NEW_ARRAY(c->arena, i64, MANY);
    for (i64 wave = 0; wave < 5; wave++) {
        d->order.start = 0.2 * (f64)wave;
        draw(c, &d->order, d->outcome);
        for (i64 i = 0; i < MANY; i++)
            seen[i] += d->outcome[i] == DRAW_TAKEN;
    }
    for (i64 i = 0; i < MANY; i++) {
        times += seen[i];
        twice += seen[i] > 1;
    }
    assert_in_range(times, MANY - 1, MANY + 1); // 0.2 · 5 is not 1 to the last bit
    assert_in_range(twice, 0, 1);
    work_release(&work);
}

static void bounds_hold_exactly(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct drawn *d = drawn_new(c, 1000, 4); // 250 in each
    d->most[0] = 10;
    d->most[1] = 0;
    d->most[2] = 400;
    d->order.most = 300;
    draw(c, &d->order, d->outcome);
    assert_int_equal(count_of(d, DRAW_TAKEN, -1), 300);
    assert_int_equal(count_of(d, DRAW_TAKEN, 0), 10);
    assert_int_equal(count_of(d, DRAW_TAKEN, 1), 0);
    assert_int_equal(count_of(d, DRAW_CELL_FULL, 0), 240);
    assert_int_equal(count_of(d, DRAW_CELL_FULL, 1), 250);
    assert_int_equal(count_of(d, DRAW_LATER, -1), 1000 - 300 - 490);
    assert_int_equal(count_of(d, DRAW_NOT_DRAWN, -1), 0);
    // What is taken has smaller numbers than what waits, cell by cell.
    for (i64 i = 0; i < 1000; i++)
        for (i64 k = i % 4; k < 1000; k += 4)
            if (d->outcome[i] == DRAW_TAKEN && d->outcome[k] != DRAW_TAKEN)
                assert_true(d->number[i] < d->number[k]);
    d->order.share = 0;
    draw(c, &d->order, d->outcome);
    assert_int_equal(count_of(d, DRAW_NOT_DRAWN, -1), 1000);
    d->order.count = 0;
    draw(c, &d->order, d->outcome);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_spread_evenly),
        cmocka_unit_test(everybody_has_the_same_chance_within_a_cell),
        cmocka_unit_test(a_share_takes_about_its_part_and_the_same_ones_again),
        cmocka_unit_test(bounds_hold_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
