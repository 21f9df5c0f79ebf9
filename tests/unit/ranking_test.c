// How well scores rank: areas and their errors by hand, ties, one kind only.
#include "insight/customers/ranking.h"

#include "support/near.h"
#include "support/test.h"
#include "support/work.h"

static struct work work;
static ctx *c;

static int setup(void **state)
{
    (void)state;
    c = work_init(&work);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static void areas_and_errors_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    static const bool happened[] = {true, true, false, false};
    static const f64 a[] = {3, 1, 2, 0}, b[] = {5, 5, 1, 5};
    struct ranking r;
    ranking_compare(c, 4, happened, a, b, 0.25, &r);
    assert_int_equal(r.happened, 2);
    assert_near(r.a.auc, 0.75, 1e-12);
    assert_near(r.a.error, sqrt(0.125), 1e-12);
    assert_near(r.b.auc, 0.75, 1e-12); // of four pairs two are won and two are ties
    assert_near(r.difference, 0, 1e-12);
    // Places: a (1, ½ | ½, 1), b (¾, ¾ | 1, ½): differences (¼, −¼ | −½, ½), variances ⅛ and ½.
    assert_near(r.error, sqrt(0.125 / 2 + 0.5 / 2), 1e-12);
    assert_near(r.a.precision, 1, 1e-12);
    assert_near(r.b.precision, 2.0 / 3, 1e-12); // one of three that tie at the top
}

// R: pROC is not at hand; the formulas of DeLong et al. (1988) in R 4.2 on these values give it.
static void a_longer_list_agrees_with_delong_in_r(void **state)
{
    (void)state;
    enum { N = 12 };
    static const bool happened[N] = {1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0};
    static const f64 a[N] = {.9, .8, .7, .65, .6, .5, .45, .4, .3, .85, .2, .1};
    static const f64 b[N] = {30, 4, 25, 6, 8, 8, 20, 9, 3, 15, 2, 8};
    struct ranking r;
    ranking_compare(c, N, happened, a, b, 0.1, &r);
    assert_near(r.a.auc, 0.8571428571, 1e-9);
    assert_near(r.b.auc, 0.8857142857, 1e-9);
    assert_near(r.a.error, 0.1148794103, 1e-9);
    assert_near(r.b.error, 0.1212183053, 1e-9);
    assert_near(r.error, 0.1718249386, 1e-9);
}

static void one_kind_only_has_no_area(void **state)
{
    (void)state;
    static const bool happened[] = {true, true};
    static const f64 scores[] = {1, 2};
    struct ranking r;
    ranking_compare(c, 2, happened, scores, scores, 0.1, &r);
    assert_true(isnan(r.a.auc) && isnan(r.a.error) && isnan(r.error));
    assert_near(r.a.precision, 1, 0);
    ranking_compare(c, 0, happened, scores, scores, 0.1, &r);
    assert_true(isnan(r.a.auc) && isnan(r.a.precision));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_and_errors_are_those_worked_out_by_hand),
        cmocka_unit_test(a_longer_list_agrees_with_delong_in_r),
        cmocka_unit_test(one_kind_only_has_no_area),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
