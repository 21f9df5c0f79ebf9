#include "insight/sure/experiment.h"

#include <jansson.h>

#include "insight/maths/chance.h"
#include "support/near.h"
#include "support/shared.h"

// R 4.2: chisq.test(c(821588, 815482)) p = 1.82179e-06, X² = 22.774369; chisq.test(c(50, 30, 20), p
// = c(.4, .3, .3)): X² = 5.8333, p = 0.0541137662.
static void the_split_is_tested_as_r_does(void **state)
{
    (void)state;
    f64 halves[] = {0.5, 0.5}, two[] = {821588, 815482};
    struct experiment_split found = experiment_split(two, halves, 2);
    assert_near(found.chi_squared, 22.774, 5e-4);
    assert_near(found.p, 1.82179e-6, 5e-11);
    assert_true(found.p < EXPERIMENT_SPLIT_P);
    f64 thirds[] = {0.4, 0.3, 0.3}, three[] = {50, 30, 20};
    found = experiment_split(three, thirds, 3);
    assert_near(found.chi_squared, 5.833333, 1e-6);
    assert_near(found.p, 0.0541137662, 1e-10);
    assert_near(found.expected_min, 30, 0);
    assert_true(found.p_any_time > found.p); // looking at any time has its price
    f64 clear[] = {5300, 4700};
    assert_true(experiment_split(clear, halves, 2).p_any_time < EXPERIMENT_SPLIT_P);
    f64 exact[] = {0, 1};
    assert_near(experiment_split(exact, halves, 2).p_any_time, 1, 1e-12);
}

#define ROWS 1000

struct ate_row {
    f64 outcome, effect, high, low, p;
    bool second;
};

static i64 ate_read(struct ate_row rows[ROWS])
{
    char room[4096], line[512];
    FILE *file = fopen(shared_path_or_skip("data/confseq_ate/ate_data.csv", room), "r");
    assert_non_null(file);
    i64 n = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (n < ROWS && fgets(line, sizeof line, file)) {
        struct ate_row *row = &rows[n++];
        int second = 0, number = 0;
        assert_int_equal(sscanf(line, "\"%*d\",%d,%lf,%d,%lf,%lf,%lf,%lf", &number, &row->outcome,
                                &second, &row->effect, &row->high, &row->low, &row->p),
                         7);
        row->second = second == 1;
    }
    (void)fclose(file);
    return n;
}

// The authors' example, computed with their R code: outcomes 0 and 1, halves, noise .16, made best
// for 50 people; its p is one-sided.
static void every_row_of_the_authors_experiment_is_reproduced(void **state)
{
    (void)state;
    static struct ate_row rows[ROWS];
    assert_int_equal(ate_read(rows), ROWS);
    struct experiment_order order = {0.95, 0, 1, 0.5, 0.16, 50};
    struct experiment_run run = experiment_begin(order);
    f64 largest = 0;
    for (i64 i = 0; i < ROWS; i++) {
        experiment_add(&run, rows[i].second, rows[i].outcome);
        struct interval found = experiment_effect(&run);
        assert_near(found.value, rows[i].effect, 1e-6);
        assert_near(found.low, rows[i].low, 1e-6);
        assert_near(found.high, rows[i].high, 1e-6);
        assert_near(experiment_p(&run, true), rows[i].p, 1e-6);
        largest = fmax(largest, fabs(found.high - rows[i].high));
    }
    print_message("largest distance of an upper limit %.2g\n", largest);
}

static void no_effect_is_found_where_there_is_none(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    ctx c = {.arena = &arena};
    gsl_rng *rng = chance_new(&c, 3);
    i64 bounded = 0, asymptotic = 0, runs = 200;
    for (i64 k = 0; k < runs; k++) {
        struct experiment_run run =
            experiment_begin((struct experiment_order){0.95, 0, 1, 0.3, 0.2, 500});
        struct watch_order order = {WATCH_ASYMPTOTIC, 0.95, 500, 60, 0, 0};
        bool found = false, seen = false;
        for (i64 i = 0; i < 1000; i++) {
            bool second = gsl_rng_uniform(rng) < 0.3;
            experiment_add(&run, second, gsl_rng_uniform(rng) < 0.2);
            struct watch_side sides[2];
            for (int arm = 0; arm < 2; arm++) {
                f64 n = run.count[arm], mean = n > 0 ? run.sum[arm] / n : 0;
                sides[arm] = (struct watch_side){n, mean, mean * (1 - mean)};
            }
            found |= experiment_p(&run, false) < 0.05;
            seen |= watch_difference_p(order, sides[0], sides[1]) < 0.05;
        }
        bounded += found;
        asymptotic += seen;
    }
    arena_release(&arena);
    print_message("false alarms of %ld: bounded %ld, asymptotic %ld\n", runs, bounded, asymptotic);
    assert_true(bounded <= 19); // 10 expected at most, three standard errors more
    assert_true(asymptotic <= 19);
}

static void the_interval_and_its_chance_agree_and_turn_round(void **state)
{
    (void)state;
    struct experiment_order order = {0.95, 1, 10, 0.4, 4, 200}, turned = order;
    turned.share = 0.6;
    struct experiment_run run = experiment_begin(order), back = experiment_begin(turned);
    assert_int_equal(experiment_effect(&run).status, INTERVAL_NO_DATA);
    for (i64 i = 0; i < 4000; i++) {
        bool second = i % 5 < 2;
        f64 outcome = (f64)(1 + i * 31 % 7 + 2 * second);
        experiment_add(&run, second, outcome);
        experiment_add(&back, !second, outcome);
        struct interval there = experiment_effect(&run), here = experiment_effect(&back);
        assert_near(there.low, -here.high, 1e-9);
        assert_int_equal(there.low > 0 || there.high < 0, experiment_p(&run, false) < 0.05);
    }
    assert_near(experiment_effect(&run).value, 2, 0.1);
    assert_true(experiment_p(&run, false) < 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_split_is_tested_as_r_does),
        cmocka_unit_test(every_row_of_the_authors_experiment_is_reproduced),
        cmocka_unit_test(no_effect_is_found_where_there_is_none),
        cmocka_unit_test(the_interval_and_its_chance_agree_and_turn_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
