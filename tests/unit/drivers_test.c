#include "insight/maths/chance.h"
#include "insight/drivers/drivers.h"

#include "support/near.h"
#include "support/work.h"

static const i32 own[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                          11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21};

// Correlations of `k` columns and the outcome, from random rows: column j has part of the columns
// before it, the outcome part of all.
static f64 *correlations(ctx *c, i64 k, u64 seed, struct row_sums *sums)
{
    i64 n = 60;
    gsl_rng *rng = chance_new(c, seed);
    f64 *rows = NEW_ARRAY(c->arena, f64, n * (k + 1));
    f64 *found = NEW_ARRAY(c->arena, f64, (k + 1) * (k + 1));
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j <= k; j++)
            for (i64 m = 0; m <= j; m++)
                rows[i * (k + 1) + j] = rows[i * (k + 1) + j] / 1.3 + gsl_rng_uniform(rng);
    assert_true(row_sums_make(c, (struct row_sums_order){n, k + 1, rows, false, 100000}, sums));
    row_sums_correlate(sums, sums->total, found);
    return found;
}

static struct drivers measured(ctx *c, const struct drivers_input *input)
{
    struct drivers found;
    assert_true(drivers_measure(c, input, chance_new(c, 1), &found));
    return found;
}

// By hand: r1y = .6, r2y = .4, r12 = .5. R² = (.36 + .16 - 2 × .6 × .4 × .5) / .75 = .28 / .75; lmg
// of the first: (.36 + R² - .16) / 2.
static void two_drivers_are_as_by_hand(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 correlation[] = {1, .5, .6, .5, 1, .4, .6, .4, 1};
    struct drivers_input input = {2, correlation, own, 2};
    struct drivers found = measured(c, &input);
    f64 all = 0.28 / 0.75;
    assert_near(found.r_squared, all, 1e-12);
    assert_near(found.list[0].lmg, (0.36 + all - 0.16) / 2, 1e-12);
    assert_near(found.list[1].lmg, (0.16 + all - 0.36) / 2, 1e-12);
    assert_near(found.list[0].first, 0.36, 1e-12);
    assert_near(found.list[0].last, all - 0.16, 1e-12);
    assert_near(found.list[0].vif, 1 / 0.75, 1e-12);
    assert_near(found.coefficients[0], (0.6 - 0.2) / 0.75, 1e-12);
    assert_near(found.list[0].pratt, 0.6 * 0.4 / 0.75, 1e-12);
    // Johnson's weights of two drivers are lmg's (Johnson 2000, p. 12).
    assert_near(found.list[0].johnson, found.list[0].lmg, 1e-12);
    assert_true(!found.singular && !found.sampled);
    work_release(&work);
}

static void shares_add_up_to_what_is_explained(void **state)
{
    (void)state;
    for (i64 k = 1; k <= 12; k++) {
        struct work work;
        ctx *c = work_init(&work);
        struct row_sums sums;
        struct drivers_input input = {k, correlations(c, k, (u64)k, &sums), own, k};
        struct drivers found = measured(c, &input);
        f64 lmg = 0, johnson = 0, pratt = 0;
        for (i64 j = 0; j < k; j++) {
            lmg += found.list[j].lmg;
            johnson += found.list[j].johnson;
            pratt += found.list[j].pratt;
            assert_true(found.list[j].lmg >= -1e-12);
            assert_true(found.list[j].vif >= 1 - 1e-12);
        }
        assert_near(lmg, found.r_squared, 1e-10);
        assert_near(johnson, found.r_squared, 1e-10);
        assert_near(pratt, found.r_squared, 1e-10);
        work_release(&work);
    }
}

// Ten more columns that go with nothing get nothing and leave the others' shares alone, but make
// all orders too many.
static void sampled_orders_come_near_all_orders(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct row_sums sums;
    i64 k = 12, wide = 22;
    const f64 *small = correlations(c, k, 7, &sums);
    f64 *large = NEW_ARRAY(c->arena, f64, (wide + 1) * (wide + 1));
    for (i64 a = 0; a <= wide; a++) {
        large[a * (wide + 1) + a] = 1;
        for (i64 b = 0; b <= wide; b++) {
            i64 x = a == wide ? k : a, y = b == wide ? k : b;
            bool known = (a < k || a == wide) && (b < k || b == wide);
            if (known) large[a * (wide + 1) + b] = small[x * (k + 1) + y];
        }
    }
    struct drivers_input few = {k, small, own, k}, many = {wide, large, own, wide};
    struct drivers exact = measured(c, &few), sampled = measured(c, &many);
    assert_true(sampled.sampled && !exact.sampled);
    assert_near(sampled.r_squared, exact.r_squared, 1e-10);
    for (i64 j = 0; j < k; j++) {
        assert_true(sampled.list[j].lmg_error > 0);
        assert_near(sampled.list[j].lmg, exact.list[j].lmg, 4 * sampled.list[j].lmg_error);
    }
    assert_near(sampled.list[15].lmg, 0, 1e-12);
    work_release(&work);
}

static void columns_of_one_driver_count_together(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct row_sums sums;
    const f64 *correlation = correlations(c, 3, 3, &sums);
    const i32 joined[] = {0, 0, 1};
    struct drivers_input apart = {3, correlation, own, 3}, together = {3, correlation, joined, 2};
    struct drivers a = measured(c, &apart), b = measured(c, &together);
    assert_near(b.r_squared, a.r_squared, 1e-12);
    assert_near(b.list[0].lmg + b.list[1].lmg, a.r_squared, 1e-12);
    assert_near(b.list[1].last, a.list[2].last, 1e-12);
    assert_near(b.list[0].last, a.r_squared - a.list[2].first, 1e-12);
    assert_true(isnan(b.list[0].vif));
    assert_near(b.list[1].vif, a.list[2].vif, 1e-12);
    work_release(&work);
}

static void a_column_that_follows_from_others_is_told(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    // The first column twice, then another.
    const f64 correlation[] = {1, 1, .5, .6, 1, 1, .5, .6, .5, .5, 1, .4, .6, .6, .4, 1};
    struct drivers_input input = {3, correlation, own, 3};
    struct drivers found = measured(c, &input);
    assert_true(found.singular);
    assert_true(isinf(found.list[0].vif) && isinf(found.list[1].vif));
    assert_true(isnan(found.coefficients[0]) && isnan(found.list[2].pratt));
    assert_near(found.list[0].lmg, found.list[1].lmg, 1e-12);
    f64 all = 0.28 / 0.75;
    assert_near(found.r_squared, all, 1e-9);
    assert_near(found.list[0].lmg + found.list[1].lmg + found.list[2].lmg, all, 1e-9);
    work_release(&work);
}

static void correlations_that_contradict_one_another_are_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 correlation[] = {1, .9, -.9, .5, .9, 1, .9, .5, -.9, .9, 1, .5, .5, .5, .5, 1};
    struct drivers_input input = {3, correlation, own, 3};
    struct drivers found;
    assert_false(drivers_measure(c, &input, NULL, &found));
    assert_string_equal(c->err.msg, "correlations from different rows contradict one another");
    work_release(&work);
}

static void resamples_tell_a_clear_first_from_a_tie(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    gsl_rng *rng = chance_new(c, 5);
    i64 n = 400;
    f64 *rows = NEW_ARRAY(c->arena, f64, n * 4);
    for (i64 i = 0; i < n; i++) {
        f64 *row = rows + 4 * i;
        for (i64 j = 0; j < 3; j++)
            row[j] = gsl_rng_uniform(rng);
        row[3] = 3 * row[0] + 0.5 * row[1] + 0.5 * row[2] + gsl_rng_uniform(rng);
    }
    struct row_sums sums;
    struct drivers_spread spread;
    assert_true(row_sums_make(c, (struct row_sums_order){n, 4, rows, false, 1000000}, &sums));
    assert_int_equal(sums.block_count, n);
    f64 correlation[16];
    row_sums_correlate(&sums, sums.total, correlation);
    struct drivers_input input = {3, correlation, own, 3};
    struct drivers all = measured(c, &input);
    struct drivers_resampling order = {&sums, own, 3, &all, 300, 0.95};
    assert_true(drivers_resample(c, order, rng, &spread));
    assert_int_equal(spread.resamples, 300);
    assert_near(spread.list[0].ranked_first, 1, 0);
    assert_near(spread.list[0].rank_high, 1, 0);
    assert_near(spread.list[1].rank + spread.list[2].rank, 5, 1e-12);
    assert_true(spread.list[1].share_low < spread.list[1].share_high);
    assert_true(spread.list[1].share_high < spread.list[0].share_low);
    work_release(&work);
}

// Rows doubled change no correlation; blocks of rows give the same spread as rows: half the
// variance for twice the rows.
static void blocks_of_rows_spread_as_rows_do(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    gsl_rng *rng = chance_new(c, 9);
    i64 n = 4000;
    f64 *rows = NEW_ARRAY(c->arena, f64, n * 3);
    for (i64 i = 0; i < n; i++) {
        f64 *row = rows + 3 * i;
        row[0] = gsl_rng_uniform(rng);
        row[1] = row[0] + gsl_rng_uniform(rng);
        row[2] = row[0] + row[1] + 2 * gsl_rng_uniform(rng);
    }
    f64 width[2];
    for (i64 k = 0; k < 2; k++) {
        struct row_sums sums;
        struct drivers_spread spread;
        struct row_sums_order order = {n, 3, rows, false, k ? 0 : 1000000};
        assert_true(row_sums_make(c, order, &sums));
        assert_int_equal(sums.block_count, k ? 1000 : 4000);
        f64 correlation[9];
        row_sums_correlate(&sums, sums.total, correlation);
        struct drivers_input input = {2, correlation, own, 2};
        struct drivers all = measured(c, &input);
        struct drivers_resampling drawn = {&sums, own, 2, &all, 2000, 0.95};
        assert_true(drivers_resample(c, drawn, rng, &spread));
        width[k] = spread.list[0].share_high - spread.list[0].share_low;
    }
    assert_near(width[1] / width[0], 1, 0.1);
    work_release(&work);
}

static void pairs_stand_on_the_rows_that_have_both(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 rows[] = {1, 2, 3, 2, NAN, 5, 3, 4, 4, 4, 7, NAN, 5, 5, 8, NAN, 6, 1};
    struct row_sums sums;
    f64 found[9];
    assert_true(row_sums_make(c, (struct row_sums_order){6, 3, rows, true, 1000}, &sums));
    row_sums_correlate(&sums, sums.total, found);
    // R: cor(x, use = "pairwise.complete.obs").
    assert_near(found[1], 0.79697229259544222, 1e-12);
    assert_near(found[2], 0.90350790290525129, 1e-12);
    assert_near(found[5], 0, 1e-12);
    assert_int_equal(row_sums_pair_count(&sums, sums.total, 0, 1), 4);
    assert_int_equal(row_sums_pair_count(&sums, sums.total, 2, 2), 5);
    work_release(&work);
}

static void constants_and_huge_values_are_borne(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const f64 rows[] = {1e15 + 1, 7, 1e-9, 1e15 + 3, 7, 3e-9, 1e15 + 2, 7, 5e-9, 1e15 + 8, 7, 9e-9};
    struct row_sums sums;
    f64 found[9];
    assert_true(row_sums_make(c, (struct row_sums_order){4, 3, rows, false, 1000}, &sums));
    row_sums_correlate(&sums, sums.total, found);
    assert_near(found[1], 0, 0);
    assert_near(found[4], 1, 0);
    assert_near(found[2], 0.9102589898327994, 1e-9); // R: cor(c(1, 3, 2, 8), c(1, 3, 5, 9))
    assert_near(sums.scale[1], 0, 0);
    assert_true(row_sums_make(c, (struct row_sums_order){0, 3, NULL, false, 1000}, &sums));
    row_sums_correlate(&sums, sums.total, found);
    assert_near(found[2], 0, 0);
    const f64 beyond[] = {1e308, 1, 2, -1e308, 2, 1, 1, 3, 3};
    assert_false(row_sums_make(c, (struct row_sums_order){3, 3, beyond, false, 1000}, &sums));
    assert_string_equal(c->err.msg, "values are too large to be worked with");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_drivers_are_as_by_hand),
        cmocka_unit_test(shares_add_up_to_what_is_explained),
        cmocka_unit_test(sampled_orders_come_near_all_orders),
        cmocka_unit_test(columns_of_one_driver_count_together),
        cmocka_unit_test(a_column_that_follows_from_others_is_told),
        cmocka_unit_test(correlations_that_contradict_one_another_are_refused),
        cmocka_unit_test(resamples_tell_a_clear_first_from_a_tie),
        cmocka_unit_test(blocks_of_rows_spread_as_rows_do),
        cmocka_unit_test(pairs_stand_on_the_rows_that_have_both),
        cmocka_unit_test(constants_and_huge_values_are_borne),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
