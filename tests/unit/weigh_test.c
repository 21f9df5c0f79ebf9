#include "insight/asked/weigh.h"
#include "insight/asked/calibrated.h"

#include "support/near.h"
#include "support/work.h"

#define N 20

// Twenty answers of customers of three plans and two countries; the customers are 1,000.
static const i32 plan[N] = {0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 0, 1, 2, 2, 1, 0, 0, 0, 1, 2};
static const i32 country[N] = {0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1};
static const f64 values[N] = {9, 10, 7, 3, 8, 6, 5, 10, 0, 4, 7, 8, 9, 10, 2, 6, 7, 8, 1, 10};
static const f64 asked[N] = {30, 60, 30, 30,  90, 30, 60, 30, 30, 60,
                             30, 30, 30, 120, 30, 60, 30, 30, 30, 60};
static const f64 plans_known[] = {500, 300, 200}, countries_known[] = {620, 380};
static const struct weigh_margin margins[] = {
    {3, plan,    plans_known    },
    {2, country, countries_known}
};

#define WITH_CTX                                                                                   \
    (void)state;                                                                                   \
    struct work work;                                                                              \
    ctx *c = work_init(&work);                                                                     \
    struct weigh_weights weights

static struct weigh_order order_of(const f64 *base)
{
    return (struct weigh_order){.n = N, .base = base, .margin_count = 2, .margins = margins};
}

static void rake(ctx *c, struct weigh_order order, struct weigh_weights *out)
{
    assert_true(weigh_rake(c, order, out));
}

static struct calibrated_figure mean_of(ctx *c, struct weigh_order order,
                                        const struct weigh_weights *weights,
                                        struct calibrated_design design)
{
    struct calibrated_answers answers = {order, weights->weights, design};
    struct calibrated_figure mean, total;
    assert_true(calibrated_mean(c, &answers, values, &mean));
    assert_true(calibrated_total(c, &answers, values, &total));
    assert_near(total.value, 1000 * mean.value, 1e-6);
    assert_near(total.error, 1000 * mean.error, 1e-6);
    return mean;
}

// R 4.2.2, survey 4.1.1: rake with epsilon = 1e-12; calibrate(calfun = "raking") for the errors.
static void raked_weights_and_errors_agree_with_r(void **state)
{
    WITH_CTX;
    rake(c, order_of(NULL), &weights);
    assert_int_equal(weights.status, WEIGH_FOUND);
    assert_near(weights.weights[0], 84.26317228789, 1e-6);
    assert_near(weights.weights[1], 54.31577028281, 1e-6);
    assert_near(weights.weights[3], 34.66576113897, 1e-6);
    struct calibrated_figure mean =
        mean_of(c, order_of(NULL), &weights, (struct calibrated_design){0});
    assert_near(mean.value, 6.725364867897, 1e-9);
    assert_near(mean.error, 0.52248450066261, 1e-9);
    assert_near(mean.design_effect, 0.73819, 1e-5);
    assert_near(weigh_spread_of(weights.weights, N).design_effect, 1.154262804123, 1e-9);
    work_release(&work);
}

// The same with base weights: calibrate weighs the residuals by them, as Deville & Särndal do;
// R's rake does not (it gives 0.6156 here).
static void base_weights_and_designs_agree_with_r(void **state)
{
    WITH_CTX;
    rake(c, order_of(asked), &weights);
    assert_near(weights.weights[4], 111.96790782956, 1e-6);
    assert_near(weights.weights[1], 81.77249570591, 1e-6);
    struct calibrated_design single = {0};
    struct calibrated_figure mean = mean_of(c, order_of(asked), &weights, single);
    assert_near(mean.value, 7.0318067092714, 1e-9);
    assert_near(mean.error, 0.56059451072717, 1e-9);
    assert_near(mean.design_effect, 1.00309, 1e-5);
    assert_near(mean.degrees, 19, 0);

    i32 clusters[N], strata[N];
    for (i32 i = 0; i < N; i++) {
        clusters[i] = i / 2;
        strata[i] = i >= 9;
    }
    struct calibrated_design clustered = {.cluster = clusters, .cluster_count = 10};
    mean = mean_of(c, order_of(asked), &weights, clustered);
    assert_near(mean.error, 0.66312408888884, 1e-9);
    assert_near(mean.degrees, 9, 0);
    struct calibrated_design stratified = {.stratum = strata, .stratum_count = 2};
    mean = mean_of(c, order_of(asked), &weights, stratified);
    assert_near(mean.error, 0.54467840999086, 1e-9);
    assert_near(mean.design_effect, 0.94694, 1e-5);

    // When all units were drawn, chance has no part.
    f64 all[] = {9, 11};
    stratified.sizes = all;
    assert_near(mean_of(c, order_of(asked), &weights, stratified).error, 0, 1e-12);
    work_release(&work);
}

// Holt & Smith 1979: one margin gives each category its share at once.
static void one_margin_is_post_stratification(void **state)
{
    WITH_CTX;
    struct weigh_order order = order_of(NULL);
    order.margin_count = 1;
    rake(c, order, &weights);
    assert_int_equal(weights.status, WEIGH_FOUND);
    assert_true(weights.steps <= 2);
    for (i64 i = 0; i < N; i++) {
        f64 count = plan[i] == 2 ? 6 : 7;
        assert_near(weights.weights[i], plans_known[plan[i]] / count, 1e-9);
    }
    work_release(&work);
}

static void an_empty_category_is_named(void **state)
{
    WITH_CTX;
    static const f64 four[] = {500, 300, 150, 50};
    struct weigh_margin wide[] = {
        margins[1], {4, plan, four}
    };
    struct weigh_order order = {.n = N, .margin_count = 2, .margins = wide};
    rake(c, order, &weights);
    assert_int_equal(weights.status, WEIGH_EMPTY);
    assert_int_equal(weights.margin, 1);
    assert_int_equal(weights.category, 3);
    assert_null(weights.weights);
    order.n = 0;
    rake(c, order, &weights);
    assert_int_equal(weights.status, WEIGH_EMPTY);
    work_release(&work);
}

// Two margins that say the same of the answers, but not of the customers.
static void margins_that_contradict_each_other_are_unsettled(void **state)
{
    WITH_CTX;
    static const f64 other[] = {400, 400, 200};
    struct weigh_margin both[] = {
        margins[0], {3, plan, other}
    };
    struct weigh_order order = {.n = N, .margin_count = 2, .margins = both};
    rake(c, order, &weights);
    assert_int_equal(weights.status, WEIGH_UNSETTLED);
    assert_true(weights.steps < WEIGH_STEPS_MAX);
    assert_near(weights.miss, 1.0 / 3, 0.1);
    work_release(&work);
}

static void the_cap_holds_and_so_do_the_margins(void **state)
{
    WITH_CTX;
    struct weigh_order order = order_of(asked);
    rake(c, order, &weights);
    f64 before = weigh_spread_of(weights.weights, N).highest;
    order.cap = 1.8;
    rake(c, order, &weights);
    assert_int_equal(weights.status, WEIGH_FOUND);
    struct weigh_spread spread = weigh_spread_of(weights.weights, N);
    assert_true(before > 1.8 * 50);
    assert_true(spread.highest <= 1.8 * 50 * (1 + 1e-9));
    assert_true(weights.capped >= 1);
    for (i64 m = 0; m < 2; m++)
        for (i32 j = 0; j < margins[m].count; j++) {
            f64 sum = 0;
            for (i64 i = 0; i < N; i++)
                if (margins[m].code[i] == j) sum += weights.weights[i];
            assert_near(sum / margins[m].known[j], 1, 1e-8);
        }
    work_release(&work);
}

// Few answers of a plan of many customers: each would need 2.8 times the mean weight.
static void a_cap_that_contradicts_the_margins_comes_first(void **state)
{
    WITH_CTX;
    static const f64 known[] = {960, 30, 10};
    struct weigh_margin margin = {3, plan, known};
    struct weigh_order order = {.n = N, .margin_count = 1, .margins = &margin, .cap = 2};
    rake(c, order, &weights);
    assert_int_equal(weights.status, WEIGH_TRIMMED);
    struct weigh_spread spread = weigh_spread_of(weights.weights, N);
    assert_near(spread.sum, 1000, 1e-6);
    assert_near(spread.highest, 2 * 1000.0 / N, 1e-6);
    assert_int_equal(weights.capped, 7);
    // 700 of 960 customers are left to the first plan; the others share 300 as 30 to 10.
    assert_near(weights.weights[3] * 7, 225, 1e-6);
    assert_near(weights.weights[7] * 6, 75, 1e-6);
    assert_int_equal(weights.category, 1);
    assert_near(weights.miss, 6.5, 1e-6);
    work_release(&work);
}

static void a_cap_without_margins_keeps_the_sum(void **state)
{
    WITH_CTX;
    struct weigh_order order = {.n = N, .base = asked, .cap = 2};
    rake(c, order, &weights);
    struct weigh_spread before = weigh_spread_of(asked, N);
    struct weigh_spread after = weigh_spread_of(weights.weights, N);
    assert_near(after.sum, before.sum, 1e-6);
    assert_near(after.highest, 2 * before.sum / N, 1e-6);
    assert_true(after.design_effect < before.design_effect);
    work_release(&work);
}

static void a_lonely_unit_leaves_the_error_unknown(void **state)
{
    WITH_CTX;
    i32 strata[N] = {0};
    strata[7] = 1;
    rake(c, order_of(NULL), &weights);
    struct calibrated_design design = {.stratum = strata, .stratum_count = 2};
    struct calibrated_figure mean;
    struct calibrated_answers answers = {order_of(NULL), weights.weights, design};
    assert_true(calibrated_mean(c, &answers, values, &mean));
    assert_int_equal(mean.lonely, 1);
    assert_true(isnan(mean.error));
    assert_near(mean.value, 6.725364867897, 1e-9);
    assert_int_equal(calibrated_interval(mean, 0.95).status, INTERVAL_UNKNOWN);
    work_release(&work);
}

static void few_and_equal_answers_have_figures_of_their_own(void **state)
{
    WITH_CTX;
    struct weigh_order none = {.n = 0};
    rake(c, none, &weights);
    struct calibrated_answers answers = {none, weights.weights, {0}};
    struct calibrated_figure figure;
    assert_true(calibrated_mean(c, &answers, values, &figure));
    assert_true(isnan(figure.value));
    assert_int_equal(calibrated_interval(figure, 0.95).status, INTERVAL_NO_DATA);
    assert_true(isnan(weigh_spread_of(weights.weights, 0).design_effect));

    struct weigh_order one = {.n = 1};
    rake(c, one, &weights);
    answers = (struct calibrated_answers){one, weights.weights, {0}};
    assert_true(calibrated_mean(c, &answers, values, &figure));
    assert_near(figure.value, 9, 0);
    assert_true(isnan(figure.error));

    static const f64 same[N] = {0};
    rake(c, order_of(NULL), &weights);
    answers = (struct calibrated_answers){order_of(NULL), weights.weights, {0}};
    assert_true(calibrated_mean(c, &answers, same, &figure));
    assert_true(isnan(figure.error)); // others may differ
    f64 all = N;
    answers.design.sizes = &all;
    assert_true(calibrated_mean(c, &answers, same, &figure));
    assert_near(figure.error, 0, 0); // there are no others
    assert_true(isnan(figure.design_effect));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raked_weights_and_errors_agree_with_r),
        cmocka_unit_test(base_weights_and_designs_agree_with_r),
        cmocka_unit_test(one_margin_is_post_stratification),
        cmocka_unit_test(an_empty_category_is_named),
        cmocka_unit_test(margins_that_contradict_each_other_are_unsettled),
        cmocka_unit_test(the_cap_holds_and_so_do_the_margins),
        cmocka_unit_test(a_cap_that_contradicts_the_margins_comes_first),
        cmocka_unit_test(a_cap_without_margins_keeps_the_sum),
        cmocka_unit_test(a_lonely_unit_leaves_the_error_unknown),
        cmocka_unit_test(few_and_equal_answers_have_figures_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
