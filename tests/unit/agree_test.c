#include "insight/asked/agree.h"
#include "insight/maths/chance.h"

#include "support/near.h"
#include "support/work.h"

#define WITH_CTX                                                                                   \
    (void)state;                                                                                   \
    struct work work;                                                                              \
    ctx *c = work_init(&work)

// K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: 12 items, 4
// raters, values 1 to 5, 0 is missing here.
static const i32 krippendorff[12][4] = {
    {1, 1, 0, 1},
    {2, 2, 3, 2},
    {3, 3, 3, 3},
    {3, 3, 3, 3},
    {2, 2, 2, 2},
    {1, 2, 3, 4},
    {4, 4, 4, 4},
    {1, 1, 2, 1},
    {2, 2, 2, 2},
    {0, 5, 5, 5},
    {0, 0, 1, 1},
    {0, 0, 3, 0},
};
static const f64 one_to_five[] = {1, 2, 3, 4, 5};

static struct ratings ratings_of(ctx *c, const i32 *values, i64 items, i64 raters)
{
    i32 *code = NEW_ARRAY(c->arena, i32, items * raters);
    for (i64 i = 0; i < items * raters; i++)
        code[i] = values[i] - 1;
    return (struct ratings){items, raters, code, 5, one_to_five};
}

// Published: .743, .815, .849, .797; digits from R's irr 0.84.1 (reference/sites_raters.json).
static void alpha_agrees_with_krippendorffs_example(void **state)
{
    WITH_CTX;
    struct ratings r = ratings_of(c, krippendorff[0], 12, 4);
    assert_near(agree_alpha(c, &r, AGREE_NOMINAL, NULL), 0.74342105263, 1e-6);
    assert_near(agree_alpha(c, &r, AGREE_ORDINAL, NULL), 0.81538750375, 1e-6);
    assert_near(agree_alpha(c, &r, AGREE_INTERVAL, NULL), 0.84910714286, 1e-6);
    assert_near(agree_alpha(c, &r, AGREE_RATIO, NULL), 0.79740277471, 1e-6);
    assert_int_equal(agree_pairable(&r), 11);
    assert_int_equal(agree_complete(&r), 8);
    work_release(&work);
}

// J. L. Fleiss, Statistical Methods for Rates and Proportions (2nd ed. 1981), p. 213: 75, 1, 4; 5,
// 4, 1; 0, 0, 10: kappa .676.
static void cohens_kappa_agrees_with_fleiss_table(void **state)
{
    WITH_CTX;
    static const i32 counts[3][3] = {
        {75, 1, 4 },
        {5,  4, 1 },
        {0,  0, 10}
    };
    i32 values[200];
    i64 n = 0;
    for (i32 a = 0; a < 3; a++)
        for (i32 b = 0; b < 3; b++)
            for (i32 i = 0; i < counts[a][b]; i++) {
                values[n++] = a + 1;
                values[n++] = b + 1;
            }
    struct ratings r = ratings_of(c, values, 100, 2);
    // Agreed .89, by chance .80 · .80 + .10 · .05 + .10 · .15 = .66.
    assert_near(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_PLAIN}, NULL), 0.23 / 0.34,
                1e-12);
    // Times stand for repeated items.
    i32 times[100];
    for (i64 i = 0; i < 100; i++)
        times[i] = 3;
    assert_near(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_PLAIN}, times), 0.23 / 0.34,
                1e-12);
    work_release(&work);
}

// With two categories every weighting says the same; squared weights of values with equal means and
// spreads are the correlation.
static void weights_of_kappa_are_distances(void **state)
{
    WITH_CTX;
    static const i32 two[][2] = {
        {1, 1},
        {1, 1},
        {1, 2},
        {2, 2},
        {2, 1},
        {2, 2},
        {1, 1}
    };
    struct ratings r = ratings_of(c, two[0], 7, 2);
    f64 plain = agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_PLAIN}, NULL);
    assert_near(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_LINEAR}, NULL), plain, 1e-12);
    assert_near(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_SQUARED}, NULL), plain, 1e-12);
    static const i32 turned[][2] = {
        {1, 2},
        {2, 1},
        {3, 3},
        {4, 5},
        {5, 4}
    };
    r = ratings_of(c, turned[0], 5, 2);
    assert_near(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_SQUARED}, NULL), 0.8, 1e-12);
    work_release(&work);
}

static void fleiss_and_conger_are_cohens_kappa_where_habits_are_alike(void **state)
{
    WITH_CTX;
    static const i32 turned[][2] = {
        {1, 2},
        {2, 1},
        {3, 3},
        {4, 4},
        {1, 1},
        {2, 2}
    };
    struct ratings r = ratings_of(c, turned[0], 6, 2);
    f64 cohen = agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_PLAIN}, NULL);
    assert_near(agree_fleiss(c, &r, NULL), cohen, 1e-12);
    assert_near(agree_conger(c, &r, NULL), cohen, 1e-12);
    work_release(&work);
}

static void repeated_items_change_no_kappa(void **state)
{
    WITH_CTX;
    struct ratings r = ratings_of(c, krippendorff[0], 12, 4);
    i32 twice[24][4], times[12];
    memcpy(twice, krippendorff, sizeof krippendorff);
    memcpy(twice + 12, krippendorff, sizeof krippendorff);
    struct ratings doubled = ratings_of(c, twice[0], 24, 4);
    for (i64 i = 0; i < 12; i++)
        times[i] = 2;
    assert_near(agree_fleiss(c, &doubled, NULL), agree_fleiss(c, &r, NULL), 1e-12);
    assert_near(agree_conger(c, &r, times), agree_conger(c, &r, NULL), 1e-12);
    assert_near(agree_alpha(c, &doubled, AGREE_ORDINAL, NULL),
                agree_alpha(c, &r, AGREE_ORDINAL, times), 1e-12);
    work_release(&work);
}

struct alpha_data {
    const struct ratings *ratings;
};

static f64 alpha_again(ctx *c, const void *data, const i32 *times)
{
    return agree_alpha(c, ((const struct alpha_data *)data)->ratings, AGREE_NOMINAL, times);
}

static void drawing_items_gives_limits_around_the_figure(void **state)
{
    WITH_CTX;
    struct ratings r = ratings_of(c, krippendorff[0], 12, 4);
    struct alpha_data data = {&r};
    struct agree_figure figure = {alpha_again, &data};
    struct agree_limits first, second;
    assert_true(agree_bootstrap(c, figure, 12, 1000, 0.95, chance_new(c, 7), &first));
    assert_true(agree_bootstrap(c, figure, 12, 1000, 0.95, chance_new(c, 7), &second));
    assert_near(first.low, second.low, 0);
    assert_near(first.high, second.high, 0);
    assert_true(first.low > 0.2 && first.low < 0.74342105263);
    assert_true(first.high > 0.74342105263 && first.high <= 1);
    assert_int_equal(first.draws, 1000);
    work_release(&work);
}

// Items in three groups whose raters share the truth with chance .7: alpha is .49 in the long run
// (two raters agree with chance .49 + .51 / 3). Of 100 samples about 95 intervals hold it.
static void intervals_cover(void **state)
{
    WITH_CTX;
    gsl_rng *rng = chance_new(c, 11);
    i64 held = 0;
    for (i64 sample = 0; sample < 100; sample++) {
        i32 values[60][3];
        for (i64 i = 0; i < 60; i++) {
            i32 truth = (i32)chance_below(rng, 3) + 1;
            for (i64 j = 0; j < 3; j++)
                values[i][j] = chance_below(rng, 10) < 7 ? truth : (i32)chance_below(rng, 3) + 1;
        }
        struct ratings r = ratings_of(c, values[0], 60, 3);
        struct alpha_data data = {&r};
        struct agree_limits limits;
        assert_true(agree_bootstrap(c, (struct agree_figure){alpha_again, &data}, 60, 200, 0.95,
                                    rng, &limits));
        held += limits.low <= 0.49 && limits.high >= 0.49;
    }
    if (held < 87) print_error("%lld of 100 intervals hold the truth\n", (long long)held);
    assert_true(held >= 87); // fewer come once in 2,000 runs at 95 %
    work_release(&work);
}

static void ratings_that_say_nothing_have_no_figure(void **state)
{
    WITH_CTX;
    static const i32 same[][2] = {
        {3, 3},
        {3, 3},
        {3, 3}
    };
    struct ratings r = ratings_of(c, same[0], 3, 2);
    assert_true(isnan(agree_alpha(c, &r, AGREE_NOMINAL, NULL)));
    assert_true(isnan(agree_alpha(c, &r, AGREE_ORDINAL, NULL)));
    assert_true(isnan(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_PLAIN}, NULL)));
    assert_true(isnan(agree_fleiss(c, &r, NULL)));
    assert_true(isnan(agree_fleiss_z(c, &r)));
    static const i32 single[][2] = {
        {1, 0},
        {0, 2},
        {3, 0}
    };
    r = ratings_of(c, single[0], 3, 2);
    assert_true(isnan(agree_alpha(c, &r, AGREE_INTERVAL, NULL)));
    assert_true(isnan(agree_fleiss(c, &r, NULL)));
    assert_true(isnan(agree_conger(c, &r, NULL)));
    assert_true(isnan(agree_cohen(c, &r, (struct agree_pair){0, 1, AGREE_LINEAR}, NULL)));
    assert_int_equal(agree_pairable(&r), 0);
    struct ratings none = {0, 2, NULL, 0, NULL};
    assert_true(isnan(agree_alpha(c, &none, AGREE_RATIO, NULL)));
    work_release(&work);
}

static void full_agreement_is_one(void **state)
{
    WITH_CTX;
    static const i32 values[][3] = {
        {1, 1, 1},
        {2, 2, 2},
        {5, 5, 5},
        {2, 2, 0}
    };
    struct ratings r = ratings_of(c, values[0], 4, 3);
    for (i64 metric = AGREE_NOMINAL; metric <= AGREE_RATIO; metric++)
        assert_near(agree_alpha(c, &r, (enum agree_metric)metric, NULL), 1, 1e-12);
    assert_near(agree_fleiss(c, &r, NULL), 1, 1e-12);
    assert_near(agree_conger(c, &r, NULL), 1, 1e-12);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alpha_agrees_with_krippendorffs_example),
        cmocka_unit_test(cohens_kappa_agrees_with_fleiss_table),
        cmocka_unit_test(weights_of_kappa_are_distances),
        cmocka_unit_test(fleiss_and_conger_are_cohens_kappa_where_habits_are_alike),
        cmocka_unit_test(repeated_items_change_no_kappa),
        cmocka_unit_test(drawing_items_gives_limits_around_the_figure),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(ratings_that_say_nothing_have_no_figure),
        cmocka_unit_test(full_agreement_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
