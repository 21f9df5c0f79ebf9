#include "insight/asked/raters.h"

#include "support/near.h"
#include "support/work.h"

#define WITH_CTX                                                                                   \
    (void)state;                                                                                   \
    struct work work;                                                                              \
    ctx *c = work_init(&work)

// P. E. Shrout & J. L. Fleiss (1979), table 2: six targets, four judges. Published: ICC(1,1) .17,
// ICC(2,1) .29, ICC(3,1) .71; limits as R's psych gives them.
static const f64 targets[6][4] = {
    {9,  2, 5, 8},
    {6,  1, 3, 2},
    {8,  4, 6, 8},
    {7,  1, 2, 6},
    {10, 5, 6, 9},
    {6,  2, 4, 7}
};

static void correlations_agree_with_shrout_and_fleiss(void **state)
{
    WITH_CTX;
    struct raters_icc icc = raters_icc_of(c, (struct rating_table){6, 4, targets[0]}, 0.95);
    assert_near(icc.items_square, 11.24, 5e-3);
    assert_near(icc.raters_square, 32.49, 5e-3);
    assert_near(icc.error_square, 1.02, 5e-3);
    assert_near(icc.icc1.value, 0.1657, 5e-4);
    assert_near(icc.icc1.low, -0.133, 1e-3);
    assert_near(icc.icc1.high, 0.723, 1e-3);
    assert_near(icc.icc2.value, 0.2898, 5e-4);
    assert_near(icc.icc2.low, 0.019, 1e-3);
    assert_near(icc.icc2.high, 0.761, 1e-3);
    assert_near(icc.icc3.value, 0.7148, 5e-4);
    assert_near(icc.icc3.low, 0.342, 1e-3);
    assert_near(icc.icc3.high, 0.946, 1e-3);
    work_release(&work);
}

static void a_raters_level_counts_in_icc2_only(void **state)
{
    WITH_CTX;
    static const f64 shifted[5][2] = {
        {1, 4},
        {2, 5},
        {3, 6},
        {4, 7},
        {5, 8}
    };
    struct rating_table table = {5, 2, shifted[0]};
    struct raters_icc icc = raters_icc_of(c, table, 0.95);
    assert_near(icc.icc3.value, 1, 1e-12);
    assert_near(icc.icc2.value, 5.0 / 14, 1e-12); // 5 / (5 + (2/5)(22.5)), error 0
    assert_near(raters_kendall_w(c, table).w, 1, 1e-12);
    work_release(&work);
}

// Three raters, ranks by hand: sums 4, 6, 10, 10 of mean 7.5: 12 · 27 / (9 · 60) = .6.
static void kendalls_w_agrees_with_its_formula(void **state)
{
    WITH_CTX;
    static const f64 ranks[4][3] = {
        {1, 2, 1},
        {2, 1, 3},
        {3, 3, 4},
        {4, 4, 2}
    };
    struct raters_w w = raters_kendall_w(c, (struct rating_table){4, 3, ranks[0]});
    assert_near(w.w, 0.6, 1e-12);
    assert_near(w.chi_square, 5.4, 1e-12);
    assert_near(w.p, 0.1447436, 1e-6); // R: pchisq(5.4, 3, lower.tail = FALSE)
    work_release(&work);
}

static void ratings_that_are_all_alike_have_no_figure(void **state)
{
    WITH_CTX;
    static const f64 same[3][2] = {
        {4, 4},
        {4, 4},
        {4, 4}
    };
    struct rating_table table = {3, 2, same[0]};
    assert_int_equal(raters_icc_of(c, table, 0.95).icc2.status, INTERVAL_NO_DATA);
    assert_true(isnan(raters_kendall_w(c, table).w));
    static const f64 agreed[3][2] = {
        {1, 1},
        {2, 2},
        {4, 4}
    };
    struct raters_icc icc = raters_icc_of(c, (struct rating_table){3, 2, agreed[0]}, 0.95);
    assert_near(icc.icc2.value, 1, 1e-12);
    assert_int_equal(icc.icc2.status, INTERVAL_UNKNOWN);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(correlations_agree_with_shrout_and_fleiss),
        cmocka_unit_test(a_raters_level_counts_in_icc2_only),
        cmocka_unit_test(kendalls_w_agrees_with_its_formula),
        cmocka_unit_test(ratings_that_are_all_alike_have_no_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
